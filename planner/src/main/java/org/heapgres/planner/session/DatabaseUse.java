package org.heapgres.planner.session;

import java.util.concurrent.atomic.AtomicBoolean;

/** A stay in a database: until it is closed, the database is not. Thread-safe. */
public final class DatabaseUse implements AutoCloseable {
  private final OpenDatabase database;
  private final boolean noted;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * Counted as begun.
   *
   * @param noted whether its end begins the time in which the database is idle
   */
  DatabaseUse(OpenDatabase database, boolean noted) {
    this.database = database;
    this.noted = noted;
  }

  public OpenDatabase database() {
    return database;
  }

  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      database.left(noted);
    }
  }
}
