package org.heapgres.planner.exec.table;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.heapgres.planner.catalog.PartitionBound;
import org.heapgres.planner.catalog.Partitioning;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;

/**
 * Which partition of a table a key belongs to (manual, 5.12 Table Partitioning). Immutable and
 * thread-safe.
 */
public final class PartitionBounds {
  /** A range's end: per column a datum, or an infinity as its sign. */
  @SuppressWarnings("ArrayRecordComponent")
  record End(int[] infinite, Object[] values) {}

  record Range(End lower, End upper, int partition) {}

  private final Partitioning partitioning;
  private final List<PgType> types;
  private final List<Table> partitions;
  private final List<Range> ranges = new ArrayList<>();
  private final TreeMap<Object, Integer> values;
  private int nullPartition = -1;
  private int defaultPartition = -1;

  public PartitionBounds(Table table, List<Table> partitions) {
    partitioning = table.inheritance().partitioning();
    types = partitioning.keys().stream().map(Partitioning.Key::type).toList();
    this.partitions = List.copyOf(partitions);
    values = new TreeMap<>(types.getFirst()::compare);
    for (int i = 0; i < partitions.size(); i++) {
      add(partitions.get(i).inheritance().bound(), i);
    }
    ranges.sort((one, other) -> compare(one.lower, other.lower));
  }

  private void add(PartitionBound bound, int partition) {
    switch (bound) {
      case PartitionBound.Default _ -> defaultPartition = partition;
      case PartitionBound.Values(List<String> list) -> {
        for (String value : list) {
          if (value == null) {
            nullPartition = partition;
          } else {
            values.put(parse(types.getFirst(), value), partition);
          }
        }
      }
      case PartitionBound.Range range -> ranges.add(range(range, partition));
      case PartitionBound.Hash _ -> {}
    }
  }

  private static Object parse(PgType type, String text) {
    return type.parseText(text, -1, FormatSettings.DEFAULT);
  }

  private Range range(PartitionBound.Range range, int partition) {
    return new Range(end(range.lower()), end(range.upper()), partition);
  }

  private End end(List<PartitionBound.Datum> datums) {
    int[] infinite = new int[datums.size()];
    Object[] parsed = new Object[datums.size()];
    for (int k = 0; k < infinite.length; k++) {
      infinite[k] = datums.get(k).infinite();
      parsed[k] = infinite[k] != 0 ? null : parse(types.get(k), datums.get(k).value());
    }
    return new End(infinite, parsed);
  }

  private int compare(End one, End other) {
    for (int k = 0; k < one.infinite.length; k++) {
      int order =
          one.infinite[k] != 0 || other.infinite[k] != 0
              ? Integer.compare(one.infinite[k], other.infinite[k])
              : types.get(k).compare(one.values[k], other.values[k]);
      if (order != 0 || one.infinite[k] != 0) {
        return order;
      }
    }
    return 0;
  }

  private int compare(Object[] key, End end) {
    for (int k = 0; k < key.length; k++) {
      int order =
          end.infinite[k] != 0 ? -end.infinite[k] : types.get(k).compare(key[k], end.values[k]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  public Partitioning partitioning() {
    return partitioning;
  }

  public List<PgType> types() {
    return types;
  }

  /** The partition that takes rows of that key; null for none. */
  public Table find(Object[] key) {
    int partition =
        switch (partitioning.strategy()) {
          case Partitioning.LIST ->
              key[0] == null ? nullPartition : values.getOrDefault(key[0], -1);
          case Partitioning.RANGE -> inRange(key);
          default -> byHash(key);
        };
    int chosen = partition >= 0 ? partition : defaultPartition;
    return chosen < 0 ? null : partitions.get(chosen);
  }

  /** Rows with a NULL in their key are in no range. */
  private int inRange(Object[] key) {
    for (Object value : key) {
      if (value == null) {
        return -1;
      }
    }
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Range range = ranges.get(middle);
      if (compare(key, range.lower) < 0) {
        high = middle - 1;
      } else if (compare(key, range.upper) >= 0) {
        low = middle + 1;
      } else {
        return range.partition;
      }
    }
    return -1;
  }

  private int byHash(Object[] key) {
    long hash = PartitionHash.of(types, key);
    for (int i = 0; i < partitions.size(); i++) {
      if (partitions.get(i).inheritance().bound()
              instanceof PartitionBound.Hash(int modulus, int remainder)
          && Long.remainderUnsigned(hash, modulus) == remainder) {
        return i;
      }
    }
    return -1;
  }

  /** A partition that takes some row which {@code bound} would take too; null for none. */
  public Table overlapping(PartitionBound bound) {
    return switch (bound) {
      case PartitionBound.Default _ ->
          defaultPartition < 0 ? null : partitions.get(defaultPartition);
      case PartitionBound.Values(List<String> list) -> {
        for (String value : list) {
          int taken =
              value == null
                  ? nullPartition
                  : values.getOrDefault(parse(types.getFirst(), value), -1);
          if (taken >= 0) {
            yield partitions.get(taken);
          }
        }
        yield null;
      }
      case PartitionBound.Range range -> {
        Range wanted = range(range, -1);
        for (Range taken : ranges) {
          if (compare(wanted.lower, taken.upper) < 0 && compare(taken.lower, wanted.upper) < 0) {
            yield partitions.get(taken.partition);
          }
        }
        yield null;
      }
      case PartitionBound.Hash(int modulus, int remainder) -> {
        for (Table other : partitions) {
          if (other.inheritance().bound() instanceof PartitionBound.Hash hash) {
            int common = Math.min(modulus, hash.modulus());
            if (remainder % common == hash.remainder() % common) {
              yield other;
            }
          }
        }
        yield null;
      }
    };
  }

  /** Whether the lower end of a range is below its upper end. */
  public boolean isEmpty(PartitionBound.Range range) {
    Range parsed = range(range, -1);
    return compare(parsed.lower, parsed.upper) >= 0;
  }

  /** The range of a partition that has one. */
  Range range(Table partition) {
    return range((PartitionBound.Range) partition.inheritance().bound(), -1);
  }

  /** Those of all partitions, in order. */
  List<Range> ranges() {
    return ranges;
  }

  /** The values of a partition of a list; null stands for NULL. */
  List<Object> values(Table partition) {
    List<Object> parsed = new ArrayList<>();
    for (String value : ((PartitionBound.Values) partition.inheritance().bound()).values()) {
      parsed.add(value == null ? null : parse(types.getFirst(), value));
    }
    return parsed;
  }

  /** The default partition; null for none. */
  public Table defaultPartition() {
    return defaultPartition < 0 ? null : partitions.get(defaultPartition);
  }
}
