package org.heapgres.planner.rel;

import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

/**
 * WITH RECURSIVE: the left input's rows, then the right input's again and again, whose {@link
 * PgWorkTableScan} of the same number reads the rows that the round before added, until a round
 * adds none. Without {@code all}, rows that came before are dropped. Immutable but for Calcite's
 * {@code replaceInput}.
 */
public final class PgRecursiveUnion extends BiRel {
  private final int workTable;
  private final boolean all;
  private final RelDataType declared;

  /** {@code rowType} is that of the work table; columns are nullable. */
  public PgRecursiveUnion(
      RelOptCluster cluster,
      RelNode seed,
      RelNode step,
      int workTable,
      boolean all,
      RelDataType rowType) {
    super(cluster, cluster.traitSetOf(Convention.NONE), seed, step);
    this.workTable = workTable;
    this.all = all;
    this.declared = rowType;
  }

  public int workTable() {
    return workTable;
  }

  public boolean all() {
    return all;
  }

  @Override
  protected RelDataType deriveRowType() {
    return declared;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new PgRecursiveUnion(
        getCluster(), inputs.get(0), inputs.get(1), workTable, all, declared);
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return mq.getRowCount(left) * 10;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("workTable", workTable).item("all", all);
  }
}
