package org.heapgres.planner.session;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.heapgres.planner.parse.StatementText;

/**
 * How often which statements ran and how long they took: what the extension pg_stat_statements
 * shows. Of more than {@code capacity} kinds of statements those that ran least are forgotten.
 * Thread-safe.
 */
public final class StatementStatistics {
  private static final double NANOS_PER_MILLI = 1e6;

  /** One in so many is forgotten when there are too many. */
  private static final int FORGOTTEN = 20;

  /** Whose statement it is, in which database. */
  public record Key(int user, int database, long queryId) {}

  /** What is known of one kind of statement; all times in milliseconds. */
  public static final class Entry {
    private final Key key;
    private final String text;
    private final long since = Clock.micros();
    private long extremesSince = since;
    private long calls;
    private long rows;
    private double total;
    private double least = Double.MAX_VALUE;
    private double most;
    private double squares;

    private Entry(Key key, String text) {
      this.key = key;
      this.text = text;
    }

    private synchronized void add(double millis, long count) {
      double before = calls == 0 ? 0 : total / calls;
      calls++;
      rows += count;
      total += millis;
      least = Math.min(least, millis);
      most = Math.max(most, millis);
      squares += (millis - before) * (millis - total / calls);
    }

    private synchronized void forgetExtremes() {
      least = Double.MAX_VALUE;
      most = 0;
      extremesSince = Clock.micros();
    }

    /** As it is now. */
    public synchronized Snapshot snapshot() {
      return new Snapshot(
          key,
          text,
          calls,
          rows,
          total,
          least == Double.MAX_VALUE ? 0 : least,
          most,
          total / calls,
          Math.sqrt(squares / calls),
          since,
          extremesSince);
    }
  }

  /** What pg_stat_statements shows of an entry. */
  public record Snapshot(
      Key key,
      String text,
      long calls,
      long rows,
      double total,
      double least,
      double most,
      double mean,
      double deviation,
      long since,
      long extremesSince) {}

  private final int capacity;
  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicLong forgotten = new AtomicLong();
  private volatile long resetAt = Clock.micros();

  StatementStatistics(int capacity) {
    this.capacity = capacity;
  }

  /** A statement has run to its end. */
  void add(int user, int database, String sql, long nanos, long rows) {
    StatementText text = StatementText.of(sql);
    Key key = new Key(user, database, text.fingerprint());
    Entry entry = entries.computeIfAbsent(key, any -> new Entry(key, text.text()));
    entry.add(nanos / NANOS_PER_MILLI, rows);
    if (entries.size() > capacity) {
      forgetSome();
    }
  }

  private synchronized void forgetSome() {
    if (entries.size() <= capacity) {
      return;
    }
    entries.values().stream()
        .map(Entry::snapshot)
        .sorted(Comparator.comparingLong(Snapshot::calls))
        .limit(Math.max(1, capacity / FORGOTTEN))
        .forEach(each -> entries.remove(each.key()));
    forgotten.incrementAndGet();
  }

  public List<Snapshot> all() {
    return entries.values().stream().map(Entry::snapshot).toList();
  }

  /** How often some were forgotten. */
  public long forgotten() {
    return forgotten.get();
  }

  /** Microseconds since 2000-01-01 UTC. */
  public long resetAt() {
    return resetAt;
  }

  /** Forgets those of a user, of a database, of an id: 0 for any. The time of now. */
  public long reset(int user, int database, long queryId, boolean extremesOnly) {
    Collection<Entry> asked =
        entries.values().stream()
            .filter(entry -> user == 0 || entry.key.user == user)
            .filter(entry -> database == 0 || entry.key.database == database)
            .filter(entry -> queryId == 0 || entry.key.queryId == queryId)
            .toList();
    if (extremesOnly) {
      asked.forEach(Entry::forgetExtremes);
    } else {
      asked.forEach(entry -> entries.remove(entry.key));
      if (user == 0 && database == 0 && queryId == 0) {
        resetAt = Clock.micros();
        forgotten.set(0);
      }
    }
    return Clock.micros();
  }
}
