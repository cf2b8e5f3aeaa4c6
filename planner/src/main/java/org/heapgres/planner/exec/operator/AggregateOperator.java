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
import org.heapgres.planner.exec.NodeCounts;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.exec.aggregate.Accumulator;
import org.heapgres.planner.exec.aggregate.AggregateCall;
import org.heapgres.planner.exec.operator.AggregateNode.Grouping;
import org.heapgres.planner.types.PgType;

/**
 * Runs an {@link AggregateNode}. When a grouping set's groups fill the memory, no more of them are
 * begun: rows of other groups are set aside on disk, and take their turn partition by partition.
 */
final class AggregateOperator implements Operator {
  /** What an accumulator takes for a group. */
  private static final int STATE_BYTES = 48;

  private final Execution run;
  private final AggregateNode node;
  private final NodeCounts counts;
  private final long memory;
  private final Deque<Batch> results = new ArrayDeque<>();
  private final Deque<Rest> rests = new ArrayDeque<>();
  private boolean begun;
  private int at;
  private long most;
  private long spilled;
  private int batches = 1;

  /** Rows of a grouping set that have been set aside. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Rest(int[] set, Operator rows, int depth) {}

  AggregateOperator(Execution run, AggregateNode node) {
    this.run = run;
    this.node = node;
    this.counts = run.counts(node);
    this.memory = run.context().hashMemory();
  }

  @Override
  public Batch next() {
    if (!begun) {
      begun = true;
      List<Groups> all = new ArrayList<>();
      for (int[] set : node.sets()) {
        all.add(new Groups(set, 0));
      }
      compute(node.input().open(run), all);
    }
    while (true) {
      Batch result = results.peek();
      if (result == null) {
        if (rests.isEmpty()) {
          return null;
        }
        Rest rest = rests.poll();
        compute(rest.rows, List.of(new Groups(rest.set, rest.depth)));
      } else if (at < result.size()) {
        int from = at;
        at = Math.min(result.size(), at + Batch.TARGET_SIZE);
        return result.slice(from, at).dense();
      } else {
        results.poll();
        at = 0;
      }
    }
  }

  private void compute(Operator rows, List<Groups> all) {
    try (rows) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        run.checkCancel();
        for (Groups groups : all) {
          groups.add(batch);
        }
      }
    }
    for (Groups groups : all) {
      results.add(groups.result());
      groups.setAside();
    }
    say();
  }

  private void say() {
    if (counts == null || node.keys().length == 0) {
      return;
    }
    long kilobytes = (most + 1023) / 1024;
    long disk = (spilled + 1023) / 1024;
    counts.say(
        "HashAgg",
        new Detail(
            "Batches: "
                + batches
                + "  Memory Usage: "
                + kilobytes
                + "kB"
                + (disk == 0 ? "" : "  Disk Usage: " + disk + "kB"),
            List.of(
                new Detail.Property("Planned Partitions", 0L),
                new Detail.Property("HashAgg Batches", (long) batches),
                new Detail.Property("Peak Memory Usage", kilobytes),
                new Detail.Property("Disk Usage", disk))));
  }

  /** The groups of one grouping set. */
  private final class Groups {
    private final int[] set;
    private final int depth;
    private final KeyTable table;
    private final RowBuffer keyRows;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private int[] groupOfRow = new int[Batch.TARGET_SIZE];
    private HashPartitions others;

    Groups(int[] set, int depth) {
      this.set = set;
      this.depth = depth;
      List<PgType> keyTypes = new ArrayList<>();
      VectorKind[] kinds = new VectorKind[set.length];
      for (int k = 0; k < set.length; k++) {
        keyTypes.add(node.types().get(set[k]));
        kinds[k] = node.kind(set[k]);
      }
      table = new KeyTable(keyTypes);
      keyRows = new RowBuffer(kinds);
      for (AggregateCall call : node.calls()) {
        accumulators.add(call.open());
      }
    }

    void add(Batch batch) {
      if (groupOfRow.length < batch.extent()) {
        groupOfRow = new int[batch.extent()];
      }
      Batch rows = set.length == 0 ? batch : others == null ? number(batch) : known(batch);
      int count = set.length == 0 ? 1 : table.size();
      if (rows == null) {
        return;
      }
      for (Accumulator accumulator : accumulators) {
        accumulator.add(run, rows, groupOfRow, count);
      }
    }

    private Vector[] keyColumns(Batch batch) {
      Vector[] columns = new Vector[set.length];
      for (int k = 0; k < set.length; k++) {
        columns[k] = batch.column(node.keys()[set[k]]);
      }
      return columns;
    }

    private Batch number(Batch batch) {
      Vector[] columns = keyColumns(batch);
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
        if (bytes() > memory && depth < HashPartitions.MOST_DEPTH) {
          others = new HashPartitions(run, node, node.input(), depth);
        }
      }
      return batch;
    }

    /** The rows of known groups; the others are set aside. Null for none. */
    private Batch known(Batch batch) {
      int[] numbers = table.number(keyColumns(batch), batch, false);
      int[] rows = new int[numbers.length];
      int count = 0;
      for (int i = 0; i < numbers.length; i++) {
        if (numbers[i] < 0) {
          others.add(batch, i, table.hash(i));
        } else {
          int row = batch.row(i);
          groupOfRow[row] = numbers[i];
          rows[count++] = row;
        }
      }
      return count == numbers.length ? batch : count == 0 ? null : batch.select(rows, count);
    }

    private long bytes() {
      long bytes = table.bytes() + (long) table.size() * STATE_BYTES * accumulators.size();
      for (Accumulator accumulator : accumulators) {
        bytes += accumulator.bytes();
      }
      most = Math.max(most, bytes);
      return bytes;
    }

    /** Leaves to later what was not counted. */
    void setAside() {
      if (counts != null) {
        bytes();
      }
      if (others != null) {
        batches += others.partitions().size();
        spilled += others.bytes();
        others
            .partitions()
            .forEach(partition -> rests.add(new Rest(set, others.read(partition), depth + 1)));
      }
    }

    Batch result() {
      int count = set.length == 0 ? 1 : table.size();
      int keys = node.keys().length;
      Vector[] columns = new Vector[node.width()];
      Batch keyBatch = keyRows.take();
      for (int c = 0; c < keys; c++) {
        columns[c] = Vectors.constant(node.kind(c), null, count);
      }
      for (int k = 0; k < set.length; k++) {
        columns[set[k]] = keyBatch.column(k);
      }
      for (int a = 0; a < accumulators.size(); a++) {
        columns[keys + a] = accumulators.get(a).results(run, count);
      }
      for (int g = 0; g < node.groupings().size(); g++) {
        Grouping grouping = node.groupings().get(g);
        int mask = mask(grouping);
        columns[keys + accumulators.size() + g] =
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
}
