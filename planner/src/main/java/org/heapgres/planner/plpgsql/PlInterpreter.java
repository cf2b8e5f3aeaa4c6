package org.heapgres.planner.plpgsql;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.QueryResult;
import org.heapgres.planner.Routine;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.parse.plpgsql.PlConditions;
import org.heapgres.planner.parse.plpgsql.PlSql;
import org.heapgres.planner.parse.plpgsql.PlStatement;
import org.heapgres.planner.parse.plpgsql.PlStatement.RowTarget;
import org.heapgres.planner.parse.plpgsql.PlStatement.Target;
import org.heapgres.planner.parse.plpgsql.PlVariable;
import org.heapgres.planner.session.Clock;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TransactionState;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/**
 * Runs one call of a PL/pgSQL function: control flow and assignments here, what deals with SQL in
 * {@link PlSqlStatements}, cursors in {@link PlCursors}. Used by the session's thread.
 */
final class PlInterpreter {
  /** No user can name a savepoint so. */
  private static final String SAVEPOINT = "\0block";

  /** How a statement ended. */
  private enum Flow {
    NEXT,
    EXIT,
    CONTINUE,
    RETURN
  }

  final PlProgram program;
  final Session session;
  final PlFrame frame;

  /** The variable FOUND. */
  final int found;

  /** Whether COMMIT and ROLLBACK may end the transaction. */
  final boolean nonAtomic;

  /** Blocks with handlers around, in which they may not. */
  private int subtransactions;

  private final PlSqlStatements sql;
  private final PlCursors cursors;

  /** The label that EXIT or CONTINUE is looking for; null for the innermost loop. */
  private String label;

  /** The last {@link #iteration} ended its own loop. */
  private boolean leaving;

  PlInterpreter(PlProgram program, PlFrame frame, int found, boolean nonAtomic) {
    this.program = program;
    this.session = program.session();
    this.frame = frame;
    this.found = found;
    this.nonAtomic = nonAtomic;
    sql = new PlSqlStatements(this);
    cursors = new PlCursors(this);
  }

  /** Runs the body; whether it ended with RETURN. What fails is told where it was. */
  boolean run() {
    try {
      PlStatement.Block body = program.function().body();
      Flow flow = block(body);
      if (flow == Flow.EXIT || flow == Flow.CONTINUE) {
        frame.current = null;
        throw new PgException(
            SqlState.SYNTAX_ERROR,
            flow == Flow.EXIT
                ? "EXIT cannot be used outside a loop, unless it has a label"
                : "CONTINUE cannot be used outside a loop");
      }
      return flow == Flow.RETURN;
    } catch (PgException e) {
      throw e.withCaller(frame.context());
    }
  }

  // Expressions

  PlQuery.Value value(PlSql expression) {
    return program.query(expression).evaluate(frame);
  }

  Object value(PlSql expression, PgType type) {
    PlQuery.Value value = value(expression);
    return frame.converted(value.datum(), value.type(), type, -1);
  }

  /** NULL counts as false. */
  boolean isTrue(PlSql condition) {
    return Boolean.TRUE.equals(value(condition, Types.BOOL));
  }

  String text(PlQuery.Value value) {
    return value.datum() == null
        ? null
        : value.type().text(value.datum(), session.formatSettings());
  }

  void found(boolean any) {
    frame.set(found, any);
  }

  // Blocks

  private Flow list(List<PlStatement> statements) {
    for (PlStatement statement : statements) {
      Flow flow = statement(statement);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private Flow block(PlStatement.Block block) {
    frame.current = block;
    frame.phase = "during statement block local variable initialization";
    block.variables().forEach(this::initialise);
    frame.phase = null;
    Flow flow = block.handlers().isEmpty() ? list(block.body()) : guarded(block);
    return flow == Flow.EXIT && label != null && label.equals(block.label()) ? ended() : flow;
  }

  private Flow ended() {
    label = null;
    return Flow.NEXT;
  }

  private void initialise(int number) {
    PlVariable variable = program.slot(number).variable();
    if (variable.initial() != null) {
      PlQuery.Value value = value(variable.initial());
      frame.assign(number, value.datum(), value.type());
    } else {
      frame.set(number, null);
      PgType type = program.slot(number).type();
      if (type.kind() == 'd') {
        session.domains().check(type.oid(), null);
      }
    }
  }

  private Flow guarded(PlStatement.Block block) {
    TransactionState transaction = session.transaction();
    var storage = transaction.storage();
    transaction.savepoint(SAVEPOINT);
    subtransactions++;
    try {
      Flow flow = list(block.body());
      transaction.release(SAVEPOINT);
      subtransactions--;
      return flow;
    } catch (PgException e) {
      subtransactions--;
      PlStatement.Handler handler = handler(block, e);
      if (handler == null || !storage.isActive()) {
        throw e;
      }
      PgException error = e.withCaller(frame.context());
      transaction.rollbackTo(SAVEPOINT);
      transaction.release(SAVEPOINT);
      session.beginStatement();
      return handle(block, handler, error);
    }
  }

  private Flow handle(PlStatement.Block block, PlStatement.Handler handler, PgException error) {
    PgException before = frame.handled;
    Object stateBefore = frame.value(block.sqlstate());
    Object messageBefore = frame.value(block.sqlerrm());
    frame.handled = error;
    frame.set(block.sqlstate(), error.code());
    frame.set(block.sqlerrm(), error.getMessage());
    try {
      return list(handler.body());
    } finally {
      frame.handled = before;
      frame.set(block.sqlstate(), stateBefore);
      frame.set(block.sqlerrm(), messageBefore);
    }
  }

  private static PlStatement.Handler handler(PlStatement.Block block, PgException e) {
    if (e.severity() != PgException.Severity.ERROR) {
      return null;
    }
    for (PlStatement.Handler handler : block.handlers()) {
      for (String condition : handler.conditions()) {
        boolean matches =
            condition.equals(PlConditions.OTHERS)
                ? e.state() != SqlState.QUERY_CANCELED && e.state() != SqlState.ASSERT_FAILURE
                : PlConditions.matches(condition, e.code());
        if (matches) {
          return handler;
        }
      }
    }
    return null;
  }

  // Statements

  private Flow statement(PlStatement statement) {
    frame.current = statement;
    session.checkCancel();
    switch (statement) {
      case PlStatement.Block block -> {
        return block(block);
      }
      case PlStatement.If choice -> {
        return choose(choice);
      }
      case PlStatement.Case choice -> {
        return choose(choice);
      }
      case PlStatement.Loop loop -> {
        while (true) {
          Flow flow = iteration(loop.label(), loop.body());
          if (flow != Flow.NEXT) {
            return afterLoop(flow);
          }
        }
      }
      case PlStatement.While loop -> {
        while (condition(loop, loop.condition())) {
          Flow flow = iteration(loop.label(), loop.body());
          if (flow != Flow.NEXT) {
            return afterLoop(flow);
          }
        }
      }
      case PlStatement.ForInteger loop -> {
        return count(loop);
      }
      case PlStatement.ForQuery loop -> {
        return over(
            loop,
            cursors.rows(program.query(loop.query()), frame),
            loop.target(),
            loop.label(),
            loop.body());
      }
      case PlStatement.ForDynamic loop -> {
        return over(
            loop,
            cursors.dynamicRows(loop.query(), loop.parameters()),
            loop.target(),
            loop.label(),
            loop.body());
      }
      case PlStatement.ForCursor loop -> {
        return overCursor(loop);
      }
      case PlStatement.Foreach loop -> {
        return foreach(loop);
      }
      case PlStatement.Exit exit -> {
        if (exit.condition() == null || isTrue(exit.condition())) {
          label = exit.label();
          return exit.exit() ? Flow.EXIT : Flow.CONTINUE;
        }
      }
      case PlStatement.Return end -> {
        if (end.value() != null) {
          PlQuery.Value value = value(end.value());
          frame.returned = value.datum();
          frame.returnedType = value.type();
        }
        return Flow.RETURN;
      }
      case PlStatement.Assign assign -> assign(assign);
      case PlStatement.ReturnNext next -> sql.returnNext(next);
      case PlStatement.ReturnQuery query -> sql.returnQuery(query);
      case PlStatement.Raise raise -> new PlRaise(this).raise(raise);
      case PlStatement.Assert check -> check(check);
      case PlStatement.Execute execute -> sql.execute(execute);
      case PlStatement.ExecuteDynamic execute -> sql.execute(execute);
      case PlStatement.Perform perform -> sql.perform(perform);
      case PlStatement.Call call -> sql.call(call);
      case PlStatement.GetDiagnostics get -> diagnostics(get);
      case PlStatement.Open open -> cursors.open(open);
      case PlStatement.Fetch fetch -> cursors.fetch(fetch);
      case PlStatement.Close close -> cursors.close(close.cursor());
      case PlStatement.EndTransaction end -> end(end);
      case PlStatement.Nothing _ -> {}
    }
    return Flow.NEXT;
  }

  private boolean condition(PlStatement loop, PlSql condition) {
    frame.current = loop;
    return isTrue(condition);
  }

  private Flow choose(PlStatement.If choice) {
    for (PlStatement.Branch branch : choice.branches()) {
      if (isTrue(branch.condition())) {
        return list(branch.body());
      }
    }
    return list(choice.otherwise());
  }

  private Flow choose(PlStatement.Case choice) {
    if (choice.search() != null) {
      PlQuery.Value searched = value(choice.search());
      frame.set(choice.searchVariable(), searched.datum(), searched.type());
    }
    for (PlStatement.Branch branch : choice.branches()) {
      if (isTrue(branch.condition())) {
        return list(branch.body());
      }
    }
    if (choice.otherwise() == null) {
      throw new PgException(SqlState.CASE_NOT_FOUND, "case not found")
          .withHint("CASE statement is missing ELSE part.");
    }
    return list(choice.otherwise());
  }

  // Loops

  /** NEXT to go on with the loop; EXIT when it, and only it, is over. */
  private Flow iteration(String loopLabel, List<PlStatement> body) {
    Flow flow = list(body);
    if (flow == Flow.NEXT || flow == Flow.RETURN) {
      return flow;
    }
    boolean mine = label == null || label.equals(loopLabel);
    if (!mine) {
      return flow;
    }
    label = null;
    if (flow == Flow.CONTINUE) {
      return Flow.NEXT;
    }
    leaving = true;
    return Flow.EXIT;
  }

  private Flow afterLoop(Flow flow) {
    if (leaving) {
      leaving = false;
      return Flow.NEXT;
    }
    return flow;
  }

  private Flow count(PlStatement.ForInteger loop) {
    int from = bound(loop.lower(), "lower bound of FOR loop cannot be null");
    int to = bound(loop.upper(), "upper bound of FOR loop cannot be null");
    int step = loop.step() == null ? 1 : bound(loop.step(), "BY value of FOR loop cannot be null");
    if (step <= 0) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "BY value of FOR loop must be greater than zero");
    }
    boolean any = false;
    Flow flow = Flow.NEXT;
    long i = from;
    while (flow == Flow.NEXT && (loop.reverse() ? i >= to : i <= to)) {
      any = true;
      frame.set(loop.variable(), (int) i);
      flow = iteration(loop.label(), loop.body());
      i += loop.reverse() ? -step : step;
      session.checkCancel();
    }
    found(any);
    return afterLoop(flow);
  }

  private int bound(PlSql expression, String whenNull) {
    Object value = value(expression, Types.INT4);
    if (value == null) {
      throw new PgException(SqlState.NULL_VALUE_NOT_ALLOWED, whenNull);
    }
    return (Integer) value;
  }

  private Flow over(
      PlStatement loop,
      PlCursors.Rows rows,
      RowTarget target,
      String loopLabel,
      List<PlStatement> body) {
    boolean any = false;
    Flow flow = Flow.NEXT;
    try (rows) {
      Object[] row;
      while (flow == Flow.NEXT && (row = rows.next()) != null) {
        any = true;
        frame.current = loop;
        assign(target, rows.columns(), row);
        flow = iteration(loopLabel, body);
      }
      if (!any) {
        assign(target, rows.columns(), null);
      }
    }
    found(any);
    return afterLoop(flow);
  }

  private Flow overCursor(PlStatement.ForCursor loop) {
    cursors.open(loop.cursor(), loop.arguments());
    Flow flow = over(loop, cursors.rowsOf(loop.cursor()), loop.target(), loop.label(), loop.body());
    cursors.close(loop.cursor());
    return flow;
  }

  private Flow foreach(PlStatement.Foreach loop) {
    PlQuery.Value value = value(loop.array());
    if (value.datum() == null) {
      throw new PgException(SqlState.NULL_VALUE_NOT_ALLOWED, "FOREACH expression must not be null");
    }
    if (!(value.datum() instanceof PgArray array)) {
      throw new PgException(
          SqlState.DATATYPE_MISMATCH,
          "FOREACH expression must yield an array, not type " + value.type().formatted(-1));
    }
    if (loop.slice() > array.dimensions().length) {
      throw new PgException(
          SqlState.ARRAY_ELEMENT_ERROR,
          "slice dimension (%d) is out of the valid range 0..%d"
              .formatted(loop.slice(), array.dimensions().length));
    }
    PgType element = session.environment().types().require(array.elementOid());
    PgType type = loop.slice() == 0 ? element : value.type();
    boolean any = false;
    Flow flow = Flow.NEXT;
    for (Object item : items(array, loop.slice())) {
      any = true;
      frame.current = loop;
      Target target = loop.target().targets().getFirst();
      if (loop.target().targets().size() == 1) {
        frame.assign(target, item, type);
      } else if (item instanceof org.heapgres.storage.value.PgRecord record) {
        assign(loop.target(), frame.columns(record, type), record.fields());
      } else {
        throw new PgException(
            SqlState.DATATYPE_MISMATCH, "FOREACH loop variable must not be of an array type");
      }
      flow = iteration(loop.label(), loop.body());
      if (flow != Flow.NEXT) {
        break;
      }
    }
    found(any);
    return afterLoop(flow);
  }

  /** The elements, or the sub-arrays of the last {@code slice} dimensions. */
  private static List<Object> items(PgArray array, int slice) {
    if (slice == 0) {
      List<Object> elements = new ArrayList<>();
      java.util.Collections.addAll(elements, array.elements());
      return elements;
    }
    int dimensions = array.dimensions().length;
    int[] sizes = java.util.Arrays.copyOfRange(array.dimensions(), dimensions - slice, dimensions);
    int[] bounds =
        java.util.Arrays.copyOfRange(array.lowerBounds(), dimensions - slice, dimensions);
    int size = 1;
    for (int s : sizes) {
      size *= s;
    }
    List<Object> slices = new ArrayList<>();
    for (int at = 0; at < array.size(); at += size) {
      slices.add(
          new PgArray(
              array.elementOid(),
              java.util.Arrays.copyOfRange(array.elements(), at, at + size),
              sizes,
              bounds));
    }
    return slices;
  }

  // Assignments

  private void assign(PlStatement.Assign assign) {
    if (assign.subscripts().isEmpty()) {
      PlQuery.Value value = value(assign.value());
      frame.assign(assign.target(), value.datum(), value.type());
      return;
    }
    new PlSubscripts(this).assign(assign);
  }

  /** A row into a record, or a variable for each column; {@code row} null for no row. */
  void assign(RowTarget target, List<Routine.Column> columns, Object[] row) {
    Target first = target.targets().getFirst();
    boolean record =
        target.targets().size() == 1
            && first.fields().isEmpty()
            && program.slot(first.variable()).row();
    if (record) {
      frame.assignColumns(
          first.variable(), columns, row == null ? new Object[columns.size()] : row);
      return;
    }
    for (int i = 0; i < target.targets().size(); i++) {
      boolean there = row != null && i < row.length;
      frame.assign(
          target.targets().get(i),
          there ? row[i] : null,
          there ? columns.get(i).type() : Types.TEXT);
    }
  }

  static List<Routine.Column> columns(QueryResult result) {
    return result.description().map(RowDescription::fields).orElse(List.of()).stream()
        .map(field -> new Routine.Column(field.name(), field.type(), field.typmod()))
        .toList();
  }

  // The rest

  private void check(PlStatement.Assert check) {
    if ("off".equals(session.settings().valueOrNull("plpgsql.check_asserts"))
        || isTrue(check.condition())) {
      return;
    }
    String message = check.message() == null ? null : text(value(check.message()));
    throw new PgException(SqlState.ASSERT_FAILURE, message == null ? "assertion failed" : message);
  }

  private void diagnostics(PlStatement.GetDiagnostics get) {
    if (get.stacked() && frame.handled == null) {
      throw new PgException(
          SqlState.STACKED_DIAGNOSTICS_ACCESSED_WITHOUT_ACTIVE_HANDLER,
          "GET STACKED DIAGNOSTICS cannot be used outside an exception handler");
    }
    for (PlStatement.Diagnostic item : get.items()) {
      PgException error = frame.handled;
      switch (item.item()) {
        case "row_count" -> frame.assign(item.target(), frame.rowCount, Types.INT8);
        case "pg_context" -> frame.assign(item.target(), frame.context(), Types.TEXT);
        case "pg_routine_oid" -> frame.assign(item.target(), program.oid(), Types.OID);
        default -> frame.assign(item.target(), stacked(item.item(), error), Types.TEXT);
      }
    }
  }

  private static String stacked(String item, PgException error) {
    PgException.Fields fields = error.fields();
    String value =
        switch (item) {
          case "returned_sqlstate" -> error.code();
          case "message_text" -> error.getMessage();
          case "pg_exception_detail" -> fields.detail();
          case "pg_exception_hint" -> fields.hint();
          case "pg_exception_context" -> fields.where();
          case "column_name" -> fields.column();
          case "constraint_name" -> fields.constraint();
          case "pg_datatype_name" -> fields.dataType();
          case "table_name" -> fields.table();
          case "schema_name" -> fields.schema();
          default -> throw new IllegalArgumentException(item);
        };
    return value == null ? "" : value;
  }

  private void end(PlStatement.EndTransaction end) {
    if (!nonAtomic) {
      throw new PgException(
          SqlState.INVALID_TRANSACTION_TERMINATION, "invalid transaction termination");
    }
    if (subtransactions > 0) {
      throw new PgException(
          SqlState.INVALID_TRANSACTION_TERMINATION,
          end.commit()
              ? "cannot commit while a subtransaction is active"
              : "cannot roll back while a subtransaction is active");
    }
    if (end.commit()) {
      session.commitTransaction();
    } else {
      session.transaction().rollback();
    }
    session.transaction().ensure(Clock.micros());
    session.beginStatement();
  }
}
