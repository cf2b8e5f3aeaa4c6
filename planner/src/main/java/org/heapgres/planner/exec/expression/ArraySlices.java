package org.heapgres.planner.exec.expression;

import java.util.Arrays;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/** Assignment to a slice of an array, as array_set_slice does it. */
public final class ArraySlices {
  private ArraySlices() {}

  /**
   * The array with a slice replaced.
   *
   * @param operands the array (NULL is an empty one), the source, lower and upper bound of each
   *     dimension
   * @param omitted which bounds are not given
   */
  public static PgArray assign(int elementOid, Object[] operands, boolean[] omitted) {
    PgArray array = (PgArray) operands[0];
    PgArray source = (PgArray) operands[1];
    int given = (operands.length - 2) / 2;
    for (int i = 2; i < operands.length; i++) {
      if (operands[i] == null && !omitted[i]) {
        throw new PgException(
            SqlState.NULL_VALUE_NOT_ALLOWED, "array subscript in assignment must not be null");
      }
    }
    if (source == null) {
      return array;
    }
    if (array == null || array.size() == 0) {
      return fresh(elementOid, operands, omitted, source, given);
    }
    int dimensions = array.dimensions().length;
    if (dimensions < given) {
      throw wrong("wrong number of array subscripts");
    }
    int[] from = new int[dimensions];
    int[] to = new int[dimensions];
    for (int d = 0; d < dimensions; d++) {
      int first = array.lowerBounds()[d];
      int last = first + array.dimensions()[d] - 1;
      from[d] = d >= given || omitted[2 + 2 * d] ? first : (Integer) operands[2 + 2 * d];
      to[d] = d >= given || omitted[3 + 2 * d] ? last : (Integer) operands[3 + 2 * d];
      if (from[d] > to[d] && dimensions == 1) {
        throw wrong("upper bound cannot be less than lower bound");
      }
      if (dimensions > 1 && (from[d] < first || to[d] > last || from[d] > to[d])) {
        throw wrong("array subscript out of range");
      }
    }
    int wanted = 1;
    for (int d = 0; d < dimensions; d++) {
      wanted *= to[d] - from[d] + 1;
    }
    if (source.size() < wanted) {
      throw wrong("source array too small");
    }
    return dimensions == 1
        ? extended(array, source, from[0], to[0])
        : within(array, source, from, to, wanted);
  }

  private static PgArray fresh(
      int elementOid, Object[] operands, boolean[] omitted, PgArray source, int given) {
    int[] sizes = new int[given];
    int[] bounds = new int[given];
    int wanted = 1;
    for (int d = 0; d < given; d++) {
      if (omitted[2 + 2 * d] || omitted[3 + 2 * d]) {
        throw wrong("array slice subscript must provide both boundaries")
            .withDetail(
                "When assigning to a slice of an empty array value, slice boundaries must be fully"
                    + " specified.");
      }
      bounds[d] = (Integer) operands[2 + 2 * d];
      sizes[d] = (Integer) operands[3 + 2 * d] - bounds[d] + 1;
      if (sizes[d] <= 0) {
        throw wrong("upper bound cannot be less than lower bound");
      }
      wanted *= sizes[d];
    }
    if (source.size() < wanted) {
      throw wrong("source array too small");
    }
    return new PgArray(elementOid, Arrays.copyOf(source.elements(), wanted), sizes, bounds);
  }

  private static PgArray extended(PgArray array, PgArray source, int from, int to) {
    int oldFirst = array.lowerBounds()[0];
    int first = Math.min(oldFirst, from);
    int last = Math.max(oldFirst + array.size() - 1, to);
    Object[] elements = new Object[last - first + 1];
    System.arraycopy(array.elements(), 0, elements, oldFirst - first, array.size());
    System.arraycopy(source.elements(), 0, elements, from - first, to - from + 1);
    return new PgArray(
        array.elementOid(), elements, new int[] {elements.length}, new int[] {first});
  }

  private static PgArray within(PgArray array, PgArray source, int[] from, int[] to, int wanted) {
    Object[] elements = array.elements().clone();
    int[] at = from.clone();
    for (int i = 0; i < wanted; i++) {
      int index = 0;
      for (int d = 0; d < at.length; d++) {
        index = index * array.dimensions()[d] + at[d] - array.lowerBounds()[d];
      }
      elements[index] = source.elements()[i];
      for (int d = at.length - 1; d >= 0 && ++at[d] > to[d]; d--) {
        at[d] = from[d];
      }
    }
    return new PgArray(array.elementOid(), elements, array.dimensions(), array.lowerBounds());
  }

  private static PgException wrong(String message) {
    return new PgException(SqlState.ARRAY_ELEMENT_ERROR, message);
  }
}
