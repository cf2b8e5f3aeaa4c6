package org.heapgres.storage;

/** PostgreSQL's row locks (manual, table 13.3), weakest first. */
public enum RowLockMode {
  KEY_SHARE,
  SHARE,
  NO_KEY_UPDATE,
  UPDATE
}
