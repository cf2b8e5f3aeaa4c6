package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.List;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.UtilityStatement.ClosePortalStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.DeallocateStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.DeclareCursorStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.ExecuteStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.FetchDirection;
import org.heapgres.planner.parse.tree.UtilityStatement.FetchStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.PrepareStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.TransactionStmtKind;

/** Prepared statements and cursors. */
final class PreparedGrammar extends GrammarPart {
  PreparedGrammar(Grammar g) {
    super(g);
  }

  Statement prepare() {
    expect(PREPARE);
    if (at(TRANSACTION, STRING_LITERAL)) {
      tokens.advance();
      return g.session.prepared(TransactionStmtKind.TRANS_STMT_PREPARE);
    }
    String name = colId();
    List<TypeName> types = optionalParenthesized(g.types::typeName);
    expect(AS);
    return new PrepareStmt(name, types, g.statements.preparable());
  }

  ExecuteStmt execute() {
    expect(EXECUTE);
    String name = colId();
    return new ExecuteStmt(name, optionalParenthesized(g.expressions::expression));
  }

  Statement deallocate() {
    expect(DEALLOCATE);
    if (at(PREPARE) && (tokens.peek(1).isColumnName() || tokens.peek(1) == ALL)) {
      tokens.advance();
    }
    if (accept(ALL)) {
      return new DeallocateStmt(null, true, -1);
    }
    int start = location();
    return new DeallocateStmt(colId(), false, start);
  }

  // Cursors.

  Statement declare() {
    expect(DECLARE);
    String name = colId();
    int options = cursorOptions();
    expect(CURSOR);
    if (accept(WITH)) {
      expect(HOLD);
      options |= DeclareCursorStmt.CURSOR_OPT_HOLD;
    } else if (accept(WITHOUT)) {
      expect(HOLD);
    }
    expect(FOR);
    return new DeclareCursorStmt(
        name, options | DeclareCursorStmt.CURSOR_OPT_FAST_PLAN, g.select.selectStmt());
  }

  private int cursorOptions() {
    int options = 0;
    while (true) {
      switch (tokens.kind) {
        case NO -> {
          tokens.advance();
          if (!at(SCROLL)) {
            throw syntaxError();
          }
          options |= DeclareCursorStmt.CURSOR_OPT_NO_SCROLL;
        }
        case SCROLL -> options |= DeclareCursorStmt.CURSOR_OPT_SCROLL;
        case BINARY -> options |= DeclareCursorStmt.CURSOR_OPT_BINARY;
        case ASENSITIVE -> options |= DeclareCursorStmt.CURSOR_OPT_ASENSITIVE;
        case INSENSITIVE -> options |= DeclareCursorStmt.CURSOR_OPT_INSENSITIVE;
        default -> {
          return options;
        }
      }
      tokens.advance();
    }
  }

  Statement close() {
    expect(CLOSE);
    return new ClosePortalStmt(accept(ALL) ? null : colId());
  }

  /** FETCH and MOVE. */
  Statement fetch() {
    boolean move = at(MOVE);
    tokens.advance();
    Token next = tokens.peek(1);
    if (next == SEMICOLON || next == END_OF_INPUT) {
      return fetch(FetchDirection.FETCH_FORWARD, 1, move);
    }
    switch (tokens.kind) {
      case FROM, IN -> {
        return fetch(FetchDirection.FETCH_FORWARD, 1, move);
      }
      case NEXT -> {
        tokens.advance();
        return fetch(FetchDirection.FETCH_FORWARD, 1, move);
      }
      case PRIOR -> {
        tokens.advance();
        return fetch(FetchDirection.FETCH_BACKWARD, 1, move);
      }
      case FIRST -> {
        tokens.advance();
        return fetch(FetchDirection.FETCH_ABSOLUTE, 1, move);
      }
      case LAST -> {
        tokens.advance();
        return fetch(FetchDirection.FETCH_ABSOLUTE, -1, move);
      }
      case ABSOLUTE -> {
        tokens.advance();
        return fetch(FetchDirection.FETCH_ABSOLUTE, signedIconst(), move);
      }
      case RELATIVE -> {
        tokens.advance();
        return fetch(FetchDirection.FETCH_RELATIVE, signedIconst(), move);
      }
      case ALL -> {
        tokens.advance();
        return fetch(FetchDirection.FETCH_FORWARD, FetchStmt.FETCH_ALL, move);
      }
      case FORWARD -> {
        tokens.advance();
        return fetch(FetchDirection.FETCH_FORWARD, count(), move);
      }
      case BACKWARD -> {
        tokens.advance();
        return fetch(FetchDirection.FETCH_BACKWARD, count(), move);
      }
      case INTEGER_LITERAL, PLUS, MINUS -> {
        return fetch(FetchDirection.FETCH_FORWARD, signedIconst(), move);
      }
      default -> {
        return fetch(FetchDirection.FETCH_FORWARD, 1, move);
      }
    }
  }

  /** What follows FORWARD and BACKWARD; one row if there is nothing. */
  private long count() {
    return switch (tokens.kind) {
      case ALL -> {
        tokens.advance();
        yield FetchStmt.FETCH_ALL;
      }
      case INTEGER_LITERAL, PLUS, MINUS -> signedIconst();
      default -> 1;
    };
  }

  private FetchStmt fetch(FetchDirection direction, long howMany, boolean move) {
    if (!accept(FROM)) {
      accept(IN);
    }
    return new FetchStmt(direction, howMany, colId(), move);
  }
}
