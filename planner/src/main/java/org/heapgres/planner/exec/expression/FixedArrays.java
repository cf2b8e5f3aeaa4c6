package org.heapgres.planner.exec.expression;

import java.nio.charset.StandardCharsets;
import org.heapgres.planner.types.TextCodecs;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Geometry;
import org.heapgres.storage.value.Geometry.Box;
import org.heapgres.storage.value.Geometry.Line;
import org.heapgres.storage.value.Geometry.Lseg;
import org.heapgres.storage.value.Geometry.Point;

/**
 * Types of fixed length that can be subscripted, always from 0: name by its 64 bytes, point and
 * line by their numbers, lseg and box by their points.
 */
final class FixedArrays {
  private static final int NAME_BYTES = 64;

  private FixedArrays() {}

  /** Null outside of the bounds. */
  static Object element(Object container, Object[] operands) {
    int at = (Integer) operands[1];
    if (operands.length != 2 || at < 0 || at >= size(container)) {
      return null;
    }
    return switch (container) {
      case String name -> {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        yield TextCodecs.fromByte(at < bytes.length ? bytes[at] : 0);
      }
      case Lseg lseg -> at == 0 ? lseg.start() : lseg.end();
      case Box box -> at == 0 ? box.high() : box.low();
      case Geometry shape -> shape.numbers()[at];
      default -> throw new IllegalArgumentException(container.toString());
    };
  }

  private static int size(Object container) {
    return switch (container) {
      case String _ -> NAME_BYTES;
      case Line _ -> 3;
      default -> 2;
    };
  }

  /**
   * A shape with one element replaced, unless by NULL; {@code operands} are it, the new element, a
   * subscript.
   */
  static Object assigned(Object[] operands) {
    if (operands[2] == null) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED, "array subscript in assignment must not be null");
    }
    if (operands[0] == null || operands[1] == null) {
      return operands[0];
    }
    int at = (Integer) operands[2];
    if (operands.length != 3 || at < 0 || at >= size(operands[0])) {
      throw new PgException(
          SqlState.ARRAY_ELEMENT_ERROR,
          operands.length != 3
              ? "wrong number of array subscripts"
              : "array subscript out of range");
    }
    return switch (operands[0]) {
      case Point point ->
          at == 0
              ? new Point((Double) operands[1], point.y())
              : new Point(point.x(), (Double) operands[1]);
      case Line line -> {
        double[] numbers = line.numbers();
        numbers[at] = (Double) operands[1];
        yield new Line(numbers[0], numbers[1], numbers[2]);
      }
      case Lseg lseg ->
          at == 0
              ? new Lseg((Point) operands[1], lseg.end())
              : new Lseg(lseg.start(), (Point) operands[1]);
      case Box box ->
          at == 0
              ? new Box((Point) operands[1], box.low())
              : new Box(box.high(), (Point) operands[1]);
      default -> throw PgException.notSupported("assignment to an element of a name");
    };
  }
}
