package org.heapgres.runtime;

import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends snippets whose session was cancelled, whose time is over, or that fill the memory. One
 * thread, which looks at the running contexts some times a second; starting and ending a snippet
 * costs it nothing.
 */
final class Watchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  private static final Duration PERIOD = Duration.ofMillis(10);

  private final Set<PythonContext> contexts;
  private final MemoryGuard memory = new MemoryGuard();
  private final Thread thread;

  Watchdog(Set<PythonContext> contexts) {
    this.contexts = contexts;
    thread = Thread.ofPlatform().daemon().name("python-watchdog").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(PERIOD);
        look();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever goes wrong: without this thread nothing would be stopped any more. */
  private void look() {
    try {
      contexts.forEach(PythonContext::checkTime);
      memory.check(contexts);
    } catch (OutOfMemoryError _) {
      // no memory to say so, either; there is more at another look
    } catch (RuntimeException e) {
      log.error("while looking at what runs", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
