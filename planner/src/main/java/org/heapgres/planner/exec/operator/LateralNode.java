package org.heapgres.planner.exec.operator;

import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.NodeCounts;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorBuilder;
import org.heapgres.planner.exec.expression.Expression;

/**
 * Runs the right side once for each row of the left, which it sees through a correlation variable:
 * LATERAL, and index lookups with a key from the left.
 */
public final class LateralNode extends PlanNode {
  /** Joins of a few rows by their keys are the most frequent; room for a batch would cost more. */
  private static final int FIRST_CAPACITY = 4;

  private final JoinKind joinKind;
  private final PlanNode left;
  private final PlanNode right;
  private final int correlation;
  private final Expression residual;
  private final String residualText;
  private final double rows;

  /**
   * @param joinKind INNER, LEFT, SEMI or ANTI
   * @param residual over the columns of both sides; null for none
   */
  public LateralNode(
      JoinKind joinKind,
      PlanNode left,
      PlanNode right,
      int correlation,
      Expression residual,
      String residualText,
      double rows) {
    super(JoinNode.outputTypes(joinKind, left, right));
    this.joinKind = joinKind;
    this.left = left;
    this.right = right;
    this.correlation = correlation;
    this.residual = residual;
    this.residualText = residualText;
    this.rows = rows;
  }

  @Override
  protected Operator start(Execution run) {
    return new Run(run);
  }

  private final class Run implements Operator {
    private final Execution run;
    private final Operator source;
    private final VectorBuilder[] inner;
    private int[] outerRows = new int[FIRST_CAPACITY];
    private Batch outer;
    private int position;
    private Operator lookup;
    private boolean matched;
    private int count;

    Run(Execution run) {
      this.run = run;
      this.source = left.open(run);
      this.inner = new VectorBuilder[right.width()];
      for (int c = 0; c < inner.length; c++) {
        inner[c] = new VectorBuilder(right.kind(c), FIRST_CAPACITY);
      }
    }

    @Override
    public Batch next() {
      while (true) {
        if (outer == null) {
          outer = source.next();
          if (outer == null) {
            return null;
          }
          position = 0;
        }
        run.checkCancel();
        while (position < outer.size() && count < Batch.TARGET_SIZE) {
          step();
        }
        Batch result = count == 0 ? null : emit();
        if (position >= outer.size()) {
          outer = null;
        }
        if (result != null) {
          return result;
        }
      }
    }

    /** One batch of the right side, or the end of one left row. */
    private void step() {
      int row = outer.row(position);
      if (lookup == null) {
        run.setOuterRow(correlation, outer.copyRow(position, new Object[outer.width()]));
        lookup = right.open(run);
        matched = false;
      }
      Batch found = lookup.next();
      if (found != null && residual != null) {
        found = matching(row, found);
        if (found == null) {
          return;
        }
      }
      if (found == null || joinKind.leftOnly()) {
        matched |= found != null;
        lookup.close();
        lookup = null;
        position++;
        if (comesAlone()) {
          append(row, null);
        }
        return;
      }
      matched = true;
      append(row, found);
    }

    private boolean comesAlone() {
      return joinKind == JoinKind.SEMI ? matched : joinKind != JoinKind.INNER && !matched;
    }

    private Batch matching(int row, Batch found) {
      int[] repeated = new int[found.extent()];
      Arrays.fill(repeated, row);
      Vector[] columns = new Vector[left.width() + right.width()];
      for (int c = 0; c < left.width(); c++) {
        columns[c] = outer.column(c).gather(repeated, repeated.length);
      }
      for (int c = 0; c < right.width(); c++) {
        columns[left.width() + c] = found.column(c);
      }
      Batch selected = residual.select(run, found.withColumns(columns));
      NodeCounts counts = run.counts(LateralNode.this);
      if (counts != null) {
        counts.joinFiltered(found.size() - (selected == null ? 0 : selected.size()));
      }
      return selected == null ? null : selected.withColumns(found.columns());
    }

    private void append(int row, Batch found) {
      int size = found == null ? 1 : found.size();
      if (count + size > outerRows.length) {
        outerRows = Arrays.copyOf(outerRows, (count + size) * 2);
      }
      Arrays.fill(outerRows, count, count + size, row);
      count += size;
      if (joinKind.leftOnly()) {
        return;
      }
      for (int c = 0; c < inner.length; c++) {
        if (found == null) {
          inner[c].appendNull();
        } else {
          Vector column = found.column(c);
          for (int i = 0; i < size; i++) {
            inner[c].appendFrom(column, found.row(i));
          }
        }
      }
    }

    private Batch emit() {
      if (joinKind.leftOnly()) {
        int[] rows = Arrays.copyOf(outerRows, count);
        int size = count;
        count = 0;
        return outer.select(rows, size);
      }
      Vector[] columns = new Vector[width()];
      for (int c = 0; c < left.width(); c++) {
        columns[c] = outer.column(c).gather(outerRows, count);
      }
      for (int c = 0; c < inner.length; c++) {
        columns[left.width() + c] = inner[c].build();
      }
      Batch batch = new Batch(columns, count);
      count = 0;
      return batch;
    }

    @Override
    public void close() {
      if (lookup != null) {
        lookup.close();
        lookup = null;
      }
      source.close();
    }
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }

  @Override
  public String title() {
    return joinKind.title("Nested Loop");
  }

  @Override
  public String nodeType() {
    return "Nested Loop";
  }

  @Override
  public List<Detail.Property> attributes() {
    return joinKind.attributes();
  }

  @Override
  public List<Detail> details() {
    Detail unique = Detail.silent("Inner Unique", false);
    return residual == null
        ? List.of(unique)
        : List.of(unique, Detail.of("Join Filter", residualText));
  }

  @Override
  public double estimatedRows() {
    return rows;
  }
}
