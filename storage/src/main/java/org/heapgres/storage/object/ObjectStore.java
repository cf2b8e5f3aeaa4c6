package org.heapgres.storage.object;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * The free objects of a database as one transaction sees them: roots by schema and name, records by
 * oid, and the classes that their instances are of. For one thread at a time.
 *
 * <p>What was read or written through an instance is remembered for its life, which makes two
 * things hold whatever the isolation level: a value written is what is read next, and a record that
 * was read and then changed by another transaction is not overwritten (40001).
 */
public final class ObjectStore {
  private static final byte CLASS_BY_NAME = 1;
  private static final byte CLASS_BY_ID = 2;
  private static final byte CLASS_VERSION = 3;
  private static final byte CLASS_ATTRIBUTES = 4;

  static final byte[] ABSENT = new byte[0];

  private final Transaction transaction;
  private final Map<Place, byte[]> seen = new HashMap<>();

  /** Of those seen, what is as it was written here. */
  private final Set<Place> written = new HashSet<>();

  private final Parts parts;
  private final Map<Long, Registry> registries = new HashMap<>();

  /** Null until the transaction holds {@link PackState#TAG}. */
  private PackState packs;

  /** Where a record is; equal by content. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Place(int store, byte[] key) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Place place && store == place.store && Arrays.equals(key, place.key);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(key) + store;
    }
  }

  /** A named root. */
  public record Root(String name, HeapValue value) {}

  public ObjectStore(Transaction transaction) {
    this.transaction = transaction;
    parts = new Parts(this, transaction);
  }

  /** The records of objects that are more than one. */
  public Parts parts() {
    return parts;
  }

  /** The transaction has undone writes: what it has now is what is read next. */
  public void undone() {
    seen.keySet().removeAll(written);
    written.clear();
    registries.clear();
    parts.undone();
    packs = null;
  }

  public long newOid() {
    if (transaction.readOnly()) {
      throw new PgException(
          SqlState.READ_ONLY_SQL_TRANSACTION,
          "cannot make an object persistent in a read-only transaction");
    }
    return OidAllocator.of(transaction.database()).next(transaction.database());
  }

  /** Null when there is no such object. */
  public HeapValue object(long oid) {
    return read(SystemStores.OBJECTS, key(oid));
  }

  /**
   * An object that a record refers to, whose oid nobody made up.
   *
   * @return null when the heap is damaged
   * @throws PgException 40001 when it was removed since the record was read
   */
  public HeapValue referred(long oid) {
    HeapValue value = object(oid);
    if (value == null) {
      PackState.of(transaction.database()).refuseRemoved(oid);
    }
    return value;
  }

  /** Whether anything was written: a record that is as it was read is left alone. */
  public boolean putObject(long oid, HeapValue value) {
    return write(SystemStores.OBJECTS, key(oid), value);
  }

  /** Null when there is no such root. */
  public HeapValue root(long schema, String name) {
    return read(SystemStores.ROOTS, key(schema, name));
  }

  public void putRoot(long schema, String name, HeapValue value) {
    write(SystemStores.ROOTS, key(schema, name), value);
  }

  /** Whether there was one. */
  public boolean removeRoot(long schema, String name) {
    byte[] key = key(schema, name);
    boolean present = read(SystemStores.ROOTS, key) != null;
    if (present) {
      write(SystemStores.ROOTS, key, null);
    }
    return present;
  }

  /** The roots of a schema by name, in the order of their UTF-8 bytes. */
  public List<Root> roots(long schema) {
    List<Root> roots = new ArrayList<>();
    Map<Place, byte[]> own = new HashMap<>();
    seen.forEach(
        (place, value) -> {
          if (place.store == SystemStores.ROOTS && ByteBuffer.wrap(place.key).getLong() == schema) {
            own.put(place, value);
          }
        });
    try (Cursor cursor =
        transaction.scan(SystemStores.ROOTS, key(schema), key(schema + 1), false)) {
      while (cursor.next()) {
        byte[] value = own.remove(new Place(SystemStores.ROOTS, cursor.key()));
        addRoot(cursor.key(), value == null ? cursor.value() : value, roots);
      }
    }
    own.forEach((place, value) -> addRoot(place.key, value, roots));
    roots.sort((a, b) -> a.name.compareTo(b.name));
    return roots;
  }

  private static void addRoot(byte[] key, byte[] value, List<Root> roots) {
    if (value != ABSENT) {
      String name = new String(key, Long.BYTES, key.length - Long.BYTES, StandardCharsets.UTF_8);
      roots.add(new Root(name, HeapValueCodec.decode(value)));
    }
  }

  /** 0 when the schema has no class of that name. */
  public long classId(long schema, String name) {
    return read(SystemStores.CLASSES, key(CLASS_BY_NAME, schema, name))
            instanceof HeapValue.Int(long id)
        ? id
        : 0;
  }

  /** The current version of a class; null when there is none. */
  public ClassRecord currentClass(long id) {
    return read(SystemStores.CLASSES, key(CLASS_BY_ID, id)) instanceof HeapValue.Elements current
        ? classRecord(id, current)
        : null;
  }

  private ClassRecord classRecord(long id, HeapValue.Elements current) {
    int version = (int) integer(current, 2);
    List<HeapValue> parts = current.items();
    return new ClassRecord(
        id,
        integer(current, 0),
        text(parts.get(1)),
        version,
        source(id, version),
        parts.stream().skip(3).map(ClassRecord.AnnotatedAttribute::of).toList());
  }

  private String source(long id, int version) {
    return text(read(SystemStores.CLASSES, versionKey(id, version)));
  }

  private static long integer(HeapValue.Elements tuple, int index) {
    return ((HeapValue.Int) tuple.items().get(index)).value();
  }

  private static String text(HeapValue value) {
    return ((HeapValue.Text) value).value();
  }

  /** The current versions of all classes, in the order of their ids. */
  public List<ClassRecord> classes() {
    List<ClassRecord> classes = new ArrayList<>();
    List<Long> ids = new ArrayList<>();
    try (Cursor cursor =
        transaction.scan(
            SystemStores.CLASSES, new byte[] {CLASS_BY_ID}, new byte[] {CLASS_BY_ID + 1}, false)) {
      while (cursor.next()) {
        ids.add(ByteBuffer.wrap(cursor.key()).getLong(1));
      }
    }
    for (long id : ids) {
      classes.add(currentClass(id));
    }
    return classes;
  }

  /** Makes a class, or a new version of it when the source differs from the current one. */
  public ClassRecord defineClass(
      long schema, String name, String source, List<ClassRecord.AnnotatedAttribute> attributes) {
    long id = classId(schema, name);
    ClassRecord current = id == 0 ? null : currentClass(id);
    if (current != null && current.source().equals(source)) {
      // a class of a module: what it annotates is not in its own source
      return current.attributes().equals(attributes)
          ? current
          : put(new ClassRecord(id, schema, name, current.version(), source, attributes));
    }
    if (current == null) {
      id = newOid();
      write(SystemStores.CLASSES, key(CLASS_BY_NAME, schema, name), new HeapValue.Int(id));
    }
    int version = current == null ? 1 : current.version() + 1;
    return put(new ClassRecord(id, schema, name, version, source, attributes));
  }

  /** A new version of a class whose source is elsewhere and has changed. */
  public void nextVersion(ClassRecord current) {
    put(
        new ClassRecord(
            current.id(),
            current.schema(),
            current.name(),
            current.version() + 1,
            current.source(),
            current.attributes()));
  }

  private ClassRecord put(ClassRecord record) {
    write(
        SystemStores.CLASSES,
        versionKey(record.id(), record.version()),
        new HeapValue.Text(record.source()));
    List<HeapValue> parts = new ArrayList<>();
    parts.add(new HeapValue.Int(record.schema()));
    parts.add(new HeapValue.Text(record.name()));
    parts.add(new HeapValue.Int(record.version()));
    record.attributes().forEach(attribute -> parts.add(attribute.stored()));
    write(
        SystemStores.CLASSES,
        key(CLASS_BY_ID, record.id()),
        new HeapValue.Elements(HeapValue.ElementsKind.TUPLE, parts));
    return record;
  }

  /** Forgets a class that has no instances. */
  public void removeClass(ClassRecord current) {
    write(SystemStores.CLASSES, key(CLASS_BY_NAME, current.schema(), current.name()), null);
    write(SystemStores.CLASSES, key(CLASS_BY_ID, current.id()), null);
    write(SystemStores.CLASSES, key(CLASS_ATTRIBUTES, current.id()), null);
    for (int version = 1; version <= current.version(); version++) {
      write(SystemStores.CLASSES, versionKey(current.id(), version), null);
    }
    registries.remove(current.id());
  }

  /** How many records are instances of a class, by the class's id; reads all records. */
  public Map<Long, Long> instances() {
    Map<Long, Long> counts = new HashMap<>();
    try (Cursor cursor = transaction.scan(SystemStores.OBJECTS, new byte[0], null, false)) {
      while (cursor.next()) {
        long id = HeapValueCodec.instanceOf(cursor.value());
        if (id != 0) {
          counts.merge(id, 1L, Long::sum);
        }
      }
    }
    return counts;
  }

  /** The name behind {@link HeapValue.Attribute#id}. */
  public String attributeName(long classId, int id) {
    return registry(classId).names.get(id);
  }

  /** The id of an attribute's name, which is registered when new. */
  public int attributeId(long classId, String name) {
    Registry registry = registry(classId);
    Integer id = registry.ids.get(name);
    if (id == null) {
      id = register(classId, registry, name);
    }
    return id;
  }

  private Registry registry(long classId) {
    return registries.computeIfAbsent(
        classId, id -> new Registry(read(SystemStores.CLASSES, key(CLASS_ATTRIBUTES, id))));
  }

  private int register(long classId, Registry registry, String name) {
    byte[] key = key(CLASS_ATTRIBUTES, classId);
    byte[] latest = lock(SystemStores.CLASSES, key);
    registry.replace(latest == null ? null : HeapValueCodec.decode(latest));
    Integer id = registry.ids.get(name);
    if (id == null) {
      id = registry.add(name);
      byte[] record = HeapValueCodec.encode(registry.record());
      transaction.put(SystemStores.CLASSES, key, record);
      note(new Place(SystemStores.CLASSES, key), record);
    }
    return id;
  }

  /** The names of a class's attributes; ids are positions, so names are only ever added. */
  private static final class Registry {
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();

    private Registry(HeapValue record) {
      replace(record);
    }

    private void replace(HeapValue record) {
      names.clear();
      ids.clear();
      if (record instanceof HeapValue.Elements list) {
        list.items().forEach(name -> add(text(name)));
      }
    }

    private int add(String name) {
      int id = names.size();
      names.add(name);
      ids.put(name, id);
      return id;
    }

    private HeapValue record() {
      List<HeapValue> items = new ArrayList<>(names.size());
      names.forEach(name -> items.add(new HeapValue.Text(name)));
      return new HeapValue.Elements(HeapValue.ElementsKind.LIST, items);
    }
  }

  HeapValue read(int store, byte[] key) {
    Place place = new Place(store, key);
    byte[] value = seen.get(place);
    if (value == null) {
      value = transaction.get(store, key);
      seen.put(place, value == null ? ABSENT : value);
    }
    return value == null || value.length == 0 ? null : HeapValueCodec.decode(value);
  }

  /** Whether anything was written; a null value removes the record. */
  boolean write(int store, byte[] key, HeapValue value) {
    Place place = new Place(store, key);
    byte[] expected = seen.get(place);
    byte[] record = value == null ? ABSENT : HeapValueCodec.encode(value);
    if (expected != null && Arrays.equals(expected, record)) {
      return false;
    }
    written(value);
    byte[] latest = lock(store, key);
    if (expected != null && !Arrays.equals(latest == null ? ABSENT : latest, expected)) {
      throw new PgException(
          SqlState.T_R_SERIALIZATION_FAILURE,
          "could not serialize access due to concurrent update");
    }
    if (value == null) {
      transaction.delete(store, key);
    } else {
      transaction.put(store, key, record);
    }
    note(place, record);
    return true;
  }

  /** A record that nobody else can know of; returns it as it is stored. */
  byte[] writeNew(int store, byte[] key, HeapValue value) {
    written(value);
    byte[] record = HeapValueCodec.encode(value);
    transaction.put(store, key, record);
    note(new Place(store, key), record);
    return record;
  }

  /** To be called before a record is written; the value is null for one that is removed. */
  void written(HeapValue value) {
    if (packs == null) {
      transaction.lock(PackState.TAG, LockMode.ROW_EXCLUSIVE, LockWait.BLOCK);
      packs = PackState.of(transaction.database());
    }
    packs.written(value);
  }

  private void note(Place place, byte[] record) {
    seen.put(place, record);
    written.add(place);
  }

  private byte[] lock(int store, byte[] key) {
    return transaction.lockRow(store, key, RowLockMode.UPDATE, LockWait.BLOCK);
  }

  static byte[] key(long id) {
    return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
  }

  private static byte[] versionKey(long id, int version) {
    return ByteBuffer.allocate(13).put(CLASS_VERSION).putLong(id).putInt(version).array();
  }

  private static byte[] key(byte space, long id) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(space).putLong(id).array();
  }

  private static byte[] key(long schema, String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + utf8.length).putLong(schema).put(utf8).array();
  }

  private static byte[] key(byte space, long schema, String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + Long.BYTES + utf8.length)
        .put(space)
        .putLong(schema)
        .put(utf8)
        .array();
  }
}
