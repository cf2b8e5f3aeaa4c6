package org.heapgres.planner;

/** What a procedural language keeps for a session. Used by the session's thread. */
public interface LanguageState extends AutoCloseable {
  /** The session is over. */
  @Override
  void close();
}
