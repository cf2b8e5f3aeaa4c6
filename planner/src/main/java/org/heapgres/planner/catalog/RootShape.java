package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.object.ClassRecord;
import org.heapgres.storage.object.ClassRecord.AnnotatedAttribute;
import org.heapgres.storage.object.HeapValue;
import org.heapgres.storage.object.ObjectJson;
import org.heapgres.storage.object.ObjectStore;
import org.heapgres.storage.object.Parts;

/**
 * The columns in which a root is shown, by what its value is now. A dict of instances of one class
 * that annotates attributes has a column for each of those.
 *
 * @param attributes the annotated ones of a dict's instances, else empty
 */
record RootShape(Kind kind, List<AnnotatedAttribute> attributes, List<Column> columns) {
  enum Kind {
    /** A dict: key and value. */
    ENTRIES,
    /** A dict of instances: key and attributes. */
    INSTANCES,
    /** A list: index and value. */
    ITEMS,
    /** A set or what else is in an order of its own: index and value, never changed. */
    ELEMENTS,
    /** Anything else. */
    ONE
  }

  private static final Column KEY = Column.of(1, "key", Types.JSONB);
  private static final Column INDEX = Column.of(1, "index", Types.INT8);
  private static final List<Column> KEY_AND_VALUE =
      List.of(KEY, Column.of(2, "value", Types.JSONB));
  private static final List<Column> INDEX_AND_VALUE =
      List.of(INDEX, Column.of(2, "value", Types.JSONB));
  private static final List<Column> VALUE = List.of(Column.of(1, "value", Types.JSONB));

  static RootShape of(HeapValue value, ObjectStore store) {
    if (Parts.isSpread(value)) {
      return ofSpread(value, store);
    }
    return switch (value) {
      case HeapValue.Entries(List<HeapValue.Entry> entries) ->
          ofClass(classOf(entries.stream().map(HeapValue.Entry::value).iterator()), store);
      case HeapValue.Elements(HeapValue.ElementsKind kind, _) ->
          new RootShape(
              kind == HeapValue.ElementsKind.LIST ? Kind.ITEMS : Kind.ELEMENTS,
              List.of(),
              INDEX_AND_VALUE);
      default -> new RootShape(Kind.ONE, List.of(), VALUE);
    };
  }

  private static RootShape ofSpread(HeapValue value, ObjectStore store) {
    if (Parts.isNumber(value)) {
      return new RootShape(Kind.ONE, List.of(), VALUE);
    }
    if (Parts.isMapping(value)) {
      long known = Parts.commonClass(value);
      return ofClass(known == 0 ? classOf(store.parts().values(value)) : known, store);
    }
    return new RootShape(
        Parts.isList(value) ? Kind.ITEMS : Kind.ELEMENTS, List.of(), INDEX_AND_VALUE);
  }

  /** Of a mapping whose values are instances of that class; 0 for others. */
  private static RootShape ofClass(long classId, ObjectStore store) {
    List<AnnotatedAttribute> attributes = attributes(classId, store);
    if (attributes.isEmpty()) {
      return new RootShape(Kind.ENTRIES, List.of(), KEY_AND_VALUE);
    }
    List<Column> columns = new ArrayList<>();
    columns.add(KEY);
    for (AnnotatedAttribute attribute : attributes) {
      columns.add(Column.of(columns.size() + 1, attribute.name(), Types.of(attribute.type())));
    }
    return new RootShape(Kind.INSTANCES, attributes, columns);
  }

  /** The class that all values are instances of; 0 without one. */
  private static long classOf(Iterator<HeapValue> values) {
    long common = 0;
    while (values.hasNext()) {
      long own = values.next() instanceof HeapValue.Ref(_, long classId) ? classId : 0;
      if (own == 0 || (common != 0 && common != own)) {
        return 0;
      }
      common = own;
    }
    return common;
  }

  /** Those whose names leave the key its own. */
  private static List<AnnotatedAttribute> attributes(long classId, ObjectStore store) {
    ClassRecord known = classId == 0 ? null : store.currentClass(classId);
    return known == null
        ? List.of()
        : known.attributes().stream()
            .filter(attribute -> !attribute.name().equals(KEY.name()))
            .toList();
  }

  PgType type(int column) {
    return columns.get(column).type();
  }

  /** The row of an instance: its key's and its attributes' datums. */
  Object[] row(HeapValue key, HeapValue.Instance instance, ObjectStore store, ObjectJson json) {
    Map<String, HeapValue> values = new HashMap<>();
    for (HeapValue.Attribute attribute : instance.attributes()) {
      values.put(store.attributeName(instance.classId(), attribute.id()), attribute.value());
    }
    Object[] row = new Object[columns.size()];
    row[0] = json.jsonb(key);
    for (int i = 1; i < row.length; i++) {
      AnnotatedAttribute attribute = attributes.get(i - 1);
      HeapValue value = values.getOrDefault(attribute.name(), attribute.missing());
      row[i] = RootValues.datum(value, type(i), json);
    }
    return row;
  }
}
