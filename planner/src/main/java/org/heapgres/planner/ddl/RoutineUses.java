package org.heapgres.planner.ddl;

import java.util.HashSet;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.heapgres.planner.bind.BindContext;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.Binder.Purpose;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;

/** The functions that what the catalog keeps as text calls, by their oids. */
public final class RoutineUses {
  private final Set<Integer> found = new HashSet<>();
  private final RexShuttle calls =
      new RexShuttle() {
        @Override
        public RexNode visitCall(RexCall call) {
          if (call.getOperator() instanceof PgFunctionOperator operator) {
            found.add(operator.proc().oid());
          }
          return super.visitCall(call);
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
          plan(subQuery.rel);
          return super.visitSubQuery(subQuery);
        }
      };

  private RoutineUses() {}

  /** Those of an expression over a relation's columns; {@code relation} null for none. */
  public static Set<Integer> of(Session session, String expression, Relation relation) {
    if (expression == null) {
      return Set.of();
    }
    RoutineUses uses = new RoutineUses();
    try {
      new Binder(session.bindContext())
          .bindExpression(Parser.parseExpression(expression), Purpose.SHOWN, relation, null, -1)
          .accept(uses.calls);
    } catch (PgException e) {
      // What is of no use any more does not keep anything else from going.
      return Set.of();
    }
    return uses.found;
  }

  /** Those of a view's query; none where it cannot be bound any more. */
  public static Set<Integer> of(Session session, View view) {
    RoutineUses uses = new RoutineUses();
    BindContext context =
        session
            .bindContext()
            .withSearchPath(view.searchPath())
            .withRowSecurity(BindContext.RowSecurityUse.IGNORE);
    try {
      Statement statement = Parser.parse(view.query()).getFirst().stmt();
      if (new Binder(context).bindFixed(statement, java.util.List.of()).statement()
          instanceof BoundQuery query) {
        uses.plan(query.plan());
      }
    } catch (PgException e) {
      return Set.of();
    }
    return uses.found;
  }

  private void plan(RelNode plan) {
    new RelVisitor() {
      @Override
      public void visit(RelNode node, int ordinal, RelNode parent) {
        node.accept(calls);
        super.visit(node, ordinal, parent);
      }
    }.go(plan);
  }
}
