package org.heapgres.planner.exec.operator;

import org.heapgres.planner.exec.Execution;

/**
 * What row security says of one table's rows where no statement is planned. Immutable.
 *
 * @param visible which rows are seen; null for all
 * @param checks on what is written; {@code toUpdate} and {@code toDelete} say which rows can be
 */
public record TableSecurity(RowCheck visible, RowCheck.Set checks) {
  public static final TableSecurity NONE = new TableSecurity(null, RowCheck.Set.NONE);

  public boolean shows(Execution run, Object[] row) {
    return visible == null || visible.passes(run, row);
  }

  /** Whether UPDATE finds the row. */
  public boolean updates(Execution run, Object[] row) {
    return shows(run, row) && (checks.toUpdate() == null || checks.toUpdate().passes(run, row));
  }

  /** Whether DELETE finds the row. */
  public boolean deletes(Execution run, Object[] row) {
    return shows(run, row) && (checks.toDelete() == null || checks.toDelete().passes(run, row));
  }
}
