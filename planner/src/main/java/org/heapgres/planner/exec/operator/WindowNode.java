package org.heapgres.planner.exec.operator;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.ExternalSort;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.RowOrder;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.window.WindowCall;
import org.heapgres.planner.exec.window.WindowRun;
import org.heapgres.planner.types.PgType;

/**
 * Window functions over one PARTITION BY and ORDER BY: the input's columns in window order, then a
 * column for each function.
 */
public final class WindowNode extends PlanNode {
  private final PlanNode input;
  private final RowOrder partition;
  private final RowOrder order;
  private final List<WindowCall> calls;
  private final First first;

  /**
   * Says that only the first rows of each partition are wanted.
   *
   * @param count how many, of any integer type; none for NULL
   * @param exclusive whether it is one more than that
   */
  public record First(Expression count, boolean exclusive) {
    private long rows(Execution run) {
      Object datum = count.evaluateRow(run, ValuesNode.oneEmptyRow());
      long rows = datum == null ? 0 : Math.max(0, ((Number) datum).longValue());
      return exclusive && rows > 0 ? rows - 1 : rows;
    }
  }

  /** {@code first}: null when all rows are wanted. */
  public WindowNode(
      PlanNode input, RowOrder partition, RowOrder order, List<WindowCall> calls, First first) {
    super(types(input, calls));
    this.first = first;
    this.input = input;
    this.partition = partition;
    this.order = order;
    this.calls = List.copyOf(calls);
  }

  private static List<PgType> types(PlanNode input, List<WindowCall> calls) {
    List<PgType> types = new ArrayList<>(input.types());
    calls.forEach(call -> types.add(call.type()));
    return types;
  }

  @Override
  protected Operator start(Execution run) {
    return new Run(run);
  }

  /** Sorts, on disk what exceeds work_mem, and takes whole partitions from there into memory. */
  private final class Run implements Operator {
    private final Execution run;
    private ExternalSort sort;
    private Operator sorted;
    private Batch ahead;
    private Batch result;
    private int at;

    Run(Execution run) {
      this.run = run;
    }

    @Override
    public Batch next() {
      if (sorted == null) {
        sort();
      }
      while (result == null || at >= result.size()) {
        Batch rows = partitions();
        if (rows == null) {
          return null;
        }
        result = compute(run, rows);
        at = 0;
      }
      int from = at;
      at = Math.min(result.size(), at + Batch.TARGET_SIZE);
      return result.slice(from, at).dense();
    }

    private void sort() {
      List<RowOrder.Key> keys = new ArrayList<>(partition.keys());
      keys.addAll(order.keys());
      long wanted = first == null ? Long.MAX_VALUE : first.rows(run);
      sort = new ExternalSort(run, input, new RowOrder(keys), partition, wanted);
      sorted = sort.drain(input.open(run)).result();
      result = sort.whole();
      if (result != null) {
        result = compute(run, result);
      } else {
        ahead = sorted.next();
      }
    }

    /** The next rows up to the end of a partition; null at the end. */
    private Batch partitions() {
      if (ahead == null) {
        return null;
      }
      RowBuffer rows = new RowBuffer(input);
      Object[] last = null;
      while (ahead != null) {
        int end = end(rows.size(), last, ahead);
        if (end > 0) {
          Batch taken = ahead.slice(0, end);
          last = taken.copyRow(end - 1, new Object[taken.width()]);
          rows.add(taken);
        }
        if (end < ahead.size()) {
          ahead = ahead.slice(end, ahead.size());
          break;
        }
        ahead = sorted.next();
      }
      return rows.take();
    }

    /** Where in a batch a partition ends, once there are rows enough; else behind its last row. */
    private int end(int before, Object[] last, Batch batch) {
      int at = Math.max(0, Batch.TARGET_SIZE - before);
      if (at == 0 && partition.compare(last, batch.copyRow(0, new Object[batch.width()])) != 0) {
        return 0;
      }
      RowOrder.RowComparator comparator = partition.over(batch.columns());
      for (int i = Math.max(1, at); i < batch.size(); i++) {
        if (comparator.compare(batch.row(i - 1), batch.row(i)) != 0) {
          return i;
        }
      }
      return batch.size();
    }

    @Override
    public void close() {
      if (sort != null) {
        sort.close();
      }
      ahead = null;
    }
  }

  private Batch compute(Execution run, Batch sorted) {
    Object[][] values = WindowRun.compute(run, sorted, partition, order, calls);
    Vector[] columns = new Vector[width()];
    for (int c = 0; c < input.width(); c++) {
      columns[c] = sorted.column(c);
    }
    for (int f = 0; f < calls.size(); f++) {
      columns[input.width() + f] = Vectors.ofDatums(kind(input.width() + f), values[f]);
    }
    return new Batch(columns, sorted.size());
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String title() {
    return "WindowAgg";
  }
}
