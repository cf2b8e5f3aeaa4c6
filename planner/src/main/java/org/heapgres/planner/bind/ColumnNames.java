package org.heapgres.planner.bind;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.*;
import org.heapgres.planner.parse.tree.Indirection;
import org.heapgres.planner.parse.tree.JsonExpression.*;
import org.heapgres.planner.parse.tree.Value.StringValue;

/** What a result column, or that of an index, is called when nothing names it. */
public final class ColumnNames {
  private enum Strength {
    NONE,
    WEAK,
    STRONG
  }

  private record Name(Strength strength, String name) {
    static final Name NONE = new Name(Strength.NONE, null);
  }

  private ColumnNames() {}

  static String orUnnamed(Expression expression) {
    return of(expression).orElse("?column?");
  }

  /** Empty for an expression that suggests no name. */
  public static Optional<String> of(Expression expression) {
    return Optional.ofNullable(name(expression).name);
  }

  private static Name strong(String name) {
    return new Name(Strength.STRONG, name);
  }

  private static Name name(Expression expression) {
    return switch (expression) {
      case null -> Name.NONE;
      case ColumnRef e -> last(e.fields());
      case A_Indirection e -> {
        Name field = last(e.indirection());
        yield field.name != null ? field : name(e.arg());
      }
      case FuncCall e -> strong(e.funcname().getLast());
      case A_Expr e -> e.kind() == A_Expr_Kind.AEXPR_NULLIF ? strong("nullif") : Name.NONE;
      case TypeCast e -> {
        Name inner = name(e.arg());
        yield inner.strength.compareTo(Strength.WEAK) <= 0
            ? new Name(Strength.WEAK, e.typeName().names().getLast())
            : inner;
      }
      case CollateClause e -> name(e.arg());
      case GroupingFunc e -> strong("grouping");
      case MergeSupportFunc e -> strong("merge_action");
      case SubLink e ->
          switch (e.subLinkType()) {
            case EXISTS_SUBLINK -> strong("exists");
            case ARRAY_SUBLINK -> strong("array");
            case EXPR_SUBLINK -> scalar(e);
            case ALL_SUBLINK, ANY_SUBLINK -> Name.NONE;
          };
      case CaseExpr e -> {
        Name otherwise = name(e.defresult());
        yield otherwise.strength.compareTo(Strength.WEAK) <= 0
            ? new Name(Strength.WEAK, "case")
            : otherwise;
      }
      case A_ArrayExpr e -> strong("array");
      case RowExpr e -> strong("row");
      case CoalesceExpr e -> strong("coalesce");
      case MinMaxExpr e -> strong(e.op() == MinMaxOp.IS_GREATEST ? "greatest" : "least");
      case SQLValueFunction e -> strong(valueFunction(e.op()));
      case XmlExpr e ->
          e.op() == XmlExprOp.IS_DOCUMENT
              ? Name.NONE
              : strong(e.op().name().substring("IS_".length()).toLowerCase(java.util.Locale.ROOT));
      case XmlSerialize e -> strong("xmlserialize");
      case JsonParseExpr e -> strong("json");
      case JsonScalarExpr e -> strong("json_scalar");
      case JsonSerializeExpr e -> strong("json_serialize");
      case JsonObjectConstructor e -> strong("json_object");
      case JsonArrayConstructor e -> strong("json_array");
      case JsonArrayQueryConstructor e -> strong("json_array");
      case JsonObjectAgg e -> strong("json_objectagg");
      case JsonArrayAgg e -> strong("json_arrayagg");
      case JsonFuncExpr e ->
          switch (e.op()) {
            case JSON_EXISTS_OP -> strong("json_exists");
            case JSON_QUERY_OP -> strong("json_query");
            case JSON_VALUE_OP -> strong("json_value");
          };
      default -> Name.NONE;
    };
  }

  private static Name last(List<Indirection> fields) {
    String found = null;
    for (Indirection field : fields) {
      if (field instanceof StringValue string) {
        found = string.sval();
      }
    }
    return found == null ? Name.NONE : strong(found);
  }

  private static Name scalar(SubLink link) {
    var select = link.subselect();
    while (select.larg() != null) {
      select = select.larg();
    }
    if (select.targetList().isEmpty()) {
      return select.valuesLists().isEmpty() ? Name.NONE : strong("column1");
    }
    var target = select.targetList().getFirst();
    return target.name() != null ? strong(target.name()) : name(target.val());
  }

  private static String valueFunction(SQLValueFunctionOp op) {
    return switch (op) {
      case SVFOP_CURRENT_DATE -> "current_date";
      case SVFOP_CURRENT_TIME, SVFOP_CURRENT_TIME_N -> "current_time";
      case SVFOP_CURRENT_TIMESTAMP, SVFOP_CURRENT_TIMESTAMP_N -> "current_timestamp";
      case SVFOP_LOCALTIME, SVFOP_LOCALTIME_N -> "localtime";
      case SVFOP_LOCALTIMESTAMP, SVFOP_LOCALTIMESTAMP_N -> "localtimestamp";
      case SVFOP_CURRENT_ROLE -> "current_role";
      case SVFOP_CURRENT_USER -> "current_user";
      case SVFOP_USER -> "user";
      case SVFOP_SESSION_USER -> "session_user";
      case SVFOP_CURRENT_CATALOG -> "current_catalog";
      case SVFOP_CURRENT_SCHEMA -> "current_schema";
    };
  }
}
