package org.heapgres.wire.internal;

import java.util.concurrent.atomic.LongAdder;

/** How many connections there were since the server was started. Thread-safe. */
final class ConnectionCounts {
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();

  void accept() {
    accepted.increment();
  }

  /** One that was accepted does not become a session. */
  void refuse() {
    refused.increment();
  }

  long accepted() {
    return accepted.sum();
  }

  long refused() {
    return refused.sum();
  }
}
