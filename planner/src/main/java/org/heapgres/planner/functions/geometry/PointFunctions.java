package org.heapgres.planner.functions.geometry;

import org.heapgres.planner.types.Planar;
import org.heapgres.storage.value.Geometry.Box;
import org.heapgres.storage.value.Geometry.Point;

/** point: places, arithmetic as of complex numbers. */
final class PointFunctions {
  private PointFunctions() {}

  static Point constructPoint(double x, double y) {
    return new Point(x, y);
  }

  static boolean pointLeft(Point a, Point b) {
    return Planar.lt(a.x(), b.x());
  }

  static boolean pointRight(Point a, Point b) {
    return Planar.gt(a.x(), b.x());
  }

  static boolean pointAbove(Point a, Point b) {
    return Planar.gt(a.y(), b.y());
  }

  static boolean pointBelow(Point a, Point b) {
    return Planar.lt(a.y(), b.y());
  }

  static boolean pointVert(Point a, Point b) {
    return Planar.eq(a.x(), b.x());
  }

  static boolean pointHoriz(Point a, Point b) {
    return Planar.eq(a.y(), b.y());
  }

  static boolean pointEq(Point a, Point b) {
    return Planar.same(a, b);
  }

  static boolean pointNe(Point a, Point b) {
    return !Planar.same(a, b);
  }

  static double pointDistance(Point a, Point b) {
    return Nearness.distance(a, b);
  }

  static double pointSlope(Point a, Point b) {
    return Planar.slope(a, b);
  }

  static Point pointAdd(Point a, Point b) {
    return new Point(Reals.plus(a.x(), b.x()), Reals.plus(a.y(), b.y()));
  }

  static Point pointSub(Point a, Point b) {
    return new Point(Reals.minus(a.x(), b.x()), Reals.minus(a.y(), b.y()));
  }

  static Point pointMul(Point a, Point b) {
    return new Point(
        Reals.minus(Reals.times(a.x(), b.x()), Reals.times(a.y(), b.y())),
        Reals.plus(Reals.times(a.x(), b.y()), Reals.times(a.y(), b.x())));
  }

  static Point pointDiv(Point a, Point b) {
    double square = Reals.plus(Reals.times(b.x(), b.x()), Reals.times(b.y(), b.y()));
    return new Point(
        Reals.over(Reals.plus(Reals.times(a.x(), b.x()), Reals.times(a.y(), b.y())), square),
        Reals.over(Reals.minus(Reals.times(a.y(), b.x()), Reals.times(a.x(), b.y())), square));
  }

  static Box pointBox(Point point) {
    return new Box(point, point);
  }

  static Box pointsBox(Point a, Point b) {
    return Box.of(a, b);
  }
}
