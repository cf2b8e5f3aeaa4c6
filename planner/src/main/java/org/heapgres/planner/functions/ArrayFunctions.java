package org.heapgres.planner.functions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Datums;
import org.heapgres.storage.value.PgArray;

/** Arrays: sizes, building, searching, containment, sorting. */
final class ArrayFunctions {
  private static final int MAX_DIMENSIONS = 6;

  private ArrayFunctions() {}

  static Integer arrayNdims(PgArray array) {
    return array.dimensions().length == 0 ? null : array.dimensions().length;
  }

  static String arrayDims(PgArray array) {
    if (array.dimensions().length == 0) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < array.dimensions().length; i++) {
      int lower = array.lowerBounds()[i];
      out.append('[').append(lower).append(':').append(lower + array.dimensions()[i] - 1);
      out.append(']');
    }
    return out.toString();
  }

  private static boolean hasDimension(PgArray array, int dimension) {
    return dimension >= 1 && dimension <= array.dimensions().length;
  }

  static Integer arrayLower(PgArray array, int dimension) {
    return hasDimension(array, dimension) ? array.lowerBounds()[dimension - 1] : null;
  }

  static Integer arrayUpper(PgArray array, int dimension) {
    return hasDimension(array, dimension)
        ? array.lowerBounds()[dimension - 1] + array.dimensions()[dimension - 1] - 1
        : null;
  }

  static Integer arrayLength(PgArray array, int dimension) {
    return hasDimension(array, dimension) ? array.dimensions()[dimension - 1] : null;
  }

  static int arrayCardinality(PgArray array) {
    return array.size();
  }

  private static PgException dataException(String message) {
    return new PgException(SqlState.DATA_EXCEPTION, message);
  }

  static PgArray arrayAppend(CallTypes types, PgArray array, Object element) {
    if (array == null || array.size() == 0) {
      return PgArray.of(types.argument(1).oid(), Arrays.asList(element));
    }
    checkOneDimension(array);
    Object[] elements = Arrays.copyOf(array.elements(), array.size() + 1);
    elements[array.size()] = element;
    return new PgArray(
        array.elementOid(), elements, new int[] {elements.length}, array.lowerBounds());
  }

  private static void checkOneDimension(PgArray array) {
    if (array.dimensions().length != 1) {
      throw dataException("argument must be empty or one-dimensional array");
    }
  }

  static PgArray arrayPrepend(CallTypes types, Object element, PgArray array) {
    if (array == null || array.size() == 0) {
      return PgArray.of(types.argument(0).oid(), Arrays.asList(element));
    }
    checkOneDimension(array);
    Object[] elements = new Object[array.size() + 1];
    elements[0] = element;
    System.arraycopy(array.elements(), 0, elements, 1, array.size());
    return new PgArray(
        array.elementOid(), elements, new int[] {elements.length}, array.lowerBounds());
  }

  /** Whether dimensions and lower bounds agree from the given ones on. */
  private static boolean sameShape(PgArray a, int fromA, PgArray b, int fromB) {
    int endA = a.dimensions().length;
    int endB = b.dimensions().length;
    return Arrays.equals(a.dimensions(), fromA, endA, b.dimensions(), fromB, endB)
        && Arrays.equals(a.lowerBounds(), fromA, endA, b.lowerBounds(), fromB, endB);
  }

  static PgArray arrayCat(PgArray a, PgArray b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    if (a.dimensions().length == 0) {
      return b;
    }
    if (b.dimensions().length == 0) {
      return a;
    }
    int[] left = a.dimensions();
    int[] right = b.dimensions();
    int[] sizes;
    int[] bounds;
    if (left.length == right.length) {
      if (!sameShape(a, 1, b, 1)) {
        throw incompatible(
            "Arrays with differing element dimensions are not compatible for" + " concatenation.");
      }
      sizes = left.clone();
      sizes[0] += right[0];
      bounds = a.lowerBounds();
    } else if (left.length == right.length - 1) {
      if (!sameShape(a, 0, b, 1)) {
        throw incompatible(
            "Arrays with differing dimensions are not compatible for" + " concatenation.");
      }
      sizes = right.clone();
      sizes[0]++;
      bounds = b.lowerBounds();
    } else if (left.length - 1 == right.length) {
      if (!sameShape(a, 1, b, 0)) {
        throw incompatible(
            "Arrays with differing dimensions are not compatible for" + " concatenation.");
      }
      sizes = left.clone();
      sizes[0]++;
      bounds = a.lowerBounds();
    } else {
      throw incompatible(
          "Arrays of "
              + left.length
              + " and "
              + right.length
              + " dimensions are not compatible for concatenation.");
    }
    Object[] elements = Arrays.copyOf(a.elements(), a.size() + b.size());
    System.arraycopy(b.elements(), 0, elements, a.size(), b.size());
    return new PgArray(a.elementOid(), elements, sizes, bounds);
  }

  private static PgException incompatible(String detail) {
    return new PgException(SqlState.ARRAY_ELEMENT_ERROR, "cannot concatenate incompatible arrays")
        .withDetail(detail);
  }

  static PgArray arrayFill(CallTypes types, Object element, PgArray sizes) {
    return arrayFillWithLowerBounds(types, element, sizes, null);
  }

  static PgArray arrayFillWithLowerBounds(
      CallTypes types, Object element, PgArray sizes, PgArray bounds) {
    if (sizes == null) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED, "dimension array or low bound array cannot be null");
    }
    if (sizes.dimensions().length > 1) {
      throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "wrong number of array subscripts")
          .withDetail("Dimension array must be one dimensional.");
    }
    int[] dimensions = new int[sizes.size()];
    int[] lower = new int[sizes.size()];
    if (dimensions.length > MAX_DIMENSIONS) {
      throw new PgException(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "number of array dimensions (" + dimensions.length + ") exceeds the maximum allowed (6)");
    }
    if (bounds != null && bounds.size() != sizes.size()) {
      throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "wrong number of array subscripts")
          .withDetail("Low bound array has different size than dimensions array.");
    }
    long total = dimensions.length == 0 ? 0 : 1;
    for (int i = 0; i < dimensions.length; i++) {
      if (sizes.elements()[i] == null || (bounds != null && bounds.elements()[i] == null)) {
        throw new PgException(SqlState.NULL_VALUE_NOT_ALLOWED, "dimension values cannot be null");
      }
      dimensions[i] = (Integer) sizes.elements()[i];
      lower[i] = bounds == null ? 1 : (Integer) bounds.elements()[i];
      total = dimensions[i] < 0 ? Long.MAX_VALUE : total * dimensions[i];
      if (total > 0x7FFF_FFFF / 8) {
        throw new PgException(
            SqlState.PROGRAM_LIMIT_EXCEEDED,
            "array size exceeds the maximum allowed (" + 0x7FFF_FFFF / 8 + ")");
      }
    }
    if (total == 0) {
      return PgArray.of(types.argument(0).oid());
    }
    Object[] elements = new Object[(int) total];
    Arrays.fill(elements, element);
    return new PgArray(types.argument(0).oid(), elements, dimensions, lower);
  }

  private static void checkSearchable(PgArray array) {
    if (array.dimensions().length > 1) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "searching for elements in multidimensional arrays is not supported");
    }
  }

  private static boolean same(PgType type, Object a, Object b) {
    return (a == null || b == null) ? a == b : type.equal(a, b);
  }

  static Integer arrayPosition(CallTypes types, PgArray array, Object element) {
    return position(types, array, element, Integer.MIN_VALUE);
  }

  static Integer arrayPositionStart(CallTypes types, PgArray array, Object element, Integer start) {
    if (array != null && start == null) {
      throw new PgException(SqlState.NULL_VALUE_NOT_ALLOWED, "initial position must not be null");
    }
    return position(types, array, element, start == null ? 0 : start);
  }

  private static Integer position(CallTypes types, PgArray array, Object element, int start) {
    if (array == null) {
      return null;
    }
    checkSearchable(array);
    for (int i = 0; i < array.size(); i++) {
      int subscript = array.lowerBounds()[0] + i;
      if (subscript >= start && same(types.argument(1), array.elements()[i], element)) {
        return subscript;
      }
    }
    return null;
  }

  static PgArray arrayPositions(CallTypes types, PgArray array, Object element) {
    if (array == null) {
      return null;
    }
    checkSearchable(array);
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (same(types.argument(1), array.elements()[i], element)) {
        found.add(array.lowerBounds()[0] + i);
      }
    }
    return PgArray.of(Types.INT4.oid(), found);
  }

  static PgArray arrayRemove(CallTypes types, PgArray array, Object element) {
    if (array == null) {
      return null;
    }
    if (array.dimensions().length > 1) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "removing elements from multidimensional arrays is not supported");
    }
    List<Object> kept = new ArrayList<>();
    for (Object value : array.elements()) {
      if (!same(types.argument(1), value, element)) {
        kept.add(value);
      }
    }
    if (kept.isEmpty() || kept.size() == array.size()) {
      return kept.isEmpty() ? PgArray.of(array.elementOid()) : array;
    }
    return new PgArray(
        array.elementOid(), kept.toArray(), new int[] {kept.size()}, array.lowerBounds());
  }

  static PgArray arrayReplace(CallTypes types, PgArray array, Object from, Object to) {
    if (array == null) {
      return null;
    }
    Object[] elements = array.elements().clone();
    for (int i = 0; i < elements.length; i++) {
      if (same(types.argument(1), elements[i], from)) {
        elements[i] = to;
      }
    }
    return new PgArray(array.elementOid(), elements, array.dimensions(), array.lowerBounds());
  }

  static String arrayToText(CallContext context, PgArray array, String separator) {
    return arrayToTextNull(context, array, separator, null);
  }

  static String arrayToTextNull(
      CallContext context, PgArray array, String separator, String nullText) {
    if (array == null || separator == null) {
      return null;
    }
    PgType element = JsonWriter.typeOf(array.elementOid(), context.formats());
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (Object value : array.elements()) {
      if (value == null && nullText == null) {
        continue;
      }
      if (!first) {
        out.append(separator);
      }
      first = false;
      out.append(value == null ? nullText : element.text(value, context.formats()));
    }
    return out.toString();
  }

  static boolean arraycontains(PgArray a, PgArray b) {
    for (Object sought : b.elements()) {
      if (sought == null || !holds(a, sought)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(PgArray array, Object sought) {
    for (Object value : array.elements()) {
      if (value != null && Datums.equal(value, sought)) {
        return true;
      }
    }
    return false;
  }

  static boolean arraycontained(PgArray a, PgArray b) {
    return arraycontains(b, a);
  }

  static boolean arrayoverlap(PgArray a, PgArray b) {
    for (Object value : b.elements()) {
      if (value != null && holds(a, value)) {
        return true;
      }
    }
    return false;
  }

  static PgArray trimArray(PgArray array, int count) {
    int length = array.dimensions().length == 0 ? 0 : array.dimensions()[0];
    if (count < 0 || count > length) {
      throw new PgException(
          SqlState.ARRAY_ELEMENT_ERROR,
          "number of elements to trim must be between 0 and " + length);
    }
    PgArray trimmed = slices(array, indexes(0, length - count));
    int[] ones = new int[trimmed.dimensions().length];
    Arrays.fill(ones, 1);
    return new PgArray(trimmed.elementOid(), trimmed.elements(), trimmed.dimensions(), ones);
  }

  private static List<Integer> indexes(int from, int to) {
    List<Integer> indexes = new ArrayList<>();
    for (int i = from; i < to; i++) {
      indexes.add(i);
    }
    return indexes;
  }

  /** The array made of the slices of the first dimension at the given indexes. */
  private static PgArray slices(PgArray array, List<Integer> indexes) {
    if (indexes.isEmpty()) {
      return PgArray.of(array.elementOid());
    }
    int width = array.size() / array.dimensions()[0];
    Object[] elements = new Object[indexes.size() * width];
    for (int i = 0; i < indexes.size(); i++) {
      System.arraycopy(array.elements(), indexes.get(i) * width, elements, i * width, width);
    }
    int[] sizes = array.dimensions().clone();
    sizes[0] = indexes.size();
    return new PgArray(array.elementOid(), elements, sizes, array.lowerBounds());
  }

  static PgArray arrayReverse(PgArray array) {
    if (array.size() < 2) {
      return array;
    }
    List<Integer> indexes = indexes(0, array.dimensions()[0]);
    Collections.reverse(indexes);
    return slices(array, indexes);
  }

  static PgArray arrayShuffle(CallContext context, PgArray array) {
    return array.size() < 2 ? array : arraySample(context, array, array.dimensions()[0]);
  }

  static PgArray arraySample(CallContext context, PgArray array, int count) {
    int length = array.dimensions().length == 0 ? 0 : array.dimensions()[0];
    if (count < 0 || count > length) {
      throw Errors.invalidParameter("sample size must be between 0 and " + length);
    }
    List<Integer> indexes = indexes(0, length);
    Collections.shuffle(indexes, java.util.Random.from(context.session().random()));
    PgArray sample = slices(array, indexes.subList(0, count));
    int[] bounds = sample.lowerBounds().clone();
    if (bounds.length > 0 && count != length) {
      bounds[0] = 1;
    }
    return new PgArray(sample.elementOid(), sample.elements(), sample.dimensions(), bounds);
  }

  static PgArray arraySort(CallTypes types, CallContext context, PgArray array) {
    return arraySortOrderNullsFirst(types, context, array, false, false);
  }

  static PgArray arraySortOrder(
      CallTypes types, CallContext context, PgArray array, boolean descending) {
    return arraySortOrderNullsFirst(types, context, array, descending, descending);
  }

  static PgArray arraySortOrderNullsFirst(
      CallTypes types, CallContext context, PgArray array, boolean descending, boolean nullsFirst) {
    if (array.size() < 2) {
      return array;
    }
    PgType element = JsonWriter.typeOf(array.elementOid(), context.formats());
    if (array.dimensions().length == 1) {
      Comparator<Object> order = descending ? (a, b) -> element.compare(b, a) : element::compare;
      Object[] sorted = array.elements().clone();
      Arrays.sort(sorted, nullsFirst ? Comparator.nullsFirst(order) : Comparator.nullsLast(order));
      return new PgArray(array.elementOid(), sorted, array.dimensions(), array.lowerBounds());
    }
    List<Integer> indexes = indexes(0, array.dimensions()[0]);
    int width = array.size() / array.dimensions()[0];
    Comparator<Integer> order =
        (a, b) -> compareSlices(array.elements(), a * width, b * width, width);
    indexes.sort(descending ? order.reversed() : order);
    return slices(array, indexes);
  }

  private static int compareSlices(Object[] elements, int a, int b, int width) {
    for (int i = 0; i < width; i++) {
      int order = Datums.compare(elements[a + i], elements[b + i]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  static int widthBucketArray(CallTypes types, Object operand, PgArray thresholds) {
    if (thresholds.dimensions().length > 1) {
      throw new PgException(
          SqlState.ARRAY_ELEMENT_ERROR, "thresholds must be one-dimensional array");
    }
    int bucket = 0;
    for (Object threshold : thresholds.elements()) {
      if (threshold == null) {
        throw new PgException(
            SqlState.NULL_VALUE_NOT_ALLOWED, "thresholds array must not contain NULLs");
      }
      if (types.argument(0).compare(operand, threshold) < 0) {
        break;
      }
      bucket++;
    }
    return bucket;
  }
}
