package org.heapgres.planner.functions.geometry;

import static org.heapgres.planner.types.Planar.eq;
import static org.heapgres.planner.types.Planar.isZero;

import org.heapgres.planner.functions.Errors;
import org.heapgres.planner.types.FloatCodecs;
import org.heapgres.planner.types.Planar;
import org.heapgres.storage.value.Geometry.Line;
import org.heapgres.storage.value.Geometry.Lseg;
import org.heapgres.storage.value.Geometry.Point;

/** line and lseg among themselves. */
final class LineFunctions {
  private LineFunctions() {}

  static Line lineConstructPp(Point a, Point b) {
    if (Planar.same(a, b)) {
      throw Errors.invalidParameter("invalid line specification: must be two distinct points");
    }
    return Planar.line(a, Planar.slope(a, b));
  }

  static boolean lineIntersect(Line a, Line b) {
    return Nearness.intersection(a, b) != null;
  }

  static boolean lineParallel(Line a, Line b) {
    return Nearness.intersection(a, b) == null;
  }

  static boolean linePerp(Line a, Line b) {
    if (isZero(a.a())) {
      return isZero(b.b());
    }
    if (isZero(b.a())) {
      return isZero(a.b());
    }
    if (isZero(a.b())) {
      return isZero(b.a());
    }
    if (isZero(b.b())) {
      return isZero(a.a());
    }
    return eq(Reals.over(Reals.times(a.a(), b.a()), Reals.times(a.b(), b.b())), -1.0);
  }

  static boolean lineVertical(Line line) {
    return isZero(line.b());
  }

  static boolean lineHorizontal(Line line) {
    return isZero(line.a());
  }

  /** Lines whose numbers are proportional are the same. */
  static boolean lineEq(Line a, Line b) {
    if (hasNan(a) || hasNan(b)) {
      return FloatCodecs.compare(a.a(), b.a()) == 0
          && FloatCodecs.compare(a.b(), b.b()) == 0
          && FloatCodecs.compare(a.c(), b.c()) == 0;
    }
    double ratio =
        !isZero(b.a())
            ? Reals.over(a.a(), b.a())
            : !isZero(b.b())
                ? Reals.over(a.b(), b.b())
                : !isZero(b.c()) ? Reals.over(a.c(), b.c()) : 1.0;
    return eq(a.a(), Reals.times(ratio, b.a()))
        && eq(a.b(), Reals.times(ratio, b.b()))
        && eq(a.c(), Reals.times(ratio, b.c()));
  }

  private static boolean hasNan(Line line) {
    return Double.isNaN(line.a()) || Double.isNaN(line.b()) || Double.isNaN(line.c());
  }

  static double lineDistance(Line a, Line b) {
    if (Nearness.intersection(a, b) != null) {
      return 0;
    }
    double ratio =
        comparable(a.a(), b.a())
            ? Reals.over(a.a(), b.a())
            : comparable(a.b(), b.b()) ? Reals.over(a.b(), b.b()) : 1.0;
    return Reals.over(
        Math.abs(Reals.minus(a.c(), Reals.times(ratio, b.c()))), Reals.hypotenuse(a.a(), a.b()));
  }

  private static boolean comparable(double a, double b) {
    return !isZero(a) && !Double.isNaN(a) && !isZero(b) && !Double.isNaN(b);
  }

  static Point lineInterpt(Line a, Line b) {
    return Nearness.intersection(a, b);
  }

  static Lseg lsegConstruct(Point a, Point b) {
    return new Lseg(a, b);
  }

  static boolean lsegIntersect(Lseg a, Lseg b) {
    return Nearness.intersection(a, b) != null;
  }

  static boolean lsegParallel(Lseg a, Lseg b) {
    return eq(Nearness.slope(a), Nearness.slope(b));
  }

  static boolean lsegPerp(Lseg a, Lseg b) {
    return eq(Nearness.slope(a), Planar.inverseSlope(b.start(), b.end()));
  }

  static boolean lsegVertical(Lseg lseg) {
    return eq(lseg.start().x(), lseg.end().x());
  }

  static boolean lsegHorizontal(Lseg lseg) {
    return eq(lseg.start().y(), lseg.end().y());
  }

  static boolean lsegEq(Lseg a, Lseg b) {
    return Planar.same(a.start(), b.start()) && Planar.same(a.end(), b.end());
  }

  static boolean lsegNe(Lseg a, Lseg b) {
    return !lsegEq(a, b);
  }

  static boolean lsegLt(Lseg a, Lseg b) {
    return Planar.lt(lsegLength(a), lsegLength(b));
  }

  static boolean lsegLe(Lseg a, Lseg b) {
    return Planar.le(lsegLength(a), lsegLength(b));
  }

  static boolean lsegGt(Lseg a, Lseg b) {
    return Planar.gt(lsegLength(a), lsegLength(b));
  }

  static boolean lsegGe(Lseg a, Lseg b) {
    return Planar.ge(lsegLength(a), lsegLength(b));
  }

  static double lsegLength(Lseg lseg) {
    return Nearness.distance(lseg.start(), lseg.end());
  }

  static Point lsegCenter(Lseg lseg) {
    return Nearness.center(lseg.start(), lseg.end());
  }

  static Point lsegInterpt(Lseg a, Lseg b) {
    return Nearness.intersection(a, b);
  }
}
