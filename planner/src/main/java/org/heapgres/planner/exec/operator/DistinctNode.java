package org.heapgres.planner.exec.operator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.HashPartitions;
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
  private final boolean adjacent;

  /**
   * @param names those of the keys
   * @param adjacent whether rows with equal keys come one after the other
   */
  public DistinctNode(PlanNode input, int[] keys, List<String> names, boolean adjacent) {
    super(input.types());
    this.names = List.copyOf(names);
    this.adjacent = adjacent;
    this.input = input;
    this.keys = keys.clone();
    this.keyTypes = new ArrayList<>();
    for (int key : keys) {
      keyTypes.add(input.types().get(key));
    }
  }

  @Override
  protected Operator start(Execution run) {
    return adjacent ? new Adjacent(run) : new Hashed(run);
  }

  private Vector[] keyColumns(Batch batch) {
    Vector[] columns = new Vector[keys.length];
    for (int k = 0; k < keys.length; k++) {
      columns[k] = batch.column(keys[k]);
    }
    return columns;
  }

  /** Compares each row with the one before. */
  private final class Adjacent implements Operator {
    private final Execution run;
    private final Operator source;
    private Object[] last;

    Adjacent(Execution run) {
      this.run = run;
      this.source = input.open(run);
    }

    @Override
    public Batch next() {
      for (Batch batch = source.next(); batch != null; batch = source.next()) {
        run.checkCancel();
        int[] rows = new int[batch.size()];
        int count = 0;
        for (int i = 0; i < batch.size(); i++) {
          if (last == null || !isLast(batch, i)) {
            last = batch.copyRow(i, new Object[batch.width()]);
            rows[count++] = batch.row(i);
          }
        }
        if (count > 0) {
          return batch.select(rows, count);
        }
      }
      return null;
    }

    private boolean isLast(Batch batch, int position) {
      for (int k = 0; k < keys.length; k++) {
        Object before = last[keys[k]];
        Object now = batch.datum(keys[k], position);
        if ((before == null || now == null) ? before != now : !keyTypes.get(k).equal(before, now)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void close() {
      source.close();
    }
  }

  /**
   * Remembers the keys that it has seen. When they fill the memory, rows with others are set aside
   * on disk, and take their turn partition by partition.
   */
  private final class Hashed implements Operator {
    private final Execution run;
    private final long memory;
    private final Deque<Rest> rests = new ArrayDeque<>();
    private Operator source;
    private KeyTable seen = new KeyTable(keyTypes);
    private HashPartitions others;
    private int depth;

    /** Rows that have been set aside. */
    private record Rest(Operator rows, int depth) {}

    Hashed(Execution run) {
      this.run = run;
      this.memory = run.context().hashMemory();
      this.source = input.open(run);
    }

    @Override
    public Batch next() {
      do {
        for (Batch batch = source.next(); batch != null; batch = source.next()) {
          run.checkCancel();
          Batch fresh = others == null ? fresh(batch) : setAside(batch);
          if (fresh != null) {
            return fresh;
          }
        }
      } while (nextPartition());
      return null;
    }

    private boolean nextPartition() {
      source.close();
      if (others != null) {
        for (int partition : others.partitions()) {
          rests.add(new Rest(others.read(partition), depth + 1));
        }
        others = null;
      }
      Rest rest = rests.poll();
      if (rest == null) {
        return false;
      }
      source = rest.rows;
      depth = rest.depth;
      seen = new KeyTable(keyTypes);
      return true;
    }

    /** The rows with keys that were not there before; null for none. */
    private Batch fresh(Batch batch) {
      int known = seen.size();
      int[] numbers = seen.number(keyColumns(batch), batch, true);
      int[] rows = new int[batch.size()];
      int count = 0;
      for (int i = 0; i < numbers.length; i++) {
        if (numbers[i] == known) {
          known++;
          rows[count++] = batch.row(i);
        }
      }
      if (count == 0) {
        return null;
      }
      if (depth < HashPartitions.MOST_DEPTH && seen.bytes() > memory) {
        others = new HashPartitions(run, DistinctNode.this, input, depth);
      }
      return batch.select(rows, count);
    }

    private Batch setAside(Batch batch) {
      int[] numbers = seen.number(keyColumns(batch), batch, false);
      for (int i = 0; i < numbers.length; i++) {
        if (numbers[i] < 0) {
          others.add(batch, i, seen.hash(i));
        }
      }
      return null;
    }

    @Override
    public void close() {
      source.close();
    }
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
