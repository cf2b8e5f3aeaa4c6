package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.TriggerCall.Level;
import org.heapgres.planner.bind.BoundStatement.BoundDelete;
import org.heapgres.planner.bind.BoundStatement.BoundInherited;
import org.heapgres.planner.bind.BoundStatement.BoundInsert;
import org.heapgres.planner.bind.BoundStatement.BoundMerge;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.planner.bind.BoundStatement.BoundUpdate;
import org.heapgres.planner.bind.BoundStatement.BoundUtility;
import org.heapgres.planner.bind.BoundStatement.OnConflict;
import org.heapgres.planner.bind.BoundStatement.RowChecks;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.catalog.ViewUpdatability;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/**
 * Gives a raw parse tree its meaning. Thread-safe: each call has a state of its own.
 *
 * <p>Errors are PostgreSQL's, with their positions: those of unknown names and functions, of types
 * that do not fit, of misplaced aggregates and so on.
 */
public final class Binder {
  /**
   * A bound statement.
   *
   * @param parameterTypes of {@code $1} and so on
   * @param settingsDependent whether a literal was read whose meaning depends on settings, names or
   *     the time: the plan must not outlive these
   * @param needs the privileges that it takes to run it
   */
  public record Bound(
      BoundStatement statement,
      List<PgType> parameterTypes,
      boolean settingsDependent,
      AccessNeeds needs) {}

  private final BindContext context;

  public Binder(BindContext context) {
    this.context = context;
  }

  /**
   * Binds a statement whose parameters' types may be left open.
   *
   * @param parameterTypes null for an open one; later ones are open too
   */
  public Bound bind(Statement statement, List<PgType> parameterTypes) {
    return bind(statement, () -> new Parameters(parameterTypes, false), null);
  }

  /** Binds a statement that has no parameters but these. */
  public Bound bindFixed(Statement statement, List<PgType> parameterTypes) {
    return bindResult(statement, parameterTypes, null);
  }

  /** Binds the statement that gives a function's result; {@code shape} null for any other. */
  public Bound bindResult(Statement statement, List<PgType> parameterTypes, ResultShape shape) {
    return bind(statement, () -> new Parameters(parameterTypes, true), shape);
  }

  private Bound bind(Statement statement, Supplier<Parameters> parameters, ResultShape shape) {
    try {
      return bind(statement, new Binding(context, parameters.get()), shape);
    } catch (SystemColumns.RowKeysNeeded _) {
      Binding again = new Binding(context, parameters.get());
      again.setRowKeys();
      return bind(statement, again, shape);
    }
  }

  private static Bound bind(Statement statement, Binding binding, ResultShape shape) {
    BoundStatement bound =
        switch (statement) {
          case SelectStmt select when select.intoClause() == null -> query(binding, select, shape);
          case Statement.InsertStmt change -> finished(binding, change);
          case Statement.UpdateStmt change -> finished(binding, change);
          case Statement.DeleteStmt change -> finished(binding, change);
          case Statement.MergeStmt change -> finished(binding, change);
          default -> new BoundUtility(statement, List.of());
        };
    if (shape != null) {
      checkReturning(bound, shape);
    }
    return new Bound(
        bound, binding.parameters().types(), binding.dependsOnSettings(), binding.needs());
  }

  private static void checkReturning(BoundStatement bound, ResultShape shape) {
    if (bound.columns().isEmpty() && !(bound instanceof BoundQuery)) {
      throw ResultFitter.mismatch(
          shape,
          "Function's final statement must be SELECT or INSERT/UPDATE/DELETE/MERGE RETURNING.");
    }
  }

  /**
   * A procedure to be called.
   *
   * @param arguments of its input parameters, of {@code types}
   * @param columns the row of its output parameters; empty for none
   */
  public record BoundCall(
      PgProc proc,
      List<RexNode> arguments,
      List<PgType> types,
      List<OutputColumn> columns,
      AccessNeeds needs) {
    public BoundCall {
      arguments = List.copyOf(arguments);
      types = List.copyOf(types);
      columns = List.copyOf(columns);
    }
  }

  /**
   * A conversion as an assignment makes it, or through the text where there is none; the value is
   * {@code $1}.
   */
  public RexNode bindConversion(PgType from, PgType to, int typmod) {
    Binding binding = new Binding(context, new Parameters(List.of(from), true));
    RexNode value = binding.parameters().reference(1, -1);
    Coercion coercion = binding.coercion();
    RexNode assigned = coercion.toTarget(value, to, typmod, CoercionContext.ASSIGNMENT, -1);
    if (assigned == null) {
      RexNode text = coercion.to(value, Types.TEXT, -1, CoercionContext.ASSIGNMENT, -1);
      assigned = coercion.toTarget(text, to, typmod, CoercionContext.EXPLICIT, -1);
    }
    if (assigned == null) {
      throw Coercion.cannotCast(from, to, -1);
    }
    return assigned;
  }

  /** WHEN of a trigger, over the columns of the row before, then those of the row after. */
  public RexNode bindTriggerCondition(
      Expression condition, Table table, Level level, List<Event> events) {
    return TriggerConditions.bind(
        new Binding(context, new Parameters(List.of(), true)), condition, table, level, events);
  }

  /** CALL with parameters of these types only. */
  public BoundCall bindCall(FuncCall call, List<PgType> parameterTypes) {
    return new ProcedureBinder(new Binding(context, new Parameters(parameterTypes, true)))
        .bind(call);
  }

  /** The parameters' types of a CALL; {@code declared} holds null for those to be inferred. */
  public List<PgType> callParameters(FuncCall call, List<PgType> declared) {
    Parameters parameters = new Parameters(declared, false);
    new ProcedureBinder(new Binding(context, parameters)).bind(call);
    return parameters.types();
  }

  /** What a CALL returns. */
  public List<OutputColumn> callColumns(FuncCall call) {
    return new ProcedureBinder(new Binding(context, new Parameters(List.of(), false)))
        .bind(call)
        .columns();
  }

  private static BoundStatement query(Binding binding, SelectStmt select, ResultShape shape) {
    Query query = binding.queries().bind(select, null, WithNames.NONE, true);
    if (shape != null) {
      query = query.withRel(new ResultFitter(binding, shape).fit(query.rel()));
    }
    CteInliner inliner = new CteInliner(binding.ctes(), binding.materialized());
    if (binding.ctes().isEmpty()) {
      return new BoundQuery(
          query.rel(), output(query), List.of(), !select.lockingClause().isEmpty());
    }
    countChanges(binding, inliner);
    inliner.count(query.rel());
    RelNode plan = inliner.inline(query.rel());
    return new BoundQuery(
        plan, output(query), inliner.remaining(binding.ctes()), !select.lockingClause().isEmpty());
  }

  private static void countChanges(Binding binding, CteInliner inliner) {
    for (BoundCte cte : binding.ctes()) {
      if (cte.statement() instanceof BoundStatement.BoundChange change) {
        count(change, inliner);
      }
    }
  }

  private static void count(BoundStatement.BoundChange change, CteInliner inliner) {
    change.parts().forEach(part -> count(part, inliner));
  }

  private static void count(BoundStatement.TableChange change, CteInliner inliner) {
    inliner.count(change.source());
    if (change.returning() != null) {
      inliner.count(change.returning());
    }
    change
        .security()
        .with(
            plan -> {
              inliner.count(plan);
              return plan;
            });
    if (change instanceof BoundInsert insert
        && insert.onConflict() != null
        && insert.onConflict().update() != null) {
      inliner.count(insert.onConflict().update());
    }
  }

  private static BoundStatement finished(Binding binding, Statement statement) {
    BoundStatement.BoundChange change = binding.changes().bind(statement, WithNames.NONE);
    if (binding.ctes().isEmpty()) {
      return change;
    }
    CteInliner inliner = new CteInliner(binding.ctes(), binding.materialized());
    countChanges(binding, inliner);
    count(change, inliner);
    List<BoundCte> ctes = inliner.remaining(binding.ctes());
    return switch (change) {
      case BoundStatement.TableChange single -> inlined(single, inliner, ctes);
      case BoundInherited inherited ->
          new BoundInherited(
              inherited.relation(),
              inherited.parts().stream().map(part -> inlined(part, inliner, List.of())).toList(),
              inherited.columns(),
              ctes);
    };
  }

  private static BoundStatement.TableChange inlined(
      BoundStatement.TableChange change, CteInliner inliner, List<BoundCte> ctes) {
    RelNode source = inliner.inline(change.source());
    RelNode returning = change.returning() == null ? null : inliner.inline(change.returning());
    RowChecks security = change.security().with(inliner::inline);
    return switch (change) {
      case BoundInsert insert ->
          new BoundInsert(
              insert.relation(),
              source,
              inlined(insert.onConflict(), inliner),
              insert.checks(),
              returning,
              security,
              insert.columns(),
              ctes);
      case BoundUpdate update ->
          new BoundUpdate(
              update.relation(),
              update.root(),
              source,
              update.targets(),
              update.checks(),
              returning,
              security,
              update.columns(),
              ctes);
      case BoundDelete delete ->
          new BoundDelete(delete.relation(), source, returning, security, delete.columns(), ctes);
      case BoundMerge merge ->
          new BoundMerge(
              merge.relation(),
              merge.tableColumn(),
              merge.root(),
              source,
              merge.actionColumn(),
              merge.actions(),
              merge.checks(),
              returning,
              security,
              merge.columns(),
              ctes);
    };
  }

  private static OnConflict inlined(OnConflict conflict, CteInliner inliner) {
    return conflict == null || conflict.update() == null
        ? conflict
        : new OnConflict(
            conflict.arbiters(), conflict.targets(), inliner.inline(conflict.update()));
  }

  static List<OutputColumn> output(Query query) {
    return output(query.columns(), query.rel());
  }

  static List<OutputColumn> output(List<Query.Column> columns, RelNode rel) {
    List<RelDataTypeField> fields = rel.getRowType().getFieldList();
    List<OutputColumn> result = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      PgRelType type = PgRelType.of(fields.get(i).getType());
      Query.Column column = columns.get(i);
      result.add(
          new OutputColumn(
              column.name(), type.type(), type.typmod(), column.tableOid(), column.attnum()));
    }
    return result;
  }

  /** For what is not going to run: nobody is kept from seeing rows. */
  private BindContext unrestricted() {
    return context.withRowSecurity(BindContext.RowSecurityUse.IGNORE);
  }

  /**
   * What row security says of the rows of one table for the user.
   *
   * @param visible which rows he sees
   * @param checks on those that he writes; {@code toUpdate} and {@code toDelete} decide which rows
   *     there are to be changed
   */
  public record TableSecurity(BoundStatement.RowCheck visible, BoundStatement.RowChecks checks) {}

  /** Null for a user whom no policies concern. */
  public TableSecurity bindRowSecurity(Table table) {
    RowPolicies policies = new Binding(context, new Parameters(List.of(), true)).policies();
    if (!policies.apply(table)) {
      return null;
    }
    return new TableSecurity(
        policies.checks(table, table).conflicting(RowPolicies.Command.SELECT).build(),
        new RowChecks(
            policies
                .checks(table, table)
                .written(RowPolicies.Command.INSERT)
                .writtenVisible()
                .build(),
            policies
                .checks(table, table)
                .written(RowPolicies.Command.UPDATE)
                .writtenVisible()
                .build(),
            policies.checks(table, table).conflicting(RowPolicies.Command.UPDATE).build(),
            policies.checks(table, table).conflicting(RowPolicies.Command.DELETE).build()));
  }

  /** What the nodes of a query mean. */
  public Meaning meaning(SelectStmt query) {
    Binding binding = new Binding(unrestricted(), new Parameters(List.of(), true));
    Meaning meaning = binding.keepMeaning();
    binding.setRowKeys();
    binding.queries().bind(query, null, WithNames.NONE, true);
    return meaning;
  }

  /** As {@link #bindExpression}: what its nodes mean. */
  public Meaning meaning(
      Expression expression, Purpose purpose, Relation relation, PgType type, int typmod) {
    Binding binding = new Binding(unrestricted(), new Parameters(List.of(), true));
    Meaning meaning = binding.keepMeaning();
    new CatalogExpressions(binding).bind(expression, purpose.kind, relation, type, typmod);
    return meaning;
  }

  /** As {@link #bindTriggerCondition}: what its nodes mean. */
  public Meaning meaning(Expression condition, Table table, Level level, List<Event> events) {
    Binding binding = new Binding(unrestricted(), new Parameters(List.of(), true));
    Meaning meaning = binding.keepMeaning();
    TriggerConditions.bind(binding, condition, table, level, events);
    return meaning;
  }

  /** What can be done to a view as to a table. */
  public ViewUpdatability updatability(View view) {
    return UpdatableView.updatability(new Binding(context, new Parameters(List.of(), true)), view);
  }

  /** What a catalog expression is for; decides what it may contain. */
  public enum Purpose {
    DEFAULT(ExpressionKind.COLUMN_DEFAULT),
    CHECK(ExpressionKind.CHECK_CONSTRAINT),
    INDEX(ExpressionKind.INDEX_EXPRESSION),
    INDEX_PREDICATE(ExpressionKind.INDEX_PREDICATE),
    STATISTICS(ExpressionKind.STATISTICS_EXPRESSION),
    POLICY(ExpressionKind.POLICY),
    COPY_WHERE(ExpressionKind.COPY_WHERE),
    GENERATED(ExpressionKind.GENERATED_COLUMN),
    PARTITION_KEY(ExpressionKind.PARTITION_KEY),
    PARTITION_BOUND(ExpressionKind.PARTITION_BOUND),
    TRANSFORM(ExpressionKind.ALTER_COLUMN_TRANSFORM),
    SHOWN(ExpressionKind.OTHER),
    ARGUMENT(ExpressionKind.EXECUTE_PARAMETER);

    private final ExpressionKind kind;

    Purpose(ExpressionKind kind) {
      this.kind = kind;
    }
  }

  /**
   * Binds an expression of the catalog over one row of a relation: input references count the
   * relation's columns.
   *
   * @param relation null for an expression that may not name columns
   * @param type what the value is assigned to; null for any type, a condition being boolean
   */
  public RexNode bindExpression(
      Expression expression, Purpose purpose, Relation relation, PgType type, int typmod) {
    Binding binding = new Binding(unrestricted(), new Parameters(List.of(), true));
    return new CatalogExpressions(binding).bind(expression, purpose.kind, relation, type, typmod);
  }
}
