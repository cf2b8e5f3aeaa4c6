package org.heapgres.planner.plpgsql;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.QueryResult;
import org.heapgres.planner.Routine;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.plpgsql.PlScope;
import org.heapgres.planner.parse.plpgsql.PlSql;
import org.heapgres.planner.parse.plpgsql.PlStatement;
import org.heapgres.planner.parse.plpgsql.PlStatement.RowTarget;
import org.heapgres.planner.parse.plpgsql.PlStatement.Target;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Expression.NamedArgExpr;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.UtilityStatement.CallStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.TransactionStmt;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.NestedStatements;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgRecord;

/** The statements of PL/pgSQL that run SQL, and the results of functions that return sets. */
final class PlSqlStatements {
  private final PlInterpreter interpreter;

  PlSqlStatements(PlInterpreter interpreter) {
    this.interpreter = interpreter;
  }

  /** Text that was computed, as a statement with its own parameters. */
  @SuppressWarnings("ArrayRecordComponent")
  record Dynamic(Prepared prepared, Object[] parameters) {}

  // Statements

  void execute(PlStatement.Execute execute) {
    PlQuery query = interpreter.program.query(execute.sql());
    refuseTransaction(query.tree());
    boolean change = isChange(query.tree());
    long most = execute.into() == null || change ? Long.MAX_VALUE : execute.strict() ? 2 : 1;
    QueryResult result = query.run(interpreter.frame, most);
    if (execute.into() == null) {
      if (result.description().isPresent()) {
        PgException error =
            new PgException(SqlState.SYNTAX_ERROR, "query has no destination for result data");
        throw query.tree() instanceof Statement.SelectStmt
            ? error.withHint("If you want to discard the results of a SELECT, use PERFORM instead.")
            : error;
      }
      interpreter.frame.rowCount = result.count();
      if (change) {
        interpreter.found(result.count() > 0);
      }
      return;
    }
    into(execute.into(), result, execute.strict(), execute.strict() || change);
    interpreter.frame.rowCount = result.rows().size();
    interpreter.found(!result.rows().isEmpty());
  }

  private static boolean isChange(Statement tree) {
    return tree instanceof Statement.InsertStmt
        || tree instanceof Statement.UpdateStmt
        || tree instanceof Statement.DeleteStmt
        || tree instanceof Statement.MergeStmt;
  }

  private static void refuseTransaction(Statement tree) {
    if (tree instanceof TransactionStmt) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "unsupported transaction command in PL/pgSQL");
    }
  }

  private void into(RowTarget target, QueryResult result, boolean strict, boolean single) {
    if (result.description().isEmpty()) {
      throw new PgException(
          SqlState.SYNTAX_ERROR, "INTO used with a command that cannot return data");
    }
    if (result.rows().isEmpty() && strict) {
      throw new PgException(SqlState.NO_DATA_FOUND, "query returned no rows");
    }
    if (result.rows().size() > 1 && single) {
      throw new PgException(SqlState.TOO_MANY_ROWS, "query returned more than one row")
          .withHint("Make sure the query returns a single row, or use LIMIT 1.");
    }
    interpreter.assign(
        target,
        PlInterpreter.columns(result),
        result.rows().isEmpty() ? null : result.rows().getFirst());
  }

  void perform(PlStatement.Perform perform) {
    QueryResult result =
        interpreter.program.query(perform.query()).run(interpreter.frame, Long.MAX_VALUE);
    interpreter.frame.rowCount = result.rows().size();
    interpreter.found(!result.rows().isEmpty());
  }

  // EXECUTE

  void execute(PlStatement.ExecuteDynamic execute) {
    String text = queryText(execute.query());
    List<PlQuery.Value> values = values(execute.parameters());
    List<RawStmt> statements = parse(text);
    QueryResult result = null;
    for (RawStmt statement : statements) {
      refuseDynamicTransaction(statement.stmt());
      long most =
          execute.into() == null || isChange(statement.stmt())
              ? Long.MAX_VALUE
              : execute.strict() ? 2 : 1;
      result = run(prepare(text, statement, values), text, most);
    }
    if (execute.into() != null) {
      if (result == null) {
        throw new PgException(
            SqlState.SYNTAX_ERROR, "INTO used with a command that cannot return data");
      }
      boolean change = isChange(statements.getLast().stmt());
      into(execute.into(), result, execute.strict(), execute.strict() || change);
    }
    if (result != null) {
      interpreter.frame.rowCount =
          result.description().isPresent() ? result.rows().size() : result.count();
    }
  }

  private static void refuseDynamicTransaction(Statement tree) {
    if (tree instanceof TransactionStmt) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "EXECUTE of transaction commands is not implemented");
    }
    if (tree instanceof Statement.SelectStmt select && select.intoClause() != null) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED, "EXECUTE of SELECT ... INTO is not implemented")
          .withHint(
              "You might want to use EXECUTE ... INTO or EXECUTE CREATE TABLE ... AS instead.");
    }
  }

  private String queryText(PlSql expression) {
    String text = interpreter.text(interpreter.value(expression));
    if (text == null) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED, "query string argument of EXECUTE is null");
    }
    return text;
  }

  private List<PlQuery.Value> values(List<PlSql> expressions) {
    return expressions.stream().map(interpreter::value).toList();
  }

  private List<RawStmt> parse(String text) {
    try {
      return Parser.parse(text);
    } catch (PgException e) {
      throw e.withInternalQuery(text);
    }
  }

  private Dynamic prepare(String text, RawStmt raw, List<PlQuery.Value> values) {
    Prepared prepared =
        Prepared.internal(
            interpreter.session, text, raw, values.stream().map(PlQuery.Value::type).toList());
    try {
      prepared.analyse();
    } catch (PgException e) {
      throw located(e, text);
    }
    return new Dynamic(prepared, values.stream().map(PlQuery.Value::datum).toArray());
  }

  static PgException located(PgException e, String text) {
    return e.position() > 0
        ? e.withInternalQuery(text)
        : e.withCaller("SQL statement \"" + text + "\"");
  }

  private QueryResult run(Dynamic statement, String text, long maxRows) {
    try {
      return NestedStatements.run(
          interpreter.session, statement.prepared, statement.parameters, maxRows);
    } catch (PgException e) {
      throw located(e, text);
    }
  }

  /** The one query that an expression's value is. */
  Dynamic dynamic(PlSql expression, List<PlSql> parameters) {
    String text = queryText(expression);
    List<RawStmt> statements = parse(text);
    if (statements.size() != 1) {
      throw new PgException(
          SqlState.INVALID_CURSOR_DEFINITION, "cannot open multi-query plan as cursor");
    }
    return prepare(text, statements.getFirst(), values(parameters));
  }

  // CALL and DO

  void call(PlStatement.Call call) {
    PlQuery query = interpreter.program.query(call.sql());
    boolean before = interpreter.session.routines().nonAtomic(interpreter.nonAtomic);
    QueryResult result;
    try {
      result = query.run(interpreter.frame, Long.MAX_VALUE);
    } finally {
      interpreter.session.routines().nonAtomic(before);
    }
    if (query.tree() instanceof CallStmt tree && result.description().isPresent()) {
      assignOutputs(tree, query, result);
    }
  }

  private void assignOutputs(CallStmt tree, PlQuery query, QueryResult result) {
    Binder.BoundCall bound = query.boundCall(interpreter.frame, tree);
    String modes = bound.proc().argumentModes();
    List<String> names = bound.proc().argumentNames();
    List<Routine.Column> columns = PlInterpreter.columns(result);
    int output = 0;
    for (int i = 0; i < modes.length(); i++) {
      if (modes.charAt(i) == 'o' || modes.charAt(i) == 'b') {
        Target target = target(argument(tree, i, names), query.sql().scope());
        if (target == null) {
          throw new PgException(
              SqlState.SYNTAX_ERROR,
              "procedure parameter \"%s\" is an output parameter but corresponding argument is not writable"
                  .formatted(i < names.size() ? names.get(i) : ""));
        }
        interpreter.frame.assign(
            target, result.rows().getFirst()[output], columns.get(output).type());
        output++;
      }
    }
  }

  private static Expression argument(CallStmt tree, int place, List<String> names) {
    List<Expression> arguments = tree.funccall().args();
    for (Expression argument : arguments) {
      if (argument instanceof NamedArgExpr named
          && place < names.size()
          && named.name().equals(names.get(place))) {
        return named.arg();
      }
    }
    return place < arguments.size() && !(arguments.get(place) instanceof NamedArgExpr)
        ? arguments.get(place)
        : null;
  }

  private static Target target(Expression argument, PlScope scope) {
    if (!(argument instanceof ColumnRef ref)) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (var field : ref.fields()) {
      if (!(field instanceof StringValue(String name))) {
        return null;
      }
      names.add(name);
    }
    PlScope.Found found = scope.find(names);
    return found == null
        ? null
        : new Target(found.variable(), names.subList(found.names(), names.size()));
  }

  // Results of functions that return sets

  void returnNext(PlStatement.ReturnNext next) {
    PlFrame frame = interpreter.frame;
    if (next.value() == null) {
      frame.results().add(PlpgsqlRoutines.outputs(interpreter.program, frame));
      return;
    }
    PlQuery.Value value = interpreter.value(next.value());
    Routine routine = interpreter.program.routine();
    frame.results().add(PlpgsqlRoutines.fitted(frame, routine, value.datum(), value.type()));
  }

  void returnQuery(PlStatement.ReturnQuery statement) {
    QueryResult result;
    if (statement.dynamic()) {
      String text = queryText(statement.query());
      List<RawStmt> parsed = parse(text);
      if (parsed.size() != 1) {
        throw new PgException(
            SqlState.SYNTAX_ERROR, "cannot open multi-query plan as RETURN QUERY");
      }
      result =
          run(
              prepare(text, parsed.getFirst(), values(statement.parameters())),
              text,
              Long.MAX_VALUE);
    } else {
      result = interpreter.program.query(statement.query()).run(interpreter.frame, Long.MAX_VALUE);
    }
    if (result.description().isEmpty()) {
      throw new PgException(
          SqlState.INVALID_CURSOR_DEFINITION, "cannot open non-SELECT query as cursor");
    }
    add(result);
    interpreter.frame.rowCount = result.rows().size();
    interpreter.found(!result.rows().isEmpty());
  }

  private void add(QueryResult result) {
    Routine routine = interpreter.program.routine();
    List<RowDescription.Field> fields = result.description().orElseThrow().fields();
    boolean row = routine.result().kind() == 'c' || routine.result().oid() == Types.RECORD.oid();
    List<Routine.Column> wanted =
        row ? routine.columns() : List.of(new Routine.Column("", routine.result(), -1));
    if (!(row && routine.columns().isEmpty())) {
      checkStructure(fields, wanted);
    }
    int[] oids = fields.stream().mapToInt(field -> field.type().oid()).toArray();
    for (Object[] values : result.rows()) {
      interpreter.frame.results().add(row ? new PgRecord(oids, values) : values[0]);
    }
  }

  private static void checkStructure(
      List<RowDescription.Field> fields, List<Routine.Column> wanted) {
    String mismatch = "structure of query does not match function result type";
    if (fields.size() != wanted.size()) {
      throw new PgException(SqlState.DATATYPE_MISMATCH, mismatch)
          .withDetail(
              "Number of returned columns (%d) does not match expected column count (%d)."
                  .formatted(fields.size(), wanted.size()));
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (fields.get(i).type().oid() != wanted.get(i).type().oid()) {
        throw new PgException(SqlState.DATATYPE_MISMATCH, mismatch)
            .withDetail(
                "Returned type %s does not match expected type %s in column \"%s\" (position %d)."
                    .formatted(
                        fields.get(i).type().formatted(fields.get(i).typmod()),
                        wanted.get(i).type().formatted(-1),
                        wanted.get(i).name().isEmpty()
                            ? fields.get(i).name()
                            : wanted.get(i).name(),
                        i + 1));
      }
    }
  }
}
