package org.heapgres.storage;

/** What a transaction sees of others; READ UNCOMMITTED is READ COMMITTED, as in PostgreSQL. */
public enum IsolationLevel {
  /** A new snapshot per statement; a blocked row lock waits and then sees the latest version. */
  READ_COMMITTED,
  /** One snapshot; 40001 when a row to be locked has changed since. */
  REPEATABLE_READ,
  /** As REPEATABLE READ, and what was read must still be so at commit, or 40001. */
  SERIALIZABLE
}
