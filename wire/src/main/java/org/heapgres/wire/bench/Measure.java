package org.heapgres.wire.bench;

import java.util.Map;

/** One line of the table. */
sealed interface Measure {
  Suite suite();

  String name();

  /** Operations a second by so many clients at a time. */
  record Throughput(Suite suite, String name, int clients, Map<Target.Python, Operation> operations)
      implements Measure {
    /** An operation that any server can do. */
    static Throughput of(Suite suite, String name, int clients, Operation operation) {
      return new Throughput(
          suite,
          name,
          clients,
          Map.of(
              Target.Python.HEAP, operation,
              Target.Python.FUNCTIONS, operation,
              Target.Python.NONE, operation));
    }
  }

  /** Time of a query, whose rows must be the same everywhere. */
  record Query(Suite suite, String name, String sql) implements Measure {}
}
