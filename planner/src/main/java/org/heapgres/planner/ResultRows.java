package org.heapgres.planner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.AbstractList;
import java.util.Arrays;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;

/**
 * The rows that a snippet answers with, as they come: those that do not fit into work_mem lie in a
 * temporary file, so that there may be any number of them. The file has no name from the moment it
 * is open, and is gone with this object. For one thread.
 */
public final class ResultRows extends AbstractList<Jsonb> {
  private static final int BLOCK = 1 << 16;
  private static final int ROW_OVERHEAD = 64;
  private static final long BYTES_PER_KB = 1024;

  private final long memory;
  private final long fileLimit;
  private byte[][] held = new byte[16][];
  private int heldCount;
  private long heldBytes;

  /** Where the rows after those that are held begin, and where the last one ends. */
  private long[] starts = new long[16];

  private int spilledCount;
  private FileChannel file;
  private ByteBuffer block;
  private long written;

  /** Limits in bytes. */
  public ResultRows(long memory, long fileLimit) {
    this.memory = memory;
    this.fileLimit = fileLimit;
  }

  @Override
  public boolean add(Jsonb row) {
    byte[] text = row.toString().getBytes(StandardCharsets.UTF_8);
    if (file == null && heldBytes + text.length + ROW_OVERHEAD <= memory) {
      if (heldCount == held.length) {
        held = Arrays.copyOf(held, heldCount * 2);
      }
      held[heldCount++] = text;
      heldBytes += text.length + ROW_OVERHEAD;
    } else {
      spill(text);
    }
    return true;
  }

  private void spill(byte[] text) {
    if (file == null) {
      open();
    }
    if (spilledCount + 1 == starts.length) {
      starts = Arrays.copyOf(starts, starts.length * 2);
    }
    starts[spilledCount + 1] = starts[spilledCount] + text.length;
    spilledCount++;
    if (starts[spilledCount] > fileLimit) {
      throw new PgException(
          SqlState.CONFIGURATION_LIMIT_EXCEEDED,
          "temporary file size exceeds \"temp_file_limit\" (" + fileLimit / BYTES_PER_KB + "kB)");
    }
    if (text.length > block.remaining()) {
      flush();
    }
    if (text.length > block.capacity()) {
      write(ByteBuffer.wrap(text));
    } else {
      block.put(text);
    }
  }

  private void open() {
    try {
      Path path = Files.createTempFile("heapgres", ".tmp");
      file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Files.delete(path);
    } catch (IOException e) {
      throw failed("create", e);
    }
    block = ByteBuffer.allocate(BLOCK);
  }

  private void flush() {
    write(block.flip());
    block.clear();
  }

  private void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        written += file.write(bytes, written);
      }
    } catch (IOException e) {
      throw failed("write to", e);
    }
  }

  private static PgException failed(String what, IOException e) {
    return new PgException(
        SqlState.IO_ERROR, "could not " + what + " temporary file: " + e.getMessage(), e);
  }

  @Override
  public int size() {
    return heldCount + spilledCount;
  }

  @Override
  public Jsonb get(int index) {
    byte[] text = index < heldCount ? held[index] : read(index - heldCount);
    return Jsonb.ofNormalText(new String(text, StandardCharsets.UTF_8));
  }

  private byte[] read(int number) {
    if (block.position() > 0) {
      flush();
    }
    long from = starts[number];
    ByteBuffer text = ByteBuffer.allocate((int) (starts[number + 1] - from));
    try {
      while (text.hasRemaining()) {
        if (file.read(text, from + text.position()) < 0) {
          throw new PgException(SqlState.IO_ERROR, "a temporary file ends early");
        }
      }
    } catch (IOException e) {
      throw failed("read from", e);
    }
    return text.array();
  }
}
