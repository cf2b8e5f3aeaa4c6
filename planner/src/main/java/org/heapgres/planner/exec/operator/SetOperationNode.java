package org.heapgres.planner.exec.operator;

import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
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
    return new Operator() {
      private Batch result;
      private int at;

      @Override
      public Batch next() {
        if (result == null) {
          result = compute(run);
        }
        if (at >= result.size()) {
          return null;
        }
        int from = at;
        at = Math.min(result.size(), at + Batch.TARGET_SIZE);
        return result.slice(from, at);
      }
    };
  }

  private Batch compute(Execution run) {
    KeyTable keys = new KeyTable(types());
    RowBuffer distinct = new RowBuffer(this);
    int[] leftCounts = new int[Batch.TARGET_SIZE];
    try (Operator source = left.open(run)) {
      for (Batch batch = source.next(); batch != null; batch = source.next()) {
        run.checkCancel();
        int known = keys.size();
        int[] numbers = keys.number(batch.columns(), batch, true);
        if (keys.size() > leftCounts.length) {
          leftCounts = Arrays.copyOf(leftCounts, keys.size() * 2);
        }
        int[] fresh = new int[keys.size() - known];
        for (int i = 0; i < numbers.length; i++) {
          leftCounts[numbers[i]]++;
          if (numbers[i] == known) {
            fresh[fresh.length - (keys.size() - known)] = batch.row(i);
            known++;
          }
        }
        distinct.add(batch.select(fresh, fresh.length));
      }
    }
    int[] rightCounts = new int[keys.size()];
    try (Operator source = right.open(run)) {
      for (Batch batch = source.next(); batch != null; batch = source.next()) {
        run.checkCancel();
        for (int number : keys.number(batch.columns(), batch, false)) {
          if (number >= 0) {
            rightCounts[number]++;
          }
        }
      }
    }
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
