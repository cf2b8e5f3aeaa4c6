package org.heapgres.storage.value;

import java.util.Arrays;
import java.util.List;

/**
 * An array datum: elements in row-major order with dimensions and lower bounds. Immutable: callers
 * must not change the arrays they pass in or receive.
 *
 * <p>An empty array has no dimensions. The element type's oid is carried for the layers above;
 * storage gives it no meaning, and order and equality ignore it.
 */
public final class PgArray implements Comparable<PgArray> {
  private final int elementOid;
  private final Object[] elements;
  private final int[] dimensions;
  private final int[] lowerBounds;

  public PgArray(int elementOid, Object[] elements, int[] dimensions, int[] lowerBounds) {
    if (dimensions.length != lowerBounds.length) {
      throw new IllegalArgumentException("dimensions and lower bounds differ in number");
    }
    long size = dimensions.length == 0 ? 0 : 1;
    for (int dimension : dimensions) {
      size *= dimension;
    }
    if (size != elements.length) {
      throw new IllegalArgumentException("dimensions do not match the number of elements");
    }
    this.elementOid = elementOid;
    this.elements = elements;
    this.dimensions = dimensions;
    this.lowerBounds = lowerBounds;
  }

  /** One dimension from 1, or no dimension when there are no elements. */
  public static PgArray of(int elementOid, Object... elements) {
    return elements.length == 0
        ? new PgArray(elementOid, elements, new int[0], new int[0])
        : new PgArray(elementOid, elements, new int[] {elements.length}, new int[] {1});
  }

  public static PgArray of(int elementOid, List<?> elements) {
    return of(elementOid, elements.toArray());
  }

  public int elementOid() {
    return elementOid;
  }

  /** In row-major order; a null element is SQL NULL. Not a copy. */
  public Object[] elements() {
    return elements;
  }

  public int size() {
    return elements.length;
  }

  /** Not a copy. */
  public int[] dimensions() {
    return dimensions;
  }

  /** Not a copy. */
  public int[] lowerBounds() {
    return lowerBounds;
  }

  /** Elements first, then number of elements, dimensions and bounds, as array_cmp does. */
  @Override
  public int compareTo(PgArray other) {
    int common = Math.min(elements.length, other.elements.length);
    for (int i = 0; i < common; i++) {
      int order = Datums.compare(elements[i], other.elements[i]);
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(elements.length, other.elements.length);
    if (order == 0) {
      order = Integer.compare(dimensions.length, other.dimensions.length);
    }
    if (order == 0) {
      order = Arrays.compare(dimensions, other.dimensions);
    }
    return order != 0 ? order : Arrays.compare(lowerBounds, other.lowerBounds);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgArray array
        && Arrays.equals(dimensions, array.dimensions)
        && Arrays.equals(lowerBounds, array.lowerBounds)
        && Arrays.equals(elements, array.elements, (l, r) -> Datums.equal(l, r) ? 0 : 1);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (Object element : elements) {
      hash = 31 * hash + Datums.hash(element);
    }
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.toString(elements);
  }
}
