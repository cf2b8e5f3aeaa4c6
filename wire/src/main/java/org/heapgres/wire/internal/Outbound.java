package org.heapgres.wire.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.heapgres.planner.SqlSession;
import org.heapgres.planner.types.Encoding;
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
 * loop's. When too much of it is unread, the client is {@linkplain #isCongested congested}: nothing
 * more is to be made for it until it has read some.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel
final class Outbound {
  /** Collected bytes at which a producer ships what it has. */
  static final int SHIPMENT = 64 * 1024;

  /**
   * Bytes that a client may leave unread before it is congested, and those at which it no longer
   * is.
   */
  static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

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

  /** Bytes in {@link #waiting}; the channel counts those it was given. */
  private final AtomicLong held = new AtomicLong();

  private final Object room = new Object();

  /** Somebody has found the client congested and has not been told yet that it is no longer. */
  private volatile boolean stalled;

  private SqlSession session;
  private Runnable onRoom = () -> {};

  Outbound(Channel channel) {
    this.channel = channel;
    this.loop = channel.eventLoop();
    this.writer = new MessageWriter(channel.alloc());
  }

  /**
   * From now on nothing is sent before it is durable in {@code newSession}.
   *
   * @param whenRoom runs on the event loop when the client is no longer congested, after somebody
   *     has asked
   */
  void follow(SqlSession newSession, Runnable whenRoom) {
    session = newSession;
    onRoom = whenRoom;
  }

  MessageWriter writer() {
    return writer;
  }

  /** Text is written in it from now on. */
  void encoding(Encoding encoding) {
    writer.encoding(encoding);
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
    synchronized (room) {
      while (isCongested()) {
        try {
          room.wait();
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

  /**
   * Whether the client has left so much unread that it has to read some first. Who is told so hears
   * of it when there is room again. From any thread.
   */
  boolean isCongested() {
    if (!isFull()) {
      return false;
    }
    stalled = true;
    // Room that was made before this was set has been told to nobody.
    return isFull();
  }

  private boolean isFull() {
    return channel.isActive() && (!channel.isWritable() || held.get() > UNREAD.high());
  }

  /** Something has left, or the channel is closed. On the event loop. */
  void roomMade() {
    if (stalled && !isFull()) {
      stalled = false;
      synchronized (room) {
        room.notifyAll();
      }
      onRoom.run();
    }
  }

  /** The channel is closed: nobody waits any more. On the event loop. */
  void closed() {
    release();
    roomMade();
  }

  private void ship(boolean last) {
    ByteBuf bytes = writer.take();
    if (bytes == null) {
      if (!last) {
        return;
      }
      bytes = channel.alloc().buffer(0);
    }
    held.addAndGet(bytes.readableBytes());
    boolean durable = isDurable();
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

  private boolean isDurable() {
    if (session == null || session.isDurable()) {
      return true;
    }
    if (loop.inEventLoop() && Company.ofThisLoop().isOnly(channel)) {
      session.awaitDurable();
      return true;
    }
    return false;
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
      roomMade();
    }
  }

  private void release() {
    for (Shipment left = waiting.poll(); left != null; left = waiting.poll()) {
      held.addAndGet(-left.bytes.readableBytes());
      left.bytes.release();
    }
  }

  private void send(Shipment shipment) {
    held.addAndGet(-shipment.bytes.readableBytes());
    if (shipment.last) {
      channel.write(shipment.bytes).addListener(ChannelFutureListener.CLOSE);
    } else {
      channel.write(shipment.bytes, channel.voidPromise());
    }
  }

  private static PgException lost() {
    return new PgException(SqlState.CONNECTION_FAILURE, "connection to client lost")
        .withSeverity(Severity.FATAL);
  }
}
