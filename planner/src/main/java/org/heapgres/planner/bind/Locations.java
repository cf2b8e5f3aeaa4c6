package org.heapgres.planner.bind;

import org.heapgres.planner.parse.tree.Clause.GroupingSet;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.*;
import org.heapgres.planner.parse.tree.JsonExpression;

/** Where an expression begins, as errors about the whole of it point. */
public final class Locations {
  private Locations() {}

  public static int of(Expression expression) {
    return switch (expression) {
      case null -> -1;
      case A_Const e -> e.location();
      case ColumnRef e -> e.location();
      case ParamRef e -> e.location();
      case A_Expr e -> leftmost(e.location(), of(e.lexpr()));
      case TypeCast e -> leftmost(leftmost(e.location(), of(e.arg())), e.typeName().location());
      case CollateClause e -> of(e.arg());
      case FuncCall e ->
          e.args().isEmpty() ? e.location() : leftmost(e.location(), of(e.args().getFirst()));
      case A_Indirection e -> of(e.arg());
      case A_ArrayExpr e -> e.location();
      case BoolExpr e -> leftmost(e.location(), of(e.args().getFirst()));
      case SubLink e -> leftmost(e.location(), of(e.testexpr()));
      case CaseExpr e -> e.location();
      case CaseWhen e -> e.location();
      case RowExpr e -> e.location();
      case CoalesceExpr e -> e.location();
      case MinMaxExpr e -> e.location();
      case SQLValueFunction e -> e.location();
      case XmlExpr e -> e.location();
      case XmlSerialize e -> e.location();
      case NullTest e -> leftmost(e.location(), of(e.arg()));
      case BooleanTest e -> leftmost(e.location(), of(e.arg()));
      case GroupingFunc e -> e.location();
      case MergeSupportFunc e -> e.location();
      case NamedArgExpr e -> leftmost(e.location(), of(e.arg()));
      case SetToDefault e -> e.location();
      case CurrentOfExpr e -> -1;
      case MultiAssignRef e -> of(e.source());
      case GroupingSet e -> e.location();
      case JsonExpression e -> -1;
    };
  }

  private static int leftmost(int left, int right) {
    return left < 0 ? right : right < 0 ? left : Math.min(left, right);
  }
}
