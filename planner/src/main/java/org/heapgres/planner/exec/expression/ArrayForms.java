package org.heapgres.planner.exec.expression;

import java.util.Arrays;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/** Constructors, subscripts and slices of arrays (PostgreSQL manual, section 8.15). */
public final class ArrayForms {
  private static final int MOST_DIMENSIONS = 6;

  private ArrayForms() {}

  /** ARRAY[[...], [...]]: one more dimension around arrays of one shape. */
  static PgArray nest(int elementOid, Object[] arrays) {
    PgArray shape = null;
    for (Object each : arrays) {
      PgArray array = (PgArray) each;
      int[] dimensions = array == null ? new int[0] : array.dimensions();
      if (shape == null) {
        shape = array == null ? PgArray.of(elementOid) : array;
      } else if (!Arrays.equals(shape.dimensions(), dimensions)) {
        throw new PgException(
            SqlState.ARRAY_ELEMENT_ERROR,
            "multidimensional arrays must have array expressions with matching dimensions");
      }
    }
    if (shape == null || shape.size() == 0) {
      return PgArray.of(elementOid);
    }
    int inner = shape.dimensions().length;
    if (inner + 1 > MOST_DIMENSIONS) {
      throw new PgException(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "number of array dimensions (%d) exceeds the maximum allowed (%d)"
              .formatted(inner + 1, MOST_DIMENSIONS));
    }
    int size = shape.size();
    Object[] elements = new Object[arrays.length * size];
    for (int i = 0; i < arrays.length; i++) {
      System.arraycopy(((PgArray) arrays[i]).elements(), 0, elements, i * size, size);
    }
    int[] dimensions = new int[inner + 1];
    int[] bounds = new int[inner + 1];
    dimensions[0] = arrays.length;
    bounds[0] = 1;
    System.arraycopy(shape.dimensions(), 0, dimensions, 1, inner);
    System.arraycopy(shape.lowerBounds(), 0, bounds, 1, inner);
    return new PgArray(elementOid, elements, dimensions, bounds);
  }

  /** The element at subscripts {@code operands[1...]}; null outside of the bounds. */
  static Object element(Object container, Object[] operands) {
    return container instanceof PgArray array
        ? arrayElement(array, operands)
        : FixedArrays.element(container, operands);
  }

  private static Object arrayElement(PgArray array, Object[] operands) {
    int count = operands.length - 1;
    int[] dimensions = array.dimensions();
    if (dimensions.length != count) {
      return null;
    }
    int index = 0;
    for (int d = 0; d < count; d++) {
      int at = (Integer) operands[d + 1] - array.lowerBounds()[d];
      if (at < 0 || at >= dimensions[d]) {
        return null;
      }
      index = index * dimensions[d] + at;
    }
    return array.elements()[index];
  }

  /**
   * {@code operands} are the array, then lower and upper bound of each dimension. A NULL among them
   * gives NULL; the result's bounds start at 1.
   */
  static PgArray slice(PgArray array, Object[] operands, boolean[] omitted) {
    if (array == null) {
      return null;
    }
    int given = (operands.length - 1) / 2;
    int[] dimensions = array.dimensions();
    int[] from = new int[dimensions.length];
    int[] size = new int[dimensions.length];
    for (int d = 0; d < Math.max(given, dimensions.length); d++) {
      int low = 1 + 2 * d;
      if (d < given
          && ((operands[low] == null && !omitted[low])
              || (operands[low + 1] == null && !omitted[low + 1]))) {
        return null;
      }
      if (d >= dimensions.length) {
        return PgArray.of(array.elementOid());
      }
      int first = array.lowerBounds()[d];
      int last = first + dimensions[d] - 1;
      if (d < given) {
        first = omitted[low] ? first : Math.max(first, (Integer) operands[low]);
        last = omitted[low + 1] ? last : Math.min(last, (Integer) operands[low + 1]);
      }
      if (first > last) {
        return PgArray.of(array.elementOid());
      }
      from[d] = first - array.lowerBounds()[d];
      size[d] = last - first + 1;
    }
    return dimensions.length == 0 ? array : copy(array, from, size);
  }

  private static PgArray copy(PgArray array, int[] from, int[] size) {
    int total = 1;
    for (int each : size) {
      total *= each;
    }
    Object[] elements = new Object[total];
    int[] at = new int[size.length];
    for (int i = 0; i < total; i++) {
      int index = 0;
      for (int d = 0; d < size.length; d++) {
        index = index * array.dimensions()[d] + from[d] + at[d];
      }
      elements[i] = array.elements()[index];
      for (int d = size.length - 1; d >= 0 && ++at[d] == size[d]; d--) {
        at[d] = 0;
      }
    }
    int[] bounds = new int[size.length];
    Arrays.fill(bounds, 1);
    return new PgArray(array.elementOid(), elements, size, bounds);
  }

  /** {@code operands} are the array (NULL is an empty one), the new element, the subscripts. */
  public static PgArray assign(int elementOid, PgArray array, Object[] operands) {
    int count = operands.length - 2;
    int[] subscripts = new int[count];
    for (int d = 0; d < count; d++) {
      if (operands[d + 2] == null) {
        throw new PgException(
            SqlState.NULL_VALUE_NOT_ALLOWED, "array subscript in assignment must not be null");
      }
      subscripts[d] = (Integer) operands[d + 2];
    }
    if (array == null || array.size() == 0) {
      int[] dimensions = new int[count];
      Arrays.fill(dimensions, 1);
      return new PgArray(elementOid, new Object[] {operands[1]}, dimensions, subscripts);
    }
    if (array.dimensions().length != count) {
      throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "wrong number of array subscripts");
    }
    return count == 1
        ? assignExtending(array, operands[1], subscripts[0])
        : assignWithin(array, operands[1], subscripts);
  }

  private static PgArray assignExtending(PgArray array, Object element, int subscript) {
    int oldFirst = array.lowerBounds()[0];
    int first = Math.min(oldFirst, subscript);
    int last = Math.max(oldFirst + array.size() - 1, subscript);
    Object[] elements = new Object[last - first + 1];
    System.arraycopy(array.elements(), 0, elements, oldFirst - first, array.size());
    elements[subscript - first] = element;
    return new PgArray(
        array.elementOid(), elements, new int[] {elements.length}, new int[] {first});
  }

  private static PgArray assignWithin(PgArray array, Object element, int[] subscripts) {
    int index = 0;
    for (int d = 0; d < subscripts.length; d++) {
      int at = subscripts[d] - array.lowerBounds()[d];
      if (at < 0 || at >= array.dimensions()[d]) {
        throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "array subscript out of range");
      }
      index = index * array.dimensions()[d] + at;
    }
    Object[] elements = array.elements().clone();
    elements[index] = element;
    return new PgArray(array.elementOid(), elements, array.dimensions(), array.lowerBounds());
  }
}
