package org.heapgres.storage;

/** What a table-style lock is taken on, within one database. */
public sealed interface LockTag {

  /** A relation, or any other catalog object with an oid. */
  record Relation(long oid) implements LockTag {}

  /**
   * An object of the catalog {@code classOid}; {@code Relation} is the short form for relations.
   */
  record Catalogued(long classOid, long oid) implements LockTag {}

  /** A transaction by its {@link Transaction#id}: what a wait for one of its row locks is for. */
  record OfTransaction(long id) implements LockTag {}

  /** {@code pg_advisory_lock(key)}. */
  record Advisory(long key) implements LockTag {}

  /** {@code pg_advisory_lock(key1, key2)}: a space of its own. */
  record AdvisoryPair(int key1, int key2) implements LockTag {}
}
