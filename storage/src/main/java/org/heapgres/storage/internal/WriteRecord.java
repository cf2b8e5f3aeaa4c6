package org.heapgres.storage.internal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A transaction's writes in the log: database, number of stores; for each its id, whether it was
 * cleared, number of records; for each the key and the value behind their sizes, -1 for a deletion.
 *
 * <p>Writes that did not fit in memory have {@link #RUNS} in place of the number of stores, then
 * the number of runs, and a reference to each, the oldest first; then what was in memory on top.
 */
final class WriteRecord {
  private static final long MAX_SIZE = 1 << 30;
  private static final int RUNS = -1;

  private WriteRecord() {}

  static byte[] encode(int databaseId, Layers layers) {
    List<Run> runs = layers.runs();
    if (runs.isEmpty()) {
      return encode(databaseId, layers.inMemory());
    }
    List<byte[]> names = new ArrayList<>();
    long size = 12;
    for (Run run : runs.reversed()) {
      byte[] name = run.reference().name().getBytes(StandardCharsets.US_ASCII);
      names.add(name);
      size += 4 + name.length + 16;
    }
    Writes top = layers.list().getFirst();
    Writes inMemory = top.run() == null ? top : Writes.NONE;
    byte[] content = content(size + 4 + size(inMemory));
    ByteBuffer out = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(databaseId).putInt(RUNS).putInt(runs.size());
    for (int i = 0; i < names.size(); i++) {
      RunReference reference = runs.get(runs.size() - 1 - i).reference();
      out.putInt(names.get(i).length).put(names.get(i));
      out.putLong(reference.size()).putLong(reference.records());
    }
    put(inMemory, out);
    return content;
  }

  static byte[] encode(int databaseId, Writes writes) {
    byte[] content = content(8 + size(writes));
    put(writes, ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(databaseId));
    return content;
  }

  private static byte[] content(long size) {
    if (size > MAX_SIZE) {
      throw new PgException(
              SqlState.PROGRAM_LIMIT_EXCEEDED, "transaction is too large: " + size + " bytes")
          .withDetail("So much cannot be in one record of the log.");
    }
    return new byte[(int) size];
  }

  /** Without the number of stores. */
  private static long size(Writes writes) {
    long size = 0;
    for (int i = 0; i < writes.storeCount(); i++) {
      size += 9;
      Ordered.Walk<Version> walk = writes.writes(i).versions().walk();
      while (walk.next()) {
        byte[] value = walk.value().value();
        size += 8 + walk.key().length + (value == null ? 0 : value.length);
      }
    }
    return size;
  }

  private static void put(Writes writes, ByteBuffer out) {
    out.putInt(writes.storeCount());
    for (int i = 0; i < writes.storeCount(); i++) {
      StoreWrites storeWrites = writes.writes(i);
      out.putInt(writes.store(i))
          .put((byte) (storeWrites.cleared() ? 1 : 0))
          .putInt((int) storeWrites.versions().size());
      Ordered.Walk<Version> walk = storeWrites.versions().walk();
      while (walk.next()) {
        byte[] value = walk.value().value();
        out.putInt(walk.key().length).put(walk.key());
        if (value == null) {
          out.putInt(-1);
        } else {
          out.putInt(value.length).put(value);
        }
      }
    }
  }

  static int databaseId(byte[] content) {
    return (int) Binary.INT.get(content, 0);
  }

  /** The runs that a commit refers to, the oldest first. */
  static List<RunReference> runs(byte[] content) {
    return (int) Binary.INT.get(content, 4) == RUNS ? references(in(content)) : List.of();
  }

  private static ByteBuffer in(byte[] content) {
    return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).position(4);
  }

  private static List<RunReference> references(ByteBuffer in) {
    in.getInt();
    List<RunReference> references = new ArrayList<>();
    for (int count = in.getInt(); count > 0; count--) {
      String name = new String(bytes(in, in.getInt()), StandardCharsets.US_ASCII);
      references.add(new RunReference(name, in.getLong(), in.getLong()));
    }
    return references;
  }

  /** The writes, all belonging to {@code mark}. */
  static Layers decode(byte[] content, CommitMark mark, RunFiles files) {
    ByteBuffer in = in(content);
    Layers layers = Layers.NONE;
    if (in.getInt(4) == RUNS) {
      for (RunReference reference : references(in)) {
        layers = layers.then(Run.open(files.open(reference.name()), reference, mark).writes());
      }
    }
    return layers.then(decode(in, mark));
  }

  /** Of writes that are all in the record. */
  static Writes decode(byte[] content, CommitMark mark) {
    return decode(in(content), mark);
  }

  private static Writes decode(ByteBuffer in, CommitMark mark) {
    try {
      Writes writes = Writes.NONE;
      for (int stores = in.getInt(); stores > 0; stores--) {
        int store = in.getInt();
        boolean cleared = in.get() != 0;
        OrderedMap<Version> versions = new OrderedMap<>();
        for (int count = in.getInt(); count > 0; count--) {
          byte[] key = bytes(in, in.getInt());
          int length = in.getInt();
          versions.put(key, new Version(length < 0 ? null : bytes(in, length), mark));
        }
        writes = writes.with(store, new StoreWrites(cleared, versions));
      }
      return writes;
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new PgException(SqlState.DATA_CORRUPTED, "a commit in the log is damaged", e);
    }
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
