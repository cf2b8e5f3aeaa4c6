package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.FunctionParameter;
import org.heapgres.planner.parse.tree.Definition.FunctionParameterMode;
import org.heapgres.planner.parse.tree.Definition.ObjectWithArgs;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.ObjectStatement.AggregateArguments;

/** Functions, aggregates and operators with the types that tell them from their namesakes. */
final class SignatureGrammar extends GrammarPart {
  SignatureGrammar(Grammar g) {
    super(g);
  }

  // Functions.

  /** {@code name(arguments)}, or the name alone where only one function has it. */
  ObjectWithArgs function() {
    boolean columnName = tokens.kind.category == Token.Category.COLUMN_NAME;
    List<String> name = anyFunctionName();
    if (columnName && name.size() == 1 && at(LEFT_PAREN)) {
      throw syntaxError();
    }
    if (!at(LEFT_PAREN)) {
      return new ObjectWithArgs(name, List.of(), List.of(), true);
    }
    List<FunctionParameter> parameters = parameters(false);
    return new ObjectWithArgs(name, inputTypes(parameters), parameters, false);
  }

  /** {@code func_name}: a keyword that is a column's name is none by itself. */
  List<String> functionName() {
    boolean columnName = tokens.kind.category == Token.Category.COLUMN_NAME;
    List<String> name = anyFunctionName();
    if (columnName && name.size() == 1) {
      throw syntaxError();
    }
    return name;
  }

  private List<String> anyFunctionName() {
    Token first = tokens.kind;
    if (!first.isTypeOrFunctionName() && !first.isColumnName()) {
      throw syntaxError();
    }
    return first.isColumnName() ? anyName() : List.of(take());
  }

  List<FunctionParameter> parameters(boolean withDefaults) {
    expect(LEFT_PAREN);
    List<FunctionParameter> parameters =
        at(RIGHT_PAREN) ? List.of() : commaList(() -> parameter(withDefaults));
    expect(RIGHT_PAREN);
    return parameters;
  }

  private static List<TypeName> inputTypes(List<FunctionParameter> parameters) {
    List<TypeName> types = new ArrayList<>(parameters.size());
    for (FunctionParameter parameter : parameters) {
      if (parameter.mode() != FunctionParameterMode.FUNC_PARAM_OUT
          && parameter.mode() != FunctionParameterMode.FUNC_PARAM_TABLE) {
        types.add(parameter.argType());
      }
    }
    return unmodifiable(types);
  }

  private FunctionParameter parameter(boolean withDefault) {
    int start = location();
    FunctionParameterMode mode = mode();
    String name = null;
    if (atParameterName(mode == null)) {
      name = take();
      if (mode == null) {
        mode = mode();
      }
    }
    TypeName type = g.types.functionType();
    Expression value = null;
    if (withDefault && (accept(DEFAULT) || accept(EQUALS))) {
      value = g.stored(g.expressions::expression);
    }
    return new FunctionParameter(
        name, type, mode == null ? FunctionParameterMode.FUNC_PARAM_DEFAULT : mode, value, start);
  }

  /** IN, OUT, INOUT or VARIADIC; null if there is none. */
  private FunctionParameterMode mode() {
    switch (tokens.kind) {
      case IN -> {
        tokens.advance();
        return accept(OUT)
            ? FunctionParameterMode.FUNC_PARAM_INOUT
            : FunctionParameterMode.FUNC_PARAM_IN;
      }
      case OUT -> {
        tokens.advance();
        return FunctionParameterMode.FUNC_PARAM_OUT;
      }
      case INOUT -> {
        tokens.advance();
        return FunctionParameterMode.FUNC_PARAM_INOUT;
      }
      case VARIADIC -> {
        tokens.advance();
        return FunctionParameterMode.FUNC_PARAM_VARIADIC;
      }
      default -> {
        return null;
      }
    }
  }

  /** Whether a name is here, since a type or a mode follows it. */
  private boolean atParameterName(boolean modeMayFollow) {
    if (!tokens.kind.isTypeOrFunctionName()) {
      return false;
    }
    Token next = tokens.peek(1);
    if (next == IN || next == OUT || next == INOUT || next == VARIADIC) {
      return modeMayFollow;
    }
    return startsType(next) && !(at(DOUBLE) && next == PRECISION);
  }

  private static boolean startsType(Token kind) {
    return kind.isTypeOrFunctionName()
        || switch (kind) {
          case SETOF,
              BIGINT,
              BIT,
              BOOLEAN,
              CHAR,
              CHARACTER,
              DEC,
              DECIMAL,
              FLOAT,
              INT,
              INTEGER,
              INTERVAL,
              JSON,
              NATIONAL,
              NCHAR,
              NUMERIC,
              REAL,
              SMALLINT,
              TIME,
              TIMESTAMP,
              VARCHAR ->
              true;
          default -> false;
        };
  }

  // Aggregates.

  ObjectWithArgs aggregate() {
    List<String> name = functionName();
    AggregateArguments arguments = aggregateArguments();
    return new ObjectWithArgs(
        name, inputTypes(arguments.parameters()), arguments.parameters(), false);
  }

  /** {@code (*)}, {@code (a, b)}, {@code (ORDER BY c)} or {@code (a ORDER BY b)}. */
  AggregateArguments aggregateArguments() {
    expect(LEFT_PAREN);
    if (accept(STAR)) {
      expect(RIGHT_PAREN);
      return new AggregateArguments(List.of(), -1);
    }
    List<FunctionParameter> direct = at(ORDER) ? List.of() : commaList(() -> parameter(false));
    if (!accept(ORDER)) {
      expect(RIGHT_PAREN);
      return new AggregateArguments(direct, -1);
    }
    expect(BY);
    List<FunctionParameter> ordered = commaList(() -> parameter(false));
    expect(RIGHT_PAREN);
    return orderedSet(direct, ordered);
  }

  /** A VARIADIC direct argument is repeated as the only ordered one, and kept once. */
  private AggregateArguments orderedSet(
      List<FunctionParameter> direct, List<FunctionParameter> ordered) {
    if (direct.isEmpty() || direct.getLast().mode() != FunctionParameterMode.FUNC_PARAM_VARIADIC) {
      return new AggregateArguments(OptionGrammar.concat(direct, ordered), direct.size());
    }
    FunctionParameter variadic = direct.getLast();
    if (ordered.size() != 1
        || ordered.getFirst().mode() != FunctionParameterMode.FUNC_PARAM_VARIADIC
        || !sameType(variadic.argType(), ordered.getFirst().argType())) {
      throw notSupported(
          "an ordered-set aggregate with a VARIADIC direct argument must have one VARIADIC aggregated argument of the same data type",
          ordered.getFirst().location());
    }
    return new AggregateArguments(direct, direct.size());
  }

  private static boolean sameType(TypeName a, TypeName b) {
    return a.names().equals(b.names())
        && a.setof() == b.setof()
        && a.arrayBounds().equals(b.arrayBounds())
        && a.pctType() == b.pctType();
  }

  // Operators.

  /** {@code +(int, NONE)}; a missing argument is null. */
  ObjectWithArgs operator() {
    return operator(g.names.anyOperator());
  }

  /** The arguments after an operator's name. */
  ObjectWithArgs operator(List<String> name) {
    expect(LEFT_PAREN);
    TypeName left = accept(NONE) ? null : g.types.typeName();
    if (left != null && at(RIGHT_PAREN)) {
      throw syntaxError("missing argument", location())
          .withHint("Use NONE to denote the missing argument of a unary operator.");
    }
    expect(COMMA);
    TypeName right = left != null && accept(NONE) ? null : g.types.typeName();
    expect(RIGHT_PAREN);
    List<TypeName> types = new ArrayList<>(2);
    types.add(left);
    types.add(right);
    return new ObjectWithArgs(name, unmodifiable(types), List.of(), false);
  }
}
