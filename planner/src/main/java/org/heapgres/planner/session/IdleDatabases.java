package org.heapgres.planner.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes databases that nobody has used for {@code heapgres.idle_database_timeout}, so that a
 * server of many needs the memory and the files of a few. Looked at from time to time; the closing
 * has a thread of its own, since it writes.
 */
final class IdleDatabases {
  private static final Logger logger = LoggerFactory.getLogger(IdleDatabases.class);

  /** How often is looked in the time that a database may be idle. */
  private static final int LOOKS = 4;

  private final Engine engine;
  private final long timeoutMillis;
  private final AtomicBoolean closing = new AtomicBoolean();

  IdleDatabases(Engine engine) {
    this.engine = engine;
    timeoutMillis = Long.parseLong(engine.setting("heapgres.idle_database_timeout"));
  }

  void start() {
    if (timeoutMillis > 0) {
      long pause = Math.max(1, timeoutMillis / LOOKS);
      var _ =
          engine.timer().scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    if (engine.cluster().hasIdle(timeoutMillis) && closing.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("heapgres-idle-databases").start(this::close);
    }
  }

  private void close() {
    try {
      engine.cluster().closeIdle(timeoutMillis);
    } catch (RuntimeException e) {
      logger.warn("could not close an idle database", e);
    } finally {
      closing.set(false);
    }
  }
}
