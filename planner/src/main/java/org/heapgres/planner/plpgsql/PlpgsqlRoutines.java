package org.heapgres.planner.plpgsql;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.Routine;
import org.heapgres.planner.TriggerCall;
import org.heapgres.planner.parse.plpgsql.PlFunction;
import org.heapgres.planner.parse.plpgsql.PlParser;
import org.heapgres.planner.parse.plpgsql.PlParser.Kind;
import org.heapgres.planner.parse.plpgsql.PlScope;
import org.heapgres.planner.parse.plpgsql.PlVariable;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.Invocation;
import org.heapgres.planner.session.RoutineLanguage;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;

/** Functions, procedures, trigger functions and DO blocks in PL/pgSQL (manual, chapter 41). */
public final class PlpgsqlRoutines implements RoutineLanguage {
  public static final PlpgsqlRoutines INSTANCE = new PlpgsqlRoutines();

  /** The variables that a body has from the start: arguments, then FOUND, then a trigger's. */
  private record Given(List<PlVariable> variables, List<PlProgram.Slot> slots, int found) {}

  /** A program and where its arguments and FOUND are. */
  private record Compiled(PlProgram program, int arguments, int found) {}

  private PlpgsqlRoutines() {}

  // Compiling

  @Override
  public void validate(Invocation invocation) {
    Routine routine = invocation.routine();
    PgType result = routine.result();
    if (result.isPseudo()
        && !result.isPolymorphic()
        && result.oid() != Types.VOID.oid()
        && result.oid() != Types.RECORD.oid()
        && result.oid() != Types.TRIGGER.oid()
        && !result.name().equals("event_trigger")) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "PL/pgSQL functions cannot return type " + result.formatted(-1));
    }
    if (result.name().equals("event_trigger")) {
      throw PgException.notSupported("event triggers");
    }
    boolean polymorphic =
        routine.arguments().stream().anyMatch(argument -> argument.type().isPolymorphic());
    Given given = given(invocation.session(), routine, null);
    PlFunction function = parse(routine, given);
    if (!polymorphic) {
      new PlProgram(invocation.session(), routine, routine.name(), function, given.slots());
    }
  }

  private static Compiled compile(Invocation invocation, TriggerCall trigger) {
    Routine routine = invocation.routine();
    Given given = given(invocation.session(), routine, trigger);
    String signature =
        trigger != null
            ? Identifiers.quote(routine.name()) + "()"
            : RoutineLookup.shown(invocation.session(), invocation.function());
    try {
      PlFunction function = parse(routine, given);
      PlProgram program =
          new PlProgram(invocation.session(), routine, signature, function, given.slots());
      return new Compiled(program, routine.arguments().size(), given.found());
    } catch (PgException e) {
      throw e.withInternalQuery(routine.source())
          .withCaller(
              "compilation of PL/pgSQL function \""
                  + routine.name()
                  + "\" near line "
                  + line(e, routine));
    }
  }

  private static int line(PgException e, Routine routine) {
    String before =
        routine.source().substring(0, Math.min(e.position(), routine.source().length()));
    return 1 + (int) before.chars().filter(c -> c == '\n').count();
  }

  private static PlFunction parse(Routine routine, Given given) {
    boolean trigger = routine.result().oid() == Types.TRIGGER.oid();
    PlParser.Result result =
        new PlParser.Result(
            routine.returnsSet(),
            routine.result().oid() == Types.VOID.oid(),
            !routine.outputs().isEmpty(),
            trigger ? Kind.TRIGGER : routine.procedure() ? Kind.PROCEDURE : Kind.FUNCTION);
    PlScope scope = PlParser.outermost(routine.name(), given.variables());
    return PlParser.parse(routine.source(), scope, given.variables(), result);
  }

  private static Given given(Session session, Routine routine, TriggerCall trigger) {
    Builder builder = new Builder(session);
    for (Routine.Argument argument : routine.arguments()) {
      builder.add(argument.name(), argument.type());
    }
    for (int i = 0; i < routine.arguments().size(); i++) {
      builder.alias("$" + (i + 1), i);
    }
    int found = builder.add("found", Types.BOOL);
    if (routine.result().oid() == Types.TRIGGER.oid()) {
      PlTriggers.declare(builder, trigger);
    }
    return new Given(builder.variables, builder.slots, found);
  }

  /** Collects variables. */
  static final class Builder {
    private final Session session;
    private final List<PlVariable> variables = new ArrayList<>();
    private final List<PlProgram.Slot> slots = new ArrayList<>();

    Builder(Session session) {
      this.session = session;
    }

    int add(String name, PgType type) {
      return add(name, type, null, type.kind() == 'c' || type.oid() == Types.RECORD.oid());
    }

    /** A composite one with these columns. */
    int add(String name, PgType type, List<Routine.Column> columns, boolean row) {
      PlVariable variable = variable(variables.size(), name);
      variables.add(variable);
      List<Routine.Column> known =
          columns != null || !row ? columns : PlProgram.columns(session, type);
      slots.add(new PlProgram.Slot(variable, type, -1, row, known));
      return variable.number();
    }

    /** Another name for a variable: the scope finds it under both. */
    void alias(String name, int number) {
      variables.add(variable(number, name));
      slots.add(slots.get(number));
    }

    private static PlVariable variable(int number, String name) {
      return new PlVariable(number, name, null, false, false, null, null, 0);
    }
  }

  // Running

  private static PlInterpreter interpreter(
      Invocation invocation, Compiled compiled, Object[] arguments) {
    PlFrame frame = new PlFrame(compiled.program);
    PlInterpreter interpreter =
        new PlInterpreter(
            compiled.program,
            frame,
            compiled.found,
            invocation.session().routines().takeNonAtomic());
    frame.set(compiled.found, false);
    List<Routine.Argument> declared = invocation.routine().arguments();
    int next = 0;
    for (int i = 0; i < declared.size(); i++) {
      if (declared.get(i).input()) {
        Object datum = arguments[next++];
        frame.assign(i, datum, declared.get(i).type());
      }
    }
    return interpreter;
  }

  @Override
  public Object call(Invocation invocation, Object[] arguments) {
    if (invocation.routine().result().oid() == Types.TRIGGER.oid()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "trigger functions can only be called as triggers");
    }
    Compiled compiled = invocation.compiled(Compiled.class, () -> compile(invocation, null));
    PlInterpreter interpreter = interpreter(invocation, compiled, arguments);
    PlFrame frame = interpreter.frame;
    boolean returned = interpreter.run();
    Routine routine = invocation.routine();
    if (routine.result().oid() == Types.VOID.oid()) {
      return routine.procedure() ? null : "";
    }
    if (!routine.outputs().isEmpty()) {
      return outputs(compiled.program, frame);
    }
    if (!returned) {
      throw new PgException(
              SqlState.S_R_E_FUNCTION_EXECUTED_NO_RETURN_STATEMENT,
              "control reached end of function without RETURN")
          .withCaller("PL/pgSQL function " + compiled.program.signature());
    }
    try {
      return fitted(frame, routine, frame.returned, frame.returnedType);
    } catch (PgException e) {
      frame.current = null;
      frame.phase = "while casting return value to function's return type";
      throw e.withCaller(frame.context());
    }
  }

  @Override
  public Iterator<?> rows(Invocation invocation, Object[] arguments) {
    Compiled compiled = invocation.compiled(Compiled.class, () -> compile(invocation, null));
    PlInterpreter interpreter = interpreter(invocation, compiled, arguments);
    interpreter.run();
    return interpreter.frame.results().iterator();
  }

  @Override
  public Object[] trigger(Invocation invocation, TriggerCall call) {
    Compiled compiled = invocation.compiled(Compiled.class, () -> compile(invocation, call));
    PlInterpreter interpreter = interpreter(invocation, compiled, new Object[0]);
    PlTriggers.assign(interpreter.frame, compiled.found + 1, call);
    if (!interpreter.run()) {
      throw new PgException(
              SqlState.S_R_E_FUNCTION_EXECUTED_NO_RETURN_STATEMENT,
              "control reached end of trigger procedure without RETURN")
          .withCaller("PL/pgSQL function " + compiled.program.signature());
    }
    return PlTriggers.result(interpreter.frame, call);
  }

  /** A DO block, to be run; errors in it have their positions in the source. */
  public static Runnable block(Session session, String source, boolean nonAtomic) {
    Builder builder = new Builder(session);
    int found = builder.add("found", Types.BOOL);
    PlFunction function =
        PlParser.parse(
            source,
            PlParser.outermost("inline_code_block", builder.variables),
            builder.variables,
            new PlParser.Result(false, true, false, Kind.BLOCK));
    PlProgram program = new PlProgram(session, null, "inline_code_block", function, builder.slots);
    PlFrame frame = new PlFrame(program);
    frame.set(found, false);
    return new PlInterpreter(program, frame, found, nonAtomic)::run;
  }

  /** The output arguments: one value, or a record of them. */
  static Object outputs(PlProgram program, PlFrame frame) {
    Routine routine = program.routine();
    List<Object> values = new ArrayList<>();
    List<Integer> oids = new ArrayList<>();
    for (int i = 0; i < routine.arguments().size(); i++) {
      Routine.Argument argument = routine.arguments().get(i);
      if (argument.output()) {
        values.add(frame.datum(i));
        oids.add(argument.type().oid());
      }
    }
    boolean single = values.size() == 1 && routine.result().oid() != Types.RECORD.oid();
    return single
        ? values.getFirst()
        : new PgRecord(oids.stream().mapToInt(Integer::intValue).toArray(), values.toArray());
  }

  /** What RETURN gave as the function's result. */
  static Object fitted(PlFrame frame, Routine routine, Object datum, PgType type) {
    PgType result = routine.result();
    boolean row = result.kind() == 'c' || result.oid() == Types.RECORD.oid();
    if (!row) {
      return frame.converted(datum, type, result, -1);
    }
    if (datum == null) {
      return null;
    }
    if (!(datum instanceof PgRecord record)) {
      throw new PgException(
          SqlState.DATATYPE_MISMATCH,
          "cannot return non-composite value from function returning composite type");
    }
    if (routine.columns().isEmpty() || (type.oid() == result.oid() && result.kind() == 'c')) {
      return record;
    }
    return fittedRow(frame, routine.columns(), record, type);
  }

  private static PgRecord fittedRow(
      PlFrame frame, List<Routine.Column> wanted, PgRecord record, PgType type) {
    String mismatch = "returned record type does not match expected record type";
    if (record.size() != wanted.size()) {
      throw new PgException(SqlState.DATATYPE_MISMATCH, mismatch)
          .withDetail(
              "Number of returned columns (%d) does not match expected column count (%d)."
                  .formatted(record.size(), wanted.size()));
    }
    List<Routine.Column> columns = frame.columns(record, type);
    for (int i = 0; i < wanted.size(); i++) {
      if (columns.get(i).type().oid() != wanted.get(i).type().oid()) {
        throw new PgException(SqlState.DATATYPE_MISMATCH, mismatch)
            .withDetail(
                "Returned type %s does not match expected type %s in column \"%s\" (position %d)."
                    .formatted(
                        columns.get(i).type().formatted(-1),
                        wanted.get(i).type().formatted(-1),
                        columns.get(i).name(),
                        i + 1));
      }
    }
    return record;
  }

  /** TG_ARGV counts from 0. */
  static PgArray texts(List<String> values) {
    return new PgArray(
        Types.TEXT.oid(),
        values.toArray(),
        values.isEmpty() ? new int[0] : new int[] {values.size()},
        values.isEmpty() ? new int[0] : new int[] {0});
  }
}
