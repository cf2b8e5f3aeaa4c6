package org.heapgres.planner.rel;

import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * SELECT DISTINCT ON: of the rows that agree in the keys, the first in the input's order, which is
 * kept. The input is sorted by the keys first. Immutable but for Calcite's {@code replaceInput}.
 */
public final class PgDistinctOn extends SingleRel {
  private final ImmutableBitSet keys;

  public PgDistinctOn(RelOptCluster cluster, RelNode input, ImmutableBitSet keys) {
    super(cluster, cluster.traitSetOf(Convention.NONE), input);
    this.keys = keys;
  }

  public ImmutableBitSet keys() {
    return keys;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new PgDistinctOn(getCluster(), inputs.getFirst(), keys);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("keys", keys);
  }
}
