package org.heapgres.runtime;

import java.util.List;
import java.util.function.Supplier;
import org.graalvm.polyglot.Value;
import org.heapgres.planner.Routine;
import org.heapgres.planner.TriggerCall;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgRecord;

/** A function as one context has compiled it. Used by the context's thread. */
final class PythonRoutine {
  private static final String SKIP = "SKIP";

  /** What a function that returns nothing returns. */
  private static final String VOID = "";

  private final Routine routine;
  private final Dialect dialect;
  private final Value function;
  private final PgType[] types;
  private final String[] tags;

  /**
   * @param maker makes the Python side of it from name, kind, text, arguments and result
   */
  PythonRoutine(Routine routine, Dialect dialect, Value maker, FormatSettings settings) {
    this.routine = routine;
    this.dialect = dialect;
    types = routine.inputs().stream().map(Routine.Argument::type).toArray(PgType[]::new);
    tags = new String[types.length];
    for (int i = 0; i < tags.length; i++) {
      tags[i] = PythonValues.tag(types[i], dialect, settings);
    }
    function =
        maker.execute(
            routine.oid(),
            routine.name(),
            kind(routine),
            routine.source(),
            routine.inputs().stream().map(Routine.Argument::name).toArray(),
            tags,
            hasNoValue(routine)
                ? ""
                : PythonValues.shape(routine.result(), routine.columns(), dialect, settings),
            dialect == Dialect.PLPYTHON);
  }

  private static boolean hasNoValue(Routine routine) {
    return routine.result().isPseudo() && routine.result().oid() != Types.RECORD.oid();
  }

  private static boolean isTrigger(Routine routine) {
    return routine.result().oid() == Types.TRIGGER.oid();
  }

  private static String kind(Routine routine) {
    if (routine.procedure()) {
      return "procedure";
    }
    if (isTrigger(routine)) {
      return "trigger";
    }
    if (routine.returnsSet()) {
      return "set";
    }
    return routine.result().oid() == Types.VOID.oid() ? "void" : "function";
  }

  private Object[] crossing(Object[] datums, FormatSettings settings) {
    Object[] values = new Object[datums.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = PythonValues.toPython(datums[i], tags[i], types[i], dialect, settings);
    }
    return values;
  }

  Object call(Object[] datums, FormatSettings settings) {
    if (isTrigger(routine)) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "trigger functions can only be called as triggers");
    }
    Object result = function.execute((Object) crossing(datums, settings)).as(Object.class);
    if (routine.result().oid() == Types.VOID.oid()) {
      return routine.procedure() ? null : VOID;
    }
    return within("while creating return value", () -> datum(result, settings));
  }

  Object[] rows(Object[] datums, FormatSettings settings) {
    Object result = function.execute((Object) crossing(datums, settings)).as(Object.class);
    if (result == null) {
      return new Object[0];
    }
    return within("while fetching next value from iterator", () -> rows(result, settings));
  }

  private Object[] rows(Object result, FormatSettings settings) {
    List<?> given = PythonValues.list(result);
    Object[] rows = new Object[given.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = datum(given.get(i), settings);
    }
    return rows;
  }

  /** Runs a conversion; its errors tell what it was for. */
  private <T> T within(String context, Supplier<T> conversion) {
    try {
      return conversion.get();
    } catch (PgException e) {
      throw e.withWhere(
          "%s\nPL/Python %s \"%s\""
              .formatted(context, routine.procedure() ? "procedure" : "function", routine.name()));
    }
  }

  private Object datum(Object crossed, FormatSettings settings) {
    if (!routine.columns().isEmpty() && crossed instanceof List<?> fields) {
      List<Routine.Column> columns = routine.columns();
      int[] oids = new int[columns.size()];
      Object[] values = new Object[columns.size()];
      for (int i = 0; i < values.length; i++) {
        Routine.Column column = columns.get(i);
        oids[i] = column.type().oid();
        values[i] = PythonValues.toDatum(fields.get(i), column.type(), column.typmod(), settings);
      }
      return new PgRecord(oids, values);
    }
    return PythonValues.toDatum(crossed, routine.result(), -1, settings);
  }

  Object[] trigger(TriggerCall call, FormatSettings settings) {
    List<? extends Column> columns = call.relation().columns();
    Object[] names = new Object[columns.size()];
    Object[] columnTags = new Object[names.length];
    Object[] shapes = new Object[names.length];
    for (int i = 0; i < names.length; i++) {
      PgType type = columns.get(i).type();
      names[i] = columns.get(i).name();
      columnTags[i] = PythonValues.tag(type, dialect, settings);
      shapes[i] = PythonValues.shape(type, List.of(), dialect, settings);
    }
    Object result =
        function
            .execute(
                (Object)
                    new Object[] {
                      call.name(),
                      Integer.toUnsignedString(call.relation().oid()),
                      call.relation().name(),
                      call.schema(),
                      call.event().name(),
                      call.timing().sql(),
                      call.level().name(),
                      call.arguments().toArray(),
                      names,
                      columnTags,
                      shapes,
                      row(call.oldRow(), columns, columnTags, settings),
                      row(call.newRow(), columns, columnTags, settings)
                    })
            .as(Object.class);
    if (result == null) {
      return call.row();
    }
    return SKIP.equals(result)
        ? null
        : within(
            "while modifying trigger row",
            () -> changed(PythonValues.list(result), columns, settings));
  }

  private Object[] row(
      Object[] datums,
      List<? extends Column> columns,
      Object[] columnTags,
      FormatSettings settings) {
    if (datums == null) {
      return null;
    }
    Object[] row = new Object[datums.length];
    for (int i = 0; i < row.length; i++) {
      row[i] =
          PythonValues.toPython(
              datums[i], (String) columnTags[i], columns.get(i).type(), dialect, settings);
    }
    return row;
  }

  private static Object[] changed(
      List<?> values, List<? extends Column> columns, FormatSettings settings) {
    Object[] row = new Object[columns.size()];
    for (int i = 0; i < row.length; i++) {
      Column column = columns.get(i);
      row[i] = PythonValues.toDatum(values.get(i), column.type(), column.typmod(), settings);
    }
    return row;
  }
}
