package org.heapgres.planner.exec.expression;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.functions.NoSession;
import org.heapgres.planner.rel.PgConstant;
import org.heapgres.planner.rel.PgElementwise;
import org.heapgres.planner.rel.PgFieldAccess;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgJsonOperator;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgRowConstructor;
import org.heapgres.planner.rel.PgScalarArrayOperator;
import org.heapgres.planner.rel.PgSharedValue;
import org.heapgres.planner.rel.PgSystemColumn;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TypeRegistry;
import org.heapgres.planner.types.Types;

/**
 * Compiles RexNodes over the columns of one input. Used by one thread; what it makes is immutable.
 */
public final class ExpressionCompiler {
  /** Plans sub-queries; told which columns the rows around them have. */
  @FunctionalInterface
  public interface SubQueries {
    Expression compile(RexSubQuery query, ExpressionCompiler around);
  }

  private final int[] columns;
  private final SubQueries subQueries;
  private final TypeRegistry types;

  /**
   * @param columns for each field of the logical input, its column in the batch; null when they are
   *     the same
   */
  public ExpressionCompiler(int[] columns, SubQueries subQueries, TypeRegistry types) {
    this.columns = columns;
    this.subQueries = subQueries;
    this.types = types;
  }

  /** For the fields of another input, in their own order. */
  public ExpressionCompiler over(int[] otherColumns) {
    return new ExpressionCompiler(otherColumns, subQueries, types);
  }

  public TypeRegistry types() {
    return types;
  }

  /** The batch's column of a field. */
  public int column(int field) {
    return columns == null ? field : columns[field];
  }

  public static PgType type(RexNode node) {
    return type(node.getType());
  }

  /** Calcite's own types stand for the PostgreSQL type that its factory makes of them. */
  public static PgType type(RelDataType type) {
    if (type instanceof PgRelType pg) {
      return pg.type();
    }
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> Types.BOOL;
      case SMALLINT, TINYINT -> Types.INT2;
      case INTEGER -> Types.INT4;
      case BIGINT -> Types.INT8;
      case REAL -> Types.FLOAT4;
      case DOUBLE, FLOAT -> Types.FLOAT8;
      case NULL -> Types.UNKNOWN;
      default -> throw new IllegalStateException("no PostgreSQL type for " + type);
    };
  }

  public static VectorKind kind(RexNode node) {
    return Kinds.of(type(node));
  }

  public List<Expression> compileAll(List<RexNode> nodes) {
    List<Expression> result = new ArrayList<>(nodes.size());
    for (RexNode node : nodes) {
      result.add(compile(node));
    }
    return result;
  }

  public Expression compile(RexNode node) {
    return switch (node) {
      case RexInputRef ref -> Leaves.column(kind(ref), column(ref.getIndex()));
      case RexLiteral literal -> Leaves.constant(kind(literal), datum(literal));
      case RexDynamicParam parameter -> Leaves.parameter(kind(parameter), parameter.getIndex());
      case RexFieldAccess access -> fieldAccess(access);
      case RexSubQuery query -> subQueries.compile(query, this);
      case RexCall call -> call(call);
      default -> throw new IllegalStateException("cannot compile " + node);
    };
  }

  private static Object datum(RexLiteral literal) {
    if (literal.isNull()) {
      return null;
    }
    return switch (kind(literal)) {
      case BOOLEAN -> literal.getValueAs(Boolean.class);
      case SHORT -> literal.getValueAs(Long.class).shortValue();
      case INT -> literal.getValueAs(Long.class).intValue();
      case LONG -> literal.getValueAs(Long.class);
      case FLOAT -> literal.getValueAs(Double.class).floatValue();
      case DOUBLE -> literal.getValueAs(Double.class);
      case OBJECT -> throw new IllegalStateException("literal " + literal);
    };
  }

  private static Expression fieldAccess(RexFieldAccess access) {
    if (!(access.getReferenceExpr() instanceof RexCorrelVariable variable)) {
      throw new IllegalStateException("field of " + access.getReferenceExpr());
    }
    return Leaves.outer(kind(access), variable.id.getId(), access.getField().getIndex());
  }

  private Expression call(RexCall call) {
    SqlOperator operator = call.getOperator();
    List<RexNode> operands = call.getOperands();
    return switch (operator) {
      case PgConstant constant -> Leaves.constant(kind(call), constant.datum());
      case PgFunctionOperator function -> FunctionCalls.compile(call, function, this);
      case PgScalarArrayOperator scalarArray -> scalarArray(call, scalarArray);
      case PgElementwise elementwise ->
          Forms.elementwise(
              kind(call), compile(operands.getFirst()), elementwise.body(), call, this);
      case PgSystemColumn column ->
          SystemColumnCalls.compile(
              kind(call), column, operands.stream().map(this::compile).toList());
      case PgRowConstructor row -> Forms.row(call, this);
      case PgJsonOperator json -> Forms.json(call, json, this);
      case PgSharedValue shared when operands.isEmpty() -> SharedValues.use(shared, kind(call));
      case PgSharedValue shared ->
          SharedValues.definition(
              shared, compile(operands.getFirst()), compile(operands.getLast()));
      case PgFieldAccess access ->
          Forms.field(kind(call), compile(operands.getFirst()), access.field());
      default -> standard(call);
    };
  }

  private Expression standard(RexCall call) {
    List<RexNode> operands = call.getOperands();
    return switch (call.getKind()) {
      case AND -> junction(operands, false);
      case OR -> junction(operands, true);
      case NOT -> test(operands, Logic::not);
      case IS_NULL, IS_UNKNOWN -> test(operands, Logic::isNull);
      case IS_NOT_NULL -> test(operands, Logic::isNotNull);
      case IS_TRUE -> test(operands, operand -> Logic.isTruth(operand, true, false));
      case IS_NOT_TRUE -> test(operands, operand -> Logic.isTruth(operand, true, true));
      case IS_FALSE -> test(operands, operand -> Logic.isTruth(operand, false, false));
      case IS_NOT_FALSE -> test(operands, operand -> Logic.isTruth(operand, false, true));
      case IS_DISTINCT_FROM -> distinct(operands, false);
      case IS_NOT_DISTINCT_FROM -> distinct(operands, true);
      case EQUALS -> comparison(Comparison.Operator.EQUAL, operands);
      case NOT_EQUALS -> comparison(Comparison.Operator.NOT_EQUAL, operands);
      case LESS_THAN -> comparison(Comparison.Operator.LESS, operands);
      case LESS_THAN_OR_EQUAL -> comparison(Comparison.Operator.LESS_OR_EQUAL, operands);
      case GREATER_THAN -> comparison(Comparison.Operator.GREATER, operands);
      case GREATER_THAN_OR_EQUAL -> comparison(Comparison.Operator.GREATER_OR_EQUAL, operands);
      case CASE -> searchedCase(call);
      case COALESCE -> coalesce(call);
      case CAST -> cast(call);
      default -> {
        Expression form = Forms.compile(call, this);
        if (form == null) {
          throw new IllegalStateException("cannot compile " + call);
        }
        yield form;
      }
    };
  }

  private static Comparator<Object> comparator(RexNode node) {
    PgType type = type(node);
    return type::compare;
  }

  private Expression distinct(List<RexNode> operands, boolean negated) {
    List<Expression> compiled = compileAll(operands);
    return folded(
        compiled,
        Conditionals.isDistinct(
            compiled.getFirst(), compiled.getLast(), comparator(operands.getFirst()), negated));
  }

  private Expression comparison(Comparison.Operator operator, List<RexNode> operands) {
    Expression left = compile(operands.getFirst());
    Expression right = compile(operands.getLast());
    if (isNull(left) || isNull(right)) {
      return Leaves.constant(VectorKind.BOOLEAN, null);
    }
    return folded(
        List.of(left, right),
        new Comparison(operator, left, right, comparator(operands.getFirst())));
  }

  private static boolean isNull(Expression expression) {
    return Leaves.isConstant(expression) && Leaves.constantDatum(expression) == null;
  }

  private Expression test(List<RexNode> operands, UnaryOperator<Expression> test) {
    Expression operand = compile(operands.getFirst());
    return folded(List.of(operand), test.apply(operand));
  }

  /** Of constants, a constant: PostgreSQL too evaluates such an expression before it runs. */
  static Expression folded(List<Expression> operands, Expression result) {
    if (!operands.stream().allMatch(Leaves::isConstant)) {
      return result;
    }
    try {
      return Leaves.constant(result.kind(), result.evaluateRow(null, ValuesNode.oneEmptyRow()));
    } catch (NoSession _) {
      return result; // it is left to the run, which has one
    }
  }

  /** A constant that decides makes the operands behind it disappear, with their errors. */
  private Expression junction(List<RexNode> operands, boolean decisive) {
    List<Expression> compiled = new ArrayList<>();
    for (RexNode operand : operands) {
      Expression expression = compile(operand);
      if (Leaves.isConstant(expression, decisive)) {
        return expression;
      }
      if (!Leaves.isConstant(expression, !decisive)) {
        compiled.add(expression);
      }
    }
    if (compiled.isEmpty()) {
      return Leaves.constant(VectorKind.BOOLEAN, !decisive);
    }
    if (compiled.size() == 1) {
      return compiled.getFirst();
    }
    return decisive ? Logic.or(compiled) : Logic.and(compiled);
  }

  /** Operands behind a constant that is not NULL are not looked at. */
  private Expression coalesce(RexCall call) {
    List<Expression> compiled = new ArrayList<>();
    VectorKind kind = kind(call);
    for (RexNode operand : call.getOperands()) {
      Expression expression = asKind(compile(operand), kind);
      if (!Leaves.isConstant(expression)) {
        compiled.add(expression);
      } else if (Leaves.constantDatum(expression) != null) {
        compiled.add(expression);
        break;
      }
    }
    if (compiled.isEmpty()) {
      return Leaves.constant(kind, null);
    }
    return compiled.size() == 1 ? compiled.getFirst() : Conditionals.coalesce(kind, compiled);
  }

  /** Branches that a constant condition rules out are not looked at. */
  private Expression searchedCase(RexCall call) {
    List<Expression> conditions = new ArrayList<>();
    List<Expression> results = new ArrayList<>();
    List<RexNode> operands = call.getOperands();
    VectorKind kind = kind(call);
    RexNode otherwise = operands.getLast();
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      Expression condition = compile(operands.get(i));
      if (Leaves.isConstant(condition, true)) {
        otherwise = operands.get(i + 1);
        break;
      }
      if (!Leaves.isConstant(condition)) {
        conditions.add(condition);
        results.add(asKind(compile(operands.get(i + 1)), kind));
      }
    }
    Expression last = asKind(compile(otherwise), kind);
    return conditions.isEmpty() ? last : Conditionals.searchedCase(kind, conditions, results, last);
  }

  /** A NULL of no type, and a narrower integer, fit in any place. */
  private static Expression asKind(Expression expression, VectorKind kind) {
    Expression widened = Leaves.widen(expression, kind);
    if (widened != null) {
      return widened;
    }
    return Leaves.constant(kind, Leaves.constantDatum(expression));
  }

  /** Calcite's own casts change nullability or widen a number. */
  private Expression cast(RexCall call) {
    Expression operand = compile(call.getOperands().getFirst());
    Expression widened = Leaves.widen(operand, kind(call));
    if (widened == null && Leaves.constantDatum(operand) == null) {
      return Leaves.constant(kind(call), null);
    }
    if (widened == null) {
      throw new IllegalStateException("cannot compile " + call);
    }
    return widened;
  }

  private Expression scalarArray(RexCall call, PgScalarArrayOperator operator) {
    RexNode left = call.getOperands().getFirst();
    RexNode array = call.getOperands().getLast();
    PgType declared = types.require(type(array).element());
    PgType elementType = declared.equals(type(left)) ? type(left) : declared;
    VectorKind leftKind = kind(left);
    Expression compared =
        compare(
            operator.operator(),
            Leaves.column(leftKind, 0),
            type(left),
            Leaves.column(Kinds.of(elementType), 1),
            elementType);
    boolean hashed =
        operator.any()
            && operator.operator().getKind() == SqlKind.EQUALS
            && type(left).equals(elementType);
    List<Expression> sides = List.of(compile(left), compile(array));
    boolean constant =
        isImmutable(operator.operator()) && sides.stream().allMatch(Leaves::isConstant);
    ScalarArray scalarArray =
        new ScalarArray(
            sides.getFirst(),
            sides.getLast(),
            elementType,
            compared,
            operator.any(),
            hashed && !constant);
    return constant ? folded(sides, scalarArray) : scalarArray;
  }

  private static boolean isImmutable(SqlOperator operator) {
    return !(operator instanceof PgFunctionOperator function)
        || (function.proc().isImmutable() && !function.proc().isUserDefined());
  }

  /** An operator over two compiled operands. */
  public Expression compare(
      SqlOperator operator, Expression left, PgType leftType, Expression right, PgType rightType) {
    if (operator instanceof PgFunctionOperator function) {
      return FunctionCalls.compile(
          function, List.of(left, right), List.of(leftType, rightType), Types.BOOL);
    }
    return new Comparison(operatorOf(operator.getKind()), left, right, leftType::compare);
  }

  private static Comparison.Operator operatorOf(SqlKind kind) {
    return switch (kind) {
      case EQUALS -> Comparison.Operator.EQUAL;
      case NOT_EQUALS -> Comparison.Operator.NOT_EQUAL;
      case LESS_THAN -> Comparison.Operator.LESS;
      case LESS_THAN_OR_EQUAL -> Comparison.Operator.LESS_OR_EQUAL;
      case GREATER_THAN -> Comparison.Operator.GREATER;
      case GREATER_THAN_OR_EQUAL -> Comparison.Operator.GREATER_OR_EQUAL;
      default -> throw new IllegalStateException("no comparison: " + kind);
    };
  }
}
