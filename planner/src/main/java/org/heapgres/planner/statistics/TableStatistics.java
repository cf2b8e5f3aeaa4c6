package org.heapgres.planner.statistics;

import java.util.HashMap;
import java.util.Map;
import org.heapgres.planner.catalog.Column;

/**
 * What ANALYZE left about one table. Immutable.
 *
 * @param rows pg_class.reltuples
 * @param pages pg_class.relpages: what the rows would fill of PostgreSQL's pages
 * @param runs when it ran
 * @param columns by attnum
 * @param extended by the oid of the statistics object
 */
public record TableStatistics(
    double rows,
    long pages,
    Runs runs,
    Map<Integer, ColumnStatistics> columns,
    Map<Integer, ExtendedValues> extended) {
  /** Of a table that was never analysed. */
  public static final TableStatistics NONE =
      new TableStatistics(-1, 0, new Runs(0, 0, 0, 0), Map.of(), Map.of());

  /** Times are microseconds since 2000-01-01 UTC; 0 for never. */
  public record Runs(long last, long lastAutomatic, long count, long automaticCount) {
    /** After one more. */
    public Runs plus(long now, boolean automatic) {
      return automatic
          ? new Runs(last, now, count, automaticCount + 1)
          : new Runs(now, lastAutomatic, count + 1, automaticCount);
    }
  }

  public TableStatistics {
    columns = Map.copyOf(columns);
    extended = Map.copyOf(extended);
  }

  /** Null for a column of which nothing is known, or only of the type that it had before. */
  public ColumnStatistics column(Column column) {
    ColumnStatistics known = columns.get((int) column.attnum());
    return known != null && known.type().oid() == column.type().oid() ? known : null;
  }

  /** With another size, and these columns in place of what was known about them. */
  public TableStatistics with(
      double newRows, long newPages, Runs newRuns, Map<Integer, ColumnStatistics> analysed) {
    Map<Integer, ColumnStatistics> merged = new HashMap<>(columns);
    merged.putAll(analysed);
    return new TableStatistics(newRows, newPages, newRuns, merged, extended);
  }

  /** With what was read of its columns and statistics objects. */
  public TableStatistics with(
      Map<Integer, ColumnStatistics> newColumns, Map<Integer, ExtendedValues> newExtended) {
    return new TableStatistics(rows, pages, runs, newColumns, newExtended);
  }
}
