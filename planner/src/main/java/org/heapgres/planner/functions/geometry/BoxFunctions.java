package org.heapgres.planner.functions.geometry;

import org.heapgres.planner.types.Planar;
import org.heapgres.storage.value.Geometry.Box;
import org.heapgres.storage.value.Geometry.Circle;
import org.heapgres.storage.value.Geometry.Lseg;
import org.heapgres.storage.value.Geometry.Point;
import org.heapgres.storage.value.Geometry.Polygon;

/** box: places, sizes (by which boxes compare), arithmetic, conversions. */
final class BoxFunctions {
  private BoxFunctions() {}

  static boolean boxSame(Box a, Box b) {
    return Planar.same(a.high(), b.high()) && Planar.same(a.low(), b.low());
  }

  static boolean boxOverlap(Box a, Box b) {
    return Nearness.overlap(a, b);
  }

  static boolean boxLeft(Box a, Box b) {
    return Planar.lt(a.high().x(), b.low().x());
  }

  static boolean boxOverleft(Box a, Box b) {
    return Planar.le(a.high().x(), b.high().x());
  }

  static boolean boxRight(Box a, Box b) {
    return Planar.gt(a.low().x(), b.high().x());
  }

  static boolean boxOverright(Box a, Box b) {
    return Planar.ge(a.low().x(), b.low().x());
  }

  static boolean boxBelow(Box a, Box b) {
    return Planar.lt(a.high().y(), b.low().y());
  }

  static boolean boxOverbelow(Box a, Box b) {
    return Planar.le(a.high().y(), b.high().y());
  }

  static boolean boxAbove(Box a, Box b) {
    return Planar.gt(a.low().y(), b.high().y());
  }

  static boolean boxOverabove(Box a, Box b) {
    return Planar.ge(a.low().y(), b.low().y());
  }

  static boolean boxContain(Box outer, Box inner) {
    return Nearness.contains(outer, inner);
  }

  static boolean boxContained(Box inner, Box outer) {
    return Nearness.contains(outer, inner);
  }

  static boolean boxContainPt(Box box, Point point) {
    return Nearness.contains(box, point);
  }

  static boolean boxBelowEq(Box a, Box b) {
    return Planar.le(a.high().y(), b.low().y());
  }

  static boolean boxAboveEq(Box a, Box b) {
    return Planar.ge(a.low().y(), b.high().y());
  }

  static boolean boxLt(Box a, Box b) {
    return Planar.lt(boxArea(a), boxArea(b));
  }

  static boolean boxGt(Box a, Box b) {
    return Planar.gt(boxArea(a), boxArea(b));
  }

  static boolean boxEq(Box a, Box b) {
    return Planar.eq(boxArea(a), boxArea(b));
  }

  static boolean boxLe(Box a, Box b) {
    return Planar.le(boxArea(a), boxArea(b));
  }

  static boolean boxGe(Box a, Box b) {
    return Planar.ge(boxArea(a), boxArea(b));
  }

  static double boxArea(Box box) {
    return Reals.times(boxWidth(box), boxHeight(box));
  }

  static double boxWidth(Box box) {
    return Reals.minus(box.high().x(), box.low().x());
  }

  static double boxHeight(Box box) {
    return Reals.minus(box.high().y(), box.low().y());
  }

  static double boxDistance(Box a, Box b) {
    return Nearness.distance(boxCenter(a), boxCenter(b));
  }

  static Point boxCenter(Box box) {
    return Nearness.center(box.high(), box.low());
  }

  static Box boxIntersect(Box a, Box b) {
    if (!Nearness.overlap(a, b)) {
      return null;
    }
    return new Box(
        new Point(Math.min(a.high().x(), b.high().x()), Math.min(a.high().y(), b.high().y())),
        new Point(Math.max(a.low().x(), b.low().x()), Math.max(a.low().y(), b.low().y())));
  }

  static Box boxesBoundBox(Box a, Box b) {
    return new Box(
        new Point(Math.max(a.high().x(), b.high().x()), Math.max(a.high().y(), b.high().y())),
        new Point(Math.min(a.low().x(), b.low().x()), Math.min(a.low().y(), b.low().y())));
  }

  static Lseg boxDiagonal(Box box) {
    return new Lseg(box.high(), box.low());
  }

  static Box boxAdd(Box box, Point point) {
    return new Box(
        PointFunctions.pointAdd(box.high(), point), PointFunctions.pointAdd(box.low(), point));
  }

  static Box boxSub(Box box, Point point) {
    return new Box(
        PointFunctions.pointSub(box.high(), point), PointFunctions.pointSub(box.low(), point));
  }

  static Box boxMul(Box box, Point point) {
    return Box.of(
        PointFunctions.pointMul(box.high(), point), PointFunctions.pointMul(box.low(), point));
  }

  static Box boxDiv(Box box, Point point) {
    return Box.of(
        PointFunctions.pointDiv(box.high(), point), PointFunctions.pointDiv(box.low(), point));
  }

  static Polygon boxPoly(Box box) {
    return new Polygon(
        java.util.List.of(
            box.low(),
            new Point(box.low().x(), box.high().y()),
            box.high(),
            new Point(box.high().x(), box.low().y())));
  }

  static Circle boxCircle(Box box) {
    Point center = boxCenter(box);
    return new Circle(center, Nearness.distance(center, box.high()));
  }
}
