package org.heapgres.storage.internal;

import java.util.function.Consumer;
import org.heapgres.storage.Damage;

/**
 * The ordered store below the overlay: what one database's records rest in. Written by one thread;
 * snapshots may be taken by any.
 *
 * <p>Nothing written is durable before {@link #sync}; until then a crash may take it back to an
 * earlier batch, never to a part of one beyond its {@link #applied} mark. Damage to a value is
 * reported as XX001, never returned.
 */
interface KeyValueStore extends AutoCloseable {
  /** The mark of the last finished batch; 0 when there was none. */
  long applied();

  Snapshot snapshot();

  /**
   * Begins a batch. Parts of it may become visible before {@link Batch#finish}, which is why
   * readers keep the overlay's copy on top until then.
   */
  Batch batch();

  /**
   * Makes finished batches durable.
   *
   * @param keepGivenUp leaves files that are of no more use, as a backup reads them still
   */
  void sync(boolean keepGivenUp);

  /**
   * Gives room of overwritten and deleted records back, for about that long or, when there is too
   * much of it, longer. By the thread that writes; false when there was nothing to do.
   */
  boolean reclaim(long nanos);

  /**
   * Gives back the room that takes the most of a file, were it little; for one who has it called
   * until it returns false.
   *
   * @param end where {@link #end} was when that was begun
   */
  boolean compact(long end);

  /** A measure of all that was written so far; negative while {@link #compact} has to wait. */
  long end();

  /** Whether only a {@link #sync} stands between much room and its being free. */
  boolean wantsSync();

  /** Reads every record, forward and by its key. */
  void verify(Consumer<Damage> report);

  long diskSize();

  @Override
  void close();

  /** A consistent state. For one thread at a time; not to be held while idle. */
  interface Snapshot extends AutoCloseable {
    /** Null when absent. */
    byte[] get(int store, byte[] key);

    /**
     * Whether the key is known to come after every record of the store, so that no {@link #get} is
     * needed; false when that is not known, as before the first one that finds nothing.
     */
    boolean isBeyond(int store, byte[] key);

    /** The commit that wrote what {@link #get} last returned. */
    long sequence();

    Scan scan(int store, byte[] from, byte[] to, boolean reverse);

    long count(int store);

    @Override
    void close();
  }

  /** A walk over records of one store, before the first at first. */
  interface Scan extends AutoCloseable {
    boolean next();

    byte[] key();

    byte[] value();

    @Override
    void close();
  }

  /** Records in ascending order of store and key. */
  interface Batch {
    void clear(int store);

    void put(int store, byte[] key, byte[] value, long sequence);

    void delete(int store, byte[] key);

    /** Makes the batch whole and sets the mark. */
    void finish(long applied);

    /** Ends a batch that failed. */
    void abandon();
  }
}
