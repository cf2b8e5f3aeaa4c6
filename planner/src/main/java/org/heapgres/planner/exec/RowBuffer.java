package org.heapgres.planner.exec;

/** Keeps rows in memory, column by column. Not thread-safe. */
public final class RowBuffer {
  /** Most statements have a row or two; room for a batch of them would cost more than the rest. */
  private static final int FIRST_CAPACITY = 4;

  private final VectorBuilder[] builders;
  private int size;

  /** Keeps rows as {@code node} produces them. */
  public RowBuffer(PlanNode node) {
    this(node, FIRST_CAPACITY);
  }

  /** Has room for {@code capacity} of them at first. */
  public RowBuffer(PlanNode node, int capacity) {
    builders = new VectorBuilder[node.width()];
    for (int c = 0; c < builders.length; c++) {
      builders[c] = new VectorBuilder(node.kind(c), capacity);
    }
  }

  public RowBuffer(VectorKind[] kinds) {
    builders = new VectorBuilder[kinds.length];
    for (int c = 0; c < builders.length; c++) {
      builders[c] = new VectorBuilder(kinds[c], FIRST_CAPACITY);
    }
  }

  public int size() {
    return size;
  }

  public void add(Batch batch) {
    for (int c = 0; c < builders.length; c++) {
      Vector column = batch.column(c);
      VectorBuilder builder = builders[c];
      for (int i = 0; i < batch.size(); i++) {
        builder.appendFrom(column, batch.row(i));
      }
    }
    size += batch.size();
  }

  public void add(Object[] row) {
    for (int c = 0; c < builders.length; c++) {
      builders[c].append(row[c]);
    }
    size++;
  }

  /** Takes all that {@code input} has to give, and closes it. */
  public RowBuffer drain(Execution run, Operator input) {
    try (input) {
      for (Batch batch = input.next(); batch != null; batch = input.next()) {
        run.checkCancel();
        add(batch);
      }
    }
    return this;
  }

  /** All rows as one batch; the buffer is empty afterwards. */
  public Batch take() {
    Vector[] columns = new Vector[builders.length];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = builders[c].build();
    }
    Batch batch = new Batch(columns, size);
    size = 0;
    return batch;
  }
}
