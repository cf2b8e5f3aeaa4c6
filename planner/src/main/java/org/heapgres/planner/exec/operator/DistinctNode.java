package org.heapgres.planner.exec.operator;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.KeyTable;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.types.PgType;

/**
 * The first row of each key, in order of arrival: DISTINCT, UNION, and DISTINCT ON over sorted
 * rows.
 */
public final class DistinctNode extends PlanNode {
  private final PlanNode input;
  private final int[] keys;
  private final List<PgType> keyTypes;

  public DistinctNode(PlanNode input, int[] keys) {
    super(input.types());
    this.input = input;
    this.keys = keys.clone();
    this.keyTypes = new ArrayList<>();
    for (int key : keys) {
      keyTypes.add(input.types().get(key));
    }
  }

  @Override
  public Operator open(Execution run) {
    Operator source = input.open(run);
    return new Operator() {
      private final KeyTable seen = new KeyTable(keyTypes);

      @Override
      public Batch next() {
        for (Batch batch = source.next(); batch != null; batch = source.next()) {
          run.checkCancel();
          Vector[] columns = new Vector[keys.length];
          for (int k = 0; k < keys.length; k++) {
            columns[k] = batch.column(keys[k]);
          }
          int known = seen.size();
          int[] numbers = seen.number(columns, batch, true);
          int[] rows = new int[batch.size()];
          int count = 0;
          for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == known) {
              known++;
              rows[count++] = batch.row(i);
            }
          }
          if (count > 0) {
            return batch.select(rows, count);
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
    return keys.length == width() ? "HashAggregate" : "Unique";
  }
}
