package org.heapgres.storage.value;

/**
 * A range of any element type; a null bound is infinite. Immutable. A range type whose values are
 * discrete keeps them in its normal form {@code [)}, which is what makes equality simple.
 */
public record PgRange(
    boolean empty, Object lower, boolean lowerInclusive, Object upper, boolean upperInclusive)
    implements Comparable<PgRange> {
  public static final PgRange EMPTY = new PgRange(true, null, false, null, false);

  /** No bound of its own kind is infinite and inclusive. */
  public PgRange {
    lowerInclusive &= lower != null;
    upperInclusive &= upper != null;
  }

  /** The parts as a record whose order is the range's, and from which it can be made again. */
  public PgRecord toRecord() {
    if (empty) {
      return new PgRecord(new int[1], new Object[] {false});
    }
    return new PgRecord(
        new int[7],
        new Object[] {
          true,
          lower != null,
          lower == null ? (Object) false : lower,
          !lowerInclusive,
          upper == null,
          upper == null ? (Object) false : upper,
          upperInclusive
        });
  }

  public static PgRange of(PgRecord parts) {
    Object[] fields = parts.fields();
    if (fields.length == 1) {
      return EMPTY;
    }
    return new PgRange(
        false,
        (Boolean) fields[1] ? fields[2] : null,
        !(Boolean) fields[3],
        (Boolean) fields[4] ? null : fields[5],
        (Boolean) fields[6]);
  }

  /** Which of two lower bounds comes first. */
  public static int compareLower(PgRange left, PgRange right) {
    if (left.lower == null || right.lower == null) {
      return Boolean.compare(left.lower != null, right.lower != null);
    }
    int order = Datums.compare(left.lower, right.lower);
    return order != 0 ? order : Boolean.compare(right.lowerInclusive, left.lowerInclusive);
  }

  /** Which of two upper bounds comes first. */
  public static int compareUpper(PgRange left, PgRange right) {
    if (left.upper == null || right.upper == null) {
      return Boolean.compare(left.upper == null, right.upper == null);
    }
    int order = Datums.compare(left.upper, right.upper);
    return order != 0 ? order : Boolean.compare(left.upperInclusive, right.upperInclusive);
  }

  /**
   * Where one range's lower bound lies from another's upper: negative when both can hold a value.
   */
  public static int compareLowerToUpper(PgRange left, PgRange right) {
    if (left.lower == null || right.upper == null) {
      return -1;
    }
    int order = Datums.compare(left.lower, right.upper);
    if (order != 0) {
      return order;
    }
    return left.lowerInclusive && right.upperInclusive ? 0 : 1;
  }

  /** Empty first, then by lower and by upper bound, as range_cmp does. */
  @Override
  public int compareTo(PgRange other) {
    if (empty || other.empty) {
      return Boolean.compare(other.empty, empty);
    }
    int order = compareLower(this, other);
    return order != 0 ? order : compareUpper(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgRange range
        && empty == range.empty
        && lowerInclusive == range.lowerInclusive
        && upperInclusive == range.upperInclusive
        && Datums.equal(lower, range.lower)
        && Datums.equal(upper, range.upper);
  }

  @Override
  public int hashCode() {
    return empty
        ? 0
        : (31 * Datums.hash(lower) + Datums.hash(upper)) * 4
            + (lowerInclusive ? 2 : 0)
            + (upperInclusive ? 1 : 0);
  }
}
