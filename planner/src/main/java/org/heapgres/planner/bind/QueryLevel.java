package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.heapgres.storage.SqlState;

/** What the clauses of one query have in common. One statement, one thread. */
final class QueryLevel {
  private final List<RangeEntry> rangeTable = new ArrayList<>();
  private final List<RangeEntry> lateralCandidates = new ArrayList<>();
  private final List<AggregateUse> aggregates = new ArrayList<>();
  private final WithNames with;
  private WindowNames windows = WindowNames.NONE;
  private boolean windowFunctions;
  private RexNode mergeAction;
  private RexNode xmax;
  private final List<Integer> setFunctions = new ArrayList<>();

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

  /** Where the query's set-returning functions stand, in order of appearance. */
  List<Integer> setFunctions() {
    return setFunctions;
  }

  /** 0A000 for set-returning functions that have come since there were {@code before}. */
  void rejectSets(int before, String message) {
    if (setFunctions.size() > before) {
      throw Errors.at(setFunctions.get(before), SqlState.FEATURE_NOT_SUPPORTED, message)
          .withHint(
              "You might be able to move the set-returning function into a LATERAL FROM item.");
    }
  }

  /** What MERGE_ACTION() means; null where there is no MERGE. */
  RexNode mergeAction() {
    return mergeAction;
  }

  void setMergeAction(RexNode action) {
    mergeAction = action;
  }

  /** What xmax is in RETURNING; null for 0. */
  RexNode xmax() {
    return xmax;
  }

  void setXmax(RexNode value) {
    xmax = value;
  }

  WindowNames windows() {
    return windows;
  }

  void setWindows(WindowNames names) {
    windows = names;
  }
}
