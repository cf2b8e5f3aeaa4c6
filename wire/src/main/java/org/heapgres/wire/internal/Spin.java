package org.heapgres.wire.internal;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import java.util.function.LongSupplier;

/**
 * Looks for messages for a while before the event loop sleeps, if that pays. To sleep and be woken
 * costs more than most answers do: the sleeper's processor has to be woken by an interrupt, and a
 * virtual one by its host.
 *
 * <p>Each time something comes while the loop looks is worth {@value #HIT}, each time in vain costs
 * {@value #MISS}; without credit only every {@value #PROBE}th time is tried. So a server whose
 * clients think for longer sleeps. Whoever else wants the processor gets it in each turn.
 */
final class Spin implements IoHandler {
  /** As long as a commit of a single client takes. */
  static final long PATIENCE_NANOS = 200_000;

  /** Odd, lest it always meet the same turn of those that each answer takes. */
  static final int PROBE = 61;

  private static final int HIT = 1;
  private static final int MISS = 4;
  private static final int MOST_CREDIT = 16;

  /** What the loop says, but that it must not sleep. */
  private static final class Awake implements IoHandlerContext {
    private IoHandlerContext loop;

    @Override
    public boolean canBlock() {
      return false;
    }

    @Override
    public long delayNanos(long now) {
      return loop.delayNanos(now);
    }

    @Override
    public long deadlineNanos() {
      return loop.deadlineNanos();
    }

    @Override
    public void reportActiveIoTime(long nanos) {
      loop.reportActiveIoTime(nanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      return loop.shouldReportActiveIoTime();
    }
  }

  private final IoHandler io;
  private final LongSupplier clock;
  private final Awake awake = new Awake();
  private boolean spinning;
  private long since;
  private int credit;
  private int turns;

  /** The loop may sleep, so that a task that comes from another thread must wake it. */
  private volatile boolean asleep;

  /**
   * @param clock nanoseconds since any time
   */
  Spin(IoHandler io, LongSupplier clock) {
    this.io = io;
    this.clock = clock;
  }

  /** The same for each loop. */
  static IoHandlerFactory over(IoHandlerFactory handlers) {
    return executor -> new Spin(handlers.newHandler(executor), System::nanoTime);
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // to yield is a courtesy; nothing depends on it
  public int run(IoHandlerContext loop) {
    if (!spinning && credit == 0 && ++turns % PROBE != 0) {
      return sleep(loop);
    }
    awake.loop = loop;
    int handled = io.run(awake);
    if (handled > 0 || !loop.canBlock()) {
      if (spinning) {
        spinning = false;
        credit = Math.min(credit + HIT, MOST_CREDIT);
      }
      return handled;
    }
    if (!spinning) {
      spinning = true;
      since = clock.getAsLong();
    } else if (clock.getAsLong() - since >= PATIENCE_NANOS) {
      spinning = false;
      credit = Math.max(credit - MISS, 0);
      return sleep(loop);
    }
    Thread.yield();
    return 0;
  }

  /** Unless there is something to do. */
  private int sleep(IoHandlerContext loop) {
    // From here on tasks wake the loop; one that came before is seen by canBlock().
    asleep = true;
    int handled = io.run(loop);
    asleep = false;
    return handled;
  }

  @Override
  public void wakeup() {
    if (asleep) {
      io.wakeup();
    }
  }

  @Override
  public void initialize() {
    io.initialize();
  }

  @Override
  public void prepareToDestroy() {
    io.prepareToDestroy();
  }

  @Override
  public void destroy() {
    io.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return io.register(handle);
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return io.isCompatible(handleType);
  }
}
