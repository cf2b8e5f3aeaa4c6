package org.heapgres.planner.exec.operator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.types.PgType;

/** Set-returning functions of a select list: input columns, then a column for each set. */
public final class ProjectSetNode extends PlanNode {
  private final PlanNode input;
  private final List<SetSource> sets;

  public ProjectSetNode(PlanNode input, List<SetSource> sets, List<PgType> types) {
    super(types);
    this.input = input;
    this.sets = List.copyOf(sets);
  }

  @Override
  protected Operator start(Execution run) {
    Operator source = input.open(run);
    return new Operator() {
      private Batch batch;
      private int position;
      private List<Iterator<?>> open;

      @Override
      public Batch next() {
        RowBuffer out = new RowBuffer(ProjectSetNode.this);
        while (out.size() < Batch.TARGET_SIZE) {
          if (open == null && !start()) {
            break;
          }
          step(out);
        }
        return out.size() == 0 ? null : out.take();
      }

      private boolean start() {
        run.checkCancel();
        if (batch == null || ++position == batch.size()) {
          batch = source.next();
          position = 0;
          if (batch == null) {
            return false;
          }
        }
        Batch row = batch.slice(position, position + 1);
        open = new ArrayList<>();
        for (SetSource set : sets) {
          open.add(set.open(run, row));
        }
        return true;
      }

      private void step(RowBuffer out) {
        Object[] row = batch.copyRow(position, new Object[width()]);
        boolean any = false;
        for (int s = 0; s < open.size(); s++) {
          boolean more = open.get(s).hasNext();
          any |= more;
          row[input.width() + s] = more ? open.get(s).next() : null;
        }
        if (any) {
          out.add(row);
        } else {
          open = null;
        }
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
    return "ProjectSet";
  }

  @Override
  public double estimatedRows() {
    return input.estimatedRows() * 10;
  }
}
