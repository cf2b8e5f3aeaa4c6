package org.heapgres.storage.internal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.zip.CRC32C;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * One file of the log: a header block, then batches. Everything starts at a multiple of {@link
 * #BLOCK}, so that writing one batch never touches the sectors of the one before.
 *
 * <p>Header: magic, CRC32C of what follows, format, number, first sequence. Batch: magic, CRC32C of
 * what follows, number of the segment, first sequence, size of the content, number of entries, time
 * of writing in microseconds since 1970; then for each entry its size, its sequence and its
 * content. A file is used again under a new number; the number in a batch tells its old content
 * apart. Numbers are little-endian.
 */
final class LogSegment implements AutoCloseable {
  static final int BLOCK = 512;

  private static final int SEGMENT_MAGIC = 0x4c534748;
  private static final int BATCH_MAGIC = 0x42534748;
  private static final int FORMAT = 2;
  private static final int HEADER_SIZE = 28;
  private static final int BATCH_HEADER = 44;
  private static final int ENTRY_HEADER = 12;
  private static final int ZEROS = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final long size;
  private final long number;
  private final long firstSequence;
  private long position = BLOCK;

  private LogSegment(Path path, FileChannel channel, long size, long number, long firstSequence) {
    this.path = path;
    this.channel = channel;
    this.size = size;
    this.number = number;
    this.firstSequence = firstSequence;
  }

  /** Makes {@code path} a file of zeros that need no more space on disk, whatever is written. */
  static void allocate(Path path, long size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
      for (long at = 0; at < size; ) {
        zeros.clear().limit((int) Math.min(ZEROS, size - at));
        at += channel.write(zeros, at);
      }
      channel.force(true);
    }
  }

  /** Makes {@code path} a file for one batch, which is going to fill it as a whole. */
  static void reserve(Path path, long size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
  }

  /** Begins to write an allocated or reserved file. */
  static LogSegment create(Path path, long number, long firstSequence) throws IOException {
    FileChannel channel =
        uninterruptible(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    ByteBuffer header = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(SEGMENT_MAGIC).putInt(0).putInt(FORMAT).putLong(number).putLong(firstSequence);
    header.putInt(4, checksum(header.array(), 8, HEADER_SIZE));
    header.clear();
    channel.write(header, 0);
    channel.force(false);
    return new LogSegment(path, channel, channel.size(), number, firstSequence);
  }

  /** Null when the file has no valid header: it was being made when the process ended. */
  static LogSegment open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    if (!readFully(channel, header, 0)
        || header.getInt(0) != SEGMENT_MAGIC
        || header.getInt(4) != checksum(header.array(), 8, HEADER_SIZE)) {
      channel.close();
      return null;
    }
    if (header.getInt(8) != FORMAT) {
      channel.close();
      throw PgException.notSupported("log format " + header.getInt(8));
    }
    return new LogSegment(path, channel, channel.size(), header.getLong(12), header.getLong(20));
  }

  /** Whether a file without a valid header has batches of that number: then it was damaged. */
  static boolean holdsBatches(Path path, long number) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        LogSegment segment = new LogSegment(path, channel, channel.size(), number, 0)) {
      for (long at = BLOCK; at + BATCH_HEADER <= segment.size; at += BLOCK) {
        ByteBuffer header = segment.batchHeader(at);
        if (header != null && segment.readBatch(at, header.getLong(16)) != null) {
          return true;
        }
      }
      return false;
    }
  }

  private static int checksum(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  /** An interrupt of a thread that writes must not close the log under all others. */
  static FileChannel uninterruptible(FileChannel channel) {
    try {
      Class<?> type = channel.getClass();
      MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .unreflect(type.getMethod("setUninterruptible"))
          .bindTo(channel)
          .invoke();
      return channel;
    } catch (Throwable e) {
      throw new IllegalStateException(
          "start Java with --add-opens=java.base/sun.nio.ch=ALL-UNNAMED", e);
    }
  }

  private static boolean readFully(FileChannel channel, ByteBuffer buffer, long from)
      throws IOException {
    long at = from;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        return false;
      }
      at += count;
    }
    return true;
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  long number() {
    return number;
  }

  long firstSequence() {
    return firstSequence;
  }

  static long batchSize(List<CommitLog.Entry> entries) {
    long bytes = BATCH_HEADER;
    for (CommitLog.Entry entry : entries) {
      bytes += ENTRY_HEADER + entry.content().length;
    }
    return blocks(bytes);
  }

  private static long blocks(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }

  boolean hasRoom(long batchSize) {
    return position + batchSize <= size;
  }

  /** How much is used, from 0 to 1. */
  double fill() {
    return (double) position / size;
  }

  /** Writes one batch and waits for the disk; {@code buffer} is scratch, little-endian. */
  long write(List<CommitLog.Entry> entries, ByteBuffer buffer) throws IOException {
    long content = 0;
    for (CommitLog.Entry entry : entries) {
      content += ENTRY_HEADER + entry.content().length;
    }
    ByteBuffer header = ByteBuffer.allocate(BATCH_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header
        .putInt(BATCH_MAGIC)
        .putInt(0)
        .putLong(number)
        .putLong(entries.getFirst().sequence())
        .putLong(content)
        .putInt(entries.size())
        .putLong(micros(Instant.now()));
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 8, BATCH_HEADER - 8);
    byte[] entryHeader = new byte[ENTRY_HEADER];
    for (CommitLog.Entry entry : entries) {
      fillEntryHeader(entryHeader, entry);
      crc.update(entryHeader);
      crc.update(entry.content());
    }
    header.putInt(4, (int) crc.getValue());
    long start = position;
    long at = start;
    buffer.clear();
    buffer.put(header.array());
    for (CommitLog.Entry entry : entries) {
      fillEntryHeader(entryHeader, entry);
      at = add(buffer, entryHeader, at);
      at = add(buffer, entry.content(), at);
    }
    long end = start + blocks(BATCH_HEADER + content);
    at = add(buffer, new byte[(int) (end - at - buffer.position())], at);
    flush(buffer, at);
    channel.force(false);
    position = end;
    return end - start;
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** Where the first batch that was written later begins; the file's size when there is none. */
  long positionAfter(Instant time) throws IOException {
    long limit = micros(time);
    long at = BLOCK;
    while (at + BATCH_HEADER <= size) {
      ByteBuffer header = batchHeader(at);
      if (header == null) {
        return size;
      }
      if (header.getLong(36) > limit) {
        return at;
      }
      at += blocks(BATCH_HEADER + header.getLong(24));
    }
    return size;
  }

  /** Bytes that have been written, the header's block included. */
  long used() {
    return position;
  }

  private static void fillEntryHeader(byte[] header, CommitLog.Entry entry) {
    Binary.INT.set(header, 0, entry.content().length);
    Binary.LONG.set(header, 4, entry.sequence());
  }

  private long add(ByteBuffer buffer, byte[] bytes, long at) throws IOException {
    long next = at;
    int from = 0;
    while (from < bytes.length) {
      if (!buffer.hasRemaining()) {
        next = flush(buffer, next);
      }
      int count = Math.min(buffer.remaining(), bytes.length - from);
      buffer.put(bytes, from, count);
      from += count;
    }
    return next;
  }

  private long flush(ByteBuffer buffer, long at) throws IOException {
    buffer.flip();
    long next = at;
    while (buffer.hasRemaining()) {
      next += channel.write(buffer, next);
    }
    buffer.clear();
    return next;
  }

  /**
   * Reads all whole batches and returns the sequence after the last one. A batch that is not whole
   * ends the reading: it was being written when the process or the machine stopped. But when a
   * whole one follows it, the disk has damaged what had been promised: XX001.
   */
  long replay(long expected, CommitLog.Replay replay) throws IOException {
    long next = expected;
    long at = BLOCK;
    while (at + BATCH_HEADER <= size) {
      ByteBuffer content = readBatch(at, next);
      if (content == null) {
        refuseIfMoreFollows(at, next);
        break;
      }
      at += blocks(BATCH_HEADER + (long) content.remaining());
      while (content.hasRemaining()) {
        byte[] bytes = new byte[content.getInt()];
        long sequence = content.getLong();
        content.get(bytes);
        if (sequence != next) {
          throw damaged(at, next);
        }
        replay.entry(sequence, bytes);
        next++;
      }
    }
    return next;
  }

  private void refuseIfMoreFollows(long from, long expected) throws IOException {
    for (long at = from + BLOCK; at + BATCH_HEADER <= size; at += BLOCK) {
      ByteBuffer header = batchHeader(at);
      if (header != null
          && header.getLong(16) >= expected
          && readBatch(at, header.getLong(16)) != null) {
        throw damaged(from, expected);
      }
    }
  }

  PgException damaged(long at, long expected) {
    return new PgException(
            SqlState.DATA_CORRUPTED, "the log is damaged in \"" + path + "\" at byte " + at)
        .withDetail("Commits from number " + expected + " on cannot be read, but later ones exist.")
        .withHint("Restore a backup, or move the file away to go on without these commits.");
  }

  /** Null when there is no header of a batch of this segment. */
  private ByteBuffer batchHeader(long at) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(BATCH_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    boolean valid =
        readFully(channel, header, at)
            && header.getInt(0) == BATCH_MAGIC
            && header.getLong(8) == number
            && header.getLong(24) >= 0
            && header.getLong(24) <= Math.min(size - at - BATCH_HEADER, Integer.MAX_VALUE - 64);
    return valid ? header : null;
  }

  private ByteBuffer readBatch(long at, long expected) throws IOException {
    ByteBuffer header = batchHeader(at);
    if (header == null || header.getLong(16) != expected) {
      return null;
    }
    byte[] bytes = new byte[(int) header.getLong(24)];
    ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (!readFully(channel, content, at + BATCH_HEADER)) {
      return null;
    }
    CRC32C crc = new CRC32C();
    crc.update(header.slice(8, BATCH_HEADER - 8));
    crc.update(bytes);
    return (int) crc.getValue() == header.getInt(4) ? content.flip() : null;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw DurableFiles.failure("close", path, e);
    }
  }
}
