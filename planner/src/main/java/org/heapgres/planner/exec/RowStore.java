package org.heapgres.planner.exec;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * Rows kept in the order of their arrival, batch by batch: in work_mem, and beyond that on disk.
 * May be read while it grows. Used by one thread; to be closed.
 */
public final class RowStore implements AutoCloseable {
  private final Execution run;
  private final PlanNode node;
  private final List<PgType> types;
  private final RowSize size;
  private final long memory;
  private List<Batch> batches = new ArrayList<>();
  private long bytes;
  private SpillFile file;
  private final List<SpillFile.Sequence> sequences = new ArrayList<>();

  /** {@code node} is whose the rows are; null for no node's. */
  public RowStore(Execution run, PlanNode node, List<PgType> types) {
    this.run = run;
    this.node = node;
    this.types = types;
    this.size = new RowSize(Kinds.of(types));
    this.memory = run.context().workMemory();
  }

  public RowStore(Execution run, PlanNode node) {
    this(run, node, node.types());
  }

  /** Takes all that {@code input} has to give, and closes it. */
  public RowStore drain(Operator input) {
    try (input) {
      for (Batch batch = input.next(); batch != null; batch = input.next()) {
        run.checkCancel();
        add(batch);
      }
    }
    say();
    return this;
  }

  /** The batch's number, from 0. */
  public int add(Batch batch) {
    if (file != null) {
      sequences.add(file.write(batch));
      return sequences.size() - 1;
    }
    batches.add(batch.dense());
    bytes += size.of(batch);
    int number = batches.size() - 1;
    if (bytes > memory) {
      file = new SpillFile(run, node, types);
      for (Batch kept : batches) {
        sequences.add(file.write(kept));
      }
      batches = null;
    }
    return number;
  }

  /** How many batches there are. */
  public int count() {
    return file == null ? batches.size() : sequences.size();
  }

  public Batch batch(int number) {
    return file == null ? batches.get(number) : file.read(sequences.get(number));
  }

  /** All rows from the first. */
  public Operator read() {
    return new Operator() {
      private int next;

      @Override
      public Batch next() {
        return next < count() ? batch(next++) : null;
      }
    };
  }

  /** Tells EXPLAIN. */
  public void say() {
    NodeCounts counts = node == null ? null : run.counts(node);
    if (counts != null) {
      String kind = file == null ? "Memory" : "Disk";
      long kilobytes = ((file == null ? bytes : file.position()) + 1023) / 1024;
      counts.say(
          "Storage",
          new Detail(
              "Storage: " + kind + "  Maximum Storage: " + kilobytes + "kB",
              List.of(
                  new Detail.Property("Storage", kind),
                  new Detail.Property("Maximum Storage", kilobytes))));
    }
  }

  /** Empty as at first. */
  public void clear() {
    sequences.clear();
    bytes = 0;
    if (file == null) {
      batches.clear();
    } else {
      file.close();
      file = null;
      batches = new ArrayList<>();
    }
  }

  @Override
  public void close() {
    clear();
  }
}
