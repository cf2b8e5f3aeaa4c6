package org.heapgres.planner.exec.table;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.catalog.PartitionBound;
import org.heapgres.planner.catalog.Partitioning;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.table.PartitionBounds.End;
import org.heapgres.planner.exec.table.PartitionBounds.Range;
import org.heapgres.planner.types.PgType;

/**
 * Whether a partition can have rows that pass a query's conditions (manual, 5.12.4). Immutable and
 * thread-safe.
 */
public final class PartitionPruning {
  /** How a column of the partition key is compared. */
  public enum Form {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    NULL,
    NOT_NULL
  }

  /**
   * A condition on one column of the partition key: one of the values must compare so.
   *
   * @param values more than one only for EQUAL; none for NULL and NOT_NULL
   */
  public record Test(int key, Form form, List<Object> values) {}

  private final PartitionBounds bounds;
  private final Table partition;

  public PartitionPruning(PartitionBounds bounds, Table partition) {
    this.bounds = bounds;
    this.partition = partition;
  }

  private int keys() {
    return bounds.types().size();
  }

  private PgType type(int key) {
    return bounds.types().get(key);
  }

  /** All tests must hold; false only if no row of the partition can pass them. */
  public boolean mayPass(List<Test> tests) {
    for (Test test : tests) {
      if (test.form == Form.EQUAL && test.values.size() != 1) {
        List<Test> others = new ArrayList<>(tests);
        others.remove(test);
        for (Object value : test.values) {
          others.add(new Test(test.key, Form.EQUAL, List.of(value)));
          if (mayPass(others)) {
            return true;
          }
          others.removeLast();
        }
        return false;
      }
    }
    return isConsistent(tests) && mayHold(tests);
  }

  private boolean mayHold(List<Test> tests) {
    Object[] exact = exactKey(tests);
    if (exact != null) {
      return partition.equals(bounds.find(exact));
    }
    return switch (bounds.partitioning().strategy()) {
      case Partitioning.LIST -> inList(tests);
      case Partitioning.RANGE -> inRange(tests);
      default -> true;
    };
  }

  /** Values for all columns of the key; null when some have none. */
  private Object[] exactKey(List<Test> tests) {
    Object[] key = new Object[keys()];
    boolean[] known = new boolean[key.length];
    for (Test test : tests) {
      if (test.form == Form.EQUAL || test.form == Form.NULL) {
        key[test.key] = test.form == Form.NULL ? null : test.values.getFirst();
        known[test.key] = true;
      }
    }
    for (boolean each : known) {
      if (!each) {
        return null;
      }
    }
    return key;
  }

  /** Whether an equality passes the other tests of its column. */
  private boolean isConsistent(List<Test> tests) {
    for (Test test : tests) {
      if (test.form == Form.EQUAL
          && tests.stream()
              .anyMatch(other -> other.key == test.key && !passes(test.values.getFirst(), other))) {
        return false;
      }
      if (test.form == Form.NULL
          && tests.stream().anyMatch(t -> t.key == test.key && t.form != Form.NULL)) {
        return false;
      }
    }
    return true;
  }

  private boolean passes(Object value, Test test) {
    if (value == null || test.form == Form.NULL || test.form == Form.NOT_NULL) {
      return (value == null) == (test.form == Form.NULL);
    }
    int order = type(test.key).compare(value, test.values.getFirst());
    return switch (test.form) {
      case EQUAL -> order == 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      case NULL, NOT_NULL -> throw new IllegalStateException("done above");
    };
  }

  private boolean inList(List<Test> tests) {
    return partition.inheritance().bound() instanceof PartitionBound.Default
        || bounds.values(partition).stream()
            .anyMatch(value -> tests.stream().allMatch(test -> passes(value, test)));
  }

  /** The tuples that pass: a prefix of equal columns, then perhaps an interval of the next one. */
  private record Region(
      List<Object> prefix, Object low, boolean lowIn, Object high, boolean highIn) {}

  private Region region(List<Test> tests) {
    List<Object> prefix = new ArrayList<>();
    for (int k = 0; k < keys(); k++) {
      Object equal = null;
      Object low = null;
      Object high = null;
      boolean lowIn = true;
      boolean highIn = true;
      for (Test test : tests) {
        if (test.key != k || test.values.isEmpty()) {
          continue;
        }
        Object value = test.values.getFirst();
        boolean including = test.form == Form.LESS_OR_EQUAL || test.form == Form.GREATER_OR_EQUAL;
        switch (test.form) {
          case EQUAL -> equal = value;
          case GREATER, GREATER_OR_EQUAL -> {
            int order = low == null ? 1 : type(k).compare(value, low);
            if (order > 0 || (order == 0 && !including)) {
              low = value;
              lowIn = including;
            }
          }
          case LESS, LESS_OR_EQUAL -> {
            int order = high == null ? -1 : type(k).compare(value, high);
            if (order < 0 || (order == 0 && !including)) {
              high = value;
              highIn = including;
            }
          }
          case NULL, NOT_NULL -> {}
        }
      }
      if (equal == null) {
        return new Region(prefix, low, lowIn, high, highIn);
      }
      prefix.add(equal);
    }
    return new Region(prefix, null, true, null, true);
  }

  private boolean inRange(List<Test> tests) {
    boolean others = partition.inheritance().bound() instanceof PartitionBound.Default;
    if (tests.stream().anyMatch(test -> test.form == Form.NULL)) {
      return others;
    }
    Region region = region(tests);
    if (region.low != null && region.high != null) {
      int order = type(region.prefix.size()).compare(region.low, region.high);
      if (order > 0 || (order == 0 && !(region.lowIn && region.highIn))) {
        return false;
      }
    }
    if (others) {
      return !isCovered(region, tests);
    }
    Range range = bounds.range(partition);
    return !isBelow(region, range.lower()) && !isAtOrAbove(region, range.upper());
  }

  /** Whether the whole region is less than an end. */
  private boolean isBelow(Region region, End end) {
    int k = 0;
    for (Object value : region.prefix) {
      int order = compare(k, value, end);
      if (order != 0) {
        return order < 0;
      }
      k++;
    }
    if (k == keys()) {
      return false;
    }
    if (end.infinite()[k] != 0 || region.high == null) {
      return end.infinite()[k] > 0;
    }
    int order = compare(k, region.high, end);
    return order < 0 || (order == 0 && !region.highIn);
  }

  /** Whether the whole region is an end or more. */
  private boolean isAtOrAbove(Region region, End end) {
    int k = 0;
    for (Object value : region.prefix) {
      int order = compare(k, value, end);
      if (order != 0) {
        return order > 0;
      }
      k++;
    }
    if (k == keys()) {
      return true;
    }
    if (end.infinite()[k] != 0 || region.low == null) {
      return end.infinite()[k] < 0;
    }
    int order = compare(k, region.low, end);
    return order > 0
        || (order == 0 && (!region.lowIn || k + 1 == keys() || end.infinite()[k + 1] < 0));
  }

  private int compare(int key, Object value, End end) {
    return end.infinite()[key] != 0
        ? -end.infinite()[key]
        : type(key).compare(value, end.values()[key]);
  }

  /** Whether the other partitions, side by side, take all of a region of one column. */
  private boolean isCovered(Region region, List<Test> tests) {
    if (keys() > 1 || tests.isEmpty()) {
      return false;
    }
    boolean inside = false;
    End reached = null;
    for (Range range : bounds.ranges()) {
      if (!inside) {
        boolean starts =
            region.low == null
                ? range.lower().infinite()[0] < 0
                : compare(0, region.low, range.lower()) >= 0
                    && compare(0, region.low, range.upper()) < 0;
        if (!starts) {
          continue;
        }
        inside = true;
      } else if (!sameEnd(reached, range.lower())) {
        return false;
      }
      reached = range.upper();
      if (isEndOf(region, reached)) {
        return true;
      }
    }
    return false;
  }

  private boolean isEndOf(Region region, End upper) {
    if (region.high == null) {
      return upper.infinite()[0] > 0;
    }
    int order = compare(0, region.high, upper);
    return order < 0 || (order == 0 && !region.highIn);
  }

  private boolean sameEnd(End one, End other) {
    return one.infinite()[0] == other.infinite()[0]
        && (one.infinite()[0] != 0 || type(0).compare(one.values()[0], other.values()[0]) == 0);
  }
}
