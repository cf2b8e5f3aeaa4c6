package org.heapgres.planner.exec.table;

import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.ExecutionContext;

/**
 * Inserts rows that come from outside of a plan, as COPY does: one statement, whose foreign keys
 * are checked at its end. Used by one thread.
 */
public final class BulkInsert {
  private static final int ROWS_BETWEEN_CHECKS = 256;

  private final TableWriter writer;
  private final Execution run;
  private long rows;

  public BulkInsert(TableWriter writer, ExecutionContext context) {
    this.writer = writer;
    this.run = new Execution(context);
  }

  /** {@code row} has all of the table's columns, those that are generated excepted. */
  public void add(Object[] row) {
    if ((++rows & (ROWS_BETWEEN_CHECKS - 1)) == 0) {
      run.checkCancel();
    }
    writer.generate(run, row);
    writer.check(run, row);
    writer.insert(run, row);
  }

  /** The default of the column at {@code position}. */
  public Object defaultValue(int position) {
    return writer.defaultValue(run, position);
  }

  /** Checks what waits for the end of the statement; the number of rows. */
  public long finish() {
    ForeignKeys.finish(run);
    return rows;
  }
}
