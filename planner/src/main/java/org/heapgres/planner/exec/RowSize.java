package org.heapgres.planner.exec;

import org.heapgres.storage.value.Numeric;

/** Estimates what rows take in memory, column by column. Immutable. */
public final class RowSize {
  private static final int REFERENCE = 4;
  private static final int OBJECT = 40;
  private static final int LARGER_OBJECT = 96;

  /** So many rows of a batch speak for the others. */
  private static final int SAMPLE = 8;

  private final VectorKind[] kinds;

  public RowSize(VectorKind[] kinds) {
    this.kinds = kinds.clone();
  }

  /** Of all the batch's rows. */
  public long of(Batch batch) {
    long each = 0;
    for (int c = 0; c < kinds.length; c++) {
      each +=
          switch (kinds[c]) {
            case BOOLEAN -> 1;
            case SHORT, INT, FLOAT -> Integer.BYTES;
            case LONG, DOUBLE -> Long.BYTES;
            case OBJECT -> REFERENCE + objects(batch, c);
          };
    }
    return each * batch.size();
  }

  private static long objects(Batch batch, int column) {
    if (batch.column(column) instanceof Vector.Decimals) {
      return Long.BYTES;
    }
    int step = Math.max(1, batch.size() / SAMPLE);
    long sum = 0;
    int count = 0;
    for (int i = 0; i < batch.size(); i += step) {
      sum += of(batch.datum(column, i));
      count++;
    }
    return count == 0 ? 0 : sum / count;
  }

  /** Of one value that is an object of its own. */
  static long of(Object datum) {
    return switch (datum) {
      case null -> 0;
      case String text -> OBJECT + text.length();
      case byte[] bytes -> OBJECT + bytes.length;
      case Numeric _, Number _ -> OBJECT;
      default -> LARGER_OBJECT;
    };
  }
}
