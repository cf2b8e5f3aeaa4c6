package org.heapgres.planner.bind;

import java.util.List;
import org.apache.calcite.plan.RelOptUtil.InputFinder;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.TriggerCall.Level;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** WHEN of a trigger: a condition over OLD, then NEW. */
final class TriggerConditions {
  private TriggerConditions() {}

  static RexNode bind(
      Binding binding, Expression expression, Table table, Level level, List<Event> events) {
    RelDataTypeFactory.Builder builder = binding.cluster().getTypeFactory().builder();
    ReturningBinder.addTable(builder, table, "$old_");
    ReturningBinder.addTable(builder, table, "$new_");
    RelDataType row = builder.build();
    List<RangeEntry> entries =
        List.of(
            ReturningBinder.entry(binding, table, table, "old", null, 0, row, false),
            ReturningBinder.entry(
                binding, table, table, "new", null, table.columns().size(), row, false));
    QueryLevel queryLevel = new QueryLevel(WithNames.NONE);
    queryLevel.rangeTable().addAll(entries);
    Scope scope = new Scope(null, queryLevel, ExpressionKind.TRIGGER_WHEN, entries, row);
    RexNode condition = binding.expressions().condition(expression, scope, "WHEN");
    int width = table.columns().size();
    List<Integer> used = InputFinder.bits(condition).asList();
    boolean old = used.stream().anyMatch(column -> column < width);
    boolean fresh = used.stream().anyMatch(column -> column >= width);
    if (level == Level.STATEMENT && (old || fresh)) {
      throw refused("statement trigger's WHEN condition cannot reference column values");
    }
    if (old && events.contains(Event.INSERT)) {
      throw refused("INSERT trigger's WHEN condition cannot reference OLD values");
    }
    if (fresh && events.contains(Event.DELETE)) {
      throw refused("DELETE trigger's WHEN condition cannot reference NEW values");
    }
    return condition;
  }

  private static PgException refused(String message) {
    return new PgException(SqlState.INVALID_OBJECT_DEFINITION, message);
  }
}
