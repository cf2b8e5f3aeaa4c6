package org.heapgres.planner.session;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.heapgres.planner.catalog.StatisticsObject;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.statistics.ColumnStatistics;
import org.heapgres.planner.statistics.ExtendedCodec;
import org.heapgres.planner.statistics.ExtendedValues;
import org.heapgres.planner.statistics.StatisticsCodec;
import org.heapgres.planner.statistics.TableStatistics;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.Database;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * What ANALYZE found, table by table: read when first asked for, forgotten when a transaction that
 * changed it commits. Thread-safe.
 */
public final class Statistics {
  private final Database database;
  private final Map<Integer, TableStatistics> known = new ConcurrentHashMap<>();

  Statistics(Database database) {
    this.database = database;
  }

  /** As committed. */
  TableStatistics of(Table table) {
    TableStatistics found = known.get(table.oid());
    return found != null ? found : known.computeIfAbsent(table.oid(), oid -> read(table));
  }

  private TableStatistics read(Table table) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, true);
    try {
      transaction.beginStatement();
      return read(transaction, table);
    } finally {
      transaction.rollback();
    }
  }

  /** As {@code transaction} sees them. */
  public static TableStatistics read(Transaction transaction, Table table) {
    TableStatistics result = TableStatistics.NONE;
    Map<Integer, ColumnStatistics> columns = new HashMap<>();
    Map<Integer, Map<Integer, byte[]>> objects = new HashMap<>();
    byte[] from = StatisticsCodec.key(table.oid(), 0);
    try (Cursor cursor =
        transaction.scan(SystemStores.STATISTICS, from, StatisticsCodec.end(table.oid()), false)) {
      while (cursor.next()) {
        int attnum = StatisticsCodec.attnum(cursor.key());
        if (ExtendedCodec.isKey(cursor.key())) {
          objects
              .computeIfAbsent(ExtendedCodec.object(cursor.key()), oid -> new HashMap<>())
              .put(ExtendedCodec.part(cursor.key()), cursor.value());
        } else if (attnum == 0) {
          result = StatisticsCodec.table(cursor.value());
        } else {
          ColumnStatistics column = column(table, attnum, cursor.value());
          if (column != null) {
            columns.put(attnum, column);
          }
        }
      }
    }
    Map<Integer, ExtendedValues> extended = new HashMap<>();
    objects.forEach(
        (oid, parts) -> {
          ExtendedValues values = ExtendedCodec.decode(parts, attnum -> type(table, attnum));
          if (values != null) {
            extended.put(oid, values);
          }
        });
    return result.with(columns, extended);
  }

  /** Null for a column that is gone. */
  private static PgType type(Table table, int attnum) {
    int position = table.columnIndex(attnum);
    return position < 0 ? null : table.columns().get(position).type();
  }

  /** Null for a column that is gone, or has another type now. */
  private static ColumnStatistics column(Table table, int attnum, byte[] stored) {
    PgType type = type(table, attnum);
    return type == null ? null : StatisticsCodec.column(type, stored);
  }

  /** Keeps the analysis of a table; {@code columns} are those that were looked at. */
  public static void store(
      Transaction transaction,
      Table table,
      TableStatistics statistics,
      Map<Integer, ColumnStatistics> columns) {
    byte[] key = StatisticsCodec.key(table.oid(), 0);
    transaction.lockRow(SystemStores.STATISTICS, key, RowLockMode.UPDATE, LockWait.BLOCK);
    transaction.put(SystemStores.STATISTICS, key, StatisticsCodec.encode(statistics));
    columns.forEach(
        (attnum, column) ->
            transaction.put(
                SystemStores.STATISTICS,
                StatisticsCodec.key(table.oid(), attnum),
                StatisticsCodec.encode(column)));
  }

  /** Keeps what was found out for a statistics object, in place of what was known. */
  public static void store(
      Transaction transaction, StatisticsObject object, ExtendedValues values) {
    remove(transaction, object);
    ExtendedCodec.encode(object.table(), object.oid(), values)
        .forEach((key, value) -> transaction.put(SystemStores.STATISTICS, key, value));
  }

  /** Of a statistics object that is dropped. */
  public static void remove(Transaction transaction, StatisticsObject object) {
    remove(
        transaction,
        ExtendedCodec.first(object.table(), object.oid()),
        ExtendedCodec.end(object.table(), object.oid()));
  }

  /** Of a table that is dropped. */
  public static void remove(Transaction transaction, int table) {
    remove(transaction, StatisticsCodec.key(table, 0), StatisticsCodec.end(table));
  }

  private static void remove(Transaction transaction, byte[] from, byte[] to) {
    try (Cursor cursor = transaction.scan(SystemStores.STATISTICS, from, to, false)) {
      while (cursor.next()) {
        transaction.delete(SystemStores.STATISTICS, cursor.key());
      }
    }
  }

  void forget(int table) {
    known.remove(table);
  }
}
