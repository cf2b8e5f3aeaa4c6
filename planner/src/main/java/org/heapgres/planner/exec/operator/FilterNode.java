package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.expression.Expression;

/** The rows for which a condition is true. */
public final class FilterNode extends PlanNode {
  private final PlanNode input;
  private final Expression condition;
  private final String text;
  private final double rows;

  public FilterNode(PlanNode input, Expression condition, String text, double rows) {
    super(input.types());
    this.input = input;
    this.condition = condition;
    this.text = text;
    this.rows = rows;
  }

  @Override
  protected Operator start(Execution run) {
    Operator source = input.open(run);
    return new Operator() {
      @Override
      public Batch next() {
        for (Batch batch = source.next(); batch != null; batch = source.next()) {
          run.checkCancel();
          Batch selected = condition.select(run, batch);
          if (selected != null) {
            return selected;
          }
        }
        return null;
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
    return "Filter";
  }

  @Override
  public double estimatedRows() {
    return rows;
  }

  /** The condition. */
  public String text() {
    return text;
  }
}
