package org.heapgres.planner.exec.window;

import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Which rows around the current one a function looks at.
 *
 * @param rows whether bounds count rows; otherwise they are those of the row's peers
 */
public record Frame(boolean rows, Bound start, Bound end) {
  /** One end of a frame. */
  public sealed interface Bound {
    record UnboundedPreceding() implements Bound {}

    record CurrentRow() implements Bound {}

    record UnboundedFollowing() implements Bound {}

    /** {@code sign} is -1 for PRECEDING, 1 for FOLLOWING. */
    record Offset(Expression count, int sign) implements Bound {}
  }

  /** Offsets as they are in this run, which must not change within it. */
  Resolved resolve(Execution run) {
    return new Resolved(this, offset(run, start, "starting"), offset(run, end, "ending"));
  }

  private static long offset(Execution run, Bound bound, String which) {
    if (!(bound instanceof Bound.Offset offset)) {
      return 0;
    }
    Object datum = offset.count().evaluateRow(run, ValuesNode.oneEmptyRow());
    if (datum == null) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED, "frame " + which + " offset must not be null");
    }
    long count = ((Number) datum).longValue();
    if (count < 0) {
      throw new PgException(
          SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE,
          "frame " + which + " offset must not be negative");
    }
    return offset.sign() * Math.min(count, Integer.MAX_VALUE);
  }

  /** A frame with its offsets known. */
  record Resolved(Frame frame, long startOffset, long endOffset) {
    /** The first row of the frame of {@code index}. */
    int from(Partition partition, int index) {
      long from =
          switch (frame.start) {
            case Bound.UnboundedPreceding bound -> 0;
            case Bound.CurrentRow bound -> frame.rows ? index : partition.peerStart(index);
            case Bound.UnboundedFollowing bound -> partition.size();
            case Bound.Offset bound -> index + startOffset;
          };
      return Math.clamp(from, 0, partition.size());
    }

    /** Behind the last row of the frame of {@code index}. */
    int to(Partition partition, int index) {
      long to =
          switch (frame.end) {
            case Bound.UnboundedPreceding bound -> 0;
            case Bound.CurrentRow bound -> frame.rows ? index + 1 : partition.peerEnd(index);
            case Bound.UnboundedFollowing bound -> partition.size();
            case Bound.Offset bound -> index + endOffset + 1;
          };
      return Math.clamp(to, 0, partition.size());
    }
  }
}
