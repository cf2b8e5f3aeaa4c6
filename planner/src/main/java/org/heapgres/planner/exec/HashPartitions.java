package org.heapgres.planner.exec;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows that are set aside on disk, apart by the hash of their keys, to be dealt with one partition
 * after the other: all rows with equal keys are in the same one. Used by one thread.
 */
public final class HashPartitions {
  public static final int COUNT = 16;

  /** Rows that so many partitionings leave together have few different keys, or bad hashes. */
  public static final int MOST_DEPTH = 6;

  private static final int BITS = 4;

  private final Execution run;
  private final PlanNode owner;
  private final PlanNode rows;
  private final int depth;
  private final SpillFile[] files = new SpillFile[COUNT];
  private final Object[] row;

  /**
   * @param owner whose files they are
   * @param rows produces rows of the same types
   * @param depth how often its rows have been partitioned before
   */
  public HashPartitions(Execution run, PlanNode owner, PlanNode rows, int depth) {
    this.run = run;
    this.owner = owner;
    this.rows = rows;
    this.depth = depth;
    this.row = new Object[rows.width()];
  }

  /** Each depth looks at other bits. */
  private int partition(int hash) {
    return Integer.rotateLeft(hash, depth * BITS) >>> (Integer.SIZE - BITS);
  }

  public boolean isEmpty(int partition) {
    return files[partition] == null;
  }

  /** Whether rows with that hash have been added. */
  public boolean hasPartition(int hash) {
    return files[partition(hash)] != null;
  }

  public void add(Batch batch, int position, int hash) {
    int partition = partition(hash);
    if (files[partition] == null) {
      files[partition] = new SpillFile(run, owner, rows.types());
    }
    files[partition].add(batch.copyRow(position, row));
  }

  /** {@code hashes} by position. */
  public void add(Batch batch, int[] hashes) {
    for (int i = 0; i < batch.size(); i++) {
      add(batch, i, hashes[i]);
    }
  }

  /** The rows of a partition, which are gone when they have been read. */
  public Operator read(int partition) {
    SpillFile file = files[partition];
    files[partition] = null;
    return file == null ? () -> null : file.readAll();
  }

  /** How many bytes were written. */
  public long bytes() {
    long sum = 0;
    for (SpillFile file : files) {
      sum += file == null ? 0 : file.position();
    }
    return sum;
  }

  /** The partitions with rows. */
  public List<Integer> partitions() {
    return IntStream.range(0, COUNT).filter(partition -> files[partition] != null).boxed().toList();
  }
}
