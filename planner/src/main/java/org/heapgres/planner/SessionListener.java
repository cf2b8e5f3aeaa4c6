package org.heapgres.planner;

import org.heapgres.storage.PgException;

/** What a session tells its client besides results. Called on the session's thread unless said. */
public interface SessionListener {
  /** For sessions of the server's own: nobody is told of anything. */
  SessionListener NOBODY =
      new SessionListener() {
        @Override
        public void notice(Notice notice) {}

        @Override
        public void parameterChanged(String name, String value) {}

        @Override
        public void notification(int pid, String channel, String payload) {}

        @Override
        public void terminate(PgException reason) {}
      };

  void notice(Notice notice);

  /** A reported setting changed; {@code name} in PostgreSQL's case. */
  void parameterChanged(String name, String value);

  /** A NOTIFY arrived; from any thread, only outside of a transaction of this session. */
  void notification(int pid, String channel, String payload);

  /**
   * The lock for which the session {@linkplain SqlSession#awaitsLock awaits} this can be had. From
   * any thread, which holds locks of its own meanwhile.
   */
  default void lockFree() {}

  /** The session is over, though its thread runs on; the client is told why. From any thread. */
  default void abandoned(PgException reason) {
    terminate(reason);
  }

  /** The session is to end: what runs is cancelled, and the client is told why. From any thread. */
  void terminate(PgException reason);
}
