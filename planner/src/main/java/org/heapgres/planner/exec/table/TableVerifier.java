package org.heapgres.planner.exec.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.Execution;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.PgException;
import org.heapgres.storage.Transaction;

/**
 * Compares a table's rows with its key, its indexes and its constraints but foreign keys. A row and
 * its entries in valid indexes are written together, so any difference is damage.
 */
public final class TableVerifier {
  private static final int ROWS_BETWEEN_CHECKS = 0x3ff;

  private final TableWriter writer;
  private final TableFormat format;
  private final Table table;
  private final Execution run;
  private final Consumer<String> report;

  public TableVerifier(TableWriter writer, Execution run, Consumer<String> report) {
    this.writer = writer;
    this.format = writer.format();
    this.table = writer.table();
    this.run = run;
    this.report = report;
  }

  public void verify() {
    Transaction transaction = run.transaction();
    List<IndexFormat> indexes = format.indexes();
    long[] expected = new long[indexes.size()];
    long rows = 0;
    try (Cursor cursor = transaction.scan(table.store(), null, null, false)) {
      while (cursor.next()) {
        if ((++rows & ROWS_BETWEEN_CHECKS) == 0) {
          run.checkCancel();
        }
        verifyRow(cursor.key(), cursor.value(), indexes, expected);
      }
    }
    for (int i = 0; i < expected.length; i++) {
      if (!indexes.get(i).index().valid()) {
        continue;
      }
      long found = count(transaction, indexes.get(i).store());
      if (found != expected[i]) {
        report.accept(
            "index \"%s\" has %d entries for %d rows"
                .formatted(indexes.get(i).index().name(), found, expected[i]));
      }
    }
  }

  private void verifyRow(byte[] key, byte[] value, List<IndexFormat> indexes, long[] expected) {
    try {
      Object[] row = format.decode(value);
      if (format.hasPrimaryKey() && !Arrays.equals(format.key(row), key)) {
        report.accept("a row is not stored under its primary key");
      }
      verifyConstraints(row);
      for (int i = 0; i < expected.length; i++) {
        IndexFormat index = indexes.get(i);
        Object[] values = index.index().valid() ? writer.indexValues(run, i, row) : null;
        if (values != null) {
          expected[i]++;
          IndexFormat.Entry entry = index.entry(values, key);
          if (!Arrays.equals(run.transaction().get(index.store(), entry.key()), entry.value())) {
            report.accept("a row is missing from index \"" + index.index().name() + "\"");
          }
        }
      }
    } catch (PgException e) {
      report.accept("a row cannot be read: " + e.getMessage());
    }
  }

  private void verifyConstraints(Object[] row) {
    try {
      writer.check(run, row);
    } catch (PgException e) {
      Optional<? extends Constraint> violated =
          e.fields().column() == null
              ? table.constraint(e.fields().constraint())
              : table.column(e.fields().column()).flatMap(table::notNull);
      if (violated.filter(constraint -> !constraint.validated()).isEmpty()) {
        report.accept(e.getMessage());
      }
    }
  }

  private static long count(Transaction transaction, int store) {
    long count = 0;
    try (Cursor cursor = transaction.scan(store, null, null, false)) {
      while (cursor.next()) {
        count++;
      }
    }
    return count;
  }
}
