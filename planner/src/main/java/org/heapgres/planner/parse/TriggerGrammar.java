package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Clause.CmdType;
import org.heapgres.planner.parse.tree.Clause.TriggerTransition;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.RoleSpec;
import org.heapgres.planner.parse.tree.Definition.RoleSpecType;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterEventTrigStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterPolicyStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateEventTrigStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreatePolicyStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateTrigStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.ObjectStatement.RuleStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.storage.SqlState;

/** Triggers, event triggers, rules and policies. */
final class TriggerGrammar extends GrammarPart {

  /** What fires a trigger. */
  private record Events(int bits, List<String> columns) {}

  TriggerGrammar(Grammar g) {
    super(g);
  }

  // Triggers.

  /** After CREATE and OR REPLACE. */
  Statement createTrigger(boolean replace) {
    boolean constraint = accept(CONSTRAINT);
    expect(TRIGGER);
    String name = colId();
    int timing = constraint ? afterOnly() : timing();
    Events events = events();
    expect(ON);
    RangeVar relation = g.names.qualifiedName();
    RangeVar referenced = constraint && accept(FROM) ? g.names.qualifiedName() : null;
    boolean deferrable = false;
    boolean deferred = false;
    List<TriggerTransition> transitions = List.of();
    boolean row;
    if (constraint) {
      ConstraintBuilder attributes = new ConstraintBuilder(null, name, location());
      g.constraints.attributes(attributes, "TRIGGER", ConstraintGrammar.DEFERRABLE_BIT);
      deferrable = attributes.deferrable;
      deferred = attributes.initdeferred;
      expect(FOR);
      expect(EACH, ROW);
      row = true;
    } else {
      transitions = transitions();
      row = forEachRow();
    }
    Expression when = accept(WHEN) ? g.storedInParentheses() : null;
    expect(EXECUTE);
    if (!accept(FUNCTION)) {
      expect(PROCEDURE);
    }
    List<String> function = g.signatures.functionName();
    expect(LEFT_PAREN);
    List<String> arguments = arguments();
    return new CreateTrigStmt(
        replace,
        constraint,
        name,
        relation,
        function,
        arguments,
        row,
        timing,
        events.bits,
        events.columns,
        when,
        transitions,
        deferrable,
        deferred,
        referenced);
  }

  private int afterOnly() {
    expect(AFTER);
    return 0;
  }

  private int timing() {
    if (accept(BEFORE)) {
      return CreateTrigStmt.TRIGGER_TYPE_BEFORE;
    }
    if (accept(INSTEAD)) {
      expect(OF);
      return CreateTrigStmt.TRIGGER_TYPE_INSTEAD;
    }
    return afterOnly();
  }

  private Events events() {
    int bits = 0;
    List<String> columns = List.of();
    do {
      int bit =
          switch (tokens.kind) {
            case INSERT -> CreateTrigStmt.TRIGGER_TYPE_INSERT;
            case DELETE -> CreateTrigStmt.TRIGGER_TYPE_DELETE;
            case UPDATE -> CreateTrigStmt.TRIGGER_TYPE_UPDATE;
            case TRUNCATE -> CreateTrigStmt.TRIGGER_TYPE_TRUNCATE;
            default -> throw syntaxError();
          };
      boolean duplicate = (bits & bit) != 0;
      if (duplicate && bit != CreateTrigStmt.TRIGGER_TYPE_UPDATE) {
        throw tokens.syntaxError("duplicate trigger events specified");
      }
      tokens.advance();
      if (bit == CreateTrigStmt.TRIGGER_TYPE_UPDATE && accept(OF)) {
        columns = OptionGrammar.concat(columns, nameList());
      }
      if (duplicate) {
        throw tokens.syntaxError("duplicate trigger events specified");
      }
      bits |= bit;
    } while (accept(OR));
    return new Events(bits, columns);
  }

  private List<TriggerTransition> transitions() {
    if (!accept(REFERENCING)) {
      return List.of();
    }
    List<TriggerTransition> transitions = new ArrayList<>(2);
    do {
      boolean isNew = accept(NEW);
      if (!isNew) {
        expect(OLD);
      }
      boolean table = accept(TABLE);
      if (!table) {
        expect(ROW);
      }
      accept(AS);
      transitions.add(new TriggerTransition(colId(), isNew, table));
    } while (at(NEW) || at(OLD));
    return unmodifiable(transitions);
  }

  /** {@code FOR EACH ROW}; statement if there is nothing. */
  private boolean forEachRow() {
    if (!accept(FOR)) {
      return false;
    }
    accept(EACH);
    if (accept(ROW)) {
      return true;
    }
    expect(STATEMENT);
    return false;
  }

  private List<String> arguments() {
    if (accept(RIGHT_PAREN)) {
      return List.of();
    }
    List<String> arguments = new ArrayList<>();
    do {
      arguments.add(argument());
    } while (accept(COMMA));
    expect(RIGHT_PAREN);
    return unmodifiable(arguments);
  }

  private String argument() {
    return switch (tokens.kind) {
      case INTEGER_LITERAL -> String.valueOf(iconst());
      case NUMBER, STRING_LITERAL -> take();
      default -> colLabel();
    };
  }

  // Event triggers.

  /** After CREATE. */
  Statement createEventTrigger() {
    expect(EVENT, TRIGGER);
    String name = colId();
    expect(ON);
    String event = colLabel();
    List<DefElem> filters = new ArrayList<>();
    if (accept(WHEN)) {
      do {
        filters.add(eventFilter());
      } while (accept(AND));
    }
    expect(EXECUTE);
    if (!accept(FUNCTION)) {
      expect(PROCEDURE);
    }
    List<String> function = g.signatures.functionName();
    expect(LEFT_PAREN, RIGHT_PAREN);
    return new CreateEventTrigStmt(name, event, unmodifiable(filters), function);
  }

  private DefElem eventFilter() {
    int start = location();
    String variable = colId();
    expect(IN);
    List<String> values = parenthesized(this::sconst);
    return defElem(variable, new ListValue(strings(values)), start);
  }

  /** After ALTER. */
  Statement alterEventTrigger() {
    expect(EVENT, TRIGGER);
    String name = colId();
    switch (tokens.kind) {
      case ENABLE -> {
        tokens.advance();
        char state = accept(REPLICA) ? 'R' : accept(ALWAYS) ? 'A' : 'O';
        return new AlterEventTrigStmt(name, state);
      }
      case DISABLE -> {
        tokens.advance();
        return new AlterEventTrigStmt(name, 'D');
      }
      case RENAME, OWNER -> {
        return g.alter.shared(ObjectType.OBJECT_EVENT_TRIGGER, string(name));
      }
      default -> throw syntaxError();
    }
  }

  // Rules.

  /** After CREATE and OR REPLACE. */
  Statement createRule(boolean replace) {
    expect(RULE);
    String name = colId();
    expect(AS, ON);
    CmdType event =
        switch (tokens.kind) {
          case SELECT -> CmdType.CMD_SELECT;
          case UPDATE -> CmdType.CMD_UPDATE;
          case DELETE -> CmdType.CMD_DELETE;
          case INSERT -> CmdType.CMD_INSERT;
          default -> throw syntaxError();
        };
    tokens.advance();
    expect(TO);
    RangeVar relation = g.names.qualifiedName();
    Expression where = accept(WHERE) ? g.stored(g.expressions::expression) : null;
    expect(DO);
    boolean instead = accept(INSTEAD);
    if (!instead) {
      accept(ALSO);
    }
    return new RuleStmt(relation, name, where, event, instead, actions(), replace);
  }

  private List<Statement> actions() {
    if (accept(NOTHING)) {
      return List.of();
    }
    if (!at(LEFT_PAREN)) {
      return List.of(action());
    }
    tokens.advance();
    List<Statement> actions = new ArrayList<>();
    while (!at(RIGHT_PAREN)) {
      if (!at(SEMICOLON)) {
        actions.add(action());
      }
      if (!at(RIGHT_PAREN)) {
        expect(SEMICOLON);
      }
    }
    tokens.advance();
    return unmodifiable(actions);
  }

  private Statement action() {
    return g.stored(() -> at(NOTIFY) ? g.utility.notifyStatement() : g.statements.ruleAction());
  }

  // Policies.

  /** After CREATE. */
  Statement createPolicy() {
    expect(POLICY);
    String name = colId();
    expect(ON);
    RangeVar table = g.names.qualifiedName();
    boolean permissive = true;
    if (accept(AS)) {
      int start = location();
      if (!at(IDENTIFIER)) {
        throw syntaxError();
      }
      String kind = take();
      permissive = kind.equals("permissive");
      if (!permissive && !kind.equals("restrictive")) {
        throw tokens
            .error(
                SqlState.SYNTAX_ERROR, "unrecognized row security option \"" + kind + "\"", start)
            .withHint("Only PERMISSIVE or RESTRICTIVE policies are supported currently.");
      }
    }
    String command = accept(FOR) ? policyCommand() : "all";
    List<RoleSpec> roles =
        accept(TO)
            ? g.names.roleList()
            : List.of(new RoleSpec(RoleSpecType.ROLESPEC_PUBLIC, null, -1));
    Expression using = accept(USING) ? g.storedInParentheses() : null;
    Expression check = acceptAll(WITH, CHECK) ? g.storedInParentheses() : null;
    return new CreatePolicyStmt(name, table, command, permissive, roles, using, check);
  }

  private String policyCommand() {
    return switch (tokens.kind) {
      case ALL, SELECT, INSERT, UPDATE, DELETE -> take();
      default -> throw syntaxError();
    };
  }

  // ALTER TRIGGER, RULE and POLICY.

  /** After ALTER. */
  Statement alterPart() {
    ObjectType type =
        switch (tokens.kind) {
          case TRIGGER -> ObjectType.OBJECT_TRIGGER;
          case RULE -> ObjectType.OBJECT_RULE;
          default -> ObjectType.OBJECT_POLICY;
        };
    tokens.advance();
    boolean missingOk = type == ObjectType.OBJECT_POLICY && ifExists();
    String name = colId();
    expect(ON);
    RangeVar relation = g.names.qualifiedName();
    if (type == ObjectType.OBJECT_TRIGGER && (at(NO) || at(DEPENDS))) {
      return g.alter.depends(type, relation, new ListValue(List.of(string(name))));
    }
    if (type == ObjectType.OBJECT_POLICY && !missingOk && !at(RENAME)) {
      return alterPolicy(name, relation);
    }
    expect(RENAME, TO);
    return AlterGrammar.rename(type, null, relation, null, name, colId(), missingOk);
  }

  private Statement alterPolicy(String name, RangeVar table) {
    List<RoleSpec> roles = accept(TO) ? g.names.roleList() : List.of();
    Expression using = accept(USING) ? g.storedInParentheses() : null;
    Expression check = acceptAll(WITH, CHECK) ? g.storedInParentheses() : null;
    return new AlterPolicyStmt(name, table, roles, using, check);
  }
}
