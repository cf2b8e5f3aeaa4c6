package org.heapgres.planner.exec.window;

import java.util.Map;
import org.heapgres.planner.functions.Accumulator;
import org.heapgres.planner.functions.AggregateFunction;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** PostgreSQL's window functions (manual, section 9.22), and aggregates over frames. */
public final class WindowFunctions {
  private static final Map<String, WindowFunction> BY_NAME =
      Map.ofEntries(
          Map.entry("row_number", WindowFunctions::rowNumber),
          Map.entry("rank", WindowFunctions::rank),
          Map.entry("dense_rank", WindowFunctions::denseRank),
          Map.entry("percent_rank", WindowFunctions::percentRank),
          Map.entry("cume_dist", WindowFunctions::cumulativeDistribution),
          Map.entry("ntile", WindowFunctions::ntile),
          Map.entry("lag", (partition, call) -> shifted(partition, call, -1)),
          Map.entry("lead", (partition, call) -> shifted(partition, call, 1)),
          Map.entry("first_value", WindowFunctions::firstValue),
          Map.entry("last_value", WindowFunctions::lastValue),
          Map.entry("nth_value", WindowFunctions::nthValue));

  /** count(*), and count(x) with one argument, over the frame. */
  public static final WindowFunction COUNT = WindowFunctions::count;

  private WindowFunctions() {}

  /** Null when there is none of that name. */
  public static WindowFunction find(String name) {
    return BY_NAME.get(name);
  }

  private static Object[] rowNumber(Partition partition, WindowCall call) {
    Object[] values = new Object[partition.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i + 1L;
    }
    return values;
  }

  private static Object[] rank(Partition partition, WindowCall call) {
    Object[] values = new Object[partition.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = partition.peerStart(i) + 1L;
    }
    return values;
  }

  private static Object[] denseRank(Partition partition, WindowCall call) {
    Object[] values = new Object[partition.size()];
    long rank = 0;
    for (int i = 0; i < values.length; i++) {
      if (partition.peerStart(i) == i) {
        rank++;
      }
      values[i] = rank;
    }
    return values;
  }

  private static Object[] percentRank(Partition partition, WindowCall call) {
    Object[] values = new Object[partition.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = values.length == 1 ? 0.0 : partition.peerStart(i) / (double) (values.length - 1);
    }
    return values;
  }

  private static Object[] cumulativeDistribution(Partition partition, WindowCall call) {
    Object[] values = new Object[partition.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = partition.peerEnd(i) / (double) values.length;
    }
    return values;
  }

  private static Object[] ntile(Partition partition, WindowCall call) {
    Object[] values = new Object[partition.size()];
    Integer buckets = (Integer) partition.datum(call.arguments().getFirst(), 0);
    if (buckets == null) {
      return values;
    }
    if (buckets <= 0) {
      throw new PgException(
          SqlState.INVALID_ARGUMENT_FOR_NTILE, "argument of ntile must be greater than zero");
    }
    int small = values.length / buckets;
    int large = values.length % buckets;
    for (int i = 0; i < values.length; i++) {
      int inLarge = large * (small + 1);
      values[i] =
          i < inLarge ? i / (small + 1) + 1 : large + (i - inLarge) / Math.max(1, small) + 1;
    }
    return values;
  }

  private static Object[] shifted(Partition partition, WindowCall call, int sign) {
    Object[] values = new Object[partition.size()];
    for (int i = 0; i < values.length; i++) {
      Integer offset =
          call.arguments().size() > 1
              ? (Integer) partition.datum(call.arguments().get(1), i)
              : (Integer) 1;
      if (offset == null) {
        continue;
      }
      long at = i + (long) sign * offset;
      if (at >= 0 && at < values.length) {
        values[i] = partition.datum(call.arguments().getFirst(), (int) at);
      } else if (call.arguments().size() > 2) {
        values[i] = partition.datum(call.arguments().get(2), i);
      }
    }
    return values;
  }

  private static Object[] firstValue(Partition partition, WindowCall call) {
    Frame.Resolved frame = call.frame().resolve(partition.run());
    Object[] values = new Object[partition.size()];
    for (int i = 0; i < values.length; i++) {
      int to = frame.to(partition, i);
      for (int row = frame.from(partition, i); row < to; row++) {
        if (!frame.excluded(partition, i, row)) {
          values[i] = partition.datum(call.arguments().getFirst(), row);
          break;
        }
      }
    }
    return values;
  }

  private static Object[] lastValue(Partition partition, WindowCall call) {
    Frame.Resolved frame = call.frame().resolve(partition.run());
    Object[] values = new Object[partition.size()];
    for (int i = 0; i < values.length; i++) {
      int from = frame.from(partition, i);
      for (int row = frame.to(partition, i) - 1; row >= from; row--) {
        if (!frame.excluded(partition, i, row)) {
          values[i] = partition.datum(call.arguments().getFirst(), row);
          break;
        }
      }
    }
    return values;
  }

  private static Object[] nthValue(Partition partition, WindowCall call) {
    Frame.Resolved frame = call.frame().resolve(partition.run());
    Object[] values = new Object[partition.size()];
    for (int i = 0; i < values.length; i++) {
      Integer nth = (Integer) partition.datum(call.arguments().get(1), i);
      if (nth == null) {
        continue;
      }
      if (nth <= 0) {
        throw new PgException(
            SqlState.INVALID_ARGUMENT_FOR_NTH_VALUE,
            "argument of nth_value must be greater than zero");
      }
      int to = frame.to(partition, i);
      int left = nth;
      for (int row = frame.from(partition, i); row < to; row++) {
        if (!frame.excluded(partition, i, row) && --left == 0) {
          values[i] = partition.datum(call.arguments().getFirst(), row);
          break;
        }
      }
    }
    return values;
  }

  private static Object[] count(Partition partition, WindowCall call) {
    int size = partition.size();
    long[] before = new long[size + 1];
    for (int i = 0; i < size; i++) {
      boolean counts =
          call.counts(partition, i)
              && (call.arguments().isEmpty()
                  || partition.datum(call.arguments().getFirst(), i) != null);
      before[i + 1] = before[i] + (counts ? 1 : 0);
    }
    Frame.Resolved frame = call.frame().resolve(partition.run());
    Object[] values = new Object[size];
    for (int i = 0; i < size; i++) {
      int from = frame.from(partition, i);
      int to = Math.max(from, frame.to(partition, i));
      long count = before[to] - before[from];
      if (frame.excludes()) {
        int last = Math.min(to, partition.peerEnd(i));
        for (int row = Math.max(from, partition.peerStart(i)); row < last; row++) {
          if (frame.excluded(partition, i, row)) {
            count -= before[row + 1] - before[row];
          }
        }
      }
      values[i] = count;
    }
    return values;
  }

  /** An aggregate over the frame; a frame that only grows is added to, others start anew. */
  public static WindowFunction aggregate(AggregateFunction function) {
    return (partition, call) -> {
      Frame.Resolved frame = call.frame().resolve(partition.run());
      CallContext context = partition.run().context().calls();
      Object[] values = new Object[partition.size()];
      Accumulator state = function.create();
      int from = 0;
      int to = 0;
      boolean fresh = true;
      for (int i = 0; i < values.length; i++) {
        int nextFrom = frame.from(partition, i);
        int nextTo = Math.max(nextFrom, frame.to(partition, i));
        if (nextFrom != from || nextTo < to || frame.excludes()) {
          state = function.create();
          from = nextFrom;
          to = nextFrom;
          fresh = true;
        }
        if (!fresh && nextTo == to) {
          values[i] = values[i - 1];
          continue;
        }
        for (; to < nextTo; to++) {
          if (call.counts(partition, to) && !frame.excluded(partition, i, to)) {
            add(partition, call, context, state, to);
          }
        }
        values[i] = state.result(context);
        fresh = false;
        partition.run().checkCancel();
      }
      return values;
    };
  }

  private static void add(
      Partition partition, WindowCall call, CallContext context, Accumulator state, int row) {
    Object[] arguments = new Object[call.arguments().size()];
    for (int a = 0; a < arguments.length; a++) {
      arguments[a] = partition.datum(call.arguments().get(a), row);
    }
    state.add(context, arguments);
  }
}
