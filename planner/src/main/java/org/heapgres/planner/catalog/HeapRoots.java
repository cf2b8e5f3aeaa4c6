package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.object.HeapValue;
import org.heapgres.storage.object.ObjectJson;
import org.heapgres.storage.object.ObjectStore;
import org.heapgres.storage.object.Parts;

/**
 * The roots that a transaction sees, as relations: see {@link RootShape}. For one thread at a time.
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
    return schema(name, store).map(schema -> relation(schema.oid(), name, store));
  }

  /** The first schema of the search path with a root of that name. */
  private Optional<Schema> schema(String name, ObjectStore store) {
    return schemas().stream().filter(schema -> store.root(schema.oid(), name) != null).findFirst();
  }

  @Override
  public Optional<Relation> relation(int oid) {
    return oid < FIRST_OID
        ? Optional.empty()
        : relations().stream().filter(relation -> relation.oid() == oid).findFirst();
  }

  @Override
  public Optional<Relation> relation(RootEntry root) {
    ObjectStore store = new ObjectStore(transaction.get());
    return store.root(root.schema(), root.name()) == null
        ? Optional.empty()
        : Optional.of(relation(root.schema(), root.name(), store));
  }

  @Override
  public Optional<RootEntry> entry(ComputedRelation relation) {
    if (catalog.get().object(relation.oid()).orElse(null) instanceof RootEntry recorded) {
      return Optional.of(recorded);
    }
    return schema(relation.name(), new ObjectStore(transaction.get()))
        .map(schema -> RootEntry.unrecorded(schema.oid(), relation.name()));
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
          relations.add(relation(schema.oid(), root.name(), store));
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

  private Relation relation(int schema, String name, ObjectStore store) {
    RootShape shape = RootShape.of(resolved(store.root(schema, name), store), store);
    Optional<RootEntry> recorded = catalog.get().root(schema, name);
    return new ComputedRelation(
        recorded.map(RootEntry::oid).orElse(FIRST_OID | (name.hashCode() & OID_MASK)),
        Schema.HEAP,
        name,
        recorded.map(RootEntry::owner).orElse(Role.BOOTSTRAP),
        'r',
        shape.columns(),
        (source, wanted) -> rows(new ObjectStore(source.transaction()), schema, name, shape),
        source ->
            new RootChange(
                source, name, shape, Place.of(new ObjectStore(source.transaction()), schema, name)),
        null);
  }

  /**
   * Where what a root shows is stored.
   *
   * @param record the container's, or what is around it; null for a value in the root itself
   */
  record Place(ObjectStore store, int schema, String name, long oid, HeapValue record) {
    static Place of(ObjectStore store, int schema, String name) {
      HeapValue root = store.root(schema, name);
      return root instanceof HeapValue.Ref(long oid, long classId) && classId == 0
          ? new Place(store, schema, name, oid, store.object(oid))
          : new Place(store, schema, name, 0, root);
    }

    HeapValue content() {
      HeapValue content = HeapRoots.content(record);
      return Parts.isSpread(content) ? store.parts().whole(content) : content;
    }

    void write(HeapValue content) {
      if (Parts.isSpread(record)) {
        store.putObject(oid, store.parts().replace(record, content));
        return;
      }
      HeapValue written =
          record instanceof HeapValue.Library(String type, List<HeapValue> arguments, _)
              ? new HeapValue.Library(type, arguments, content)
              : content;
      if (oid == 0) {
        store.putRoot(schema, name, written);
      } else {
        store.putObject(oid, written);
      }
    }
  }

  private static Iterable<Object[]> rows(
      ObjectStore store, int schema, String name, RootShape shape) {
    HeapValue root = store.root(schema, name);
    if (root == null) {
      return List.of();
    }
    ObjectJson json = new ObjectJson(store, DEFAULT_DEPTH);
    HeapValue value = resolved(root, store);
    if (Parts.isSpread(value) && !Parts.isNumber(value)) {
      return () -> new PartRows(store, value, shape, json);
    }
    List<Object[]> rows = new ArrayList<>();
    switch (value) {
      case HeapValue.Entries(List<HeapValue.Entry> entries) -> {
        for (HeapValue.Entry entry : entries) {
          rows.add(entryRow(entry.key(), entry.value(), shape, store, json));
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

  private static Object[] entryRow(
      HeapValue key, HeapValue value, RootShape shape, ObjectStore store, ObjectJson json) {
    return shape.kind() == RootShape.Kind.INSTANCES
        ? shape.row(key, instance(value, store), store, json)
        : new Object[] {json.jsonb(key), json.jsonb(value)};
  }

  private static HeapValue.Instance instance(HeapValue reference, ObjectStore store) {
    return (HeapValue.Instance) store.object(((HeapValue.Ref) reference).oid());
  }

  /** Rows of what is not held in memory as a whole. */
  private static final class PartRows implements Iterator<Object[]> {
    private final ObjectStore store;
    private final Iterator<HeapValue> content;
    private final RootShape shape;
    private final ObjectJson json;
    private final boolean mapping;
    private long index;

    private PartRows(ObjectStore store, HeapValue spread, RootShape shape, ObjectJson json) {
      this.store = store;
      this.content = store.parts().content(spread);
      this.shape = shape;
      this.json = json;
      this.mapping = Parts.isMapping(spread);
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
        return entryRow(pair.getFirst(), pair.getLast(), shape, store, json);
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
    return content(resolved);
  }

  private static HeapValue content(HeapValue record) {
    return record instanceof HeapValue.Library(_, _, HeapValue content)
            && !(content instanceof HeapValue.None)
        ? content
        : record;
  }
}
