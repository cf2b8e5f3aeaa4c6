package org.heapgres.wire.bench;

import java.util.Locale;

/** The groups of measures, by the names they have on the command line. */
enum Suite {
  SELECT("Reads one row by its key."),
  BANK("Moves money between accounts, tellers and branches, a transaction of seven statements."),
  ANALYTICS("Queries that read and join much: orders, their lines, customers and parts."),
  SNIPPET("Python in the database: snippets on the heap, or functions in PL/Python.");

  private final String description;

  Suite(String description) {
    this.description = description;
  }

  String description() {
    return description;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
