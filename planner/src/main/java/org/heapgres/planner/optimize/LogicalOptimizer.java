package org.heapgres.planner.optimize;

import java.util.List;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.FilterProjectTransposeRule;
import org.apache.calcite.rel.rules.ProjectMergeRule;
import org.apache.calcite.rex.RexUtil;
import org.heapgres.planner.rel.PgCluster;

/**
 * Rewrites logical plans by Calcite's rules, without a search: filters go down, projects melt
 * together. A plan that is a scan with a filter and a project is left as it is. Thread-safe.
 */
final class LogicalOptimizer {
  private static final HepProgram PUSH_DOWN =
      program(
          CoreRules.FILTER_INTO_JOIN,
          CoreRules.JOIN_CONDITION_PUSH,
          FilterProjectTransposeRule.Config.DEFAULT
              .withRelBuilderFactory(PgCluster.BUILDER)
              .as(FilterProjectTransposeRule.Config.class)
              .withOperandFor(
                  Filter.class,
                  filter -> RexUtil.SubQueryFinder.find(filter.getCondition()) == null,
                  Project.class,
                  LogicalOptimizer::isRepeatable)
              .toRule(),
          CoreRules.FILTER_MERGE,
          CoreRules.FILTER_SET_OP_TRANSPOSE,
          ProjectMergeRule.Config.DEFAULT
              .withRelBuilderFactory(PgCluster.BUILDER)
              .as(ProjectMergeRule.Config.class)
              .withOperandFor(Project.class)
              .toRule());

  private LogicalOptimizer() {}

  private static HepProgram program(RelOptRule... rules) {
    HepProgramBuilder builder = new HepProgramBuilder().addMatchOrder(HepMatchOrder.TOP_DOWN);
    return builder.addRuleCollection(List.of(rules)).build();
  }

  /** Whether its expressions may be evaluated elsewhere, or more than once. */
  private static boolean isRepeatable(Project project) {
    return project.getVariablesSet().isEmpty()
        && project.getProjects().stream()
            .allMatch(
                node -> RexUtil.isDeterministic(node) && RexUtil.SubQueryFinder.find(node) == null);
  }

  static RelNode optimize(RelNode plan) {
    return isSimple(plan) ? plan : run(PUSH_DOWN, plan);
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
