package org.heapgres.planner.exec.operator;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
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
  private final List<String> names;

  /** {@code names} are those of the keys. */
  public DistinctNode(PlanNode input, int[] keys, List<String> names) {
    super(input.types());
    this.names = List.copyOf(names);
    this.input = input;
    this.keys = keys.clone();
    this.keyTypes = new ArrayList<>();
    for (int key : keys) {
      keyTypes.add(input.types().get(key));
    }
  }

  @Override
  protected Operator start(Execution run) {
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
    return isWhole() ? "HashAggregate" : "Unique";
  }

  private boolean isWhole() {
    return keys.length == width();
  }

  @Override
  public String nodeType() {
    return isWhole() ? "Aggregate" : title();
  }

  @Override
  public List<Detail.Property> attributes() {
    return isWhole()
        ? List.of(
            new Detail.Property("Strategy", "Hashed"),
            new Detail.Property("Partial Mode", "Simple"))
        : List.of();
  }

  @Override
  public List<Detail> details() {
    return isWhole() ? List.of(Detail.list("Group Key", names)) : List.of();
  }
}
