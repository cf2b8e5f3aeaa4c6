package org.heapgres.planner.parse.tree;

import java.util.List;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.JsonClause.JsonArgument;
import org.heapgres.planner.parse.tree.JsonClause.JsonBehavior;
import org.heapgres.planner.parse.tree.JsonClause.JsonFormat;
import org.heapgres.planner.parse.tree.JsonClause.JsonKeyValue;
import org.heapgres.planner.parse.tree.JsonClause.JsonOutput;
import org.heapgres.planner.parse.tree.JsonClause.JsonQuotes;
import org.heapgres.planner.parse.tree.JsonClause.JsonWrapper;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;

/** The SQL/JSON constructors and query functions. */
public sealed interface JsonExpression extends Expression {

  enum JsonExprOp {
    JSON_EXISTS_OP,
    JSON_QUERY_OP,
    JSON_VALUE_OP
  }

  enum JsonValueType {
    JS_TYPE_ANY,
    JS_TYPE_OBJECT,
    JS_TYPE_ARRAY,
    JS_TYPE_SCALAR
  }

  record JsonValueExpr(Expression rawExpr, JsonFormat format) implements JsonExpression {}

  record JsonIsPredicate(
      Expression expr, JsonFormat format, JsonValueType itemType, boolean uniqueKeys, int location)
      implements JsonExpression {}

  record JsonFuncExpr(
      JsonExprOp op,
      JsonValueExpr contextItem,
      Expression pathspec,
      List<JsonArgument> passing,
      JsonOutput output,
      JsonBehavior onEmpty,
      JsonBehavior onError,
      JsonWrapper wrapper,
      JsonQuotes quotes,
      int location)
      implements JsonExpression {}

  record JsonParseExpr(JsonValueExpr expr, boolean uniqueKeys, int location)
      implements JsonExpression {}

  record JsonScalarExpr(Expression expr, int location) implements JsonExpression {}

  record JsonSerializeExpr(JsonValueExpr expr, JsonOutput output, int location)
      implements JsonExpression {}

  record JsonObjectConstructor(
      List<JsonKeyValue> exprs,
      JsonOutput output,
      boolean absentOnNull,
      boolean unique,
      int location)
      implements JsonExpression {}

  record JsonArrayConstructor(
      List<JsonValueExpr> exprs, JsonOutput output, boolean absentOnNull, int location)
      implements JsonExpression {}

  record JsonArrayQueryConstructor(
      SelectStmt query, JsonOutput output, JsonFormat format, boolean absentOnNull, int location)
      implements JsonExpression {}

  /** What JSON_OBJECTAGG and JSON_ARRAYAGG share; never stands alone. */
  record JsonAggConstructor(
      JsonOutput output, Expression aggFilter, List<SortBy> aggOrder, WindowDef over, int location)
      implements JsonExpression {}

  record JsonObjectAgg(
      JsonAggConstructor constructor, JsonKeyValue arg, boolean absentOnNull, boolean unique)
      implements JsonExpression {}

  record JsonArrayAgg(JsonAggConstructor constructor, JsonValueExpr arg, boolean absentOnNull)
      implements JsonExpression {}
}
