package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.QueryResult;
import org.heapgres.planner.Routine;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.TriggerCall;
import org.heapgres.planner.bind.ResultShape;
import org.heapgres.planner.bind.Variables;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.UtilityStatement.TransactionStmt;
import org.heapgres.planner.session.Prepared.Surroundings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgRecord;

/**
 * Functions and procedures in SQL (manual, 36.5): a list of statements, the last gives the result.
 */
final class SqlRoutines implements RoutineLanguage {
  static final SqlRoutines INSTANCE = new SqlRoutines();

  /** The statements, each analysed when it is first run. */
  private record Body(List<Prepared> statements) {}

  private SqlRoutines() {}

  @Override
  public void validate(Invocation invocation) {
    List<RawStmt> statements = parse(invocation.function().body());
    Routine routine = invocation.routine();
    if (routine.result().oid() == Types.TRIGGER.oid()) {
      throw new PgException(
          SqlState.INVALID_FUNCTION_DEFINITION, "SQL functions cannot return type trigger");
    }
    boolean polymorphic =
        routine.arguments().stream().anyMatch(argument -> argument.type().isPolymorphic());
    for (RawStmt statement : statements) {
      if (statement.stmt() instanceof TransactionStmt) {
        throw new PgException(
            SqlState.INVALID_FUNCTION_DEFINITION,
            CommandTags.of(statement.stmt()) + " is not allowed in an SQL function");
      }
    }
    if (polymorphic) {
      return;
    }
    ResultShape shape = shape(routine);
    if (shape != null && statements.isEmpty()) {
      throw noFinalStatement(shape);
    }
    for (Prepared statement : prepare(invocation, statements).statements) {
      if (statement.raw().stmt() instanceof Statement.SelectStmt
          || statement.raw().stmt() instanceof Statement.InsertStmt
          || statement.raw().stmt() instanceof Statement.UpdateStmt
          || statement.raw().stmt() instanceof Statement.DeleteStmt
          || statement.raw().stmt() instanceof Statement.MergeStmt) {
        statement.analyse();
      } else if (statement.surroundings().shape() != null) {
        throw noFinalStatement(shape);
      }
    }
  }

  private static PgException noFinalStatement(ResultShape shape) {
    return new PgException(
            SqlState.INVALID_FUNCTION_DEFINITION,
            "return type mismatch in function declared to return " + shape.declared())
        .withDetail(
            "Function's final statement must be SELECT or INSERT/UPDATE/DELETE/MERGE RETURNING.");
  }

  private static List<RawStmt> parse(FunctionEntry.Body body) {
    return body.statements() == null
        ? Parser.parse(body.source())
        : Parser.parseRoutineBody(body.statements());
  }

  private static Body prepare(Invocation invocation, List<RawStmt> statements) {
    FunctionEntry function = invocation.function();
    FunctionEntry.Body body = function.body();
    String text = body.statements() == null ? body.source() : body.statements();
    List<String> path = body.statements() == null ? null : body.searchPath();
    Variables variables = new Arguments(invocation.routine());
    List<PgType> types = invocation.inputTypes();
    ResultShape shape = shape(invocation.routine());
    List<Prepared> prepared = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      boolean last = i == statements.size() - 1;
      prepared.add(
          Prepared.within(
              invocation.session(),
              text,
              statements.get(i),
              types,
              new Surroundings(variables, path, last ? shape : null, false)));
    }
    return new Body(prepared);
  }

  /** Null for a function without result. */
  private static ResultShape shape(Routine routine) {
    PgType result = routine.result();
    if (result.oid() == Types.VOID.oid()) {
      return null;
    }
    String declared = result.formatted(-1);
    return isRow(routine)
        ? new ResultShape(
            declared, result, routine.columns().stream().map(Routine.Column::type).toList())
        : new ResultShape(declared, null, List.of(result));
  }

  private static boolean isRow(Routine routine) {
    return routine.result().kind() == 'c' || routine.result().oid() == Types.RECORD.oid();
  }

  @Override
  public Object call(Invocation invocation, Object[] arguments) {
    QueryResult result = run(invocation, arguments, 1);
    if (result == null || result.rows().isEmpty()) {
      return null;
    }
    return value(invocation.routine(), result, result.rows().getFirst());
  }

  @Override
  public Iterator<?> rows(Invocation invocation, Object[] arguments) {
    QueryResult result = run(invocation, arguments, Long.MAX_VALUE);
    if (result == null) {
      return List.of().iterator();
    }
    List<Object> values = new ArrayList<>(result.rows().size());
    for (Object[] row : result.rows()) {
      values.add(value(invocation.routine(), result, row));
    }
    return values.iterator();
  }

  @Override
  public Object[] trigger(Invocation invocation, TriggerCall call) {
    throw new PgException(
        SqlState.FEATURE_NOT_SUPPORTED, "trigger functions can only be called as triggers");
  }

  /** The last statement's result; null when the function has none. */
  private static QueryResult run(Invocation invocation, Object[] arguments, long maxRows) {
    Session session = invocation.session();
    Body body =
        invocation.compiled(
            Body.class, () -> prepare(invocation, parse(invocation.function().body())));
    boolean hasResult = shape(invocation.routine()) != null;
    QueryResult result = null;
    for (int i = 0; i < body.statements.size(); i++) {
      Prepared statement = body.statements.get(i);
      boolean last = i == body.statements.size() - 1;
      try {
        if (statement.raw().stmt() instanceof TransactionStmt) {
          throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              CommandTags.of(statement.raw().stmt()) + " is not allowed in an SQL function");
        }
        if (statement.analysed() == null) {
          statement.analyse();
        }
        boolean query = last && hasResult && isQuery(statement.raw().stmt());
        result =
            NestedStatements.run(session, statement, arguments, query ? maxRows : Long.MAX_VALUE);
      } catch (PgException e) {
        throw e.withInternalQuery(statement.sql())
            .withCaller(
                "SQL function \"" + invocation.function().name() + "\" statement " + (i + 1));
      }
    }
    return hasResult ? result : null;
  }

  private static boolean isQuery(Statement statement) {
    return statement instanceof Statement.SelectStmt;
  }

  private static Object value(Routine routine, QueryResult result, Object[] row) {
    if (!isRow(routine)) {
      return row[0];
    }
    List<RowDescription.Field> fields = result.description().orElseThrow().fields();
    if (fields.size() == 1 && fields.getFirst().type().oid() == routine.result().oid()) {
      return row[0];
    }
    return new PgRecord(fields.stream().mapToInt(field -> field.type().oid()).toArray(), row);
  }

  /** The names of the arguments, which may be qualified by the function's. */
  private record Arguments(Routine routine) implements Variables {
    @Override
    public Reference find(List<String> names) {
      String name =
          switch (names.size()) {
            case 1 -> names.getFirst();
            case 2 -> names.getFirst().equals(routine.name()) ? names.getLast() : "";
            default -> "";
          };
      List<Routine.Argument> inputs = routine.inputs();
      for (int i = 0; i < inputs.size(); i++) {
        if (!name.isEmpty() && inputs.get(i).name().equals(name)) {
          return new Reference(i, inputs.get(i).type(), -1);
        }
      }
      return null;
    }
  }
}
