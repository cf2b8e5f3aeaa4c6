package org.heapgres.planner.exec.operator;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.HashPartitions;
import org.heapgres.planner.exec.KeyTable;
import org.heapgres.planner.exec.NodeCounts;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.RowSize;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.exec.expression.Expression;

/**
 * Runs a {@link JoinNode}: candidate pairs come from the hash table or from all rows, the residual
 * condition narrows them, and rows without a partner follow as the join's kind asks.
 *
 * <p>When the side that is hashed does not fit into memory, both sides are set aside on disk, apart
 * by the hash of their keys, and each pair of partitions is joined by an operator of its own.
 */
final class JoinOperator implements Operator {
  private static final int CHUNK = Batch.TARGET_SIZE;
  private static final int NONE = -1;

  /** What a row takes in the hash table besides its values. */
  private static final int ENTRY_BYTES = 24;

  /** As PostgreSQL counts them. */
  private static final int LEAST_BUCKETS = 1024;

  private final Execution run;
  private final JoinNode node;
  private final JoinKind kind;
  private final NodeCounts counts;
  private final Supplier<Operator> left;
  private final Supplier<Operator> right;
  private final int depth;
  private Operator source;

  /** The pairs of partitions still to be joined; null when everything fits into memory. */
  private Deque<JoinOperator> pairs;

  private Batch build;
  private boolean[] buildMatched;
  private KeyTable table;

  /** By key number: its first row; by row: the next row with the same key. */
  private int[] heads;

  private int[] following;

  private Batch probe;
  private boolean[] probeMatched;
  private int[] keyNumbers;
  private int position;
  private int candidate;
  private boolean restOfBuildDone;
  private Batch rest;
  private int restPosition;

  private final int[] leftRows = new int[CHUNK];
  private final int[] rightRows = new int[CHUNK];
  private final int[] positions = new int[CHUNK];

  JoinOperator(Execution run, JoinNode node) {
    this(run, node, () -> node.left().open(run), () -> node.right().open(run), 0);
  }

  /** {@code depth}: how often the sides have been partitioned before. */
  private JoinOperator(
      Execution run, JoinNode node, Supplier<Operator> left, Supplier<Operator> right, int depth) {
    this.run = run;
    this.node = node;
    this.left = left;
    this.right = right;
    this.depth = depth;
    this.kind = node.joinKind();
    this.counts = run.counts(node);
  }

  @Override
  public Batch next() {
    if (build == null && pairs == null) {
      prepare();
    }
    if (pairs != null) {
      return nextOfPairs();
    }
    while (true) {
      if (probe == null && !nextProbe()) {
        return restOfBuild();
      }
      run.checkCancel();
      int count = candidates();
      Batch result = count == 0 ? endOfProbe() : join(count);
      if (result != null) {
        return result;
      }
    }
  }

  /** What the next one that begins anew in the same run takes over. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(Batch build, KeyTable table, int[] heads, int[] following) {}

  private void prepare() {
    Kept kept = node.kept() ? run.value(node) : null;
    if (kept != null) {
      build = kept.build;
      table = kept.table;
      heads = kept.heads;
      following = kept.following;
    } else {
      build = readBuild();
      if (build == null) {
        return;
      }
      if (node.keys() != null) {
        hash();
      }
      if (node.kept()) {
        run.set(node, new Kept(build, table, heads, following));
      }
    }
    if (kind.keepsRight() || kind.rightOnly()) {
      buildMatched = new boolean[build.size()];
    }
    source = left.get();
  }

  /** All of the right side; null when it has been set aside, together with the left one. */
  private Batch readBuild() {
    long memory = run.context().hashMemory();
    RowSize size = new RowSize(node.right().kinds());
    RowBuffer buffer = new RowBuffer(node.right());
    long bytes = 0;
    long count = 0;
    HashPartitions rights = null;
    KeyTable hashes = null;
    try (Operator rows = right.get()) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        run.checkCancel();
        count += batch.size();
        if (rights != null) {
          rights.add(batch, hashes.hash(evaluate(node.keys().right(), batch), batch));
          continue;
        }
        buffer.add(batch);
        bytes += size.of(batch) + batch.size() * (long) ENTRY_BYTES;
        if (node.keys() != null && bytes > memory && depth < HashPartitions.MOST_DEPTH) {
          rights = new HashPartitions(run, node, node.right(), depth);
          hashes = new KeyTable(node.keys().types());
          Batch all = buffer.take();
          rights.add(all, hashes.hash(evaluate(node.keys().right(), all), all));
        }
      }
    }
    say(count, bytes, rights == null ? 0 : rights.partitions().size());
    if (rights == null) {
      return buffer.take();
    }
    partition(rights, hashes);
    return null;
  }

  private void partition(HashPartitions rights, KeyTable hashes) {
    HashPartitions lefts = new HashPartitions(run, node, node.left(), depth);
    boolean alone = kind.keepsLeft() || kind == JoinKind.ANTI;
    try (Operator rows = left.get()) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        run.checkCancel();
        int[] keys = hashes.hash(evaluate(node.keys().left(), batch), batch);
        for (int i = 0; i < keys.length; i++) {
          if (alone || rights.hasPartition(keys[i])) {
            lefts.add(batch, i, keys[i]);
          }
        }
      }
    }
    pairs = new ArrayDeque<>();
    for (int partition = 0; partition < HashPartitions.COUNT; partition++) {
      if (!lefts.isEmpty(partition) || !rights.isEmpty(partition)) {
        Operator leftRows = lefts.read(partition);
        Operator rightRows = rights.read(partition);
        pairs.add(new JoinOperator(run, node, () -> leftRows, () -> rightRows, depth + 1));
      }
    }
  }

  private Batch nextOfPairs() {
    while (!pairs.isEmpty()) {
      Batch batch = pairs.peek().next();
      if (batch != null) {
        return batch;
      }
      pairs.poll().close();
    }
    return null;
  }

  /** Tells EXPLAIN. */
  private void say(long rows, long bytes, int partitions) {
    if (counts == null || depth > 0) {
      return;
    }
    long kilobytes = (bytes + 1023) / 1024;
    if (node.keys() == null) {
      counts.say(
          "Storage",
          new Detail(
              "Storage: Memory  Maximum Storage: " + kilobytes + "kB",
              List.of(
                  new Detail.Property("Storage", "Memory"),
                  new Detail.Property("Maximum Storage", kilobytes))));
      return;
    }
    long buckets = Math.max(LEAST_BUCKETS, Long.highestOneBit(Math.max(1, rows - 1)) * 2);
    long batches = Math.max(1, partitions);
    counts.say(
        "Hash",
        new Detail(
            "Buckets: " + buckets + "  Batches: " + batches + "  Memory Usage: " + kilobytes + "kB",
            List.of(
                new Detail.Property("Hash Buckets", buckets),
                new Detail.Property("Original Hash Buckets", buckets),
                new Detail.Property("Hash Batches", batches),
                new Detail.Property("Original Hash Batches", 1L),
                new Detail.Property("Peak Memory Usage", kilobytes))));
  }

  private void hash() {
    table = new KeyTable(node.keys().types());
    Vector[] keyColumns = evaluate(node.keys().right(), build);
    Batch rows = withoutNulls(build, keyColumns);
    int[] numbers = table.number(keyColumns, rows, true);
    table.seal();
    heads = new int[table.size()];
    Arrays.fill(heads, NONE);
    following = new int[build.size()];
    for (int i = numbers.length - 1; i >= 0; i--) {
      int row = rows.row(i);
      following[row] = heads[numbers[i]];
      heads[numbers[i]] = row;
    }
  }

  private Vector[] evaluate(List<Expression> expressions, Batch batch) {
    Vector[] columns = new Vector[expressions.size()];
    for (int k = 0; k < columns.length; k++) {
      columns[k] = expressions.get(k).evaluate(run, batch);
    }
    return columns;
  }

  private static Batch withoutNulls(Batch batch, Vector[] keys) {
    Batch rows = batch;
    for (Vector key : keys) {
      boolean[] nulls = key.nulls();
      if (nulls != null) {
        int[] kept = new int[rows.size()];
        int count = 0;
        for (int i = 0; i < rows.size(); i++) {
          if (!nulls[rows.row(i)]) {
            kept[count++] = rows.row(i);
          }
        }
        rows = rows.select(kept, count);
      }
    }
    return rows;
  }

  private boolean nextProbe() {
    if (build.size() == 0 && !kind.keepsLeft() && kind != JoinKind.ANTI) {
      return false;
    }
    probe = source.next();
    if (probe == null) {
      return false;
    }
    probeMatched = kind.keepsLeft() || kind.leftOnly() ? new boolean[probe.size()] : null;
    position = 0;
    candidate = NONE;
    if (table != null) {
      numberProbe();
    }
    startPosition();
    return true;
  }

  private void numberProbe() {
    Vector[] keyColumns = evaluate(node.keys().left(), probe);
    keyNumbers = table.number(keyColumns, probe, false);
    for (Vector key : keyColumns) {
      boolean[] nulls = key.nulls();
      if (nulls != null) {
        for (int i = 0; i < keyNumbers.length; i++) {
          if (nulls[probe.row(i)]) {
            keyNumbers[i] = NONE;
          }
        }
      }
    }
  }

  private void startPosition() {
    if (position < probe.size()) {
      if (table == null) {
        candidate = build.size() == 0 ? NONE : 0;
      } else {
        candidate = keyNumbers[position] < 0 ? NONE : heads[keyNumbers[position]];
      }
    }
  }

  /** Fills the next pairs; 0 when the probe batch has no more. */
  private int candidates() {
    int count = 0;
    boolean firstIsEnough = kind.leftOnly() && node.residual() == null;
    while (position < probe.size()) {
      int row = probe.row(position);
      while (candidate != NONE) {
        leftRows[count] = row;
        rightRows[count] = candidate;
        positions[count++] = position;
        advance(firstIsEnough);
        if (count == CHUNK) {
          return count;
        }
      }
      position++;
      startPosition();
    }
    return count;
  }

  private void advance(boolean firstIsEnough) {
    if (firstIsEnough) {
      candidate = NONE;
    } else if (table != null) {
      candidate = following[candidate];
    } else {
      candidate = candidate + 1 < build.size() ? candidate + 1 : NONE;
    }
  }

  private Batch join(int count) {
    Batch pairs = null;
    boolean oneSided = kind.leftOnly() || kind.rightOnly();
    if (node.residual() != null || !oneSided) {
      pairs = combine(probe, leftRows, build, rightRows, count);
    }
    Batch joined = node.residual() == null ? pairs : node.residual().select(run, pairs);
    if (counts != null) {
      counts.joinFiltered(pairs == null || joined == pairs ? 0 : count - size(joined));
    }
    if (node.residual() == null) {
      for (int i = 0; i < count; i++) {
        mark(i);
      }
    } else if (joined != null) {
      for (int i = 0; i < joined.size(); i++) {
        mark(joined.row(i));
      }
    }
    return oneSided ? null : joined;
  }

  private static int size(Batch batch) {
    return batch == null ? 0 : batch.size();
  }

  private void mark(int pair) {
    if (probeMatched != null) {
      probeMatched[positions[pair]] = true;
    }
    if (buildMatched != null) {
      buildMatched[rightRows[pair]] = true;
    }
  }

  private static Batch combine(
      Batch left, int[] leftRows, Batch right, int[] rightRows, int count) {
    Vector[] columns = new Vector[left.width() + right.width()];
    for (int c = 0; c < left.width(); c++) {
      columns[c] = left.column(c).gather(leftRows, count);
    }
    for (int c = 0; c < right.width(); c++) {
      columns[left.width() + c] = right.column(c).gather(rightRows, count);
    }
    return new Batch(columns, count);
  }

  /** The probe batch's rows that come out on their own. */
  private Batch endOfProbe() {
    Batch ended = probe;
    probe = null;
    if (probeMatched == null) {
      return null;
    }
    boolean wanted = kind == JoinKind.SEMI;
    int[] rows = new int[ended.size()];
    int count = 0;
    for (int i = 0; i < probeMatched.length; i++) {
      if (probeMatched[i] == wanted) {
        rows[count++] = ended.row(i);
      }
    }
    if (count == 0) {
      return null;
    }
    if (kind.leftOnly()) {
      return ended.select(rows, count);
    }
    int[] nothing = new int[count];
    Arrays.fill(nothing, NONE);
    return combine(ended, rows, build, nothing, count);
  }

  /** A part of the rows that come at the end. */
  private Batch nextRest() {
    int from = restPosition;
    if (rest == null || from == rest.size()) {
      return null;
    }
    restPosition = Math.min(rest.size(), from + CHUNK);
    return rest.slice(from, restPosition).dense();
  }

  private Batch restOfBuild() {
    if (restOfBuildDone) {
      return nextRest();
    }
    if (buildMatched == null) {
      return null;
    }
    restOfBuildDone = true;
    boolean wanted = kind == JoinKind.RIGHT_SEMI;
    int[] rows = new int[build.size()];
    int count = 0;
    for (int row = 0; row < buildMatched.length; row++) {
      if (buildMatched[row] == wanted) {
        rows[count++] = row;
      }
    }
    if (count == 0) {
      return null;
    }
    if (kind.rightOnly()) {
      rest = build.select(rows, count);
      return nextRest();
    }
    int[] nothing = new int[count];
    Arrays.fill(nothing, NONE);
    Vector[] empty = new Vector[node.left().width()];
    for (int c = 0; c < empty.length; c++) {
      empty[c] = Vectors.constant(node.left().kind(c), null, count);
    }
    rest = combine(new Batch(empty, count), nothing, build, rows, count);
    return nextRest();
  }

  @Override
  public void close() {
    if (source != null) {
      source.close();
    }
    if (pairs != null) {
      pairs.forEach(JoinOperator::close);
    }
  }
}
