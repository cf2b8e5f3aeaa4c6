package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.List;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.JsonClause.JsonArgument;
import org.heapgres.planner.parse.tree.JsonClause.JsonBehavior;
import org.heapgres.planner.parse.tree.JsonClause.JsonFormat;
import org.heapgres.planner.parse.tree.JsonClause.JsonQuotes;
import org.heapgres.planner.parse.tree.JsonClause.JsonTableColumn;
import org.heapgres.planner.parse.tree.JsonClause.JsonTableColumnType;
import org.heapgres.planner.parse.tree.JsonClause.JsonTablePathSpec;
import org.heapgres.planner.parse.tree.JsonClause.JsonWrapper;
import org.heapgres.planner.parse.tree.JsonExpression.JsonValueExpr;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.JsonTable;
import org.heapgres.planner.parse.tree.Value.StringValue;

/** JSON_TABLE. */
final class JsonTableGrammar extends GrammarPart {
  JsonTableGrammar(Grammar g) {
    super(g);
  }

  TableReference table(boolean lateral) {
    int start = location();
    expect(JSON_TABLE, LEFT_PAREN);
    JsonValueExpr context = g.json.value();
    expect(COMMA);
    int pathLocation = location();
    Expression path = g.expressions.expression();
    int nameLocation = at(AS) ? location() : -1;
    String name = accept(AS) ? colId() : null;
    List<JsonArgument> passing = g.json.passing();
    expect(COLUMNS);
    List<JsonTableColumn> columns = parenthesized(this::column);
    JsonBehavior onError = g.json.onError();
    expect(RIGHT_PAREN);
    if (!(path instanceof A_Const constant && constant.val() instanceof StringValue)) {
      throw notSupported(
          "only string constants are supported in JSON_TABLE path specification", pathLocation);
    }
    JsonTablePathSpec spec = new JsonTablePathSpec(constant, name, nameLocation, pathLocation);
    return new JsonTable(
        context, spec, passing, columns, onError, g.from.optionalAlias(), lateral, start);
  }

  private JsonTableColumn column() {
    int start = location();
    if (at(NESTED) && (tokens.peek(1) == PATH || tokens.peek(1) == STRING_LITERAL)) {
      return nested(start);
    }
    String name = colId();
    if (accept(FOR)) {
      expect(ORDINALITY);
      return column(JsonTableColumnType.JTC_FOR_ORDINALITY, name, null, null, null, start);
    }
    TypeName type = g.types.typeName();
    if (accept(EXISTS)) {
      JsonTablePathSpec path = path();
      JsonBehavior onError = g.json.onError();
      return new JsonTableColumn(
          JsonTableColumnType.JTC_EXISTS,
          name,
          type,
          path,
          JsonGrammar.defaultFormat(),
          JsonWrapper.JSW_NONE,
          JsonQuotes.JS_QUOTES_UNSPEC,
          List.of(),
          null,
          onError,
          start);
    }
    JsonTableColumnType kind =
        at(FORMAT_LA) ? JsonTableColumnType.JTC_FORMATTED : JsonTableColumnType.JTC_REGULAR;
    JsonFormat format = g.json.format();
    JsonTablePathSpec path = path();
    JsonWrapper wrapper = g.json.wrapper();
    JsonQuotes quotes = g.json.quotes();
    JsonGrammar.Behaviors behaviors = g.json.behaviors();
    return new JsonTableColumn(
        kind,
        name,
        type,
        path,
        format,
        wrapper,
        quotes,
        List.of(),
        behaviors.onEmpty(),
        behaviors.onError(),
        start);
  }

  private static JsonTableColumn column(
      JsonTableColumnType kind,
      String name,
      TypeName type,
      JsonTablePathSpec path,
      JsonFormat format,
      int start) {
    return new JsonTableColumn(
        kind,
        name,
        type,
        path,
        format,
        JsonWrapper.JSW_UNSPEC,
        JsonQuotes.JS_QUOTES_UNSPEC,
        List.of(),
        null,
        null,
        start);
  }

  private JsonTablePathSpec path() {
    if (!accept(PATH)) {
      return null;
    }
    A_Const text = g.primaries.stringConstant();
    return new JsonTablePathSpec(text, null, -1, text.location());
  }

  private JsonTableColumn nested(int start) {
    tokens.enter();
    expect(NESTED);
    accept(PATH);
    A_Const path = g.primaries.stringConstant();
    String name = null;
    int nameLocation = -1;
    if (accept(AS)) {
      nameLocation = location();
      name = colId();
    }
    expect(COLUMNS);
    List<JsonTableColumn> columns = parenthesized(this::column);
    tokens.leave();
    return new JsonTableColumn(
        JsonTableColumnType.JTC_NESTED,
        null,
        null,
        new JsonTablePathSpec(path, name, nameLocation, path.location()),
        null,
        JsonWrapper.JSW_UNSPEC,
        JsonQuotes.JS_QUOTES_UNSPEC,
        columns,
        null,
        null,
        start);
  }
}
