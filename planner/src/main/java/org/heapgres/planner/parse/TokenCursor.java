package org.heapgres.planner.parse;

import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** A place in a token list, and the errors that are reported about it. Used by one thread. */
final class TokenCursor {
  /** How deep parentheses, sub-queries and the like may nest; a frame or two of ours each. */
  private static final int MAX_DEPTH = 500;

  final TokenList tokens;
  private int index;
  private int depth;

  /** The kind of the current token. */
  Token kind;

  TokenCursor(TokenList tokens) {
    this.tokens = tokens;
    this.kind = tokens.kinds[0];
    checkLexed();
  }

  void advance() {
    if (kind != Token.END_OF_INPUT) {
      index++;
      kind = tokens.kinds[index];
      checkLexed();
    }
  }

  private void checkLexed() {
    if (kind == Token.LEXICAL_ERROR) {
      throw tokens.error;
    }
  }

  /** The kind of the token {@code n} after the current one. */
  Token peek(int n) {
    return tokens.kinds[Math.min(index + n, tokens.size - 1)];
  }

  /** Where the current token starts. */
  int location() {
    return tokens.starts[index];
  }

  /** Where the token {@code n} after the current one starts. */
  int location(int n) {
    return tokens.starts[Math.min(index + n, tokens.size - 1)];
  }

  /** The kind of the token before the current one, which is not the first. */
  Token previous() {
    return tokens.kinds[index - 1];
  }

  /** Where the token before the current one ends. */
  int previousEnd() {
    return index == 0 ? 0 : tokens.ends[index - 1];
  }

  /** What the current token means: a name, a keyword in lower case, a string's content. */
  String text() {
    String value = tokens.values[index];
    return value != null ? value : kind.text;
  }

  /** The current token as it was written. */
  String quoted() {
    return tokens.quoted(index);
  }

  void enter() {
    if (++depth > MAX_DEPTH) {
      throw new PgException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
    }
  }

  void leave() {
    depth--;
  }

  PgException syntaxError() {
    return syntaxError("syntax error");
  }

  /** {@code message} about the current token. */
  PgException syntaxError(String message) {
    String full =
        kind == Token.END_OF_INPUT
            ? message + " at end of input"
            : message + " at or near \"" + quoted() + "\"";
    return error(SqlState.SYNTAX_ERROR, full, location());
  }

  /** {@code location} -1 leaves the position out. */
  PgException error(SqlState state, String message, int location) {
    PgException error = new PgException(state, message);
    return location < 0 ? error : error.withPosition(tokens.sql.codePointCount(0, location) + 1);
  }
}
