package org.heapgres.storage;

import java.util.function.Supplier;

/**
 * A transaction of one database. One thread at a time, except {@link #cancel}.
 *
 * <p>Reads see the current statement's view: the snapshot (of the statement under READ COMMITTED,
 * of the first statement otherwise) and what the transaction itself had written when the statement
 * began. Records are written under a row lock, which the caller takes with {@link #lockRow} before
 * {@link #put} or {@link #delete}; a key that cannot exist elsewhere yet needs none. Stores come
 * into being with their first record. Keys are ordered as unsigned bytes.
 *
 * <p>After any exception from {@link #commit} the transaction is over; after any other the caller
 * rolls back, to a savepoint or wholly.
 */
public interface Transaction {
  /** What {@link #lockRow} returns for a row it skipped; compare by identity. */
  byte[] SKIPPED = new byte[0];

  /** What {@link #successor} returns for a row in another store; compare by identity. */
  byte[] ELSEWHERE = new byte[0];

  /** Of 40001 for a row that another transaction has changed. */
  String CONCURRENT_UPDATE = "could not serialize access due to concurrent update";

  /** Of 40001 for a row that another transaction has deleted. */
  String CONCURRENT_DELETE = "could not serialize access due to concurrent delete";

  Database database();

  IsolationLevel isolation();

  boolean readOnly();

  /** Unique in its database while the server runs; given out with the first lock of a row. */
  long id();

  /** False after commit or rollback. */
  boolean isActive();

  /**
   * Begins a statement: own writes so far become visible, a cancel request not yet heeded is
   * forgotten, and under READ COMMITTED there is a new snapshot. The view before it is closed,
   * unless it was {@linkplain #keep kept}.
   */
  StatementView beginStatement();

  /** Exempts the current view from being closed when the next statement begins. */
  StatementView keep();

  /** Makes an earlier, kept view the current one again. */
  void resume(StatementView view);

  /** Takes a step in an earlier, kept view, then goes on in the current one. */
  <T> T seeing(StatementView view, Supplier<T> step);

  /** The value as the statement sees it, or null. Must not be changed. */
  byte[] get(int store, byte[] key);

  /**
   * Records with {@code from <= key < to}, a null bound being open, as the statement sees them;
   * {@code reverse} walks from the upper end. Stays valid when the transaction writes.
   */
  Cursor scan(int store, byte[] from, byte[] to, boolean reverse);

  /**
   * All records as the statement sees them, in extents. Stays valid when the transaction writes.
   */
  ExtentScan extents(int store);

  /** The latest committed or own value, whatever the snapshot, without a lock; null when absent. */
  byte[] latest(int store, byte[] key);

  /** {@link #scan} over the latest committed and own records, whatever the snapshot. */
  Cursor scanLatest(int store, byte[] from, byte[] to, boolean reverse);

  /**
   * Locks a row to the end of the transaction (a rollback to an earlier savepoint frees it) and
   * returns its latest version: committed or own, own writes of this very statement included.
   *
   * @return null when there is no such record (the key is locked all the same); {@link #SKIPPED}
   *     when held by another and {@code wait} is {@link LockWait#SKIP}
   * @throws PgException 55P03, 40P01, 57014; above READ COMMITTED 40001 when the row changed after
   *     the snapshot
   */
  byte[] lockRow(int store, byte[] key, RowLockMode mode, LockWait wait);

  /**
   * As {@link #lockRow}, but whatever the isolation level the row may have changed after the
   * snapshot, and it does not count as read: for records whose changes commute.
   */
  byte[] lockLatest(int store, byte[] key, RowLockMode mode, LockWait wait);

  /** The caller holds the row's lock and must not change the arrays afterwards. */
  void put(int store, byte[] key, byte[] value);

  /** The caller holds the row's lock and must not change the array afterwards. */
  void delete(int store, byte[] key);

  /** Deletes a row and puts it under another key, so that those who look for it can follow. */
  void move(int store, byte[] from, byte[] to, byte[] value);

  /** Deletes a row that goes on in another store, so that those who look for it can tell. */
  void moveAway(int store, byte[] key);

  /**
   * The key under which a row goes on that others have moved since the current view; else null.
   * {@link #ELSEWHERE} when it is in another store.
   */
  byte[] successor(int store, byte[] key);

  /** Removes all records; the caller holds the relation's lock exclusively. */
  void clearStore(int store);

  /** {@link #clearStore}, and the store's id will not be used again. */
  void dropStore(int store);

  Savepoint savepoint();

  /** Undoes writes and frees locks taken since; the savepoint stays. */
  void rollbackTo(Savepoint savepoint);

  /** Forgets the savepoint and those after it. */
  void release(Savepoint savepoint);

  /**
   * Takes a lock to the end of the transaction.
   *
   * @return false only under {@link LockWait#SKIP}
   * @throws PgException 55P03, 40P01, 57014
   */
  boolean lock(LockTag tag, LockMode mode, LockWait wait);

  /** Whether the transaction itself holds a lock that {@link #lock} took. */
  boolean holds(LockTag tag, LockMode mode);

  /**
   * Frees a lock that {@link #lock} took before the end of the transaction. Where the transaction
   * has written something the lock stays: who takes it next is to see that.
   */
  void unlock(LockTag tag, LockMode mode);

  /**
   * Waits for the sessions that hold the lock now in a mode that excludes {@code mode} to let go of
   * it, without keeping others from taking it.
   *
   * @throws PgException 55P03, 40P01, 57014
   */
  void awaitHolders(LockTag tag, LockMode mode);

  /** The last commit that the current view shows; {@link Long#MAX_VALUE} before there is one. */
  long viewSequence();

  /**
   * Lets what follows see what is committed by now, as far as the isolation level allows it: always
   * at READ COMMITTED, and at SERIALIZABLE while all that was read is as it was. For one who waited
   * before looking at what the wait was for.
   */
  void renewSnapshot();

  /** A commit as {@code synchronous_commit = on} wants it: its readers wait for it too. */
  default Commit commit() {
    return commit(true);
  }

  /**
   * Makes the writes visible to all and frees the locks; what is returned also covers what was only
   * read, so a reader waits for it before its answer leaves.
   *
   * @param synchronous false for {@code synchronous_commit = off}: nobody waits, and the log is
   *     written soon
   * @throws PgException 40001 under SERIALIZABLE when something read has changed
   */
  Commit commit(boolean synchronous);

  /**
   * The first phase of two: what the transaction has written, and its locks, wait for {@link
   * PreparedTransaction#commit}; its session is free. Prepared for good once the result is durable.
   *
   * @param gid that no other prepared transaction of the database has
   * @param note the caller's, to be kept with it
   * @throws PgException 40001 under SERIALIZABLE when something read has changed, 0A000 when the
   *     session itself holds one of the locks
   */
  Commit prepare(String gid, byte[] note);

  /** Whether the transaction holds that lock in any mode. */
  boolean holds(LockTag tag);

  /** What the transaction has read so far: to be waited for before an answer leaves the server. */
  Commit observed();

  void rollback();

  /**
   * From any thread: the lock wait under way, or the next one of this statement, ends with {@code
   * reason}.
   */
  void cancel(PgException reason);
}
