package org.heapgres.planner.functions.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.heapgres.planner.functions.Errors;
import org.heapgres.planner.types.Planar;
import org.heapgres.storage.value.Geometry.Lseg;
import org.heapgres.storage.value.Geometry.Path;
import org.heapgres.storage.value.Geometry.Point;
import org.heapgres.storage.value.Geometry.Polygon;

/** path: compared by the number of points. */
final class PathFunctions {
  private PathFunctions() {}

  /** The one that closes a closed path comes first. */
  static List<Lseg> segments(Path path) {
    return segmentsBetween(path.points(), path.closed());
  }

  static List<Lseg> segmentsBetween(List<Point> points, boolean closed) {
    List<Lseg> segments = new ArrayList<>(points.size());
    if (closed) {
      segments.add(new Lseg(points.getLast(), points.getFirst()));
    }
    for (int i = 1; i < points.size(); i++) {
      segments.add(new Lseg(points.get(i - 1), points.get(i)));
    }
    return segments;
  }

  static Double pathArea(Path path) {
    if (!path.closed()) {
      return null;
    }
    List<Point> points = path.points();
    double area = 0;
    for (int i = 0; i < points.size(); i++) {
      Point from = points.get(i);
      Point to = points.get((i + 1) % points.size());
      area = Reals.plus(area, Reals.times(from.x(), to.y()));
      area = Reals.minus(area, Reals.times(from.y(), to.x()));
    }
    return Reals.over(Math.abs(area), 2);
  }

  static boolean pathNLt(Path a, Path b) {
    return a.points().size() < b.points().size();
  }

  static boolean pathNGt(Path a, Path b) {
    return a.points().size() > b.points().size();
  }

  static boolean pathNEq(Path a, Path b) {
    return a.points().size() == b.points().size();
  }

  static boolean pathNLe(Path a, Path b) {
    return a.points().size() <= b.points().size();
  }

  static boolean pathNGe(Path a, Path b) {
    return a.points().size() >= b.points().size();
  }

  static boolean pathIsclosed(Path path) {
    return path.closed();
  }

  static boolean pathIsopen(Path path) {
    return !path.closed();
  }

  static int pathNpoints(Path path) {
    return path.points().size();
  }

  static Path pathClose(Path path) {
    return new Path(true, path.points());
  }

  static Path pathOpen(Path path) {
    return new Path(false, path.points());
  }

  static boolean pathInter(Path a, Path b) {
    if (!Nearness.overlap(new Polygon(a.points()).bounds(), new Polygon(b.points()).bounds())) {
      return false;
    }
    List<Lseg> others = segments(b);
    return segments(a).stream()
        .anyMatch(
            one -> others.stream().anyMatch(other -> Nearness.intersection(one, other) != null));
  }

  /** Null where one has no segments. */
  static Double pathDistance(Path a, Path b) {
    Double least = null;
    for (Lseg one : segments(a)) {
      for (Lseg other : segments(b)) {
        double distance = Nearness.nearest(one, other).distance();
        if (least == null || distance < least) {
          least = distance;
        }
      }
    }
    return least;
  }

  static double pathLength(Path path) {
    double length = 0;
    for (Lseg segment : segments(path)) {
      length = Reals.plus(length, LineFunctions.lsegLength(segment));
    }
    return length;
  }

  static Path pathAdd(Path a, Path b) {
    if (a.closed() || b.closed()) {
      return null;
    }
    List<Point> points = new ArrayList<>(a.points());
    points.addAll(b.points());
    return new Path(false, points);
  }

  private static Path each(Path path, UnaryOperator<Point> change) {
    return new Path(path.closed(), path.points().stream().map(change).toList());
  }

  static Path pathAddPt(Path path, Point point) {
    return each(path, each -> PointFunctions.pointAdd(each, point));
  }

  static Path pathSubPt(Path path, Point point) {
    return each(path, each -> PointFunctions.pointSub(each, point));
  }

  static Path pathMulPt(Path path, Point point) {
    return each(path, each -> PointFunctions.pointMul(each, point));
  }

  static Path pathDivPt(Path path, Point point) {
    return each(path, each -> PointFunctions.pointDiv(each, point));
  }

  static Polygon pathPoly(Path path) {
    if (!path.closed()) {
      throw Errors.invalidParameter("open path cannot be converted to polygon");
    }
    return new Polygon(path.points());
  }

  /** Whether a point lies on an open path, or on or inside of a closed one. */
  static boolean onPpath(Point point, Path path) {
    if (path.closed()) {
      return Nearness.inside(point, path.points());
    }
    return segments(path).stream()
        .anyMatch(
            segment ->
                Planar.eq(
                    Nearness.distance(point, segment.start())
                        + Nearness.distance(point, segment.end()),
                    LineFunctions.lsegLength(segment)));
  }

  static boolean pathContainPtPathPoint(Path path, Point point) {
    return onPpath(point, path);
  }
}
