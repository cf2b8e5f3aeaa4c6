package org.heapgres.planner.exec.operator;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.HashPartitions;
import org.heapgres.planner.exec.KeyTable;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;

/** INTERSECT and EXCEPT, with or without ALL: counts the rows of both sides by value. */
public final class SetOperationNode extends PlanNode {
  /** Which rows come out. */
  public enum Kind {
    INTERSECT("Intersect"),
    INTERSECT_ALL("Intersect All"),
    EXCEPT("Except"),
    EXCEPT_ALL("Except All");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    private int copies(int left, int right) {
      return switch (this) {
        case INTERSECT -> left > 0 && right > 0 ? 1 : 0;
        case INTERSECT_ALL -> Math.min(left, right);
        case EXCEPT -> left > 0 && right == 0 ? 1 : 0;
        case EXCEPT_ALL -> Math.max(0, left - right);
      };
    }
  }

  private final Kind kind;
  private final PlanNode left;
  private final PlanNode right;

  public SetOperationNode(Kind kind, PlanNode left, PlanNode right) {
    super(left.types());
    this.kind = kind;
    this.left = left;
    this.right = right;
  }

  @Override
  protected Operator start(Execution run) {
    return new Run(run);
  }

  /**
   * Counts the left rows by value, then the right ones. When the values fill the memory, rows with
   * others are set aside on disk, and take their turn partition by partition.
   */
  private final class Run implements Operator {
    private final Execution run;
    private final long memory;
    private final Deque<Rest> rests = new ArrayDeque<>();
    private Batch result;
    private int at;
    private boolean begun;

    /** Rows of both sides that have been set aside. */
    private record Rest(Operator left, Operator right, int depth) {}

    Run(Execution run) {
      this.run = run;
      this.memory = run.context().hashMemory();
    }

    @Override
    public Batch next() {
      while (true) {
        if (result != null && at < result.size()) {
          int from = at;
          at = Math.min(result.size(), at + Batch.TARGET_SIZE);
          return result.slice(from, at);
        }
        Rest rest = begun ? rests.poll() : new Rest(left.open(run), right.open(run), 0);
        begun = true;
        if (rest == null) {
          return null;
        }
        result = compute(rest);
        at = 0;
      }
    }

    private Batch compute(Rest rest) {
      KeyTable keys = new KeyTable(types());
      RowBuffer distinct = new RowBuffer(SetOperationNode.this);
      HashPartitions lefts = null;
      int[] leftCounts = new int[Batch.TARGET_SIZE];
      try (Operator source = rest.left) {
        for (Batch batch = source.next(); batch != null; batch = source.next()) {
          run.checkCancel();
          int known = keys.size();
          int[] numbers = keys.number(batch.columns(), batch, lefts == null);
          if (keys.size() > leftCounts.length) {
            leftCounts = Arrays.copyOf(leftCounts, keys.size() * 2);
          }
          int[] fresh = new int[keys.size() - known];
          for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] < 0) {
              lefts.add(batch, i, keys.hash(i));
              continue;
            }
            leftCounts[numbers[i]]++;
            if (numbers[i] == known && lefts == null) {
              fresh[fresh.length - (keys.size() - known)] = batch.row(i);
              known++;
            }
          }
          distinct.add(batch.select(fresh, fresh.length));
          if (lefts == null && rest.depth < HashPartitions.MOST_DEPTH && keys.bytes() > memory) {
            lefts = new HashPartitions(run, SetOperationNode.this, left, rest.depth);
          }
        }
      }
      int[] rightCounts = countRight(rest, keys, lefts);
      int[] rows = new int[keys.size()];
      int count = 0;
      for (int key = 0; key < keys.size(); key++) {
        int copies = kind.copies(leftCounts[key], rightCounts[key]);
        if (count + copies > rows.length) {
          rows = Arrays.copyOf(rows, Math.max(rows.length * 2, count + copies));
        }
        for (int i = 0; i < copies; i++) {
          rows[count++] = key;
        }
      }
      return distinct.take().select(rows, count);
    }

    private int[] countRight(Rest rest, KeyTable keys, HashPartitions lefts) {
      HashPartitions rights =
          lefts == null ? null : new HashPartitions(run, SetOperationNode.this, left, rest.depth);
      int[] counts = new int[keys.size()];
      try (Operator source = rest.right) {
        for (Batch batch = source.next(); batch != null; batch = source.next()) {
          run.checkCancel();
          int[] numbers = keys.number(batch.columns(), batch, false);
          for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] >= 0) {
              counts[numbers[i]]++;
            } else if (lefts != null && lefts.hasPartition(keys.hash(i))) {
              rights.add(batch, i, keys.hash(i));
            }
          }
        }
      }
      if (lefts != null) {
        for (int partition : lefts.partitions()) {
          rests.add(new Rest(lefts.read(partition), rights.read(partition), rest.depth + 1));
        }
      }
      return counts;
    }

    @Override
    public void close() {
      result = null;
      begun = true;
      rests.clear();
    }
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }

  @Override
  public String title() {
    return "HashSetOp " + kind.title;
  }

  @Override
  public String nodeType() {
    return "SetOp";
  }

  @Override
  public List<Detail.Property> attributes() {
    return List.of(
        new Detail.Property("Strategy", "Hashed"), new Detail.Property("Command", kind.title));
  }

  @Override
  public double estimatedRows() {
    return left.estimatedRows();
  }
}
