package org.heapgres.storage.internal;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import jetbrains.exodus.env.EnvironmentImpl;
import jetbrains.exodus.gc.GarbageCollector;

/**
 * Moves what lives in sparse files to the end of a Xodus environment, so that the files can be
 * given up. Xodus has a thread for that, but it does not keep up with a writer that never rests,
 * and nothing slows the writer down: the files grew to eight times the live set. So the thread that
 * writes also cleans, and who commits waits for it in the end.
 */
final class XodusCleaner {
  /** Percent of the files that shall be live. */
  private static final int WANTED = 72;

  /** Percent below which cleaning goes before anything else. */
  private static final int LEAST = 66;

  /** The newest files are still being written, or hardly sparse. */
  private static final int YOUNG = 2;

  private final EnvironmentImpl environment;

  /** Files that Xodus will give up once no reader needs them. */
  private final Set<Long> cleaned = new HashSet<>();

  XodusCleaner(EnvironmentImpl environment) {
    this.environment = environment;
  }

  /**
   * Cleans file after file until enough is live, or, when the rest can wait, the time is over.
   *
   * @return whether a file was cleaned
   */
  boolean clean(long nanos) {
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
          long freeBytes = collector.getFileFreeBytes(files[i]);
          // Not known while Xodus counts after a start.
          freeBytes = freeBytes > size ? 0 : freeBytes;
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
}
