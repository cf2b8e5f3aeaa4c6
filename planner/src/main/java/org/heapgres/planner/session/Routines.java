package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.heapgres.planner.Routine;
import org.heapgres.planner.TriggerCall;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.FunctionEntry.Argument;
import org.heapgres.planner.catalog.FunctionEntry.Attributes;
import org.heapgres.planner.catalog.Languages;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.ddl.BuiltInTriggers;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.plpgsql.PlpgsqlRoutines;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RecordCodec;
import org.heapgres.planner.types.TypeRegistry;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.StatementView;
import org.heapgres.storage.Transaction;

/**
 * Runs the functions that users created, for one session: finds what a call means, keeps what the
 * languages made of it, and sees to view, role and settings around it. Used by the session's
 * thread.
 */
public final class Routines {
  /**
   * A way of calling a function.
   *
   * @param collations of the arguments, which their types do not tell apart
   * @param fields tell apart what is of type record
   */
  private record Key(
      int oid,
      List<PgType> arguments,
      List<Integer> collations,
      PgType result,
      List<PgType.Field> fields,
      int relation) {
    Key(int oid, List<PgType> arguments, PgType result, List<PgType.Field> fields, int relation) {
      this(
          oid,
          arguments,
          arguments.stream().map(PgType::collation).toList(),
          result,
          fields,
          relation);
    }
  }

  private final Session session;
  private final Map<Key, Invocation> known = new HashMap<>();
  private boolean nonAtomic;
  private int triggerDepth;
  private TransitionTables transitions = TransitionTables.NONE;

  Routines(Session session) {
    this.session = session;
  }

  /** Empty for a language that nobody speaks. */
  public RoutineLanguage language(String name) {
    return switch (name) {
      case Languages.SQL -> SqlRoutines.INSTANCE;
      case Languages.PLPGSQL -> PlpgsqlRoutines.INSTANCE;
      default ->
          new ForeignRoutines(
              session
                  .engine()
                  .language(name)
                  .orElseThrow(() -> PgException.notSupported("functions in language " + name)));
    };
  }

  /**
   * Whether the procedure or block that is called next may end the transaction, since nothing but
   * other procedures is around it. What was the case before.
   */
  public boolean nonAtomic(boolean value) {
    boolean before = nonAtomic;
    nonAtomic = value;
    return before;
  }

  /** Asked by what is called: whatever it calls in turn has to say so again. */
  public boolean takeNonAtomic() {
    return nonAtomic(false);
  }

  public Object call(PgProc proc, CallTypes types, Object[] arguments) {
    Invocation invocation = invocation(proc, types);
    return within(
        invocation.function(),
        () -> language(invocation.function().language()).call(invocation, arguments));
  }

  Iterator<?> rows(PgProc proc, CallTypes types, Object[] arguments) {
    Invocation invocation = invocation(proc, types);
    return within(
        invocation.function(),
        () -> language(invocation.function().language()).rows(invocation, arguments));
  }

  /** Calls a trigger's function; see {@link org.heapgres.planner.exec.ExecutionContext#fire}. */
  public Object[] trigger(
      Trigger trigger, TriggerCall call, List<Object[]> oldRows, List<Object[]> newRows) {
    PgProc builtIn = BuiltInFunctions.proc(trigger.function());
    if (builtIn != null) {
      return BuiltInTriggers.call(session, builtIn, call);
    }
    FunctionEntry function =
        (FunctionEntry) session.catalog().object(trigger.function()).orElseThrow();
    Invocation invocation =
        known(
            new Key(
                function.oid(),
                List.of(),
                Types.TRIGGER,
                fields(call.relation()),
                call.relation().oid()),
            function,
            List.of(),
            Types.TRIGGER);
    TransitionTables before = transitions;
    triggerDepth++;
    transitions = TransitionTables.of(trigger, call.relation(), oldRows, newRows);
    try {
      return within(function, () -> language(function.language()).trigger(invocation, call));
    } finally {
      transitions = before;
      triggerDepth--;
    }
  }

  /** How many triggers run within each other. */
  public int triggerDepth() {
    return triggerDepth;
  }

  /** The transition tables of the trigger that runs. */
  TransitionTables transitions() {
    return transitions;
  }

  private Invocation invocation(PgProc proc, CallTypes types) {
    FunctionEntry function =
        session.catalog().object(proc.oid()).orElse(null) instanceof FunctionEntry found
            ? found
            : null;
    if (function == null) {
      throw new PgException(
          SqlState.UNDEFINED_FUNCTION, "function with OID " + proc.oid() + " does not exist");
    }
    Key key = new Key(proc.oid(), types.arguments(), types.result(), fields(types.result()), 0);
    return known(key, function, types.arguments(), types.result());
  }

  private static List<PgType.Field> fields(Relation relation) {
    return relation.columns().stream()
        .map(column -> new PgType.Field(column.name(), column.type().oid(), column.typmod()))
        .toList();
  }

  private static List<PgType.Field> fields(PgType type) {
    return type.codec() instanceof RecordCodec codec && codec.fields() != null
        ? codec.fields()
        : List.of();
  }

  private Invocation known(Key key, FunctionEntry function, List<PgType> arguments, PgType result) {
    Invocation invocation = known.get(key);
    if (invocation == null || !Objects.equals(invocation.function(), function)) {
      invocation = new Invocation(session, function, routine(function, arguments, result));
      known.put(key, invocation);
    }
    return invocation;
  }

  /** The function with its types as declared, some perhaps polymorphic. */
  public Routine declared(FunctionEntry function) {
    TypeRegistry types = session.environment().types();
    return routine(
        function,
        function.inputTypes().stream().map(types::require).toList(),
        types.require(function.result()));
  }

  private Routine routine(FunctionEntry function, List<PgType> inputs, PgType result) {
    TypeRegistry types = session.environment().types();
    List<PgType.Field> record = fields(result);
    List<Routine.Argument> arguments = new ArrayList<>();
    int input = 0;
    int output = 0;
    int outputs = function.outputs().size();
    for (Argument argument : function.arguments()) {
      PgType type = types.require(argument.type());
      if (argument.input()) {
        type = input < inputs.size() ? inputs.get(input) : type;
        input++;
      } else if (type.isPolymorphic() && !record.isEmpty()) {
        type = types.require(record.get(output).typeOid());
      } else if (type.isPolymorphic() && outputs == 1) {
        type = result;
      }
      if (argument.output()) {
        output++;
      }
      arguments.add(new Routine.Argument(argument.name(), argument.mode(), type));
    }
    return new Routine(
        function.oid(),
        function.name(),
        function.procedure(),
        arguments,
        result,
        columns(function, arguments, result, types),
        function.returnsSet(),
        function.attributes().volatility() != 'v',
        function.body().source());
  }

  private List<Routine.Column> columns(
      FunctionEntry function, List<Routine.Argument> arguments, PgType result, TypeRegistry types) {
    if (result.relation() != 0) {
      Relation relation = session.catalog().relation(result.relation()).orElse(null);
      if (relation != null) {
        return relation.columns().stream().map(Routines::column).toList();
      }
    }
    if (result.oid() == Types.RECORD.oid() && !function.outputs().isEmpty()) {
      return arguments.stream()
          .filter(Routine.Argument::output)
          .map(argument -> new Routine.Column(argument.name(), argument.type(), -1))
          .toList();
    }
    return fields(result).stream()
        .map(
            field ->
                new Routine.Column(field.name(), types.require(field.typeOid()), field.typmod()))
        .toList();
  }

  private static Routine.Column column(Column column) {
    return new Routine.Column(column.name(), column.type(), column.typmod());
  }

  /** Runs a body with the role, the settings and the view of the data that the function has. */
  <T> T within(FunctionEntry function, Supplier<T> body) {
    Attributes attributes = function.attributes();
    Supplier<T> inner = () -> withView(attributes.volatility() != 'v', body);
    Supplier<T> withSettings =
        attributes.settings().isEmpty() ? inner : () -> withSettings(attributes.settings(), inner);
    if (attributes.securityDefiner() || !attributes.settings().isEmpty()) {
      nonAtomic = false;
    }
    if (!attributes.securityDefiner()) {
      return withSettings.get();
    }
    Role owner = session.catalog().shared().role(function.owner()).orElseThrow();
    return session.environment().as(owner, withSettings);
  }

  /** Runs what is no function of a user's, yet may change what the statement works on. */
  public <T> T withOwnView(Supplier<T> body) {
    takeNonAtomic();
    return withView(false, body);
  }

  /** The statement that called goes on with its own view afterwards. */
  private <T> T withView(boolean fixed, Supplier<T> body) {
    TransactionState state = session.transaction();
    Transaction storage = state.storage();
    StatementView outer = storage.keep();
    boolean before = state.fixView(fixed);
    try {
      return body.get();
    } finally {
      state.fixView(before);
      if (storage.isActive() && state.storageOrNull() == storage) {
        storage.resume(outer);
      }
    }
  }

  private <T> T withSettings(Map<String, String> values, Supplier<T> body) {
    SessionSettings settings = session.settings();
    Map<String, String> before = new HashMap<>();
    values.forEach(
        (name, value) -> {
          before.put(name, settings.valueOrNull(name));
          settings.set(name, value, true, true);
        });
    try {
      return body.get();
    } finally {
      before.forEach(
          (name, value) -> {
            if (value == null) {
              settings.reset(name, true, true);
            } else {
              settings.set(name, value, true, true);
            }
          });
    }
  }
}
