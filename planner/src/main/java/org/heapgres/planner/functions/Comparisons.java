package org.heapgres.planner.functions;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.FloatCodecs;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TextCodecs;
import org.heapgres.planner.types.Types;

/**
 * The functions behind {@code = <> < <= > >=}, btree's three-way comparisons, and larger and
 * smaller, for every type that has an order: they follow from {@link PgType#compare}.
 */
final class Comparisons {
  private static final Set<Integer> INTEGERS =
      Set.of(Types.INT2.oid(), Types.INT4.oid(), Types.INT8.oid());
  private static final Set<Integer> FLOATS = Set.of(Types.FLOAT4.oid(), Types.FLOAT8.oid());
  private static final Set<Integer> STRINGS =
      Set.of(Types.TEXT.oid(), Types.NAME.oid(), Types.VARCHAR.oid());

  /** What a function does with the outcome of a comparison. */
  enum Kind {
    EQ("="),
    NE("<>"),
    LT("<"),
    LE("<="),
    GT(">"),
    GE(">="),
    CMP(null),
    LARGER(null),
    SMALLER(null);

    private final String operator;

    Kind(String operator) {
      this.operator = operator;
    }

    boolean test(int order) {
      return switch (this) {
        case EQ -> order == 0;
        case NE -> order != 0;
        case LT -> order < 0;
        case LE -> order <= 0;
        case GT -> order > 0;
        case GE -> order >= 0;
        case CMP, LARGER, SMALLER -> throw new IllegalStateException(name());
      };
    }
  }

  /** Order of two datums, possibly of two types. */
  interface Order {
    int compare(Object left, Object right);
  }

  private static final Map<Integer, Kind> KINDS = kinds();

  private Comparisons() {}

  private static Map<Integer, Kind> kinds() {
    Map<Integer, Kind> kinds = new HashMap<>();
    for (Kind kind : Kind.values()) {
      if (kind.operator != null) {
        for (PgOperator operator : BuiltInFunctions.operators(kind.operator)) {
          kinds.put(operator.function(), kind);
        }
      }
    }
    CatalogTable support = CatalogTable.of("pg_amproc");
    int number = support.column("amprocnum");
    int function = support.column("amproc");
    for (String[] row : support.rows()) {
      PgProc proc = BuiltInFunctions.proc(Integer.parseInt(row[function]));
      if (row[number].equals("1")
          && proc.resultType() == Types.INT4.oid()
          && proc.argumentCount() == 2) {
        kinds.putIfAbsent(proc.oid(), Kind.CMP);
      }
    }
    for (PgProc proc : BuiltInFunctions.procs()) {
      if (proc.argumentCount() == 2 && proc.language() == PgProc.INTERNAL) {
        if (proc.source().endsWith("larger")) {
          kinds.put(proc.oid(), Kind.LARGER);
        } else if (proc.source().endsWith("smaller")) {
          kinds.put(proc.oid(), Kind.SMALLER);
        }
      }
    }
    return kinds;
  }

  /** Null when the function is no comparison, or its types have no order here. */
  static BoundFunction bind(PgProc proc, CallTypes types) {
    Kind kind = KINDS.get(proc.oid());
    if (kind == null) {
      return null;
    }
    List<Integer> declared = proc.argumentTypes();
    PgType left = argument(declared.get(0), types.argument(0));
    PgType right = argument(declared.get(1), types.argument(1));
    Order order = order(left, right);
    if (order == null) {
      return null;
    }
    ScalarFunction function =
        switch (kind) {
          case EQ, NE, LT, LE, GT, GE ->
              (context, arguments) -> kind.test(order.compare(arguments[0], arguments[1]));
          case CMP -> (context, arguments) -> order.compare(arguments[0], arguments[1]);
          case LARGER ->
              (context, arguments) ->
                  order.compare(arguments[0], arguments[1]) >= 0 ? arguments[0] : arguments[1];
          case SMALLER ->
              (context, arguments) ->
                  order.compare(arguments[0], arguments[1]) <= 0 ? arguments[0] : arguments[1];
        };
    return new BoundFunction(proc, types, function, null, kernels(kind));
  }

  private static PgType argument(int declared, PgType actual) {
    return Types.isPolymorphic(declared) || declared == Types.RECORD.oid()
        ? actual
        : Types.REGISTRY.require(declared);
  }

  static Order order(PgType left, PgType right) {
    if (bothIn(INTEGERS, left, right)) {
      return (a, b) -> Long.compare(((Number) a).longValue(), ((Number) b).longValue());
    }
    if (bothIn(FLOATS, left, right)) {
      return (a, b) -> FloatCodecs.compare(((Number) a).doubleValue(), ((Number) b).doubleValue());
    }
    if (bothIn(STRINGS, left, right) && left.ordersAs(Types.TEXT) && right.ordersAs(Types.TEXT)) {
      return (a, b) -> TextCodecs.compare((String) a, (String) b);
    }
    boolean same = left.equals(right) || (left.isArray() && right.isArray());
    return same && left.codec().comparable() ? left::compare : null;
  }

  private static boolean bothIn(Set<Integer> family, PgType left, PgType right) {
    return family.contains(left.oid()) && family.contains(right.oid());
  }

  /** Kernels over primitives are the methods of {@link Primitive} named after the kind. */
  private static BoundFunction.KernelSource kernels(Kind kind) {
    return new BoundFunction.KernelSource() {
      @Override
      public <T> T kernel(Class<T> shape) {
        for (Method method : Primitive.METHODS) {
          if (method.getName().equals(kind.name().toLowerCase(java.util.Locale.ROOT))) {
            T found =
                MethodFunctions.kernel(
                    new MethodFunctions.Entry(MethodFunctions.lookup(), method), shape);
            if (found != null) {
              return found;
            }
          }
        }
        return null;
      }
    };
  }

  /** Comparisons of primitives; floats with NaN above all else. */
  static final class Primitive {
    static final List<Method> METHODS =
        Arrays.stream(Primitive.class.getDeclaredMethods())
            .filter(method -> !method.isSynthetic())
            .toList();

    private Primitive() {}

    static boolean eq(int a, int b) {
      return a == b;
    }

    static boolean ne(int a, int b) {
      return a != b;
    }

    static boolean lt(int a, int b) {
      return a < b;
    }

    static boolean le(int a, int b) {
      return a <= b;
    }

    static boolean gt(int a, int b) {
      return a > b;
    }

    static boolean ge(int a, int b) {
      return a >= b;
    }

    static boolean eq(long a, long b) {
      return a == b;
    }

    static boolean ne(long a, long b) {
      return a != b;
    }

    static boolean lt(long a, long b) {
      return a < b;
    }

    static boolean le(long a, long b) {
      return a <= b;
    }

    static boolean gt(long a, long b) {
      return a > b;
    }

    static boolean ge(long a, long b) {
      return a >= b;
    }

    static boolean eq(double a, double b) {
      return FloatCodecs.compare(a, b) == 0;
    }

    static boolean ne(double a, double b) {
      return FloatCodecs.compare(a, b) != 0;
    }

    static boolean lt(double a, double b) {
      return FloatCodecs.compare(a, b) < 0;
    }

    static boolean le(double a, double b) {
      return FloatCodecs.compare(a, b) <= 0;
    }

    static boolean gt(double a, double b) {
      return FloatCodecs.compare(a, b) > 0;
    }

    static boolean ge(double a, double b) {
      return FloatCodecs.compare(a, b) >= 0;
    }

    static boolean eq(boolean a, boolean b) {
      return a == b;
    }

    static boolean ne(boolean a, boolean b) {
      return a != b;
    }
  }
}
