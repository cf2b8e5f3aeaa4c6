package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.exec.table.ValueTypes;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.rel.PgScalarArrayOperator;
import org.heapgres.planner.types.ExtensionCodecs;
import org.heapgres.planner.types.PgType;

/**
 * A condition that says where in an index its rows are: a column, or an expression that an index is
 * over, compared with a value that does not depend on the row.
 *
 * @param column field of the table, or a number that stands for an expression
 * @param values one, or for IN a single array or several values
 * @param source the whole condition
 */
record KeyPredicate(int column, Form form, List<RexNode> values, RexNode source) {
  enum Form {
    EQUAL,
    IN,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    private Form mirrored() {
      return switch (this) {
        case EQUAL, IN -> this;
        case LESS -> GREATER;
        case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
        case GREATER -> LESS;
        case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
      };
    }
  }

  private static final Map<String, Form> BY_SUFFIX =
      Map.of(
          "eq", Form.EQUAL,
          "lt", Form.LESS,
          "le", Form.LESS_OR_EQUAL,
          "gt", Form.GREATER,
          "ge", Form.GREATER_OR_EQUAL);

  /** What a comparison of equal types, or of integers, asks for; null for other operators. */
  static Form form(SqlOperator operator) {
    if (operator instanceof PgFunctionOperator function) {
      String source = function.proc().source();
      return source.matches("int[248]{1,2}(eq|lt|le|gt|ge)")
          ? BY_SUFFIX.get(source.substring(source.length() - 2))
          : null;
    }
    SqlKind kind = operator.getKind();
    return switch (kind) {
      case EQUALS -> Form.EQUAL;
      case LESS_THAN -> Form.LESS;
      case LESS_THAN_OR_EQUAL -> Form.LESS_OR_EQUAL;
      case GREATER_THAN -> Form.GREATER;
      case GREATER_THAN_OR_EQUAL -> Form.GREATER_OR_EQUAL;
      default -> null;
    };
  }

  /**
   * Null when the condition is not of that kind.
   *
   * @param columns the number of the column, or of the indexed expression, that a side of a
   *     comparison is; negative for anything else
   */
  static KeyPredicate of(
      RexNode condition, ToIntFunction<RexNode> columns, Set<CorrelationId> variables) {
    if (!(condition instanceof RexCall call)) {
      return null;
    }
    if (call.getOperator() instanceof PgScalarArrayOperator array) {
      return array.any() && form(array.operator()) == Form.EQUAL
          ? predicate(
              call,
              Form.IN,
              columns.applyAsInt(call.getOperands().get(0)),
              call.getOperands().get(1),
              variables)
          : null;
    }
    if (call.getKind() == SqlKind.OR) {
      return alternatives(call, columns, variables);
    }
    Form form = form(call.getOperator());
    if (form == null || call.getOperands().size() != 2) {
      return null;
    }
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    KeyPredicate predicate = predicate(call, form, columns.applyAsInt(left), right, variables);
    return predicate != null
        ? predicate
        : predicate(call, form.mirrored(), columns.applyAsInt(right), left, variables);
  }

  private static KeyPredicate predicate(
      RexNode source, Form form, int column, RexNode value, Set<CorrelationId> variables) {
    return column >= 0 && InputFields.isFree(value, variables) && RexUtil.isDeterministic(value)
        ? new KeyPredicate(column, form, List.of(value), source)
        : null;
  }

  /** {@code a = 1 OR a = 2}. */
  private static KeyPredicate alternatives(
      RexCall or, ToIntFunction<RexNode> columns, Set<CorrelationId> variables) {
    int column = -1;
    List<RexNode> values = new ArrayList<>();
    for (RexNode operand : or.getOperands()) {
      KeyPredicate each = of(operand, columns, variables);
      if (each == null || each.form != Form.EQUAL || (column >= 0 && column != each.column)) {
        return null;
      }
      column = each.column;
      values.addAll(each.values);
    }
    return new KeyPredicate(column, Form.IN, values, or);
  }

  /** The field that an expression is, perhaps under another name of the same stored type. */
  static int field(RexNode node) {
    if (node instanceof RexInputRef ref) {
      return ref.getIndex();
    }
    return node instanceof RexCall call
            && (call.getOperator().equals(PgOperators.RELABEL)
                || call.getOperator().equals(PgOperators.COLLATE))
            && call.getOperands().getFirst() instanceof RexInputRef ref
            && sameKeys(ExpressionCompiler.type(call), ExpressionCompiler.type(ref))
        ? ref.getIndex()
        : -1;
  }

  /** Whether values of both types are stored, and put in keys, in the same form. */
  private static boolean sameKeys(PgType one, PgType other) {
    return ValueTypes.of(one) == ValueTypes.of(other)
        && one.ordersAs(other)
        && (one.root().equals(other.root())
            || !(ExtensionCodecs.isOne(one.root().codec())
                || ExtensionCodecs.isOne(other.root().codec())));
  }
}
