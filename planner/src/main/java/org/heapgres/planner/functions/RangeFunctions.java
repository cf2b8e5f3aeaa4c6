package org.heapgres.planner.functions;

import static org.heapgres.storage.value.PgRange.compareLower;
import static org.heapgres.storage.value.PgRange.compareLowerToUpper;
import static org.heapgres.storage.value.PgRange.compareUpper;

import org.heapgres.planner.types.RangeCodec;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Datums;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.PgRange;

/** Ranges of any type; the comparisons of bounds are those of {@link PgRange}. */
final class RangeFunctions {
  private RangeFunctions() {}

  private static RangeCodec codec(CallTypes types, int argument) {
    return (RangeCodec) types.argument(argument).codec();
  }

  static PgRange rangeConstructor2(CallTypes types, Object lower, Object upper) {
    return ((RangeCodec) types.result().codec()).make(lower, true, upper, false);
  }

  static PgRange rangeConstructor3(CallTypes types, Object lower, Object upper, String flags) {
    if (flags == null) {
      throw new PgException(
          SqlState.DATA_EXCEPTION, "range constructor flags argument must not be null");
    }
    if (!flags.matches("[\\[(][])]")) {
      throw new PgException(SqlState.SYNTAX_ERROR, "invalid range bound flags")
          .withHint("Valid values are \"[]\", \"[)\", \"(]\", and \"()\".");
    }
    return ((RangeCodec) types.result().codec())
        .make(lower, flags.charAt(0) == '[', upper, flags.charAt(1) == ']');
  }

  static Object rangeLower(PgRange range) {
    return range.lower();
  }

  static Object rangeUpper(PgRange range) {
    return range.upper();
  }

  static boolean rangeEmpty(PgRange range) {
    return range.empty();
  }

  static boolean rangeLowerInc(PgRange range) {
    return range.lowerInclusive();
  }

  static boolean rangeUpperInc(PgRange range) {
    return range.upperInclusive();
  }

  static boolean rangeLowerInf(PgRange range) {
    return !range.empty() && range.lower() == null;
  }

  static boolean rangeUpperInf(PgRange range) {
    return !range.empty() && range.upper() == null;
  }

  static boolean rangeContainsElem(PgRange range, Object element) {
    if (range.empty()) {
      return false;
    }
    if (range.lower() != null) {
      int order = Datums.compare(range.lower(), element);
      if (order > 0 || (order == 0 && !range.lowerInclusive())) {
        return false;
      }
    }
    if (range.upper() == null) {
      return true;
    }
    int order = Datums.compare(range.upper(), element);
    return order > 0 || (order == 0 && range.upperInclusive());
  }

  static boolean elemContainedByRange(Object element, PgRange range) {
    return rangeContainsElem(range, element);
  }

  static boolean rangeContains(PgRange outer, PgRange inner) {
    return inner.empty()
        || (!outer.empty() && compareLower(outer, inner) <= 0 && compareUpper(outer, inner) >= 0);
  }

  static boolean rangeContainedBy(PgRange inner, PgRange outer) {
    return rangeContains(outer, inner);
  }

  static boolean rangeOverlaps(PgRange a, PgRange b) {
    return !a.empty()
        && !b.empty()
        && compareLowerToUpper(a, b) <= 0
        && compareLowerToUpper(b, a) <= 0;
  }

  static boolean rangeBefore(PgRange a, PgRange b) {
    return !a.empty() && !b.empty() && compareLowerToUpper(b, a) > 0;
  }

  static boolean rangeAfter(PgRange a, PgRange b) {
    return rangeBefore(b, a);
  }

  /** Nothing between the first's end and the second's start, and no value in both. */
  static boolean meets(PgRange first, PgRange second) {
    return first.upper() != null
        && second.lower() != null
        && first.upperInclusive() != second.lowerInclusive()
        && Datums.compare(first.upper(), second.lower()) == 0;
  }

  static boolean rangeAdjacent(PgRange a, PgRange b) {
    return !a.empty() && !b.empty() && (meets(a, b) || meets(b, a));
  }

  static boolean rangeOverleft(PgRange a, PgRange b) {
    return !a.empty() && !b.empty() && compareUpper(a, b) <= 0;
  }

  static boolean rangeOverright(PgRange a, PgRange b) {
    return !a.empty() && !b.empty() && compareLower(a, b) >= 0;
  }

  /** From the lower bound of one to the upper bound of another, both not empty. */
  private static PgRange spanning(PgRange lower, PgRange upper) {
    return new PgRange(
        false, lower.lower(), lower.lowerInclusive(), upper.upper(), upper.upperInclusive());
  }

  private static PgRange hull(PgRange a, PgRange b) {
    return spanning(compareLower(a, b) <= 0 ? a : b, compareUpper(a, b) >= 0 ? a : b);
  }

  static PgRange rangeUnion(PgRange a, PgRange b) {
    if (a.empty() || b.empty()) {
      return a.empty() ? b : a;
    }
    if (!rangeOverlaps(a, b) && !rangeAdjacent(a, b)) {
      throw new PgException(
          SqlState.DATA_EXCEPTION, "result of range union would not be contiguous");
    }
    return hull(a, b);
  }

  static PgRange rangeMerge(PgRange a, PgRange b) {
    return a.empty() ? b : b.empty() ? a : hull(a, b);
  }

  static PgRange rangeIntersect(PgRange a, PgRange b) {
    return rangeOverlaps(a, b)
        ? spanning(compareLower(a, b) >= 0 ? a : b, compareUpper(a, b) <= 0 ? a : b)
        : PgRange.EMPTY;
  }

  /** What of the first lies below the second, in normal form; empty when nothing does. */
  static PgRange below(RangeCodec codec, PgRange a, PgRange b) {
    return compareLower(a, b) < 0
        ? codec.make(a.lower(), a.lowerInclusive(), b.lower(), !b.lowerInclusive())
        : PgRange.EMPTY;
  }

  /** What of the first lies above the second. */
  static PgRange above(RangeCodec codec, PgRange a, PgRange b) {
    return compareUpper(a, b) > 0
        ? codec.make(b.upper(), !b.upperInclusive(), a.upper(), a.upperInclusive())
        : PgRange.EMPTY;
  }

  static PgRange rangeMinus(CallTypes types, PgRange a, PgRange b) {
    if (!rangeOverlaps(a, b)) {
      return a;
    }
    PgRange below = below(codec(types, 0), a, b);
    PgRange above = above(codec(types, 0), a, b);
    if (!below.empty() && !above.empty()) {
      throw new PgException(
          SqlState.DATA_EXCEPTION, "result of range difference would not be contiguous");
    }
    return below.empty() ? above : below;
  }

  private static PgRange canonical(CallTypes types, PgRange range) {
    return range.empty()
        ? range
        : codec(types, 0)
            .make(range.lower(), range.lowerInclusive(), range.upper(), range.upperInclusive());
  }

  static PgRange int4rangeCanonical(CallTypes types, PgRange range) {
    return canonical(types, range);
  }

  static PgRange int8rangeCanonical(CallTypes types, PgRange range) {
    return canonical(types, range);
  }

  static PgRange daterangeCanonical(CallTypes types, PgRange range) {
    return canonical(types, range);
  }

  static double int4rangeSubdiff(int a, int b) {
    return (double) a - b;
  }

  static double int8rangeSubdiff(long a, long b) {
    return (double) a - b;
  }

  static double daterangeSubdiff(int a, int b) {
    return (double) a - b;
  }

  static double tsrangeSubdiff(long a, long b) {
    return ((double) a - b) / 1_000_000;
  }

  static double tstzrangeSubdiff(long a, long b) {
    return ((double) a - b) / 1_000_000;
  }

  static double numrangeSubdiff(Numeric a, Numeric b) {
    return NumericFunctions.numericFloat8(NumericFunctions.numericSub(a, b));
  }
}
