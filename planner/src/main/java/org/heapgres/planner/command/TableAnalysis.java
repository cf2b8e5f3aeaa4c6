package org.heapgres.planner.command;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.table.TableFormat;
import org.heapgres.planner.session.Clock;
import org.heapgres.planner.session.Progress;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.Statistics;
import org.heapgres.planner.statistics.ColumnSample;
import org.heapgres.planner.statistics.ColumnStatistics;
import org.heapgres.planner.statistics.TableStatistics;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.value.Numeric;

/**
 * ANALYZE of one table: counts its rows, takes a random sample of them, and makes statistics of the
 * sample, which become the table's with the transaction. Used by the session's thread.
 */
public final class TableAnalysis {
  /** What PostgreSQL samples for each entry of a column's histogram. */
  private static final int ROWS_PER_TARGET = 300;

  private static final int ROWS_BETWEEN_CHECKS = 1024;

  /** A page of PostgreSQL's, less its header. */
  private static final double PAGE = 8168;

  /** A row's header and its line pointer there. */
  private static final int ROW_OVERHEAD = 28;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record SampledRow(long place, byte[] value) {}

  private final Session session;
  private final Table table;
  private final TableFormat format;
  private final int target;
  private final List<SampledRow> sample = new ArrayList<>();
  private long rows;

  public TableAnalysis(Session session, Table table) {
    this.session = session;
    this.table = table;
    this.format = new TableFormat(table);
    this.target = (int) session.settings().number("default_statistics_target");
  }

  /**
   * Gathers and stores statistics.
   *
   * @param columns those to look at
   * @param automatic whether nobody asked for it
   */
  public void run(List<Column> columns, boolean automatic) {
    try (Progress progress = Progress.start(session, "analyze", table.oid())) {
      run(columns, automatic, progress.phase("acquiring sample rows"));
    }
  }

  private void run(List<Column> columns, boolean automatic, Progress progress) {
    Transaction transaction = session.beginStatement();
    take(transaction, ROWS_PER_TARGET * Math.max(1, target));
    progress.phase("computing statistics");
    Map<Integer, ColumnStatistics> analysed = new HashMap<>();
    if (!sample.isEmpty() && target > 0) {
      for (Column column : columns) {
        session.checkCancel();
        analysed.put((int) column.attnum(), column(column));
      }
    }
    TableStatistics before = Statistics.read(transaction, table);
    TableStatistics after =
        before.with(
            (double) rows, pages(), before.runs().plus(Clock.micros(), automatic), analysed);
    Statistics.store(transaction, table, after, analysed);
    if (!sample.isEmpty()) {
      new ExtendedAnalysis(session, table, sampledRows(), rows, automatic)
          .run(analysed.keySet(), target);
    }
    session.statistics().changed(table.oid());
  }

  /**
   * Every row is as likely as any other to be among {@code size} ones: Li, "Reservoir-sampling
   * algorithms of time complexity O(n(1 + log(N/n)))" (1994), algorithm L. Only rows that come into
   * the sample are read; the others' keys are stepped over.
   */
  private void take(Transaction transaction, int size) {
    SplittableRandom random = new SplittableRandom(table.oid());
    double weight = 1;
    long next = size;
    try (Cursor cursor = transaction.scan(table.store(), null, null, false)) {
      while (cursor.next()) {
        if ((rows & (ROWS_BETWEEN_CHECKS - 1)) == 0) {
          session.checkCancel();
        }
        if (rows < size) {
          sample.add(new SampledRow(rows, cursor.value()));
        }
        if (rows == next) {
          sample.set(random.nextInt(size), new SampledRow(rows, cursor.value()));
        }
        if (rows == size - 1 || rows == next) {
          weight *= Math.exp(Math.log(random.nextDouble()) / size);
          next = rows + 1 + (long) (Math.log(random.nextDouble()) / Math.log(1 - weight));
        }
        rows++;
      }
    }
    sample.sort(Comparator.comparingLong(SampledRow::place));
  }

  /** The sampled rows' values, by the table's columns. */
  private List<Object[]> sampledRows() {
    if (session.catalog().statistics(table.oid()).isEmpty()) {
      return List.of();
    }
    int width = table.columns().size();
    List<Object[]> result = new ArrayList<>(sample.size());
    for (SampledRow row : sample) {
      Object[] values = new Object[width];
      for (int i = 0; i < width; i++) {
        values[i] = format.rows().read(row.value, format.slot(i));
      }
      result.add(values);
    }
    return result;
  }

  private ColumnStatistics column(Column column) {
    int slot = format.slot(table.columnIndex(column.attnum()));
    ColumnSample values = new ColumnSample(column.type(), sample.size(), rows, target);
    for (SampledRow row : sample) {
      Object datum = format.rows().read(row.value, slot);
      values.add(datum, datum == null ? 0 : width(column, datum, row.value, slot));
    }
    return values.result();
  }

  /** As PostgreSQL stores it: of variable length with one byte in front, or with four. */
  private int width(Column column, Object datum, byte[] row, int slot) {
    if (column.type().length() > 0) {
      return column.type().length();
    }
    int size;
    if (datum instanceof Numeric numeric) {
      size = 2 + 2 * (numeric.isFinite() ? groups(numeric.toBigDecimal()) : 0);
    } else {
      long span = format.rows().span(row, slot);
      size = span < 0 ? 0 : (int) span - (int) (span >>> 32);
    }
    return size + (size < 127 ? 1 : 4);
  }

  /** Groups of four decimal digits, counted from the point, without zeros at either end. */
  private static int groups(BigDecimal value) {
    if (value.signum() == 0) {
      return 0;
    }
    BigDecimal stripped = value.stripTrailingZeros();
    int before = stripped.precision() - stripped.scale();
    return Math.ceilDiv(before, 4)
        + Math.ceilDiv(Math.max(0, stripped.scale()), 4)
        - Math.max(0, -Math.ceilDiv(stripped.scale(), 4));
  }

  private long pages() {
    if (sample.isEmpty()) {
      return 0;
    }
    double bytes = 0;
    for (SampledRow row : sample) {
      bytes += row.value.length + ROW_OVERHEAD;
    }
    return (long) Math.ceil(bytes / sample.size() * rows / PAGE);
  }
}
