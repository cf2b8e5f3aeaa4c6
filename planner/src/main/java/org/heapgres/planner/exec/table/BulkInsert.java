package org.heapgres.planner.exec.table;

import org.heapgres.planner.TriggerCall.Event;
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
  private long skipped;

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
    Object[] changed = writer.before(run, Event.INSERT, null, row);
    if (changed == null) {
      skipped++;
      return;
    }
    writer.check(run, changed);
    writer.insert(run, changed);
  }

  /** BEFORE triggers of the statement; the AFTER triggers come with {@link #finish}. */
  public void start() {
    writer.triggers().statement(run, Event.INSERT);
  }

  /** The default of the column at {@code position}. */
  public Object defaultValue(int position) {
    return writer.defaultValue(run, position);
  }

  /** Checks what waits for the end of the statement; the number of rows. */
  public long finish() {
    writer.triggers().endOfStatement(run, Event.INSERT);
    ForeignKeys.finish(run);
    return rows - skipped;
  }
}
