package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.TypeCast;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.UtilityStatement.AlterSystemStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.ConstraintsSetStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.DiscardMode;
import org.heapgres.planner.parse.tree.UtilityStatement.DiscardStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.TransactionStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.TransactionStmtKind;
import org.heapgres.planner.parse.tree.UtilityStatement.VariableSetKind;
import org.heapgres.planner.parse.tree.UtilityStatement.VariableSetStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.VariableShowStmt;
import org.heapgres.planner.parse.tree.Value.IntegerValue;

/** Transactions and settings. */
final class SessionGrammar extends GrammarPart {
  // The interval ranges that a time zone may have: HOUR, and HOUR TO MINUTE.
  private static final int HOUR_RANGE = 1 << 10;
  private static final int HOUR_TO_MINUTE_RANGE = 1 << 10 | 1 << 11;

  SessionGrammar(Grammar g) {
    super(g);
  }

  // Transactions.

  Statement transaction() {
    Token first = tokens.kind;
    tokens.advance();
    switch (first) {
      case BEGIN -> {
        workOrTransaction();
        return withModes(TransactionStmtKind.TRANS_STMT_BEGIN);
      }
      case START -> {
        expect(TRANSACTION);
        return withModes(TransactionStmtKind.TRANS_STMT_START);
      }
      case COMMIT -> {
        if (accept(PREPARED)) {
          return prepared(TransactionStmtKind.TRANS_STMT_COMMIT_PREPARED);
        }
        return ending(TransactionStmtKind.TRANS_STMT_COMMIT);
      }
      case END -> {
        return ending(TransactionStmtKind.TRANS_STMT_COMMIT);
      }
      case ABORT -> {
        return ending(TransactionStmtKind.TRANS_STMT_ROLLBACK);
      }
      case ROLLBACK -> {
        return rollback();
      }
      case SAVEPOINT -> {
        return savepoint(TransactionStmtKind.TRANS_STMT_SAVEPOINT);
      }
      default -> {
        acceptSavepoint();
        return savepoint(TransactionStmtKind.TRANS_STMT_RELEASE);
      }
    }
  }

  private void workOrTransaction() {
    if (!accept(WORK)) {
      accept(TRANSACTION);
    }
  }

  /** SAVEPOINT may be left out, and may be a savepoint's name. */
  private void acceptSavepoint() {
    if (at(SAVEPOINT) && tokens.peek(1).isColumnName()) {
      tokens.advance();
    }
  }

  private TransactionStmt withModes(TransactionStmtKind kind) {
    List<DefElem> modes = atMode() ? modes() : List.of();
    return new TransactionStmt(kind, modes, null, null, false, -1);
  }

  TransactionStmt prepared(TransactionStmtKind kind) {
    int start = location();
    return new TransactionStmt(kind, List.of(), null, sconst(), false, start);
  }

  private TransactionStmt ending(TransactionStmtKind kind) {
    workOrTransaction();
    return chained(kind);
  }

  private TransactionStmt chained(TransactionStmtKind kind) {
    boolean chain = false;
    if (accept(AND)) {
      chain = !accept(NO);
      expect(CHAIN);
    }
    return new TransactionStmt(kind, List.of(), null, null, chain, -1);
  }

  private TransactionStmt rollback() {
    if (accept(PREPARED)) {
      return prepared(TransactionStmtKind.TRANS_STMT_ROLLBACK_PREPARED);
    }
    workOrTransaction();
    if (accept(TO)) {
      acceptSavepoint();
      return savepoint(TransactionStmtKind.TRANS_STMT_ROLLBACK_TO);
    }
    return chained(TransactionStmtKind.TRANS_STMT_ROLLBACK);
  }

  private TransactionStmt savepoint(TransactionStmtKind kind) {
    int start = location();
    return new TransactionStmt(kind, List.of(), colId(), null, false, start);
  }

  private boolean atMode() {
    return switch (tokens.kind) {
      case ISOLATION, READ, DEFERRABLE -> true;
      case NOT -> tokens.peek(1) == DEFERRABLE;
      default -> false;
    };
  }

  /** Transaction modes, with commas between or without. */
  private List<DefElem> modes() {
    List<DefElem> modes = new ArrayList<>(2);
    modes.add(mode());
    while (at(COMMA) || atMode()) {
      accept(COMMA);
      modes.add(mode());
    }
    return unmodifiable(modes);
  }

  private DefElem mode() {
    int start = location();
    switch (tokens.kind) {
      case ISOLATION -> {
        tokens.advance();
        expect(LEVEL);
        int at = location();
        return defElem("transaction_isolation", new A_Const(string(isolation()), at), start);
      }
      case READ -> {
        tokens.advance();
        boolean only = accept(ONLY);
        if (!only) {
          expect(WRITE);
        }
        return flag("transaction_read_only", only, start);
      }
      case DEFERRABLE -> {
        tokens.advance();
        return flag("transaction_deferrable", true, start);
      }
      case NOT -> {
        tokens.advance();
        expect(DEFERRABLE);
        return flag("transaction_deferrable", false, start);
      }
      default -> throw syntaxError();
    }
  }

  private static DefElem flag(String name, boolean value, int start) {
    return defElem(name, new A_Const(integer(value ? 1 : 0), start), start);
  }

  private String isolation() {
    if (accept(READ)) {
      if (accept(UNCOMMITTED)) {
        return "read uncommitted";
      }
      expect(COMMITTED);
      return "read committed";
    }
    if (accept(REPEATABLE)) {
      expect(READ);
      return "repeatable read";
    }
    expect(SERIALIZABLE);
    return "serializable";
  }

  // SET.

  Statement set() {
    expect(SET);
    if (at(CONSTRAINTS)
        && tokens.peek(1) != TO
        && tokens.peek(1) != EQUALS
        && tokens.peek(1) != DOT) {
      return constraints();
    }
    boolean local = false;
    if (at(LOCAL) && startsSetting(tokens.peek(1))) {
      tokens.advance();
      local = true;
    } else if (at(SESSION)
        && startsSetting(tokens.peek(1))
        && tokens.peek(1) != AUTHORIZATION
        && tokens.peek(1) != CHARACTERISTICS) {
      tokens.advance();
    } else if (at(SESSION, CHARACTERISTICS) && tokens.peek(2) != AS) {
      tokens.advance();
    }
    return setRest(local);
  }

  private static boolean startsSetting(Token kind) {
    return kind.isColumnName() || kind == AUTHORIZATION;
  }

  private ConstraintsSetStmt constraints() {
    expect(CONSTRAINTS);
    List<RangeVar> names = accept(ALL) ? List.of() : commaList(g.names::qualifiedName);
    boolean deferred = accept(DEFERRED);
    if (!deferred) {
      expect(IMMEDIATE);
    }
    return new ConstraintsSetStmt(names, deferred);
  }

  /** {@code set_rest}: also what may follow TRANSACTION. */
  private VariableSetStmt setRest(boolean local) {
    Token next = tokens.peek(1);
    if (at(TRANSACTION) && next != TO && next != EQUALS && next != DOT && next != FROM) {
      tokens.advance();
      if (accept(SNAPSHOT)) {
        A_Const snapshot = g.primaries.stringConstant();
        return new VariableSetStmt(
            VariableSetKind.VAR_SET_MULTI,
            "TRANSACTION SNAPSHOT",
            List.of(snapshot),
            false,
            local,
            snapshot.location());
      }
      return multi("TRANSACTION", List.copyOf(modes()), local);
    }
    if (at(SESSION, CHARACTERISTICS)) {
      tokens.advance();
      expect(CHARACTERISTICS, AS, TRANSACTION);
      return multi("SESSION CHARACTERISTICS", List.copyOf(modes()), local);
    }
    return setRestMore(local);
  }

  private static VariableSetStmt multi(String name, List<Node> args, boolean local) {
    return new VariableSetStmt(VariableSetKind.VAR_SET_MULTI, name, args, true, local, -1);
  }

  private static VariableSetStmt value(String name, A_Const value, boolean local) {
    return new VariableSetStmt(
        VariableSetKind.VAR_SET_VALUE, name, List.of(value), false, local, value.location());
  }

  /** One whose value counts as a constant of the statement; null is DEFAULT. */
  private static VariableSetStmt jumbled(String name, Node value, boolean local) {
    return value == null
        ? new VariableSetStmt(VariableSetKind.VAR_SET_DEFAULT, name, List.of(), true, local, -1)
        : new VariableSetStmt(VariableSetKind.VAR_SET_VALUE, name, List.of(value), true, local, -1);
  }

  private static VariableSetStmt toDefault(String name, boolean local) {
    return new VariableSetStmt(VariableSetKind.VAR_SET_DEFAULT, name, List.of(), false, local, -1);
  }

  /** What SET takes in a session and as an option of a function, role or database. */
  VariableSetStmt setRestMore(boolean local) {
    Token next = tokens.peek(1);
    boolean generic = next == TO || next == EQUALS || next == DOT || next == FROM;
    if (!generic) {
      VariableSetStmt special = special(local);
      if (special != null) {
        return special;
      }
    }
    String name = variableName();
    if (accept(FROM)) {
      expect(CURRENT);
      return new VariableSetStmt(
          VariableSetKind.VAR_SET_CURRENT, name, List.of(), false, local, -1);
    }
    return genericSet(name, local);
  }

  private VariableSetStmt genericSet(String name, boolean local) {
    if (!accept(TO)) {
      expect(EQUALS);
    }
    int at = location();
    if (accept(DEFAULT)) {
      return toDefault(name, local);
    }
    return new VariableSetStmt(
        VariableSetKind.VAR_SET_VALUE, name, commaList(this::variableValue), false, local, at);
  }

  /** The settings with a syntax of their own; null where another one is next. */
  private VariableSetStmt special(boolean local) {
    switch (tokens.kind) {
      case TIME -> {
        tokens.advance();
        expect(ZONE);
        return timeZone(local);
      }
      case CATALOG -> {
        tokens.advance();
        int at = location();
        sconst();
        throw notSupported("current database cannot be changed", at);
      }
      case SCHEMA -> {
        tokens.advance();
        return value("search_path", g.primaries.stringConstant(), local);
      }
      case NAMES -> {
        tokens.advance();
        if (at(STRING_LITERAL)) {
          return value("client_encoding", g.primaries.stringConstant(), local);
        }
        int at = at(DEFAULT) ? location() : -1;
        accept(DEFAULT);
        return new VariableSetStmt(
            VariableSetKind.VAR_SET_DEFAULT, "client_encoding", List.of(), false, local, at);
      }
      case ROLE -> {
        tokens.advance();
        return value("role", wordConstant(), local);
      }
      case SESSION -> {
        tokens.advance();
        expect(AUTHORIZATION);
        if (accept(DEFAULT)) {
          return toDefault("session_authorization", local);
        }
        return value("session_authorization", wordConstant(), local);
      }
      case XML -> {
        tokens.advance();
        expect(OPTION);
        int at = location();
        boolean document = accept(DOCUMENT);
        if (!document) {
          expect(CONTENT);
        }
        A_Const option = new A_Const(string(document ? "DOCUMENT" : "CONTENT"), at);
        return jumbled("xmloption", option, local);
      }
      default -> {
        return null;
      }
    }
  }

  private A_Const wordConstant() {
    int start = location();
    return new A_Const(string(nonReservedWordOrSconst()), start);
  }

  private VariableSetStmt timeZone(boolean local) {
    int start = location();
    switch (tokens.kind) {
      case DEFAULT, LOCAL -> {
        tokens.advance();
        return jumbled("timezone", null, local);
      }
      case STRING_LITERAL, IDENTIFIER -> {
        A_Const zone = new A_Const(string(take()), start);
        return jumbled("timezone", zone, local);
      }
      case INTERVAL -> {
        return jumbled("timezone", intervalZone(), local);
      }
      default -> {
        A_Const offset = new A_Const(g.names.numericOnly(), start);
        return jumbled("timezone", offset, local);
      }
    }
  }

  private Expression intervalZone() {
    int start = location();
    tokens.advance();
    if (at(LEFT_PAREN)) {
      List<Expression> precision = g.types.intervalPrecision();
      return g.primaries.typedConstant(TypeGrammar.system("interval", precision, start));
    }
    A_Const text = g.primaries.stringConstant();
    int fieldsLocation = location();
    List<Expression> fields = g.types.intervalFields();
    if (!fields.isEmpty()
        && fields.getFirst() instanceof A_Const(IntegerValue(int mask), int at)
        && mask != HOUR_RANGE
        && mask != HOUR_TO_MINUTE_RANGE) {
      throw syntaxError(
          "time zone interval must be HOUR or HOUR TO MINUTE", Math.max(at, fieldsLocation));
    }
    TypeName type = TypeGrammar.system("interval", fields, start);
    return new TypeCast(text, type, -1);
  }

  /** A setting's name, which may have dots. */
  String variableName() {
    String name = colId();
    while (accept(DOT)) {
      name += "." + colId();
    }
    return name;
  }

  private Node variableValue() {
    int start = location();
    return switch (tokens.kind) {
      case INTEGER_LITERAL, NUMBER, PLUS, MINUS -> new A_Const(g.names.numericOnly(), start);
      default -> new A_Const(string(g.options.booleanOrString()), start);
    };
  }

  /** SET or RESET as an option of a function, role or database. */
  VariableSetStmt setOrReset() {
    if (at(RESET)) {
      return reset();
    }
    expect(SET);
    return setRestMore(false);
  }

  // RESET, SHOW, DISCARD, ALTER SYSTEM.

  VariableSetStmt reset() {
    expect(RESET);
    if (accept(ALL)) {
      return new VariableSetStmt(VariableSetKind.VAR_RESET_ALL, null, List.of(), false, false, -1);
    }
    return new VariableSetStmt(
        VariableSetKind.VAR_RESET, settingName(), List.of(), false, false, -1);
  }

  Statement show() {
    expect(SHOW);
    return new VariableShowStmt(accept(ALL) ? "all" : settingName());
  }

  /** A setting's name or the words for one. */
  private String settingName() {
    if (accept(TIME, ZONE)) {
      return "timezone";
    }
    if (accept(TRANSACTION, ISOLATION)) {
      expect(LEVEL);
      return "transaction_isolation";
    }
    if (accept(SESSION, AUTHORIZATION)) {
      return "session_authorization";
    }
    return variableName();
  }

  Statement discard() {
    expect(DISCARD);
    DiscardMode mode =
        switch (tokens.kind) {
          case ALL -> DiscardMode.DISCARD_ALL;
          case TEMP, TEMPORARY -> DiscardMode.DISCARD_TEMP;
          case PLANS -> DiscardMode.DISCARD_PLANS;
          case SEQUENCES -> DiscardMode.DISCARD_SEQUENCES;
          default -> throw syntaxError();
        };
    tokens.advance();
    return new DiscardStmt(mode);
  }

  /** After ALTER SYSTEM. */
  Statement alterSystem() {
    if (at(RESET)) {
      tokens.advance();
      if (accept(ALL)) {
        return new AlterSystemStmt(
            new VariableSetStmt(VariableSetKind.VAR_RESET_ALL, null, List.of(), false, false, -1));
      }
      return new AlterSystemStmt(
          new VariableSetStmt(
              VariableSetKind.VAR_RESET, variableName(), List.of(), false, false, -1));
    }
    expect(SET);
    return new AlterSystemStmt(genericSet(variableName(), false));
  }
}
