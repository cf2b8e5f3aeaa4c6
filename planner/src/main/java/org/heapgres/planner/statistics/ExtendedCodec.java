package org.heapgres.planner.statistics;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.row.RowCodec;
import org.heapgres.storage.row.RowLayout;
import org.heapgres.storage.row.ValueType;
import org.heapgres.storage.value.PgArray;

/**
 * Extended statistics as records beside those of their table (see {@link StatisticsCodec}): key is
 * that of the table itself, the object's oid and the number of a part. Part 0 holds all but values,
 * the parts from 1 on the values of the common combinations column by column, those from {@link
 * #EXPRESSIONS} on the statistics of expressions. Sets of columns are bit masks of their places.
 */
public final class ExtendedCodec {
  private static final int EXPRESSIONS = 64;
  private static final int KEY_LENGTH = 11;

  private static final RowCodec WHOLE =
      new RowCodec(
          RowLayout.of(
              1,
              ValueType.ARRAY,
              ValueType.ARRAY,
              ValueType.ARRAY,
              ValueType.ARRAY,
              ValueType.ARRAY,
              ValueType.ARRAY,
              ValueType.ARRAY,
              ValueType.ARRAY,
              ValueType.ARRAY));

  private static final RowCodec VALUES = new RowCodec(RowLayout.of(1, ValueType.ARRAY));

  private ExtendedCodec() {}

  /** Whether a key of the statistics' store is one of these. */
  public static boolean isKey(byte[] key) {
    return key.length == KEY_LENGTH;
  }

  /** The object's oid. */
  public static int object(byte[] key) {
    return ByteBuffer.wrap(key, 6, 4).getInt();
  }

  public static int part(byte[] key) {
    return key[KEY_LENGTH - 1];
  }

  private static byte[] key(int table, int object, int part) {
    return ByteBuffer.allocate(KEY_LENGTH)
        .put(StatisticsCodec.key(table, 0))
        .putInt(object)
        .put((byte) part)
        .array();
  }

  public static byte[] first(int table, int object) {
    return key(table, object, 0);
  }

  /** The first key behind those of an object. */
  public static byte[] end(int table, int object) {
    return key(table, object, Byte.MAX_VALUE);
  }

  /** By key. */
  public static Map<byte[], byte[]> encode(int table, int object, ExtendedValues values) {
    List<PgType> types = values.types();
    Map<byte[], byte[]> records = new TreeMap<>(Arrays::compare);
    records.put(
        key(table, object, 0),
        WHOLE.encode(
            new Object[] {
              numbers(values.columns()),
              numbers(types.stream().map(PgType::oid).toList()),
              numbers(values.distinct().stream().map(each -> mask(each.places())).toList()),
              reals(values.distinct().stream().map(ExtendedValues.Distinct::count).toList()),
              numbers(values.dependencies().stream().map(each -> mask(each.from())).toList()),
              numbers(values.dependencies().stream().map(ExtendedValues.Dependency::to).toList()),
              reals(values.dependencies().stream().map(ExtendedValues.Dependency::degree).toList()),
              reals(values.common().stream().map(ExtendedValues.Common::frequency).toList()),
              reals(values.common().stream().map(ExtendedValues.Common::baseFrequency).toList())
            }));
    for (int i = 0; i < types.size() && !values.common().isEmpty(); i++) {
      Object[] column = new Object[values.common().size()];
      for (int row = 0; row < column.length; row++) {
        column[row] = values.common().get(row).values()[i];
      }
      PgArray array = PgArray.of(types.get(i).oid(), column);
      records.put(key(table, object, 1 + i), VALUES.encode(new Object[] {array}));
    }
    for (int i = 0; i < values.expressions().size(); i++) {
      records.put(
          key(table, object, EXPRESSIONS + i), StatisticsCodec.encode(values.expressions().get(i)));
    }
    return records;
  }

  private static int mask(List<Integer> places) {
    return places.stream().mapToInt(place -> 1 << place).sum();
  }

  private static List<Integer> places(int mask) {
    List<Integer> result = new ArrayList<>();
    for (int place = 0; mask >> place != 0; place++) {
      if (((mask >> place) & 1) != 0) {
        result.add(place);
      }
    }
    return result;
  }

  private static PgArray numbers(List<Integer> values) {
    return PgArray.of(Types.INT4.oid(), values);
  }

  private static PgArray reals(List<Double> values) {
    return PgArray.of(Types.FLOAT8.oid(), values);
  }

  /**
   * An object's records put together again; null when a column has another type now, or is gone.
   *
   * @param parts by number
   * @param typeOf those that the table's columns have, by attnum; null for one that is gone
   */
  public static ExtendedValues decode(Map<Integer, byte[]> parts, IntFunction<PgType> typeOf) {
    Object[] whole = WHOLE.readAll(parts.get(0));
    List<Integer> columns = numbers(whole[0]);
    List<Integer> typeOids = numbers(whole[1]);
    List<PgType> types = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int oid = typeOids.get(i);
      PgType type = columns.get(i) > 0 ? typeOf.apply(columns.get(i)) : ofExpression(oid);
      if (type == null || type.oid() != oid) {
        return null;
      }
      types.add(type);
    }
    List<Integer> sets = numbers(whole[2]);
    List<Double> counts = reals(whole[3]);
    List<ExtendedValues.Distinct> distinct = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      distinct.add(new ExtendedValues.Distinct(places(sets.get(i)), counts.get(i)));
    }
    List<Integer> from = numbers(whole[4]);
    List<Integer> to = numbers(whole[5]);
    List<Double> degrees = reals(whole[6]);
    List<ExtendedValues.Dependency> dependencies = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      dependencies.add(
          new ExtendedValues.Dependency(places(from.get(i)), to.get(i), degrees.get(i)));
    }
    return new ExtendedValues(
        columns,
        types,
        distinct,
        dependencies,
        common(parts, columns.size(), reals(whole[7]), reals(whole[8])),
        expressions(parts, types));
  }

  private static PgType ofExpression(int oid) {
    PgType builtIn = Types.byOid(oid);
    return builtIn == null ? PgType.unresolved(oid) : builtIn;
  }

  private static List<ExtendedValues.Common> common(
      Map<Integer, byte[]> parts,
      int width,
      List<Double> frequencies,
      List<Double> baseFrequencies) {
    Object[][] values = new Object[frequencies.size()][width];
    for (int i = 0; i < width && values.length > 0; i++) {
      Object[] column = ((PgArray) VALUES.readAll(parts.get(1 + i))[0]).elements();
      for (int row = 0; row < values.length; row++) {
        values[row][i] = column[row];
      }
    }
    List<ExtendedValues.Common> common = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      common.add(new ExtendedValues.Common(values[i], frequencies.get(i), baseFrequencies.get(i)));
    }
    return common;
  }

  /** Expressions are the last of the columns. */
  private static List<ColumnStatistics> expressions(
      Map<Integer, byte[]> parts, List<PgType> types) {
    int count = 0;
    while (parts.containsKey(EXPRESSIONS + count)) {
      count++;
    }
    List<ColumnStatistics> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PgType type = types.get(types.size() - count + i);
      result.add(StatisticsCodec.column(type, parts.get(EXPRESSIONS + i)));
    }
    return result;
  }

  private static List<Integer> numbers(Object stored) {
    return Arrays.stream(((PgArray) stored).elements()).map(Integer.class::cast).toList();
  }

  private static List<Double> reals(Object stored) {
    return Arrays.stream(((PgArray) stored).elements()).map(Double.class::cast).toList();
  }
}
