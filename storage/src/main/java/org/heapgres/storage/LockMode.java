package org.heapgres.storage;

/** PostgreSQL's table-level lock modes (manual, table 13.2), weakest first. */
public enum LockMode {
  ACCESS_SHARE("AccessShareLock"),
  ROW_SHARE("RowShareLock"),
  ROW_EXCLUSIVE("RowExclusiveLock"),
  SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock"),
  SHARE("ShareLock"),
  SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock"),
  EXCLUSIVE("ExclusiveLock"),
  ACCESS_EXCLUSIVE("AccessExclusiveLock");

  private final String pgName;

  LockMode(String pgName) {
    this.pgName = pgName;
  }

  /** As in {@code pg_locks.mode}. */
  public String pgName() {
    return pgName;
  }
}
