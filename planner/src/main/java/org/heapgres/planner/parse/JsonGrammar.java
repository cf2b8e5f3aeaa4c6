package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.CoercionForm;
import org.heapgres.planner.parse.tree.Expression.NamedArgExpr;
import org.heapgres.planner.parse.tree.JsonClause.JsonArgument;
import org.heapgres.planner.parse.tree.JsonClause.JsonBehavior;
import org.heapgres.planner.parse.tree.JsonClause.JsonBehaviorType;
import org.heapgres.planner.parse.tree.JsonClause.JsonEncoding;
import org.heapgres.planner.parse.tree.JsonClause.JsonFormat;
import org.heapgres.planner.parse.tree.JsonClause.JsonFormatType;
import org.heapgres.planner.parse.tree.JsonClause.JsonKeyValue;
import org.heapgres.planner.parse.tree.JsonClause.JsonOutput;
import org.heapgres.planner.parse.tree.JsonClause.JsonQuotes;
import org.heapgres.planner.parse.tree.JsonClause.JsonReturning;
import org.heapgres.planner.parse.tree.JsonClause.JsonWrapper;
import org.heapgres.planner.parse.tree.JsonExpression.JsonAggConstructor;
import org.heapgres.planner.parse.tree.JsonExpression.JsonArrayAgg;
import org.heapgres.planner.parse.tree.JsonExpression.JsonArrayConstructor;
import org.heapgres.planner.parse.tree.JsonExpression.JsonArrayQueryConstructor;
import org.heapgres.planner.parse.tree.JsonExpression.JsonExprOp;
import org.heapgres.planner.parse.tree.JsonExpression.JsonFuncExpr;
import org.heapgres.planner.parse.tree.JsonExpression.JsonObjectAgg;
import org.heapgres.planner.parse.tree.JsonExpression.JsonObjectConstructor;
import org.heapgres.planner.parse.tree.JsonExpression.JsonParseExpr;
import org.heapgres.planner.parse.tree.JsonExpression.JsonScalarExpr;
import org.heapgres.planner.parse.tree.JsonExpression.JsonSerializeExpr;
import org.heapgres.planner.parse.tree.JsonExpression.JsonValueExpr;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.storage.SqlState;

/** The SQL/JSON functions, and the clauses that JSON_TABLE shares with them. */
final class JsonGrammar extends GrammarPart {

  /** What ON EMPTY and ON ERROR say; null where they are not written. */
  record Behaviors(JsonBehavior onEmpty, JsonBehavior onError) {}

  JsonGrammar(Grammar g) {
    super(g);
  }

  /**
   * The function {@code kind}, which is the current token; a parenthesis follows. {@code clauses}
   * says whether an aggregate may have FILTER and OVER.
   */
  Expression function(Token kind, int start, boolean clauses) {
    tokens.advance();
    expect(LEFT_PAREN);
    return switch (kind) {
      case JSON_OBJECTAGG -> objectAggregate(start, clauses);
      case JSON_ARRAYAGG -> arrayAggregate(start, clauses);
      default -> {
        Expression call = plain(kind, start);
        expect(RIGHT_PAREN);
        yield call;
      }
    };
  }

  private Expression plain(Token kind, int start) {
    return switch (kind) {
      case JSON_OBJECT -> object(start);
      case JSON_ARRAY -> array(start);
      case JSON -> {
        JsonValueExpr value = value();
        yield new JsonParseExpr(value, uniqueKeys(), start);
      }
      case JSON_SCALAR -> new JsonScalarExpr(g.expressions.expression(), start);
      case JSON_SERIALIZE -> {
        JsonValueExpr value = value();
        yield new JsonSerializeExpr(value, returning(), start);
      }
      case JSON_QUERY -> query(start);
      case JSON_EXISTS -> exists(start);
      default -> jsonValue(start);
    };
  }

  // Constructors.

  private Expression object(int start) {
    if (at(RIGHT_PAREN) || at(RETURNING)) {
      return new JsonObjectConstructor(List.of(), returning(), false, false, start);
    }
    Expression first = g.functions.argument();
    if (first instanceof NamedArgExpr || (!at(COLON) && !at(VALUE))) {
      return FunctionGrammar.system(
          "json_object",
          g.functions.moreArguments(first),
          CoercionForm.COERCE_EXPLICIT_CALL,
          start);
    }
    List<JsonKeyValue> members = new ArrayList<>();
    members.add(keyValue(first));
    while (accept(COMMA)) {
      members.add(keyValue(g.expressions.expression()));
    }
    boolean absent = absentOnNull(false);
    boolean unique = uniqueKeys();
    return new JsonObjectConstructor(unmodifiable(members), returning(), absent, unique, start);
  }

  private JsonKeyValue keyValue(Expression key) {
    if (!accept(VALUE)) {
      expect(COLON);
    }
    return new JsonKeyValue(key, value());
  }

  private Expression array(int start) {
    if (at(RIGHT_PAREN) || at(RETURNING)) {
      return new JsonArrayConstructor(List.of(), returning(), true, start);
    }
    if (g.select.atSelect()) {
      SelectStmt query = g.select.selectNoParens();
      JsonFormat format = format();
      return new JsonArrayQueryConstructor(query, returning(), format, true, start);
    }
    List<JsonValueExpr> elements = commaList(this::value);
    boolean absent = absentOnNull(true);
    return new JsonArrayConstructor(elements, returning(), absent, start);
  }

  private Expression objectAggregate(int start, boolean clauses) {
    JsonKeyValue member = keyValue(g.expressions.expression());
    boolean absent = absentOnNull(false);
    boolean unique = uniqueKeys();
    JsonOutput output = returning();
    expect(RIGHT_PAREN);
    return new JsonObjectAgg(aggregate(output, List.of(), clauses, start), member, absent, unique);
  }

  private Expression arrayAggregate(int start, boolean clauses) {
    JsonValueExpr element = value();
    List<SortBy> order = g.select.optionalSortClause();
    boolean absent = absentOnNull(true);
    JsonOutput output = returning();
    expect(RIGHT_PAREN);
    return new JsonArrayAgg(aggregate(output, order, clauses, start), element, absent);
  }

  private JsonAggConstructor aggregate(
      JsonOutput output, List<SortBy> order, boolean clauses, int start) {
    Expression filter = clauses ? g.functions.filterClause() : null;
    WindowDef over = clauses ? g.functions.overClause() : null;
    return new JsonAggConstructor(output, filter, order, over, start);
  }

  // Query functions.

  private Expression query(int start) {
    JsonValueExpr context = value();
    expect(COMMA);
    Expression path = g.expressions.expression();
    List<JsonArgument> passing = passing();
    JsonOutput output = returning();
    JsonWrapper wrapper = wrapper();
    JsonQuotes quotes = quotes();
    Behaviors behaviors = behaviors();
    return new JsonFuncExpr(
        JsonExprOp.JSON_QUERY_OP,
        context,
        path,
        passing,
        output,
        behaviors.onEmpty,
        behaviors.onError,
        wrapper,
        quotes,
        start);
  }

  private Expression exists(int start) {
    JsonValueExpr context = value();
    expect(COMMA);
    Expression path = g.expressions.expression();
    List<JsonArgument> passing = passing();
    return new JsonFuncExpr(
        JsonExprOp.JSON_EXISTS_OP,
        context,
        path,
        passing,
        null,
        null,
        onError(),
        JsonWrapper.JSW_UNSPEC,
        JsonQuotes.JS_QUOTES_UNSPEC,
        start);
  }

  private Expression jsonValue(int start) {
    JsonValueExpr context = value();
    expect(COMMA);
    Expression path = g.expressions.expression();
    List<JsonArgument> passing = passing();
    JsonOutput output = returning();
    Behaviors behaviors = behaviors();
    return new JsonFuncExpr(
        JsonExprOp.JSON_VALUE_OP,
        context,
        path,
        passing,
        output,
        behaviors.onEmpty,
        behaviors.onError,
        JsonWrapper.JSW_UNSPEC,
        JsonQuotes.JS_QUOTES_UNSPEC,
        start);
  }

  // Clauses.

  /** An expression with the format it is in. */
  JsonValueExpr value() {
    Expression value = g.expressions.expression();
    return new JsonValueExpr(value, format());
  }

  static JsonFormat defaultFormat() {
    return new JsonFormat(JsonFormatType.JS_FORMAT_DEFAULT, JsonEncoding.JS_ENC_DEFAULT, -1);
  }

  /** {@code FORMAT JSON}, or the default. */
  JsonFormat format() {
    int start = location();
    if (!accept(FORMAT_LA)) {
      return defaultFormat();
    }
    expect(JSON);
    JsonEncoding encoding = JsonEncoding.JS_ENC_DEFAULT;
    if (accept(ENCODING)) {
      int at = location();
      String name = colId();
      encoding =
          switch (name.toLowerCase(Locale.ROOT)) {
            case "utf8" -> JsonEncoding.JS_ENC_UTF8;
            case "utf16" -> JsonEncoding.JS_ENC_UTF16;
            case "utf32" -> JsonEncoding.JS_ENC_UTF32;
            default ->
                throw tokens.error(
                    SqlState.INVALID_PARAMETER_VALUE, "unrecognized JSON encoding: " + name, at);
          };
    }
    return new JsonFormat(JsonFormatType.JS_FORMAT_JSON, encoding, start);
  }

  /** RETURNING, or null. */
  private JsonOutput returning() {
    if (!accept(RETURNING)) {
      return null;
    }
    TypeName type = g.types.typeName();
    return new JsonOutput(type, new JsonReturning(format()));
  }

  private boolean absentOnNull(boolean otherwise) {
    if (!at(NULL) && !at(ABSENT)) {
      return otherwise;
    }
    boolean absent = at(ABSENT);
    tokens.advance();
    expect(ON, NULL);
    return absent;
  }

  /** {@code WITH UNIQUE KEYS}. */
  boolean uniqueKeys() {
    boolean unique = accept(WITH, UNIQUE);
    if (unique || accept(WITHOUT, UNIQUE)) {
      accept(KEYS);
    }
    return unique;
  }

  List<JsonArgument> passing() {
    return accept(PASSING) ? commaList(this::argument) : List.of();
  }

  private JsonArgument argument() {
    JsonValueExpr value = value();
    expect(AS);
    return new JsonArgument(value, colLabel());
  }

  JsonWrapper wrapper() {
    JsonWrapper wrapper = JsonWrapper.JSW_UNSPEC;
    if (accept(WITHOUT)) {
      wrapper = JsonWrapper.JSW_NONE;
    } else if (accept(WITH)) {
      wrapper = JsonWrapper.JSW_UNCONDITIONAL;
      if (accept(CONDITIONAL)) {
        wrapper = JsonWrapper.JSW_CONDITIONAL;
      } else {
        accept(UNCONDITIONAL);
      }
    }
    if (wrapper != JsonWrapper.JSW_UNSPEC) {
      accept(ARRAY);
      expect(WRAPPER);
    }
    return wrapper;
  }

  JsonQuotes quotes() {
    JsonQuotes quotes =
        at(KEEP)
            ? JsonQuotes.JS_QUOTES_KEEP
            : at(OMIT) ? JsonQuotes.JS_QUOTES_OMIT : JsonQuotes.JS_QUOTES_UNSPEC;
    if (quotes != JsonQuotes.JS_QUOTES_UNSPEC) {
      tokens.advance();
      expect(QUOTES);
      if (accept(ON)) {
        expect(SCALAR, STRING);
      }
    }
    return quotes;
  }

  /** ON EMPTY and ON ERROR, in this order. */
  Behaviors behaviors() {
    JsonBehavior onEmpty = null;
    JsonBehavior onError = null;
    JsonBehavior behavior = behavior();
    if (behavior != null) {
      expect(ON);
      if (accept(EMPTY)) {
        onEmpty = behavior;
        onError = onError();
      } else {
        expect(ERROR);
        onError = behavior;
      }
    }
    return new Behaviors(onEmpty, onError);
  }

  JsonBehavior onError() {
    JsonBehavior behavior = behavior();
    if (behavior != null) {
      expect(ON, ERROR);
    }
    return behavior;
  }

  private JsonBehavior behavior() {
    int start = location();
    JsonBehaviorType type =
        switch (tokens.kind) {
          case DEFAULT -> JsonBehaviorType.JSON_BEHAVIOR_DEFAULT;
          case ERROR -> JsonBehaviorType.JSON_BEHAVIOR_ERROR;
          case NULL -> JsonBehaviorType.JSON_BEHAVIOR_NULL;
          case TRUE -> JsonBehaviorType.JSON_BEHAVIOR_TRUE;
          case FALSE -> JsonBehaviorType.JSON_BEHAVIOR_FALSE;
          case UNKNOWN -> JsonBehaviorType.JSON_BEHAVIOR_UNKNOWN;
          case EMPTY -> JsonBehaviorType.JSON_BEHAVIOR_EMPTY_ARRAY;
          default -> null;
        };
    if (type == null) {
      return null;
    }
    tokens.advance();
    Expression value = null;
    if (type == JsonBehaviorType.JSON_BEHAVIOR_DEFAULT) {
      value = g.expressions.expression();
    } else if (type == JsonBehaviorType.JSON_BEHAVIOR_EMPTY_ARRAY && !accept(ARRAY)) {
      if (accept(OBJECT)) {
        type = JsonBehaviorType.JSON_BEHAVIOR_EMPTY_OBJECT;
      }
    }
    return new JsonBehavior(type, value, start);
  }
}
