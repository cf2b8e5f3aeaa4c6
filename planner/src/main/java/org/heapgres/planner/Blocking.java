package org.heapgres.planner;

/** What running a statement may do to the thread that runs it. */
public enum Blocking {
  /** It neither waits nor takes long. */
  NEVER,

  /** It is short once the locks that it needs are free. */
  ON_LOCKS,

  /** It may wait or work for long. */
  LONG
}
