package org.heapgres.storage.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The runs of a heap: how much transactions keep in memory before they write one, and which of them
 * commits in the log refer to. Thread-safe.
 */
final class Runs {
  /** A transaction with less in memory than that part of the budget is left alone. */
  private static final int SMALL_PART = 32;

  /** Rough memory for the lock of a row. */
  private static final int LOCK_BYTES = 192;

  private static final int FEWEST_LOCKS = 1;

  private record Committed(long sequence, List<RunFiles.RunFile> files) {}

  private final RunFiles files;
  private final long budget;

  /** Of all transactions. */
  private final AtomicLong used = new AtomicLong();

  /** In the order of their commits; guarded by itself. */
  private final Deque<Committed> committed = new ArrayDeque<>();

  /**
   * @param budget bytes that all transactions may keep in memory of what they have written; one
   *     alone may have half of it
   */
  Runs(RunFiles files, long budget) {
    this.files = files;
    this.budget = budget;
  }

  RunFiles files() {
    return files;
  }

  /** Tells that one transaction has that much more, or less, in memory. */
  void use(long change) {
    used.addAndGet(change);
  }

  /** Bytes that all transactions have in memory. */
  long used() {
    return used.get();
  }

  /** Whether a transaction that has that much in memory should write a run. */
  boolean isTooMuch(long own) {
    return own > budget / 2 || (own > budget / SMALL_PART && used.get() > budget);
  }

  /** How many locks of rows a transaction may have in memory. */
  int lockLimit() {
    return Math.clamp(budget / 2 / LOCK_BYTES, FEWEST_LOCKS, 1 << 24);
  }

  /** Makes the files durable that a commit is going to refer to. */
  static void sync(Layers writes) {
    writes.runs().forEach(run -> run.file().sync());
  }

  /** By commits in ascending order. */
  void committed(long sequence, List<RunFiles.RunFile> refersTo) {
    if (!refersTo.isEmpty()) {
      synchronized (committed) {
        committed.addLast(new Committed(sequence, refersTo));
      }
    }
  }

  /** A commit that the log has been opened with; those that it does not need may be gone. */
  void recovered(long sequence, List<RunReference> references) {
    List<RunFiles.RunFile> present = new ArrayList<>();
    for (RunReference reference : references) {
      if (files.exists(reference.name())) {
        present.add(files.open(reference.name()));
      }
    }
    committed(sequence, present);
  }

  /** Removes what transactions have left that did not commit. */
  void removeOthers() {
    Set<String> names = new HashSet<>();
    synchronized (committed) {
      committed.forEach(each -> each.files.forEach(file -> names.add(file.name())));
    }
    files.retain(names);
  }

  /**
   * Removes the files of commits up to that one.
   *
   * @return up to which commit the log is not needed for them any more
   */
  long retire(long sequence) {
    synchronized (committed) {
      while (!committed.isEmpty() && committed.getFirst().sequence <= sequence) {
        for (RunFiles.RunFile file : committed.getFirst().files) {
          if (!file.remove()) {
            return committed.getFirst().sequence - 1;
          }
        }
        committed.removeFirst();
      }
    }
    return sequence;
  }
}
