package org.heapgres.storage.value;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A value of a geometric type. Immutable. Equality and order are by the numbers alone; SQL's
 * operators, which allow for small differences, are elsewhere.
 */
public sealed interface Geometry extends Comparable<Geometry> {
  /** Coordinates, for the shapes that are made of any number of points after {@link #kind}. */
  double[] numbers();

  /** Stands for the shape in files. */
  byte kind();

  /** A point of the plane. */
  record Point(double x, double y) implements Geometry {
    @Override
    public double[] numbers() {
      return new double[] {x, y};
    }

    @Override
    public byte kind() {
      return 1;
    }
  }

  /** The points for which {@code ax + by + c = 0}. */
  record Line(double a, double b, double c) implements Geometry {
    @Override
    public double[] numbers() {
      return new double[] {a, b, c};
    }

    @Override
    public byte kind() {
      return 2;
    }
  }

  /** The part of a line between two points. */
  record Lseg(Point start, Point end) implements Geometry {
    @Override
    public double[] numbers() {
      return Geometry.numbers(List.of(start, end));
    }

    @Override
    public byte kind() {
      return 3;
    }
  }

  /** A rectangle; {@link #of} puts any two opposite corners in their places. */
  record Box(Point high, Point low) implements Geometry {
    public static Box of(Point a, Point b) {
      boolean right = a.x > b.x || Double.isNaN(a.x);
      boolean above = a.y > b.y || Double.isNaN(a.y);
      return new Box(
          new Point(right ? a.x : b.x, above ? a.y : b.y),
          new Point(right ? b.x : a.x, above ? b.y : a.y));
    }

    @Override
    public double[] numbers() {
      return Geometry.numbers(List.of(high, low));
    }

    @Override
    public byte kind() {
      return 4;
    }
  }

  /** Lines from point to point; a closed one goes back to the first. */
  record Path(boolean closed, List<Point> points) implements Geometry {
    public Path {
      points = List.copyOf(points);
    }

    @Override
    public double[] numbers() {
      return Geometry.numbers(points);
    }

    @Override
    public byte kind() {
      return (byte) (closed ? 6 : 5);
    }
  }

  /** The area inside of a closed path. */
  record Polygon(List<Point> points) implements Geometry {
    public Polygon {
      points = List.copyOf(points);
    }

    /** The smallest box around. */
    public Box bounds() {
      double lowX = points.getFirst().x;
      double lowY = points.getFirst().y;
      double highX = lowX;
      double highY = lowY;
      for (Point point : points) {
        lowX = Math.min(lowX, point.x);
        lowY = Math.min(lowY, point.y);
        highX = Math.max(highX, point.x);
        highY = Math.max(highY, point.y);
      }
      return new Box(new Point(highX, highY), new Point(lowX, lowY));
    }

    @Override
    public double[] numbers() {
      return Geometry.numbers(points);
    }

    @Override
    public byte kind() {
      return 7;
    }
  }

  /** The points no farther than {@code radius} from the centre. */
  record Circle(Point center, double radius) implements Geometry {
    @Override
    public double[] numbers() {
      return new double[] {center.x, center.y, radius};
    }

    @Override
    public byte kind() {
      return 8;
    }
  }

  private static double[] numbers(List<Point> points) {
    double[] numbers = new double[2 * points.size()];
    for (int i = 0; i < points.size(); i++) {
      numbers[2 * i] = points.get(i).x;
      numbers[2 * i + 1] = points.get(i).y;
    }
    return numbers;
  }

  /** The kind, then the numbers, big-endian. */
  default byte[] toBytes() {
    double[] numbers = numbers();
    ByteBuffer out = ByteBuffer.allocate(1 + 8 * numbers.length);
    out.put(kind());
    for (double number : numbers) {
      out.putDouble(number);
    }
    return out.array();
  }

  /** Throws {@link IllegalArgumentException} for what {@link #toBytes} does not make. */
  static Geometry of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte kind = in.get();
    double[] numbers = new double[in.remaining() / 8];
    in.asDoubleBuffer().get(numbers);
    return switch (kind) {
      case 1 -> new Point(numbers[0], numbers[1]);
      case 2 -> new Line(numbers[0], numbers[1], numbers[2]);
      case 3 -> new Lseg(new Point(numbers[0], numbers[1]), new Point(numbers[2], numbers[3]));
      case 4 -> new Box(new Point(numbers[0], numbers[1]), new Point(numbers[2], numbers[3]));
      case 5 -> new Path(false, points(numbers));
      case 6 -> new Path(true, points(numbers));
      case 7 -> new Polygon(points(numbers));
      case 8 -> new Circle(new Point(numbers[0], numbers[1]), numbers[2]);
      default -> throw new IllegalArgumentException("no such shape: " + kind);
    };
  }

  private static List<Point> points(double[] numbers) {
    Point[] points = new Point[numbers.length / 2];
    for (int i = 0; i < points.length; i++) {
      points[i] = new Point(numbers[2 * i], numbers[2 * i + 1]);
    }
    return Arrays.asList(points);
  }

  @Override
  default int compareTo(Geometry other) {
    return Integer.signum(Arrays.compareUnsigned(toBytes(), other.toBytes()));
  }
}
