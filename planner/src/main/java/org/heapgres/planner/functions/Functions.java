package org.heapgres.planner.functions;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.heapgres.planner.functions.geometry.GeometryFunctions;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;

/**
 * The implementations of PostgreSQL's functions. A function is a static method of one of the
 * families below, named after pg_proc.prosrc in camel case ({@code text_substr} is {@code
 * textSubstr}; one in SQL after its name and argument types, {@code lpad(text, int4)} is {@code
 * lpadTextInt4}); comparisons and the types' own input and output functions follow from {@link
 * PgType}. Thread-safe.
 */
public final class Functions {
  private static final List<Class<?>> FAMILIES =
      List.of(
          IntegerFunctions.class,
          FloatFunctions.class,
          NumericFunctions.class,
          StringFunctions.class,
          CaseFunctions.class,
          IdentifierFunctions.class,
          LikeFunctions.class,
          PatternOrder.class,
          RegexFunctions.class,
          BinaryFunctions.class,
          ClockFunctions.class,
          DateTimeFunctions.class,
          DateTimeCasts.class,
          ZoneFunctions.class,
          DateTimeTruncation.class,
          DateTimeComparisons.class,
          OverlapsFunctions.class,
          ExtractFunctions.class,
          FormattingFunctions.class,
          IntervalFunctions.class,
          ArrayFunctions.class,
          SeriesFunctions.class,
          InRangeFunctions.class,
          JsonFunctions.class,
          JsonbFunctions.class,
          JsonPathFunctions.class,
          JsonRecordFunctions.class,
          MoneyFunctions.class,
          BitFunctions.class,
          NetworkFunctions.class,
          EnumFunctions.class,
          RangeFunctions.class,
          MultirangeFunctions.class,
          InformationFunctions.class,
          SystemFunctions.class,
          CryptoFunctions.class,
          UuidFunctions.class,
          TrigramFunctions.class,
          CitextFunctions.class,
          HstoreFunctions.class,
          TextSearchFunctions.class,
          TsVectorFunctions.class,
          LsnFunctions.class,
          SnapshotFunctions.class,
          AggregateSteps.class);

  private static final Map<String, MethodFunctions.Entry> ENTRIES = new ConcurrentHashMap<>();

  static {
    for (Class<?> family : FAMILIES) {
      register(MethodFunctions.lookup(), family);
    }
    for (Class<?> family : GeometryFunctions.FAMILIES) {
      register(GeometryFunctions.lookup(), family);
    }
  }

  private Functions() {}

  /**
   * Adds the static methods of a family that lives elsewhere, such as the session's catalog
   * functions; {@code lookup} must be allowed to call them. No two have the same name: in which
   * order a class lists its methods is not defined.
   */
  public static void register(MethodHandles.Lookup lookup, Class<?> family) {
    for (Method method : family.getDeclaredMethods()) {
      if (Modifier.isStatic(method.getModifiers())
          && !Modifier.isPrivate(method.getModifiers())
          && !method.isSynthetic()) {
        MethodFunctions.Entry other =
            ENTRIES.putIfAbsent(method.getName(), new MethodFunctions.Entry(lookup, method));
        if (other != null && !other.method().equals(method)) {
          throw new IllegalStateException(method + " has the name of " + other.method());
        }
      }
    }
  }

  /**
   * A function's implementation for the types of a call.
   *
   * @throws PgException 0A000 with the function's signature when there is none
   */
  public static BoundFunction bind(PgProc proc, CallTypes types) {
    BoundFunction bound = find(proc, types);
    if (bound == null) {
      throw PgException.notSupported("function " + signature(proc));
    }
    return bound;
  }

  public static boolean isImplemented(PgProc proc) {
    return find(proc, declaredTypes(proc)) != null;
  }

  /** The types as declared, polymorphic ones included. */
  public static CallTypes declaredTypes(PgProc proc) {
    return new CallTypes(
        proc.argumentTypes().stream().map(Types.REGISTRY::require).toList(),
        Types.REGISTRY.require(proc.resultType()),
        false);
  }

  private static BoundFunction find(PgProc proc, CallTypes types) {
    if (proc.isUserDefined()) {
      return BoundFunction.ofUser(proc, types);
    }
    MethodFunctions.Entry entry = ENTRIES.get(key(proc));
    if (entry != null) {
      return MethodFunctions.bind(entry, proc, types);
    }
    BoundFunction comparison = Comparisons.bind(proc, types);
    if (comparison != null) {
      return comparison;
    }
    BoundFunction hash = Hashes.bind(proc, types);
    return hash != null ? hash : TypeFunctions.bind(proc, types);
  }

  private static String key(PgProc proc) {
    if (proc.language() != PgProc.SQL) {
      return camelCase(proc.source());
    }
    return camelCase(
        proc.name()
            + proc.argumentTypes().stream()
                .map(oid -> "_" + Types.REGISTRY.require(oid).name())
                .collect(Collectors.joining()));
  }

  /** {@code text_substr} is {@code textSubstr}. */
  static String camelCase(String name) {
    StringBuilder out = new StringBuilder(name.length());
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        upper = !out.isEmpty();
      } else {
        out.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return out.toString();
  }

  /** As in messages: {@code lower(text)}. */
  public static String signature(PgProc proc) {
    return proc.argumentTypes().stream()
        .map(oid -> Types.REGISTRY.type(oid))
        .map(type -> type == null ? "???" : type.formatted(-1))
        .collect(Collectors.joining(", ", proc.name() + "(", ")"));
  }

  /** Whether a polymorphic argument type is among them. */
  static boolean isPolymorphic(PgProc proc) {
    return proc.argumentTypes().stream().anyMatch(Types::isPolymorphic);
  }
}
