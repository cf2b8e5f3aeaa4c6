package org.heapgres.wire.internal;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.heapgres.storage.PgException;
import org.heapgres.wire.internal.message.Startup.CancelRequest;
import org.heapgres.wire.internal.message.Startup.Version;

/** The open sessions and the secrets that cancel what they run. Thread-safe. */
final class SessionRegistry {
  private static final int KEY_LENGTH = 32;
  private static final int KEY_LENGTH_3_0 = 4;

  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(byte[] key, ConversationHandler handler) {}

  private final SecureRandom random = new SecureRandom();
  private final Map<Integer, Entry> entries = new ConcurrentHashMap<>();
  private volatile PgException ending;

  /**
   * Returns the session's new cancel key, as long as the protocol's version allows. A session that
   * comes after {@link #terminateAll} is told at once.
   */
  byte[] add(int processId, Version version, ConversationHandler handler) {
    byte[] key = new byte[version.compareTo(Version.V3_2) >= 0 ? KEY_LENGTH : KEY_LENGTH_3_0];
    random.nextBytes(key);
    entries.put(processId, new Entry(key, handler));
    PgException reason = ending;
    if (reason != null) {
      handler.terminate(reason);
    }
    return key;
  }

  /** Ends every session, and those to come. */
  void terminateAll(PgException reason) {
    ending = reason;
    entries.values().forEach(entry -> entry.handler.terminate(reason));
  }

  /** The session is over and its client has been told. */
  void remove(int processId) {
    entries.remove(processId);
    synchronized (this) {
      notifyAll();
    }
  }

  /** Waits until the last session has ended; false when time was up first. */
  synchronized boolean awaitEmpty(long time, TimeUnit unit) throws InterruptedException {
    long deadline = System.nanoTime() + unit.toNanos(time);
    while (!entries.isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  int size() {
    return entries.size();
  }

  /** Nothing happens, and nobody is told, when the key is wrong. */
  void cancel(CancelRequest request) {
    Entry entry = entries.get(request.processId());
    if (entry != null && MessageDigest.isEqual(entry.key, request.key())) {
      entry.handler.cancel();
    }
  }
}
