package org.heapgres.planner.types;

import org.heapgres.storage.value.Geometry.Line;
import org.heapgres.storage.value.Geometry.Point;

/**
 * What the geometric types' input and functions share: comparisons that allow for small
 * differences, slopes, and lines through points, with the formulas of PostgreSQL's geo_ops.c since
 * the last digits depend on them.
 */
public final class Planar {
  private static final double EPSILON = 1.0E-06;

  private Planar() {}

  public static boolean isZero(double a) {
    return Math.abs(a) <= EPSILON;
  }

  public static boolean eq(double a, double b) {
    return a == b || Math.abs(a - b) <= EPSILON;
  }

  /** Not the opposite of {@link #eq} with a NaN. */
  public static boolean ne(double a, double b) {
    return a != b && Math.abs(a - b) > EPSILON;
  }

  public static boolean lt(double a, double b) {
    return a + EPSILON < b;
  }

  public static boolean le(double a, double b) {
    return a <= b + EPSILON;
  }

  public static boolean gt(double a, double b) {
    return a > b + EPSILON;
  }

  public static boolean ge(double a, double b) {
    return a + EPSILON >= b;
  }

  /** With a NaN among them, all numbers must be the very same. */
  public static boolean same(Point a, Point b) {
    if (Double.isNaN(a.x() + a.y() + b.x() + b.y())
        && (Double.isNaN(a.x())
            || Double.isNaN(a.y())
            || Double.isNaN(b.x())
            || Double.isNaN(b.y()))) {
      return FloatCodecs.compare(a.x(), b.x()) == 0 && FloatCodecs.compare(a.y(), b.y()) == 0;
    }
    return eq(a.x(), b.x()) && eq(a.y(), b.y());
  }

  /** Infinity for a vertical line. */
  public static double slope(Point a, Point b) {
    if (eq(a.x(), b.x())) {
      return Double.POSITIVE_INFINITY;
    }
    return eq(a.y(), b.y()) ? 0 : (a.y() - b.y()) / (a.x() - b.x());
  }

  /** The slope of what is perpendicular to the line through the points. */
  public static double inverseSlope(Point a, Point b) {
    if (eq(a.x(), b.x())) {
      return 0;
    }
    return eq(a.y(), b.y()) ? Double.POSITIVE_INFINITY : (a.x() - b.x()) / (b.y() - a.y());
  }

  public static Line line(Point through, double slope) {
    if (Double.isInfinite(slope)) {
      return new Line(-1, 0, through.x());
    }
    if (slope == 0) {
      return new Line(0, -1, through.y());
    }
    // Adding zero makes -0 zero.
    return new Line(slope, -1, through.y() - slope * through.x() + 0.0);
  }
}
