package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Indirection;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Indirection;
import org.heapgres.planner.parse.tree.Indirection.A_Star;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;

/** Select lists and RETURNING lists: expressions, {@code *} and {@code t.*} (manual, 7.3). */
final class TargetListBinder {
  private final Binding binding;
  private final ArrayBinder arrays;

  TargetListBinder(Binding binding) {
    this.binding = binding;
    this.arrays = new ArrayBinder(binding);
  }

  List<Target> bind(List<ResTarget> items, Scope scope) {
    List<Target> targets = new ArrayList<>();
    List<Meaning.Item> meanings = new ArrayList<>();
    for (ResTarget item : items) {
      if (isStar(item.val())) {
        for (Target target : star(item.val(), scope)) {
          targets.add(target);
          meanings.add(new Meaning.Item(target.name(), null, target.node()));
        }
      } else {
        RexNode node = binding.expressions().bind(item.val(), scope);
        String name = item.name() != null ? item.name() : ColumnNames.orUnnamed(item.val());
        targets.add(target(name, node, item.val(), scope));
        meanings.add(new Meaning.Item(name, item.val(), node));
      }
    }
    if (binding.meaning() != null) {
      binding.meaning().targets(items, meanings);
    }
    return targets;
  }

  private Target target(String name, RexNode node, Expression tree, Scope scope) {
    for (RangeEntry entry : scope.entries()) {
      for (EntryColumn column : entry.columns()) {
        if (column.tableOid() != 0 && column.expression().equals(node)) {
          return new Target(name, node, Locations.of(tree), column.tableOid(), column.attnum());
        }
      }
    }
    return new Target(name, node, Locations.of(tree), 0, (short) 0);
  }

  static boolean isStar(Expression expression) {
    return switch (expression) {
      case ColumnRef ref -> ref.fields().getLast() instanceof A_Star;
      case A_Indirection indirection -> indirection.indirection().getLast() instanceof A_Star;
      case null, default -> false;
    };
  }

  /** The columns that {@code *}, {@code t.*} or {@code (record).*} stands for. */
  List<Target> star(Expression expression, Scope scope) {
    if (expression instanceof A_Indirection indirection) {
      return recordStar(indirection, scope);
    }
    ColumnRef ref = (ColumnRef) expression;
    List<String> names = FunctionBinder.names(ref.fields());
    if (names.isEmpty()) {
      return everything(ref, scope);
    }
    if (names.size() > 3) {
      throw Errors.at(
          ref.location(),
          SqlState.SYNTAX_ERROR,
          "improper qualified name (too many dotted names): " + String.join(".", names) + ".*");
    }
    RexNode variable =
        binding.names().isTable(names, ref.location(), scope)
            ? null
            : binding.names().variables().find(names, ref.location());
    if (variable != null) {
      return fields(variable, ref.location());
    }
    String schema = names.size() > 1 ? names.get(names.size() - 2) : null;
    Names.Found found =
        binding.names().entryForStar(schema, names.getLast(), ref.location(), scope);
    List<Target> targets = new ArrayList<>();
    for (EntryColumn column : found.entry().columns()) {
      targets.add(columnTarget(new Names.Found(found.scope(), found.entry(), column), scope, ref));
    }
    return targets;
  }

  private Target columnTarget(Names.Found found, Scope scope, ColumnRef ref) {
    return new Target(
        found.column().name(),
        binding.names().reference(found, scope, ref.location()),
        ref.location(),
        found.column().tableOid(),
        found.column().attnum());
  }

  private List<Target> everything(ColumnRef ref, Scope scope) {
    List<Target> targets = new ArrayList<>();
    boolean any = false;
    for (RangeEntry entry : scope.entries()) {
      if (entry.columnsVisible()) {
        any = true;
        for (EntryColumn column : entry.columns()) {
          targets.add(columnTarget(new Names.Found(scope, entry, column), scope, ref));
        }
      }
    }
    if (!any) {
      throw Errors.at(
          ref.location(), SqlState.SYNTAX_ERROR, "SELECT * with no tables specified is not valid");
    }
    return targets;
  }

  private List<Target> recordStar(A_Indirection indirection, Scope scope) {
    List<Indirection> steps =
        indirection.indirection().subList(0, indirection.indirection().size() - 1);
    Expression inner =
        steps.isEmpty() ? indirection.arg() : new A_Indirection(indirection.arg(), steps);
    return fields(binding.expressions().bind(inner, scope), Locations.of(inner));
  }

  private List<Target> fields(RexNode record, int location) {
    PgType type = Coercion.typeOf(record);
    if (type.kind() != 'c' && type.oid() != Types.RECORD.oid()) {
      throw Errors.at(
          location, SqlState.WRONG_OBJECT_TYPE, "type " + type.formatted(-1) + " is not composite");
    }
    List<Records.Field> fields = Records.fields(record, binding.context());
    if (fields == null) {
      throw Errors.at(location, SqlState.WRONG_OBJECT_TYPE, "record type has not been registered");
    }
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      targets.add(
          new Target(
              fields.get(i).name(),
              arrays.fieldAccess(record, i, fields.get(i)),
              location,
              0,
              (short) 0));
    }
    return targets;
  }
}
