package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.CoercionForm;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.Expression.TypeCast;
import org.heapgres.planner.parse.tree.JsonClause.JsonArgument;
import org.heapgres.planner.parse.tree.JsonClause.JsonBehaviorType;
import org.heapgres.planner.parse.tree.JsonClause.JsonOutput;
import org.heapgres.planner.parse.tree.JsonClause.JsonQuotes;
import org.heapgres.planner.parse.tree.JsonClause.JsonTableColumn;
import org.heapgres.planner.parse.tree.JsonClause.JsonTableColumnType;
import org.heapgres.planner.parse.tree.JsonClause.JsonWrapper;
import org.heapgres.planner.parse.tree.JsonExpression.JsonExprOp;
import org.heapgres.planner.parse.tree.JsonExpression.JsonFuncExpr;
import org.heapgres.planner.parse.tree.JsonExpression.JsonValueExpr;
import org.heapgres.planner.parse.tree.Statement.LimitOption;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Statement.SetOperation;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.JoinExpr;
import org.heapgres.planner.parse.tree.TableReference.JoinType;
import org.heapgres.planner.parse.tree.TableReference.JsonTable;
import org.heapgres.planner.parse.tree.TableReference.RangeFunction;
import org.heapgres.planner.parse.tree.TableReference.RangeFunctionItem;
import org.heapgres.planner.parse.tree.TableReference.RangeSubselect;
import org.heapgres.planner.parse.tree.Value.BooleanValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/**
 * JSON_TABLE (manual, 9.16.4) as what it stands for: the items of its path, numbered, and a query
 * function for each column; what is nested joined to the left.
 */
final class JsonTables {
  private static final String ITEM = "item";
  private static final String NUMBER = "number";

  private final Binding binding;
  private final JsonTable table;
  private int rows;

  private JsonTables(Binding binding, JsonTable table) {
    this.binding = binding;
    this.table = table;
  }

  static RangeSubselect query(Binding binding, JsonTable table) {
    JsonTables tables = new JsonTables(binding, table);
    boolean strict =
        table.onError() != null && table.onError().btype() == JsonBehaviorType.JSON_BEHAVIOR_ERROR;
    SelectStmt select =
        tables.select(
            table.contextItem().rawExpr(), table.pathspec().string(), table.columns(), strict);
    return new RangeSubselect(
        true, select, table.alias() == null ? new Alias("json_table", List.of()) : table.alias());
  }

  private SelectStmt select(
      Expression document, A_Const path, List<JsonTableColumn> columns, boolean strict) {
    String row = "json_table_row_" + ++rows;
    TableReference from =
        new RangeFunction(
            true,
            true,
            false,
            List.of(new RangeFunctionItem(items(document, path, strict), List.of())),
            new Alias(row, List.of(ITEM, NUMBER)),
            List.of());
    List<ResTarget> targets = new ArrayList<>();
    boolean nested = false;
    for (JsonTableColumn column : columns) {
      if (column.coltype() != JsonTableColumnType.JTC_NESTED) {
        targets.add(new ResTarget(column.name(), List.of(), value(row, column), column.location()));
        continue;
      }
      if (nested) {
        throw Errors.notSupported(column.location(), "JSON_TABLE with several NESTED paths");
      }
      nested = true;
      String inner = "json_table_nested_" + ++rows;
      SelectStmt select =
          select(ref(row, ITEM), column.pathspec().string(), column.columns(), false);
      from =
          new JoinExpr(
              JoinType.JOIN_LEFT,
              false,
              from,
              new RangeSubselect(true, select, new Alias(inner, List.of())),
              List.of(),
              null,
              new A_Const(new BooleanValue(true), -1),
              null);
      for (ResTarget target : select.targetList()) {
        targets.add(
            new ResTarget(target.name(), List.of(), ref(inner, target.name()), target.location()));
      }
    }
    return new SelectStmt(
        null,
        null,
        targets,
        List.of(from),
        null,
        List.of(),
        false,
        null,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        LimitOption.LIMIT_OPTION_DEFAULT,
        List.of(),
        null,
        SetOperation.SETOP_NONE,
        false,
        null,
        null);
  }

  private static ColumnRef ref(String table, String column) {
    return new ColumnRef(List.of(new StringValue(table), new StringValue(column)), -1);
  }

  private static TypeName type(String name) {
    return new TypeName(List.of("pg_catalog", name), false, false, List.of(), List.of(), -1);
  }

  private static FuncCall call(String name, List<Expression> arguments) {
    return new FuncCall(
        List.of("pg_catalog", name),
        arguments,
        List.of(),
        null,
        null,
        false,
        false,
        false,
        false,
        CoercionForm.COERCE_EXPLICIT_CALL,
        -1);
  }

  /** The set of items; an error means none unless {@code strict}. */
  private FuncCall items(Expression document, A_Const path, boolean strict) {
    List<Expression> variables = new ArrayList<>();
    for (JsonArgument argument : table.passing()) {
      variables.add(
          new TypeCast(new A_Const(new StringValue(argument.name()), -1), type("text"), -1));
      variables.add(argument.val().rawExpr());
    }
    return call(
        "jsonb_path_query",
        List.of(
            new TypeCast(document, type("jsonb"), -1),
            new TypeCast(path, type("jsonpath"), path.location()),
            call("jsonb_build_object", variables),
            new A_Const(new BooleanValue(!strict), -1)));
  }

  private Expression value(String row, JsonTableColumn column) {
    if (column.coltype() == JsonTableColumnType.JTC_FOR_ORDINALITY) {
      return new TypeCast(ref(row, NUMBER), type("int4"), -1);
    }
    A_Const path =
        column.pathspec() != null
            ? column.pathspec().string()
            : new A_Const(new StringValue("$.\"" + column.name().replace("\"", "\\\"") + "\""), -1);
    JsonExprOp op =
        switch (column.coltype()) {
          case JTC_EXISTS -> JsonExprOp.JSON_EXISTS_OP;
          case JTC_FORMATTED -> JsonExprOp.JSON_QUERY_OP;
          default -> isScalar(column) ? JsonExprOp.JSON_VALUE_OP : JsonExprOp.JSON_QUERY_OP;
        };
    JsonFuncExpr call =
        new JsonFuncExpr(
            op,
            new JsonValueExpr(ref(row, ITEM), null),
            path,
            table.passing(),
            op == JsonExprOp.JSON_EXISTS_OP ? null : new JsonOutput(column.typeName(), null),
            column.onEmpty(),
            column.onError(),
            column.wrapper(),
            column.quotes(),
            column.location());
    return op == JsonExprOp.JSON_EXISTS_OP ? new TypeCast(call, column.typeName(), -1) : call;
  }

  /** Whether the column takes one scalar; other types are made of JSON of any shape. */
  private boolean isScalar(JsonTableColumn column) {
    PgType type = binding.types().resolve(column.typeName()).type().root();
    return column.wrapper() == JsonWrapper.JSW_UNSPEC
        && column.quotes() == JsonQuotes.JS_QUOTES_UNSPEC
        && !type.isArray()
        && type.kind() != 'c'
        && !type.equals(Types.JSON)
        && !type.equals(Types.JSONB);
  }
}
