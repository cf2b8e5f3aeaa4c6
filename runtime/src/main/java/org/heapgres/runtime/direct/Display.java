package org.heapgres.runtime.direct;

import java.util.List;
import java.util.Map;

/** What braces, brackets and parentheses make: looked into only as a result, or as a key. */
sealed interface Display {
  /** Of a list or tuple. */
  enum Kind {
    LIST,
    TUPLE
  }

  record Items(Kind kind, List<Object> values) implements Display {}

  /** Of a dict whose keys are strings. */
  record Members(Map<String, Object> values) implements Display {}
}
