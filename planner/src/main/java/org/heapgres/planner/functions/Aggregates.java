package org.heapgres.planner.functions;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.value.BitString;

/** The implementations of PostgreSQL's aggregates, by name and argument types. Thread-safe. */
public final class Aggregates {
  private static final Map<String, Entry> ENTRIES = new HashMap<>();

  private record Entry(
      Function<CallTypes, Supplier<Accumulator>> factory, boolean longs, boolean doubles) {}

  static {
    longs("count()", NumberAggregates.Count::new);
    longs("count(any)", NumberAggregates.Count::new);
    for (String type : new String[] {"int2", "int4"}) {
      longs("sum(" + type + ")", NumberAggregates.LongSum::new);
      longs("avg(" + type + ")", NumberAggregates.LongAverage::new);
    }
    longs("sum(int8)", NumberAggregates.BigSum::new);
    longs("avg(int8)", NumberAggregates.LongAverage::new);
    plain("sum(numeric)", () -> new NumberAggregates.NumericSum(false));
    plain("avg(numeric)", () -> new NumberAggregates.NumericSum(true));
    doubles("sum(float4)", NumberAggregates.FloatSum::new);
    doubles("sum(float8)", NumberAggregates.DoubleSum::new);
    plain("sum(interval)", () -> new NumberAggregates.IntervalSum(false));
    plain("avg(interval)", () -> new NumberAggregates.IntervalSum(true));
    for (String type : new String[] {"float4", "float8"}) {
      doubles("avg(" + type + ")", () -> new NumberAggregates.Moments(NumberAggregates.MEAN));
    }
    for (NumberAggregates.Spread spread : NumberAggregates.Spread.values()) {
      for (String type : new String[] {"int2", "int4", "int8", "numeric"}) {
        plain(
            spread.sqlName() + "(" + type + ")", () -> new NumberAggregates.NumericMoments(spread));
      }
      for (String type : new String[] {"float4", "float8"}) {
        doubles(
            spread.sqlName() + "(" + type + ")",
            () -> new NumberAggregates.Moments(spread.ofMoments()));
      }
    }
    for (NumberAggregates.Regression kind : NumberAggregates.Regression.values()) {
      plain(kind.sqlName() + "(float8,float8)", () -> new NumberAggregates.TwoMoments(kind));
    }
    for (PgProc proc : BuiltInFunctions.procs("max")) {
      typed(key(proc), types -> extreme(types, 1));
    }
    for (PgProc proc : BuiltInFunctions.procs("min")) {
      typed(key(proc), types -> extreme(types, -1));
    }
    fold("bool_and(bool)", (a, b) -> (Boolean) a && (Boolean) b);
    fold("every(bool)", (a, b) -> (Boolean) a && (Boolean) b);
    fold("bool_or(bool)", (a, b) -> (Boolean) a || (Boolean) b);
    bits("bit_and", (a, b) -> a & b);
    bits("bit_or", (a, b) -> a | b);
    bits("bit_xor", (a, b) -> a ^ b);
    fold("any_value(anyelement)", (a, b) -> a);
    typed("range_agg(anyrange)", t -> () -> new MultirangeFunctions.Union(t));
    typed("range_agg(anymultirange)", t -> () -> new MultirangeFunctions.Union(t));
    for (String kind : new String[] {"anyrange", "anymultirange"}) {
      typed(
          "range_intersect_agg(" + kind + ")",
          t -> () -> new Fold((a, b) -> MultirangeFunctions.intersect(t, a, b)));
    }
    fold("bit_and(bit)", (a, b) -> BitFunctions.bitAnd((BitString) a, (BitString) b));
    fold("bit_or(bit)", (a, b) -> BitFunctions.bitOr((BitString) a, (BitString) b));
    fold("bit_xor(bit)", (a, b) -> BitFunctions.bitxor((BitString) a, (BitString) b));
    for (String array : new String[] {"", "_"}) {
      typed(
          "percentile_cont(" + array + "float8,float8)",
          t -> () -> new OrderedSetAggregates.Percentile(t, OrderedSetAggregates.DOUBLES));
      typed(
          "percentile_cont(" + array + "float8,interval)",
          t -> () -> new OrderedSetAggregates.Percentile(t, OrderedSetAggregates.INTERVALS));
      typed(
          "percentile_disc(" + array + "float8,anyelement)",
          t -> () -> new OrderedSetAggregates.Percentile(t, null));
    }
    typed("mode(anyelement)", t -> () -> new OrderedSetAggregates.Mode(t));
    fold("sum(money)", (a, b) -> MoneyFunctions.cashPl((Long) a, (Long) b));
    plain("string_agg(text,text)", CollectionAggregates.StringJoin::new);
    plain("string_agg(bytea,bytea)", CollectionAggregates.BytesJoin::new);
    typed("array_agg(anynonarray)", t -> () -> new CollectionAggregates.ArrayOfValues(t));
    typed("array_agg(anyarray)", t -> () -> new CollectionAggregates.ArrayOfArrays(t));
    for (String strict : new String[] {"", "_strict"}) {
      boolean skipNull = !strict.isEmpty();
      typed(
          "json_agg" + strict + "(anyelement)",
          t -> () -> new CollectionAggregates.JsonArray(t, skipNull));
      typed(
          "jsonb_agg" + strict + "(anyelement)",
          t -> () -> new CollectionAggregates.JsonbArray(t, skipNull));
      for (String unique : new String[] {"", "_unique"}) {
        boolean distinct = !unique.isEmpty();
        typed(
            "json_object_agg" + unique + strict + "(any,any)",
            t -> () -> new CollectionAggregates.JsonObject(t, distinct, skipNull));
        typed(
            "jsonb_object_agg" + unique + strict + "(any,any)",
            t -> () -> new CollectionAggregates.JsonbObject(t, distinct, skipNull));
      }
    }
  }

  private Aggregates() {}

  /**
   * An aggregate for the types of a call.
   *
   * @throws PgException 0A000 with the aggregate's signature when there is none
   */
  public static AggregateFunction bind(PgProc proc, CallTypes types) {
    if (proc.isUserDefined()) {
      return UserAggregate.bind(proc, types);
    }
    Entry entry = ENTRIES.get(key(proc));
    if (entry == null) {
      throw PgException.notSupported("aggregate function " + Functions.signature(proc));
    }
    return new AggregateFunction(
        proc, types, entry.factory.apply(types), entry.longs, entry.doubles);
  }

  public static boolean isImplemented(PgProc proc) {
    return ENTRIES.containsKey(key(proc));
  }

  private static String key(PgProc proc) {
    return proc.argumentTypes().stream()
        .map(oid -> Types.REGISTRY.require(oid).name())
        .collect(Collectors.joining(",", proc.name() + "(", ")"));
  }

  private static void longs(String key, Supplier<Accumulator> factory) {
    ENTRIES.put(key, new Entry(types -> factory, true, false));
  }

  private static void doubles(String key, Supplier<Accumulator> factory) {
    ENTRIES.put(key, new Entry(types -> factory, false, true));
  }

  private static void plain(String key, Supplier<Accumulator> factory) {
    ENTRIES.put(key, new Entry(types -> factory, false, false));
  }

  private static void typed(String key, Function<CallTypes, Supplier<Accumulator>> factory) {
    ENTRIES.put(key, new Entry(factory, false, false));
  }

  private static void fold(String key, BinaryOperator<Object> operator) {
    plain(key, () -> new Fold(operator));
  }

  private interface LongBits {
    long apply(long a, long b);
  }

  private static void bits(String name, LongBits operator) {
    fold(
        name + "(int2)",
        (a, b) -> (short) operator.apply(((Short) a).longValue(), ((Short) b).longValue()));
    fold(
        name + "(int4)",
        (a, b) -> (int) operator.apply(((Integer) a).longValue(), ((Integer) b).longValue()));
    fold(name + "(int8)", (a, b) -> operator.apply((Long) a, (Long) b));
  }

  /** {@code sign} 1 keeps the largest, -1 the smallest. */
  private static Supplier<Accumulator> extreme(CallTypes types, int sign) {
    PgType type = types.argument(0);
    Comparator<Object> order = type::compare;
    BinaryOperator<Object> operator = (a, b) -> Integer.signum(order.compare(b, a)) == sign ? b : a;
    return () -> new Fold(operator);
  }

  /** Combines the values that are not NULL, two by two. */
  private static final class Fold implements Accumulator {
    private final BinaryOperator<Object> operator;
    private Object state;

    Fold(BinaryOperator<Object> operator) {
      this.operator = operator;
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      Object value = arguments[0];
      if (value != null) {
        state = state == null ? value : operator.apply(state, value);
      }
    }

    @Override
    public Object result(CallContext context) {
      return state;
    }
  }
}
