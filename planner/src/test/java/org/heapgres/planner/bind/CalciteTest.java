package org.heapgres.planner.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSimplify;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql2rel.TopDownGeneralDecorrelator;
import org.apache.calcite.util.ImmutableBitSet;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.planner.rel.PgCluster;
import org.heapgres.planner.rel.PgConstant;
import org.heapgres.planner.rel.PgConstants;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.Types;
import org.junit.jupiter.api.Test;

/** Calcite's machinery works on bound plans, and changes nothing that PostgreSQL would not. */
class CalciteTest {
  private static final RexBuilder REX = new RexBuilder(PgTypeFactory.INSTANCE);

  private static RelNode bind(String sql) {
    return ((BoundQuery) BindFixture.bind(sql).statement()).plan();
  }

  private static RelNode run(RelNode plan, RelOptRule... rules) {
    HepProgram program = new HepProgramBuilder().addRuleCollection(List.of(rules)).build();
    HepPlanner planner = (HepPlanner) PgCluster.planner(program);
    planner.setRoot(plan);
    RelNode result = planner.findBestExp();
    RelOptUtil.verifyTypeEquivalence(plan, result, "rules");
    return result;
  }

  @Test
  void filtersAndProjectsMoveThroughJoins() {
    RelNode plan =
        run(
            bind(
                "SELECT u.name FROM users u LEFT JOIN orders o ON o.user_id = u.id"
                    + " WHERE o.total > 10 AND u.name LIKE 'a%'"),
            CoreRules.FILTER_INTO_JOIN,
            CoreRules.PROJECT_MERGE,
            CoreRules.FILTER_MERGE);
    assertEquals(
        """
        LogicalProject(name=[$1])
          LogicalJoin(condition=[=($6, $0)], joinType=[inner])
            LogicalFilter(condition=[textlike($1, 'a%':text)])
              LogicalTableScan(table=[[users, u]])
            LogicalFilter(condition=[>($2, numeric(10))])
              LogicalTableScan(table=[[orders, o]])
        """,
        RelOptUtil.toString(plan));
  }

  @Test
  void nothingIsEvaluatedOrSimplified() {
    String sql = "SELECT id FROM users WHERE id = id AND 1 / 0 > 1";
    RelNode plan = bind(sql);
    RelNode reduced =
        run(plan, CoreRules.FILTER_REDUCE_EXPRESSIONS, CoreRules.PROJECT_REDUCE_EXPRESSIONS);
    assertTrue(RelOptUtil.toString(reduced).contains("int4div(1, 0)"));
  }

  @Test
  void simplifyKeepsThreeValuedLogic() {
    RexNode column = REX.makeInputRef(PgTypeFactory.INSTANCE.type(Types.TEXT), 0);
    RexNode same = REX.makeCall(SqlStdOperatorTable.EQUALS, column, column);
    RexSimplify simplify = new RexSimplify(REX, RelOptPredicateList.EMPTY, RexUtil.EXECUTOR);
    RexNode simplified =
        simplify.simplifyUnknownAs(same, org.apache.calcite.rex.RexUnknownAs.UNKNOWN);
    assertFalse(simplified.isAlwaysTrue());
    assertTrue(simplified.getType().isNullable());
  }

  @Test
  void metadataKnowsKeys() {
    RelNode plan = bind("SELECT * FROM pairs");
    var query = plan.getCluster().getMetadataQuery();
    assertTrue(query.areColumnsUnique(plan, ImmutableBitSet.of(0, 1)));
    assertFalse(query.areColumnsUnique(plan, ImmutableBitSet.of(0)));
    assertEquals(1000, query.getRowCount(plan));
  }

  @Test
  void subQueriesAreDecorrelated() {
    RelNode plan =
        bind(
            "SELECT name, (SELECT sum(total) FROM orders o WHERE o.user_id = u.id) FROM users u"
                + " WHERE EXISTS (SELECT 1 FROM pairs WHERE a = u.id)"
                + " AND id IN (SELECT b FROM pairs WHERE c > 1)");
    RelNode correlated =
        run(
            plan,
            CoreRules.FILTER_SUB_QUERY_TO_MARK_CORRELATE,
            CoreRules.PROJECT_SUB_QUERY_TO_MARK_CORRELATE);
    RelNode decorrelated =
        TopDownGeneralDecorrelator.decorrelateQuery(
            correlated, PgCluster.BUILDER.create(plan.getCluster(), null));
    String text = RelOptUtil.toString(decorrelated);
    assertFalse(text.contains("Correlate"), text);
    assertFalse(text.contains("$cor"), text);
    RelOptUtil.verifyTypeEquivalence(plan, decorrelated, "decorrelated");
  }

  @Test
  void joinsAreOrdered() {
    RelNode plan =
        bind(
            "SELECT 1 FROM users a, orders b, pairs c, users d, orders e WHERE a.id = b.user_id"
                + " AND b.id = c.a AND d.id = c.b AND e.user_id = d.id");
    HepProgram program =
        new HepProgramBuilder()
            .addRuleInstance(CoreRules.FILTER_INTO_JOIN)
            .addMatchOrder(org.apache.calcite.plan.hep.HepMatchOrder.BOTTOM_UP)
            .addRuleInstance(CoreRules.JOIN_TO_MULTI_JOIN)
            .addRuleInstance(CoreRules.MULTI_JOIN_OPTIMIZE)
            .build();
    HepPlanner planner = (HepPlanner) PgCluster.planner(program);
    planner.setRoot(plan);
    RelNode ordered = planner.findBestExp();
    assertFalse(RelOptUtil.toString(ordered).contains("condition=[true]"));
    RelOptUtil.verifyTypeEquivalence(plan, ordered, "ordered");
  }

  @Test
  void calcitesOwnTypesArePostgreSqls() {
    assertEquals(
        Types.INT8, PgRelType.of(PgTypeFactory.INSTANCE.createSqlType(SqlTypeName.BIGINT)).type());
    assertEquals(
        "text NOT NULL", PgTypeFactory.INSTANCE.type(Types.TEXT, -1, false).getFullTypeString());
    PgRelType narrow = PgTypeFactory.INSTANCE.type(Types.VARCHAR, 14, false);
    PgRelType wide = PgTypeFactory.INSTANCE.type(Types.VARCHAR, 24, true);
    assertEquals(
        PgTypeFactory.INSTANCE.type(Types.VARCHAR),
        PgTypeFactory.INSTANCE.leastRestrictive(List.of(narrow, wide)));
  }

  @Test
  void constantsAreLiteralsOrTheirOwnOperators() {
    PgConstants constants = new PgConstants(REX);
    assertInstanceOf(RexLiteral.class, constants.of(Types.INT8, 5L));
    assertEquals(5L, PgConstants.datum(constants.of(Types.INT8, 5L)));
    assertEquals((short) 7, PgConstants.datum(constants.of(Types.INT2, (short) 7)));
    assertEquals(true, PgConstants.datum(constants.of(Types.BOOL, true)));
    assertTrue(PgConstants.isNull(constants.of(Types.UUID, null)));
    RexNode text = constants.of(Types.TEXT, "a'b");
    assertEquals("a'b", PgConstant.of(text).datum());
    assertEquals(text, constants.of(Types.TEXT, "a'b"));
    assertEquals(
        constants.of(Types.BYTEA, new byte[] {1}), constants.of(Types.BYTEA, new byte[] {1}));
    assertTrue(RexUtil.isConstant(text));
  }
}
