package org.heapgres.storage.internal;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import jetbrains.exodus.core.dataStructures.Priority;
import jetbrains.exodus.core.execution.Job;
import jetbrains.exodus.core.execution.JobProcessorAdapter;
import jetbrains.exodus.gc.GarbageCollector;
import jetbrains.exodus.io.RemoveBlockType;

/**
 * Moves what lives in sparse files to the end of a Xodus environment, so that the files can be
 * given up. Xodus would do that by itself at times, but it does not keep up with a writer that
 * never rests, and nothing slows the writer down: the files grew to eight times the live set. So
 * the thread that writes has the files cleaned and waits, and who commits waits for it in the end.
 *
 * <p>The work is done on Xodus' cleaner thread, since giving up files and counting what is live
 * happen there too, and share state without locks.
 */
final class XodusCleaner {
  /** Percent of the files that shall be live. */
  private static final int WANTED = 72;

  /** Percent below which cleaning goes before anything else. */
  private static final int LEAST = 66;

  /** The newest files are still being written, or hardly sparse. */
  private static final int YOUNG = 2;

  /** Percent of a file's bytes that are free at least, when all that is worth it is cleaned. */
  private static final int WORTH = 5;

  /** How long to wait for a cleaner thread that does something else. */
  private static final long PATIENCE_SECONDS = 1;

  private final XodusEnvironment environment;
  private final JobProcessorAdapter processor;

  /** Cleaned files that a reader needs, or that are about to be given up. */
  private final Set<Long> cleaned = new HashSet<>();

  /** Whether Xodus knows how much of each file is live. */
  private volatile boolean counted;

  /** The last work that was not waited for, or null. */
  private Work left;

  /** To be done, unless whoever wants it has lost patience. */
  private static final class Work extends Job {
    private final FutureTask<Boolean> task;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile boolean over;

    Work(FutureTask<Boolean> task) {
      this.task = task;
    }

    @Override
    protected void execute() {
      if (claimed.compareAndSet(false, true)) {
        task.run();
      }
      over = true;
    }
  }

  XodusCleaner(XodusEnvironment environment) {
    this.environment = environment;
    processor = environment.getGC().getCleanerJobProcessor();
    // After Xodus has counted, which it does when it finds no count that fits the files.
    processor.queueAt(
        new Job() {
          @Override
          protected void execute() {
            counted = true;
          }
        },
        environment.getCreated() + environment.getEnvironmentConfig().getGcStartIn() + 1);
  }

  /**
   * Cleans file after file until enough is live, or, when the rest can wait, the time is over. Does
   * nothing while Xodus counts, which may take long.
   *
   * @return whether a file was cleaned
   */
  boolean clean(long nanos) {
    return run(() -> cleanNow(nanos));
  }

  /** Whether {@link #clean} knows what it may do; soon after the environment was opened. */
  boolean isReady() {
    return counted;
  }

  /**
   * Cleans the sparsest file that was written before, if that is worth it, however much is live.
   *
   * @param end an address: what was written later stays where it is
   * @return whether a file was cleaned
   */
  boolean cleanOne(long end) {
    return run(() -> cleanOneNow(end));
  }

  /** On Xodus' thread. */
  private boolean run(Callable<Boolean> cleaning) {
    if (left != null && !left.over) {
      return false;
    }
    left = null;
    Work work = new Work(new FutureTask<>(cleaning));
    processor.queue(work, Priority.normal);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return work.task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          if (work.claimed.compareAndSet(false, true)) {
            left = work;
            return false;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("could not clean the files of a database", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean cleanNow(long nanos) {
    environment.giveUpFiles(RemoveBlockType.Rename);
    long start = System.nanoTime();
    boolean worked = false;
    GarbageCollector collector = environment.getGC();
    while (true) {
      long[] files = environment.getLog().getAllFileAddresses();
      cleaned.retainAll(Arrays.stream(files).boxed().collect(Collectors.toSet()));
      long size = environment.getLog().getFileLengthBound();
      long total = 0;
      long free = 0;
      long mostFree = 0;
      long sparsest = -1;
      for (int i = YOUNG; i < files.length; i++) {
        if (!cleaned.contains(files[i])) {
          long freeBytes = freeBytes(collector, files[i], size);
          total += size;
          free += freeBytes;
          if (freeBytes > mostFree) {
            mostFree = freeBytes;
            sparsest = files[i];
          }
        }
      }
      boolean urgent = free * 100 > total * (100 - LEAST);
      if (free * 100 <= total * (100 - WANTED)
          || (!urgent && System.nanoTime() - start >= nanos)
          || !collector.doCleanFile(sparsest)) {
        break;
      }
      cleaned.add(sparsest);
      worked = true;
    }
    if (worked) {
      collector.getUtilizationProfile().setDirty(true);
    }
    return worked;
  }

  private boolean cleanOneNow(long end) {
    environment.giveUpFiles(RemoveBlockType.Rename);
    GarbageCollector collector = environment.getGC();
    long size = environment.getLog().getFileLengthBound();
    long mostFree = size * WORTH / 100;
    long sparsest = -1;
    for (long file : environment.getLog().getAllFileAddresses()) {
      long freeBytes = freeBytes(collector, file, size);
      if (file + size <= end && !cleaned.contains(file) && freeBytes > mostFree) {
        mostFree = freeBytes;
        sparsest = file;
      }
    }
    if (sparsest < 0 || !collector.doCleanFile(sparsest)) {
      return false;
    }
    cleaned.add(sparsest);
    collector.getUtilizationProfile().setDirty(true);
    return true;
  }

  /** What Xodus has not come upon when it counted is not live. */
  private long freeBytes(GarbageCollector collector, long file, long size) {
    long known = collector.getFileFreeBytes(file);
    boolean unknown = known > size;
    return unknown ? (counted ? size : 0) : known;
  }
}
