package org.heapgres.planner.textsearch;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.TsVector.Lexeme;

/**
 * Reads words out of the text of a tsvector or tsquery: bare or quoted, with backslashes, in a
 * tsvector followed by positions. Not thread-safe.
 */
final class LexemeReader {
  /** Whose text it is: that decides what ends a word and what an error says. */
  enum Kind {
    VECTOR,
    QUERY,
    WEB
  }

  private final String text;
  private final Kind kind;
  private int at;
  private final List<Short> positions = new ArrayList<>();

  LexemeReader(String text, Kind kind) {
    this.text = text;
    this.kind = kind;
  }

  int at() {
    return at;
  }

  void moveTo(int position) {
    at = position;
  }

  /** Of the word just read; packed as {@link Lexeme#position}. */
  List<Short> positions() {
    return positions;
  }

  PgException syntaxError() {
    return new PgException(
        SqlState.SYNTAX_ERROR,
        "syntax error in " + (kind == Kind.VECTOR ? "tsvector" : "tsquery") + ": \"" + text + "\"");
  }

  private boolean ended() {
    return at >= text.length();
  }

  static boolean isOperator(char c) {
    return c == '!' || c == '&' || c == '|' || c == '(' || c == ')';
  }

  /** A bare word of a query ends before an operator, that is also a phrase's. */
  private boolean atOperator() {
    char c = text.charAt(at);
    return kind != Kind.VECTOR
        && (isOperator(c) || (c == '<' && kind == Kind.QUERY) || (c == '"' && kind == Kind.WEB));
  }

  private void escaped(StringBuilder word) {
    at++;
    if (ended()) {
      throw new PgException(
          SqlState.SYNTAX_ERROR, "there is no escaped character: \"" + text + "\"");
    }
    word.append(text.charAt(at++));
  }

  /** The next word; null at the end. */
  String next() {
    positions.clear();
    while (!ended() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (ended()) {
      return null;
    }
    StringBuilder word = new StringBuilder();
    if (kind != Kind.WEB && text.charAt(at) == '\'') {
      quoted(word);
    } else {
      if (kind == Kind.QUERY && atOperator()) {
        throw syntaxError();
      }
      bare(word);
    }
    if (word.isEmpty()) {
      throw syntaxError();
    }
    if (kind == Kind.VECTOR && !ended() && text.charAt(at) == ':') {
      readPositions();
    }
    return word.toString();
  }

  private void quoted(StringBuilder word) {
    at++;
    while (true) {
      if (ended()) {
        throw syntaxError();
      }
      char c = text.charAt(at);
      if (c == '\\') {
        escaped(word);
      } else if (c != '\'') {
        word.append(c);
        at++;
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '\'') {
        word.append('\'');
        at += 2;
      } else {
        at++;
        return;
      }
    }
  }

  private void bare(StringBuilder word) {
    boolean first = true;
    while (!ended()) {
      char c = text.charAt(at);
      if (c == '\\' && kind != Kind.WEB) {
        escaped(word);
      } else if (!first && (Character.isWhitespace(c) || c == ':' || atOperator())) {
        return;
      } else {
        word.append(c);
        at++;
      }
      first = false;
    }
  }

  private void readPositions() {
    do {
      at++;
      int start = at;
      while (!ended() && Character.isDigit(text.charAt(at))) {
        at++;
      }
      if (start == at) {
        throw syntaxError();
      }
      int place =
          (int)
              Math.min(
                  Long.parseLong(text.substring(start, Math.min(at, start + 18))),
                  Lexeme.MAX_PLACE);
      if (place == 0) {
        throw new PgException(
            SqlState.SYNTAX_ERROR, "wrong position info in tsvector: \"" + text + "\"");
      }
      positions.add(Lexeme.position(place, weight()));
    } while (!ended() && text.charAt(at) == ',');
    if (!ended() && !Character.isWhitespace(text.charAt(at))) {
      throw syntaxError();
    }
  }

  private int weight() {
    int weight = ended() ? -1 : "DCBA".indexOf(Character.toUpperCase(text.charAt(at)));
    if (weight < 0 && !ended() && text.charAt(at) == '*') {
      weight = 3;
    }
    if (weight < 0) {
      return 0;
    }
    at++;
    return weight;
  }

  /** In single quotes, with those and backslashes doubled. */
  static void quote(String word, StringBuilder out) {
    out.append('\'');
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '\'' || c == '\\') {
        out.append(c);
      }
      out.append(c);
    }
    out.append('\'');
  }
}
