package org.heapgres.planner.rel;

import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.heapgres.planner.catalog.Relation;

/**
 * FOR UPDATE and its like: locks the rows that pass through. Below it are the query's sort and its
 * output columns with the locked tables' row keys behind them; above it LIMIT, and a project that
 * drops the keys. Immutable but for Calcite's {@code replaceInput}.
 */
public final class PgLockRows extends SingleRel {
  /** From weak to strong, as PostgreSQL's LockClauseStrength. */
  public enum Strength {
    KEY_SHARE,
    SHARE,
    NO_KEY_UPDATE,
    UPDATE;

    /** As SQL has it, behind FOR. */
    public String sql() {
      return name().replace('_', ' ');
    }
  }

  /** What to do about a row that another transaction has locked. */
  public enum Wait {
    BLOCK,
    SKIP,
    ERROR
  }

  /**
   * The rows of one table.
   *
   * @param keyColumn which input column is the row's key; NULL there (an outer join) locks nothing
   * @param tableColumn which input column is the oid of the row's own table, where the relation has
   *     partitions or children; else -1
   */
  public record Mark(
      Relation relation, int keyColumn, int tableColumn, Strength strength, Wait waiting) {}

  private final List<Mark> marks;

  public PgLockRows(RelOptCluster cluster, RelNode input, List<Mark> marks) {
    super(cluster, cluster.traitSetOf(Convention.NONE), input);
    this.marks = List.copyOf(marks);
  }

  public List<Mark> marks() {
    return marks;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new PgLockRows(getCluster(), inputs.getFirst(), marks);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer)
        .item(
            "marks",
            marks.stream()
                .map(
                    mark ->
                        mark.relation.name()
                            + " $"
                            + mark.keyColumn
                            + ' '
                            + mark.strength
                            + ' '
                            + mark.waiting)
                .toList());
  }
}
