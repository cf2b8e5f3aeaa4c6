package org.heapgres.planner.plpgsql;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.Routine;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.parse.plpgsql.PlStatement;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgRecord;

/**
 * One call's variables: datums, and {@link PlRow}s for composite ones; null is NULL, for a RECORD
 * that nothing was assigned as well. Used by the session's thread.
 */
final class PlFrame {
  private final PlProgram program;
  private final Object[] values;
  private final PgType[] dynamicTypes;
  private final List<Object> results = new ArrayList<>();
  private PgType anyRowType;
  private PlRow anyRowOf;

  /** Where it is, for error contexts. */
  PlStatement current;

  String phase;

  /** The error that a handler is about; null outside of one. */
  PgException handled;

  long rowCount;
  Object returned;
  PgType returnedType;

  PlFrame(PlProgram program) {
    this.program = program;
    this.values = new Object[program.variables()];
    this.dynamicTypes = new PgType[program.variables()];
  }

  /** The rows of a function that returns a set. */
  List<Object> results() {
    return results;
  }

  // Reading

  Object value(int variable) {
    return values[variable];
  }

  /** As a parameter: a composite value as a record. */
  Object datum(int variable) {
    Object value = values[variable];
    return value instanceof PlRow row ? row.datum() : value;
  }

  PgType type(PlProgram.Slot slot) {
    PgType dynamic = dynamicTypes[slot.variable().number()];
    return dynamic == null ? slot.type() : dynamic;
  }

  /** A value of whatever type, for a variable that nobody declared: that of a CASE. */
  void set(int variable, Object value, PgType type) {
    values[variable] = value;
    dynamicTypes[variable] = type;
  }

  /** The type of the row that a RECORD holds now. */
  PgType rowType(int variable) {
    PlRow row = (PlRow) values[variable];
    if (row == null) {
      return Types.RECORD;
    }
    if (!row.equals(anyRowOf)) {
      anyRowOf = row;
      anyRowType =
          PgType.recordType(
              row.columns().stream()
                  .map(c -> new PgType.Field(c.name(), c.type().oid(), c.typmod()))
                  .toList());
    }
    return anyRowType;
  }

  /** 55000 for a RECORD that has no row yet, 42703 for a field that it does not have. */
  Routine.Column column(int variable, String name) {
    PlProgram.Slot slot = program.slot(variable);
    List<Routine.Column> columns = slot.columns();
    if (columns == null) {
      PlRow row = (PlRow) values[variable];
      if (row == null) {
        throw new PgException(
                SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                "record \"" + slot.variable().name() + "\" is not assigned yet")
            .withDetail("The tuple structure of a not-yet-assigned record is indeterminate.");
      }
      columns = row.columns();
    }
    for (Routine.Column column : columns) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    throw new PgException(
        SqlState.UNDEFINED_COLUMN,
        "record \"%s\" has no field \"%s\"".formatted(slot.variable().name(), name));
  }

  Object field(int variable, String name) {
    PlRow row = (PlRow) values[variable];
    return row == null ? null : row.values()[row.index(name)];
  }

  // Writing

  /** Without any conversion. */
  void set(int variable, Object value) {
    values[variable] = value;
  }

  void assign(PlStatement.Target target, Object datum, PgType type) {
    if (target.fields().isEmpty()) {
      assign(target.variable(), datum, type);
      return;
    }
    PlProgram.Slot slot = program.slot(target.variable());
    String name = target.fields().getFirst();
    if (!slot.row()) {
      throw new PgException(
          SqlState.SYNTAX_ERROR,
          "\"" + slot.variable().name() + "." + name + "\" is not a known variable");
    }
    Routine.Column column = column(target.variable(), name);
    PlRow row = (PlRow) values[target.variable()];
    if (row == null) {
      row = new PlRow(slot.columns(), new Object[slot.columns().size()]);
    }
    if (target.fields().size() > 1) {
      throw PgException.notSupported("assignment to a field of a field");
    }
    values[target.variable()] =
        row.with(row.index(name), converted(datum, type, column.type(), column.typmod()));
  }

  void assign(int variable, Object datum, PgType type) {
    PlProgram.Slot slot = program.slot(variable);
    if (slot.row()) {
      assignRow(variable, slot, datum, type);
      return;
    }
    Object value = converted(datum, type, slot.type(), slot.typmod());
    if (value == null && slot.variable().notNull()) {
      throw notNull(slot);
    }
    values[variable] = value;
  }

  private static PgException notNull(PlProgram.Slot slot) {
    return new PgException(
        SqlState.NULL_VALUE_NOT_ALLOWED,
        "null value cannot be assigned to variable \"%s\" declared NOT NULL"
            .formatted(slot.variable().name()));
  }

  private void assignRow(int variable, PlProgram.Slot slot, Object datum, PgType type) {
    if (datum == null) {
      if (slot.variable().notNull()) {
        throw notNull(slot);
      }
      List<Routine.Column> columns =
          slot.columns() != null ? slot.columns() : program.columns(type);
      values[variable] =
          columns == null || slot.columns() != null
              ? null
              : new PlRow(columns, new Object[columns.size()]);
      return;
    }
    if (!(datum instanceof PgRecord record)) {
      throw new PgException(
          SqlState.DATATYPE_MISMATCH, "cannot assign non-composite value to a record variable");
    }
    assignColumns(variable, columns(record, type), record.fields());
  }

  /** A record's columns, by its type or by what it carries. */
  List<Routine.Column> columns(PgRecord record, PgType type) {
    List<Routine.Column> known = program.columns(type);
    if (known != null && known.size() == record.size()) {
      return known;
    }
    List<Routine.Column> columns = new ArrayList<>();
    for (int i = 0; i < record.size(); i++) {
      columns.add(
          new Routine.Column(
              "f" + (i + 1),
              program.session().environment().types().require(record.fieldOids()[i]),
              -1));
    }
    return columns;
  }

  /** A row by its columns' places: missing ones are NULL, those too many are left out. */
  void assignColumns(int variable, List<Routine.Column> columns, Object[] row) {
    PlProgram.Slot slot = program.slot(variable);
    if (slot.columns() == null) {
      values[variable] = new PlRow(columns, row.clone());
      return;
    }
    Object[] fitted = new Object[slot.columns().size()];
    for (int i = 0; i < fitted.length; i++) {
      Routine.Column column = slot.columns().get(i);
      if (i < row.length) {
        fitted[i] = converted(row[i], columns.get(i).type(), column.type(), column.typmod());
      }
    }
    values[variable] = new PlRow(slot.columns(), fitted);
  }

  /** A value as an assignment makes it one of another type. */
  Object converted(Object datum, PgType from, PgType to, int typmod) {
    if (datum == null && to.kind() != 'd') {
      return null;
    }
    if (from.oid() == Types.VOID.oid()) {
      return null;
    }
    Expression conversion = program.conversion(from, to, typmod);
    if (conversion == null) {
      return datum;
    }
    Session session = program.session();
    return conversion.evaluateRow(
        new Execution(new Run(session, null, new Object[] {datum})), ValuesNode.oneEmptyRow());
  }

  /** What called what fails here, as error contexts say it. */
  String context() {
    StringBuilder out = new StringBuilder("PL/pgSQL function ").append(program.signature());
    if (phase != null) {
      return current == null
          ? out.append(' ').append(phase).toString()
          : out.append(" line ").append(current.line()).append(' ').append(phase).toString();
    }
    if (current != null) {
      out.append(" line ").append(current.line()).append(" at ").append(current.what());
    }
    return out.toString();
  }
}
