package org.heapgres.planner.ddl;

import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.BindContext;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.Binder.Purpose;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Identity;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.RowSecurity;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.optimize.CatalogExpressions;
import org.heapgres.planner.parse.Parser;

/** Binds the expressions that tables keep as text. Thread-safe. */
public record StoredExpressions(BindContext context) implements CatalogExpressions {
  @Override
  public boolean mayShow(Table table) {
    Rights user = context.user();
    return user == null || (user.has(table, Privilege.SELECT) && !RowSecurity.applies(table, user));
  }

  @Override
  public RexNode check(Table table, String sql) {
    return overRow(table, sql, Purpose.CHECK);
  }

  @Override
  public RexNode indexKey(Table table, String sql) {
    return overRow(table, sql, Purpose.INDEX);
  }

  @Override
  public RexNode indexPredicate(Table table, String sql) {
    return overRow(table, sql, Purpose.INDEX_PREDICATE);
  }

  private RexNode overRow(Table table, String sql, Purpose purpose) {
    return new Binder(context)
        .bindExpression(Parser.parseExpression(sql), purpose, table, null, -1);
  }

  @Override
  public RexNode defaultOf(Table table, Column column) {
    if (column.generated() != Column.Generated.NONE) {
      return null;
    }
    String sql =
        column.identity() == Identity.NONE
            ? column.defaultExpression()
            : "nextval('"
                + context.catalog().identitySequence(table, column).oid()
                + "'::regclass)";
    if (sql == null && column.type().kind() == 'd') {
      sql = context.catalog().domainDefault(column.type());
      sql = sql == null ? "NULL" : sql;
    }
    return sql == null
        ? null
        : new Binder(context)
            .bindExpression(
                Parser.parseExpression(sql), Purpose.DEFAULT, null, column.type(), column.typmod());
  }

  @Override
  public RexNode generated(Table table, Column column) {
    return new Binder(context)
        .bindExpression(
            Parser.parseExpression(column.defaultExpression()),
            Purpose.GENERATED,
            table,
            column.type(),
            column.typmod());
  }

  @Override
  public RexNode triggerCondition(Table table, Trigger trigger) {
    return new Binder(context)
        .bindTriggerCondition(
            Parser.parseExpression(trigger.condition()), table, trigger.level(), trigger.events());
  }
}
