package org.heapgres.planner.rel;

import com.google.common.collect.ImmutableList;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexExecutor;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelBuilderFactory;

/**
 * Calcite set up so that it never decides about PostgreSQL's semantics: constants are not evaluated
 * by its runtime, expressions are not simplified by its rules for nulls and ranges, and it infers
 * no predicates, for which it would do both. Every rule is to be configured with {@link #BUILDER}.
 */
public final class PgCluster {
  private static final RexExecutor NO_EVALUATION =
      (builder, constants, reduced) -> reduced.addAll(constants);

  private static final RelBuilder.Config CONFIG =
      RelBuilder.Config.DEFAULT
          .withSimplify(false)
          .withSimplifyValues(false)
          .withSimplifyLimit(false)
          .withPushJoinCondition(false)
          .withPruneInputOfAggregate(false);

  /** Makes the RelBuilders of rules. */
  public static final RelBuilderFactory BUILDER =
      RelBuilder.proto(Contexts.of(CONFIG, NO_EVALUATION));

  private PgCluster() {}

  /** A cluster for one statement; belongs to one thread. */
  public static RelOptCluster create() {
    RelOptCluster cluster =
        RelOptCluster.create(
            planner(HepProgram.builder().build()), new RexBuilder(PgTypeFactory.INSTANCE));
    cluster.setMetadataQuerySupplier(PlainMetadata::new);
    return cluster;
  }

  private static final class PlainMetadata extends RelMetadataQuery {
    PlainMetadata() {
      super(LazyMetadata.INSTANCE);
    }

    @Override
    public RelOptPredicateList getPulledUpPredicates(RelNode rel) {
      return RelOptPredicateList.EMPTY;
    }

    /**
     * A sort names its columns itself, and nobody else relies on the order that it makes. Who
     * leaves columns out asks for it at each node, and Calcite would compile code to answer.
     */
    @Override
    public ImmutableList<RelCollation> collations(RelNode rel) {
      return ImmutableList.of();
    }
  }

  /** A planner that evaluates no constants. */
  public static RelOptPlanner planner(HepProgram program) {
    HepPlanner planner = new HepPlanner(program, Contexts.of(CONFIG, NO_EVALUATION));
    planner.setExecutor(NO_EVALUATION);
    return planner;
  }
}
