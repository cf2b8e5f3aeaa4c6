package org.heapgres.planner.plpgsql;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.heapgres.planner.Routine;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.command.CursorCommands;
import org.heapgres.planner.command.CursorKeys;
import org.heapgres.planner.command.CursorRows;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.parse.plpgsql.PlSql;
import org.heapgres.planner.parse.plpgsql.PlStatement;
import org.heapgres.planner.parse.plpgsql.PlStatement.Argument;
import org.heapgres.planner.parse.plpgsql.PlVariable;
import org.heapgres.planner.parse.tree.UtilityStatement.FetchDirection;
import org.heapgres.planner.session.NestedStatements;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.SessionPortal;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.StatementView;
import org.heapgres.storage.Transaction;

/**
 * Rows that a body takes one by one: those of FOR loops, and of cursors, which are the session's
 * own (manual, 41.7).
 */
final class PlCursors {
  private final PlInterpreter interpreter;
  private final Session session;

  PlCursors(PlInterpreter interpreter) {
    this.interpreter = interpreter;
    this.session = interpreter.session;
  }

  /** Rows with a view of their own: what the loop's body does is not seen. */
  interface Rows extends AutoCloseable {
    List<Routine.Column> columns();

    /** Null after the last. */
    Object[] next();

    @Override
    void close();
  }

  /** A query's rows. */
  Rows rows(PlQuery query, PlFrame frame) {
    Prepared prepared = query.prepare(frame);
    Object[] parameters = query.parameters(frame);
    try {
      return open(prepared, parameters);
    } catch (PgException e) {
      throw query.located(e);
    }
  }

  Rows dynamicRows(PlSql expression, List<PlSql> parameters) {
    PlSqlStatements.Dynamic dynamic =
        new PlSqlStatements(interpreter).dynamic(expression, parameters);
    try {
      return open(dynamic.prepared(), dynamic.parameters());
    } catch (PgException e) {
      throw PlSqlStatements.located(e, dynamic.prepared().sql());
    }
  }

  private Rows open(Prepared prepared, Object[] parameters) {
    if (prepared.description().isEmpty()) {
      throw new PgException(
          SqlState.INVALID_CURSOR_DEFINITION, "cannot open non-SELECT query as cursor");
    }
    if (interpreter.nonAtomic) {
      return new Kept(prepared, NestedStatements.run(session, prepared, parameters).rows());
    }
    Outcome outcome = session.runner().start(new Run(session, prepared, parameters));
    return new Streamed(prepared, ((Outcome.Rows) outcome).source());
  }

  private static List<Routine.Column> columns(Prepared prepared) {
    return columns(prepared.description());
  }

  /** What a cursor shows of its row; null for none. */
  private static Object[] row(Batch batch, List<Routine.Column> shown) {
    return batch == null
        ? null
        : Arrays.copyOf(batch.copyRow(0, new Object[batch.width()]), shown.size());
  }

  private static List<Routine.Column> columns(Optional<RowDescription> description) {
    return description.map(RowDescription::fields).orElse(List.of()).stream()
        .map(field -> new Routine.Column(field.name(), field.type(), field.typmod()))
        .toList();
  }

  /** Read as they are wanted. */
  private final class Streamed implements Rows {
    private final List<Routine.Column> columns;
    private final Outcome.RowSource source;
    private final Transaction storage = session.transaction().storage();
    private final StatementView view = storage.keep();
    private Batch batch;
    private int position;

    Streamed(Prepared prepared, Outcome.RowSource source) {
      this.columns = PlCursors.columns(prepared);
      this.source = source;
    }

    @Override
    public List<Routine.Column> columns() {
      return columns;
    }

    @Override
    public Object[] next() {
      if (batch == null || position == batch.size()) {
        batch = storage.seeing(view, source::next);
        position = 0;
        if (batch == null) {
          return null;
        }
      }
      return batch.copyRow(position++, new Object[batch.width()]);
    }

    @Override
    public void close() {
      source.close();
    }
  }

  /** Read before the body may end the transaction. */
  private static final class Kept implements Rows {
    private final List<Routine.Column> columns;
    private final List<Object[]> rows;
    private int next;

    Kept(Prepared prepared, List<Object[]> rows) {
      this.columns = PlCursors.columns(prepared);
      this.rows = rows;
    }

    @Override
    public List<Routine.Column> columns() {
      return columns;
    }

    @Override
    public Object[] next() {
      return next < rows.size() ? rows.get(next++) : null;
    }

    @Override
    public void close() {}
  }

  // Cursors

  void open(PlStatement.Open open) {
    if (open.query() == null) {
      open(open.cursor(), open.arguments());
      return;
    }
    if (open.dynamic()) {
      PlSqlStatements.Dynamic dynamic =
          new PlSqlStatements(interpreter).dynamic(open.query(), open.parameters());
      declare(open.cursor(), dynamic.prepared(), dynamic.parameters(), open.scroll());
    } else {
      PlQuery query = interpreter.program.query(open.query());
      Prepared prepared = query.prepare(interpreter.frame);
      declare(open.cursor(), prepared, query.parameters(interpreter.frame), open.scroll());
    }
  }

  /** A bound cursor, whose arguments are variables of its query. */
  void open(int cursor, List<Argument> arguments) {
    PlVariable variable = interpreter.program.slot(cursor).variable();
    PlVariable.BoundCursor bound = variable.cursor();
    assignArguments(variable, bound, arguments);
    PlQuery query = interpreter.program.query(bound.query());
    Prepared prepared = query.prepare(interpreter.frame);
    declare(cursor, prepared, query.parameters(interpreter.frame), bound.scroll());
  }

  private void assignArguments(
      PlVariable cursor, PlVariable.BoundCursor bound, List<Argument> arguments) {
    if (bound.arguments().size() != arguments.size()) {
      throw new PgException(
          SqlState.SYNTAX_ERROR,
          bound.arguments().isEmpty()
              ? "cursor \"" + cursor.name() + "\" has no arguments"
              : arguments.isEmpty()
                  ? "cursor \"" + cursor.name() + "\" has arguments"
                  : arguments.size() < bound.arguments().size()
                      ? "not enough arguments for cursor \"" + cursor.name() + "\""
                      : "too many arguments for cursor \"" + cursor.name() + "\"");
    }
    Map<String, Integer> names = new HashMap<>();
    bound
        .arguments()
        .forEach(number -> names.put(interpreter.program.slot(number).variable().name(), number));
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      Integer number =
          argument.name() == null ? bound.arguments().get(i) : names.get(argument.name());
      if (number == null) {
        throw new PgException(
            SqlState.SYNTAX_ERROR,
            "cursor \"%s\" has no argument named \"%s\"".formatted(cursor.name(), argument.name()));
      }
      PlQuery.Value value = interpreter.value(argument.value());
      interpreter.frame.assign(number, value.datum(), value.type());
    }
  }

  private void declare(int cursor, Prepared query, Object[] parameters, Boolean scroll) {
    if (query.description().isEmpty()) {
      throw new PgException(
          SqlState.INVALID_CURSOR_DEFINITION, "cannot open non-SELECT query as cursor");
    }
    String name = (String) interpreter.frame.value(cursor);
    if (name == null) {
      name = session.portals().freeName();
      interpreter.frame.set(cursor, name);
    }
    if (session.portals().find(name) != null) {
      throw new PgException(SqlState.DUPLICATE_CURSOR, "cursor \"" + name + "\" already in use");
    }
    SessionPortal portal =
        SessionPortal.cursor(
            session,
            name,
            CursorKeys.of(session, query),
            parameters,
            new SessionPortal.CursorOptions(
                Boolean.FALSE.equals(scroll) ? CursorRows.Scroll.NONE : CursorRows.Scroll.KEPT,
                false,
                false));
    session.portals().add(portal);
    portal.open();
  }

  private SessionPortal require(int cursor) {
    String name = (String) interpreter.frame.value(cursor);
    if (name == null) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED,
          "cursor variable \"%s\" is null"
              .formatted(interpreter.program.slot(cursor).variable().name()));
    }
    return session.portals().cursor(name);
  }

  void fetch(PlStatement.Fetch fetch) {
    SessionPortal portal = require(fetch.cursor());
    long count = fetch.count() == null ? 1 : count(fetch.count());
    if (fetch.into() == null) {
      interpreter.frame.rowCount = inView(() -> step(portal, fetch.direction(), count).move());
      interpreter.found(interpreter.frame.rowCount > 0);
      return;
    }
    Batch batch = inView(() -> step(portal, fetch.direction(), count).one());
    List<Routine.Column> columns = columns(portal.description());
    interpreter.assign(fetch.into(), columns, row(batch, columns));
    interpreter.frame.rowCount = batch == null ? 0 : 1;
    interpreter.found(batch != null);
  }

  private long count(PlSql expression) {
    Object value = interpreter.value(expression, Types.INT4);
    if (value == null) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED, "relative or absolute cursor position is null");
    }
    return (Integer) value;
  }

  /** Reads a cursor, which has its own view of the data, and comes back to the present one. */
  private <T> T inView(Supplier<T> reading) {
    Transaction storage = session.transaction().storage();
    StatementView now = storage.keep();
    try {
      return reading.get();
    } finally {
      storage.resume(now);
    }
  }

  private static CursorCommands.Step step(SessionPortal portal, String direction, long count) {
    CursorRows rows = portal.open();
    return switch (direction) {
      case "next", "forward" -> CursorCommands.step(rows, FetchDirection.FETCH_FORWARD, count);
      case "prior", "backward" -> CursorCommands.step(rows, FetchDirection.FETCH_BACKWARD, count);
      case "first" -> CursorCommands.step(rows, FetchDirection.FETCH_ABSOLUTE, 1);
      case "last" -> CursorCommands.step(rows, FetchDirection.FETCH_ABSOLUTE, -1);
      case "absolute" -> CursorCommands.step(rows, FetchDirection.FETCH_ABSOLUTE, count);
      case "relative" -> CursorCommands.step(rows, FetchDirection.FETCH_RELATIVE, count);
      case "all", "forward all" ->
          CursorCommands.step(rows, FetchDirection.FETCH_FORWARD, CursorRows.ALL);
      case "backward all" ->
          CursorCommands.step(rows, FetchDirection.FETCH_BACKWARD, CursorRows.ALL);
      default -> throw new IllegalArgumentException(direction);
    };
  }

  void close(int cursor) {
    require(cursor);
    session.portals().close((String) interpreter.frame.value(cursor));
  }

  /** An open cursor's rows, for FOR. */
  Rows rowsOf(int cursor) {
    SessionPortal portal = require(cursor);
    List<Routine.Column> columns = columns(portal.description());
    return new Rows() {
      @Override
      public List<Routine.Column> columns() {
        return columns;
      }

      @Override
      public Object[] next() {
        return row(inView(() -> portal.open().forward(1)), columns);
      }

      @Override
      public void close() {}
    };
  }
}
