package org.heapgres.wire.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import org.junit.jupiter.api.Test;

final class SpinTest {
  private static final int ROUNDS = 1000;

  /** Has messages for the loop, or lets it sleep. */
  private static final class Kernel implements IoHandler {
    private int ready;
    private boolean slept;
    private Runnable whileAsleep = () -> {};
    private int wakeups;

    @Override
    public int run(IoHandlerContext loop) {
      slept = loop.canBlock() && ready == 0;
      if (slept) {
        whileAsleep.run();
      }
      int handled = ready;
      ready = 0;
      return handled;
    }

    @Override
    public void wakeup() {
      wakeups++;
    }

    @Override
    public IoRegistration register(IoHandle handle) {
      throw new AssertionError("the loop has no channels");
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handle) {
      return true;
    }
  }

  /** An event loop, with a task to run or without. */
  private record Loop(boolean canBlock) implements IoHandlerContext {
    @Override
    public long delayNanos(long now) {
      return 0;
    }

    @Override
    public long deadlineNanos() {
      return -1;
    }
  }

  private static final Loop IDLE = new Loop(true);
  private static final Loop BUSY = new Loop(false);

  private long now;
  private final Kernel kernel = new Kernel();
  private final Spin spin = new Spin(kernel, () -> now);

  private void message() {
    kernel.ready = 1;
    assertEquals(1, spin.run(IDLE));
  }

  @Test
  void clientsThatAnswerSoonAreWaitedForAwake() {
    int slept = 0;
    for (int round = 0; round < ROUNDS; round++) {
      slept += idle(Spin.PATIENCE_NANOS / 2) ? 1 : 0;
      message();
    }
    assertEquals(Spin.PROBE / 2, slept);
  }

  @Test
  void clientsThatThinkAreWaitedForAsleep() {
    long looked = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long before = now;
      idle(Spin.PATIENCE_NANOS * 10);
      looked += Math.min(now - before, Spin.PATIENCE_NANOS);
      message();
    }
    assertEquals(ROUNDS / Spin.PROBE * Spin.PATIENCE_NANOS, looked);
  }

  @Test
  void tasksAreWorthAsMuchAsMessages() {
    while (!isAwake()) {}
    spin.run(BUSY);
    assertTrue(isAwake());
  }

  @Test
  void onlyASleeperIsWoken() {
    while (!isAwake()) {
      spin.wakeup();
    }
    spin.wakeup();
    assertEquals(0, kernel.wakeups);
    kernel.whileAsleep = spin::wakeup;
    while (isAwake()) {
      now += Spin.PATIENCE_NANOS;
    }
    assertEquals(1, kernel.wakeups);
  }

  @Test
  void aPauseEndsIt() {
    clientsThatAnswerSoonAreWaitedForAwake();
    int paused = 0;
    while (!sleepsAtOnce()) {
      paused++;
    }
    assertEquals(4, paused);
  }

  /** Nothing comes for {@code nanos}, unless the loop sleeps before: then true. */
  private boolean idle(long nanos) {
    long end = now + nanos;
    while (now < end) {
      if (!isAwake()) {
        return true;
      }
      now += Spin.PATIENCE_NANOS / 100;
    }
    return false;
  }

  private boolean isAwake() {
    spin.run(IDLE);
    return !kernel.slept;
  }

  private boolean sleepsAtOnce() {
    long before = now;
    idle(Spin.PATIENCE_NANOS * 2);
    return now == before;
  }
}
