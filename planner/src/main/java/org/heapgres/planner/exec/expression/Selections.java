package org.heapgres.planner.exec.expression;

import java.util.Arrays;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Vector;

/** Narrows batches by boolean vectors. */
final class Selections {
  private Selections() {}

  /** The rows where {@code condition} is true; null when there is none. */
  static Batch whereTrue(Batch batch, Vector.Booleans condition) {
    boolean[] values = condition.values();
    boolean[] nulls = condition.nulls();
    int size = batch.size();
    int[] selection = batch.selection();
    int[] out = new int[size];
    int count = 0;
    if (selection == null && nulls == null) {
      for (int row = 0; row < size; row++) {
        out[count] = row;
        count += values[row] ? 1 : 0;
      }
    } else {
      for (int i = 0; i < size; i++) {
        int row = selection == null ? i : selection[i];
        if (values[row] && (nulls == null || !nulls[row])) {
          out[count++] = row;
        }
      }
    }
    if (count == size) {
      return batch;
    }
    return count == 0
        ? null
        : batch.select(count < size / 2 ? Arrays.copyOf(out, count) : out, count);
  }

  /** The rows where {@code condition} is not true; null when there is none. */
  static Batch whereNotTrue(Batch batch, Vector.Booleans condition) {
    boolean[] values = condition.values();
    boolean[] nulls = condition.nulls();
    int size = batch.size();
    int[] out = new int[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      int row = batch.row(i);
      if (!values[row] || (nulls != null && nulls[row])) {
        out[count++] = row;
      }
    }
    if (count == size) {
      return batch;
    }
    return count == 0 ? null : batch.select(out, count);
  }

  /** NULL where either is; null when neither has any. */
  static boolean[] union(boolean[] left, boolean[] right, int extent) {
    if (left == null) {
      return right;
    }
    if (right == null) {
      return left;
    }
    boolean[] out = new boolean[extent];
    for (int i = 0; i < extent; i++) {
      out[i] = left[i] || right[i];
    }
    return out;
  }
}
