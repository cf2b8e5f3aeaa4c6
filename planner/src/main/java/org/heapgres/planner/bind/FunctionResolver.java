package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Which function a name means for its arguments' types (manual, 10.3). */
final class FunctionResolver {
  private static final int ANY = Types.ANY.oid();

  /**
   * A function that a call may mean.
   *
   * @param types of the call's arguments in the order of {@code positions}, variadic ones repeated;
   *     then those of the defaults used
   * @param positions which input argument each argument of the call is, by name or place
   * @param variadic how many arguments go into the variadic array; -1 for none
   * @param defaults how many missing arguments there are
   */
  record Candidate(
      PgProc proc, List<Integer> types, List<Integer> positions, int variadic, int defaults) {}

  private final Binding binding;
  private final Overloads<Candidate> overloads;
  private final boolean procedures;

  FunctionResolver(Binding binding) {
    this(binding, false);
  }

  private FunctionResolver(Binding binding, boolean procedures) {
    this.binding = binding;
    this.overloads = new Overloads<>(binding, Candidate::types);
    this.procedures = procedures;
  }

  /** For CALL, which writes a procedure's output arguments too. */
  FunctionResolver withOutputs() {
    return new FunctionResolver(binding, true);
  }

  /**
   * The function, or null when the call may only be a cast in function notation.
   *
   * @param argumentNames of the last arguments, those given by name
   * @param expandVariadic false when the call says VARIADIC
   */
  Candidate resolve(
      List<String> name,
      List<PgType> actual,
      List<String> argumentNames,
      boolean expandVariadic,
      int location) {
    Candidate found = find(name, actual, argumentNames, expandVariadic, location);
    if (found != null) {
      binding.needs().function(found.proc());
    }
    return found;
  }

  private Candidate find(
      List<String> name,
      List<PgType> actual,
      List<String> argumentNames,
      boolean expandVariadic,
      int location) {
    List<Candidate> candidates =
        candidates(name, actual.size(), argumentNames, expandVariadic, location);
    for (Candidate candidate : candidates) {
      if (matchesExactly(candidate, actual)) {
        return candidate;
      }
    }
    if (actual.size() == 1 && argumentNames.isEmpty() && castTarget(name, actual) != null) {
      return null;
    }
    List<Candidate> applicable = overloads.applicable(candidates, actual);
    if (applicable.size() == 1) {
      return applicable.getFirst();
    }
    if (!applicable.isEmpty()) {
      Candidate best = overloads.best(applicable, actual);
      if (best != null) {
        return best;
      }
      throw Errors.at(
              location,
              SqlState.AMBIGUOUS_FUNCTION,
              "function " + signature(name, actual, argumentNames) + " is not unique")
          .withHint(
              "Could not choose a best candidate function. You might need to add explicit type"
                  + " casts.");
    }
    throw missing(procedures ? "procedure" : "function", name, actual, argumentNames, location);
  }

  static PgException missing(
      String kind,
      List<String> name,
      List<PgType> actual,
      List<String> argumentNames,
      int location) {
    return Errors.at(
            location,
            SqlState.UNDEFINED_FUNCTION,
            kind + " " + signature(name, actual, argumentNames) + " does not exist")
        .withHint(
            "No %s matches the given name and argument types. You might need to add explicit type casts."
                .formatted(kind));
  }

  static String signature(List<String> name, List<PgType> actual, List<String> argumentNames) {
    StringBuilder out = new StringBuilder(String.join(".", name)).append('(');
    int positional = actual.size() - argumentNames.size();
    for (int i = 0; i < actual.size(); i++) {
      if (i > 0) {
        out.append(", ");
      }
      if (i >= positional) {
        out.append(argumentNames.get(i - positional)).append(" => ");
      }
      out.append(actual.get(i).formatted(-1));
    }
    return out.append(')').toString();
  }

  /** The type that {@code typename(x)} casts to, when it is such a call; else null. */
  PgType castTarget(List<String> name, List<PgType> actual) {
    if (name.size() > 1 && !name.get(name.size() - 2).equals("pg_catalog")) {
      return null;
    }
    PgType target = binding.types().find(name.getLast());
    if (target == null || target.kind() == 'c') {
      return null;
    }
    PgType source = actual.getFirst();
    if (source.oid() == Types.UNKNOWN.oid()
        || binding.coercion().relabelsOrGoesThroughText(source, target)) {
      return target;
    }
    return null;
  }

  private static boolean matchesExactly(Candidate candidate, List<PgType> actual) {
    for (int i = 0; i < actual.size(); i++) {
      if (candidate.types.get(i) != actual.get(i).oid()) {
        return false;
      }
    }
    return true;
  }

  private List<Candidate> candidates(
      List<String> name,
      int arguments,
      List<String> argumentNames,
      boolean expandVariadic,
      int location) {
    Map<List<Integer>, Candidate> found = new LinkedHashMap<>();
    for (PgProc proc : procs(name, location)) {
      Candidate candidate =
          argumentNames.isEmpty()
              ? positional(proc, arguments, expandVariadic)
              : named(proc, arguments, argumentNames);
      if (candidate != null) {
        found.merge(candidate.types.subList(0, arguments), candidate, FunctionResolver::preferred);
      }
    }
    return new ArrayList<>(found.values());
  }

  private static Candidate preferred(Candidate first, Candidate second) {
    if (first.variadic >= 0 != second.variadic >= 0) {
      return first.variadic >= 0 ? second : first;
    }
    return second.defaults < first.defaults ? second : first;
  }

  /** All functions of that name on the search path or in the schema. */
  List<PgProc> procs(List<String> name, int location) {
    List<PgProc> result = new ArrayList<>();
    if (name.size() == 1) {
      for (String schema : binding.context().searchPath()) {
        addProcs(schema, name.getLast(), result);
      }
      return result;
    }
    String schema = name.get(name.size() - 2);
    binding
        .context()
        .checkUsage(
            binding
                .context()
                .schema(schema)
                .orElseThrow(
                    () ->
                        Errors.at(
                            location,
                            SqlState.INVALID_SCHEMA_NAME,
                            "schema \"" + schema + "\" does not exist")),
            location);
    addProcs(schema, name.getLast(), result);
    return result;
  }

  private void addProcs(String schemaName, String name, List<PgProc> into) {
    Schema schema = binding.context().schema(schemaName).orElse(null);
    if (schema != null) {
      for (PgProc proc : BuiltInFunctions.procs(name)) {
        if (proc.namespace() == schema.oid()) {
          into.add(proc);
        }
      }
      for (FunctionEntry entry : binding.context().catalog().functions(schema.oid(), name)) {
        PgProc proc = proc(entry);
        into.add(procedures && proc.kind() == 'p' ? proc.withOutputsAsArguments() : proc);
      }
    }
  }

  /** The function of that oid, built in or a user's. */
  PgProc proc(int oid) {
    PgProc builtIn = BuiltInFunctions.proc(oid);
    if (builtIn != null) {
      return builtIn;
    }
    return binding.context().catalog().object(oid).orElse(null) instanceof FunctionEntry entry
        ? proc(entry)
        : null;
  }

  private PgProc proc(FunctionEntry entry) {
    int element =
        entry.arguments().stream()
            .filter(argument -> argument.mode() == 'v')
            .map(argument -> variadicElement(argument.type()))
            .findFirst()
            .orElse(0);
    return entry.proc(element);
  }

  private int variadicElement(int array) {
    if (array == Types.ANYARRAY.oid()) {
      return Types.ANYELEMENT.oid();
    }
    if (array == Types.ANYCOMPATIBLEARRAY.oid()) {
      return Types.ANYCOMPATIBLE.oid();
    }
    return array == ANY ? ANY : binding.context().types().require(array).element();
  }

  private static Candidate positional(PgProc proc, int arguments, boolean expandVariadic) {
    List<Integer> declared = proc.argumentTypes();
    int count = declared.size();
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < arguments; i++) {
      positions.add(Math.min(i, count - 1));
    }
    if (proc.variadic() != 0 && expandVariadic && arguments >= count) {
      List<Integer> types = new ArrayList<>(declared.subList(0, count - 1));
      while (types.size() < arguments) {
        types.add(proc.variadic());
      }
      int gathered = proc.variadic() == ANY ? -1 : arguments - count + 1;
      return new Candidate(proc, types, positions, gathered, 0);
    }
    if (count < arguments || count - arguments > proc.defaults().size()) {
      return null;
    }
    return new Candidate(proc, declared, positions, -1, count - arguments);
  }

  private Candidate named(PgProc proc, int arguments, List<String> argumentNames) {
    int count = proc.argumentTypes().size();
    if (arguments > count || proc.variadic() != 0) {
      return null;
    }
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < arguments - argumentNames.size(); i++) {
      positions.add(i);
    }
    List<String> inputs =
        procedures && proc.kind() == 'p' ? proc.argumentNames() : FunctionColumns.inputNames(proc);
    for (String name : argumentNames) {
      int position = inputs.indexOf(name);
      if (position < 0 || positions.contains(position)) {
        return null;
      }
      positions.add(position);
    }
    List<Integer> types = new ArrayList<>();
    positions.forEach(position -> types.add(proc.argumentTypes().get(position)));
    int missing = 0;
    for (int position = 0; position < count; position++) {
      if (!positions.contains(position)) {
        if (position < count - proc.defaults().size()) {
          return null;
        }
        types.add(proc.argumentTypes().get(position));
        missing++;
      }
    }
    return new Candidate(proc, types, positions, -1, missing);
  }
}
