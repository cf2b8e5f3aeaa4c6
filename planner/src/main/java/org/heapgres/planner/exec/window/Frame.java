package org.heapgres.planner.exec.window;

import org.apache.calcite.rex.RexWindowExclusion;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.functions.BoundFunction;
import org.heapgres.planner.rel.PgWindowFunction.FrameMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Which rows around the current one a function looks at.
 *
 * @param range for offsets of a RANGE frame; null without
 */
public record Frame(
    FrameMode mode, Bound start, Bound end, RexWindowExclusion exclusion, Range range) {
  /** One end of a frame. */
  public sealed interface Bound {
    record UnboundedPreceding() implements Bound {}

    record CurrentRow() implements Bound {}

    record UnboundedFollowing() implements Bound {}

    /** {@code sign} is -1 for PRECEDING, 1 for FOLLOWING. */
    record Offset(Expression count, int sign) implements Bound {}
  }

  /** The single order column of a RANGE frame with offsets, and its in_range function. */
  public record Range(int column, boolean descending, BoundFunction inRange) {}

  /** Offsets as they are in this run, which must not change within it. */
  Resolved resolve(Execution run) {
    return new Resolved(run, this, offset(run, start, "starting"), offset(run, end, "ending"));
  }

  private Object offset(Execution run, Bound bound, String which) {
    if (!(bound instanceof Bound.Offset offset)) {
      return null;
    }
    Object datum = offset.count().evaluateRow(run, ValuesNode.oneEmptyRow());
    if (datum == null) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED, "frame " + which + " offset must not be null");
    }
    if (mode != FrameMode.RANGE && (Long) datum < 0) {
      throw new PgException(
          SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE,
          "frame " + which + " offset must not be negative");
    }
    return datum;
  }

  /** A frame with its offsets known. */
  record Resolved(Execution run, Frame frame, Object startOffset, Object endOffset) {
    /** The first row of the frame of {@code index}. */
    int from(Partition partition, int index) {
      long from =
          switch (frame.start) {
            case Bound.UnboundedPreceding bound -> 0;
            case Bound.CurrentRow bound ->
                frame.mode == FrameMode.ROWS ? index : partition.peerStart(index);
            case Bound.UnboundedFollowing bound -> partition.size();
            case Bound.Offset bound ->
                switch (frame.mode) {
                  case ROWS -> moved(index, bound, startOffset);
                  case GROUPS -> {
                    long group = moved(partition.group(index), bound, startOffset);
                    yield group >= partition.groups()
                        ? partition.size()
                        : partition.groupStart((int) Math.max(group, 0));
                  }
                  case RANGE -> edge(partition, index, bound, startOffset, true);
                };
          };
      return Math.clamp(from, 0, partition.size());
    }

    /** Behind the last row of the frame of {@code index}. */
    int to(Partition partition, int index) {
      long to =
          switch (frame.end) {
            case Bound.UnboundedPreceding bound -> 0;
            case Bound.CurrentRow bound ->
                frame.mode == FrameMode.ROWS ? index + 1 : partition.peerEnd(index);
            case Bound.UnboundedFollowing bound -> partition.size();
            case Bound.Offset bound ->
                switch (frame.mode) {
                  case ROWS -> moved(index, bound, endOffset) + 1;
                  case GROUPS -> {
                    long group = moved(partition.group(index), bound, endOffset);
                    yield group < 0
                        ? 0
                        : partition.groupStart((int) Math.min(group + 1, partition.groups()));
                  }
                  case RANGE -> edge(partition, index, bound, endOffset, false);
                };
          };
      return Math.clamp(to, 0, partition.size());
    }

    private static long moved(int place, Bound.Offset bound, Object offset) {
      return place + bound.sign() * Math.min((Long) offset, Integer.MAX_VALUE);
    }

    /**
     * The first row at or behind a RANGE offset's value ({@code start}), or behind the last row at
     * or before it. Rows whose order column is null have only each other in their frames.
     */
    private int edge(
        Partition partition, int index, Bound.Offset bound, Object offset, boolean start) {
      Range range = frame.range;
      Object base = partition.datum(range.column, index);
      if (base == null) {
        return start ? partition.peerStart(index) : partition.peerEnd(index);
      }
      boolean subtract = bound.sign() < 0 != range.descending;
      boolean less = start == range.descending;
      int low = firstWithValue(partition, range.column);
      int high = endOfValues(partition, range.column);
      while (low < high) {
        int middle = (low + high) >>> 1;
        boolean inside =
            (Boolean)
                range.inRange.call(
                    run.context().calls(),
                    partition.datum(range.column, middle),
                    base,
                    offset,
                    subtract,
                    less);
        if (inside == start) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }

    private static int firstWithValue(Partition partition, int column) {
      return partition.datum(column, 0) == null ? partition.peerEnd(0) : 0;
    }

    private static int endOfValues(Partition partition, int column) {
      int last = partition.size() - 1;
      return partition.datum(column, last) == null ? partition.peerStart(last) : partition.size();
    }

    boolean excludes() {
      return frame.exclusion != RexWindowExclusion.EXCLUDE_NO_OTHER;
    }

    /** Whether EXCLUDE leaves {@code row} out of the frame of {@code index}. */
    boolean excluded(Partition partition, int index, int row) {
      return switch (frame.exclusion) {
        case EXCLUDE_NO_OTHER -> false;
        case EXCLUDE_CURRENT_ROW -> row == index;
        case EXCLUDE_GROUP -> row >= partition.peerStart(index) && row < partition.peerEnd(index);
        case EXCLUDE_TIES ->
            row != index && row >= partition.peerStart(index) && row < partition.peerEnd(index);
      };
    }
  }
}
