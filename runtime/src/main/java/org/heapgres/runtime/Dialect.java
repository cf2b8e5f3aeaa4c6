package org.heapgres.runtime;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The two ways of being Python in the server. */
public enum Dialect {
  /**
   * Values are Python's own (dates, UUIDs, documents); a block answers with its last expression.
   */
  PY(List.of("py")),

  /** As PL/Python has it: what has no counterpart in its manual (46.2) is text. */
  PLPYTHON(List.of("plpython3u", "plpythonu"));

  @SuppressWarnings("ImmutableEnumChecker") // it is never changed
  private final Set<String> names;

  Dialect(List<String> names) {
    this.names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
  }

  /** The first is the one that functions are kept under. */
  Set<String> names() {
    return names;
  }
}
