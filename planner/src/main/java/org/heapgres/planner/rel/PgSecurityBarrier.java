package org.heapgres.planner.rel;

import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.SingleRel;

/**
 * What is above it must not learn of rows that do not come through: the rows that policies let
 * pass, or those of a view with security_barrier (manual, 39.5). Only leakproof conditions go below
 * it. The optimiser takes it out of the plan in the end. Immutable but for Calcite's {@code
 * replaceInput}.
 */
public final class PgSecurityBarrier extends SingleRel {
  public PgSecurityBarrier(RelOptCluster cluster, RelNode input) {
    super(cluster, cluster.traitSetOf(Convention.NONE), input);
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new PgSecurityBarrier(getCluster(), inputs.getFirst());
  }
}
