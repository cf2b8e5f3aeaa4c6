package org.heapgres.planner.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.heapgres.planner.SimpleQuery;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.storage.PgException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs some statements of every kind when the server has started, in a transaction that is rolled
 * back: what a class does when it is first used is done by then, and no client waits for it. It
 * leaves nothing behind, and whatever stands in its way ends it.
 */
final class WarmUp {
  private static final Logger logger = LoggerFactory.getLogger(WarmUp.class);
  private static final String SCRIPT = "warm-up.sql";
  private static final String DATABASE = "postgres";

  /** So long the processors are left to clients that have waited for the server. */
  private static final long DELAY_MILLIS = 300;

  private final Engine engine;
  private final Runnable next;

  /** {@code next} is run afterwards, in a {@link QuietTime}. */
  WarmUp(Engine engine, Runnable next) {
    this.engine = engine;
    this.next = next;
  }

  void start() {
    try {
      var _ = engine.timer().schedule(this::begin, DELAY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // the engine is closed
    }
  }

  private void begin() {
    Thread.ofPlatform().daemon().name("heapgres-warm-up").start(this::run);
  }

  void run() {
    try {
      engine.cluster().shared().database(DATABASE).ifPresent(this::warm);
    } finally {
      new QuietTime(engine, next).await();
    }
  }

  private void warm(DatabaseEntry entry) {
    try (Session session = engine.internalSession(entry)) {
      SimpleQuery statements = session.simpleQuery(script());
      while (statements.hasNext()) {
        var _ = statements.next().execute(0, (batch, from, to) -> {});
      }
    } catch (PgException e) {
      logger.debug("warm-up ended early", e);
    }
  }

  static String script() {
    try (InputStream script = WarmUp.class.getResourceAsStream(SCRIPT)) {
      return new String(script.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
