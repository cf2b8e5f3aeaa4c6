package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;

/** What the clauses of one query have in common. One statement, one thread. */
final class QueryLevel {
  private final List<RangeEntry> rangeTable = new ArrayList<>();
  private final List<RangeEntry> lateralCandidates = new ArrayList<>();
  private final List<AggregateUse> aggregates = new ArrayList<>();
  private final WithNames with;
  private WindowNames windows = WindowNames.NONE;
  private boolean windowFunctions;
  private boolean setFunctions;

  /** {@code with} is the WITH queries that this query's FROM may name. */
  QueryLevel(WithNames with) {
    this.with = with;
  }

  WithNames with() {
    return with;
  }

  /** Every entry of FROM, seen from here or not; for error messages. */
  List<RangeEntry> rangeTable() {
    return rangeTable;
  }

  /** Entries to the left of the FROM item that is being bound. */
  List<RangeEntry> lateralCandidates() {
    return lateralCandidates;
  }

  /** The query's own aggregates, in order of appearance. */
  List<AggregateUse> aggregates() {
    return aggregates;
  }

  boolean hasWindowFunctions() {
    return windowFunctions;
  }

  void addWindowFunction() {
    windowFunctions = true;
  }

  boolean hasSetFunctions() {
    return setFunctions;
  }

  void addSetFunction() {
    setFunctions = true;
  }

  WindowNames windows() {
    return windows;
  }

  void setWindows(WindowNames names) {
    windows = names;
  }
}
