package org.heapgres.storage.object;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * Records of objects that are more than one record: big containers, and those of module {@code
 * heapgres} whose writers do not conflict. A part's key is the object's oid and either a number or
 * a text; parts of both kinds are in the order of their keys. For one thread at a time.
 *
 * <p>As in {@link ObjectStore}, what was written is what is read next.
 */
public final class Parts {
  /** The types of values that have parts; their first argument is their own oid. */
  private static final String PREFIX = "heapgres.";

  private static final byte NUMBERED = 1;
  private static final byte NAMED = 2;

  /** Longer keys are replaced by their digest. */
  private static final int LONGEST_KEY = 400;

  /** More writers than that at a time share a counter's slots. */
  private static final int SLOTS = 64;

  private final ObjectStore store;
  private final Transaction transaction;

  /**
   * What was written and may not be visible to the statement yet; empty arrays for what is gone.
   */
  private final NavigableMap<byte[], byte[]> written = new TreeMap<>(Arrays::compareUnsigned);

  Parts(ObjectStore store, Transaction transaction) {
    this.store = store;
    this.transaction = transaction;
  }

  /** A numbered part. */
  public record Numbered(long number, HeapValue value) {}

  /** Whether the value's content is in parts. */
  public static boolean isSpread(HeapValue value) {
    return value instanceof HeapValue.Library(String type, _, HeapValue.None _)
        && type.startsWith(PREFIX);
  }

  /** Of a value whose content is in parts. */
  static long oid(HeapValue value) {
    return ((HeapValue.Int) ((HeapValue.Library) value).arguments().getFirst()).value();
  }

  /** Null when there is none. */
  public HeapValue at(long oid, long number) {
    return store.read(SystemStores.PARTS, key(oid, number));
  }

  /** Null when there is none. */
  public HeapValue named(long oid, String name) {
    return store.read(SystemStores.PARTS, key(oid, name));
  }

  /** A null value removes the part. */
  public void put(long oid, long number, HeapValue value) {
    put(key(oid, number), value);
  }

  /** A null value removes the part. */
  public void put(long oid, String name, HeapValue value) {
    put(key(oid, name), value);
  }

  /** A part of an object whose parts nobody else can know of: that takes no lock. */
  public void putNew(long oid, long number, HeapValue value) {
    putNew(key(oid, number), value);
  }

  /** As {@link #putNew(long, long, HeapValue)}. */
  public void putNew(long oid, String name, HeapValue value) {
    putNew(key(oid, name), value);
  }

  private void putNew(byte[] key, HeapValue value) {
    written.put(key, store.writeNew(SystemStores.PARTS, key, value));
  }

  private void put(byte[] key, HeapValue value) {
    if (store.write(SystemStores.PARTS, key, value)) {
      written.put(key, value == null ? ObjectStore.ABSENT : HeapValueCodec.encode(value));
    }
  }

  /** Numbered parts {@code from <= number < to}. */
  public Iterator<Numbered> numbered(long oid, long from, long to, boolean reverse) {
    Walk walk = new Walk(key(oid, from), key(oid, to), reverse);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return walk.hasNext();
      }

      @Override
      public Numbered next() {
        Map.Entry<byte[], byte[]> part = walk.next();
        return new Numbered(
            ByteBuffer.wrap(part.getKey()).getLong(Long.BYTES + 1) ^ Long.MIN_VALUE,
            HeapValueCodec.decode(part.getValue()));
      }
    };
  }

  /** The values of all named parts. */
  public Iterator<HeapValue> named(long oid) {
    Walk walk = new Walk(prefix(oid, NAMED), prefix(oid, (byte) (NAMED + 1)), false);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return walk.hasNext();
      }

      @Override
      public HeapValue next() {
        return HeapValueCodec.decode(walk.next().getValue());
      }
    };
  }

  private Iterator<Numbered> numbered(long oid) {
    return numbered(oid, Long.MIN_VALUE, Long.MAX_VALUE, false);
  }

  /** What a spread value holds: elements, or a dict's keys and values as pairs. */
  public Iterator<HeapValue> content(HeapValue value) {
    HeapValue.Library spread = (HeapValue.Library) value;
    long oid = oid(value);
    return switch (spread.type().substring(PREFIX.length())) {
      case "list", "deque" -> new Flattened(numbered(oid));
      case "dict", "Queue" -> new Values(numbered(oid));
      case "set", "Set" -> named(oid);
      case "Counter" -> List.<HeapValue>of(HeapValue.integer(total(oid))).iterator();
      default -> throw new IllegalStateException(spread.type());
    };
  }

  /** Whether a spread value is a mapping. */
  public static boolean isMapping(HeapValue value) {
    return isOfType(value, "dict");
  }

  /** The class that all values of a spread dict are known to be instances of; 0 for none. */
  public static long commonClass(HeapValue dict) {
    List<HeapValue> arguments = ((HeapValue.Library) dict).arguments();
    boolean tells = arguments.size() > 4 && !arguments.get(3).equals(new HeapValue.Int(0));
    return tells ? Math.max(0, ((HeapValue.Int) arguments.get(4)).value()) : 0;
  }

  public static boolean isList(HeapValue value) {
    return isOfType(value, "list");
  }

  /** The values of a spread dict. */
  public Iterator<HeapValue> values(HeapValue dict) {
    Iterator<HeapValue> pairs = content(dict);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pairs.hasNext();
      }

      @Override
      public HeapValue next() {
        return ((HeapValue.Elements) pairs.next()).items().getLast();
      }
    };
  }

  /** A spread dict or list as one value; what is neither is returned as it is. */
  public HeapValue whole(HeapValue value) {
    if (isMapping(value)) {
      List<HeapValue.Entry> entries = new ArrayList<>();
      content(value).forEachRemaining(pair -> entries.add(entry(pair)));
      return new HeapValue.Entries(entries);
    }
    if (isList(value)) {
      List<HeapValue> items = new ArrayList<>();
      content(value).forEachRemaining(items::add);
      return new HeapValue.Elements(HeapValue.ElementsKind.LIST, items);
    }
    return value;
  }

  private static HeapValue.Entry entry(HeapValue pair) {
    List<HeapValue> items = ((HeapValue.Elements) pair).items();
    return new HeapValue.Entry(items.getFirst(), items.getLast());
  }

  /**
   * Gives a spread dict other entries, whose new keys are plain ({@link PartNames}), or a spread
   * list as many other items.
   *
   * @return the value as it is then
   */
  public HeapValue replace(HeapValue value, HeapValue content) {
    HeapValue.Library spread = (HeapValue.Library) value;
    long oid = oid(value);
    if (content instanceof HeapValue.Entries(List<HeapValue.Entry> entries)) {
      long next = ((HeapValue.Int) spread.arguments().get(2)).value();
      List<HeapValue> arguments = new ArrayList<>(spread.arguments());
      arguments.set(2, new HeapValue.Int(replace(oid, next, entries)));
      arguments.set(3, new HeapValue.Int(entries.size()));
      return new HeapValue.Library(spread.type(), arguments, HeapValue.NONE);
    }
    replace(oid, ((HeapValue.Elements) content).items());
    return value;
  }

  /** The number that comes next. */
  private long replace(long oid, long first, List<HeapValue.Entry> entries) {
    Map<HeapValue, Long> numbers = new HashMap<>();
    numbered(oid).forEachRemaining(part -> numbers.put(entry(part.value()).key(), part.number()));
    long next = first;
    for (HeapValue.Entry entry : entries) {
      Long number = numbers.remove(entry.key());
      if (number == null) {
        number = next++;
        put(oid, PartNames.of(entry.key()), new HeapValue.Int(number));
      }
      put(
          oid,
          number,
          new HeapValue.Elements(
              HeapValue.ElementsKind.TUPLE, List.of(entry.key(), entry.value())));
    }
    Set<Long> gone = Set.copyOf(numbers.values());
    gone.forEach(number -> put(oid, number, null));
    Walk names = new Walk(prefix(oid, NAMED), prefix(oid, (byte) (NAMED + 1)), false);
    while (names.hasNext()) {
      Map.Entry<byte[], byte[]> name = names.next();
      if (gone.contains(((HeapValue.Int) HeapValueCodec.decode(name.getValue())).value())) {
        put(name.getKey(), null);
      }
    }
    return next;
  }

  private void replace(long oid, List<HeapValue> items) {
    int from = 0;
    Iterator<Numbered> chunks = numbered(oid);
    while (chunks.hasNext()) {
      Numbered chunk = chunks.next();
      int to = from + ((HeapValue.Elements) chunk.value()).items().size();
      put(
          oid,
          chunk.number(),
          new HeapValue.Elements(
              HeapValue.ElementsKind.LIST, List.copyOf(items.subList(from, to))));
      from = to;
    }
  }

  /** Whether a spread value is a number. */
  public static boolean isNumber(HeapValue value) {
    return isOfType(value, "Counter");
  }

  private static boolean isOfType(HeapValue value, String type) {
    return isSpread(value) && ((HeapValue.Library) value).type().equals(PREFIX + type);
  }

  private record Values(Iterator<Numbered> parts) implements Iterator<HeapValue> {
    @Override
    public boolean hasNext() {
      return parts.hasNext();
    }

    @Override
    public HeapValue next() {
      return parts.next().value();
    }
  }

  /** The elements of chunks. */
  private static final class Flattened implements Iterator<HeapValue> {
    private final Iterator<Numbered> chunks;
    private Iterator<HeapValue> chunk = List.<HeapValue>of().iterator();

    private Flattened(Iterator<Numbered> chunks) {
      this.chunks = chunks;
    }

    @Override
    public boolean hasNext() {
      while (!chunk.hasNext() && chunks.hasNext()) {
        chunk = ((HeapValue.Elements) chunks.next().value()).items().iterator();
      }
      return chunk.hasNext();
    }

    @Override
    public HeapValue next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return chunk.next();
    }
  }

  // Parts whose writers do not conflict. They are read and locked in their latest version.

  /** Adds a message at a queue's end. */
  public void push(long oid, HeapValue message) {
    byte[] key = key(oid, store.newOid());
    store.written(message);
    byte[] record = HeapValueCodec.encode(message);
    transaction.put(SystemStores.PARTS, key, record);
    written.put(key, record);
  }

  /** Takes a queue's first message that no other transaction is taking; null for none. */
  public HeapValue pop(long oid) {
    byte[] from = prefix(oid, NUMBERED);
    byte[] to = prefix(oid, NAMED);
    try (Cursor cursor = transaction.scanLatest(SystemStores.PARTS, from, to, false)) {
      while (cursor.next()) {
        byte[] key = cursor.key();
        byte[] latest = latest(key, LockWait.SKIP);
        if (latest != null && latest != Transaction.SKIPPED) {
          store.written(null);
          transaction.delete(SystemStores.PARTS, key);
          written.put(key, ObjectStore.ABSENT);
          return HeapValueCodec.decode(latest);
        }
      }
    }
    return null;
  }

  /** How many messages a queue has now. */
  public long length(long oid) {
    long length = 0;
    byte[] to = prefix(oid, NAMED);
    try (Cursor cursor =
        transaction.scanLatest(SystemStores.PARTS, prefix(oid, NUMBERED), to, false)) {
      while (cursor.next()) {
        length++;
      }
    }
    return length;
  }

  /** Adds to a counter, in a slot that no other transaction is adding to, if there is one. */
  public void add(long oid, BigInteger amount) {
    int start = ThreadLocalRandom.current().nextInt(SLOTS);
    byte[] latest = Transaction.SKIPPED;
    byte[] key = null;
    for (int i = 0; i < SLOTS && latest == Transaction.SKIPPED; i++) {
      key = key(oid, (start + i) % SLOTS);
      latest = latest(key, LockWait.SKIP);
    }
    if (latest == Transaction.SKIPPED) {
      latest = latest(key, LockWait.BLOCK);
    }
    store.written(null);
    BigInteger old = latest == null ? BigInteger.ZERO : integer(HeapValueCodec.decode(latest));
    byte[] record = HeapValueCodec.encode(HeapValue.integer(old.add(amount)));
    transaction.put(SystemStores.PARTS, key, record);
    written.put(key, record);
  }

  /** What a counter stands at, as the statement sees it. */
  public BigInteger total(long oid) {
    BigInteger total = BigInteger.ZERO;
    Iterator<Numbered> slots = numbered(oid);
    while (slots.hasNext()) {
      total = total.add(integer(slots.next().value()));
    }
    return total;
  }

  private static BigInteger integer(HeapValue value) {
    return value instanceof HeapValue.BigInt(BigInteger big)
        ? big
        : BigInteger.valueOf(((HeapValue.Int) value).value());
  }

  /** Puts an element into a set, or takes it out (null). */
  public void settle(long oid, String name, HeapValue element) {
    byte[] key = key(oid, name);
    byte[] record = element == null ? null : HeapValueCodec.encode(element);
    store.written(element);
    byte[] latest = latest(key, LockWait.BLOCK);
    if (!Arrays.equals(latest, record)) {
      if (record == null) {
        transaction.delete(SystemStores.PARTS, key);
      } else {
        transaction.put(SystemStores.PARTS, key, record);
      }
    }
    written.put(key, record == null ? ObjectStore.ABSENT : record);
  }

  /** Whether a set has an element, as the statement sees it. */
  public boolean has(long oid, String name) {
    byte[] key = key(oid, name);
    byte[] own = written.get(key);
    return own == null
        ? transaction.get(SystemStores.PARTS, key) != null
        : own != ObjectStore.ABSENT;
  }

  private byte[] latest(byte[] key, LockWait wait) {
    return transaction.lockLatest(SystemStores.PARTS, key, RowLockMode.UPDATE, wait);
  }

  /** What was written has been undone. */
  void undone() {
    written.clear();
  }

  private static byte[] prefix(long oid, byte kind) {
    return ByteBuffer.allocate(Long.BYTES + 1).putLong(oid).put(kind).array();
  }

  private static byte[] key(long oid, long number) {
    return ByteBuffer.allocate(2 * Long.BYTES + 1)
        .putLong(oid)
        .put(NUMBERED)
        .putLong(number ^ Long.MIN_VALUE)
        .array();
  }

  private static byte[] key(long oid, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    // UTF-8 has no surrogates that stand alone
    if (text.length > LONGEST_KEY || !new String(text, StandardCharsets.UTF_8).equals(name)) {
      text = digest(name.getBytes(StandardCharsets.UTF_16BE));
    }
    return ByteBuffer.allocate(Long.BYTES + 1 + text.length)
        .putLong(oid)
        .put(NAMED)
        .put(text)
        .array();
  }

  /** Begins with a byte that UTF-8 never has. */
  private static byte[] digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return ByteBuffer.allocate(1 + digest.length).put((byte) 0xff).put(digest).array();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A range of parts as the statement sees them, with what was written over them. */
  private final class Walk implements Iterator<Map.Entry<byte[], byte[]>> {
    private static final int BATCH = 1000;

    private final boolean reverse;
    private byte[] from;
    private byte[] to;
    private Iterator<Map.Entry<byte[], byte[]>> batch;
    private boolean last;

    private Walk(byte[] from, byte[] to, boolean reverse) {
      this.from = from;
      this.to = to;
      this.reverse = reverse;
    }

    @Override
    public boolean hasNext() {
      while ((batch == null || !batch.hasNext()) && !last) {
        batch = read().entrySet().iterator();
      }
      return batch.hasNext();
    }

    @Override
    public Map.Entry<byte[], byte[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return batch.next();
    }

    /** In batches, so that no cursor is held between calls. */
    private NavigableMap<byte[], byte[]> read() {
      NavigableMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
      byte[] end = null;
      try (Cursor cursor = transaction.scan(SystemStores.PARTS, from, to, reverse)) {
        while (found.size() < BATCH && cursor.next()) {
          end = cursor.key();
          found.put(end, cursor.value());
        }
      }
      last = found.size() < BATCH;
      byte[] low = reverse && !last ? end : from;
      byte[] high = reverse || last ? to : following(end);
      found.putAll(written.subMap(low, true, high, false));
      found.values().removeIf(value -> value == ObjectStore.ABSENT);
      from = reverse ? from : high;
      to = reverse ? low : to;
      return reverse ? found.descendingMap() : found;
    }

    private static byte[] following(byte[] key) {
      return Arrays.copyOf(key, key.length + 1);
    }
  }
}
