package org.heapgres.planner.functions.geometry;

import org.heapgres.storage.value.Geometry.Box;
import org.heapgres.storage.value.Geometry.Line;
import org.heapgres.storage.value.Geometry.Lseg;
import org.heapgres.storage.value.Geometry.Path;
import org.heapgres.storage.value.Geometry.Point;
import org.heapgres.storage.value.Geometry.Polygon;

/**
 * Operators between two types: distances, nearest points (NULL where there is no single one),
 * whether one lies on or crosses the other. In their names p is a point, l a line, s an lseg, b a
 * box.
 */
final class NearnessFunctions {
  private NearnessFunctions() {}

  static double lsegDistance(Lseg a, Lseg b) {
    return Nearness.nearest(a, b).distance();
  }

  static double distPl(Point point, Line line) {
    return Nearness.nearest(line, point).distance();
  }

  static double distLp(Line line, Point point) {
    return distPl(point, line);
  }

  static double distPs(Point point, Lseg lseg) {
    return Nearness.nearest(lseg, point).distance();
  }

  static double distSp(Lseg lseg, Point point) {
    return distPs(point, lseg);
  }

  static double distPpath(Point point, Path path) {
    return PathFunctions.segments(path).stream()
        .mapToDouble(segment -> distPs(point, segment))
        .min()
        .orElse(0);
  }

  static double distPathp(Path path, Point point) {
    return distPpath(point, path);
  }

  static double distPb(Point point, Box box) {
    return Nearness.nearest(box, point).distance();
  }

  static double distBp(Box box, Point point) {
    return distPb(point, box);
  }

  static double distSl(Lseg lseg, Line line) {
    return Nearness.nearest(lseg, line).distance();
  }

  static double distLs(Line line, Lseg lseg) {
    return distSl(lseg, line);
  }

  static double distSb(Lseg lseg, Box box) {
    return Nearness.nearest(box, lseg).distance();
  }

  static double distBs(Box box, Lseg lseg) {
    return distSb(lseg, box);
  }

  static double distPpoly(Point point, Polygon polygon) {
    return Nearness.inside(point, polygon.points())
        ? 0
        : distPpath(point, new Path(true, polygon.points()));
  }

  static double distPolyp(Polygon polygon, Point point) {
    return distPpoly(point, polygon);
  }

  private static Point single(Nearness.Nearest nearest) {
    return Double.isNaN(nearest.distance()) ? null : nearest.point();
  }

  static Point closePl(Point point, Line line) {
    return single(Nearness.nearest(line, point));
  }

  static Point closePs(Point point, Lseg lseg) {
    return single(Nearness.nearest(lseg, point));
  }

  static Point closeLseg(Lseg from, Lseg to) {
    return Nearness.slope(from) == Nearness.slope(to) ? null : single(Nearness.nearest(to, from));
  }

  static Point closePb(Point point, Box box) {
    return single(Nearness.nearest(box, point));
  }

  static Point closeLs(Line line, Lseg lseg) {
    return Nearness.slope(lseg) == Nearness.slope(line)
        ? null
        : single(Nearness.nearest(lseg, line));
  }

  static Point closeSb(Lseg lseg, Box box) {
    return single(Nearness.nearest(box, lseg));
  }

  static boolean onPl(Point point, Line line) {
    return Nearness.contains(line, point);
  }

  static boolean onPs(Point point, Lseg lseg) {
    return Nearness.contains(lseg, point);
  }

  static boolean onPb(Point point, Box box) {
    return Nearness.contains(box, point);
  }

  static boolean onSl(Lseg lseg, Line line) {
    return Nearness.contains(line, lseg.start()) && Nearness.contains(line, lseg.end());
  }

  static boolean onSb(Lseg lseg, Box box) {
    return Nearness.contains(box, lseg.start()) && Nearness.contains(box, lseg.end());
  }

  static boolean interSl(Lseg lseg, Line line) {
    return Nearness.intersection(lseg, line) != null;
  }

  static boolean interSb(Lseg lseg, Box box) {
    return Nearness.intersect(lseg, box);
  }

  static boolean interLb(Line line, Box box) {
    return Nearness.intersect(line, box);
  }
}
