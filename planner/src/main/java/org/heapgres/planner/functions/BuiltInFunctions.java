package org.heapgres.planner.functions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.ExtensionCodecs;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** PostgreSQL's own functions, operators, casts and aggregates, looked up by name and by oid. */
public final class BuiltInFunctions {
  private static final int BTREE = 403;
  private static final int ANY = 2276;

  private static final Map<Integer, PgProc> PROCS = new HashMap<>(8192);
  private static final Map<String, List<PgProc>> PROCS_BY_NAME = new HashMap<>(4096);
  private static final Map<Integer, PgOperator> OPERATORS = new HashMap<>(2048);
  private static final Map<String, List<PgOperator>> OPERATORS_BY_NAME = new HashMap<>();
  private static final Map<Long, PgCast> CASTS = new HashMap<>();
  private static final Map<Integer, List<PgCast>> CASTS_FROM = new HashMap<>();
  private static final Map<Integer, PgAggregate> AGGREGATES = new HashMap<>();
  private static final Map<Integer, BtreeOperators> ORDERINGS = new HashMap<>();

  /** The operators of a type's default btree operator class; oids of pg_operator. */
  public record BtreeOperators(
      int less, int lessOrEqual, int equal, int greaterOrEqual, int greater) {}

  static {
    loadProcs();
    loadOperators();
    loadCasts();
    loadAggregates();
    loadOrderings();
  }

  private BuiltInFunctions() {}

  /** Null when there is no such function. */
  public static PgProc proc(int oid) {
    return PROCS.get(oid);
  }

  /** All overloads, aggregates and window functions too, in whichever schema. */
  public static List<PgProc> procs(String name) {
    return PROCS_BY_NAME.getOrDefault(name, List.of());
  }

  /** The function with exactly these argument types (typnames); for tables in our own code. */
  public static PgProc proc(String name, String... argumentTypes) {
    List<Integer> wanted = Arrays.stream(argumentTypes).map(t -> Types.of(t).oid()).toList();
    return procs(name).stream()
        .filter(proc -> proc.argumentTypes().equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no function " + name + wanted));
  }

  public static Iterable<PgProc> procs() {
    return PROCS.values();
  }

  /** Null when there is no such operator. */
  public static PgOperator operator(int oid) {
    return OPERATORS.get(oid);
  }

  /** All overloads, infix and prefix. */
  public static List<PgOperator> operators(String name) {
    return OPERATORS_BY_NAME.getOrDefault(name, List.of());
  }

  /** The operator with exactly these operand types, left 0 for prefix; null when there is none. */
  public static PgOperator operator(String name, int left, int right) {
    for (PgOperator operator : operators(name)) {
      if (operator.left() == left && operator.right() == right) {
        return operator;
      }
    }
    return null;
  }

  public static Iterable<PgOperator> operators() {
    return OPERATORS.values();
  }

  /** Null when pg_cast has no such entry (I/O conversion casts have none). */
  public static PgCast cast(int source, int target) {
    return CASTS.get(castKey(source, target));
  }

  public static List<PgCast> castsFrom(int source) {
    return CASTS_FROM.getOrDefault(source, List.of());
  }

  /** Null when the function is no aggregate. */
  public static PgAggregate aggregate(int function) {
    return AGGREGATES.get(function);
  }

  /**
   * How a type sorts and compares by default: that of text for varchar, of anyarray for arrays, of
   * anyenum and record for enums and composites, anyrange and anymultirange for theirs; that of
   * text stands for those of extensions' types, whose codecs know their order. Null when it has no
   * order. A domain's caller asks for the base type.
   */
  public static BtreeOperators ordering(PgType type) {
    BtreeOperators own = ORDERINGS.get(type.oid());
    if (own != null) {
      return own;
    }
    // int2vector is an array that pg_type does not call one.
    if (type.isArray() || (type.category() == 'A' && type.element() != 0)) {
      return ORDERINGS.get(Types.ANYARRAY.oid());
    }
    if (ExtensionCodecs.isOne(type.codec())) {
      return ORDERINGS.get(Types.TEXT.oid());
    }
    return switch (type.kind()) {
      case 'e' -> ORDERINGS.get(Types.ANYENUM.oid());
      case 'c' -> ORDERINGS.get(Types.RECORD.oid());
      case 'r' -> ORDERINGS.get(Types.of("anyrange").oid());
      case 'm' -> ORDERINGS.get(Types.of("anymultirange").oid());
      default -> {
        for (PgCast cast : castsFrom(type.oid())) {
          if (cast.method() == 'b'
              && cast.context() == 'i'
              && ORDERINGS.containsKey(cast.target())) {
            yield ORDERINGS.get(cast.target());
          }
        }
        yield null;
      }
    };
  }

  /**
   * The overloads that accept a number of positional arguments, as PostgreSQL's
   * FuncnameGetCandidates finds them.
   *
   * @param expandVariadic false when the call says VARIADIC
   */
  public static List<FunctionCandidate> candidates(
      List<PgProc> overloads, int arguments, boolean expandVariadic) {
    List<FunctionCandidate> found = new ArrayList<>();
    for (PgProc proc : overloads) {
      FunctionCandidate candidate = candidate(proc, arguments, expandVariadic);
      if (candidate != null) {
        found.add(candidate);
      }
    }
    return found;
  }

  private static FunctionCandidate candidate(PgProc proc, int arguments, boolean expandVariadic) {
    List<Integer> declared = proc.argumentTypes();
    int count = declared.size();
    if (proc.variadic() != 0 && expandVariadic && arguments >= count) {
      List<Integer> types = new ArrayList<>(declared.subList(0, count - 1));
      while (types.size() < arguments) {
        types.add(proc.variadic());
      }
      return new FunctionCandidate(
          proc, List.copyOf(types), proc.variadic() == ANY ? -1 : arguments - count + 1, 0);
    }
    if (count == arguments) {
      return new FunctionCandidate(proc, declared, -1, 0);
    }
    int missing = count - arguments;
    return missing > 0 && missing <= proc.defaults().size()
        ? new FunctionCandidate(proc, declared, -1, missing)
        : null;
  }

  private static long castKey(int source, int target) {
    return (long) source << 32 | Integer.toUnsignedLong(target);
  }

  private static void loadProcs() {
    CatalogTable table = CatalogTable.of("pg_proc");
    int oid = table.column("oid");
    int name = table.column("proname");
    int namespace = table.column("pronamespace");
    int language = table.column("prolang");
    int kind = table.column("prokind");
    int variadic = table.column("provariadic");
    int strict = table.column("proisstrict");
    int returnsSet = table.column("proretset");
    int volatility = table.column("provolatile");
    int cost = table.column("procost");
    int rows = table.column("prorows");
    int result = table.column("prorettype");
    int types = table.column("proargtypes");
    int defaults = table.column("proargdefaults");
    int allTypes = table.column("proallargtypes");
    int modes = table.column("proargmodes");
    int names = table.column("proargnames");
    int source = table.column("prosrc");
    for (String[] row : table.rows()) {
      PgProc proc =
          new PgProc(
              Integer.parseInt(row[oid]),
              row[name],
              Integer.parseInt(row[namespace]),
              Integer.parseInt(row[language]),
              row[kind].charAt(0),
              Integer.parseInt(row[variadic]),
              row[strict].equals("t"),
              row[returnsSet].equals("t"),
              row[volatility].charAt(0),
              Float.parseFloat(row[cost]),
              Float.parseFloat(row[rows]),
              Integer.parseInt(row[result]),
              oids(row[types], ' '),
              row[defaults] == null ? List.of() : splitExpressions(row[defaults]),
              row[allTypes] == null ? List.of() : oids(braced(row[allTypes]), ','),
              row[modes] == null ? "" : braced(row[modes]).replace(",", ""),
              row[names] == null ? List.of() : names(braced(row[names])),
              row[source]);
      PROCS.put(proc.oid(), proc);
      PROCS_BY_NAME.computeIfAbsent(proc.name(), n -> new ArrayList<>(2)).add(proc);
    }
  }

  private static String braced(String array) {
    return array.substring(1, array.length() - 1);
  }

  private static List<Integer> oids(String text, char separator) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<Integer> oids = new ArrayList<>(4);
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == separator) {
        oids.add(value);
        value = 0;
      } else {
        value = value * 10 + c - '0';
      }
    }
    oids.add(value);
    return List.copyOf(oids);
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.split(",", -1)).map(n -> n.equals("\"\"") ? "" : n).toList();
  }

  /** Splits at the commas outside parentheses, brackets and quotes. */
  private static List<String> splitExpressions(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted && (c == '(' || c == '[')) {
        depth++;
      } else if (!quoted && (c == ')' || c == ']')) {
        depth--;
      } else if (c == ',' && depth == 0 && !quoted) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return List.copyOf(parts);
  }

  private static void loadOperators() {
    CatalogTable table = CatalogTable.of("pg_operator");
    int oid = table.column("oid");
    int name = table.column("oprname");
    int namespace = table.column("oprnamespace");
    int kind = table.column("oprkind");
    int canMerge = table.column("oprcanmerge");
    int canHash = table.column("oprcanhash");
    int left = table.column("oprleft");
    int right = table.column("oprright");
    int result = table.column("oprresult");
    int commutator = table.column("oprcom");
    int negator = table.column("oprnegate");
    int function = table.column("oprcode");
    for (String[] row : table.rows()) {
      PgOperator operator =
          new PgOperator(
              Integer.parseInt(row[oid]),
              row[name],
              Integer.parseInt(row[namespace]),
              row[kind].charAt(0),
              row[canMerge].equals("t"),
              row[canHash].equals("t"),
              Integer.parseInt(row[left]),
              Integer.parseInt(row[right]),
              Integer.parseInt(row[result]),
              Integer.parseInt(row[commutator]),
              Integer.parseInt(row[negator]),
              Integer.parseInt(row[function]));
      OPERATORS.put(operator.oid(), operator);
      OPERATORS_BY_NAME.computeIfAbsent(operator.name(), n -> new ArrayList<>()).add(operator);
    }
  }

  private static void loadCasts() {
    CatalogTable table = CatalogTable.of("pg_cast");
    for (String[] row : table.rows()) {
      PgCast cast =
          new PgCast(
              Integer.parseInt(row[table.column("oid")]),
              Integer.parseInt(row[table.column("castsource")]),
              Integer.parseInt(row[table.column("casttarget")]),
              Integer.parseInt(row[table.column("castfunc")]),
              row[table.column("castcontext")].charAt(0),
              row[table.column("castmethod")].charAt(0));
      CASTS.put(castKey(cast.source(), cast.target()), cast);
      CASTS_FROM.computeIfAbsent(cast.source(), s -> new ArrayList<>()).add(cast);
    }
  }

  private static void loadAggregates() {
    CatalogTable table = CatalogTable.of("pg_aggregate");
    for (String[] row : table.rows()) {
      PgAggregate aggregate =
          new PgAggregate(
              Integer.parseInt(row[table.column("aggfnoid")]),
              row[table.column("aggkind")].charAt(0),
              Integer.parseInt(row[table.column("aggnumdirectargs")]),
              Integer.parseInt(row[table.column("aggtransfn")]),
              Integer.parseInt(row[table.column("aggfinalfn")]),
              Integer.parseInt(row[table.column("aggsortop")]),
              Integer.parseInt(row[table.column("aggtranstype")]),
              row[table.column("agginitval")]);
      AGGREGATES.put(aggregate.function(), aggregate);
    }
  }

  private static void loadOrderings() {
    CatalogTable members = CatalogTable.of("pg_amop");
    int family = members.column("amopfamily");
    int left = members.column("amoplefttype");
    int right = members.column("amoprighttype");
    int strategy = members.column("amopstrategy");
    int operator = members.column("amopopr");
    Map<String, int[]> byFamilyAndType = new HashMap<>();
    for (String[] row : members.rows()) {
      if (row[left].equals(row[right])) {
        int number = Integer.parseInt(row[strategy]);
        if (number <= 5) {
          byFamilyAndType.computeIfAbsent(row[family] + "/" + row[left], k -> new int[6])[number] =
              Integer.parseInt(row[operator]);
        }
      }
    }
    CatalogTable classes = CatalogTable.of("pg_opclass");
    for (String[] row : classes.rows()) {
      if (Integer.parseInt(row[classes.column("opcmethod")]) == BTREE
          && row[classes.column("opcdefault")].equals("t")) {
        String type = row[classes.column("opcintype")];
        int[] found = byFamilyAndType.get(row[classes.column("opcfamily")] + "/" + type);
        if (found != null) {
          ORDERINGS.put(
              Integer.parseInt(type),
              new BtreeOperators(found[1], found[2], found[3], found[4], found[5]));
        }
      }
    }
  }
}
