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
 * The file that says what need not be replayed. It holds the last two checkpoints: the log is kept
 * from the older one on, so that a store that lost its newest writes can still be brought forward.
 */
final class Checkpoints {
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

  private final Path file;
  private Checkpoint older = Checkpoint.NONE;
  private Checkpoint last = Checkpoint.NONE;

  Checkpoints(Path file) {
    this.file = file;
    try {
      if (Files.exists(file)) {
        read(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw DurableFiles.failure("read", file, e);
    }
  }

  private void read(byte[] bytes) throws IOException {
    CRC32C crc = new CRC32C();
    if (bytes.length < 4) {
      throw damaged();
    }
    crc.update(bytes, 4, bytes.length - 4);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readInt() != (int) crc.getValue()) {
      throw damaged();
    }
    int format = in.readInt();
    if (format != FORMAT) {
      throw PgException.notSupported("checkpoint format " + format);
    }
    older = readOne(in);
    last = readOne(in);
  }

  private PgException damaged() {
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

  Checkpoint older() {
    return older;
  }

  Checkpoint last() {
    return last;
  }

  void add(Checkpoint checkpoint) {
    try {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(body);
      out.writeInt(FORMAT);
      writeOne(out, last);
      writeOne(out, checkpoint);
      CRC32C crc = new CRC32C();
      crc.update(body.toByteArray());
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      new DataOutputStream(whole).writeInt((int) crc.getValue());
      body.writeTo(whole);
      DurableFiles.replace(file, whole.toByteArray());
    } catch (IOException e) {
      throw DurableFiles.failure("write", file, e);
    }
    older = last;
    last = checkpoint;
  }
}
