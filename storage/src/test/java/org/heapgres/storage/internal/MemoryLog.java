package org.heapgres.storage.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.heapgres.storage.Durations;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A log whose entries become durable by going from one list to another: whoever waits moves them
 * all.
 */
final class MemoryLog implements CommitLog {
  /** Guards the lists, and everything else of its medium. */
  private final Object power;

  private final long asyncDelayNanos;
  private final Deque<Entry> durable;
  private final List<Entry> queued = new ArrayList<>();
  private long durableSequence;
  private long written;

  /**
   * Replays what there is.
   *
   * @param durable the entries that there are, in order
   * @param firstSequence of the first entry when there is none
   */
  MemoryLog(
      Object power, long asyncDelayNanos, List<Entry> durable, long firstSequence, Replay replay) {
    this.power = power;
    this.asyncDelayNanos = asyncDelayNanos;
    this.durable = new ArrayDeque<>(durable);
    long next = durable.isEmpty() ? firstSequence : durable.getFirst().sequence();
    if (next > firstSequence) {
      throw new PgException(SqlState.DATA_CORRUPTED, "the log begins at commit " + next);
    }
    for (Entry entry : durable) {
      replay.entry(entry.sequence(), entry.content());
      next = entry.sequence() + 1;
    }
    durableSequence = next - 1;
  }

  List<Entry> durableEntries() {
    synchronized (power) {
      return List.copyOf(durable);
    }
  }

  List<Entry> queuedEntries() {
    synchronized (power) {
      return List.copyOf(queued);
    }
  }

  @Override
  public void append(Entry entry) {
    synchronized (power) {
      queued.add(entry);
    }
  }

  @Override
  public long durable() {
    synchronized (power) {
      return durableSequence;
    }
  }

  @Override
  public void await(long sequence) {
    synchronized (power) {
      if (durableSequence < sequence) {
        writeQueued();
      }
    }
  }

  private void writeQueued() {
    synchronized (power) {
      for (Entry entry : queued) {
        durable.add(entry);
        durableSequence = entry.sequence();
        written += entry.content().length;
      }
      queued.clear();
    }
  }

  @Override
  public void whenDurable(long sequence, Runnable action) {
    await(sequence);
    action.run();
  }

  @Override
  public void writeSoon() {
    CompletableFuture.delayedExecutor(asyncDelayNanos, TimeUnit.NANOSECONDS)
        .execute(this::writeQueued);
  }

  @Override
  public long written() {
    synchronized (power) {
      return written;
    }
  }

  @Override
  public Durations writes() {
    return new Durations();
  }

  @Override
  public void forget(long sequence) {
    synchronized (power) {
      // The last one stays, as the number of the next follows from it.
      while (durable.size() > 1 && durable.getFirst().sequence() <= sequence) {
        durable.removeFirst();
      }
    }
  }

  @Override
  public void close() {
    writeQueued();
  }
}
