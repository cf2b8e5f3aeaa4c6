package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.types.PgType;

/** Computes columns. EXPLAIN shows its input in its place, as PostgreSQL does. */
public final class ProjectNode extends PlanNode {
  private final PlanNode input;
  private final Expression[] expressions;

  public ProjectNode(PlanNode input, List<Expression> expressions, List<PgType> types) {
    super(types);
    this.input = input;
    this.expressions = expressions.toArray(Expression[]::new);
  }

  @Override
  protected Operator start(Execution run) {
    Operator source = input.open(run);
    return new Operator() {
      @Override
      public Batch next() {
        Batch batch = source.next();
        return batch == null ? null : project(run, batch, expressions);
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }

  static Batch project(Execution run, Batch batch, Expression[] expressions) {
    Vector[] columns = new Vector[expressions.length];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = expressions[c].evaluate(run, batch);
    }
    return batch.withColumns(columns);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String title() {
    return "Result";
  }
}
