package org.heapgres.planner.bind;

import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * Names that stand for values which are handed in as parameters: a function's arguments, a block's
 * variables. Used by one thread, while a statement is bound.
 */
@FunctionalInterface
public interface Variables {
  Variables NONE = names -> null;

  /** What a name stands for: the parameter at that place, counted from 0. */
  record Reference(int index, PgType type, int typmod) {}

  /** What wins when a name is that of a column too. */
  enum Conflict {
    COLUMN,
    VARIABLE,
    ERROR
  }

  /** What a name, qualified or not, stands for; null for nothing. {@code $1} is one as well. */
  Reference find(List<String> names);

  default Conflict conflict() {
    return Conflict.COLUMN;
  }
}
