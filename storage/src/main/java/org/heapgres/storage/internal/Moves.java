package org.heapgres.storage.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.storage.Transaction;

/**
 * Rows that went on under another key, for statements that began before: who finds one gone that it
 * has seen looks for it there. Only the newest are known; a statement that is older than so many
 * changes of keys takes the row for deleted. Thread-safe.
 */
final class Moves {
  private static final int CAPACITY = 16_384;

  private record Place(int store, ByteBuffer key) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Move(long sequence, byte[] to) {}

  /** A row that goes on under another key, or {@link Transaction#ELSEWHERE}, which is no key. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Moved(int store, byte[] from, byte[] to) {}

  /** Those of one transaction, of which the newest are enough. For one thread at a time. */
  static final class Own {
    private final List<Moved> newest = new ArrayList<>(0);
    private long forgotten;

    void add(Moved move) {
      newest.add(move);
      if (newest.size() > 2 * CAPACITY) {
        newest.subList(0, CAPACITY).clear();
        forgotten += CAPACITY;
      }
    }

    long count() {
      return forgotten + newest.size();
    }

    /** Undoes all but the first {@code count}. */
    void truncate(long count) {
      forgotten = Math.min(forgotten, count);
      newest.subList((int) (count - forgotten), newest.size()).clear();
    }

    List<Moved> list() {
      return newest;
    }
  }

  private final Map<Place, Move> moves =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Move> eldest) {
          return size() > CAPACITY;
        }
      };

  private volatile boolean any;

  /** What one transaction has moved, in order. */
  void add(List<Moved> moved, long sequence) {
    if (moved.isEmpty()) {
      return;
    }
    Map<Place, byte[]> ends = new HashMap<>();
    for (Moved each : moved.reversed()) {
      byte[] end = ends.get(new Place(each.store, ByteBuffer.wrap(each.to)));
      ends.put(new Place(each.store, ByteBuffer.wrap(each.from)), end == null ? each.to : end);
    }
    synchronized (this) {
      ends.forEach(
          (place, end) -> {
            moves.remove(place);
            moves.put(place, new Move(sequence, end));
          });
    }
    any = true;
  }

  /** Where the row went in commits after {@code sequence}; null when it is not known to have. */
  byte[] follow(int store, byte[] from, long sequence) {
    if (!any) {
      return null;
    }
    synchronized (this) {
      byte[] last = null;
      long after = sequence;
      Move move = moves.get(new Place(store, ByteBuffer.wrap(from)));
      while (move != null && move.sequence > after) {
        last = move.to;
        after = move.sequence;
        move = moves.get(new Place(store, ByteBuffer.wrap(last)));
      }
      return last;
    }
  }
}
