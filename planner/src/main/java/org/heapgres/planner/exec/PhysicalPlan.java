package org.heapgres.planner.exec;

import java.util.List;
import org.heapgres.planner.Blocking;
import org.heapgres.planner.exec.operator.TableScanNode;

/**
 * A statement ready to run. Immutable and thread-safe: sessions share it as long as the catalog it
 * was made for is theirs.
 */
public final class PhysicalPlan {
  /** Rows of a table that is not small. */
  private static final double MUCH = 2000;

  private final PlanNode root;
  private final List<PlanNode> changes;
  private final Blocking blocking;
  private final PlanNotes notes;

  /**
   * @param root gives the statement's result columns
   * @param changes data-changing WITH queries, which are carried out in full
   * @param blocking of a run
   */
  public PhysicalPlan(PlanNode root, List<PlanNode> changes, Blocking blocking, PlanNotes notes) {
    this.root = root;
    this.changes = List.copyOf(changes);
    this.blocking = blocking;
    this.notes = notes;
  }

  public PlanNotes notes() {
    return notes;
  }

  public Blocking blocking() {
    return blocking;
  }

  public PlanNode root() {
    return root;
  }

  /** Whether it reads a table that is not small from one end to the other. */
  public boolean readsMuch() {
    return readsMuch(root) || changes.stream().anyMatch(PhysicalPlan::readsMuch);
  }

  private static boolean readsMuch(PlanNode node) {
    return (node instanceof TableScanNode scan && !scan.isLookup() && scan.rowsRead() >= MUCH)
        || node.inputs().stream().anyMatch(PhysicalPlan::readsMuch);
  }

  /** Begins a run; the statement's snapshot is the transaction's current one. */
  public Run open(ExecutionContext context) {
    if (context.instrumentation() != null) {
      context.instrumentation().begun(this);
    }
    return new Run(new Execution(context));
  }

  /** A run of the plan. Used by one thread; to be closed. */
  public final class Run implements Operator {
    private final Execution execution;
    private final Operator operator;
    private boolean ended;

    private Run(Execution execution) {
      this.execution = execution;
      this.operator = root.open(execution);
    }

    @Override
    public Batch next() {
      if (ended) {
        return null;
      }
      Batch batch = operator.next();
      if (batch == null) {
        ended = true;
        operator.close();
        for (PlanNode change : changes) {
          try (Operator rest = change.open(execution)) {
            while (rest.next() != null) {
              execution.checkCancel();
            }
          }
        }
        execution.close();
      }
      return batch;
    }

    /** Rows that INSERT, UPDATE or DELETE changed; 0 for queries. */
    public long changedRows() {
      return root.changedRows(execution);
    }

    @Override
    public void close() {
      ended = true;
      operator.close();
      execution.close();
    }
  }
}
