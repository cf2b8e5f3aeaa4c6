package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.DefElemAction;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Value;
import org.heapgres.planner.parse.tree.Value.ListValue;

/**
 * Lists of named options in the forms that definitions, storage, foreign data and utilities use.
 */
final class OptionGrammar extends GrammarPart {
  OptionGrammar(Grammar g) {
    super(g);
  }

  // name = value, as in CREATE TYPE and WITH (...).

  List<DefElem> definition() {
    return parenthesized(this::defElem);
  }

  /** {@code WITH (...)}, or nothing. */
  List<DefElem> optionalDefinition() {
    return accept(WITH) ? definition() : List.of();
  }

  private DefElem defElem() {
    int start = location();
    String name = colLabel();
    return defElem(name, accept(EQUALS) ? defArg() : null, start);
  }

  /** A type, a keyword, an operator, a number or a string. */
  Node defArg() {
    switch (tokens.kind) {
      case STRING_LITERAL, NONE -> {
        return string(take());
      }
      case INTEGER_LITERAL, NUMBER -> {
        return g.names.numericOnly();
      }
      case OPERATOR -> {
        if (tokens.peek(1) == LEFT_PAREN) {
          return new ListValue(strings(g.names.qualifiedOperator()));
        }
      }
      case PLUS, MINUS -> {
        if (tokens.peek(1) == INTEGER_LITERAL || tokens.peek(1) == NUMBER) {
          return g.names.numericOnly();
        }
      }
      default -> {}
    }
    if (g.names.atOperator()) {
      return new ListValue(strings(List.of(take())));
    }
    if (tokens.kind.category == Token.Category.RESERVED) {
      return string(take());
    }
    return g.types.functionType();
  }

  /** Storage parameters, {@code (fillfactor = 70, toast.autovacuum_enabled = off)}. */
  List<DefElem> relOptions() {
    return parenthesized(this::relOption);
  }

  private DefElem relOption() {
    int start = location();
    String name = colLabel();
    String namespace = null;
    if (accept(DOT)) {
      namespace = name;
      name = colLabel();
    }
    Node value = accept(EQUALS) ? defArg() : null;
    return new DefElem(namespace, name, value, DefElemAction.DEFELEM_UNSPEC, start);
  }

  // name value, as in EXPLAIN, VACUUM and COPY.

  List<DefElem> utilityOptions() {
    return parenthesized(this::utilityOption);
  }

  private DefElem utilityOption() {
    int start = location();
    String name =
        at(ANALYSE) || at(ANALYZE) ? analyze() : at(FORMAT_LA) ? take() : nonReservedWord();
    return defElem(name, utilityValue(), start);
  }

  private String analyze() {
    tokens.advance();
    return "analyze";
  }

  private Value utilityValue() {
    return switch (tokens.kind) {
      case COMMA, RIGHT_PAREN -> null;
      case INTEGER_LITERAL, NUMBER, PLUS, MINUS -> g.names.numericOnly();
      default -> string(booleanOrString());
    };
  }

  /** {@code opt_boolean_or_string}. */
  String booleanOrString() {
    return switch (tokens.kind) {
      case TRUE, FALSE, ON -> take();
      default -> nonReservedWordOrSconst();
    };
  }

  // name 'value', as in OPTIONS (...) of foreign data.

  List<DefElem> genericOptions() {
    return accept(OPTIONS) ? parenthesized(this::genericOption) : List.of();
  }

  private DefElem genericOption() {
    int start = location();
    String name = colLabel();
    return defElem(name, string(sconst()), start);
  }

  /** Options of which some may be added, set or dropped. */
  List<DefElem> alterGenericOptions() {
    expect(OPTIONS);
    return parenthesized(this::alterGenericOption);
  }

  private DefElem alterGenericOption() {
    Token next = tokens.peek(1);
    DefElemAction action =
        !next.isLabel()
            ? DefElemAction.DEFELEM_UNSPEC
            : switch (tokens.kind) {
              case SET -> DefElemAction.DEFELEM_SET;
              case ADD -> DefElemAction.DEFELEM_ADD;
              case DROP -> DefElemAction.DEFELEM_DROP;
              default -> DefElemAction.DEFELEM_UNSPEC;
            };
    int start = location();
    if (action != DefElemAction.DEFELEM_UNSPEC) {
      tokens.advance();
      start = location();
    }
    String name = colLabel();
    Node value = action == DefElemAction.DEFELEM_DROP ? null : string(sconst());
    return new DefElem(null, name, value, action, start);
  }

  /** The elements of {@code lists} one after the other. */
  static <T> List<T> concat(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return unmodifiable(all);
  }
}
