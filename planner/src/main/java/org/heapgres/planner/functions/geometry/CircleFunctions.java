package org.heapgres.planner.functions.geometry;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.functions.Errors;
import org.heapgres.planner.types.Planar;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Geometry.Box;
import org.heapgres.storage.value.Geometry.Circle;
import org.heapgres.storage.value.Geometry.Point;
import org.heapgres.storage.value.Geometry.Polygon;

/** circle: places, areas (by which circles compare), arithmetic, conversions. */
final class CircleFunctions {
  private static final int DEFAULT_POINTS = 12;

  private CircleFunctions() {}

  private static double left(Circle circle) {
    return Reals.minus(circle.center().x(), circle.radius());
  }

  private static double right(Circle circle) {
    return Reals.plus(circle.center().x(), circle.radius());
  }

  private static double bottom(Circle circle) {
    return Reals.minus(circle.center().y(), circle.radius());
  }

  private static double top(Circle circle) {
    return Reals.plus(circle.center().y(), circle.radius());
  }

  private static double between(Circle a, Circle b) {
    return Nearness.distance(a.center(), b.center());
  }

  static boolean circleSame(Circle a, Circle b) {
    return ((Double.isNaN(a.radius()) && Double.isNaN(b.radius()))
            || Planar.eq(a.radius(), b.radius()))
        && Planar.same(a.center(), b.center());
  }

  static boolean circleOverlap(Circle a, Circle b) {
    return Planar.le(between(a, b), Reals.plus(a.radius(), b.radius()));
  }

  static boolean circleOverleft(Circle a, Circle b) {
    return Planar.le(right(a), right(b));
  }

  static boolean circleLeft(Circle a, Circle b) {
    return Planar.lt(right(a), left(b));
  }

  static boolean circleRight(Circle a, Circle b) {
    return Planar.gt(left(a), right(b));
  }

  static boolean circleOverright(Circle a, Circle b) {
    return Planar.ge(left(a), left(b));
  }

  static boolean circleContained(Circle inner, Circle outer) {
    return Planar.le(between(inner, outer), Reals.minus(outer.radius(), inner.radius()));
  }

  static boolean circleContain(Circle outer, Circle inner) {
    return circleContained(inner, outer);
  }

  static boolean circleBelow(Circle a, Circle b) {
    return Planar.lt(top(a), bottom(b));
  }

  static boolean circleAbove(Circle a, Circle b) {
    return Planar.gt(bottom(a), top(b));
  }

  static boolean circleOverbelow(Circle a, Circle b) {
    return Planar.le(top(a), top(b));
  }

  static boolean circleOverabove(Circle a, Circle b) {
    return Planar.ge(bottom(a), bottom(b));
  }

  static boolean circleEq(Circle a, Circle b) {
    return Planar.eq(circleArea(a), circleArea(b));
  }

  static boolean circleNe(Circle a, Circle b) {
    return Planar.ne(circleArea(a), circleArea(b));
  }

  static boolean circleLt(Circle a, Circle b) {
    return Planar.lt(circleArea(a), circleArea(b));
  }

  static boolean circleGt(Circle a, Circle b) {
    return Planar.gt(circleArea(a), circleArea(b));
  }

  static boolean circleLe(Circle a, Circle b) {
    return Planar.le(circleArea(a), circleArea(b));
  }

  static boolean circleGe(Circle a, Circle b) {
    return Planar.ge(circleArea(a), circleArea(b));
  }

  static Circle circleAddPt(Circle circle, Point point) {
    return new Circle(PointFunctions.pointAdd(circle.center(), point), circle.radius());
  }

  static Circle circleSubPt(Circle circle, Point point) {
    return new Circle(PointFunctions.pointSub(circle.center(), point), circle.radius());
  }

  static Circle circleMulPt(Circle circle, Point point) {
    return new Circle(
        PointFunctions.pointMul(circle.center(), point),
        Reals.times(circle.radius(), Reals.hypotenuse(point.x(), point.y())));
  }

  static Circle circleDivPt(Circle circle, Point point) {
    return new Circle(
        PointFunctions.pointDiv(circle.center(), point),
        Reals.over(circle.radius(), Reals.hypotenuse(point.x(), point.y())));
  }

  static double circleArea(Circle circle) {
    return Reals.times(Reals.times(circle.radius(), circle.radius()), Math.PI);
  }

  static double circleDiameter(Circle circle) {
    return Reals.times(circle.radius(), 2);
  }

  static double circleRadius(Circle circle) {
    return circle.radius();
  }

  static Point circleCenter(Circle circle) {
    return circle.center();
  }

  static double circleDistance(Circle a, Circle b) {
    return outside(between(a, b), Reals.plus(a.radius(), b.radius()));
  }

  private static double outside(double distance, double radius) {
    double result = Reals.minus(distance, radius);
    return result < 0 ? 0 : result;
  }

  static boolean circleContainPt(Circle circle, Point point) {
    return Nearness.distance(circle.center(), point) <= circle.radius();
  }

  static boolean ptContainedCircle(Point point, Circle circle) {
    return circleContainPt(circle, point);
  }

  static double distPc(Point point, Circle circle) {
    return outside(Nearness.distance(point, circle.center()), circle.radius());
  }

  static double distCpoint(Circle circle, Point point) {
    return distPc(point, circle);
  }

  static double distCpoly(Circle circle, Polygon polygon) {
    return outside(NearnessFunctions.distPpoly(circle.center(), polygon), circle.radius());
  }

  static double distPolyc(Polygon polygon, Circle circle) {
    return distCpoly(circle, polygon);
  }

  static Circle crCircle(Point center, double radius) {
    return new Circle(center, radius);
  }

  static Box circleBox(Circle circle) {
    double delta = Reals.over(circle.radius(), Math.sqrt(2));
    Point center = circle.center();
    return new Box(
        new Point(Reals.plus(center.x(), delta), Reals.plus(center.y(), delta)),
        new Point(Reals.minus(center.x(), delta), Reals.minus(center.y(), delta)));
  }

  static Polygon circlePoly(int count, Circle circle) {
    if (Planar.isZero(circle.radius())) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot convert circle with radius zero to polygon");
    }
    if (count < 2) {
      throw Errors.invalidParameter("must request at least 2 points");
    }
    double step = Reals.over(2 * Math.PI, count);
    List<Point> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double angle = Reals.times(step, i);
      points.add(
          new Point(
              Reals.minus(circle.center().x(), Reals.times(circle.radius(), Math.cos(angle))),
              Reals.plus(circle.center().y(), Reals.times(circle.radius(), Math.sin(angle)))));
    }
    return new Polygon(points);
  }

  static Polygon polygonCircle(Circle circle) {
    return circlePoly(DEFAULT_POINTS, circle);
  }
}
