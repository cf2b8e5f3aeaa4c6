package org.heapgres.planner.session;

import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.heapgres.planner.SessionListener;

/**
 * A session's end of LISTEN and NOTIFY: what it sends goes out at commit, what it receives waits
 * for the end of its transaction. {@link #receive} is for any thread, the rest for the session's.
 */
public final class Notifications {
  private record Notification(int pid, String channel, String payload) {}

  private final Session session;
  private final Channels channels;
  private final SessionListener listener;
  private final Set<String> listening = new TreeSet<>();
  private final Set<Notification> pending = new LinkedHashSet<>();
  private final Queue<Notification> received = new ConcurrentLinkedQueue<>();
  private volatile boolean inTransaction;

  /** Whether the transaction does anything at its commit. */
  private boolean used;

  Notifications(Session session, Channels channels, SessionListener listener) {
    this.session = session;
    this.channels = channels;
    this.listener = listener;
  }

  /** 0A000 after LISTEN, UNLISTEN or NOTIFY in the transaction. */
  void refusePrepare() {
    if (used) {
      throw TwoPhaseCommit.cannot("executed LISTEN, UNLISTEN, or NOTIFY");
    }
  }

  private void atCommit(Runnable action) {
    if (!used) {
      used = true;
      session.transaction().afterEnd(() -> used = false);
    }
    session.transaction().afterCommit(action);
  }

  public Set<String> listening() {
    return listening;
  }

  public void listen(String channel) {
    atCommit(
        () -> {
          listening.add(channel);
          channels.listen(session.entry().oid(), channel, this);
        });
  }

  public void unlisten(String channel) {
    atCommit(() -> stop(channel));
  }

  public void unlistenAll() {
    atCommit(this::stopAll);
  }

  private void stopAll() {
    Set.copyOf(listening).forEach(this::stop);
  }

  private void stop(String channel) {
    listening.remove(channel);
    channels.unlisten(session.entry().oid(), channel, this);
  }

  /** Equal notifications of one transaction are sent once. */
  public void send(String channel, String payload) {
    Notification notification = new Notification(session.backendPid(), channel, payload);
    if (pending.isEmpty()) {
      session.transaction().afterEnd(pending::clear);
    }
    if (pending.add(notification)) {
      atCommit(() -> channels.send(session.entry().oid(), notification.pid, channel, payload));
    }
  }

  /** From any session's thread. */
  void receive(int pid, String channel, String payload) {
    received.add(new Notification(pid, channel, payload));
    if (!inTransaction) {
      deliver();
    }
  }

  void transactionStarted() {
    inTransaction = true;
  }

  /** The transaction has ended. */
  void deliver() {
    if (session.transaction().mode() == TransactionState.Mode.NONE) {
      inTransaction = false;
      for (Notification next = received.poll(); next != null; next = received.poll()) {
        listener.notification(next.pid, next.channel, next.payload);
      }
    }
  }

  void close() {
    stopAll();
  }
}
