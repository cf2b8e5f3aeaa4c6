package org.heapgres.planner.parse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.DefElemAction;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Value.BooleanValue;
import org.heapgres.planner.parse.tree.Value.IntegerValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * What every part of the grammar needs: the current token, the ways to take it, and the other
 * parts. Method names follow PostgreSQL's grammar rules where there is one.
 */
abstract class GrammarPart {
  final Grammar g;
  final TokenCursor tokens;

  GrammarPart(Grammar g) {
    this.g = g;
    this.tokens = g.tokens;
  }

  final boolean at(Token kind) {
    return tokens.kind == kind;
  }

  /** Whether this token and the next are {@code first} and {@code second}. */
  final boolean at(Token first, Token second) {
    return tokens.kind == first && tokens.peek(1) == second;
  }

  final boolean accept(Token kind) {
    if (tokens.kind == kind) {
      tokens.advance();
      return true;
    }
    return false;
  }

  /** Takes {@code first} and {@code second} if both are there. */
  final boolean accept(Token first, Token second) {
    if (at(first, second)) {
      tokens.advance();
      tokens.advance();
      return true;
    }
    return false;
  }

  /** Takes {@code first}, which {@code second} has to follow, if it is there. */
  final boolean acceptAll(Token first, Token second) {
    if (accept(first)) {
      expect(second);
      return true;
    }
    return false;
  }

  final void expect(Token kind) {
    if (tokens.kind != kind) {
      throw tokens.syntaxError();
    }
    tokens.advance();
  }

  final void expect(Token first, Token second) {
    expect(first);
    expect(second);
  }

  final void expect(Token first, Token second, Token third) {
    expect(first);
    expect(second);
    expect(third);
  }

  final int location() {
    return tokens.location();
  }

  final PgException syntaxError() {
    return tokens.syntaxError();
  }

  final PgException syntaxError(String message, int location) {
    return tokens.error(SqlState.SYNTAX_ERROR, message, location);
  }

  final PgException notSupported(String message, int location) {
    return tokens.error(SqlState.FEATURE_NOT_SUPPORTED, message, location);
  }

  /** Takes the current token and returns what it means. */
  final String take() {
    String text = tokens.text();
    tokens.advance();
    return text;
  }

  /** One or more of {@code item} with commas between. */
  final <T> List<T> commaList(Supplier<? extends T> item) {
    T first = item.get();
    if (!at(Token.COMMA)) {
      return List.of(first);
    }
    List<T> list = new ArrayList<>();
    list.add(first);
    while (accept(Token.COMMA)) {
      list.add(item.get());
    }
    return unmodifiable(list);
  }

  /** A comma list in parentheses. */
  final <T> List<T> parenthesized(Supplier<? extends T> item) {
    expect(Token.LEFT_PAREN);
    List<T> list = commaList(item);
    expect(Token.RIGHT_PAREN);
    return list;
  }

  /** A comma list in parentheses, empty where there is no parenthesis. */
  final <T> List<T> optionalParenthesized(Supplier<? extends T> item) {
    return at(Token.LEFT_PAREN) ? parenthesized(item) : List.of();
  }

  /** The list without copying it; the caller gives it up. Elements may be null. */
  static <T> List<T> unmodifiable(List<T> list) {
    return Collections.unmodifiableList(list);
  }

  // Names.

  final String colId() {
    if (!tokens.kind.isColumnName()) {
      throw syntaxError();
    }
    return take();
  }

  final String colLabel() {
    if (!tokens.kind.isLabel()) {
      throw syntaxError();
    }
    return take();
  }

  final String typeFunctionName() {
    if (!tokens.kind.isTypeOrFunctionName()) {
      throw syntaxError();
    }
    return take();
  }

  final String nonReservedWord() {
    if (!tokens.kind.isNonReservedWord()) {
      throw syntaxError();
    }
    return take();
  }

  final String nonReservedWordOrSconst() {
    return at(Token.STRING_LITERAL) ? take() : nonReservedWord();
  }

  final List<String> nameList() {
    return commaList(this::colId);
  }

  final List<String> optionalColumnList() {
    return optionalParenthesized(this::colId);
  }

  /** A name with dots: {@code any_name}. */
  final List<String> anyName() {
    return attributes(colId());
  }

  /** {@code .b.c} after {@code first}. */
  final List<String> attributes(String first) {
    if (!at(Token.DOT)) {
      return List.of(first);
    }
    List<String> names = new ArrayList<>();
    names.add(first);
    while (accept(Token.DOT)) {
      names.add(colLabel());
    }
    return unmodifiable(names);
  }

  // Literals.

  final String sconst() {
    if (!at(Token.STRING_LITERAL)) {
      throw syntaxError();
    }
    return take();
  }

  final int iconst() {
    if (!at(Token.INTEGER_LITERAL)) {
      throw syntaxError();
    }
    return parseInteger(take());
  }

  final int signedIconst() {
    if (accept(Token.MINUS)) {
      return -iconst();
    }
    accept(Token.PLUS);
    return iconst();
  }

  static int parseInteger(String literal) {
    String digits = literal.indexOf('_') < 0 ? literal : literal.replace("_", "");
    if (digits.length() > 2 && digits.charAt(0) == '0') {
      switch (digits.charAt(1)) {
        case 'x', 'X' -> {
          return Integer.parseInt(digits, 2, digits.length(), 16);
        }
        case 'o', 'O' -> {
          return Integer.parseInt(digits, 2, digits.length(), 8);
        }
        case 'b', 'B' -> {
          return Integer.parseInt(digits, 2, digits.length(), 2);
        }
        default -> {}
      }
    }
    return Integer.parseInt(digits);
  }

  /** {@code IF EXISTS}. */
  final boolean ifExists() {
    return accept(Token.IF, Token.EXISTS);
  }

  /** {@code IF NOT EXISTS}. */
  final boolean ifNotExists() {
    if (accept(Token.IF, Token.NOT)) {
      expect(Token.EXISTS);
      return true;
    }
    return false;
  }

  // Options.

  static DefElem defElem(String name, Node arg, int location) {
    return new DefElem(null, name, arg, DefElemAction.DEFELEM_UNSPEC, location);
  }

  static StringValue string(String value) {
    return new StringValue(value);
  }

  static IntegerValue integer(int value) {
    return new IntegerValue(value);
  }

  static BooleanValue bool(boolean value) {
    return new BooleanValue(value);
  }

  static List<Node> strings(List<String> names) {
    List<Node> nodes = new ArrayList<>(names.size());
    for (String name : names) {
      nodes.add(new StringValue(name));
    }
    return unmodifiable(nodes);
  }
}
