package org.heapgres.planner.functions.geometry;

import java.util.List;
import org.heapgres.planner.types.Planar;
import org.heapgres.storage.value.Geometry.Box;
import org.heapgres.storage.value.Geometry.Circle;
import org.heapgres.storage.value.Geometry.Lseg;
import org.heapgres.storage.value.Geometry.Path;
import org.heapgres.storage.value.Geometry.Point;
import org.heapgres.storage.value.Geometry.Polygon;

/** polygon: places by the boxes around, containment, conversions. */
final class PolygonFunctions {
  private PolygonFunctions() {}

  static boolean polyLeft(Polygon a, Polygon b) {
    return a.bounds().high().x() < b.bounds().low().x();
  }

  static boolean polyOverleft(Polygon a, Polygon b) {
    return a.bounds().high().x() <= b.bounds().high().x();
  }

  static boolean polyRight(Polygon a, Polygon b) {
    return a.bounds().low().x() > b.bounds().high().x();
  }

  static boolean polyOverright(Polygon a, Polygon b) {
    return a.bounds().low().x() >= b.bounds().low().x();
  }

  static boolean polyBelow(Polygon a, Polygon b) {
    return a.bounds().high().y() < b.bounds().low().y();
  }

  static boolean polyOverbelow(Polygon a, Polygon b) {
    return a.bounds().high().y() <= b.bounds().high().y();
  }

  static boolean polyAbove(Polygon a, Polygon b) {
    return a.bounds().low().y() > b.bounds().high().y();
  }

  static boolean polyOverabove(Polygon a, Polygon b) {
    return a.bounds().low().y() >= b.bounds().low().y();
  }

  /** The same points in turn, from whichever one and in either direction. */
  static boolean polySame(Polygon a, Polygon b) {
    int count = a.points().size();
    if (count != b.points().size()) {
      return false;
    }
    for (int start = 0; start < count; start++) {
      if (runsAs(a.points(), b.points(), start, 1)
          || runsAs(a.points(), b.points(), start, count - 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean runsAs(List<Point> a, List<Point> b, int start, int step) {
    int at = start;
    for (Point point : a) {
      if (!Planar.same(b.get(at), point)) {
        return false;
      }
      at = (at + step) % b.size();
    }
    return true;
  }

  static boolean polyOverlap(Polygon a, Polygon b) {
    if (!Nearness.overlap(a.bounds(), b.bounds())) {
      return false;
    }
    List<Lseg> others = PathFunctions.segmentsBetween(b.points(), true);
    for (Lseg one : PathFunctions.segmentsBetween(a.points(), true)) {
      for (Lseg other : others) {
        if (Nearness.intersection(one, other) != null) {
          return true;
        }
      }
    }
    return Nearness.inside(a.points().getFirst(), b.points())
        || Nearness.inside(b.points().getFirst(), a.points());
  }

  static boolean polyContain(Polygon outer, Polygon inner) {
    return Nearness.contains(outer.bounds(), inner.bounds())
        && PathFunctions.segmentsBetween(inner.points(), true).stream()
            .allMatch(edge -> inside(edge.start(), edge.end(), outer.points(), 0));
  }

  static boolean polyContained(Polygon inner, Polygon outer) {
    return polyContain(outer, inner);
  }

  static boolean polyContainPt(Polygon polygon, Point point) {
    return Nearness.inside(point, polygon.points());
  }

  static boolean ptContainedPoly(Point point, Polygon polygon) {
    return Nearness.inside(point, polygon.points());
  }

  /** Whether the segment from a to b is inside, looking at the edges from {@code start} on. */
  private static boolean inside(Point a, Point b, List<Point> polygon, int start) {
    Lseg segment = new Lseg(a, b);
    boolean inside = true;
    boolean crossed = false;
    for (int i = start; i < polygon.size() && inside; i++) {
      Lseg edge = new Lseg(polygon.get(i == 0 ? polygon.size() - 1 : i - 1), polygon.get(i));
      if (Nearness.contains(edge, a)) {
        if (Nearness.contains(edge, b)) {
          return true;
        }
        inside = touching(a, b, edge, polygon, i + 1);
      } else if (Nearness.contains(edge, b)) {
        inside = touching(b, a, edge, polygon, i + 1);
      } else {
        Point crossing = Nearness.intersection(segment, edge);
        if (crossing != null) {
          crossed = true;
          inside = inside(a, crossing, polygon, i + 1) && inside(b, crossing, polygon, i + 1);
        }
      }
    }
    return (inside && !crossed) ? Nearness.inside(Nearness.center(a, b), polygon) : inside;
  }

  /** The same where a is on the edge and b is not: the part that may be on the edge is left out. */
  private static boolean touching(Point a, Point b, Lseg edge, List<Point> polygon, int start) {
    Lseg segment = new Lseg(a, b);
    if (!Planar.same(a, edge.start()) && Nearness.contains(segment, edge.start())) {
      return inside(b, edge.start(), polygon, start);
    }
    if (!Planar.same(a, edge.end()) && Nearness.contains(segment, edge.end())) {
      return inside(b, edge.end(), polygon, start);
    }
    return true;
  }

  static double polyDistance(Polygon a, Polygon b) {
    if (polyOverlap(a, b)) {
      return 0;
    }
    return PathFunctions.pathDistance(new Path(true, a.points()), new Path(true, b.points()));
  }

  static int polyNpoints(Polygon polygon) {
    return polygon.points().size();
  }

  static Point polyCenter(Polygon polygon) {
    return polyCircle(polygon).center();
  }

  static Box polyBox(Polygon polygon) {
    return polygon.bounds();
  }

  static Path polyPath(Polygon polygon) {
    return new Path(true, polygon.points());
  }

  /** Around the mean of the points, with the mean distance from it. */
  static Circle polyCircle(Polygon polygon) {
    int count = polygon.points().size();
    Point sum = new Point(0, 0);
    for (Point point : polygon.points()) {
      sum = PointFunctions.pointAdd(sum, point);
    }
    Point center = new Point(Reals.over(sum.x(), count), Reals.over(sum.y(), count));
    double radius = 0;
    for (Point point : polygon.points()) {
      radius = Reals.plus(radius, Nearness.distance(point, center));
    }
    return new Circle(center, Reals.over(radius, count));
  }
}
