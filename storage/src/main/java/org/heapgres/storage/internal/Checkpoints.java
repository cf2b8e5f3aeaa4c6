package org.heapgres.storage.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * What need not be replayed. There are always the last two checkpoints: the log is kept from the
 * older one on, so that a store that lost its newest writes can still be brought forward.
 */
record Checkpoints(Checkpoint older, Checkpoint last) {
  static final Checkpoints NONE = new Checkpoints(Checkpoint.NONE, Checkpoint.NONE);
  private static final int FORMAT = 1;

  /**
   * Everything up to {@code sequence} is durable in the stores.
   *
   * @param applied by database, the mark its store must at least have
   */
  record Checkpoint(long sequence, Map<Integer, Long> applied) {
    static final Checkpoint NONE = new Checkpoint(0, Map.of());

    Checkpoint {
      applied = Map.copyOf(applied);
    }
  }

  Checkpoints with(Checkpoint newest) {
    return new Checkpoints(last, newest);
  }

  /** {@link #NONE} when there is no such file. */
  static Checkpoints read(Path file) {
    try {
      return Files.exists(file) ? decode(file, Files.readAllBytes(file)) : NONE;
    } catch (IOException e) {
      throw DurableFiles.failure("read", file, e);
    }
  }

  private static Checkpoints decode(Path file, byte[] bytes) throws IOException {
    CRC32C crc = new CRC32C();
    if (bytes.length < 4) {
      throw damaged(file);
    }
    crc.update(bytes, 4, bytes.length - 4);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readInt() != (int) crc.getValue()) {
      throw damaged(file);
    }
    int format = in.readInt();
    if (format != FORMAT) {
      throw PgException.notSupported("checkpoint format " + format);
    }
    return new Checkpoints(readOne(in), readOne(in));
  }

  private static PgException damaged(Path file) {
    return new PgException(SqlState.DATA_CORRUPTED, "invalid checksum in \"" + file + "\"");
  }

  private static Checkpoint readOne(DataInputStream in) throws IOException {
    long sequence = in.readLong();
    int count = in.readInt();
    Map<Integer, Long> applied = new HashMap<>();
    for (int i = 0; i < count; i++) {
      applied.put(in.readInt(), in.readLong());
    }
    return new Checkpoint(sequence, applied);
  }

  private static void writeOne(DataOutputStream out, Checkpoint checkpoint) throws IOException {
    out.writeLong(checkpoint.sequence());
    out.writeInt(checkpoint.applied().size());
    for (Map.Entry<Integer, Long> entry : checkpoint.applied().entrySet()) {
      out.writeInt(entry.getKey());
      out.writeLong(entry.getValue());
    }
  }

  void write(Path file) {
    try {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(body);
      out.writeInt(FORMAT);
      writeOne(out, older);
      writeOne(out, last);
      CRC32C crc = new CRC32C();
      crc.update(body.toByteArray());
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      new DataOutputStream(whole).writeInt((int) crc.getValue());
      body.writeTo(whole);
      DurableFiles.replace(file, whole.toByteArray());
    } catch (IOException e) {
      throw DurableFiles.failure("write", file, e);
    }
  }
}
