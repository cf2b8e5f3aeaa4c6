package org.heapgres.planner.exec.explain;

/** What EXPLAIN is to show, as the manual describes its options. Immutable. */
public record ExplainOptions(
    boolean analyze,
    boolean verbose,
    boolean costs,
    boolean buffers,
    boolean wal,
    boolean timing,
    boolean summary,
    boolean memory,
    boolean settings,
    boolean genericPlan,
    Serialize serialize,
    Format format) {

  /** Whether result rows are converted as for a client. */
  public enum Serialize {
    NONE,
    TEXT,
    BINARY
  }

  /** How it is written. */
  public enum Format {
    TEXT,
    XML,
    JSON,
    YAML
  }

  boolean isText() {
    return format == Format.TEXT;
  }
}
