package org.heapgres.runtime.direct;

import java.io.Serial;

/**
 * The snippet is left to Python: what it does is not known here. Nothing has been changed yet.
 * Without a stack trace, since it is part of the normal course of things.
 */
final class NotDirect extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  NotDirect() {
    super("left to Python", null, false, false);
  }
}
