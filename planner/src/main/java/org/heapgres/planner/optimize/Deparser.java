package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgOperator;
import org.heapgres.planner.functions.Quoting;
import org.heapgres.planner.rel.PgConstant;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.rel.PgScalarArrayOperator;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** Expressions as SQL text, the way EXPLAIN shows conditions. */
final class Deparser {
  /** A name, or a constant with its type. */
  private static final Pattern SIMPLE = Pattern.compile("[\\w.]+|'[^']*'::\\w+");

  private static final Map<SqlKind, String> COMPARISONS =
      Map.of(
          SqlKind.EQUALS, "=",
          SqlKind.NOT_EQUALS, "<>",
          SqlKind.LESS_THAN, "<",
          SqlKind.LESS_THAN_OR_EQUAL, "<=",
          SqlKind.GREATER_THAN, ">",
          SqlKind.GREATER_THAN_OR_EQUAL, ">=");

  private static final Map<SqlKind, String> NEGATORS =
      Map.of(
          SqlKind.EQUALS, "<>",
          SqlKind.NOT_EQUALS, "=",
          SqlKind.LESS_THAN, ">=",
          SqlKind.LESS_THAN_OR_EQUAL, ">",
          SqlKind.GREATER_THAN, "<=",
          SqlKind.GREATER_THAN_OR_EQUAL, "<");

  private static final Map<SqlKind, String> TESTS =
      Map.of(
          SqlKind.IS_NULL, "IS NULL",
          SqlKind.IS_NOT_NULL, "IS NOT NULL",
          SqlKind.IS_TRUE, "IS TRUE",
          SqlKind.IS_NOT_TRUE, "IS NOT TRUE",
          SqlKind.IS_FALSE, "IS FALSE",
          SqlKind.IS_NOT_FALSE, "IS NOT FALSE");

  private final List<String> names;
  private final PlanTexts texts;

  /** {@code names} are those of the input's fields. */
  Deparser(List<String> names, PlanTexts texts) {
    this.names = names;
    this.texts = texts;
  }

  String conjunction(List<RexNode> conditions) {
    if (conditions.size() == 1) {
      return text(conditions.getFirst());
    }
    return conditions.stream().map(this::text).collect(Collectors.joining(" AND ", "(", ")"));
  }

  /** Conditions on keys: the key is on the left. */
  String ofIndex(List<RexNode> conditions) {
    return conjunction(conditions.stream().map(Deparser::keyFirst).toList());
  }

  private static RexNode keyFirst(RexNode condition) {
    return condition instanceof RexCall call
            && COMPARISONS.containsKey(call.getKind())
            && !(call.getOperands().getFirst() instanceof RexInputRef)
            && call.getOperands().getLast() instanceof RexInputRef
        ? new RexBuilder(PgTypeFactory.INSTANCE)
            .makeCall(
                call.getType(),
                call.getOperator().reverse(),
                List.of(call.getOperands().getLast(), call.getOperands().getFirst()))
        : condition;
  }

  String text(RexNode node) {
    return switch (node) {
      case RexInputRef ref -> ref.getIndex() < names.size() ? names.get(ref.getIndex()) : "?";
      case RexLiteral literal -> literal(literal);
      case RexDynamicParam parameter -> "$" + (parameter.getIndex() + 1);
      case RexFieldAccess access -> outer(access);
      case RexSubQuery query -> subQuery(query);
      case RexCall call -> call(call);
      default -> node.toString();
    };
  }

  private String outer(RexFieldAccess access) {
    String name = access.getField().getName();
    return access.getReferenceExpr() instanceof RexCorrelVariable variable
        ? texts.variable(variable.id.getId(), access.getField().getIndex(), name)
        : name;
  }

  private String subQuery(RexSubQuery query) {
    String plan = texts.subQuery(query);
    return switch (query.getKind()) {
      case IN, SOME -> {
        List<String> tests = new ArrayList<>();
        for (int i = 0; i < query.getOperands().size(); i++) {
          tests.add("(" + text(query.getOperands().get(i)) + " = " + plan + ".col" + (i + 1) + ")");
        }
        yield "(ANY "
            + (tests.size() == 1 ? tests.getFirst() : "(" + String.join(" AND ", tests) + ")")
            + ")";
      }
      default -> plan;
    };
  }

  private static String literal(RexLiteral literal) {
    return literal.isNull() ? "NULL" : String.valueOf(literal.getValue());
  }

  private String call(RexCall call) {
    List<RexNode> operands = call.getOperands();
    String comparison = COMPARISONS.get(call.getKind());
    if (comparison != null) {
      return infix(comparison, operands);
    }
    String test = TESTS.get(call.getKind());
    if (test != null) {
      return "(" + text(operands.getFirst()) + " " + test + ")";
    }
    return switch (call.getKind()) {
      case AND, OR -> infix(call.getKind().name(), operands);
      case NOT -> negated(operands.getFirst());
      case IS_DISTINCT_FROM -> infix("IS DISTINCT FROM", operands);
      case IS_NOT_DISTINCT_FROM -> "(NOT " + infix("IS DISTINCT FROM", operands) + ")";
      case CASE -> searchedCase(operands);
      default -> special(call);
    };
  }

  /** PostgreSQL puts the operator's negator in place of NOT. */
  private String negated(RexNode node) {
    String negator = node instanceof RexCall call ? NEGATORS.get(call.getKind()) : null;
    return negator == null
        ? "(NOT " + text(node) + ")"
        : infix(negator, ((RexCall) node).getOperands());
  }

  private String special(RexCall call) {
    List<RexNode> operands = call.getOperands();
    return switch (call.getOperator()) {
      case PgConstant constant -> constant(constant);
      case PgFunctionOperator function -> function(function, operands);
      case PgScalarArrayOperator array ->
          "("
              + text(operands.getFirst())
              + " "
              + operatorName(array)
              + (array.any() ? " ANY (" : " ALL (")
              + text(operands.getLast())
              + "))";
      default -> form(call);
    };
  }

  /** What changes a value's type, or no more than how it is compared. */
  private String form(RexCall call) {
    String operand = call.getOperands().isEmpty() ? "" : text(call.getOperands().getFirst());
    PgType type = ExpressionCompiler.type(call);
    if (call.getOperator().equals(PgOperators.COLLATE)) {
      boolean simple = SIMPLE.matcher(operand).matches();
      return (simple ? operand : "(" + operand + ")")
          + " COLLATE "
          + Quoting.identifier(type.collationName());
    }
    if (!call.getOperator().equals(PgOperators.RELABEL)) {
      return call.getOperator().getName() + list(call.getOperands());
    }
    return type.equals(ExpressionCompiler.type(call.getOperands().getFirst()))
        ? operand
        : "(" + operand + ")::" + type.formatted(-1);
  }

  private static String constant(PgConstant constant) {
    PgType type = constant.type();
    String text =
        type.kind() == 'c' ? "(...)" : type.text(constant.datum(), FormatSettings.DEFAULT);
    if (type.category() == 'N' && type.equals(Types.NUMERIC)) {
      return text;
    }
    return "'" + text.replace("'", "''") + "'::" + type.formatted(-1);
  }

  private static String operatorName(PgScalarArrayOperator operator) {
    String comparison = COMPARISONS.get(operator.operator().getKind());
    if (comparison != null) {
      return comparison;
    }
    return operator.operator() instanceof PgFunctionOperator function
        ? operatorName(function)
        : operator.operator().getName();
  }

  /** The operator that the function is behind; else the function's name. */
  private static String operatorName(PgFunctionOperator function) {
    for (PgOperator operator : BuiltInFunctions.operators()) {
      if (operator.function() == function.proc().oid()) {
        return operator.name();
      }
    }
    return function.getName();
  }

  private String function(PgFunctionOperator function, List<RexNode> operands) {
    String name = operatorName(function);
    if (name.equals(function.getName())) {
      return name + list(operands);
    }
    return operands.size() == 2
        ? infix(name, operands)
        : "(" + name + " " + text(operands.getFirst()) + ")";
  }

  private String infix(String operator, List<RexNode> operands) {
    return operands.stream()
        .map(this::text)
        .collect(Collectors.joining(" " + operator + " ", "(", ")"));
  }

  private String list(List<RexNode> operands) {
    return operands.stream().map(this::text).collect(Collectors.joining(", ", "(", ")"));
  }

  private String searchedCase(List<RexNode> operands) {
    List<String> parts = new ArrayList<>();
    parts.add("CASE");
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      parts.add("WHEN " + text(operands.get(i)) + " THEN " + text(operands.get(i + 1)));
    }
    parts.add("ELSE " + text(operands.getLast()));
    parts.add("END");
    return String.join(" ", parts);
  }
}
