package org.heapgres.planner.session;

import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.FuncCall;

/** The names that PostgreSQL gives to index columns that are expressions. */
public final class ExpressionNames {
  private ExpressionNames() {}

  public static String of(Expression expression) {
    return expression instanceof FuncCall call ? call.funcname().getLast() : "expr";
  }
}
