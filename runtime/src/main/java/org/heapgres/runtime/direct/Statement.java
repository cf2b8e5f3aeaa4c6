package org.heapgres.runtime.direct;

/** A statement of a snippet. */
interface Statement {
  /** How the snippet goes on after a statement. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE,
    RETURN
  }

  Flow run(Run run);
}
