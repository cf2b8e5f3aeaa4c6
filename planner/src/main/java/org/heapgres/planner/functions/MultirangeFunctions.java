package org.heapgres.planner.functions;

import static org.heapgres.storage.value.PgRange.compareLower;
import static org.heapgres.storage.value.PgRange.compareUpper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.types.MultirangeCodec;
import org.heapgres.planner.types.RangeCodec;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRange;

/** Multiranges: arrays of ranges in order, none empty, none touching another. */
final class MultirangeFunctions {
  private MultirangeFunctions() {}

  private static List<PgRange> ranges(PgArray multirange) {
    List<PgRange> ranges = new ArrayList<>(multirange.size());
    for (Object range : multirange.elements()) {
      ranges.add((PgRange) range);
    }
    return ranges;
  }

  private static MultirangeCodec resultCodec(CallTypes types) {
    return (MultirangeCodec) types.result().codec();
  }

  private static RangeCodec rangeCodec(CallContext context, MultirangeCodec codec) {
    return (RangeCodec) context.formats().environment().types().require(codec.rangeOid()).codec();
  }

  private static PgRange first(PgArray multirange) {
    return multirange.size() == 0 ? PgRange.EMPTY : (PgRange) multirange.elements()[0];
  }

  private static PgRange last(PgArray multirange) {
    return multirange.size() == 0
        ? PgRange.EMPTY
        : (PgRange) multirange.elements()[multirange.size() - 1];
  }

  static PgArray multirangeConstructor0(CallTypes types) {
    return resultCodec(types).of(List.of());
  }

  static PgArray multirangeConstructor1(CallTypes types, PgRange range) {
    return resultCodec(types).of(List.of(range));
  }

  /** Of the array that the variadic arguments are. */
  static PgArray multirangeConstructor2(CallTypes types, PgArray ranges) {
    if (ranges.dimensions().length > 1) {
      throw new PgException(
          SqlState.CARDINALITY_VIOLATION,
          "multiranges cannot be constructed from multidimensional" + " arrays");
    }
    if (Arrays.asList(ranges.elements()).contains(null)) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED, "multirange values cannot contain null members");
    }
    return resultCodec(types).of(ranges(ranges));
  }

  static Iterator<?> multirangeUnnest(PgArray multirange) {
    return ranges(multirange).iterator();
  }

  static Object multirangeLower(PgArray multirange) {
    return first(multirange).lower();
  }

  static Object multirangeUpper(PgArray multirange) {
    return last(multirange).upper();
  }

  static boolean multirangeEmpty(PgArray multirange) {
    return multirange.size() == 0;
  }

  static boolean multirangeLowerInc(PgArray multirange) {
    return first(multirange).lowerInclusive();
  }

  static boolean multirangeUpperInc(PgArray multirange) {
    return last(multirange).upperInclusive();
  }

  static boolean multirangeLowerInf(PgArray multirange) {
    return RangeFunctions.rangeLowerInf(first(multirange));
  }

  static boolean multirangeUpperInf(PgArray multirange) {
    return RangeFunctions.rangeUpperInf(last(multirange));
  }

  static PgRange rangeMergeFromMultirange(PgArray multirange) {
    return RangeFunctions.rangeMerge(first(multirange), last(multirange));
  }

  private static boolean overlaps(PgArray multirange, PgRange range) {
    return ranges(multirange).stream().anyMatch(r -> RangeFunctions.rangeOverlaps(r, range));
  }

  static boolean rangeOverlapsMultirange(PgRange range, PgArray multirange) {
    return overlaps(multirange, range);
  }

  static boolean multirangeOverlapsRange(PgArray multirange, PgRange range) {
    return overlaps(multirange, range);
  }

  static boolean multirangeOverlapsMultirange(PgArray a, PgArray b) {
    return ranges(a).stream().anyMatch(range -> overlaps(b, range));
  }

  static boolean multirangeContainsElem(PgArray multirange, Object element) {
    return ranges(multirange).stream()
        .anyMatch(range -> RangeFunctions.rangeContainsElem(range, element));
  }

  static boolean elemContainedByMultirange(Object element, PgArray multirange) {
    return multirangeContainsElem(multirange, element);
  }

  static boolean multirangeContainsRange(PgArray multirange, PgRange range) {
    return range.empty()
        || ranges(multirange).stream().anyMatch(r -> RangeFunctions.rangeContains(r, range));
  }

  static boolean rangeContainedByMultirange(PgRange range, PgArray multirange) {
    return multirangeContainsRange(multirange, range);
  }

  static boolean rangeContainsMultirange(PgRange range, PgArray multirange) {
    return ranges(multirange).stream().allMatch(r -> RangeFunctions.rangeContains(range, r));
  }

  static boolean multirangeContainedByRange(PgArray multirange, PgRange range) {
    return rangeContainsMultirange(range, multirange);
  }

  static boolean multirangeContainsMultirange(PgArray a, PgArray b) {
    return ranges(b).stream().allMatch(range -> multirangeContainsRange(a, range));
  }

  static boolean multirangeContainedByMultirange(PgArray a, PgArray b) {
    return multirangeContainsMultirange(b, a);
  }

  static boolean rangeBeforeMultirange(PgRange range, PgArray multirange) {
    return RangeFunctions.rangeBefore(range, first(multirange));
  }

  static boolean multirangeBeforeRange(PgArray multirange, PgRange range) {
    return RangeFunctions.rangeBefore(last(multirange), range);
  }

  static boolean multirangeBeforeMultirange(PgArray a, PgArray b) {
    return RangeFunctions.rangeBefore(last(a), first(b));
  }

  static boolean rangeAfterMultirange(PgRange range, PgArray multirange) {
    return multirangeBeforeRange(multirange, range);
  }

  static boolean multirangeAfterRange(PgArray multirange, PgRange range) {
    return rangeBeforeMultirange(range, multirange);
  }

  static boolean multirangeAfterMultirange(PgArray a, PgArray b) {
    return multirangeBeforeMultirange(b, a);
  }

  static boolean rangeOverleftMultirange(PgRange range, PgArray multirange) {
    return !range.empty() && multirange.size() > 0 && compareUpper(range, last(multirange)) <= 0;
  }

  static boolean multirangeOverleftRange(PgArray multirange, PgRange range) {
    return !range.empty() && multirange.size() > 0 && compareUpper(last(multirange), range) <= 0;
  }

  static boolean multirangeOverleftMultirange(PgArray a, PgArray b) {
    return a.size() > 0 && b.size() > 0 && compareUpper(last(a), last(b)) <= 0;
  }

  static boolean rangeOverrightMultirange(PgRange range, PgArray multirange) {
    return !range.empty() && multirange.size() > 0 && compareLower(range, first(multirange)) >= 0;
  }

  static boolean multirangeOverrightRange(PgArray multirange, PgRange range) {
    return !range.empty() && multirange.size() > 0 && compareLower(first(multirange), range) >= 0;
  }

  static boolean multirangeOverrightMultirange(PgArray a, PgArray b) {
    return a.size() > 0 && b.size() > 0 && compareLower(first(a), first(b)) >= 0;
  }

  static boolean rangeAdjacentMultirange(PgRange range, PgArray multirange) {
    return !range.empty()
        && multirange.size() > 0
        && (RangeFunctions.meets(range, first(multirange))
            || RangeFunctions.meets(last(multirange), range));
  }

  static boolean multirangeAdjacentRange(PgArray multirange, PgRange range) {
    return rangeAdjacentMultirange(range, multirange);
  }

  static boolean multirangeAdjacentMultirange(PgArray a, PgArray b) {
    return a.size() > 0
        && b.size() > 0
        && (RangeFunctions.meets(last(a), first(b)) || RangeFunctions.meets(last(b), first(a)));
  }

  static PgArray multirangeUnion(CallTypes types, PgArray a, PgArray b) {
    List<PgRange> all = ranges(a);
    all.addAll(ranges(b));
    return resultCodec(types).of(all);
  }

  static PgArray multirangeMinus(CallTypes types, CallContext context, PgArray a, PgArray b) {
    RangeCodec codec = rangeCodec(context, resultCodec(types));
    List<PgRange> left = ranges(a);
    for (PgRange taken : ranges(b)) {
      List<PgRange> rest = new ArrayList<>();
      for (PgRange range : left) {
        if (RangeFunctions.rangeOverlaps(range, taken)) {
          Collections.addAll(
              rest,
              RangeFunctions.below(codec, range, taken),
              RangeFunctions.above(codec, range, taken));
        } else {
          rest.add(range);
        }
      }
      left = rest;
    }
    return resultCodec(types).of(left);
  }

  static PgArray multirangeIntersect(CallTypes types, PgArray a, PgArray b) {
    return intersection(resultCodec(types), a, b);
  }

  private static PgArray intersection(MultirangeCodec codec, PgArray a, PgArray b) {
    List<PgRange> shared = new ArrayList<>();
    for (PgRange left : ranges(a)) {
      for (PgRange right : ranges(b)) {
        shared.add(RangeFunctions.rangeIntersect(left, right));
      }
    }
    return codec.of(shared);
  }

  /** range_agg of ranges or multiranges. */
  static final class Union implements Accumulator {
    private final MultirangeCodec codec;
    private List<PgRange> ranges;

    Union(CallTypes types) {
      this.codec = resultCodec(types);
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (arguments[0] == null) {
        return;
      }
      if (ranges == null) {
        ranges = new ArrayList<>();
      }
      if (arguments[0] instanceof PgArray multirange) {
        ranges.addAll(ranges(multirange));
      } else {
        ranges.add((PgRange) arguments[0]);
      }
    }

    @Override
    public Object result(CallContext context) {
      return ranges == null ? null : codec.of(ranges);
    }
  }

  /** range_intersect_agg over two values of its argument's type. */
  static Object intersect(CallTypes types, Object a, Object b) {
    return a instanceof PgRange range
        ? RangeFunctions.rangeIntersect(range, (PgRange) b)
        : intersection((MultirangeCodec) types.argument(0).codec(), (PgArray) a, (PgArray) b);
  }
}
