package org.heapgres.wire.internal;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Looks for messages for a while before the event loop sleeps, if that pays. To sleep and be woken
 * costs more than most answers do: the sleeper's processor has to be woken by an interrupt, and a
 * virtual one by its host.
 *
 * <p>Each time something comes while the loop looks is worth {@value #HIT}, each time in vain costs
 * {@value #MISS}; without credit only every {@value #PROBE}th time is tried. So a server whose
 * clients think for longer sleeps. Whoever else wants the processor gets it in each turn.
 *
 * <p>Used by its event loop alone.
 */
final class Spin implements SelectStrategy {
  /** As long as a commit of a single client takes. */
  static final long PATIENCE_NANOS = 200_000;

  static final int PROBE = 64;
  private static final int HIT = 1;
  private static final int MISS = 4;
  private static final int MOST_CREDIT = 16;

  private final LongSupplier clock;
  private boolean spinning;
  private long since;
  private int credit;
  private int sleeps;

  /**
   * @param clock nanoseconds since any time
   */
  Spin(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // to yield is a courtesy; nothing depends on it
  public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
    int ready = selectNow.get();
    if (hasTasks || ready > 0) {
      if (spinning) {
        spinning = false;
        credit = Math.min(credit + HIT, MOST_CREDIT);
      }
      return Math.max(ready, 0);
    }
    if (!spinning) {
      if (credit == 0 && ++sleeps % PROBE != 0) {
        return SelectStrategy.SELECT;
      }
      spinning = true;
      since = clock.getAsLong();
    } else if (clock.getAsLong() - since >= PATIENCE_NANOS) {
      spinning = false;
      credit = Math.max(credit - MISS, 0);
      return SelectStrategy.SELECT;
    }
    Thread.yield();
    return SelectStrategy.CONTINUE;
  }
}
