package org.heapgres.storage;

/**
 * A lock is held by another, in a session that must not wait at the moment. Not an error: what led
 * here is undone and tried again where waiting is allowed. Without a stack trace, since it is part
 * of the normal course of things.
 */
public final class LockNotFree extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LockNotFree() {
    super("a lock is not free", null, false, false);
  }
}
