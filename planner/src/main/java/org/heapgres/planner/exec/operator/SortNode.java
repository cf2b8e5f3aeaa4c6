package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.ExternalSort;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowOrder;
import org.heapgres.planner.exec.expression.Expression;

/**
 * ORDER BY: in work_mem, beyond that on disk. With a limit it keeps only as many rows as the limit
 * and the offset above it need.
 */
public final class SortNode extends PlanNode {
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
    long wanted = wanted(run);
    return new Operator() {
      private ExternalSort sort;
      private Operator sorted;

      @Override
      public Batch next() {
        if (sorted == null) {
          sort = new ExternalSort(run, SortNode.this, order, null, wanted);
          sorted = sort.drain(input.open(run)).result();
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

  private long wanted(Execution run) {
    long most = limit == null ? Long.MAX_VALUE : LimitNode.limit(run, limit);
    long skipped = most == Long.MAX_VALUE ? 0 : LimitNode.offset(run, offset);
    return most > Long.MAX_VALUE - skipped ? Long.MAX_VALUE : most + skipped;
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
