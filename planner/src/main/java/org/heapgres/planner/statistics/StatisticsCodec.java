package org.heapgres.planner.statistics;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.row.RowCodec;
import org.heapgres.storage.row.RowLayout;
import org.heapgres.storage.row.ValueType;
import org.heapgres.storage.value.PgArray;

/**
 * Statistics as records of a store of their own. Key: the table's oid and a column's attnum, 0 for
 * the table itself; values are rows. Those of several columns together are in between, see {@link
 * ExtendedCodec}.
 */
public final class StatisticsCodec {
  private static final RowCodec TABLE =
      new RowCodec(
          RowLayout.of(
              1,
              ValueType.FLOAT8,
              ValueType.INT8,
              ValueType.INT8,
              ValueType.INT8,
              ValueType.INT8,
              ValueType.INT8));

  private static final RowCodec COLUMN =
      new RowCodec(
          RowLayout.of(
              1,
              ValueType.FLOAT8,
              ValueType.INT4,
              ValueType.FLOAT8,
              ValueType.ARRAY,
              ValueType.ARRAY,
              ValueType.ARRAY,
              ValueType.FLOAT8));

  private StatisticsCodec() {}

  public static byte[] key(int table, int attnum) {
    return ByteBuffer.allocate(6).putInt(table).putShort((short) attnum).array();
  }

  /** The first key behind those of {@code table}. */
  public static byte[] end(int table) {
    return ByteBuffer.allocate(6).putInt(table).putShort((short) -1).array();
  }

  public static int attnum(byte[] key) {
    return ByteBuffer.wrap(key, 4, 2).getShort();
  }

  public static byte[] encode(TableStatistics table) {
    TableStatistics.Runs runs = table.runs();
    return TABLE.encode(
        new Object[] {
          table.rows(),
          table.pages(),
          runs.last(),
          runs.lastAutomatic(),
          runs.count(),
          runs.automaticCount()
        });
  }

  /** Without its columns. */
  public static TableStatistics table(byte[] stored) {
    Object[] row = TABLE.readAll(stored);
    return new TableStatistics(
        (Double) row[0],
        (Long) row[1],
        new TableStatistics.Runs((Long) row[2], (Long) row[3], (Long) row[4], (Long) row[5]),
        Map.of(),
        Map.of());
  }

  public static byte[] encode(ColumnStatistics column) {
    return COLUMN.encode(
        new Object[] {
          column.nullFraction(),
          column.averageWidth(),
          column.distinct(),
          PgArray.of(column.type().oid(), column.commonValues()),
          PgArray.of(Types.FLOAT8.oid(), column.commonFrequencies()),
          PgArray.of(column.type().oid(), column.bounds()),
          column.correlation()
        });
  }

  /** Null when they are of another type, which the column had before. */
  public static ColumnStatistics column(PgType type, byte[] stored) {
    Object[] row = COLUMN.readAll(stored);
    if (((PgArray) row[3]).elementOid() != type.oid()) {
      return null;
    }
    List<Double> frequencies = new ArrayList<>();
    for (Object frequency : ((PgArray) row[4]).elements()) {
      frequencies.add((Double) frequency);
    }
    return new ColumnStatistics(
        type,
        (Double) row[0],
        (Integer) row[1],
        (Double) row[2],
        List.of(((PgArray) row[3]).elements()),
        frequencies,
        List.of(((PgArray) row[5]).elements()),
        (Double) row[6]);
  }
}
