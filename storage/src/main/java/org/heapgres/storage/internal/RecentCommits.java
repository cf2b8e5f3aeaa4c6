package org.heapgres.storage.internal;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeMap;

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

  /** Number of running serializable transactions by the sequence they began at. */
  private final TreeMap<Long, Integer> running = new TreeMap<>();

  private final ArrayDeque<Recent> commits = new ArrayDeque<>();
  private final Set<LocalPrepared> prepared = new HashSet<>();
  private long memory;

  /** Commits up to this one may be missing. */
  private long forgotten;

  void enter(long sequence) {
    if (running.isEmpty()) {
      forgotten = sequence;
    }
    running.merge(sequence, 1, Integer::sum);
  }

  void leave(long sequence) {
    running.merge(sequence, -1, (count, one) -> count == 1 ? null : count - 1);
    long needed = running.isEmpty() ? Long.MAX_VALUE : running.firstKey();
    while (!commits.isEmpty() && commits.getFirst().sequence <= needed) {
      forget();
    }
  }

  private void forget() {
    Recent oldest = commits.removeFirst();
    memory -= oldest.memory;
    forgotten = Math.max(forgotten, oldest.sequence);
  }

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

  void prepare(LocalPrepared transaction) {
    prepared.add(transaction);
  }

  void forget(LocalPrepared transaction) {
    prepared.remove(transaction);
  }

  /** Whether something in {@code reads} was, or may have been, written after {@code since}. */
  boolean conflict(LocalDatabase database, ReadSet reads, long since) {
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
