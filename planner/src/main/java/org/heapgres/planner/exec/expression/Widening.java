package org.heapgres.planner.exec.expression;

import org.heapgres.planner.exec.Vector;

/** Number vectors as arrays of a wider type. */
final class Widening {
  private Widening() {}

  static long[] longs(Vector vector) {
    return switch (vector) {
      case Vector.Longs v -> v.values();
      case Vector.Ints v -> {
        int[] values = v.values();
        long[] out = new long[values.length];
        for (int i = 0; i < out.length; i++) {
          out[i] = values[i];
        }
        yield out;
      }
      case Vector.Booleans v -> throw unexpected(v);
      case Vector.Doubles v -> throw unexpected(v);
      case Vector.Decimals v -> throw unexpected(v);
      case Vector.Objects v -> throw unexpected(v);
    };
  }

  private static IllegalStateException unexpected(Vector vector) {
    return new IllegalStateException("not integers: " + vector.kind());
  }
}
