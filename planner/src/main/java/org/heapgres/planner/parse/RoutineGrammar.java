package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.FunctionParameter;
import org.heapgres.planner.parse.tree.Definition.FunctionParameterMode;
import org.heapgres.planner.parse.tree.Definition.ObjectWithArgs;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterFunctionStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateFunctionStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Statement.ReturnStmt;
import org.heapgres.planner.parse.tree.Value.ListValue;

/** Functions and procedures. */
final class RoutineGrammar extends GrammarPart {
  RoutineGrammar(Grammar g) {
    super(g);
  }

  /** After CREATE and OR REPLACE. */
  Statement create(boolean replace) {
    boolean procedure = at(PROCEDURE);
    tokens.advance();
    List<String> name = g.signatures.functionName();
    List<FunctionParameter> parameters = g.signatures.parameters(true);
    TypeName returns = null;
    List<FunctionParameter> table = List.of();
    if (!procedure && accept(RETURNS)) {
      int start = location();
      if (at(TABLE)) {
        tokens.advance();
        List<FunctionParameter> columns = parenthesized(this::tableColumn);
        table = columns;
        returns =
            columns.size() == 1
                ? columns.getFirst().argType().withSetof().withLocation(start)
                : TypeGrammar.system("record", List.of(), start).withSetof();
      } else {
        returns = g.types.functionType();
      }
    }
    List<DefElem> options = options();
    Node body = at(RETURN) || at(BEGIN) ? g.stored(this::body) : null;
    if (!table.isEmpty()) {
      parameters = withTable(parameters, table);
    }
    return new CreateFunctionStmt(procedure, replace, name, parameters, returns, options, body);
  }

  private FunctionParameter tableColumn() {
    int start = location();
    String name = typeFunctionName();
    TypeName type = g.types.functionType();
    return new FunctionParameter(name, type, FunctionParameterMode.FUNC_PARAM_TABLE, null, start);
  }

  private List<FunctionParameter> withTable(
      List<FunctionParameter> parameters, List<FunctionParameter> columns) {
    for (FunctionParameter parameter : parameters) {
      switch (parameter.mode()) {
        case FUNC_PARAM_DEFAULT, FUNC_PARAM_IN, FUNC_PARAM_VARIADIC -> {}
        default ->
            throw syntaxError(
                "OUT and INOUT arguments aren't allowed in TABLE functions", parameter.location());
      }
    }
    return OptionGrammar.concat(parameters, columns);
  }

  private List<DefElem> options() {
    List<DefElem> options = new ArrayList<>();
    while (true) {
      int start = location();
      DefElem option;
      switch (tokens.kind) {
        case AS -> {
          tokens.advance();
          String body = sconst();
          List<String> parts = accept(COMMA) ? List.of(body, sconst()) : List.of(body);
          option = defElem("as", new ListValue(strings(parts)), start);
        }
        case LANGUAGE -> {
          tokens.advance();
          option = defElem("language", string(nonReservedWordOrSconst()), start);
        }
        case TRANSFORM -> {
          tokens.advance();
          List<Node> types = commaList(this::transformType);
          option = defElem("transform", new ListValue(types), start);
        }
        case WINDOW -> {
          tokens.advance();
          option = defElem("window", bool(true), start);
        }
        default -> option = commonOption();
      }
      if (option == null) {
        return unmodifiable(options);
      }
      options.add(option);
    }
  }

  private Node transformType() {
    expect(FOR, TYPE);
    return g.types.typeName();
  }

  /** An option that ALTER FUNCTION knows as well; null if there is none. */
  private DefElem commonOption() {
    int start = location();
    switch (tokens.kind) {
      case CALLED -> {
        tokens.advance();
        nullInput();
        return defElem("strict", bool(false), start);
      }
      case RETURNS -> {
        tokens.advance();
        expect(NULL);
        nullInput();
        return defElem("strict", bool(true), start);
      }
      case STRICT -> {
        tokens.advance();
        return defElem("strict", bool(true), start);
      }
      case IMMUTABLE, STABLE, VOLATILE -> {
        return defElem("volatility", string(take()), start);
      }
      case EXTERNAL, SECURITY -> {
        accept(EXTERNAL);
        expect(SECURITY);
        boolean definer = accept(DEFINER);
        if (!definer) {
          expect(INVOKER);
        }
        return defElem("security", bool(definer), start);
      }
      case LEAKPROOF -> {
        tokens.advance();
        return defElem("leakproof", bool(true), start);
      }
      case NOT -> {
        tokens.advance();
        expect(LEAKPROOF);
        return defElem("leakproof", bool(false), start);
      }
      case COST, ROWS -> {
        String name = take();
        return defElem(name, g.names.numericOnly(), start);
      }
      case SUPPORT -> {
        tokens.advance();
        return defElem("support", new ListValue(strings(anyName())), start);
      }
      case SET, RESET -> {
        return defElem("set", g.session.setOrReset(), start);
      }
      case PARALLEL -> {
        tokens.advance();
        return defElem("parallel", string(colId()), start);
      }
      default -> {
        return null;
      }
    }
  }

  private void nullInput() {
    expect(ON);
    expect(NULL, INPUT);
  }

  /** RETURN or BEGIN ATOMIC. */
  Node body() {
    if (accept(RETURN)) {
      return returnStatement();
    }
    expect(BEGIN, ATOMIC);
    List<Node> statements = new ArrayList<>();
    while (!at(END)) {
      if (accept(SEMICOLON)) {
        continue;
      }
      statements.add(accept(RETURN) ? returnStatement() : g.statements.statement());
      expect(SEMICOLON);
    }
    tokens.advance();
    return new ListValue(List.of(new ListValue(unmodifiable(statements))));
  }

  private ReturnStmt returnStatement() {
    return new ReturnStmt(g.stored(g.expressions::expression));
  }

  /** After ALTER. */
  Statement alterFunction() {
    ObjectType type = g.objects.objectType();
    ObjectWithArgs function = g.signatures.function();
    boolean shared =
        switch (tokens.kind) {
          case RENAME, OWNER, DEPENDS -> true;
          case NO -> true;
          case SET -> tokens.peek(1) == SCHEMA && tokens.peek(2) != STRING_LITERAL;
          default -> false;
        };
    if (shared) {
      return g.alter.shared(type, function);
    }
    List<DefElem> actions = new ArrayList<>();
    DefElem action = commonOption();
    while (action != null) {
      actions.add(action);
      action = commonOption();
    }
    if (actions.isEmpty()) {
      throw syntaxError();
    }
    accept(RESTRICT);
    return new AlterFunctionStmt(type, function, unmodifiable(actions));
  }
}
