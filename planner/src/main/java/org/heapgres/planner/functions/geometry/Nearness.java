package org.heapgres.planner.functions.geometry;

import static org.heapgres.planner.types.Planar.eq;
import static org.heapgres.planner.types.Planar.ge;
import static org.heapgres.planner.types.Planar.gt;
import static org.heapgres.planner.types.Planar.isZero;
import static org.heapgres.planner.types.Planar.le;
import static org.heapgres.planner.types.Planar.lt;
import static org.heapgres.planner.types.Planar.same;

import java.util.List;
import org.heapgres.planner.types.Planar;
import org.heapgres.storage.value.Geometry.Box;
import org.heapgres.storage.value.Geometry.Line;
import org.heapgres.storage.value.Geometry.Lseg;
import org.heapgres.storage.value.Geometry.Point;

/**
 * Distances, nearest points and intersections of points, lines, segments and boxes, by the formulas
 * of PostgreSQL's geo_ops.c.
 */
final class Nearness {
  /** A point of one shape, and how far it is from another. */
  record Nearest(Point point, double distance) {
    Nearest or(Nearest other) {
      return other.distance < distance ? other : this;
    }
  }

  private Nearness() {}

  static double distance(Point a, Point b) {
    return Reals.hypotenuse(Reals.minus(a.x(), b.x()), Reals.minus(a.y(), b.y()));
  }

  static double slope(Lseg lseg) {
    return Planar.slope(lseg.start(), lseg.end());
  }

  static double slope(Line line) {
    if (isZero(line.a())) {
      return 0;
    }
    return isZero(line.b()) ? Double.POSITIVE_INFINITY : Reals.over(line.a(), -line.b());
  }

  private static double inverseSlope(Line line) {
    if (isZero(line.a())) {
      return Double.POSITIVE_INFINITY;
    }
    return isZero(line.b()) ? 0 : Reals.over(line.b(), line.a());
  }

  static boolean contains(Line line, Point point) {
    return isZero(line.a() * point.x() + line.b() * point.y() + line.c());
  }

  static boolean contains(Lseg lseg, Point point) {
    return eq(
        distance(point, lseg.start()) + distance(point, lseg.end()),
        distance(lseg.start(), lseg.end()));
  }

  static boolean contains(Box box, Point point) {
    return box.high().x() >= point.x()
        && box.low().x() <= point.x()
        && box.high().y() >= point.y()
        && box.low().y() <= point.y();
  }

  static boolean contains(Box outer, Box inner) {
    return ge(outer.high().x(), inner.high().x())
        && le(outer.low().x(), inner.low().x())
        && ge(outer.high().y(), inner.high().y())
        && le(outer.low().y(), inner.low().y());
  }

  static boolean overlap(Box a, Box b) {
    return le(a.low().x(), b.high().x())
        && le(b.low().x(), a.high().x())
        && le(a.low().y(), b.high().y())
        && le(b.low().y(), a.high().y());
  }

  static Point center(Point a, Point b) {
    return new Point(
        Reals.over(Reals.plus(a.x(), b.x()), 2), Reals.over(Reals.plus(a.y(), b.y()), 2));
  }

  // Intersections; null where there is none

  static Point intersection(Line a, Line b) {
    double x;
    double y;
    if (!isZero(a.b())) {
      if (eq(b.a(), a.a() * (b.b() / a.b()))) {
        return null;
      }
      x = (a.b() * b.c() - b.b() * a.c()) / (a.a() * b.b() - b.a() * a.b());
      y = -((a.a() * x + a.c()) / a.b());
    } else if (!isZero(b.b())) {
      if (eq(a.a(), b.a() * (a.b() / b.b()))) {
        return null;
      }
      x = (b.b() * a.c() - a.b() * b.c()) / (b.a() * a.b() - a.a() * b.b());
      y = -((b.a() * x + b.c()) / b.b());
    } else {
      return null;
    }
    return new Point(x + 0.0, y + 0.0);
  }

  static Point intersection(Lseg lseg, Line line) {
    Point point = intersection(Planar.line(lseg.start(), slope(lseg)), line);
    if (point == null || !contains(lseg, point)) {
      return null;
    }
    return same(lseg.start(), point) ? lseg.start() : same(lseg.end(), point) ? lseg.end() : point;
  }

  static Point intersection(Lseg a, Lseg b) {
    Point point = intersection(a, Planar.line(b.start(), slope(b)));
    return point != null && contains(b, point) ? point : null;
  }

  /** The sides of a box in the order in which they are tried. */
  private static List<Lseg> sides(Box box) {
    Point highLeft = new Point(box.low().x(), box.high().y());
    Point lowRight = new Point(box.high().x(), box.low().y());
    return List.of(
        new Lseg(box.low(), highLeft),
        new Lseg(box.high(), highLeft),
        new Lseg(box.low(), lowRight),
        new Lseg(box.high(), lowRight));
  }

  static boolean intersect(Line line, Box box) {
    return sides(box).stream().anyMatch(side -> intersection(side, line) != null);
  }

  static boolean intersect(Lseg lseg, Box box) {
    if (!overlap(Box.of(lseg.start(), lseg.end()), box)) {
      return false;
    }
    return contains(box, lseg.start())
        || contains(box, lseg.end())
        || sides(box).stream().anyMatch(side -> intersection(side, lseg) != null);
  }

  // The nearest point of the first shape to the second one

  static Nearest nearest(Line line, Point to) {
    Point point = intersection(Planar.line(to, inverseSlope(line)), line);
    return point == null ? new Nearest(to, Double.NaN) : new Nearest(point, distance(point, to));
  }

  static Nearest nearest(Lseg lseg, Point to) {
    Line perpendicular = Planar.line(to, Planar.inverseSlope(lseg.start(), lseg.end()));
    Point point = nearest(lseg, perpendicular).point;
    return new Nearest(point, distance(point, to));
  }

  static Nearest nearest(Lseg lseg, Line to) {
    Point crossing = intersection(lseg, to);
    if (crossing != null) {
      return new Nearest(crossing, 0);
    }
    double start = nearest(to, lseg.start()).distance;
    double end = nearest(to, lseg.end()).distance;
    return start < end ? new Nearest(lseg.start(), start) : new Nearest(lseg.end(), end);
  }

  static Nearest nearest(Lseg lseg, Lseg to) {
    Point crossing = intersection(lseg, to);
    if (crossing != null) {
      return new Nearest(crossing, 0);
    }
    return nearest(lseg, to.start())
        .or(nearest(lseg, to.end()))
        .or(new Nearest(lseg.start(), nearest(to, lseg.start()).distance))
        .or(new Nearest(lseg.end(), nearest(to, lseg.end()).distance));
  }

  static Nearest nearest(Box box, Point to) {
    if (contains(box, to)) {
      return new Nearest(to, 0);
    }
    return sides(box).stream().map(side -> nearest(side, to)).reduce(Nearest::or).orElseThrow();
  }

  static Nearest nearest(Box box, Lseg to) {
    if (intersect(to, box)) {
      return new Nearest(nearest(to, center(box.high(), box.low())).point, 0);
    }
    return sides(box).stream().map(side -> nearest(side, to)).reduce(Nearest::or).orElseThrow();
  }

  // Polygons

  /** Whether a point is inside of a polygon, by counting how often its edges go around it. */
  static boolean inside(Point point, List<Point> polygon) {
    if (polygon.isEmpty()) {
      return false;
    }
    int total = 0;
    Point previous = relative(polygon.getFirst(), point);
    for (int i = 1; i <= polygon.size(); i++) {
      Point next = relative(polygon.get(i % polygon.size()), point);
      int crossing = crossing(next.x(), next.y(), previous.x(), previous.y());
      if (crossing == ON_POLYGON) {
        return true;
      }
      total += crossing;
      previous = next;
    }
    return total != 0;
  }

  private static final int ON_POLYGON = Integer.MAX_VALUE;

  private static Point relative(Point point, Point to) {
    return new Point(Reals.minus(point.x(), to.x()), Reals.minus(point.y(), to.y()));
  }

  /**
   * How the edge between two points crosses the positive X axis: 2 or -2 fully, 1 or -1 half, when
   * one of them lies on it.
   */
  private static int crossing(double x, double y, double previousX, double previousY) {
    if (isZero(y)) {
      if (isZero(x)) {
        return ON_POLYGON;
      }
      boolean right = gt(x, 0);
      if (isZero(previousY)) {
        boolean sameSide = right ? gt(previousX, 0) : lt(previousX, 0);
        return sameSide ? 0 : ON_POLYGON;
      }
      return !right ? 0 : lt(previousY, 0) ? 1 : -1;
    }
    int sign = gt(y, 0) ? 1 : -1;
    if (isZero(previousY)) {
      return lt(previousX, 0) ? 0 : sign;
    }
    if (sign < 0 ? lt(previousY, 0) : gt(previousY, 0)) {
      return 0;
    }
    if (ge(x, 0) && gt(previousX, 0)) {
      return 2 * sign;
    }
    if (lt(x, 0) && le(previousX, 0)) {
      return 0;
    }
    double side =
        Reals.minus(
            Reals.times(Reals.minus(x, previousX), y), Reals.times(Reals.minus(y, previousY), x));
    if (isZero(side)) {
      return ON_POLYGON;
    }
    return (sign < 0 ? lt(side, 0) : gt(side, 0)) ? 0 : 2 * sign;
  }
}
