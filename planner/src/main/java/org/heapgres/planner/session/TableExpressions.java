package org.heapgres.planner.session;

import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.Binder.Purpose;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.Parser;

/** Analyses the expressions that a table's definition keeps as text, so that errors come early. */
final class TableExpressions {
  private TableExpressions() {}

  /** Throws what is wrong with a default, a check or an index expression. */
  static void check(Session session, Table table) {
    Binder binder = new Binder(session.bindContext());
    for (Column column : table.columns()) {
      if (column.defaultExpression() != null) {
        boolean generated = column.generated() != Column.Generated.NONE;
        binder.bindExpression(
            Parser.parseExpression(column.defaultExpression()),
            generated ? Purpose.GENERATED : Purpose.DEFAULT,
            generated ? table : null,
            column.type(),
            column.typmod());
      }
    }
    for (Constraint.Check check : table.checks()) {
      binder.bindExpression(
          Parser.parseExpression(check.expression()), Purpose.CHECK, table, null, -1);
    }
    for (Index index : table.indexes()) {
      for (Index.Key key : index.keys()) {
        if (key.expression() != null) {
          binder.bindExpression(
              Parser.parseExpression(key.expression()), Purpose.INDEX, table, null, -1);
        }
      }
      if (index.predicate() != null) {
        binder.bindExpression(
            Parser.parseExpression(index.predicate()), Purpose.INDEX_PREDICATE, table, null, -1);
      }
    }
  }
}
