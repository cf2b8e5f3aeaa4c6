package org.heapgres.storage.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes a {@link Run}: stores in ascending order, and the records of each. */
final class RunWriter {
  /** A block is full with that many bytes; one record may be more. */
  private static final int BLOCK = 16 << 10;

  private final RunFiles.RunFile file;
  private final CommitMark mark;
  private final KeyFilter filter;
  private final List<RunPart> parts = new ArrayList<>();
  private final ByteBuffer block =
      ByteBuffer.allocate(BLOCK + Run.BLOCK_HEADER).order(ByteOrder.LITTLE_ENDIAN);
  private RunPart part;
  private boolean cleared;
  private byte[] first;
  private int count;
  private long records;

  /**
   * A run with at most that many records.
   *
   * @param mark of all of them
   */
  RunWriter(RunFiles.RunFile file, CommitMark mark, long records) {
    this.file = file;
    this.mark = mark;
    this.filter = new KeyFilter(records);
    block.position(Run.BLOCK_HEADER);
  }

  void begin(int store, boolean isCleared) {
    flush();
    part = new RunPart(file, filter, mark, store, isCleared);
    parts.add(part);
    cleared = isCleared;
  }

  /** A null value is a deletion. */
  void add(byte[] key, byte[] value) {
    long size = 2L * Integer.BYTES + key.length + (value == null ? 0 : value.length);
    if (size > block.remaining()) {
      flush();
    }
    if (first == null) {
      first = key;
    }
    count++;
    records++;
    filter.add(Binary.hash(key, part.store()));
    if (size > BLOCK) {
      writeAlone(key, value);
      return;
    }
    block.putInt(key.length).put(key);
    if (value == null) {
      block.putInt(-1);
    } else {
      block.putInt(value.length).put(value);
    }
  }

  /** A large record is not copied. */
  private void writeAlone(byte[] key, byte[] value) {
    ByteBuffer head =
        ByteBuffer.allocate(Run.BLOCK_HEADER + 2 * Integer.BYTES + key.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    head.position(Run.BLOCK_HEADER);
    head.putInt(key.length).put(key).putInt(value == null ? -1 : value.length);
    write(head, value == null ? new byte[0] : value);
  }

  private void flush() {
    if (count > 0 || cleared) {
      write(block, new byte[0]);
      block.clear().position(Run.BLOCK_HEADER);
    }
  }

  private void write(ByteBuffer head, byte[] rest) {
    head.flip();
    head.putInt(4, Math.addExact(head.limit() - Run.BLOCK_HEADER, rest.length));
    head.putInt(8, part.store());
    head.putInt(12, count << 1 | (cleared ? 1 : 0));
    CRC32C crc = new CRC32C();
    crc.update(head.slice(4, head.limit() - 4));
    crc.update(rest);
    head.putInt(0, (int) crc.getValue());
    if (count > 0) {
      part.add(first, file.size(), count);
    }
    file.append(head);
    file.append(ByteBuffer.wrap(rest));
    first = null;
    count = 0;
    cleared = false;
  }

  Run finish() {
    flush();
    return new Run(file, records, parts);
  }

  /** Writes everything; the file is removed when that fails. */
  static Run write(RunFiles files, CommitMark mark, Layers layers) {
    RunFiles.RunFile file = files.create();
    try {
      RunWriter writer = new RunWriter(file, mark, layers.size());
      for (int store : layers.stores()) {
        writer.begin(store, layers.clears(store));
        Ordered.Walk<Version> walk = layers.walk(store);
        while (walk.next()) {
          writer.add(walk.key(), walk.value().value());
        }
      }
      return writer.finish();
    } catch (RuntimeException | Error e) {
      file.discard();
      throw e;
    }
  }
}
