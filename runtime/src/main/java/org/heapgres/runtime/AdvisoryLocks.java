package org.heapgres.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.Transaction;

/** What {@code lock()} is, in the space of {@code pg_advisory_lock}. */
public final class AdvisoryLocks {
  /** What came of asking for one. */
  public enum Outcome {
    TAKEN,
    /** The transaction had it before. */
    HELD,
    /** Not free in time. */
    NOT_FREE
  }

  private AdvisoryLocks() {}

  /** The key that a name stands for: the first 8 bytes of its SHA-256. */
  public static long key(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes a lock to the end of the transaction, which then sees what its last holder did. */
  public static Outcome take(Transaction transaction, long key, LockMode mode, LockWait wait) {
    LockTag tag = new LockTag.Advisory(key);
    if (transaction.holds(tag, mode)) {
      return Outcome.HELD;
    }
    if (!transaction.lock(tag, mode, wait)) {
      return Outcome.NOT_FREE;
    }
    transaction.renewSnapshot();
    return Outcome.TAKEN;
  }

  /** Frees a lock that was taken, unless something was written that the next holder is to see. */
  public static void free(Transaction transaction, long key, LockMode mode) {
    transaction.unlock(new LockTag.Advisory(key), mode);
  }
}
