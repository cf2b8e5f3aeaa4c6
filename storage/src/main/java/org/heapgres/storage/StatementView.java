package org.heapgres.storage;

/**
 * What one statement sees: a snapshot and the transaction's own earlier writes. Made by {@link
 * Transaction#beginStatement}; handed back to {@link Transaction#resume} when a suspended portal
 * goes on.
 */
public interface StatementView extends AutoCloseable {
  /** Lets go of the snapshot early; the end of the transaction does so too. Idempotent. */
  @Override
  void close();
}
