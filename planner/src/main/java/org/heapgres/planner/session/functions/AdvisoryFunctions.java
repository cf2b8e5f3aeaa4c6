package org.heapgres.planner.session.functions;

import org.heapgres.planner.Notice;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.SqlState;

/** Advisory locks (manual, 9.28.10); methods are named as {@code Functions} wants them. */
final class AdvisoryFunctions {
  private static final LockMode EXCLUSIVE = LockMode.EXCLUSIVE;
  private static final LockMode SHARED = LockMode.SHARE;

  private AdvisoryFunctions() {}

  private static String lock(CallContext context, LockTag tag, LockMode mode) {
    Session session = SessionFunctions.session(context);
    session.locks().lock(tag, mode, LockWait.BLOCK);
    return "";
  }

  private static boolean tryLock(CallContext context, LockTag tag, LockMode mode) {
    return SessionFunctions.session(context).locks().lock(tag, mode, LockWait.SKIP);
  }

  private static boolean unlock(CallContext context, LockTag tag, LockMode mode) {
    Session session = SessionFunctions.session(context);
    boolean held = session.locks().unlock(tag, mode);
    if (!held) {
      session.notice(
          Notice.warning(SqlState.WARNING, "you don't own a lock of type " + mode.pgName()));
    }
    return held;
  }

  private static String lockInTransaction(CallContext context, LockTag tag, LockMode mode) {
    Session session = SessionFunctions.session(context);
    session.transaction().storage().lock(tag, mode, LockWait.BLOCK);
    return "";
  }

  private static boolean tryInTransaction(CallContext context, LockTag tag, LockMode mode) {
    return SessionFunctions.session(context).transaction().storage().lock(tag, mode, LockWait.SKIP);
  }

  static String pgAdvisoryLockInt8(CallContext context, long key) {
    return lock(context, new LockTag.Advisory(key), EXCLUSIVE);
  }

  static String pgAdvisoryLockInt4(CallContext context, int key1, int key2) {
    return lock(context, new LockTag.AdvisoryPair(key1, key2), EXCLUSIVE);
  }

  static String pgAdvisoryLockSharedInt8(CallContext context, long key) {
    return lock(context, new LockTag.Advisory(key), SHARED);
  }

  static String pgAdvisoryLockSharedInt4(CallContext context, int key1, int key2) {
    return lock(context, new LockTag.AdvisoryPair(key1, key2), SHARED);
  }

  static boolean pgTryAdvisoryLockInt8(CallContext context, long key) {
    return tryLock(context, new LockTag.Advisory(key), EXCLUSIVE);
  }

  static boolean pgTryAdvisoryLockInt4(CallContext context, int key1, int key2) {
    return tryLock(context, new LockTag.AdvisoryPair(key1, key2), EXCLUSIVE);
  }

  static boolean pgTryAdvisoryLockSharedInt8(CallContext context, long key) {
    return tryLock(context, new LockTag.Advisory(key), SHARED);
  }

  static boolean pgTryAdvisoryLockSharedInt4(CallContext context, int key1, int key2) {
    return tryLock(context, new LockTag.AdvisoryPair(key1, key2), SHARED);
  }

  static boolean pgAdvisoryUnlockInt8(CallContext context, long key) {
    return unlock(context, new LockTag.Advisory(key), EXCLUSIVE);
  }

  static boolean pgAdvisoryUnlockInt4(CallContext context, int key1, int key2) {
    return unlock(context, new LockTag.AdvisoryPair(key1, key2), EXCLUSIVE);
  }

  static boolean pgAdvisoryUnlockSharedInt8(CallContext context, long key) {
    return unlock(context, new LockTag.Advisory(key), SHARED);
  }

  static boolean pgAdvisoryUnlockSharedInt4(CallContext context, int key1, int key2) {
    return unlock(context, new LockTag.AdvisoryPair(key1, key2), SHARED);
  }

  static String pgAdvisoryUnlockAll(CallContext context) {
    SessionFunctions.session(context).locks().unlockAll();
    return "";
  }

  static String pgAdvisoryXactLockInt8(CallContext context, long key) {
    return lockInTransaction(context, new LockTag.Advisory(key), EXCLUSIVE);
  }

  static String pgAdvisoryXactLockInt4(CallContext context, int key1, int key2) {
    return lockInTransaction(context, new LockTag.AdvisoryPair(key1, key2), EXCLUSIVE);
  }

  static String pgAdvisoryXactLockSharedInt8(CallContext context, long key) {
    return lockInTransaction(context, new LockTag.Advisory(key), SHARED);
  }

  static String pgAdvisoryXactLockSharedInt4(CallContext context, int key1, int key2) {
    return lockInTransaction(context, new LockTag.AdvisoryPair(key1, key2), SHARED);
  }

  static boolean pgTryAdvisoryXactLockInt8(CallContext context, long key) {
    return tryInTransaction(context, new LockTag.Advisory(key), EXCLUSIVE);
  }

  static boolean pgTryAdvisoryXactLockInt4(CallContext context, int key1, int key2) {
    return tryInTransaction(context, new LockTag.AdvisoryPair(key1, key2), EXCLUSIVE);
  }

  static boolean pgTryAdvisoryXactLockSharedInt8(CallContext context, long key) {
    return tryInTransaction(context, new LockTag.Advisory(key), SHARED);
  }

  static boolean pgTryAdvisoryXactLockSharedInt4(CallContext context, int key1, int key2) {
    return tryInTransaction(context, new LockTag.AdvisoryPair(key1, key2), SHARED);
  }
}
