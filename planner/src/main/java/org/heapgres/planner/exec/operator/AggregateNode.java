package org.heapgres.planner.exec.operator;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.KeyTable;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.exec.aggregate.Accumulator;
import org.heapgres.planner.exec.aggregate.AggregateCall;
import org.heapgres.planner.types.PgType;

/**
 * GROUP BY by hashing, for one or several grouping sets over the same input. Rows are the grouping
 * columns (NULL where a set lacks one), then the aggregates, then the GROUPING masks.
 */
public final class AggregateNode extends PlanNode {
  /**
   * GROUPING(...): a bit is set for each column that the row's grouping set lacks.
   *
   * @param columns grouping columns by their place among the output's first columns, highest bit
   *     first
   */
  public record Grouping(List<Integer> columns, VectorKind kind) {}

  private final PlanNode input;
  private final int[] keys;
  private final List<int[]> sets;
  private final List<AggregateCall> calls;
  private final List<Grouping> groupings;
  private final List<String> keyNames;
  private final double rows;

  /**
   * @param keys the grouping columns of the input
   * @param sets for each grouping set, indexes into {@code keys}
   */
  public AggregateNode(
      PlanNode input,
      int[] keys,
      List<int[]> sets,
      List<AggregateCall> calls,
      List<Grouping> groupings,
      List<PgType> types,
      List<String> keyNames,
      double rows) {
    super(types);
    this.input = input;
    this.keys = keys.clone();
    this.sets = List.copyOf(sets);
    this.calls = List.copyOf(calls);
    this.groupings = List.copyOf(groupings);
    this.keyNames = List.copyOf(keyNames);
    this.rows = rows;
  }

  @Override
  protected Operator start(Execution run) {
    return new Operator() {
      private List<Batch> results;
      private int set;
      private int at;

      @Override
      public Batch next() {
        if (results == null) {
          results = compute(run);
        }
        while (set < results.size()) {
          Batch result = results.get(set);
          if (at < result.size()) {
            int from = at;
            at = Math.min(result.size(), at + Batch.TARGET_SIZE);
            return result.slice(from, at).dense();
          }
          set++;
          at = 0;
        }
        return null;
      }
    };
  }

  private List<Batch> compute(Execution run) {
    List<Groups> all = new ArrayList<>();
    for (int[] set : sets) {
      all.add(new Groups(set));
    }
    try (Operator source = input.open(run)) {
      for (Batch batch = source.next(); batch != null; batch = source.next()) {
        run.checkCancel();
        for (Groups groups : all) {
          groups.add(run, batch);
        }
      }
    }
    List<Batch> results = new ArrayList<>();
    for (Groups groups : all) {
      results.add(groups.result(run));
    }
    return results;
  }

  /** The groups of one grouping set. */
  private final class Groups {
    private final int[] set;
    private final KeyTable table;
    private final RowBuffer keyRows;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private int[] groupOfRow = new int[Batch.TARGET_SIZE];

    Groups(int[] set) {
      this.set = set;
      List<PgType> keyTypes = new ArrayList<>();
      VectorKind[] kinds = new VectorKind[set.length];
      for (int k = 0; k < set.length; k++) {
        keyTypes.add(types().get(set[k]));
        kinds[k] = kind(set[k]);
      }
      table = new KeyTable(keyTypes);
      keyRows = new RowBuffer(kinds);
      for (AggregateCall call : calls) {
        accumulators.add(call.open());
      }
    }

    void add(Execution run, Batch batch) {
      if (groupOfRow.length < batch.extent()) {
        groupOfRow = new int[batch.extent()];
      }
      int count = 1;
      if (set.length > 0) {
        number(batch);
        count = table.size();
      }
      for (Accumulator accumulator : accumulators) {
        accumulator.add(run, batch, groupOfRow, count);
      }
    }

    private void number(Batch batch) {
      Vector[] columns = new Vector[set.length];
      for (int k = 0; k < set.length; k++) {
        columns[k] = batch.column(keys[set[k]]);
      }
      int known = table.size();
      int[] numbers = table.number(columns, batch, true);
      int[] fresh = new int[table.size() - known];
      int count = 0;
      for (int i = 0; i < numbers.length; i++) {
        int row = batch.row(i);
        groupOfRow[row] = numbers[i];
        if (numbers[i] == known + count) {
          fresh[count++] = row;
        }
      }
      if (count > 0) {
        keyRows.add(batch.withColumns(columns).select(fresh, count));
      }
    }

    Batch result(Execution run) {
      int count = set.length == 0 ? 1 : table.size();
      Vector[] columns = new Vector[width()];
      Batch keyBatch = keyRows.take();
      for (int c = 0; c < keys.length; c++) {
        columns[c] = Vectors.constant(kind(c), null, count);
      }
      for (int k = 0; k < set.length; k++) {
        columns[set[k]] = keyBatch.column(k);
      }
      for (int a = 0; a < accumulators.size(); a++) {
        columns[keys.length + a] = accumulators.get(a).results(run, count);
      }
      for (int g = 0; g < groupings.size(); g++) {
        Grouping grouping = groupings.get(g);
        int mask = mask(grouping);
        columns[keys.length + accumulators.size() + g] =
            Vectors.constant(
                grouping.kind(),
                grouping.kind() == VectorKind.LONG ? (Object) (long) mask : (Object) mask,
                count);
      }
      return new Batch(columns, count);
    }

    private int mask(Grouping grouping) {
      int mask = 0;
      for (int column : grouping.columns()) {
        boolean present = false;
        for (int key : set) {
          present |= key == column;
        }
        mask = (mask << 1) | (present ? 0 : 1);
      }
      return mask;
    }
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String title() {
    return switch (strategy()) {
      case "Plain" -> "Aggregate";
      case "Mixed" -> "MixedAggregate";
      default -> "HashAggregate";
    };
  }

  private String strategy() {
    if (keys.length == 0) {
      return "Plain";
    }
    return sets.size() > 1 && sets.stream().anyMatch(set -> set.length == 0) ? "Mixed" : "Hashed";
  }

  @Override
  public String nodeType() {
    return "Aggregate";
  }

  @Override
  public List<Detail.Property> attributes() {
    return List.of(
        new Detail.Property("Strategy", strategy()), new Detail.Property("Partial Mode", "Simple"));
  }

  @Override
  public List<Detail> details() {
    if (keys.length == 0) {
      return List.of();
    }
    if (sets.size() == 1) {
      return List.of(Detail.list("Group Key", keyNames));
    }
    List<Detail> details = new ArrayList<>();
    for (int[] set : sets) {
      List<String> names = new ArrayList<>();
      for (int key : set) {
        names.add(keyNames.get(key));
      }
      details.add(names.isEmpty() ? Detail.of("Group Key", "()") : Detail.list("Hash Key", names));
    }
    return details;
  }

  @Override
  public double estimatedRows() {
    return rows;
  }
}
