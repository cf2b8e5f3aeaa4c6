package org.heapgres.planner.exec;

import java.util.List;
import org.heapgres.planner.types.PgType;

/** One node of a physical plan. Immutable, so plans are shared between sessions. */
public abstract class PlanNode {
  private final List<PgType> types;
  private final VectorKind[] kinds;

  protected PlanNode(List<PgType> types) {
    this.types = List.copyOf(types);
    this.kinds = Kinds.of(this.types);
  }

  /** The columns of the rows it produces. */
  public final List<PgType> types() {
    return types;
  }

  public final int width() {
    return kinds.length;
  }

  public final VectorKind[] kinds() {
    return kinds.clone();
  }

  public final VectorKind kind(int column) {
    return kinds[column];
  }

  /** Begins to run; counted when the run is. */
  public final Operator open(Execution run) {
    Instrumentation instrumentation = run.context().instrumentation();
    return instrumentation == null ? start(run) : instrumentation.open(this, run);
  }

  protected abstract Operator start(Execution run);

  /** In EXPLAIN's order. */
  public abstract List<PlanNode> inputs();

  /** EXPLAIN's first line without costs, such as {@code Seq Scan on accounts}. */
  public abstract String title();

  /** The same as VERBOSE shows it: with the schema of what is read or changed. */
  public String verboseTitle() {
    return title();
  }

  /** EXPLAIN's name of the kind of node, such as {@code Seq Scan}. */
  public String nodeType() {
    return title();
  }

  /** What {@link #title} says besides the kind, such as {@code Relation Name}. */
  public List<Detail.Property> attributes() {
    return List.of();
  }

  /** EXPLAIN's further lines, such as {@code Filter: (a > 1)}. */
  public List<Detail> details() {
    return List.of();
  }

  /** How many rows a run has changed. */
  public long changedRows(Execution run) {
    return 0;
  }

  /** How many rows it is expected to produce. */
  public double estimatedRows() {
    double rows = 1;
    for (PlanNode input : inputs()) {
      rows = Math.max(rows, input.estimatedRows());
    }
    return rows;
  }
}
