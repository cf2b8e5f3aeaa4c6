package org.heapgres.storage.internal;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * What has been committed while serializable transactions run, so that they can tell at their own
 * commit whether something they read has changed. Guarded by the heap's commit lock.
 *
 * <p>A serializable transaction that is prepared cannot fail any more, and comes before all that is
 * committed from then on. What it writes counts as changed already: whoever has read the state
 * before cannot come after it, and does not commit.
 */
final class RecentCommits {
  private static final long MAX_MEMORY = 256L << 20;

  private record Recent(long sequence, LocalDatabase database, Layers writes, long memory) {}

  private final ReentrantLock commitLock;
  private final LongSupplier lastSequence;

  /** Number of running serializable transactions by the sequence they began at. */
  private final TreeMap<Long, Integer> running = new TreeMap<>();

  private final ArrayDeque<Recent> commits = new ArrayDeque<>();
  private final Set<LocalPrepared> prepared = new HashSet<>();
  private long memory;

  /** Commits up to this one may be missing. */
  private long forgotten;

  RecentCommits(ReentrantLock commitLock, LongSupplier lastSequence) {
    this.commitLock = commitLock;
    this.lastSequence = lastSequence;
  }

  /** A place in the order of commits; those after it are kept for validation. */
  long enter() {
    commitLock.lock();
    try {
      long sequence = lastSequence.getAsLong();
      if (running.isEmpty()) {
        forgotten = sequence;
      }
      running.merge(sequence, 1, Integer::sum);
      return sequence;
    } finally {
      commitLock.unlock();
    }
  }

  void leave(long sequence) {
    commitLock.lock();
    try {
      running.merge(sequence, -1, (count, one) -> count == 1 ? null : count - 1);
      long needed = running.isEmpty() ? Long.MAX_VALUE : running.firstKey();
      while (!commits.isEmpty() && commits.getFirst().sequence <= needed) {
        forget();
      }
    } finally {
      commitLock.unlock();
    }
  }

  private void forget() {
    Recent oldest = commits.removeFirst();
    memory -= oldest.memory;
    forgotten = Math.max(forgotten, oldest.sequence);
  }

  /** Under the commit lock. */
  void add(long sequence, LocalDatabase database, Layers writes, long size) {
    if (running.isEmpty()) {
      return;
    }
    commits.addLast(new Recent(sequence, database, writes, size));
    memory += size;
    while (memory > MAX_MEMORY) {
      forget();
    }
  }

  /** Validates what a serializable transaction has read, for the last time. */
  void prepare(LocalPrepared transaction, ReadSet reads, long since) {
    commitLock.lock();
    try {
      refuseIfChanged(transaction.database(), reads, since, "during prepare");
      prepared.add(transaction);
    } finally {
      commitLock.unlock();
    }
  }

  /** One that was prepared before the heap was opened. */
  void restore(LocalPrepared transaction) {
    if (transaction.isSerializable()) {
      commitLock.lock();
      try {
        prepared.add(transaction);
      } finally {
        commitLock.unlock();
      }
    }
  }

  void forget(LocalPrepared transaction) {
    if (transaction.isSerializable()) {
      commitLock.lock();
      try {
        prepared.remove(transaction);
      } finally {
        commitLock.unlock();
      }
    }
  }

  /**
   * Tells a serializable transaction that is about to write whether it could not commit anyway;
   * returns the commit up to which that was looked at.
   */
  long check(LocalDatabase database, ReadSet reads, long since) {
    commitLock.lock();
    try {
      refuseIfChanged(database, reads, since, "during write");
      return lastSequence.getAsLong();
    } finally {
      commitLock.unlock();
    }
  }

  /** Under the commit lock. */
  void refuseIfChanged(LocalDatabase database, ReadSet reads, long since, String when) {
    if (conflict(database, reads, since)) {
      throw new PgException(
              SqlState.T_R_SERIALIZATION_FAILURE,
              "could not serialize access due to read/write dependencies among transactions")
          .withDetail(
              "Reason code: Canceled on conflict out to a committed transaction, " + when + ".")
          .withHint("The transaction might succeed if retried.");
    }
  }

  /** Whether something in {@code reads} was, or may have been, written after {@code since}. */
  private boolean conflict(LocalDatabase database, ReadSet reads, long since) {
    if (since < forgotten) {
      return true;
    }
    for (LocalPrepared transaction : prepared) {
      if (transaction.database() == database && reads.meets(Layers.of(transaction.writes()))) {
        return true;
      }
    }
    Iterator<Recent> newestFirst = commits.descendingIterator();
    while (newestFirst.hasNext()) {
      Recent recent = newestFirst.next();
      if (recent.sequence <= since) {
        return false;
      }
      if (recent.database == database && reads.meets(recent.writes)) {
        return true;
      }
    }
    return false;
  }
}
