package org.heapgres.planner.bind;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** Whether a part of a raw tree names a relation; thread-safe. */
final class References {
  private static final Map<Class<?>, RecordComponent[]> COMPONENTS = new ConcurrentHashMap<>();

  private References() {}

  /** Whether {@code tree} has an unqualified reference to that name, whatever it means there. */
  static boolean to(String name, Object tree) {
    return switch (tree) {
      case RangeVar table -> table.schemaname() == null && table.relname().equals(name);
      case List<?> list -> list.stream().anyMatch(item -> to(name, item));
      case Node node -> inComponents(name, node);
      case Record record when record.getClass().getPackage() == Node.class.getPackage() ->
          inComponents(name, record);
      case null, default -> false;
    };
  }

  private static boolean inComponents(String name, Object node) {
    RecordComponent[] components =
        COMPONENTS.computeIfAbsent(node.getClass(), Class::getRecordComponents);
    for (RecordComponent component : components) {
      try {
        if (to(name, component.getAccessor().invoke(node))) {
          return true;
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return false;
  }
}
