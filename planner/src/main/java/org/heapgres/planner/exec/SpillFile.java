package org.heapgres.planner.exec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.heapgres.planner.exec.table.ValueTypes;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.row.RowCodec;
import org.heapgres.storage.row.RowLayout;
import org.heapgres.storage.row.ValueType;

/**
 * Rows of one operator that do not fit into work_mem, in a temporary file: sequences of rows,
 * written one after the other and read in any order. The file has no name from the moment it is
 * open, so that nothing of it is left behind, whichever way the server ends. Used by one thread.
 */
public final class SpillFile implements AutoCloseable {
  private static final int BLOCK = 1 << 16;

  /** A file may well stay small, and there may be many. */
  private static final int FIRST_BLOCK = 1 << 12;

  private static final long BYTES_PER_KB = 1024;

  /** Where the rows of one sequence are. */
  public record Sequence(long from, long to) {}

  private final Execution run;
  private final NodeCounts counts;
  private final AtomicLong total;
  private final RowCodec codec;
  private final VectorKind[] kinds;
  private final FileChannel channel;
  private ByteBuffer block = ByteBuffer.allocate(FIRST_BLOCK);
  private long size;
  private long written;

  public SpillFile(Execution run, PlanNode rows) {
    this(run, rows, rows.types());
  }

  /** {@code node} is whose the rows are; null for no node's. */
  SpillFile(Execution run, PlanNode node, List<PgType> types) {
    this.run = run;
    this.counts = node == null ? null : run.counts(node);
    this.total = run.temporaryBytes();
    this.codec = codec(types);
    this.kinds = Kinds.of(types);
    run.opened(this);
    try {
      Path path = Files.createTempFile("heapgres", ".tmp");
      channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Files.delete(path);
    } catch (IOException e) {
      throw failed("create", e);
    }
  }

  /** How rows of these types are written. */
  private static RowCodec codec(List<PgType> types) {
    return new RowCodec(
        RowLayout.of(1, types.stream().map(ValueTypes::of).toArray(ValueType[]::new)));
  }

  private static PgException failed(String what, IOException e) {
    return new PgException(
        SqlState.IO_ERROR, "could not " + what + " temporary file: " + e.getMessage());
  }

  /** Writes the rows of a batch in their order. */
  public Sequence write(Batch batch) {
    long from = size;
    Object[] row = new Object[kinds.length];
    for (int i = 0; i < batch.size(); i++) {
      add(batch.copyRow(i, row));
    }
    return new Sequence(from, size);
  }

  /** Where the next row goes. */
  public long position() {
    return size;
  }

  public void add(Object[] row) {
    byte[] bytes = codec.encode(row);
    if (block.remaining() < bytes.length + Integer.BYTES) {
      flush();
      int needed = Math.max(BLOCK, bytes.length + Integer.BYTES);
      if (block.capacity() < needed) {
        block = ByteBuffer.allocate(needed);
      }
    }
    block.putInt(bytes.length).put(bytes);
    size += Integer.BYTES + bytes.length;
  }

  private void flush() {
    run.checkCancel();
    block.flip();
    if (counts != null) {
      counts.spilled(block.remaining());
    }
    long limit = run.context().temporaryFileLimit();
    if (total.addAndGet(block.remaining()) > limit) {
      throw new PgException(
          SqlState.CONFIGURATION_LIMIT_EXCEEDED,
          "temporary file size exceeds \"temp_file_limit\" (" + limit / BYTES_PER_KB + "kB)");
    }
    try {
      while (block.hasRemaining()) {
        written += channel.write(block, written);
      }
    } catch (IOException e) {
      throw failed("write to", e);
    }
    block.clear();
  }

  /** All rows of a sequence. */
  Batch read(Sequence sequence) {
    Reader reader = reader(sequence, BLOCK);
    RowBuffer buffer = new RowBuffer(kinds);
    for (List<Object[]> rows = reader.next(); rows != null; rows = reader.next()) {
      rows.forEach(buffer::add);
    }
    return buffer.take();
  }

  /** Reads a sequence from its beginning, by batches of about {@code bytes} of the file. */
  public Reader reader(Sequence sequence, int bytes) {
    if (block.position() > 0) {
      flush();
    }
    return new Reader(sequence, bytes);
  }

  /** All rows in their order; the file is closed behind the last. */
  Operator readAll() {
    Reader reader = reader(new Sequence(0, size), BLOCK);
    block = null;
    return new Operator() {
      @Override
      public Batch next() {
        Batch batch = channel.isOpen() ? reader.batch() : null;
        if (batch == null) {
          close();
        }
        return batch;
      }

      @Override
      public void close() {
        SpillFile.this.close();
      }
    };
  }

  /** The rows of a sequence in their order. */
  public final class Reader {
    private final long end;
    private final int bytes;
    private long at;

    private Reader(Sequence sequence, int bytes) {
      this.at = sequence.from;
      this.end = sequence.to;
      this.bytes = bytes;
    }

    /** The next rows as a batch; null at the end. */
    Batch batch() {
      List<Object[]> rows = next();
      if (rows == null) {
        return null;
      }
      RowBuffer buffer = new RowBuffer(kinds);
      rows.forEach(buffer::add);
      return buffer.take();
    }

    /** Null at the end. */
    public List<Object[]> next() {
      if (at >= end) {
        return null;
      }
      ByteBuffer in = read(at, (int) Math.min(bytes, end - at));
      List<Object[]> rows = new ArrayList<>();
      while (in.remaining() >= Integer.BYTES) {
        int length = in.getInt(in.position());
        if (in.remaining() < Integer.BYTES + length) {
          break;
        }
        byte[] row = new byte[length];
        in.position(in.position() + Integer.BYTES).get(row);
        rows.add(codec.readAll(row));
      }
      if (rows.isEmpty()) {
        int length = read(at, Integer.BYTES).getInt();
        byte[] row = new byte[length];
        read(at + Integer.BYTES, length).get(row);
        rows.add(codec.readAll(row));
        at += Integer.BYTES + length;
      } else {
        at += in.position();
      }
      return rows;
    }

    private ByteBuffer read(long from, int length) {
      ByteBuffer in = ByteBuffer.allocate(length);
      if (counts != null) {
        counts.reread(length);
      }
      try {
        while (in.hasRemaining() && channel.read(in, from + in.position()) >= 0) {
          run.checkCancel();
        }
      } catch (IOException e) {
        throw failed("read from", e);
      }
      return in.flip();
    }
  }

  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    run.closed(this);
    total.addAndGet(-written);
    run.context().temporaryFileClosed(written);
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
