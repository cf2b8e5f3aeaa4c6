package org.heapgres.planner.exec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts rows in work_mem: what is more is written as sorted runs to a {@link SpillFile}, which are
 * merged. Equal rows keep the order of their arrival. Used by one thread; to be closed.
 */
public final class ExternalSort implements AutoCloseable {
  /** More runs than that are merged to one before there are more. */
  private static final int MAX_RUNS = 64;

  /** What a row costs besides its values. */
  private static final int ROW_OVERHEAD = 16;

  private static final int MIN_READ = 4096;

  /** So many rows are sorted at least before those are looked for that are not wanted. */
  private static final int FIRST_SELECTION = 4 * Batch.TARGET_SIZE;

  /** The same where there are partitions, of unknown number. */
  private static final int FIRST_SELECTION_OF_PARTITIONS = 64 * Batch.TARGET_SIZE;

  /** More rows than that being wanted is like all. */
  private static final long MOST_WANTED = 1 << 28;

  private final Execution run;
  private final PlanNode rows;
  private final RowOrder order;
  private final RowOrder partition;
  private final long wanted;
  private final RowBuffer buffer;
  private final RowSize size;
  private final long memory;
  private final int firstSelection;
  private long buffered;
  private long most;
  private int full;

  /** The wanted rows of those that have come so far; null with partitions, and until there are. */
  private Batch best;

  private SpillFile file;
  private Batch whole;
  private List<SpillFile.Sequence> sequences = new ArrayList<>();

  /**
   * Of rows as {@code rows} produces them, of which only the first {@code wanted} of each partition
   * matter. Others may be left out, and most are. The order begins with the partition's keys.
   *
   * @param partition null for all rows being one
   * @param wanted {@link Long#MAX_VALUE} for all
   */
  public ExternalSort(
      Execution run, PlanNode rows, RowOrder order, RowOrder partition, long wanted) {
    this.run = run;
    this.rows = rows;
    this.order = order;
    this.partition = partition;
    this.wanted = wanted > MOST_WANTED ? Long.MAX_VALUE : wanted;
    this.firstSelection =
        partition == null
            ? (int) Math.max(FIRST_SELECTION, 2 * Math.min(wanted, MOST_WANTED))
            : FIRST_SELECTION_OF_PARTITIONS;
    this.full = firstSelection;
    this.buffer = new RowBuffer(rows);
    this.size = new RowSize(rows.kinds());
    this.memory = run.context().workMemory();
  }

  /** Takes all that {@code input} has to give, and closes it. */
  public ExternalSort drain(Operator input) {
    try (input) {
      for (Batch batch = input.next(); batch != null; batch = input.next()) {
        run.checkCancel();
        add(batch);
      }
    }
    return this;
  }

  private void add(Batch batch) {
    Batch possible = best == null ? batch : order.notBehind(batch, best);
    if (possible == null) {
      return;
    }
    hold(possible);
    boolean tooMuch = buffered > memory;
    if (wanted < Long.MAX_VALUE && (tooMuch || buffer.size() >= full)) {
      Batch kept = sorted();
      if (partition == null && kept.size() == wanted) {
        best = kept;
      }
      hold(kept);
      full = Math.max(firstSelection, 2 * buffer.size());
      tooMuch = buffered > memory / 2;
    }
    if (tooMuch) {
      spill();
    }
  }

  private void hold(Batch batch) {
    buffer.add(batch);
    buffered += size.of(batch) + batch.size() * (long) ROW_OVERHEAD;
    most = Math.max(most, buffered);
  }

  /** Those held, which are no longer, as far as they are wanted. */
  private Batch sorted() {
    Batch all = buffer.take();
    buffered = 0;
    int[] sorted = order.sort(all);
    return all.select(sorted, wanted == Long.MAX_VALUE ? sorted.length : select(all, sorted));
  }

  /** Moves the rows that are wanted to the front; returns how many they are. */
  private int select(Batch all, int[] sorted) {
    if (partition == null) {
      return (int) Math.min(wanted, sorted.length);
    }
    RowOrder.RowComparator partitions = partition.over(all.columns());
    int count = 0;
    long inPartition = 0;
    int last = -1;
    for (int row : sorted) {
      if (last >= 0 && partitions.compare(last, row) != 0) {
        inPartition = 0;
      }
      if (inPartition++ < wanted) {
        sorted[count++] = row;
      }
      last = row;
    }
    return count;
  }

  private void spill() {
    if (file == null) {
      file = new SpillFile(run, rows);
    }
    sequences.add(file.write(sorted()));
    if (sequences.size() == MAX_RUNS) {
      Merge merge = new Merge();
      SpillFile merged = new SpillFile(run, rows);
      for (Object[] row = merge.next(); row != null; row = merge.next()) {
        merged.add(row);
      }
      file.close();
      file = merged;
      sequences = new ArrayList<>(List.of(new SpillFile.Sequence(0, merged.position())));
    }
  }

  private static Detail detail(String method, long bytes, boolean disk) {
    long kilobytes = (bytes + 1023) / 1024;
    String space = disk ? "Disk" : "Memory";
    return new Detail(
        "Sort Method: " + method + "  " + space + ": " + kilobytes + "kB",
        List.of(
            new Detail.Property("Sort Method", method),
            new Detail.Property("Sort Space Used", kilobytes),
            new Detail.Property("Sort Space Type", space)));
  }

  private void say() {
    NodeCounts counts = run.counts(rows);
    if (counts != null) {
      counts.say(
          "Sort",
          file == null
              ? detail(method(), most, false)
              : detail("external merge", file.position(), true));
    }
  }

  private String method() {
    return partition == null && wanted < Long.MAX_VALUE ? "top-N heapsort" : "quicksort";
  }

  /** All rows in order, after the last was added. */
  public Operator result() {
    if (file != null && buffer.size() > 0) {
      spill();
    }
    say();
    if (file == null) {
      Batch all = sorted();
      whole = all;
      return new Operator() {
        private int at;

        @Override
        public Batch next() {
          if (at >= all.size()) {
            return null;
          }
          int from = at;
          at = Math.min(all.size(), at + Batch.TARGET_SIZE);
          return all.slice(from, at).dense();
        }
      };
    }
    Merge merge = new Merge();
    return () -> {
      run.checkCancel();
      RowBuffer next = new RowBuffer(rows);
      while (next.size() < Batch.TARGET_SIZE) {
        Object[] row = merge.next();
        if (row == null) {
          break;
        }
        next.add(row);
      }
      return next.size() == 0 ? null : next.take();
    };
  }

  /** All rows at once, after {@link #result}, where they are in memory; else null. */
  public Batch whole() {
    return whole == null ? null : whole.dense();
  }

  /** A run on its way into a merge. */
  private static final class Source {
    private final int number;
    private final SpillFile.Reader reader;
    private List<Object[]> rows;
    private int at;

    Source(int number, SpillFile.Reader reader) {
      this.number = number;
      this.reader = reader;
      this.rows = reader.next();
    }

    Object[] row() {
      return rows.get(at);
    }

    boolean advance() {
      if (++at == rows.size()) {
        rows = reader.next();
        at = 0;
      }
      return rows != null;
    }
  }

  /** All runs, merged. */
  private final class Merge {
    private final PriorityQueue<Source> sources =
        new PriorityQueue<>(
            Comparator.<Source, Object[]>comparing(Source::row, order::compare)
                .thenComparingInt(source -> source.number));

    Merge() {
      int bytes = Math.clamp(memory / sequences.size(), MIN_READ, 1 << 20);
      for (SpillFile.Sequence sequence : sequences) {
        Source source = new Source(sources.size(), file.reader(sequence, bytes));
        if (source.rows != null) {
          sources.add(source);
        }
      }
    }

    /** Null at the end. */
    Object[] next() {
      Source least = sources.poll();
      if (least == null) {
        return null;
      }
      Object[] row = least.row();
      if (least.advance()) {
        sources.add(least);
      }
      return row;
    }
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
