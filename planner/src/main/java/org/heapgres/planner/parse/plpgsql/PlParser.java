package org.heapgres.planner.parse.plpgsql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.parse.plpgsql.PlStatement.Branch;
import org.heapgres.planner.parse.plpgsql.PlStatement.Handler;
import org.heapgres.planner.parse.plpgsql.PlStatement.RowTarget;
import org.heapgres.planner.parse.plpgsql.PlStatement.Subscript;
import org.heapgres.planner.parse.plpgsql.PlStatement.Target;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Parses the body of a PL/pgSQL function: blocks and control flow here, the rest in {@link
 * PlStatements}. One body, one thread.
 */
public final class PlParser {
  /**
   * What RETURN may say.
   *
   * @param kind function, procedure, trigger or block
   */
  public record Result(boolean set, boolean isVoid, boolean outputs, Kind kind) {}

  /** What a body is for. */
  public enum Kind {
    FUNCTION,
    PROCEDURE,
    TRIGGER,
    BLOCK
  }

  final PlTokens tokens;
  final Result result;
  private final List<PlVariable> variables;
  private final PlDeclarations declarations;
  private final PlStatements statements;
  private final List<String> loops = new ArrayList<>();
  private PlFunction.Conflict conflict = PlFunction.Conflict.ERROR;

  private PlParser(String body, List<PlVariable> given, Result result) {
    this.tokens = new PlTokens(body);
    this.result = result;
    this.variables = new ArrayList<>(given);
    this.declarations = new PlDeclarations(tokens, variables);
    this.statements = new PlStatements(this);
  }

  /** The names that a function has from the start, as a block labelled with its name. */
  public static PlScope outermost(String function, List<PlVariable> given) {
    PlScope scope = PlScope.block(null, function);
    for (PlVariable variable : given) {
      if (!variable.name().isEmpty()) {
        scope = PlScope.variable(scope, variable.name(), variable.number());
      }
    }
    return scope;
  }

  /** Parses a body whose {@code given} variables are numbered from 0 on. */
  public static PlFunction parse(
      String body, PlScope outermost, List<PlVariable> given, Result result) {
    PlParser parser = new PlParser(body, given, result);
    parser.options();
    PlStatement.Block block = parser.block(outermost, parser.label());
    parser.tokens.accept(";");
    if (!parser.tokens.end()) {
      throw parser.tokens.syntaxError();
    }
    return new PlFunction(block, parser.variables, parser.conflict);
  }

  private void options() {
    while (tokens.accept("#")) {
      String option = tokens.name();
      String value = tokens.name();
      if (option.equals("variable_conflict")) {
        conflict =
            switch (value) {
              case "error" -> PlFunction.Conflict.ERROR;
              case "use_variable" -> PlFunction.Conflict.USE_VARIABLE;
              case "use_column" -> PlFunction.Conflict.USE_COLUMN;
              default -> throw tokens.syntaxError();
            };
      }
    }
  }

  /** {@code <<label>>}; null without one. */
  String label() {
    if (!tokens.accept("<<")) {
      return null;
    }
    String label = tokens.name();
    tokens.expect(">>");
    return label;
  }

  PlStatement.Block block(PlScope outer, String label) {
    PlScope scope = PlScope.block(outer, label);
    List<Integer> declared = List.of();
    if (tokens.accept("declare")) {
      PlDeclarations.Section section = declarations.section(scope);
      scope = section.scope();
      declared = section.declared();
    }
    int line = tokens.line();
    tokens.expect("begin");
    List<PlStatement> body = list(scope, "end", "exception");
    List<Handler> handlers = new ArrayList<>();
    int sqlstate = -1;
    int sqlerrm = -1;
    if (tokens.accept("exception")) {
      sqlstate = declarations.add(special("sqlstate"));
      sqlerrm = declarations.add(special("sqlerrm"));
      PlScope handling =
          PlScope.variable(PlScope.variable(scope, "sqlstate", sqlstate), "sqlerrm", sqlerrm);
      do {
        handlers.add(handler(handling));
      } while (tokens.is("when"));
    }
    tokens.expect("end");
    endLabel(label);
    return new PlStatement.Block(line, label, declared, body, handlers, sqlstate, sqlerrm);
  }

  private PlVariable special(String name) {
    return new PlVariable(
        0, name, new PlVariable.ErrorText(), true, false, null, null, tokens.line());
  }

  private Handler handler(PlScope scope) {
    int line = tokens.line();
    tokens.expect("when");
    List<String> conditions = new ArrayList<>();
    do {
      if (tokens.accept("sqlstate")) {
        conditions.add(code());
      } else {
        conditions.addAll(condition());
      }
    } while (tokens.accept("or"));
    tokens.expect("then");
    return new Handler(line, conditions, list(scope, "end", "when"));
  }

  private List<String> condition() {
    String name = tokens.name();
    return name.equals(PlConditions.OTHERS) ? List.of(name) : PlConditions.codes(name);
  }

  /** A code of five characters in quotes. */
  String code() {
    if (!tokens.tokens.isString(tokens.at)) {
      throw tokens.syntaxError();
    }
    String code = tokens.tokens.name(tokens.at);
    if (!code.matches("[0-9A-Z]{5}")) {
      throw tokens.error("invalid SQLSTATE code");
    }
    tokens.at++;
    return code;
  }

  private void endLabel(String label) {
    if (tokens.tokens.isName(tokens.at)) {
      String end = tokens.tokens.name(tokens.at);
      if (label == null) {
        throw tokens.error(
            SqlState.SYNTAX_ERROR, "end label \"" + end + "\" specified for unlabeled block");
      }
      if (!label.equals(end)) {
        throw tokens.error(
            SqlState.SYNTAX_ERROR,
            "end label \"%s\" differs from block's label \"%s\"".formatted(end, label));
      }
      tokens.at++;
    }
  }

  /** Statements up to one of the words, which is not taken. */
  List<PlStatement> list(PlScope scope, String... until) {
    Set<String> ends = Set.of(until);
    List<PlStatement> list = new ArrayList<>();
    while (!ends.contains(tokens.word())) {
      if (tokens.end()) {
        throw tokens.syntaxError();
      }
      list.add(statement(scope));
    }
    return list;
  }

  private PlStatement statement(PlScope scope) {
    int line = tokens.line();
    String label = label();
    if (label == null && isAssignment(scope)) {
      return assignment(scope, line);
    }
    return switch (tokens.word()) {
      case "declare", "begin" -> {
        PlStatement.Block block = block(scope, label);
        tokens.expect(";");
        yield block;
      }
      case "if" -> ifStatement(scope, line);
      case "case" -> caseStatement(scope, line);
      case "loop" -> {
        tokens.at++;
        yield new PlStatement.Loop(line, label, loopBody(PlScope.block(scope, label), label));
      }
      case "while" -> {
        tokens.at++;
        PlSql condition = tokens.expression(scope, "loop");
        tokens.at++;
        yield new PlStatement.While(
            line, label, condition, loopBody(PlScope.block(scope, label), label));
      }
      case "for" -> {
        tokens.at++;
        yield new PlLoops(this, declarations).forLoop(scope, label, line);
      }
      case "foreach" -> {
        tokens.at++;
        yield new PlLoops(this, declarations).foreach(scope, label, line);
      }
      case "exit", "continue" -> exit(scope, line);
      default -> statements.statement(scope, line);
    };
  }

  /** After LOOP, with END LOOP and its label. */
  List<PlStatement> loopBody(PlScope scope, String label) {
    loops.add(label == null ? "" : label);
    List<PlStatement> body = list(scope, "end");
    loops.removeLast();
    tokens.expect("end");
    tokens.expect("loop");
    endLabel(label);
    tokens.expect(";");
    return body;
  }

  private PlStatement ifStatement(PlScope scope, int line) {
    List<Branch> branches = new ArrayList<>();
    List<PlStatement> otherwise = List.of();
    do {
      int branchLine = tokens.line();
      tokens.at++;
      PlSql condition = tokens.expression(scope, "then");
      tokens.at++;
      branches.add(
          new Branch(branchLine, condition, list(scope, "elsif", "elseif", "else", "end")));
    } while (tokens.is("elsif") || tokens.is("elseif"));
    if (tokens.accept("else")) {
      otherwise = list(scope, "end");
    }
    tokens.expect("end");
    tokens.expect("if");
    tokens.expect(";");
    return new PlStatement.If(line, branches, otherwise);
  }

  private PlStatement caseStatement(PlScope scope, int line) {
    tokens.at++;
    PlSql search = null;
    int variable = -1;
    PlScope inner = scope;
    if (!tokens.is("when")) {
      search = tokens.expression(scope, "when");
      String name = "__Case__Variable_" + variables.size() + "__";
      variable = declarations.add(new PlVariable(0, name, null, false, false, null, null, line));
      inner = PlScope.variable(scope, name, variable);
    }
    List<Branch> branches = new ArrayList<>();
    while (tokens.is("when")) {
      int branchLine = tokens.line();
      tokens.at++;
      PlSql condition = tokens.expression(inner, "then");
      if (search != null) {
        condition =
            new PlSql(
                "\"" + variables.get(variable).name() + "\" IN (" + condition.text() + ")",
                true,
                condition.start(),
                inner);
      }
      tokens.at++;
      branches.add(new Branch(branchLine, condition, list(scope, "when", "else", "end")));
    }
    List<PlStatement> otherwise = tokens.accept("else") ? list(scope, "end") : null;
    tokens.expect("end");
    tokens.expect("case");
    tokens.expect(";");
    return new PlStatement.Case(line, search, variable, branches, otherwise);
  }

  private PlStatement exit(PlScope scope, int line) {
    boolean exit = tokens.is("exit");
    tokens.at++;
    String label = null;
    if (tokens.tokens.isName(tokens.at) && !tokens.is("when")) {
      label = tokens.tokens.name(tokens.at);
      if (!scope.hasLabel(label)) {
        throw tokens.error(
            SqlState.SYNTAX_ERROR,
            "there is no label \""
                + label
                + "\" attached to any block or loop enclosing this statement");
      }
      if (!exit && !loops.contains(label)) {
        throw tokens.error(
            SqlState.SYNTAX_ERROR, "block label \"" + label + "\" cannot be used in CONTINUE");
      }
      tokens.at++;
    } else if (loops.isEmpty()) {
      tokens.at--;
      throw tokens.error(
          SqlState.SYNTAX_ERROR,
          exit
              ? "EXIT cannot be used outside a loop, unless it has a label"
              : "CONTINUE cannot be used outside a loop");
    }
    PlSql condition = tokens.accept("when") ? tokens.expression(scope, ";") : null;
    tokens.expect(";");
    return new PlStatement.Exit(line, exit, label, condition);
  }

  // Assignments and targets

  private boolean isAssignment(PlScope scope) {
    if (!tokens.tokens.isName(tokens.at) && !tokens.word().startsWith("$")) {
      return false;
    }
    String next = tokens.word(1);
    if (next.equals(":=") || next.equals("=")) {
      return true;
    }
    return (next.equals(".") || next.equals("[")) && known(scope) != null;
  }

  /** The variable whose name begins here, or null. */
  private PlScope.Found known(PlScope scope) {
    return scope.find(names(tokens.at));
  }

  private List<String> names(int from) {
    List<String> names = new ArrayList<>();
    int i = from;
    names.add(tokens.tokens.isName(i) ? tokens.tokens.name(i) : tokens.tokens.raw(i));
    while (tokens.tokens.word(i + 1).equals(".")
        && !tokens.tokens.isEnd(i + 1)
        && tokens.tokens.isName(i + 2)) {
      i += 2;
      names.add(tokens.tokens.name(i));
    }
    return names;
  }

  private PlStatement assignment(PlScope scope, int line) {
    Target target = target(scope, true);
    List<Subscript> subscripts = new ArrayList<>();
    while (tokens.accept("[")) {
      subscripts.add(subscript(scope));
    }
    if (tokens.is(".")) {
      throw PgException.notSupported("assignment to a field of an array's element");
    }
    if (!tokens.accept(":=")) {
      tokens.expect("=");
    }
    PlSql value = tokens.expression(scope, ";");
    tokens.expect(";");
    return new PlStatement.Assign(line, target, subscripts, value);
  }

  private Subscript subscript(PlScope scope) {
    PlSql lower = tokens.is(":") ? null : tokens.expression(scope, "]", ":");
    boolean slice = tokens.accept(":");
    PlSql upper = slice && !tokens.is("]") ? tokens.expression(scope, "]") : null;
    tokens.expect("]");
    return new Subscript(lower, upper, slice);
  }

  /** A variable or a field of one, to be written; 42601 when there is none or it is constant. */
  Target target(PlScope scope, boolean assignment) {
    int start = tokens.at;
    List<String> names = names(tokens.at);
    PlScope.Found found =
        tokens.tokens.isName(tokens.at) || tokens.word().startsWith("$") ? scope.find(names) : null;
    if (found == null) {
      throw tokens.error(
          SqlState.SYNTAX_ERROR, "\"" + String.join(".", names) + "\" is not a known variable");
    }
    tokens.at = start + 2 * names.size() - 1;
    PlVariable variable = variables.get(found.variable());
    if (variable.constant()) {
      tokens.at = start;
      throw tokens.error(
          SqlState.ERROR_IN_ASSIGNMENT,
          "variable \"" + variable.name() + "\" is declared CONSTANT");
    }
    return new Target(found.variable(), names.subList(found.names(), names.size()));
  }

  /** What INTO names: one record, or some variables. */
  RowTarget rowTarget(PlScope scope) {
    List<Target> targets = new ArrayList<>();
    do {
      targets.add(target(scope, false));
    } while (tokens.accept(","));
    return new RowTarget(targets);
  }

  PlVariable variable(int number) {
    return variables.get(number);
  }

  PlDeclarations declarations() {
    return declarations;
  }
}
