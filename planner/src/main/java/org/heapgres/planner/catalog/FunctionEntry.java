package org.heapgres.planner.catalog;

import java.util.List;

/**
 * A function or procedure that a user created.
 *
 * @param kind pg_proc.prokind: 'f' function, 'p' procedure
 * @param argumentTypes type oids of the input arguments
 * @param result type oid
 */
public record FunctionEntry(
    int oid,
    int schema,
    String name,
    int owner,
    char kind,
    List<Integer> argumentTypes,
    List<String> argumentNames,
    int result,
    boolean returnsSet,
    String language,
    String source,
    char volatility,
    boolean strict,
    String comment)
    implements CatalogObject {
  public FunctionEntry {
    argumentTypes = List.copyOf(argumentTypes);
    argumentNames = List.copyOf(argumentNames);
  }
}
