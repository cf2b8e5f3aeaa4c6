package org.heapgres.storage;

import java.time.Duration;

/**
 * How long a session's waits for locks may last; asked by the waiting thread when a wait begins.
 */
public interface LockLimits {
  /** {@code lock_timeout}; zero is no limit. */
  Duration lockTimeout();

  /** {@code deadlock_timeout}: how long a wait lasts before deadlocks are looked for. */
  Duration deadlockTimeout();
}
