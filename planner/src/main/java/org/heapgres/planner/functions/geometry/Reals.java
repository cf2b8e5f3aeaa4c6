package org.heapgres.planner.functions.geometry;

import org.heapgres.planner.functions.Errors;

/** Arithmetic of float8 as SQL has it: 22003 where a result does not fit, 22012 for / 0. */
final class Reals {
  private Reals() {}

  private static double finite(double result, double a, double b) {
    if (Double.isInfinite(result) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
      throw Errors.overflow();
    }
    return result;
  }

  static double plus(double a, double b) {
    return finite(a + b, a, b);
  }

  static double minus(double a, double b) {
    return finite(a - b, a, b);
  }

  static double times(double a, double b) {
    double result = finite(a * b, a, b);
    if (result == 0 && a != 0 && b != 0) {
      throw Errors.underflow();
    }
    return result;
  }

  static double over(double a, double b) {
    if (b == 0 && !Double.isNaN(a)) {
      throw Errors.divisionByZero();
    }
    double result = a / b;
    if (Double.isInfinite(result) && !Double.isInfinite(a)) {
      throw Errors.overflow();
    }
    if (result == 0 && a != 0 && !Double.isInfinite(b)) {
      throw Errors.underflow();
    }
    return result;
  }

  /** The length of the hypotenuse, by the formula that PostgreSQL uses. */
  static double hypotenuse(double x, double y) {
    if (Double.isInfinite(x) || Double.isInfinite(y)) {
      return Double.POSITIVE_INFINITY;
    }
    if (Double.isNaN(x) || Double.isNaN(y)) {
      return Double.NaN;
    }
    double larger = Math.max(Math.abs(x), Math.abs(y));
    double smaller = Math.min(Math.abs(x), Math.abs(y));
    if (smaller == 0) {
      return larger;
    }
    double ratio = smaller / larger;
    double result = larger * Math.sqrt(1.0 + ratio * ratio);
    if (Double.isInfinite(result)) {
      throw Errors.overflow();
    }
    if (result == 0) {
      throw Errors.underflow();
    }
    return result;
  }
}
