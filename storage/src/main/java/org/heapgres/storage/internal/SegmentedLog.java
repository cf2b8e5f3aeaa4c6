package org.heapgres.storage.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.heapgres.storage.Durations;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log in preallocated local files. The first thread that waits becomes leader: it writes and
 * syncs everything enqueued so far, wakes those it served and the next leader. So a lone session
 * pays no hand-over, and under load one sync serves many.
 *
 * <p>A thread of the log's own serves those who do not wait (callbacks, asynchronous commits) and
 * makes the next segment ready before it is needed.
 */
final class SegmentedLog implements CommitLog {
  private static final Logger logger = LoggerFactory.getLogger(SegmentedLog.class);
  private static final int BUFFER = 1 << 20;
  private static final int FIRST_SEGMENT_BYTES = 1 << 20;
  private static final long MAX_QUEUED_BYTES = 16L << 20;
  private static final long MAX_BATCH_BYTES = 256L << 20;

  /** So many commits do not wait for more of them. */
  private static final int COMPANY = 4;

  /** How long fewer wait; on the clock it is twice that until their thread runs again. */
  private static final long GATHER_NANOS = 40_000;

  private static final String SUFFIX = ".log";
  private static final String PREPARED = "prepared";

  private record Callback(long sequence, Runnable action) {}

  private static final class Waiter {
    final Thread thread = Thread.currentThread();
    final long sequence;

    Waiter(long sequence) {
      this.sequence = sequence;
    }
  }

  private final Path directory;
  private final int segmentBytes;
  private final long asyncDelayNanos;
  private final LogArchive archive;
  private final ReentrantLock writing = new ReentrantLock();
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

  /** Guards the queue. */
  private final Object queueLock = new Object();

  private List<Entry> queue = new ArrayList<>();
  private long queuedBytes;

  /** Written under {@link #writing}. */
  private volatile LogSegment current;

  /** Older segments, oldest first; guarded by itself. */
  private final Deque<LogSegment> retained = new ArrayDeque<>();

  /** A file ready for use as the next segment, or null; guarded by {@link #retained}. */
  private Path spare;

  /**
   * Counts files that are no segments yet. A name is never used twice: whoever prepares the next
   * one must not come upon a file that is just becoming a segment.
   */
  private final AtomicLong prepared = new AtomicLong();

  private volatile long durable;

  /** Entries of the last batch. Written under {@link #writing}. */
  private volatile int lastBatch;

  private final AtomicLong written = new AtomicLong();
  private final Durations writes = new Durations();
  private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
  private final PriorityBlockingQueue<Callback> callbacks =
      new PriorityBlockingQueue<>(16, Comparator.comparingLong(Callback::sequence));
  private final Thread thread;
  private final Signal signal = new Signal();
  private volatile boolean soon;
  private volatile boolean wantsSpare;
  private volatile boolean wantsArchive;
  private volatile boolean closed;

  /**
   * Replays what the directory holds, then goes on in a new segment.
   *
   * @param archive where segments go before they are forgotten; null for nowhere
   * @param firstSequence of the first entry when the log is empty
   */
  SegmentedLog(
      Path directory,
      int segmentBytes,
      long asyncDelayNanos,
      LogArchive archive,
      long firstSequence,
      Replay replay) {
    this.directory = directory;
    this.segmentBytes = segmentBytes;
    this.asyncDelayNanos = asyncDelayNanos;
    this.archive = archive;
    wantsArchive = archive != null;
    try {
      Files.createDirectories(directory);
      removePrepared();
      long next = recover(firstSequence, replay);
      durable = next - 1;
      current = firstSegment(next);
    } catch (IOException e) {
      retained.forEach(LogSegment::close);
      throw DurableFiles.failure("read the log in", directory, e);
    } catch (RuntimeException e) {
      retained.forEach(LogSegment::close);
      throw e;
    }
    thread = Thread.ofPlatform().name("heapgres-log").daemon().unstarted(this::run);
    thread.start();
  }

  private static String name(long number) {
    return String.format("%016x", number) + SUFFIX;
  }

  private long recover(long firstSequence, Replay replay) throws IOException {
    for (Path file : files(directory)) {
      LogSegment segment = LogSegment.open(file);
      if (segment == null) {
        refuseIfUsed(file);
        Files.delete(file);
      } else {
        retained.add(segment);
      }
    }
    return replay(directory, retained, firstSequence, replay);
  }

  /** The segments, oldest first. */
  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> listing = Files.list(directory)) {
      return listing.filter(p -> p.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  /** A file whose header is not valid was being made when the process ended; or it is damaged. */
  private static void refuseIfUsed(Path file) throws IOException {
    String name = file.getFileName().toString();
    long number = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()), 16);
    if (LogSegment.holdsBatches(file, number)) {
      throw new PgException(
          SqlState.DATA_CORRUPTED, "the log is damaged in \"" + file + "\" at byte 0");
    }
  }

  private static long replay(
      Path directory, Collection<LogSegment> segments, long firstSequence, Replay replay)
      throws IOException {
    if (segments.isEmpty()) {
      if (firstSequence > 1) {
        throw new PgException(
            SqlState.DATA_CORRUPTED, "the log in \"" + directory + "\" is missing");
      }
      return firstSequence;
    }
    long next = segments.iterator().next().firstSequence();
    if (next > firstSequence) {
      throw new PgException(
              SqlState.DATA_CORRUPTED, "the log in \"" + directory + "\" begins at commit " + next)
          .withDetail("The last checkpoint needs it from commit " + firstSequence + " on.");
    }
    for (LogSegment segment : segments) {
      if (segment.firstSequence() != next) {
        throw segment.damaged(0, next);
      }
      next = segment.replay(next, replay);
    }
    return next;
  }

  /** Reads everything, changes nothing; XX001 where it is damaged. */
  static void verify(Path directory, long firstSequence, Replay look) throws IOException {
    List<LogSegment> segments = new ArrayList<>();
    try {
      for (Path file : files(directory)) {
        LogSegment segment = LogSegment.open(file);
        if (segment == null) {
          refuseIfUsed(file);
        } else {
          segments.add(segment);
        }
      }
      replay(directory, segments, firstSequence, look);
    } finally {
      segments.forEach(LogSegment::close);
    }
  }

  /** A small one: whoever opens the heap waits until its zeros are on the disk. */
  private LogSegment firstSegment(long firstSequence) throws IOException {
    Path ready = newFile();
    LogSegment.allocate(ready, Math.min(segmentBytes, FIRST_SEGMENT_BYTES));
    return begin(ready, firstSequence);
  }

  private LogSegment newSegment(long firstSequence, long size) throws IOException {
    Path ready = size <= segmentBytes ? takeSpare() : null;
    if (ready == null) {
      ready = newFile();
      if (size <= segmentBytes) {
        LogSegment.allocate(ready, segmentBytes);
      } else {
        LogSegment.reserve(ready, size);
      }
    }
    return begin(ready, firstSequence);
  }

  private LogSegment begin(Path ready, long firstSequence) throws IOException {
    long number = retained.isEmpty() ? 1 : retained.getLast().number() + 1;
    Path path = directory.resolve(name(number));
    Files.move(ready, path, StandardCopyOption.ATOMIC_MOVE);
    LogSegment segment = LogSegment.create(path, number, firstSequence);
    DurableFiles.syncDirectory(directory);
    return segment;
  }

  private Path newFile() {
    return directory.resolve(PREPARED + prepared.incrementAndGet());
  }

  private static boolean isPrepared(Path file) {
    return file.getFileName().toString().startsWith(PREPARED);
  }

  private void removePrepared() throws IOException {
    try (Stream<Path> listing = Files.list(directory)) {
      for (Path file : listing.filter(SegmentedLog::isPrepared).toList()) {
        Files.delete(file);
      }
    }
  }

  private Path takeSpare() {
    synchronized (retained) {
      Path taken = spare;
      spare = null;
      return taken;
    }
  }

  /** The files with everything that is durable now, oldest first. */
  List<Path> durableFiles(List<Long> lengths) {
    writing.lock();
    try {
      List<Path> files = new ArrayList<>();
      synchronized (retained) {
        for (LogSegment segment : retained) {
          files.add(segment.path());
          lengths.add(segment.size());
        }
      }
      files.add(current.path());
      lengths.add(current.used());
      return files;
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void append(Entry entry) {
    boolean full;
    synchronized (queueLock) {
      queue.add(entry);
      queuedBytes += entry.content().length;
      full = queuedBytes > MAX_QUEUED_BYTES;
    }
    if (full) {
      writeSoon();
    }
  }

  @Override
  public long durable() {
    return durable;
  }

  @Override
  public long written() {
    return written.get();
  }

  @Override
  public Durations writes() {
    return writes;
  }

  @Override
  public void await(long sequence) {
    Waiter waiter = null;
    boolean interrupted = false;
    while (durable < sequence) {
      if (writing.tryLock()) {
        try {
          if (durable < sequence) {
            writeQueued();
          }
        } finally {
          writing.unlock();
        }
        wakeWaiters();
      } else if (waiter == null) {
        waiter = new Waiter(sequence);
        waiters.add(waiter);
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    if (waiter != null) {
      waiters.remove(waiter);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** All who are served, and one who is not: the next leader. */
  private void wakeWaiters() {
    long reached = durable;
    boolean leaderWoken = false;
    for (Waiter waiter : waiters) {
      if (waiter.sequence <= reached) {
        LockSupport.unpark(waiter.thread);
      } else if (!leaderWoken) {
        leaderWoken = true;
        LockSupport.unpark(waiter.thread);
      }
    }
    if (!callbacks.isEmpty()) {
      signal.raise();
    }
  }

  private void writeQueued() {
    List<Entry> batch;
    synchronized (queueLock) {
      if (queue.isEmpty()) {
        return;
      }
      batch = takeBatch();
    }
    try {
      long size = LogSegment.batchSize(batch);
      if (!current.hasRoom(size)) {
        synchronized (retained) {
          retained.add(current);
        }
        if (archive != null) {
          wantsArchive = true;
          signal.raise();
        }
        current = newSegment(batch.getFirst().sequence(), size + LogSegment.BLOCK);
      }
      long start = System.nanoTime();
      written.addAndGet(current.write(batch, buffer));
      writes.add(System.nanoTime() - start);
      durable = batch.getLast().sequence();
      lastBatch = batch.size();
      if (!wantsSpare && current.fill() > 0.5) {
        wantsSpare = true;
        signal.raise();
      }
    } catch (IOException | RuntimeException | Error e) {
      logger.error("PANIC: could not write the log in \"{}\"", directory, e);
      Runtime.getRuntime().halt(1);
    }
  }

  /** Everything, unless that is too much for one batch. */
  private List<Entry> takeBatch() {
    if (queuedBytes <= MAX_BATCH_BYTES) {
      List<Entry> all = queue;
      queue = new ArrayList<>(all.size());
      queuedBytes = 0;
      return all;
    }
    int count = batchLength(queue, MAX_BATCH_BYTES);
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += queue.get(i).content().length;
    }
    List<Entry> first = queue.subList(0, count);
    List<Entry> batch = List.copyOf(first);
    first.clear();
    queuedBytes -= bytes;
    return batch;
  }

  /** How many entries make a batch: one at least, then as many as the limit allows. */
  static int batchLength(List<Entry> queue, long limit) {
    int count = 1;
    long bytes = queue.getFirst().content().length;
    while (count < queue.size() && bytes + queue.get(count).content().length <= limit) {
      bytes += queue.get(count++).content().length;
    }
    return count;
  }

  @Override
  public void whenDurable(long sequence, Runnable action) {
    if (durable >= sequence) {
      action.run();
    } else {
      callbacks.add(new Callback(sequence, action));
      signal.raise();
    }
  }

  @Override
  public void writeSoon() {
    if (!soon) {
      soon = true;
      signal.raise();
    }
  }

  private void run() {
    while (!closed) {
      Callback first = callbacks.peek();
      if (first != null) {
        gather(first.sequence);
        await(first.sequence);
        runCallbacks();
      } else if (soon) {
        signal.await(queueIsFull() ? 0 : asyncDelayNanos);
        soon = false;
        await(lastQueued());
      } else if (wantsSpare) {
        prepareSpare();
        wantsSpare = false;
      } else if (wantsArchive) {
        wantsArchive = false;
        archiveRetained();
      } else {
        signal.await(Long.MAX_VALUE);
      }
    }
  }

  /**
   * Lets others join, when the last batch says that there are some: to write and sync a batch costs
   * as much of a processor as a third of all else that a small transaction does. Nobody waits for
   * row locks meanwhile, they are free already.
   */
  private void gather(long sequence) {
    if (lastBatch > 1 && durable < sequence && queued() < COMPANY) {
      LockSupport.parkNanos(this, GATHER_NANOS);
    }
  }

  private int queued() {
    synchronized (queueLock) {
      return queue.size();
    }
  }

  private boolean queueIsFull() {
    synchronized (queueLock) {
      return queuedBytes > MAX_QUEUED_BYTES;
    }
  }

  private long lastQueued() {
    synchronized (queueLock) {
      return queue.isEmpty() ? 0 : queue.getLast().sequence();
    }
  }

  private void runCallbacks() {
    Callback callback = callbacks.peek();
    while (callback != null && callback.sequence <= durable) {
      callbacks.remove(callback);
      try {
        callback.action.run();
      } catch (RuntimeException e) {
        logger.error("a callback of the log failed", e);
      }
      callback = callbacks.peek();
    }
  }

  private void archiveRetained() {
    List<LogSegment> segments;
    synchronized (retained) {
      segments = List.copyOf(retained);
    }
    segments.forEach(segment -> archive.add(segment.path(), segment.size()));
  }

  private void prepareSpare() {
    synchronized (retained) {
      if (spare != null) {
        return;
      }
    }
    Path path = newFile();
    try {
      LogSegment.allocate(path, segmentBytes);
      boolean wanted;
      synchronized (retained) {
        wanted = spare == null;
        if (wanted) {
          spare = path;
        }
      }
      if (!wanted) {
        Files.delete(path);
      }
    } catch (IOException e) {
      logger.warn("could not prepare the next log segment", e);
    }
  }

  @Override
  public void forget(long sequence) {
    synchronized (retained) {
      while (!retained.isEmpty() && lastOf(retained) <= sequence) {
        if (archive != null && !archive.has(retained.getFirst().path())) {
          wantsArchive = true;
          signal.raise();
          return;
        }
        LogSegment oldest = retained.removeFirst();
        oldest.close();
        try {
          if (spare == null && oldest.size() == segmentBytes) {
            Path recycled = newFile();
            Files.move(oldest.path(), recycled, StandardCopyOption.ATOMIC_MOVE);
            spare = recycled;
          } else {
            Files.delete(oldest.path());
          }
        } catch (IOException e) {
          throw DurableFiles.failure("remove", oldest.path(), e);
        }
      }
    }
  }

  /** The last sequence in the oldest retained segment: the next one's first, less one. */
  private long lastOf(Deque<LogSegment> segments) {
    var iterator = segments.iterator();
    iterator.next();
    return (iterator.hasNext() ? iterator.next().firstSequence() : current.firstSequence()) - 1;
  }

  @Override
  public void close() {
    await(lastQueued());
    closed = true;
    signal.raise();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    runCallbacks();
    writing.lock();
    try {
      if (archive != null) {
        archiveRetained();
        archive.add(current.path(), current.used());
      }
      current.close();
      synchronized (retained) {
        retained.forEach(LogSegment::close);
      }
    } finally {
      writing.unlock();
    }
  }
}
