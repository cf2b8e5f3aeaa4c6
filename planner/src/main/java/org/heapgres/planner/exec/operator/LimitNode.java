package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowOrder;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** LIMIT and OFFSET; either may be null, and NULL means none. */
public final class LimitNode extends PlanNode {
  private final PlanNode input;
  private final Expression offset;
  private final Expression limit;
  private final RowOrder ties;
  private final double rows;

  /** {@code ties}: rows that are equal in that order to the last one come too; null for none. */
  public LimitNode(
      PlanNode input, Expression offset, Expression limit, RowOrder ties, double rows) {
    super(input.types());
    this.ties = ties;
    this.rows = rows;
    this.input = input;
    this.offset = offset;
    this.limit = limit;
  }

  /** Rows to skip. */
  static long offset(Execution run, Expression expression) {
    return count(run, expression, 0, SqlState.INVALID_ROW_COUNT_IN_RESULT_OFFSET_CLAUSE, "OFFSET");
  }

  /** Rows to return at most. */
  static long limit(Execution run, Expression expression) {
    return count(
        run, expression, Long.MAX_VALUE, SqlState.INVALID_ROW_COUNT_IN_LIMIT_CLAUSE, "LIMIT");
  }

  private static long count(
      Execution run, Expression expression, long none, SqlState state, String clause) {
    Object datum =
        expression == null ? null : expression.evaluateRow(run, ValuesNode.oneEmptyRow());
    if (datum == null) {
      return none;
    }
    long count = ((Number) datum).longValue();
    if (count < 0) {
      throw new PgException(state, clause + " must not be negative");
    }
    return count;
  }

  @Override
  protected Operator start(Execution run) {
    long limited = limit(run, limit);
    long skipped = offset(run, offset);
    Operator source = input.open(run);
    return new Operator() {
      private long skip = skipped;
      private long left = limited;
      private Object[] last;

      @Override
      public Batch next() {
        while (left > 0) {
          Batch batch = source.next();
          if (batch == null) {
            return null;
          }
          if (skip >= batch.size()) {
            skip -= batch.size();
            continue;
          }
          int from = (int) skip;
          int to = (int) Math.min(batch.size(), left >= batch.size() ? batch.size() : from + left);
          skip = 0;
          left -= to - from;
          if (left > 0 || ties == null || to == from) {
            return batch.slice(from, to);
          }
          last = batch.copyRow(to - 1, new Object[batch.width()]);
          return batch.slice(from, equalUntil(batch, to));
        }
        while (last != null) {
          Batch batch = source.next();
          if (batch == null) {
            last = null;
            break;
          }
          int end = equalUntil(batch, 0);
          if (end > 0) {
            return batch.slice(0, end);
          }
        }
        source.close();
        return null;
      }

      // Up to where the batch's rows tie with the last one; forgets that where they end.
      private int equalUntil(Batch batch, int from) {
        int at = from;
        while (at < batch.size() && tie(batch.copyRow(at, new Object[batch.width()]))) {
          at++;
        }
        if (at < batch.size() || batch.size() == 0) {
          last = null;
        }
        return at;
      }

      private boolean tie(Object[] row) {
        for (RowOrder.Key key : ties.keys()) {
          Object a = row[key.column()];
          Object b = last[key.column()];
          if ((a == null || b == null) ? a != b : key.type().compare(a, b) != 0) {
            return false;
          }
        }
        return true;
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String title() {
    return "Limit";
  }

  @Override
  public double estimatedRows() {
    return rows;
  }
}
