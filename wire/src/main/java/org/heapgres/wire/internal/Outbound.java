package org.heapgres.wire.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.heapgres.planner.SqlSession;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PgException.Severity;
import org.heapgres.storage.SqlState;
import org.heapgres.wire.internal.message.BackendMessage;
import org.heapgres.wire.internal.message.MessageWriter;

/**
 * What goes to one client: messages are collected and shipped together, in order, and not before
 * everything they tell of is durable.
 *
 * <p>Collecting and shipping are for whoever runs the session at the moment; sending is the event
 * loop's. A worker that produces faster than the client reads is made to wait.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel
final class Outbound {
  /** Collected bytes at which a producer ships what it has. */
  static final int SHIPMENT = 64 * 1024;

  /** Bytes in full shipments that are not sent yet, at which a producer waits. */
  private static final long HIGH_WATER = 1024 * 1024;

  /** Bytes in order; {@code ready} once the client may see them. */
  private static final class Shipment {
    private final ByteBuf bytes;
    private final boolean last;
    private volatile boolean ready;

    Shipment(ByteBuf bytes, boolean last, boolean ready) {
      this.bytes = bytes;
      this.last = last;
      this.ready = ready;
    }
  }

  private final Channel channel;
  private final EventLoop loop;
  private final MessageWriter writer;
  private final Queue<Shipment> waiting = new ConcurrentLinkedQueue<>();
  private final Object unsentMonitor = new Object();
  private long unsent;
  private SqlSession session;

  Outbound(Channel channel) {
    this.channel = channel;
    this.loop = channel.eventLoop();
    this.writer = new MessageWriter(channel.alloc());
  }

  /** From now on nothing is sent before it is durable in {@code newSession}. */
  void follow(SqlSession newSession) {
    session = newSession;
  }

  MessageWriter writer() {
    return writer;
  }

  void write(BackendMessage message) {
    writer.write(message);
  }

  /** Sends what was collected, as soon as it is durable. */
  void flush() {
    ship(false);
  }

  /** Sends what was collected and closes the connection. */
  void close() {
    ship(true);
  }

  /**
   * Sends what was collected and waits until the client keeps up.
   *
   * @throws PgException FATAL 08006 when the client is gone
   */
  void flushAndWait() {
    flush();
    synchronized (unsentMonitor) {
      while (unsent > HIGH_WATER && channel.isActive()) {
        try {
          unsentMonitor.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw lost();
        }
      }
    }
    if (!channel.isActive()) {
      throw lost();
    }
  }

  /** The channel is closed: nobody waits any more. On the event loop. */
  void closed() {
    release();
    synchronized (unsentMonitor) {
      unsentMonitor.notifyAll();
    }
  }

  private void ship(boolean last) {
    ByteBuf bytes = writer.take();
    if (bytes == null) {
      if (!last) {
        return;
      }
      bytes = channel.alloc().buffer(0);
    }
    if (bytes.readableBytes() >= SHIPMENT) {
      synchronized (unsentMonitor) {
        unsent += bytes.readableBytes();
      }
    }
    boolean durable = session == null || session.isDurable();
    Shipment shipment = new Shipment(bytes, last, durable);
    waiting.add(shipment);
    if (durable) {
      drainSoon();
    } else {
      session.whenDurable(
          () -> {
            shipment.ready = true;
            drainSoon();
          });
    }
  }

  /** At once on the event loop: whatever was shipped before is in front of it anyway. */
  private void drainSoon() {
    if (loop.inEventLoop()) {
      drain();
    } else {
      loop.execute(this::drain);
    }
  }

  private void drain() {
    if (!channel.isActive()) {
      release();
      return;
    }
    boolean sent = false;
    for (Shipment head = waiting.peek(); head != null && head.ready; head = waiting.peek()) {
      send(waiting.poll());
      sent = true;
    }
    if (sent) {
      channel.flush();
    }
  }

  private void release() {
    for (Shipment left = waiting.poll(); left != null; left = waiting.poll()) {
      left.bytes.release();
    }
  }

  private void send(Shipment shipment) {
    int size = shipment.bytes.readableBytes();
    if (shipment.last) {
      channel.write(shipment.bytes).addListener(ChannelFutureListener.CLOSE);
    } else if (size < SHIPMENT) {
      channel.write(shipment.bytes, channel.voidPromise());
    } else {
      channel.write(shipment.bytes).addListener(sent -> sent(size));
    }
  }

  private void sent(int size) {
    synchronized (unsentMonitor) {
      unsent -= size;
      unsentMonitor.notifyAll();
    }
  }

  private static PgException lost() {
    return new PgException(SqlState.CONNECTION_FAILURE, "connection to client lost")
        .withSeverity(Severity.FATAL);
  }
}
