package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Geometry;
import org.heapgres.storage.value.Geometry.Box;
import org.heapgres.storage.value.Geometry.Circle;
import org.heapgres.storage.value.Geometry.Line;
import org.heapgres.storage.value.Geometry.Lseg;
import org.heapgres.storage.value.Geometry.Path;
import org.heapgres.storage.value.Geometry.Point;
import org.heapgres.storage.value.Geometry.Polygon;

/** The text and binary forms of the geometric types (manual, 8.8), as geo_ops.c has them. */
final class GeometryCodecs {
  static final TypeCodec POINT = new Points();
  static final TypeCodec LINE = new Lines();
  static final TypeCodec LSEG = new Lsegs();
  static final TypeCodec BOX = new Boxes();
  static final TypeCodec PATH = new Paths();
  static final TypeCodec POLYGON = new Polygons();
  static final TypeCodec CIRCLE = new Circles();

  private GeometryCodecs() {}

  private static String number(double value, FormatSettings settings) {
    return FloatCodecs.text(value, settings.extraFloatDigits());
  }

  private static String pair(Point point, FormatSettings settings) {
    return "(" + number(point.x(), settings) + "," + number(point.y(), settings) + ")";
  }

  private static String pairs(List<Point> points, FormatSettings settings) {
    return points.stream().map(point -> pair(point, settings)).collect(Collectors.joining(","));
  }

  /** Values without an order, whose binary form is that of their numbers. */
  private abstract static class Shapes extends TypeCodec {
    final String type;

    Shapes(String type) {
      this.type = type;
    }

    abstract Object parse(GeometryReader reader);

    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return parse(new GeometryReader(type, text));
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      for (double number : ((Geometry) datum).numbers()) {
        out.writeLong(Double.doubleToLongBits(number));
      }
    }

    static double readNumber(ByteBuffer bytes) {
      need(bytes, 8);
      return bytes.getDouble();
    }

    static Point readPoint(ByteBuffer bytes) {
      return new Point(readNumber(bytes), readNumber(bytes));
    }

    List<Point> readPoints(ByteBuffer bytes) {
      need(bytes, 4);
      int count = bytes.getInt();
      if (count <= 0 || count > bytes.limit()) {
        throw new PgException(
            SqlState.INVALID_BINARY_REPRESENTATION,
            "invalid number of points in external \"" + type + "\" value");
      }
      List<Point> points = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        points.add(readPoint(bytes));
      }
      return points;
    }

    @Override
    public boolean comparable() {
      return false;
    }

    @Override
    public int compare(Object left, Object right) {
      return ((Geometry) left).compareTo((Geometry) right);
    }

    @Override
    public int hash(Object datum) {
      return datum.hashCode();
    }
  }

  private static final class Points extends Shapes {
    Points() {
      super("point");
    }

    @Override
    Object parse(GeometryReader reader) {
      Point point = reader.point();
      reader.requireEnd();
      return point;
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      return readPoint(bytes);
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return pair((Point) datum, settings);
    }
  }

  private static final class Lines extends Shapes {
    Lines() {
      super("line");
    }

    @Override
    Object parse(GeometryReader reader) {
      reader.skipSpaces();
      return reader.peek() == '{' ? coefficients(reader) : throughPoints(reader);
    }

    private static Line coefficients(GeometryReader reader) {
      reader.require('{');
      double a = reader.number();
      reader.require(',');
      double b = reader.number();
      reader.require(',');
      double c = reader.number();
      reader.require('}');
      reader.skipSpaces();
      reader.requireEnd();
      return checked(new Line(a, b, c), SqlState.INVALID_TEXT_REPRESENTATION);
    }

    private static Line checked(Line line, SqlState state) {
      if (Planar.isZero(line.a()) && Planar.isZero(line.b())) {
        throw new PgException(state, "invalid line specification: A and B cannot both be zero");
      }
      return line;
    }

    private static Line throughPoints(GeometryReader reader) {
      List<Point> points = reader.points(2, true).points();
      reader.requireEnd();
      Point start = points.get(0);
      Point end = points.get(1);
      if (Planar.same(start, end)) {
        throw new PgException(
            SqlState.INVALID_TEXT_REPRESENTATION,
            "invalid line specification: must be two distinct points");
      }
      return Planar.line(start, Planar.slope(start, end));
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      return checked(
          new Line(readNumber(bytes), readNumber(bytes), readNumber(bytes)),
          SqlState.INVALID_BINARY_REPRESENTATION);
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      Line line = (Line) datum;
      return "{"
          + number(line.a(), settings)
          + ","
          + number(line.b(), settings)
          + ","
          + number(line.c(), settings)
          + "}";
    }
  }

  private static final class Lsegs extends Shapes {
    Lsegs() {
      super("lseg");
    }

    @Override
    Object parse(GeometryReader reader) {
      List<Point> points = reader.points(2, true).points();
      reader.requireEnd();
      return new Lseg(points.get(0), points.get(1));
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      return new Lseg(readPoint(bytes), readPoint(bytes));
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      Lseg lseg = (Lseg) datum;
      return "[" + pairs(List.of(lseg.start(), lseg.end()), settings) + "]";
    }
  }

  private static final class Boxes extends Shapes {
    Boxes() {
      super("box");
    }

    @Override
    Object parse(GeometryReader reader) {
      List<Point> points = reader.points(2, false).points();
      reader.requireEnd();
      return Box.of(points.get(0), points.get(1));
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      return Box.of(readPoint(bytes), readPoint(bytes));
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      Box box = (Box) datum;
      return pairs(List.of(box.high(), box.low()), settings);
    }
  }

  private static final class Paths extends Shapes {
    Paths() {
      super("path");
    }

    @Override
    Object parse(GeometryReader reader) {
      int count = reader.count();
      reader.skipSpaces();
      boolean enclosed = reader.takeOnlyParenthesis();
      GeometryReader.Points points = reader.points(count, true);
      if (enclosed) {
        reader.require(')');
        reader.skipSpaces();
      }
      reader.requireEnd();
      return new Path(!points.open(), points.points());
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 1);
      boolean closed = bytes.get() != 0;
      return new Path(closed, readPoints(bytes));
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      Path path = (Path) datum;
      out.writeByte(path.closed() ? 1 : 0);
      out.writeInt(path.points().size());
      super.writeBinary(datum, settings, out);
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      Path path = (Path) datum;
      String points = pairs(path.points(), settings);
      return path.closed() ? "(" + points + ")" : "[" + points + "]";
    }
  }

  private static final class Polygons extends Shapes {
    Polygons() {
      super("polygon");
    }

    @Override
    Object parse(GeometryReader reader) {
      List<Point> points = reader.points(reader.count(), false).points();
      reader.requireEnd();
      return new Polygon(points);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      return new Polygon(readPoints(bytes));
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeInt(((Polygon) datum).points().size());
      super.writeBinary(datum, settings, out);
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return "(" + pairs(((Polygon) datum).points(), settings) + ")";
    }
  }

  private static final class Circles extends Shapes {
    Circles() {
      super("circle");
    }

    @Override
    Object parse(GeometryReader reader) {
      reader.skipSpaces();
      boolean angle = reader.take('<');
      boolean enclosed = angle || (reader.peek() == '(' && reader.takeOuterParenthesis());
      Point center = reader.point();
      reader.take(',');
      double radius = reader.number();
      if (radius < 0) {
        throw reader.invalid();
      }
      if (enclosed) {
        if (!reader.take(')')) {
          reader.require('>');
        }
        reader.skipSpaces();
      }
      reader.requireEnd();
      return new Circle(center, radius);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      Circle circle = new Circle(readPoint(bytes), readNumber(bytes));
      if (circle.radius() < 0) {
        throw new PgException(
            SqlState.INVALID_BINARY_REPRESENTATION, "invalid radius in external \"circle\" value");
      }
      return circle;
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      Circle circle = (Circle) datum;
      return "<" + pair(circle.center(), settings) + "," + number(circle.radius(), settings) + ">";
    }
  }
}
