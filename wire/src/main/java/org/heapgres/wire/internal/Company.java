package org.heapgres.wire.internal;

import io.netty.util.concurrent.FastThreadLocal;

/**
 * Whether an event loop has heard of one client only for a while. It may wait for the disk then: to
 * have the log's thread do that, and to hear of it, takes two more switches between threads, and
 * nobody else is there to be served meanwhile. For the event loop's thread.
 */
final class Company {
  private static final FastThreadLocal<Company> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected Company initialValue() {
          return new Company();
        }
      };

  /** So many messages without one of anybody else. */
  private static final int A_WHILE = 64;

  private Object last;
  private int heard;

  private Company() {}

  static Company ofThisLoop() {
    return OF_LOOP.get();
  }

  /** A message has come. */
  void hear(Object client) {
    if (client == last) {
      heard++;
    } else {
      last = client;
      heard = 0;
    }
  }

  boolean isOnly(Object client) {
    return client == last && heard >= A_WHILE;
  }

  /** The client is gone. */
  void forget(Object client) {
    if (client == last) {
      last = null;
    }
  }
}
