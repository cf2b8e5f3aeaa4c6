package org.heapgres.planner.plpgsql;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.heapgres.planner.QueryResult;
import org.heapgres.planner.Routine;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.planner.bind.Variables;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.plpgsql.PlScope;
import org.heapgres.planner.parse.plpgsql.PlSql;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateTableAsStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.UtilityStatement.CallStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.ExplainStmt;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgValues;
import org.heapgres.planner.session.Analysed;
import org.heapgres.planner.session.NestedStatements;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Prepared.Surroundings;
import org.heapgres.planner.session.QueryPlan;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * One piece of SQL in a PL/pgSQL body with its plan. Variables become parameters as the binder
 * meets them. An expression that needs no query is evaluated by itself. Used by the session's
 * thread, also in a recursive call while it runs.
 */
final class PlQuery implements Variables {
  private static final String SELECT = "SELECT ";

  /** A parameter: a variable, or the field of one; {@code type} as it was bound. */
  private record Parameter(int variable, String field, PgType type) {}

  /** An expression's value. */
  record Value(Object datum, PgType type) {}

  private final PlProgram program;
  private final PlSql sql;
  private final RawStmt tree;
  private List<Parameter> parameters = new ArrayList<>();
  private Prepared prepared;
  private Analysed analysed;
  private Expression simple;
  private boolean callsUsers;
  private PgType type;
  private PlFrame binding;

  PlQuery(PlProgram program, PlSql sql) {
    this.program = program;
    this.sql = sql;
    List<RawStmt> parsed = Parser.parse((sql.expression() ? SELECT : "") + sql.text());
    this.tree = parsed.getFirst();
  }

  Statement tree() {
    return tree.stmt();
  }

  PlSql sql() {
    return sql;
  }

  // Variables

  @Override
  public Conflict conflict() {
    return switch (program.function().conflict()) {
      case ERROR -> Conflict.ERROR;
      case USE_VARIABLE -> Conflict.VARIABLE;
      case USE_COLUMN -> Conflict.COLUMN;
    };
  }

  @Override
  public Reference find(List<String> names) {
    PlScope.Found found = sql.scope().find(names);
    if (found == null) {
      return null;
    }
    PlProgram.Slot slot = program.slot(found.variable());
    int rest = names.size() - found.names();
    if (rest == 0) {
      PgType whole = slot.anyRow() ? binding.rowType(found.variable()) : binding.type(slot);
      return reference(new Parameter(found.variable(), null, whole), slot.typmod());
    }
    if (rest > 1 || !slot.row()) {
      return null;
    }
    Routine.Column column = binding.column(found.variable(), names.getLast());
    return reference(
        new Parameter(found.variable(), column.name(), column.type()), column.typmod());
  }

  private Reference reference(Parameter parameter, int typmod) {
    int index = parameters.indexOf(parameter);
    if (index < 0) {
      index = parameters.size();
      parameters.add(parameter);
    }
    return new Reference(index, parameter.type, typmod);
  }

  // Planning

  /** The statement, planned for the variables as they are now. */
  Prepared prepare(PlFrame frame) {
    Session session = program.session();
    if (prepared != null
        && analysed.isFor(session.catalog().version(), session.environment().environment())
        && sameTypes(frame)) {
      return prepared;
    }
    parameters = new ArrayList<>();
    simple = null;
    binding = frame;
    prepared =
        Prepared.within(
            session,
            (sql.expression() ? SELECT : "") + sql.text(),
            tree,
            List.of(),
            Surroundings.of(this));
    try {
      prepared.analyse();
      analysed = prepared.analysed();
      collectParameters(session);
      findExpression();
    } catch (PgException e) {
      prepared = null;
      throw located(e);
    }
    return prepared;
  }

  private boolean sameTypes(PlFrame frame) {
    for (Parameter parameter : parameters) {
      PlProgram.Slot slot = program.slot(parameter.variable);
      if (slot.anyRow()) {
        PgType now =
            parameter.field == null
                ? frame.rowType(parameter.variable)
                : frame.column(parameter.variable, parameter.field).type();
        if (now.oid() != parameter.type.oid()
            || now.codec().edition() != parameter.type.codec().edition()) {
          return false;
        }
      }
    }
    return true;
  }

  /** A command binds the query in it when it runs; its parameters have to be known before. */
  private void collectParameters(Session session) {
    Statement query =
        switch (tree.stmt()) {
          case CreateTableAsStmt create -> create.query();
          case ExplainStmt explain -> explain.query();
          default -> null;
        };
    if (query instanceof Statement.SelectStmt) {
      RawStmt inner = new RawStmt(query, tree.stmtLocation(), tree.stmtLen(), tree.source());
      Prepared.within(session, sql.text(), inner, List.of(), Surroundings.of(this)).analyse();
    }
  }

  private void findExpression() {
    if (!sql.expression()
        || !(analysed.body() instanceof Analysed.Planned planned)
        || !(((QueryPlan) planned.plan()).statement() instanceof BoundQuery query)
        || !query.ctes().isEmpty()
        || query.locking()
        || query.columns().size() != 1
        || !(query.plan() instanceof LogicalProject project)
        || !(project.getInput() instanceof PgValues)) {
      return;
    }
    RexNode node = project.getProjects().getFirst();
    Contents contents = new Contents();
    node.accept(contents);
    if (!contents.subQuery) {
      type = PgRelType.of(node.getType()).type();
      callsUsers = contents.userFunction;
      simple = program.session().planner().expression(node, 0);
    }
  }

  private static final class Contents extends RexShuttle {
    private boolean subQuery;
    private boolean userFunction;

    @Override
    public RexNode visitCall(RexCall call) {
      userFunction |=
          call.getOperator() instanceof PgFunctionOperator operator
              && operator.proc().isUserDefined();
      return super.visitCall(call);
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery subQuery) {
      this.subQuery = true;
      return super.visitSubQuery(subQuery);
    }
  }

  /** What a CALL means, for the variables as they are now. */
  Binder.BoundCall boundCall(PlFrame frame, CallStmt call) {
    binding = frame;
    return new Binder(program.session().bindContext().withVariables(this))
        .bindCall(call.funccall(), List.of());
  }

  /** The parameters' datums, and nothing else, in the order of their numbers. */
  Object[] parameters(PlFrame frame) {
    Object[] datums = new Object[parameters.size()];
    for (int i = 0; i < datums.length; i++) {
      Parameter parameter = parameters.get(i);
      datums[i] =
          parameter.field == null
              ? frame.datum(parameter.variable)
              : frame.field(parameter.variable, parameter.field);
    }
    return datums;
  }

  // Running

  /** The one value of an expression; null when it is a query without rows. */
  Value evaluate(PlFrame frame) {
    Prepared statement = prepare(frame);
    Session session = program.session();
    Object[] datums = parameters(frame);
    Expression expression = simple;
    PgType simpleType = type;
    if (expression != null) {
      if (callsUsers) {
        session.beginStatement();
      }
      Execution run = new Execution(new Run(session, statement, datums));
      return new Value(expression.evaluateRow(run, ValuesNode.oneEmptyRow()), simpleType);
    }
    QueryResult result = run(frame, 2);
    if (result.description().isEmpty()) {
      throw new PgException(
          SqlState.SYNTAX_ERROR, "query \"" + sql.text() + "\" did not return data");
    }
    var fields = result.description().get().fields();
    if (fields.size() != 1) {
      throw new PgException(
          SqlState.SYNTAX_ERROR,
          "query \"%s\" returned %d columns".formatted(sql.text(), fields.size()));
    }
    if (result.rows().size() > 1) {
      throw new PgException(
          SqlState.CARDINALITY_VIOLATION,
          "query \"" + sql.text() + "\" returned more than one row");
    }
    return new Value(
        result.rows().isEmpty() ? null : result.rows().getFirst()[0], fields.getFirst().type());
  }

  /** Runs it as a statement. */
  QueryResult run(PlFrame frame, long maxRows) {
    Prepared statement = prepare(frame);
    Object[] datums = parameters(frame);
    try {
      return NestedStatements.run(program.session(), statement, datums, maxRows);
    } catch (PgException e) {
      throw located(e);
    }
  }

  /** An error in a query says which; one in its text points there. */
  PgException located(PgException e) {
    if (e.position() > 0) {
      int shift = sql.expression() ? SELECT.length() : 0;
      return e.withPosition(Math.max(1, e.position() - shift)).withInternalQuery(sql.text());
    }
    if (simple != null) {
      return e;
    }
    return e.withCaller(
        (sql.expression() ? "PL/pgSQL expression \"" : "SQL statement \"") + sql.text() + "\"");
  }
}
