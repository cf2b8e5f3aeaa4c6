package org.heapgres.planner.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.jsonpath.PathLexer.Kind;
import org.heapgres.planner.jsonpath.PathLexer.Lexeme;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Recursive descent over a path's lexemes; one use. */
final class PathParser {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MAX_DEPTH = 500;
  private static final String REGEX_FLAGS = "ismxq";

  private static final Set<String> METHODS =
      Set.of(
          "abs",
          "bigint",
          "boolean",
          "ceiling",
          "date",
          "datetime",
          "decimal",
          "double",
          "floor",
          "integer",
          "keyvalue",
          "number",
          "size",
          "string",
          "time",
          "time_tz",
          "timestamp",
          "timestamp_tz",
          "type");

  private final String text;
  private final List<Lexeme> lexemes;
  private int at;
  private int depth;
  private int filters;
  private int subscripts;

  PathParser(String text) {
    this.text = text;
    this.lexemes = PathLexer.lex(text);
  }

  JsonPath parse() {
    if (peek().kind() == Kind.END) {
      throw new PgException(
          SqlState.INVALID_TEXT_REPRESENTATION,
          "invalid input syntax for type jsonpath: \"" + text + "\"");
    }
    boolean lax = true;
    if (peek().isWord("strict") || peek().isWord("lax")) {
      lax = next().text().equals("lax");
    }
    PathNode expression = or();
    if (peek().kind() != Kind.END) {
      throw unexpected();
    }
    return new JsonPath(lax, expression);
  }

  private Lexeme peek() {
    return lexemes.get(at);
  }

  private Lexeme peek(int ahead) {
    return lexemes.get(Math.min(at + ahead, lexemes.size() - 1));
  }

  private Lexeme next() {
    Lexeme lexeme = lexemes.get(at);
    if (lexeme.kind() != Kind.END) {
      at++;
    }
    return lexeme;
  }

  private boolean accept(String symbol) {
    if (peek().is(symbol)) {
      at++;
      return true;
    }
    return false;
  }

  private boolean acceptWord(String word) {
    if (peek().isWord(word)) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(String symbol) {
    if (!accept(symbol)) {
      throw unexpected();
    }
  }

  /** At the next lexeme; the lexer of PostgreSQL has read past a last word already. */
  private PgException unexpected() {
    boolean last = at + 1 >= lexemes.size() - 1;
    boolean atEnd = peek().kind() == Kind.END || (last && peek().kind() == Kind.WORD);
    return PathLexer.syntaxError("syntax error", atEnd ? "" : peekText());
  }

  private String peekText() {
    int start = peek().at();
    int end = at + 1 < lexemes.size() ? lexemes.get(at + 1).at() : text.length();
    return text.substring(start, end).strip();
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new PgException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
    }
  }

  private PathNode or() {
    enter();
    PathNode left = and();
    while (accept("||")) {
      left = new PathNode.Or(predicate(left), predicate(and()));
    }
    depth--;
    return left;
  }

  private PathNode and() {
    PathNode left = comparison();
    while (accept("&&")) {
      left = new PathNode.And(predicate(left), predicate(comparison()));
    }
    return left;
  }

  private PathNode predicate(PathNode node) {
    if (!(node instanceof PathNode.Predicate)) {
      throw unexpected();
    }
    return node;
  }

  private PathNode comparison() {
    if (accept("!")) {
      PathNode operand = predicate(delimited());
      return new PathNode.Not(operand);
    }
    PathNode left = additive();
    for (PathNode.Operator operator : PathNode.Operator.values()) {
      if (operator.priority() == 2
          && (accept(operator.text())
              || (operator == PathNode.Operator.NOT_EQUAL && accept("<>")))) {
        return new PathNode.Comparison(operator, left, additive());
      }
    }
    if (peek().isWord("starts") && peek(1).isWord("with")) {
      at += 2;
      Lexeme prefix = next();
      return new PathNode.StartsWith(
          left,
          switch (prefix.kind()) {
            case STRING -> new PathNode.Literal(JSON.textNode(prefix.text()));
            case VARIABLE -> new PathNode.Variable(prefix.text());
            default -> {
              at--;
              throw unexpected();
            }
          });
    }
    if (acceptWord("like_regex")) {
      return likeRegex(left);
    }
    return left;
  }

  /** {@code (predicate)} or {@code exists (path)}. */
  private PathNode delimited() {
    if (peek().isWord("exists")) {
      return primary();
    }
    expect("(");
    PathNode inner = or();
    expect(")");
    return inner;
  }

  private PathNode likeRegex(PathNode operand) {
    if (peek().kind() != Kind.STRING) {
      throw unexpected();
    }
    String pattern = next().text();
    String flags = "";
    if (acceptWord("flag")) {
      if (peek().kind() != Kind.STRING) {
        throw unexpected();
      }
      flags = next().text();
    }
    for (int i = 0; i < flags.length(); i++) {
      if (REGEX_FLAGS.indexOf(flags.charAt(i)) < 0) {
        throw new PgException(SqlState.SYNTAX_ERROR, "invalid input syntax for type jsonpath")
            .withDetail(
                "Unrecognized flag character \"" + flags.charAt(i) + "\" in LIKE_REGEX predicate.");
      }
    }
    StringBuilder ordered = new StringBuilder();
    for (int i = 0; i < REGEX_FLAGS.length(); i++) {
      if (flags.indexOf(REGEX_FLAGS.charAt(i)) >= 0) {
        ordered.append(REGEX_FLAGS.charAt(i));
      }
    }
    return new PathNode.LikeRegex(operand, pattern, ordered.toString());
  }

  private PathNode additive() {
    PathNode left = multiplicative();
    while (true) {
      if (accept("+")) {
        left = new PathNode.Arithmetic(PathNode.Operator.ADD, left, multiplicative());
      } else if (accept("-")) {
        left = new PathNode.Arithmetic(PathNode.Operator.SUBTRACT, left, multiplicative());
      } else {
        return left;
      }
    }
  }

  private PathNode multiplicative() {
    PathNode left = sign();
    while (true) {
      if (accept("*")) {
        left = new PathNode.Arithmetic(PathNode.Operator.MULTIPLY, left, sign());
      } else if (accept("/")) {
        left = new PathNode.Arithmetic(PathNode.Operator.DIVIDE, left, sign());
      } else if (accept("%")) {
        left = new PathNode.Arithmetic(PathNode.Operator.MODULO, left, sign());
      } else {
        return left;
      }
    }
  }

  private PathNode sign() {
    if (peek().is("+") || peek().is("-")) {
      boolean negative = next().is("-");
      enter();
      PathNode operand = sign();
      depth--;
      return operand instanceof PathNode.Literal(JsonNode value) && value.isNumber()
          ? new PathNode.Literal(negative ? number(value.decimalValue().negate()) : value)
          : new PathNode.Sign(negative, operand);
    }
    return chain();
  }

  private static JsonNode number(BigDecimal value) {
    return DecimalNode.valueOf(value.scale() < 0 ? value.setScale(0) : value);
  }

  private PathNode chain() {
    PathNode start = primary();
    List<PathNode.Accessor> steps = new ArrayList<>();
    while (true) {
      if (accept(".")) {
        steps.add(member());
      } else if (accept("[")) {
        steps.add(elements());
      } else if (accept("?")) {
        expect("(");
        filters++;
        PathNode predicate = predicate(or());
        filters--;
        expect(")");
        steps.add(new PathNode.Filter(predicate));
      } else {
        return steps.isEmpty() ? start : new PathNode.Chain(start, steps);
      }
    }
  }

  private PathNode primary() {
    Lexeme lexeme = next();
    switch (lexeme.kind()) {
      case STRING -> {
        return new PathNode.Literal(JSON.textNode(lexeme.text()));
      }
      case NUMBER -> {
        return new PathNode.Literal(number(new BigDecimal(lexeme.text())));
      }
      case VARIABLE -> {
        return new PathNode.Variable(lexeme.text());
      }
      case SYMBOL -> {
        return symbol(lexeme);
      }
      case WORD -> {
        return word(lexeme);
      }
      case END -> throw unexpected();
    }
    throw new IllegalStateException(lexeme.toString());
  }

  private PathNode symbol(Lexeme lexeme) {
    switch (lexeme.text()) {
      case "$" -> {
        return new PathNode.Root();
      }
      case "@" -> {
        if (filters == 0) {
          throw new PgException(SqlState.SYNTAX_ERROR, "@ is not allowed in root expressions");
        }
        return new PathNode.Current();
      }
      case "(" -> {
        PathNode inner = or();
        expect(")");
        if (inner instanceof PathNode.Predicate
            && peek().isWord("is")
            && peek(1).isWord("unknown")) {
          at += 2;
          return new PathNode.IsUnknown(inner);
        }
        return inner;
      }
      default -> {
        at--;
        throw unexpected();
      }
    }
  }

  private PathNode word(Lexeme lexeme) {
    switch (lexeme.text()) {
      case "true", "false" -> {
        return new PathNode.Literal(JSON.booleanNode(lexeme.text().equals("true")));
      }
      case "null" -> {
        return new PathNode.Literal(JSON.nullNode());
      }
      case "last" -> {
        if (subscripts == 0) {
          throw new PgException(SqlState.SYNTAX_ERROR, "LAST is allowed only in array subscripts");
        }
        return new PathNode.Last();
      }
      case "exists" -> {
        expect("(");
        PathNode operand = additive();
        expect(")");
        return new PathNode.Exists(operand);
      }
      default -> {
        at--;
        throw unexpected();
      }
    }
  }

  private PathNode.Accessor member() {
    if (accept("*")) {
      return new PathNode.AnyKey();
    }
    if (accept("**")) {
      return anyLevel();
    }
    int start = at;
    Lexeme name = next();
    return switch (name.kind()) {
      case STRING -> new PathNode.Key(name.text());
      case WORD ->
          METHODS.contains(name.text()) && peek().is("(")
              ? method(name.text())
              : new PathNode.Key(name.text());
      default -> {
        at = start;
        throw unexpected();
      }
    };
  }

  private PathNode.Accessor anyLevel() {
    if (!accept("{")) {
      return new PathNode.AnyLevel(0, PathNode.LAST_LEVEL);
    }
    int first = level();
    int last = acceptWord("to") ? level() : first;
    expect("}");
    return new PathNode.AnyLevel(first, last);
  }

  private int level() {
    if (acceptWord("last")) {
      return PathNode.LAST_LEVEL;
    }
    if (peek().kind() != Kind.NUMBER) {
      throw unexpected();
    }
    return Integer.parseInt(next().text());
  }

  private PathNode.Accessor method(String name) {
    expect("(");
    List<JsonNode> arguments = new ArrayList<>();
    while (!peek().is(")")) {
      if (!arguments.isEmpty()) {
        expect(",");
      }
      boolean negative = accept("-");
      Lexeme argument = next();
      switch (argument.kind()) {
        case STRING -> arguments.add(JSON.textNode(argument.text()));
        case NUMBER -> {
          BigDecimal value = new BigDecimal(argument.text());
          arguments.add(number(negative ? value.negate() : value));
        }
        default -> {
          at--;
          throw unexpected();
        }
      }
    }
    expect(")");
    int allowed =
        switch (name) {
          case "decimal" -> 2;
          case "datetime", "time", "time_tz", "timestamp", "timestamp_tz" -> 1;
          default -> 0;
        };
    if (arguments.size() > allowed) {
      at--;
      throw unexpected();
    }
    return new PathNode.Method(name, arguments);
  }

  private PathNode.Accessor elements() {
    if (peek().is("*") && peek(1).is("]")) {
      at += 2;
      return new PathNode.AnyElement();
    }
    subscripts++;
    List<PathNode.Subscript> items = new ArrayList<>();
    do {
      PathNode from = additive();
      items.add(new PathNode.Subscript(from, acceptWord("to") ? additive() : null));
    } while (accept(","));
    subscripts--;
    expect("]");
    return new PathNode.Elements(items);
  }
}
