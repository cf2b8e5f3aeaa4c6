package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Definition.RoleSpecType;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value;
import org.heapgres.planner.parse.tree.Value.FloatValue;
import org.heapgres.storage.SqlState;

/** Names of relations, operators and roles, and numbers that stand alone. */
final class NameGrammar extends GrammarPart {
  NameGrammar(Grammar g) {
    super(g);
  }

  // Relations.

  RangeVar qualifiedName() {
    int start = location();
    return rangeVar(anyName(), start);
  }

  /** A relation of one to three names. */
  RangeVar rangeVar(List<String> names, int location) {
    return switch (names.size()) {
      case 1 -> new RangeVar(null, null, names.get(0), true, 'p', null, location);
      case 2 -> new RangeVar(null, names.get(0), names.get(1), true, 'p', null, location);
      case 3 -> new RangeVar(names.get(0), names.get(1), names.get(2), true, 'p', null, location);
      default ->
          throw syntaxError(
              "improper qualified name (too many dotted names): " + String.join(".", names),
              location);
    };
  }

  // Operators.

  /** Whether the current token is an operator of one token. */
  boolean atOperator() {
    return switch (tokens.kind) {
      case OPERATOR_NAME,
          PLUS,
          MINUS,
          STAR,
          SLASH,
          PERCENT,
          CARET,
          LESS,
          GREATER,
          EQUALS,
          LESS_EQUALS,
          GREATER_EQUALS,
          NOT_EQUALS ->
          true;
      default -> false;
    };
  }

  private String operatorName() {
    if (!atOperator()) {
      throw syntaxError();
    }
    return take();
  }

  /** {@code schema.+}: {@code any_operator}. */
  List<String> anyOperator() {
    if (atOperator()) {
      return List.of(take());
    }
    List<String> names = new ArrayList<>(2);
    while (!atOperator()) {
      names.add(colId());
      expect(DOT);
    }
    names.add(operatorName());
    return unmodifiable(names);
  }

  /** {@code OPERATOR(schema.+)}. */
  List<String> qualifiedOperator() {
    expect(OPERATOR, LEFT_PAREN);
    List<String> name = anyOperator();
    expect(RIGHT_PAREN);
    return name;
  }

  /** An operator with or without {@code OPERATOR(...)}. */
  List<String> qualifiedAnyOperator() {
    return at(OPERATOR) ? qualifiedOperator() : List.of(operatorName());
  }

  // Roles.

  RoleSpec roleSpec() {
    int start = location();
    RoleSpecType type =
        switch (tokens.kind) {
          case CURRENT_ROLE -> RoleSpecType.ROLESPEC_CURRENT_ROLE;
          case CURRENT_USER -> RoleSpecType.ROLESPEC_CURRENT_USER;
          case SESSION_USER -> RoleSpecType.ROLESPEC_SESSION_USER;
          default -> RoleSpecType.ROLESPEC_CSTRING;
        };
    if (type != RoleSpecType.ROLESPEC_CSTRING) {
      tokens.advance();
      return new RoleSpec(type, null, start);
    }
    String name = nonReservedWord();
    if (name.equals("public")) {
      return new RoleSpec(RoleSpecType.ROLESPEC_PUBLIC, null, start);
    }
    if (name.equals("none")) {
      throw tokens.error(SqlState.RESERVED_NAME, "role name \"none\" is reserved", start);
    }
    return new RoleSpec(RoleSpecType.ROLESPEC_CSTRING, name, start);
  }

  List<RoleSpec> roleList() {
    return commaList(this::roleSpec);
  }

  /** A role that has to be named: {@code RoleId}. */
  String roleId() {
    return roleId(roleSpec());
  }

  String roleId(RoleSpec role) {
    return switch (role.roletype()) {
      case ROLESPEC_CSTRING -> role.rolename();
      case ROLESPEC_PUBLIC -> throw reserved("role name \"public\" is reserved", role);
      case ROLESPEC_SESSION_USER ->
          throw reserved("SESSION_USER cannot be used as a role name here", role);
      case ROLESPEC_CURRENT_USER ->
          throw reserved("CURRENT_USER cannot be used as a role name here", role);
      case ROLESPEC_CURRENT_ROLE ->
          throw reserved("CURRENT_ROLE cannot be used as a role name here", role);
    };
  }

  private RuntimeException reserved(String message, RoleSpec role) {
    return tokens.error(SqlState.RESERVED_NAME, message, role.location());
  }

  // Numbers.

  /** A number with or without a sign. */
  Value numericOnly() {
    boolean minus = at(MINUS);
    if (minus || at(PLUS)) {
      tokens.advance();
    }
    if (at(NUMBER)) {
      FloatValue value = new FloatValue(take());
      return minus ? ExpressionGrammar.negated(value) : value;
    }
    int value = iconst();
    return integer(minus ? -value : value);
  }
}
