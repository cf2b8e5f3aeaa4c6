package org.heapgres.planner.bind;

import java.util.List;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Trees;

/** Whether a part of a raw tree names a relation; thread-safe. */
final class References {
  private References() {}

  /** Whether {@code tree} has an unqualified reference to that name, whatever it means there. */
  static boolean to(String name, Object tree) {
    return switch (tree) {
      case RangeVar table -> table.schemaname() == null && table.relname().equals(name);
      case List<?> list -> list.stream().anyMatch(item -> to(name, item));
      case Record node when node.getClass().getPackage() == Node.class.getPackage() ->
          Trees.components(node).stream().anyMatch(component -> to(name, component));
      case null, default -> false;
    };
  }
}
