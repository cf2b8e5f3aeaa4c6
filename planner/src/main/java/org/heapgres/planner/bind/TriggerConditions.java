package org.heapgres.planner.bind;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.TriggerCall.Level;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Trees;
import org.heapgres.planner.parse.tree.Value.StringValue;
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
    for (ColumnRef ref : Trees.columns(expression)) {
      if (ref.fields().getFirst() instanceof StringValue(String name)) {
        check(name, level, events)
            .ifPresent(
                message -> {
                  throw Errors.at(ref.location(), SqlState.INVALID_OBJECT_DEFINITION, message);
                });
      }
    }
    return condition;
  }

  /** What is wrong with a reference to that row. */
  private static Optional<String> check(String row, Level level, List<Event> events) {
    if (level == Level.STATEMENT) {
      return Optional.of("statement trigger's WHEN condition cannot reference column values");
    }
    if (row.equals("old") && events.contains(Event.INSERT)) {
      return Optional.of("INSERT trigger's WHEN condition cannot reference OLD values");
    }
    if (row.equals("new") && events.contains(Event.DELETE)) {
      return Optional.of("DELETE trigger's WHEN condition cannot reference NEW values");
    }
    return Optional.empty();
  }
}
