package org.heapgres.wire.internal;

import static io.netty.channel.SelectStrategy.CONTINUE;
import static io.netty.channel.SelectStrategy.SELECT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class SpinTest {
  private static final int ROUNDS = 1000;

  private long now;
  private final Spin spin = new Spin(() -> now);

  @Test
  void clientsThatAnswerSoonAreWaitedForAwake() throws Exception {
    int slept = 0;
    for (int round = 0; round < ROUNDS; round++) {
      slept += idle(Spin.PATIENCE_NANOS / 2) ? 1 : 0;
      assertEquals(1, spin.calculateStrategy(() -> 1, false));
    }
    assertEquals(Spin.PROBE - 1, slept);
  }

  @Test
  void clientsThatThinkAreWaitedForAsleep() throws Exception {
    long looked = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long before = now;
      idle(Spin.PATIENCE_NANOS * 10);
      looked += Math.min(now - before, Spin.PATIENCE_NANOS);
      assertEquals(1, spin.calculateStrategy(() -> 1, false));
    }
    assertEquals(ROUNDS / Spin.PROBE * Spin.PATIENCE_NANOS, looked);
  }

  @Test
  void tasksAreWorthAsMuchAsMessages() throws Exception {
    for (int round = 1; round < Spin.PROBE; round++) {
      assertEquals(SELECT, spin.calculateStrategy(() -> 0, false));
    }
    assertEquals(CONTINUE, spin.calculateStrategy(() -> 0, false));
    assertEquals(0, spin.calculateStrategy(() -> 0, true));
    assertEquals(CONTINUE, spin.calculateStrategy(() -> 0, false));
  }

  @Test
  void aPauseEndsIt() throws Exception {
    clientsThatAnswerSoonAreWaitedForAwake();
    int paused = 0;
    while (!sleepsAtOnce()) {
      paused++;
    }
    assertEquals(4, paused);
  }

  /** Nothing comes for {@code nanos}, unless the loop sleeps before: then true. */
  private boolean idle(long nanos) throws Exception {
    long end = now + nanos;
    while (now < end) {
      if (spin.calculateStrategy(() -> 0, false) == SELECT) {
        return true;
      }
      now += Spin.PATIENCE_NANOS / 100;
    }
    return false;
  }

  private boolean sleepsAtOnce() throws Exception {
    long before = now;
    idle(Spin.PATIENCE_NANOS * 2);
    return now == before;
  }
}
