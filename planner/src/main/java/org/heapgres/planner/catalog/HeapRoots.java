package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.object.HeapValue;
import org.heapgres.storage.object.ObjectJson;
import org.heapgres.storage.object.ObjectStore;
import org.heapgres.storage.object.Parts;

/**
 * The roots that a transaction sees, as relations: a dict is {@code (key, value)}, a list or set
 * {@code (index, value)}, anything else one row {@code (value)}. For one thread at a time.
 *
 * <p>A name means the first root of that name in the schemas of the search path, as in a snippet.
 * What columns a relation has depends on the value that the root has now: a plan over one is good
 * for one execution.
 */
public final class HeapRoots implements RootRelations {
  /** Nesting from which objects are shown as references. */
  public static final int DEFAULT_DEPTH = 8;

  private static final int FIRST_OID = 0x7000_0000;
  private static final int OID_MASK = 0x0fff_ffff;

  private static final Column KEY = Column.of(1, "key", Types.JSONB);
  private static final Column INDEX = Column.of(1, "index", Types.INT8);

  private final Supplier<Transaction> transaction;
  private final Supplier<Catalog> catalog;
  private final Supplier<List<String>> searchPath;

  /**
   * @param transaction asked at each use: the one that the session is in
   */
  public HeapRoots(
      Supplier<Transaction> transaction,
      Supplier<Catalog> catalog,
      Supplier<List<String>> searchPath) {
    this.transaction = transaction;
    this.catalog = catalog;
    this.searchPath = searchPath;
  }

  @Override
  public Optional<Relation> relation(String name) {
    ObjectStore store = new ObjectStore(transaction.get());
    for (Schema schema : schemas()) {
      HeapValue value = store.root(schema.oid(), name);
      if (value != null) {
        return Optional.of(relation(schema, name, resolved(value, store)));
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<Relation> relation(int oid) {
    return oid < FIRST_OID
        ? Optional.empty()
        : relations().stream().filter(relation -> relation.oid() == oid).findFirst();
  }

  @Override
  public Collection<Relation> relations() {
    ObjectStore store = new ObjectStore(transaction.get());
    List<Relation> relations = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Schema schema : schemas()) {
      for (ObjectStore.Root root : store.roots(schema.oid())) {
        if (!names.contains(root.name())) {
          names.add(root.name());
          relations.add(relation(schema, root.name(), resolved(root.value(), store)));
        }
      }
    }
    return relations;
  }

  private List<Schema> schemas() {
    List<Schema> schemas = new ArrayList<>();
    for (String name : searchPath.get()) {
      catalog.get().schema(name).filter(schema -> !schema.system()).ifPresent(schemas::add);
    }
    return schemas;
  }

  private static Relation relation(Schema schema, String name, HeapValue value) {
    return new ComputedRelation(
        FIRST_OID | (name.hashCode() & OID_MASK),
        Schema.HEAP,
        name,
        schema.owner(),
        'r',
        columns(value),
        (source, wanted) -> rows(new ObjectStore(source.transaction()), schema.oid(), name),
        null);
  }

  private static List<Column> columns(HeapValue value) {
    if (Parts.isSpread(value) && !Parts.isNumber(value)) {
      return List.of(Parts.isMapping(value) ? KEY : INDEX, Column.of(2, "value", Types.JSONB));
    }
    return switch (value) {
      case HeapValue.Entries _ -> List.of(KEY, Column.of(2, "value", Types.JSONB));
      case HeapValue.Elements _ -> List.of(INDEX, Column.of(2, "value", Types.JSONB));
      default -> List.of(Column.of(1, "value", Types.JSONB));
    };
  }

  private static Iterable<Object[]> rows(ObjectStore store, int schema, String name) {
    HeapValue root = store.root(schema, name);
    if (root == null) {
      return List.of();
    }
    ObjectJson json = new ObjectJson(store, DEFAULT_DEPTH);
    HeapValue value = resolved(root, store);
    if (Parts.isSpread(value) && !Parts.isNumber(value)) {
      boolean mapping = Parts.isMapping(value);
      return () -> new PartRows(store.parts().content(value), json, mapping);
    }
    List<Object[]> rows = new ArrayList<>();
    switch (value) {
      case HeapValue.Entries(List<HeapValue.Entry> entries) -> {
        for (HeapValue.Entry entry : entries) {
          rows.add(new Object[] {json.jsonb(entry.key()), json.jsonb(entry.value())});
        }
      }
      case HeapValue.Elements(_, List<HeapValue> items) -> {
        for (HeapValue item : items) {
          rows.add(new Object[] {(long) rows.size(), json.jsonb(item)});
        }
      }
      default -> rows.add(new Object[] {json.jsonb(root)});
    }
    return rows;
  }

  /** Rows of what is not held in memory as a whole. */
  private static final class PartRows implements Iterator<Object[]> {
    private final Iterator<HeapValue> content;
    private final ObjectJson json;
    private final boolean mapping;
    private long index;

    private PartRows(Iterator<HeapValue> content, ObjectJson json, boolean mapping) {
      this.content = content;
      this.json = json;
      this.mapping = mapping;
    }

    @Override
    public boolean hasNext() {
      return content.hasNext();
    }

    @Override
    public Object[] next() {
      HeapValue value = content.next();
      if (mapping) {
        List<HeapValue> pair = ((HeapValue.Elements) value).items();
        return new Object[] {json.jsonb(pair.getFirst()), json.jsonb(pair.getLast())};
      }
      return new Object[] {index++, json.jsonb(value)};
    }
  }

  /** The record behind a reference; the content of a container of a library's class. */
  private static HeapValue resolved(HeapValue value, ObjectStore store) {
    HeapValue resolved = value;
    if (value instanceof HeapValue.Ref(long oid, long classId) && classId == 0) {
      HeapValue record = store.object(oid);
      resolved = record == null ? HeapValue.NONE : record;
    }
    return resolved instanceof HeapValue.Library(_, _, HeapValue content)
            && !(content instanceof HeapValue.None)
        ? content
        : resolved;
  }
}
