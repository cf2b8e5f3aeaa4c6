package org.heapgres.planner.bind;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.heapgres.planner.parse.tree.Clause.GroupingSet;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.*;
import org.heapgres.planner.parse.tree.JsonExpression;
import org.heapgres.planner.parse.tree.Value;
import org.heapgres.planner.parse.tree.Value.BitStringValue;
import org.heapgres.planner.parse.tree.Value.BooleanValue;
import org.heapgres.planner.parse.tree.Value.FloatValue;
import org.heapgres.planner.parse.tree.Value.IntegerValue;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgRowConstructor;
import org.heapgres.planner.rel.PgSharedValue;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;

/** Scalar expressions (manual, chapter 4.2); the larger families have binders of their own. */
final class ExpressionBinder {
  private final Binding binding;
  private final OperatorBinder operators;
  private final SubLinkBinder subLinks;
  private final ArrayBinder arrays;
  private final FunctionBinder functions;
  private int depth;

  ExpressionBinder(Binding binding) {
    this.binding = binding;
    operators = new OperatorBinder(binding);
    subLinks = new SubLinkBinder(binding);
    arrays = new ArrayBinder(binding);
    functions = new FunctionBinder(binding);
  }

  /** A scope for expressions that may not name columns. */
  static Scope noColumns(ExpressionKind kind, Binding binding) {
    return new Scope(
        null,
        new QueryLevel(WithNames.NONE),
        kind,
        List.of(),
        binding.cluster().getTypeFactory().builder().build());
  }

  FunctionBinder functions() {
    return functions;
  }

  OperatorBinder operators() {
    return operators;
  }

  SubLinkBinder subLinks() {
    return subLinks;
  }

  /** A condition: WHERE, ON, HAVING... */
  RexNode condition(Expression expression, Scope scope, String construct) {
    return binding
        .coercion()
        .toBoolean(bind(expression, scope), construct, Locations.of(expression));
  }

  RexNode bind(Expression expression, Scope scope) {
    if (++depth > 2000) {
      throw new org.heapgres.storage.PgException(
              SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
          .withHint(
              "Increase the configuration parameter \"max_stack_depth\" (currently 2048kB), after"
                  + " ensuring the platform's stack depth limit is adequate.");
    }
    try {
      RexNode node = dispatch(expression, scope);
      if (binding.meaning() != null) {
        binding.meaning().bind(expression, node);
      }
      return node;
    } finally {
      depth--;
    }
  }

  private RexNode parameter(ParamRef e) {
    RexNode variable = binding.names().variables().find(List.of("$" + e.number()), e.location());
    return variable != null
        ? variable
        : binding.recordLocation(
            binding.parameters().reference(e.number(), e.location()), e.location());
  }

  private RexNode dispatch(Expression expression, Scope scope) {
    return switch (expression) {
      case A_Const e -> binding.recordLocation(constant(e), e.location());
      case ColumnRef e -> arrays.columnOrField(e, scope);
      case ParamRef e -> parameter(e);
      case A_Expr e -> operator(e, scope);
      case TypeCast e -> cast(e, scope);
      case CollateClause e -> collate(e, scope);
      case FuncCall e -> functions.bind(e, scope);
      case A_Indirection e -> arrays.indirection(e, scope);
      case A_ArrayExpr e -> arrays.array(e, null, scope);
      case BoolExpr e -> logic(e, scope);
      case SubLink e -> subLinks.bind(e, scope);
      case CaseExpr e -> caseExpression(e, scope);
      case RowExpr e -> row(e, scope);
      case CoalesceExpr e -> coalesce(e, scope);
      case MinMaxExpr e -> minMax(e, scope);
      case SQLValueFunction e -> valueFunction(e);
      case NullTest e -> nullTest(e, scope);
      case BooleanTest e -> booleanTest(e, scope);
      case GroupingFunc e -> binding.queries().grouping(e, scope);
      case SetToDefault e ->
          throw Errors.at(
              e.location(), SqlState.SYNTAX_ERROR, "DEFAULT is not allowed in this context");
      case NamedArgExpr e ->
          throw Errors.at(e.location(), SqlState.SYNTAX_ERROR, "syntax error at or near \"=>\"");
      case MultiAssignRef e ->
          throw Errors.notSupported(Locations.of(e.source()), "multiple assignment here");
      case MergeSupportFunc e -> mergeAction(e, scope);
      case CurrentOfExpr e -> throw Errors.notSupported(-1, "WHERE CURRENT OF");
      case XmlExpr e -> throw Errors.notSupported(e.location(), "XML");
      case XmlSerialize e -> throw Errors.notSupported(e.location(), "XMLSERIALIZE");
      case JsonExpression e -> new JsonBinder(binding).bind(e, scope);
      case CaseWhen e -> throw new IllegalStateException(e.toString());
      case GroupingSet e -> throw new IllegalStateException(e.toString());
    };
  }

  ArrayBinder arrays() {
    return arrays;
  }

  private static RexNode mergeAction(MergeSupportFunc call, Scope scope) {
    RexNode action = scope.level() == null ? null : scope.level().mergeAction();
    if (action == null) {
      throw Errors.at(
          call.location(),
          SqlState.SYNTAX_ERROR,
          "MERGE_ACTION() can only be used in the RETURNING list of a MERGE command");
    }
    return action;
  }

  private RexNode constant(A_Const constant) {
    return switch (constant.val()) {
      case null -> binding.constants().of(Types.UNKNOWN, null);
      case IntegerValue(int value) -> binding.constants().of(Types.INT4, value);
      case FloatValue(String text) -> number(text, constant.location());
      case BooleanValue(boolean value) -> binding.constants().of(Types.BOOL, value);
      case StringValue(String text) -> binding.constants().of(Types.UNKNOWN, text);
      case BitStringValue(String text) ->
          binding.coercion().literal(text, Types.of("bit"), -1, constant.location());
      case ListValue list -> throw new IllegalStateException(list.toString());
    };
  }

  private RexNode number(String text, int location) {
    if (text.matches("-?[0-9]{1,19}")) {
      BigInteger value = new BigInteger(text);
      if (value.bitLength() < 32) {
        return binding.constants().of(Types.INT4, value.intValueExact());
      }
      if (value.bitLength() < 64) {
        return binding.constants().of(Types.INT8, value.longValueExact());
      }
    }
    return binding.coercion().literal(text, Types.NUMERIC, -1, location);
  }

  private RexNode operator(A_Expr e, Scope scope) {
    return switch (e.kind()) {
      case AEXPR_OP -> operators.operator(e, scope);
      case AEXPR_OP_ANY -> operators.quantified(e, true, scope);
      case AEXPR_OP_ALL -> operators.quantified(e, false, scope);
      case AEXPR_DISTINCT -> operators.distinct(e, true, scope);
      case AEXPR_NOT_DISTINCT -> operators.distinct(e, false, scope);
      case AEXPR_NULLIF -> operators.nullIf(e, scope);
      case AEXPR_IN -> operators.in(e, scope);
      case AEXPR_LIKE, AEXPR_ILIKE, AEXPR_SIMILAR -> operators.operator(e, scope);
      case AEXPR_BETWEEN, AEXPR_NOT_BETWEEN, AEXPR_BETWEEN_SYM, AEXPR_NOT_BETWEEN_SYM ->
          operators.between(e, scope);
    };
  }

  private RexNode cast(TypeCast e, Scope scope) {
    TypeResolver.Resolved target = binding.types().resolve(e.typeName());
    RexNode node;
    if (e.arg() instanceof A_ArrayExpr array && target.type().isArray()) {
      node = arrays.array(array, target, scope);
    } else {
      node = bind(e.arg(), scope);
    }
    if (Coercion.typeOf(node).oid() == target.type().oid() && target.typmod() < 0) {
      return binding.coercion().withoutTypmod(node);
    }
    int location = e.location() >= 0 ? e.location() : e.typeName().location();
    RexNode result =
        binding
            .coercion()
            .toTarget(
                node,
                target.type(),
                target.typmod(),
                CoercionContext.EXPLICIT,
                binding.locationOf(node, location));
    if (result == null) {
      throw Coercion.cannotCast(Coercion.typeOf(node), target.type(), location);
    }
    return result;
  }

  private RexNode collate(CollateClause e, Scope scope) {
    RexNode node = bind(e.arg(), scope);
    PgType type = Coercion.typeOf(node);
    if (type.collation() == 0 && type.oid() != Types.UNKNOWN.oid()) {
      throw Errors.at(
          e.location(),
          SqlState.DATATYPE_MISMATCH,
          "collations are not supported by type " + type.formatted(-1));
    }
    Collation collation = Collations.require(binding.context(), e.collname(), e.location());
    RexNode settled = binding.coercion().settleUnknown(node, e.location());
    return binding.recordLocation(binding.collations().collate(settled, collation), e.location());
  }

  private RexNode logic(BoolExpr e, Scope scope) {
    String name =
        switch (e.boolop()) {
          case AND_EXPR -> "AND";
          case OR_EXPR -> "OR";
          case NOT_EXPR -> "NOT";
        };
    List<RexNode> operands = new ArrayList<>();
    for (Expression argument : e.args()) {
      operands.add(
          binding.coercion().toBoolean(bind(argument, scope), name, Locations.of(argument)));
    }
    return switch (e.boolop()) {
      case AND_EXPR -> bool(SqlStdOperatorTable.AND, operands);
      case OR_EXPR -> bool(SqlStdOperatorTable.OR, operands);
      case NOT_EXPR -> bool(SqlStdOperatorTable.NOT, operands);
    };
  }

  /** A boolean call that is null only if an operand is. */
  RexNode bool(SqlOperator operator, List<RexNode> operands) {
    boolean nullable = operands.stream().anyMatch(operand -> operand.getType().isNullable());
    // Calcite wants an AND of ANDs, as parentheses make it, to be one.
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(Types.BOOL, PgRelType.NO_TYPMOD, nullable),
            operator,
            RexUtil.flatten(operands, operator));
  }

  /** A boolean call that is never null. */
  RexNode test(SqlOperator operator, RexNode... operands) {
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(Types.BOOL, PgRelType.NO_TYPMOD, false),
            operator,
            List.of(operands));
  }

  private RexNode caseExpression(CaseExpr e, Scope scope) {
    if (e.arg() == null) {
      return caseOver(null, e, scope);
    }
    int setsBefore = scope.level().setFunctions().size();
    RexNode subject = binding.coercion().settleUnknown(bind(e.arg(), scope), Locations.of(e.arg()));
    scope.level().rejectSets(setsBefore, "set-returning functions are not allowed in CASE");
    return once(subject, value -> caseOver(value, e, scope));
  }

  /** An expression that needs a value more than once, which is computed once if it is volatile. */
  RexNode once(RexNode value, UnaryOperator<RexNode> expression) {
    if (RexUtil.isDeterministic(value)) {
      return expression.apply(value);
    }
    PgSharedValue shared = new PgSharedValue();
    RexNode body = expression.apply(binding.rex().makeCall(value.getType(), shared, List.of()));
    return binding.rex().makeCall(body.getType(), shared, List.of(value, body));
  }

  private RexNode caseOver(RexNode subject, CaseExpr e, Scope scope) {
    int setsBefore = scope.level().setFunctions().size();
    List<RexNode> conditions = new ArrayList<>();
    List<RexNode> results = new ArrayList<>();
    List<Integer> locations = new ArrayList<>();
    for (CaseWhen when : e.args()) {
      RexNode condition = bind(when.expr(), scope);
      if (subject != null) {
        condition = binding.operators().call(List.of("="), subject, condition, when.location());
      }
      conditions.add(
          binding.coercion().toBoolean(condition, "CASE/WHEN", Locations.of(when.expr())));
      results.add(bind(when.result(), scope));
      locations.add(Locations.of(when.result()));
    }
    RexNode otherwise =
        e.defresult() == null
            ? binding.constants().of(Types.UNKNOWN, null)
            : bind(e.defresult(), scope);
    scope.level().rejectSets(setsBefore, "set-returning functions are not allowed in CASE");
    List<RexNode> all = new ArrayList<>(results);
    all.addFirst(otherwise);
    locations.addFirst(Locations.of(e.defresult()));
    PgType common = binding.coercion().commonType(all, locations, "CASE");
    int typmod = Coercion.commonTypmod(all);
    List<RexNode> operands = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      operands.add(conditions.get(i));
      operands.add(
          binding
              .coercion()
              .toCommon(
                  results.get(i),
                  common,
                  "CASE/WHEN",
                  locationOf(results.get(i), e.args().get(i).result())));
    }
    operands.add(
        binding.coercion().toCommon(otherwise, common, "CASE/ELSE", Locations.of(e.defresult())));
    List<RexNode> values = new ArrayList<>();
    for (int i = 1; i < operands.size(); i += 2) {
      values.add(operands.get(i));
    }
    values.add(operands.getLast());
    boolean nullable = values.stream().anyMatch(value -> value.getType().isNullable());
    PgType type = binding.collations().result(common, values, -1);
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(type, typmod, nullable),
            SqlStdOperatorTable.CASE,
            operands);
  }

  private int locationOf(RexNode node, Expression expression) {
    return binding.locationOf(node, Locations.of(expression));
  }

  private RexNode row(RowExpr e, Scope scope) {
    List<RexNode> fields = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<RexNode> open = binding.queries().expandedRow(e.args(), scope);
    for (RexNode field : open) {
      boolean parameter = field instanceof RexDynamicParam;
      fields.add(parameter ? field : binding.coercion().settleUnknown(field, e.location()));
      names.add("f" + fields.size());
    }
    RexNode row =
        binding
            .rex()
            .makeCall(
                PgTypeFactory.INSTANCE.type(Types.RECORD, PgRelType.NO_TYPMOD, false),
                new PgRowConstructor(names),
                fields);
    binding.openFields(row, open);
    return row;
  }

  /** The operands converted to their common type. */
  private List<RexNode> common(List<Expression> arguments, String construct, Scope scope) {
    List<RexNode> nodes = new ArrayList<>();
    List<Integer> locations = new ArrayList<>();
    for (Expression argument : arguments) {
      nodes.add(bind(argument, scope));
      locations.add(Locations.of(argument));
    }
    PgType type = binding.coercion().commonType(nodes, locations, construct);
    for (int i = 0; i < nodes.size(); i++) {
      nodes.set(
          i,
          binding
              .coercion()
              .toCommon(nodes.get(i), type, construct, locationOf(nodes.get(i), arguments.get(i))));
    }
    return nodes;
  }

  private RexNode coalesce(CoalesceExpr e, Scope scope) {
    int setsBefore = scope.level().setFunctions().size();
    List<RexNode> operands = common(e.args(), "COALESCE", scope);
    scope.level().rejectSets(setsBefore, "set-returning functions are not allowed in COALESCE");
    boolean nullable = operands.stream().allMatch(operand -> operand.getType().isNullable());
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(
                binding
                    .collations()
                    .result(Coercion.typeOf(operands.getFirst()), operands, e.location()),
                Coercion.commonTypmod(operands),
                nullable),
            SqlStdOperatorTable.COALESCE,
            operands);
  }

  private RexNode minMax(MinMaxExpr e, Scope scope) {
    boolean greatest = e.op() == MinMaxOp.IS_GREATEST;
    List<RexNode> operands =
        binding
            .collations()
            .agreed(common(e.args(), greatest ? "GREATEST" : "LEAST", scope), e.location());
    PgType type = Coercion.typeOf(operands.getFirst());
    if (org.heapgres.planner.functions.BuiltInFunctions.ordering(binding.coercion().base(type))
        == null) {
      throw Errors.at(
          e.location(),
          SqlState.UNDEFINED_FUNCTION,
          "could not identify a comparison function for type " + type.formatted(-1));
    }
    boolean nullable = operands.stream().allMatch(operand -> operand.getType().isNullable());
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(type, Coercion.commonTypmod(operands), nullable),
            greatest ? PgOperators.GREATEST : PgOperators.LEAST,
            operands);
  }

  private RexNode valueFunction(SQLValueFunction e) {
    return switch (e.op()) {
      case SVFOP_CURRENT_DATE -> now(Types.DATE, -1);
      case SVFOP_CURRENT_TIME, SVFOP_CURRENT_TIME_N -> now(Types.TIMETZ, e.typmod());
      case SVFOP_CURRENT_TIMESTAMP, SVFOP_CURRENT_TIMESTAMP_N -> now(Types.TIMESTAMPTZ, e.typmod());
      case SVFOP_LOCALTIME, SVFOP_LOCALTIME_N -> now(Types.TIME, e.typmod());
      case SVFOP_LOCALTIMESTAMP, SVFOP_LOCALTIMESTAMP_N -> now(Types.TIMESTAMP, e.typmod());
      case SVFOP_CURRENT_ROLE, SVFOP_CURRENT_USER, SVFOP_USER ->
          functions.builtIn("current_user", List.of());
      case SVFOP_SESSION_USER -> functions.builtIn("session_user", List.of());
      case SVFOP_CURRENT_CATALOG -> functions.builtIn("current_database", List.of());
      case SVFOP_CURRENT_SCHEMA -> functions.builtIn("current_schema", List.of());
    };
  }

  private RexNode now(PgType type, int typmod) {
    return binding
        .coercion()
        .toTarget(functions.builtIn("now", List.of()), type, typmod, CoercionContext.EXPLICIT, -1);
  }

  private RexNode nullTest(NullTest e, Scope scope) {
    RexNode node = bind(e.arg(), scope);
    boolean isNull = e.nulltesttype() == NullTestType.IS_NULL;
    PgType type = Coercion.typeOf(node);
    if (type.oid() == Types.RECORD.oid() || type.kind() == 'c') {
      return test(isNull ? PgOperators.ROW_IS_NULL : PgOperators.ROW_IS_NOT_NULL, node);
    }
    return test(isNull ? SqlStdOperatorTable.IS_NULL : SqlStdOperatorTable.IS_NOT_NULL, node);
  }

  private RexNode booleanTest(BooleanTest e, Scope scope) {
    record Test(String name, SqlOperator operator) {}
    Test test =
        switch (e.booltesttype()) {
          case IS_TRUE -> new Test("IS TRUE", SqlStdOperatorTable.IS_TRUE);
          case IS_NOT_TRUE -> new Test("IS NOT TRUE", SqlStdOperatorTable.IS_NOT_TRUE);
          case IS_FALSE -> new Test("IS FALSE", SqlStdOperatorTable.IS_FALSE);
          case IS_NOT_FALSE -> new Test("IS NOT FALSE", SqlStdOperatorTable.IS_NOT_FALSE);
          case IS_UNKNOWN -> new Test("IS UNKNOWN", SqlStdOperatorTable.IS_NULL);
          case IS_NOT_UNKNOWN -> new Test("IS NOT UNKNOWN", SqlStdOperatorTable.IS_NOT_NULL);
        };
    RexNode node =
        binding.coercion().toBoolean(bind(e.arg(), scope), test.name, Locations.of(e.arg()));
    return test(test.operator, node);
  }

  /** A constant's text where syntax wants a literal, if the expression is one. */
  static Optional<String> stringLiteral(Expression expression) {
    return expression instanceof A_Const(Value value, int location)
            && value instanceof StringValue(String text)
        ? Optional.of(text)
        : Optional.empty();
  }
}
