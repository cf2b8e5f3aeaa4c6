package org.heapgres.wire.internal;

import io.netty.channel.ChannelFuture;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.heapgres.planner.Notice;
import org.heapgres.storage.FlightEvents;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.wire.internal.message.Startup;
import org.heapgres.wire.internal.message.Startup.CancelRequest;
import org.heapgres.wire.internal.message.Startup.Version;

/** The open sessions and the secrets that cancel what they run. Thread-safe. */
final class SessionRegistry {
  private static final int KEY_LENGTH = 32;
  private static final int KEY_LENGTH_3_0 = 4;

  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(byte[] key, ConversationHandler handler, Runnable endOfStay) {}

  private final SecureRandom random = new SecureRandom();
  private final Map<Integer, Entry> entries = new ConcurrentHashMap<>();
  private volatile boolean refusing;
  private volatile PgException ending;

  /**
   * Returns the session's new cancel key, as long as the protocol's version allows. A session that
   * comes after {@link #terminateAll} is told at once.
   */
  byte[] add(int processId, Startup.Request request, ConversationHandler handler) {
    boolean longKey = request.version().compareTo(Version.V3_2) >= 0;
    byte[] key = new byte[longKey ? KEY_LENGTH : KEY_LENGTH_3_0];
    random.nextBytes(key);
    entries.put(processId, new Entry(key, handler, recordStay(processId, request)));
    PgException reason = ending;
    if (reason != null) {
      handler.terminate(reason);
    }
    return key;
  }

  private static Runnable recordStay(int processId, Startup.Request request) {
    return FlightEvents.wanted() ? ConnectionEvent.begin(processId, request) : () -> {};
  }

  /** Lets nobody in from now on. */
  void refuseClients() {
    refusing = true;
  }

  /** 57P03 when nobody is let in. */
  void checkOpen() {
    if (refusing) {
      throw new PgException(SqlState.CANNOT_CONNECT_NOW, "the database system is shutting down");
    }
  }

  /** Tells every client and hangs up, whatever its session does; for a server that is to stop. */
  void abandon(Notice reason, long time, TimeUnit unit) {
    List<ChannelFuture> closing =
        entries.values().stream().map(entry -> entry.handler.abandon(reason)).toList();
    long deadline = System.nanoTime() + unit.toNanos(time);
    closing.forEach(each -> each.awaitUninterruptibly(left(deadline)));
  }

  private static long left(long deadline) {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }

  /** Ends every session, and those to come. */
  void terminateAll(PgException reason) {
    ending = reason;
    entries.values().forEach(entry -> entry.handler.terminate(reason));
  }

  /** The session is over and its client has been told. */
  void remove(int processId) {
    entries.remove(processId).endOfStay.run();
    synchronized (this) {
      notifyAll();
    }
  }

  /** Waits until the last session has ended; false when time was up first. */
  synchronized boolean awaitEmpty(long time, TimeUnit unit) throws InterruptedException {
    long deadline = System.nanoTime() + unit.toNanos(time);
    while (!entries.isEmpty()) {
      long left = left(deadline);
      if (left == 0) {
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
