package org.heapgres.planner.parse.tree;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;

/** Looks into trees whatever their nodes are. */
public final class Trees {
  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          return type.getRecordComponents();
        }
      };

  private Trees() {}

  /** What a node consists of: nodes, lists of nodes, values and nulls. */
  public static List<Object> components(Record node) {
    RecordComponent[] components = COMPONENTS.get(node.getClass());
    List<Object> values = new ArrayList<>(components.length);
    for (RecordComponent component : components) {
      try {
        values.add(component.getAccessor().invoke(node));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return values;
  }

  /** The references to columns in a tree, outer nodes' components in order. */
  public static List<ColumnRef> columns(Object tree) {
    List<ColumnRef> found = new ArrayList<>();
    collect(tree, found);
    return found;
  }

  private static void collect(Object tree, List<ColumnRef> into) {
    switch (tree) {
      case ColumnRef ref -> into.add(ref);
      case Collection<?> items -> items.forEach(item -> collect(item, into));
      case Record node -> components(node).forEach(component -> collect(component, into));
      case null, default -> {}
    }
  }
}
