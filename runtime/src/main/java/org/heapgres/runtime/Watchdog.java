package org.heapgres.runtime;

import java.time.Duration;
import java.util.Set;

/**
 * Ends snippets whose session was cancelled, whose time is over, or that fill the memory. One
 * thread, which looks at the running contexts some times a second; starting and ending a snippet
 * costs it nothing.
 */
final class Watchdog implements AutoCloseable {
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
        contexts.forEach(PythonContext::checkTime);
        memory.check(contexts);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
