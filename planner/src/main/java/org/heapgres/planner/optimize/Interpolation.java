package org.heapgres.planner.optimize;

import org.heapgres.storage.value.Numeric;

/** Where between two bounds of a histogram a value lies. */
final class Interpolation {
  private Interpolation() {}

  /** From 0 to 1; a half where values are no numbers or dates. */
  static double within(Object low, Object high, Object value) {
    Double from = number(low);
    Double to = number(high);
    Double at = number(value);
    if (from == null || to == null || at == null || !(to > from)) {
      return 0.5;
    }
    return Math.clamp((at - from) / (to - from), 0.0, 1.0);
  }

  private static Double number(Object datum) {
    return switch (datum) {
      case Numeric numeric -> numeric.isFinite() ? (Double) numeric.doubleValue() : null;
      case Number number -> number.doubleValue();
      default -> null;
    };
  }
}
