package org.heapgres.planner.deparse;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexCall;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.CoercionForm;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.rel.PgFunctionOperator;

/** Writes calls of functions, aggregates and window functions. */
final class CallWriter {
  private final ExpressionWriter expressions;
  private final Layout out;

  CallWriter(ExpressionWriter expressions) {
    this.expressions = expressions;
    this.out = expressions.layout();
  }

  void write(FuncCall call) {
    if (call.funcformat() == CoercionForm.COERCE_SQL_SYNTAX && sqlSyntax(call)) {
      return;
    }
    out.add(function(call)).add("(");
    out.add(call.aggDistinct() ? "DISTINCT " : "");
    if (call.aggStar()) {
      out.add("*");
    } else {
      for (int i = 0; i < call.args().size(); i++) {
        out.add(i == 0 ? "" : ", ");
        out.add(call.funcVariadic() && i == call.args().size() - 1 ? "VARIADIC " : "");
        expressions.argument(call.args().get(i));
      }
    }
    if (!call.aggOrder().isEmpty() && !call.aggWithinGroup()) {
      out.add(" ORDER BY ");
      expressions.order(call.aggOrder());
    }
    out.add(")");
    if (call.aggWithinGroup()) {
      out.add(" WITHIN GROUP (ORDER BY ");
      expressions.order(call.aggOrder());
      out.add(")");
    }
    if (call.aggFilter() != null) {
      out.add(" FILTER (WHERE ");
      expressions.unconverted(call.aggFilter());
      out.add(")");
    }
    if (call.over() != null) {
      out.add(" OVER ");
      if (call.over().name() != null) {
        out.add(Deparser.quote(call.over().name()));
      } else {
        expressions.window(call.over());
      }
    }
  }

  /** A user's function has the name of now, qualified where the path does not lead to it. */
  private String function(FuncCall call) {
    if (expressions.meaning().node(call) instanceof RexCall bound
        && bound.getOperator() instanceof PgFunctionOperator operator) {
      Optional<String> own = expressions.deparser().routine(operator.proc());
      if (own.isPresent()) {
        return own.get();
      }
    }
    return name(call.funcname());
  }

  private static String name(List<String> parts) {
    if (parts.size() > 1 && parts.getFirst().equals("pg_catalog")) {
      return functionName(parts.getLast());
    }
    return String.join(
        ".",
        parts.size() == 1
            ? List.of(functionName(parts.getFirst()))
            : parts.stream().map(Deparser::quote).toList());
  }

  private static String functionName(String name) {
    return Deparser.quote(name);
  }

  /** Functions that are written with words; false for those that are not. */
  private boolean sqlSyntax(FuncCall call) {
    List<Expression> args = call.args();
    switch (call.funcname().getLast()) {
      case "extract" -> {
        out.add("EXTRACT(").add(word(args.get(0))).add(" FROM ");
        expressions.argument(args.get(1));
      }
      case "timezone" -> {
        if (args.size() == 1) {
          out.add("(");
          expressions.argument(args.getFirst());
          out.add(" AT LOCAL)");
          return true;
        }
        out.add("(");
        expressions.operand(args.get(1), "AT", true);
        out.add(" AT TIME ZONE ");
        expressions.operand(args.get(0), "AT", false);
      }
      case "position" -> {
        out.add("POSITION((");
        expressions.argument(args.get(1));
        out.add(") IN (");
        expressions.argument(args.get(0));
        out.add(")");
      }
      case "overlay" -> words(args, "OVERLAY(", " PLACING ", " FROM ", " FOR ");
      case "substring" -> words(args, "SUBSTRING(", " FROM ", " FOR ");
      case "btrim" -> trim("BOTH", args);
      case "ltrim" -> trim("LEADING", args);
      case "rtrim" -> trim("TRAILING", args);
      case "normalize" -> {
        out.add("NORMALIZE(");
        expressions.argument(args.getFirst());
        out.add(args.size() > 1 ? ", " + word(args.get(1)) : "");
      }
      default -> {
        return false;
      }
    }
    out.add(")");
    return true;
  }

  private void words(List<Expression> args, String start, String... words) {
    out.add(start);
    for (int i = 0; i < args.size(); i++) {
      out.add(i == 0 ? "" : words[i - 1]);
      expressions.argument(args.get(i));
    }
  }

  private void trim(String side, List<Expression> args) {
    out.add("TRIM(").add(side);
    if (args.size() > 1) {
      out.add(" ");
      expressions.argument(args.get(1));
    }
    out.add(" FROM ");
    expressions.argument(args.get(0));
  }

  private static String word(Expression e) {
    return e instanceof A_Const constant && constant.val() instanceof StringValue(String text)
        ? text
        : "";
  }
}
