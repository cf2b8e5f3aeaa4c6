package org.heapgres.planner.bind;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableBitSet;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Expr;
import org.heapgres.planner.parse.tree.Expression.RowExpr;
import org.heapgres.planner.parse.tree.Expression.SubLink;
import org.heapgres.planner.parse.tree.Expression.SubLinkType;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.rel.PgAggregateFunction;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/** Sub-queries in expressions (manual, 9.24, 4.2.11 and 4.2.12). */
final class SubLinkBinder {
  private final Binding binding;

  SubLinkBinder(Binding binding) {
    this.binding = binding;
  }

  RexNode bind(SubLink link, Scope scope) {
    if (scope.kind().standalone()) {
      throw Errors.at(
          link.location(),
          SqlState.FEATURE_NOT_SUPPORTED,
          switch (scope.kind()) {
            case CHECK_CONSTRAINT -> "cannot use subquery in check constraint";
            case COLUMN_DEFAULT -> "cannot use subquery in DEFAULT expression";
            case INDEX_EXPRESSION -> "cannot use subquery in index expression";
            case INDEX_PREDICATE -> "cannot use subquery in index predicate";
            case STATISTICS_EXPRESSION -> "cannot use subquery in statistics expression";
            case COPY_WHERE -> "cannot use subquery in COPY FROM WHERE condition";
            case GENERATED_COLUMN -> "cannot use subquery in column generation expression";
            case EXECUTE_PARAMETER -> "cannot use subquery in EXECUTE parameter";
            case CALL_ARGUMENT -> "cannot use subquery in CALL argument";
            default -> "cannot use subquery in transform expression";
          });
    }
    return switch (link.subLinkType()) {
      case EXISTS_SUBLINK -> RexSubQuery.exists(query(link.subselect(), scope));
      case EXPR_SUBLINK -> scalar(query(link.subselect(), scope), link.location());
      case ARRAY_SUBLINK -> array(link, scope);
      case ANY_SUBLINK, ALL_SUBLINK -> quantified(link, scope);
    };
  }

  private RelNode query(SelectStmt select, Scope scope) {
    return binding.queries().subQuery(select, scope).rel();
  }

  private RexNode scalar(RelNode query, int location) {
    requireOneColumn(query, location);
    return RexSubQuery.scalar(query);
  }

  private static void requireOneColumn(RelNode query, int location) {
    if (query.getRowType().getFieldCount() != 1) {
      throw Errors.at(location, SqlState.SYNTAX_ERROR, "subquery must return only one column");
    }
  }

  private RexNode array(SubLink link, Scope scope) {
    RelNode query = query(link.subselect(), scope);
    requireOneColumn(query, link.location());
    return gathered(query);
  }

  /** The query's only column as an array in the query's order; empty, not NULL, without rows. */
  private RexNode gathered(RelNode query) {
    PgType element = PgRelType.of(query.getRowType().getFieldList().getFirst().getType()).type();
    PgType array = element.isArray() ? element : Types.arrayOf(element, binding.context().types());
    PgProc proc =
        BuiltInFunctions.proc("array_agg", element.isArray() ? "anyarray" : "anynonarray");
    PgRelType type = PgTypeFactory.INSTANCE.type(array);
    RelCollation order = query instanceof Sort sort ? sort.getCollation() : RelCollations.EMPTY;
    AggregateCall call =
        AggregateCall.create(
            SqlParserPos.ZERO,
            new PgAggregateFunction(proc, type),
            false,
            false,
            false,
            List.of(),
            List.of(0),
            -1,
            null,
            order,
            type,
            "array");
    RelNode aggregate =
        LogicalAggregate.create(query, List.of(), ImmutableBitSet.of(), null, List.of(call));
    RexNode empty =
        binding
            .constants()
            .of(array, new PgArray(element.oid(), new Object[0], new int[0], new int[0]));
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(array, PgRelType.NO_TYPMOD, false),
            SqlStdOperatorTable.COALESCE,
            List.of(RexSubQuery.scalar(aggregate), empty));
  }

  private RexNode quantified(SubLink link, Scope scope) {
    boolean any = link.subLinkType() == SubLinkType.ANY_SUBLINK;
    List<String> name = link.operName().isEmpty() ? List.of("=") : link.operName();
    List<RexNode> left =
        link.testexpr() instanceof RowExpr row
            ? binding.queries().expandedRow(row.args(), scope)
            : List.of(binding.expressions().bind(link.testexpr(), scope));
    RelNode query = query(link.subselect(), scope);
    return quantified(name, any, left, query, link.location());
  }

  private RexNode quantified(
      List<String> name, boolean any, List<RexNode> left, RelNode query, int location) {
    checkWidth(left.size(), query.getRowType().getFieldCount(), location);
    String symbol = name.getLast();
    boolean in = any && symbol.equals("=");
    boolean notIn = !any && symbol.equals("<>");
    List<OperatorResolver.Resolved> resolved = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      PgType column = PgRelType.of(query.getRowType().getFieldList().get(i).getType()).type();
      OperatorResolver.Resolved operator =
          binding
              .operators()
              .resolve(notIn ? List.of("=") : name, Coercion.typeOf(left.get(i)), column, location);
      if (operator.result().oid() != Types.BOOL.oid()) {
        throw Errors.at(
            location,
            SqlState.DATATYPE_MISMATCH,
            "row comparison operator must yield type boolean, not type "
                + operator.result().formatted(-1));
      }
      resolved.add(operator);
    }
    List<RexNode> operands = new ArrayList<>();
    List<PgType> columns = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      RexNode column = RexInputRef.of(i, query.getRowType());
      List<RexNode> agreed =
          binding
              .collations()
              .agreed(
                  List.of(
                      binding.operators().coerce(left.get(i), resolved.get(i).left(), location),
                      binding.operators().coerce(column, resolved.get(i).right(), location)),
                  location);
      operands.add(agreed.getFirst());
      columns.add(Coercion.typeOf(agreed.getLast()));
    }
    boolean standard =
        resolved.stream()
            .allMatch(operator -> operator.operator().equals(SqlStdOperatorTable.EQUALS));
    if ((in || notIn) && standard) {
      RelNode converted = converted(query, columns);
      RexNode test = RexSubQuery.in(converted, ImmutableList.copyOf(operands));
      return in ? test : binding.expressions().operators().not(test);
    }
    if (left.size() > 1) {
      throw Errors.notSupported(location, "a row compared with " + symbol + " ANY or ALL");
    }
    RelNode converted = converted(query, columns);
    return binding
        .expressions()
        .operators()
        .scalarArray(name, any, left.getFirst(), gathered(converted), location);
  }

  private static void checkWidth(int left, int right, int location) {
    if (left < right) {
      throw Errors.at(location, SqlState.SYNTAX_ERROR, "subquery has too many columns");
    }
    if (left > right) {
      throw Errors.at(location, SqlState.SYNTAX_ERROR, "subquery has too few columns");
    }
  }

  private RelNode converted(RelNode query, List<PgType> types) {
    List<RexNode> columns = new ArrayList<>();
    boolean changed = false;
    for (int i = 0; i < types.size(); i++) {
      RexNode column = RexInputRef.of(i, query.getRowType());
      RexNode converted =
          binding
              .collations()
              .with(binding.operators().coerce(column, types.get(i), -1), types.get(i));
      changed |= !converted.equals(column);
      columns.add(converted);
    }
    return changed
        ? LogicalProject.create(
            query, List.of(), columns, query.getRowType().getFieldNames(), java.util.Set.of())
        : query;
  }

  /** {@code (a, b) = (SELECT ...)}: the sub-query gives one row, or none. */
  RexNode rowComparison(A_Expr e, RowExpr row, SubLink link, Scope scope) {
    List<RexNode> left = binding.queries().expandedRow(row.args(), scope);
    RelNode query = query(link.subselect(), scope);
    checkWidth(left.size(), query.getRowType().getFieldCount(), link.location());
    if (e.name().getLast().equals("=") && RowUse.of(left).local()) {
      return atMostOneRow(left, query, e, link);
    }
    throw Errors.notSupported(link.location(), "a row compared with a sub-query");
  }

  private RexNode atMostOneRow(List<RexNode> left, RelNode query, A_Expr e, SubLink link) {
    List<RexNode> right = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      RelNode column =
          LogicalProject.create(
              query,
              List.of(),
              List.of(RexInputRef.of(i, query.getRowType())),
              List.of(query.getRowType().getFieldNames().get(i)),
              java.util.Set.of());
      right.add(scalar(column, link.location()));
    }
    return binding.expressions().operators().rows(e.name(), left, right, e.location());
  }

  /** What {@code (a, b) = (SELECT ...)} of UPDATE assigns: one expression for each column. */
  List<RexNode> columns(SubLink link, Scope scope) {
    RelNode query = query(link.subselect(), scope);
    List<RexNode> result = new ArrayList<>();
    for (int i = 0; i < query.getRowType().getFieldCount(); i++) {
      RelNode column =
          LogicalProject.create(
              query,
              List.of(),
              List.of(RexInputRef.of(i, query.getRowType())),
              List.of(query.getRowType().getFieldNames().get(i)),
              java.util.Set.of());
      result.add(RexSubQuery.scalar(column));
    }
    return result;
  }

  /** Whether an expression is a sub-query that may give several columns. */
  static boolean isQuery(Expression expression) {
    return expression instanceof SubLink link && link.subLinkType() == SubLinkType.EXPR_SUBLINK;
  }
}
