package org.heapgres.planner.parse.tree;

import java.util.List;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.JsonExpression.JsonValueExpr;

/** The parts SQL/JSON functions and JSON_TABLE are made of. */
public sealed interface JsonClause extends Node {

  enum JsonFormatType {
    JS_FORMAT_DEFAULT,
    JS_FORMAT_JSON,
    JS_FORMAT_JSONB
  }

  enum JsonEncoding {
    JS_ENC_DEFAULT,
    JS_ENC_UTF8,
    JS_ENC_UTF16,
    JS_ENC_UTF32
  }

  enum JsonWrapper {
    JSW_UNSPEC,
    JSW_NONE,
    JSW_CONDITIONAL,
    JSW_UNCONDITIONAL
  }

  enum JsonQuotes {
    JS_QUOTES_UNSPEC,
    JS_QUOTES_KEEP,
    JS_QUOTES_OMIT
  }

  enum JsonBehaviorType {
    JSON_BEHAVIOR_NULL,
    JSON_BEHAVIOR_ERROR,
    JSON_BEHAVIOR_EMPTY,
    JSON_BEHAVIOR_TRUE,
    JSON_BEHAVIOR_FALSE,
    JSON_BEHAVIOR_UNKNOWN,
    JSON_BEHAVIOR_EMPTY_ARRAY,
    JSON_BEHAVIOR_EMPTY_OBJECT,
    JSON_BEHAVIOR_DEFAULT
  }

  enum JsonTableColumnType {
    JTC_FOR_ORDINALITY,
    JTC_REGULAR,
    JTC_EXISTS,
    JTC_FORMATTED,
    JTC_NESTED
  }

  record JsonFormat(JsonFormatType formatType, JsonEncoding encoding, int location)
      implements JsonClause {}

  record JsonReturning(JsonFormat format) implements JsonClause {}

  record JsonOutput(TypeName typeName, JsonReturning returning) implements JsonClause {}

  record JsonArgument(JsonValueExpr val, String name) implements JsonClause {}

  record JsonKeyValue(Expression key, JsonValueExpr value) implements JsonClause {}

  /** {@code expr} is that of DEFAULT, else null. */
  record JsonBehavior(JsonBehaviorType btype, Expression expr, int location)
      implements JsonClause {}

  record JsonTablePathSpec(A_Const string, String name, int nameLocation, int location)
      implements JsonClause {}

  record JsonTableColumn(
      JsonTableColumnType coltype,
      String name,
      TypeName typeName,
      JsonTablePathSpec pathspec,
      JsonFormat format,
      JsonWrapper wrapper,
      JsonQuotes quotes,
      List<JsonTableColumn> columns,
      JsonBehavior onEmpty,
      JsonBehavior onError,
      int location)
      implements JsonClause {}
}
