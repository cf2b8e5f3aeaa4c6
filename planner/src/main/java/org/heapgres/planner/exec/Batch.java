package org.heapgres.planner.exec;

/**
 * Some rows, column by column. Immutable, so it may be kept and shared.
 *
 * <p>Positions run from 0 to {@link #size()}; {@link #row} turns a position into the index for the
 * vectors: {@code batch.column(c).datum(batch.row(position))}. Without a selection they are equal.
 */
public final class Batch {
  /** How many rows operators aim to put in one batch. */
  public static final int TARGET_SIZE = 1024;

  private final Vector[] columns;
  private final int size;
  private final int[] selection;
  private final int extent;

  /** The first {@code size} rows of {@code columns}. */
  public Batch(Vector[] columns, int size) {
    this(columns, size, null, size);
  }

  private Batch(Vector[] columns, int size, int[] selection, int extent) {
    this.columns = columns;
    this.size = size;
    this.selection = selection;
    this.extent = extent;
  }

  /** Only the rows {@code selection[0 .. size)} of this batch's vectors, in that order. */
  public Batch select(int[] selection, int size) {
    return new Batch(columns, size, selection, extent);
  }

  /** Every row index of this batch is below it. */
  public int extent() {
    return extent;
  }

  public int size() {
    return size;
  }

  public int width() {
    return columns.length;
  }

  public Vector column(int index) {
    return columns[index];
  }

  /** The index into the vectors of the row at {@code position}. */
  public int row(int position) {
    return selection == null ? position : selection[position];
  }

  /** Null when positions are row indexes. Not to be written to. */
  public int[] selection() {
    return selection;
  }

  public boolean isNull(int column, int position) {
    return columns[column].isNull(row(position));
  }

  public Object datum(int column, int position) {
    return columns[column].datum(row(position));
  }

  /** All values of one row. */
  public Object[] copyRow(int position, Object[] into) {
    int row = row(position);
    for (int c = 0; c < columns.length; c++) {
      into[c] = columns[c].datum(row);
    }
    return into;
  }

  public Vector[] columns() {
    return columns;
  }

  /** The same rows in vectors that hold nothing else. */
  public Batch dense() {
    if (selection == null) {
      return this;
    }
    Vector[] dense = new Vector[columns.length];
    for (int c = 0; c < columns.length; c++) {
      dense[c] = columns[c].gather(selection, size);
    }
    return new Batch(dense, size);
  }

  /** Other columns over the same rows. */
  public Batch withColumns(Vector[] other) {
    return new Batch(other, size, selection, extent);
  }

  /** Positions {@code from} (inclusive) to {@code to} (exclusive). */
  public Batch slice(int from, int to) {
    if (from == 0 && to == size) {
      return this;
    }
    int[] rows = new int[to - from];
    for (int i = from; i < to; i++) {
      rows[i - from] = row(i);
    }
    return select(rows, rows.length);
  }
}
