package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.heapgres.planner.catalog.SystemColumn;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Expression.SubLink;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Trees;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Names;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Which columns of a table an expression of its definition reads. */
final class ColumnUses {
  private ColumnUses() {}

  /**
   * Attnums, ascending, those of system columns among them; 42703 for a name that is no column,
   * 0A000 for a sub-query.
   */
  static List<Integer> in(Node expression, TableDraft draft) {
    Set<Integer> attnums = new TreeSet<>();
    collect(expression, draft, attnums);
    return new ArrayList<>(attnums);
  }

  private static void collect(Object node, TableDraft draft, Set<Integer> into) {
    switch (node) {
      case null -> {}
      case ColumnRef ref -> {
        if (ref.fields().getLast() instanceof StringValue(String name)) {
          int index = draft.indexOf(name);
          if (index < 0 && SystemColumn.isName(name)) {
            into.add(SystemColumn.named(name).attnum());
            return;
          }
          if (index < 0) {
            throw Names.at(
                ref.location(),
                new PgException(
                    SqlState.UNDEFINED_COLUMN, "column \"" + name + "\" does not exist"));
          }
          into.add((int) draft.columns().get(index).attnum());
        }
      }
      case SubLink link ->
          throw Names.at(
              link.location(),
              new PgException(
                  SqlState.FEATURE_NOT_SUPPORTED, "cannot use subquery in check constraint"));
      case Collection<?> items -> items.forEach(item -> collect(item, draft, into));
      case Record inner ->
          Trees.components(inner).forEach(component -> collect(component, draft, into));
      default -> {}
    }
  }
}
