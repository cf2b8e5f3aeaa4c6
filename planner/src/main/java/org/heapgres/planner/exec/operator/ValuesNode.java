package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.types.PgType;

/** Rows of expressions: VALUES, and the single empty row of a SELECT without FROM. */
public final class ValuesNode extends PlanNode {
  private static final Batch ONE_EMPTY_ROW = new Batch(new Vector[0], 1);

  private final List<List<Expression>> rows;

  public ValuesNode(List<List<Expression>> rows, List<PgType> types) {
    super(types);
    this.rows = rows;
  }

  /** A batch of one row without columns, over which constants are evaluated. */
  public static Batch oneEmptyRow() {
    return ONE_EMPTY_ROW;
  }

  @Override
  protected Operator start(Execution run) {
    return new Operator() {
      private int next;

      @Override
      public Batch next() {
        if (next == rows.size()) {
          return null;
        }
        if (width() == 0) {
          int count = rows.size();
          next = count;
          return new Batch(new Vector[0], count);
        }
        int end = Math.min(rows.size(), next + Batch.TARGET_SIZE);
        RowBuffer buffer = new RowBuffer(ValuesNode.this, end - next);
        Object[] datums = new Object[width()];
        for (; next < end; next++) {
          List<Expression> row = rows.get(next);
          for (int c = 0; c < datums.length; c++) {
            datums[c] = row.get(c).evaluateRow(run, ONE_EMPTY_ROW);
          }
          buffer.add(datums);
        }
        return buffer.take();
      }
    };
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String title() {
    return isResult() ? "Result" : "Values Scan on \"*VALUES*\"";
  }

  private boolean isResult() {
    return rows.size() == 1;
  }

  @Override
  public String nodeType() {
    return isResult() ? "Result" : "Values Scan";
  }

  @Override
  public List<Detail.Property> attributes() {
    return isResult() ? List.of() : List.of(new Detail.Property("Alias", "*VALUES*"));
  }

  @Override
  public double estimatedRows() {
    return rows.size();
  }
}
