package org.heapgres.planner.optimize;

import java.util.List;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.rules.FilterCorrelateRule;
import org.apache.calcite.rel.rules.FilterJoinRule.FilterIntoJoinRule;
import org.apache.calcite.rel.rules.FilterJoinRule.JoinConditionPushRule;
import org.apache.calcite.rel.rules.FilterMergeRule;
import org.apache.calcite.rel.rules.FilterProjectTransposeRule;
import org.apache.calcite.rel.rules.FilterSetOpTransposeRule;
import org.apache.calcite.rel.rules.ProjectMergeRule;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.heapgres.planner.rel.PgCluster;

/**
 * Rewrites logical plans by Calcite's rules, without a search: filters go down, projects melt
 * together. A plan that is a scan with a filter and a project is left as it is. Thread-safe.
 *
 * <p>The rules come from their own classes: CoreRules makes all that Calcite has before the first.
 */
final class LogicalOptimizer {
  static final HepProgram PUSH_DOWN =
      program(
          FilterIntoJoinRule.FilterIntoJoinRuleConfig.DEFAULT
              .withRelBuilderFactory(PgCluster.BUILDER)
              .toRule(),
          JoinConditionPushRule.JoinConditionPushRuleConfig.DEFAULT
              .withRelBuilderFactory(PgCluster.BUILDER)
              .toRule(),
          FilterCorrelateRule.Config.DEFAULT
              .withRelBuilderFactory(PgCluster.BUILDER)
              .withOperandSupplier(
                  filter ->
                      filter
                          .operand(Filter.class)
                          .predicate(LogicalOptimizer::isUncorrelated)
                          .oneInput(input -> input.operand(Correlate.class).anyInputs()))
              .as(FilterCorrelateRule.Config.class)
              .toRule(),
          FilterProjectTransposeRule.Config.DEFAULT
              .withRelBuilderFactory(PgCluster.BUILDER)
              .as(FilterProjectTransposeRule.Config.class)
              .withOperandFor(
                  Filter.class,
                  filter -> RexUtil.SubQueryFinder.find(filter.getCondition()) == null,
                  Project.class,
                  LogicalOptimizer::isRepeatable)
              .toRule(),
          FilterMergeRule.Config.DEFAULT
              .withRelBuilderFactory(PgCluster.BUILDER)
              .withOperandSupplier(
                  upper ->
                      upper
                          .operand(Filter.class)
                          .predicate(LogicalOptimizer::isUncorrelated)
                          .oneInput(
                              lower ->
                                  lower
                                      .operand(Filter.class)
                                      .predicate(LogicalOptimizer::isUncorrelated)
                                      .anyInputs()))
              .as(FilterMergeRule.Config.class)
              .toRule(),
          FilterSetOpTransposeRule.Config.DEFAULT
              .withRelBuilderFactory(PgCluster.BUILDER)
              .withOperandSupplier(
                  filter ->
                      filter
                          .operand(Filter.class)
                          .predicate(LogicalOptimizer::isUncorrelated)
                          .oneInput(input -> input.operand(SetOp.class).anyInputs()))
              .as(FilterSetOpTransposeRule.Config.class)
              .toRule(),
          ProjectMergeRule.Config.DEFAULT
              .withRelBuilderFactory(PgCluster.BUILDER)
              .as(ProjectMergeRule.Config.class)
              .withOperandFor(Project.class)
              .toRule());

  /** Of so many joins the order is looked into. */
  private static final int JOINS_TO_ORDER = 1;

  private LogicalOptimizer() {}

  private static HepProgram program(RelOptRule... rules) {
    HepProgramBuilder builder = new HepProgramBuilder().addMatchOrder(HepMatchOrder.TOP_DOWN);
    return builder.addRuleCollection(List.of(rules)).build();
  }

  /**
   * Whether no sub-query of its reads its rows: the rule's own filter would not set the variable.
   */
  private static boolean isUncorrelated(Filter filter) {
    return filter.getVariablesSet().isEmpty();
  }

  /** Whether its expressions may be evaluated elsewhere, or more than once. */
  private static boolean isRepeatable(Project project) {
    return project.getVariablesSet().isEmpty()
        && project.getProjects().stream()
            .allMatch(
                node -> RexUtil.isDeterministic(node) && RexUtil.SubQueryFinder.find(node) == null);
  }

  static RelNode optimize(RelNode plan, Cardinality cardinality) {
    return isSimple(plan)
        ? SemiJoins.rewrite(plan)
        : SecurityBarriers.removed(rewritten(plan, cardinality));
  }

  private static RelNode rewritten(RelNode plan, Cardinality cardinality) {
    RelNode factored = plan.accept(new CommonFactors());
    RelNode pushed =
        CorrelatedFilters.pushed(
            run(PUSH_DOWN, SemiJoins.rewrite(throughBarriers(run(PUSH_DOWN, factored)))));
    Shape shape = new Shape();
    shape.go(pushed);
    if (shape.joins == 0) {
      return pushed;
    }
    RelNode ordered =
        shape.joins >= JOINS_TO_ORDER
            ? run(PUSH_DOWN, new JoinOrder(cardinality).reorder(pushed))
            : pushed;
    return shape.correlated ? ordered : run(PUSH_DOWN, FieldTrimmer.usedOnly(ordered));
  }

  /** What may pass a barrier can go on below it, perhaps to the next. */
  private static RelNode throughBarriers(RelNode plan) {
    RelNode before = plan;
    RelNode after = SecurityBarriers.lowered(before);
    while (after != before) {
      before = run(PUSH_DOWN, after);
      after = SecurityBarriers.lowered(before);
    }
    return after;
  }

  /**
   * Takes what all alternatives of an OR demand out of it: a join's condition may be among that.
   */
  private static final class CommonFactors extends RelHomogeneousShuttle {
    @Override
    public RelNode visit(RelNode other) {
      RelNode node = super.visit(other);
      if (!(node instanceof Filter filter)
          || RexUtil.SubQueryFinder.find(filter.getCondition()) != null) {
        return node;
      }
      RexNode factored =
          RexUtil.pullFactors(node.getCluster().getRexBuilder(), filter.getCondition());
      return filter.copy(filter.getTraitSet(), filter.getInput(), factored);
    }
  }

  /** What decides which rewrites are worth their while. */
  private static final class Shape extends RelVisitor {
    private int joins;
    private boolean correlated;

    @Override
    public void visit(RelNode node, int ordinal, RelNode parent) {
      joins += node instanceof Join ? 1 : 0;
      correlated |= node instanceof Correlate || !node.getVariablesSet().isEmpty();
      node.accept(
          new RexShuttle() {
            @Override
            public RexNode visitSubQuery(RexSubQuery query) {
              correlated = true;
              return query;
            }

            @Override
            public RexNode visitCorrelVariable(RexCorrelVariable variable) {
              correlated = true;
              return variable;
            }
          });
      super.visit(node, ordinal, parent);
    }
  }

  /** Project, filter and sort over one table at most. */
  private static boolean isSimple(RelNode plan) {
    RelNode node = plan;
    if (node instanceof Project) {
      node = node.getInput(0);
    }
    if (node instanceof Filter) {
      node = node.getInput(0);
    }
    return node.getInputs().isEmpty() || node instanceof TableScan;
  }

  private static RelNode run(HepProgram program, RelNode plan) {
    HepPlanner planner = (HepPlanner) PgCluster.planner(program);
    planner.setRoot(plan);
    RelNode result = planner.findBestExp();
    RelOptUtil.verifyTypeEquivalence(plan, result, "optimised");
    return result;
  }
}
