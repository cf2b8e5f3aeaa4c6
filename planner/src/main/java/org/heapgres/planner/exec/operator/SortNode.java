package org.heapgres.planner.exec.operator;

import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.ExternalSort;
import org.heapgres.planner.exec.NodeCounts;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.RowOrder;
import org.heapgres.planner.exec.expression.Expression;

/**
 * ORDER BY: in work_mem, beyond that on disk. With a small limit it keeps only as many rows as the
 * limit and the offset above it need.
 */
public final class SortNode extends PlanNode {
  private static final int SMALLEST_TOP_BUFFER = 4 * Batch.TARGET_SIZE;

  /** A larger limit is like none. */
  private static final int MOST_IN_MEMORY = 10_000;

  private final PlanNode input;
  private final RowOrder order;
  private final List<String> keys;
  private final Expression offset;
  private final Expression limit;

  /** {@code offset} and {@code limit} are those of the node above, null for none. */
  public SortNode(
      PlanNode input, RowOrder order, List<String> keys, Expression offset, Expression limit) {
    super(input.types());
    this.input = input;
    this.order = order;
    this.keys = List.copyOf(keys);
    this.offset = offset;
    this.limit = limit;
  }

  @Override
  protected Operator start(Execution run) {
    long top = limit == null ? Long.MAX_VALUE : LimitNode.limit(run, limit);
    long wanted = top == Long.MAX_VALUE ? top : top + LimitNode.offset(run, offset);
    return wanted > MOST_IN_MEMORY ? all(run) : best(run, wanted);
  }

  private Operator all(Execution run) {
    return new Operator() {
      private ExternalSort sort;
      private Operator sorted;

      @Override
      public Batch next() {
        if (sorted == null) {
          sort = new ExternalSort(run, SortNode.this, order);
          try (Operator source = input.open(run)) {
            for (Batch batch = source.next(); batch != null; batch = source.next()) {
              run.checkCancel();
              sort.add(batch);
            }
          }
          sorted = sort.result();
        }
        return sorted.next();
      }

      @Override
      public void close() {
        if (sort != null) {
          sort.close();
        }
      }
    };
  }

  private Operator best(Execution run, long wanted) {
    return new Operator() {
      private Batch sorted;
      private int at;

      @Override
      public Batch next() {
        if (sorted == null) {
          sorted = sort(run, wanted);
        }
        if (at >= sorted.size()) {
          return null;
        }
        int from = at;
        at = Math.min(sorted.size(), at + Batch.TARGET_SIZE);
        return sorted.slice(from, at).dense();
      }

      @Override
      public void close() {
        at = sorted == null ? 0 : sorted.size();
      }
    };
  }

  private Batch sort(Execution run, long wanted) {
    RowBuffer buffer = new RowBuffer(this);
    long full = Math.max(SMALLEST_TOP_BUFFER, wanted * 2);
    Batch best = null;
    try (Operator source = input.open(run)) {
      for (Batch batch = source.next(); batch != null; batch = source.next()) {
        run.checkCancel();
        Batch rows = best == null ? batch : order.notBehind(batch, best);
        if (rows != null) {
          buffer.add(rows);
        }
        if (buffer.size() > full) {
          best = top(buffer.take(), wanted);
          buffer.add(best);
        }
      }
    }
    Batch sorted = top(buffer.take(), wanted);
    NodeCounts counts = run.counts(this);
    if (counts != null) {
      counts.say(
          "Sort", ExternalSort.detail("top-N heapsort", wanted * width() * Long.BYTES, false));
    }
    return sorted;
  }

  private Batch top(Batch all, long wanted) {
    int[] rows = order.sort(all);
    int count = (int) Math.min(wanted, rows.length);
    return all.select(Arrays.copyOf(rows, count), count);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String title() {
    return "Sort";
  }

  @Override
  public List<Detail> details() {
    return List.of(Detail.list("Sort Key", keys));
  }
}
