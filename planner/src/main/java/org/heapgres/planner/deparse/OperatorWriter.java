package org.heapgres.planner.deparse;

import java.util.List;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.A_Expr;
import org.heapgres.planner.parse.tree.Expression.TypeCast;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.storage.PgException;

/** Writes operators, and the forms that are operators underneath: IN, BETWEEN, LIKE. */
final class OperatorWriter {
  private final ExpressionWriter expressions;
  private final Layout out;

  OperatorWriter(ExpressionWriter expressions) {
    this.expressions = expressions;
    this.out = expressions.layout();
  }

  void write(A_Expr e) {
    switch (e.kind()) {
      case AEXPR_OP, AEXPR_LIKE, AEXPR_ILIKE ->
          binary(e.lexpr(), e.name().getLast(), (Expression) e.rexpr());
      case AEXPR_SIMILAR -> binary(e.lexpr(), e.name().getLast(), (Expression) e.rexpr());
      case AEXPR_OP_ANY -> quantified(e, "ANY");
      case AEXPR_OP_ALL -> quantified(e, "ALL");
      case AEXPR_DISTINCT -> binary(e.lexpr(), "IS DISTINCT FROM", (Expression) e.rexpr());
      case AEXPR_NOT_DISTINCT -> {
        expressions.open();
        out.add("NOT ");
        binary(e.lexpr(), "IS DISTINCT FROM", (Expression) e.rexpr());
        expressions.close();
      }
      case AEXPR_NULLIF -> {
        out.add("NULLIF(");
        expressions.list(List.of(e.lexpr(), (Expression) e.rexpr()));
        out.add(")");
      }
      case AEXPR_IN -> in(e);
      case AEXPR_BETWEEN -> between(e, ">=", " AND ", "<=");
      case AEXPR_NOT_BETWEEN -> between(e, "<", " OR ", ">");
      case AEXPR_BETWEEN_SYM, AEXPR_NOT_BETWEEN_SYM ->
          throw PgException.notSupported("showing BETWEEN SYMMETRIC");
    }
  }

  private void binary(Expression left, String operator, Expression right) {
    expressions.open();
    if (left == null) {
      out.add(operator).add(" ");
      expressions.operand(right, operator, false);
    } else {
      expressions.operand(left, operator, true);
      out.add(" ").add(operator).add(" ");
      expressions.operand(right, operator, false);
    }
    expressions.close();
  }

  private void quantified(A_Expr e, String word) {
    expressions.open();
    expressions.operand(e.lexpr(), e.name().getLast(), true);
    out.add(" ").add(e.name().getLast()).add(" ").add(word).add(" (");
    expressions.argument((Expression) e.rexpr());
    out.add(")");
    expressions.close();
  }

  private void between(A_Expr e, String from, String word, String to) {
    List<Expression> bounds = ExpressionWriter.items(e.rexpr());
    expressions.open();
    binary(e.lexpr(), from, bounds.get(0));
    out.add(word);
    binary(e.lexpr(), to, bounds.get(1));
    expressions.close();
  }

  /** Whether it is written as a comparison with an array. */
  static boolean isArrayTest(A_Expr e) {
    return switch (e.kind()) {
      case AEXPR_OP_ANY, AEXPR_OP_ALL -> true;
      case AEXPR_IN -> isArray(ExpressionWriter.items(e.rexpr()));
      default -> false;
    };
  }

  private static boolean isArray(List<Expression> items) {
    return items.size() > 1 && items.stream().allMatch(OperatorWriter::isConstant);
  }

  /** A list of constants is an array; what holds columns is tried one by one. */
  private void in(A_Expr e) {
    List<Expression> items = ExpressionWriter.items(e.rexpr());
    boolean not = e.name().getLast().equals("<>");
    if (expressions.deparser().kept()) {
      kept(e, items, not);
      return;
    }
    if (!isArray(items)) {
      if (items.size() == 1) {
        binary(e.lexpr(), not ? "<>" : "=", items.getFirst());
        return;
      }
      expressions.open();
      String separator = "";
      for (Expression item : items) {
        out.add(separator);
        binary(e.lexpr(), not ? "<>" : "=", item);
        separator = not ? " AND " : " OR ";
      }
      expressions.close();
      return;
    }
    boolean varchar = isVarchar(e.lexpr());
    expressions.open();
    expressions.operand(e.lexpr(), "=", true);
    out.add(not ? " <> ALL (" : " = ANY (");
    if (varchar) {
      expressions.open();
    }
    out.add("ARRAY[");
    if (varchar) {
      String separator = "";
      for (Expression item : items) {
        out.add(separator);
        expressions.unconverted(item);
        separator = ", ";
      }
    } else {
      expressions.list(items);
    }
    out.add("]");
    if (varchar) {
      expressions.close();
      out.add("::text[]");
    }
    out.add(")");
    expressions.close();
  }

  /** As it was written, since reading an array again would convert its elements one by one. */
  private void kept(A_Expr e, List<Expression> items, boolean not) {
    out.add("(");
    expressions.asWritten(e.lexpr());
    out.add(not ? " NOT IN (" : " IN (");
    String separator = "";
    for (Expression item : items) {
      out.add(separator);
      expressions.asWritten(item);
      separator = ", ";
    }
    out.add("))");
  }

  private boolean isVarchar(Expression e) {
    var node = expressions.meaning().node(e);
    return node != null && PgRelType.of(node.getType()).type().name().equals("varchar");
  }

  private static boolean isConstant(Expression e) {
    return e instanceof A_Const || (e instanceof TypeCast cast && isConstant(cast.arg()));
  }
}
