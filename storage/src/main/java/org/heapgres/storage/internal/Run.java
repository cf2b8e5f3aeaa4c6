package org.heapgres.storage.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Writes of one transaction in a file, since there were too many for memory: for each store that
 * was written to, in ascending order, its records in the order of their keys. When the transaction
 * commits, the log only refers to the file, which then is a part of the log. Immutable, for many
 * threads.
 *
 * <p>The file is a sequence of blocks, each with records of one store: CRC32C of what follows, size
 * of the records, store, twice their number (plus one in the first block of a store that was
 * cleared before); then for each its key and its value behind their sizes, -1 for a deletion.
 * Numbers are little-endian.
 */
final class Run {
  static final int BLOCK_HEADER = 16;

  /** Where the number of records is in a block. */
  static final int COUNT = 12;

  /** A block of more bytes is not worth keeping. */
  static final int LARGE = 1 << 20;

  private final RunFiles.RunFile file;
  private final long records;
  private final Writes writes;

  Run(RunFiles.RunFile file, long records, List<RunPart> parts) {
    this.file = file;
    this.records = records;
    Writes all = Writes.NONE;
    for (RunPart part : parts) {
      all = all.with(part.store(), part.writes());
    }
    this.writes = all.in(this);
  }

  /** As a commit in the log refers to it; looks at everything, XX001 when it is damaged. */
  static Run open(RunFiles.RunFile file, RunReference reference, CommitMark mark) {
    if (file.size() != reference.size()) {
      throw damaged(file, Math.min(file.size(), reference.size()));
    }
    KeyFilter filter = new KeyFilter(reference.records());
    List<RunPart> parts = new ArrayList<>();
    RunPart part = null;
    long records = 0;
    for (long at = 0; at < file.size(); ) {
      ByteBuffer block = block(file, at);
      int store = block.getInt(8);
      int count = block.getInt(COUNT) >>> 1;
      if (part == null || part.store() != store) {
        part = new RunPart(file, filter, mark, store, (block.getInt(COUNT) & 1) != 0);
        parts.add(part);
      }
      byte[] first = null;
      for (int i = 0; i < count; i++) {
        byte[] key = new byte[block.getInt()];
        block.get(key);
        int length = block.getInt();
        block.position(block.position() + Math.max(0, length));
        filter.add(Binary.hash(key, store));
        first = first == null ? key : first;
      }
      if (count > 0) {
        part.add(first, at, count);
      }
      records += count;
      at += block.capacity();
    }
    if (records != reference.records()) {
      throw damaged(file, file.size());
    }
    return new Run(file, records, parts);
  }

  /** Header and content of a block, positioned at its first record. */
  static ByteBuffer block(RunFiles.RunFile file, long at) {
    ByteBuffer header = ByteBuffer.allocate(BLOCK_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    file.read(at, header);
    int size = header.getInt(4);
    if (size < 0 || size > file.size() - at - BLOCK_HEADER) {
      throw damaged(file, at);
    }
    ByteBuffer block =
        ByteBuffer.allocate(Math.addExact(BLOCK_HEADER, size)).order(ByteOrder.LITTLE_ENDIAN);
    file.read(at, block);
    CRC32C crc = new CRC32C();
    crc.update(block.array(), Integer.BYTES, block.capacity() - Integer.BYTES);
    if ((int) crc.getValue() != block.getInt(0)) {
      throw damaged(file, at);
    }
    return block.position(BLOCK_HEADER);
  }

  private static PgException damaged(RunFiles.RunFile file, long at) {
    return new PgException(
        SqlState.DATA_CORRUPTED, "the log is damaged in \"" + file + "\" at byte " + at);
  }

  RunFiles.RunFile file() {
    return file;
  }

  long records() {
    return records;
  }

  RunReference reference() {
    return new RunReference(file.name(), file.size(), records);
  }

  /** What is in it, as a layer. */
  Writes writes() {
    return writes;
  }
}
