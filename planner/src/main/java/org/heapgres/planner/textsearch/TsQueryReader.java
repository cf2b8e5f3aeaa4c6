package org.heapgres.planner.textsearch;

import java.util.Locale;
import org.heapgres.planner.textsearch.TsQuery.And;
import org.heapgres.planner.textsearch.TsQuery.Not;
import org.heapgres.planner.textsearch.TsQuery.Or;
import org.heapgres.planner.textsearch.TsQuery.Phrase;
import org.heapgres.planner.textsearch.TsQuery.Stop;
import org.heapgres.planner.textsearch.TsQuery.Word;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Reads queries: with operators ({@code tsquery}, {@code to_tsquery}), or as people type them into
 * a search field ({@code websearch_to_tsquery}). Not thread-safe.
 */
final class TsQueryReader {
  /** What an operand's text stands for. */
  interface Operands {
    TsQuery of(String text, int weights, boolean prefix);
  }

  private static final int MAX_DEPTH = 4000;

  private final String text;
  private final Operands operands;
  private final LexemeReader words;
  private int at;
  private int depth;

  private TsQueryReader(String text, boolean web, Operands operands) {
    this.text = text;
    this.operands = operands;
    this.words = new LexemeReader(text, web ? LexemeReader.Kind.WEB : LexemeReader.Kind.QUERY);
  }

  /** As written, words as they are; null for an empty text. */
  static TsQuery parse(String text) {
    return parse(text, Word::new);
  }

  static TsQuery parse(String text, Operands operands) {
    TsQueryReader reader = new TsQueryReader(text, false, operands);
    if (reader.blank()) {
      return null;
    }
    TsQuery query = reader.or();
    if (!reader.blank()) {
      throw reader.words.syntaxError();
    }
    return clean(query);
  }

  static TsQuery parseWeb(String text, Operands operands) {
    TsQueryReader reader = new TsQueryReader(text, true, operands);
    if (reader.blank()) {
      return null;
    }
    return clean(reader.webOr());
  }

  private boolean blank() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at >= text.length();
  }

  private boolean next(char c) {
    return !blank() && text.charAt(at) == c;
  }

  private TsQuery or() {
    TsQuery left = and();
    while (next('|')) {
      at++;
      left = new Or(left, and());
    }
    return left;
  }

  private TsQuery and() {
    TsQuery left = phrase();
    while (next('&')) {
      at++;
      left = new And(left, phrase());
    }
    return left;
  }

  private TsQuery phrase() {
    TsQuery left = not();
    while (next('<')) {
      int distance = distance();
      left = new Phrase(left, not(), distance);
    }
    return left;
  }

  private int distance() {
    int end = text.indexOf('>', at);
    String inside = end < 0 ? "" : text.substring(at + 1, end);
    boolean number = !inside.isEmpty() && inside.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number && !inside.equals("-")) {
      throw words.syntaxError();
    }
    at = end + 1;
    if (!number) {
      return 1;
    }
    return distance(inside.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(inside));
  }

  /** Checks one that a user gave. */
  static int distance(int distance) {
    if (distance < 0 || distance > TsQuery.MAX_DISTANCE) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          "distance in phrase operator must be an integer value between zero and "
              + TsQuery.MAX_DISTANCE
              + " inclusive");
    }
    return distance;
  }

  private TsQuery not() {
    if (++depth > MAX_DEPTH) {
      throw new PgException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
    }
    try {
      if (next('!')) {
        at++;
        return new Not(not());
      }
      if (next('(')) {
        at++;
        TsQuery inside = or();
        if (!next(')')) {
          throw words.syntaxError();
        }
        at++;
        return inside;
      }
      return word();
    } finally {
      depth--;
    }
  }

  private TsQuery word() {
    if (blank()) {
      throw new PgException(SqlState.SYNTAX_ERROR, "no operand in tsquery: \"" + text + "\"");
    }
    if (text.charAt(at) == ':') {
      throw words.syntaxError();
    }
    words.moveTo(at);
    String word = words.next();
    at = words.at();
    int weights = 0;
    boolean prefix = false;
    if (at < text.length() && text.charAt(at) == ':') {
      at++;
      for (; at < text.length(); at++) {
        char c = Character.toUpperCase(text.charAt(at));
        if (c == '*') {
          prefix = true;
        } else if ("DCBA".indexOf(c) >= 0) {
          weights |= 1 << "DCBA".indexOf(c);
        } else {
          break;
        }
      }
    }
    return operands.of(word, weights, prefix);
  }

  // As people type: words side by side, "phrases", or, a minus in front.

  private TsQuery webOr() {
    TsQuery left = webAnd();
    while (atWebOr()) {
      at += 2;
      left = new Or(left, webAnd());
    }
    return left;
  }

  private TsQuery webAnd() {
    TsQuery left = webOperand();
    while (!blank() && !atWebOr()) {
      left = new And(left, webOperand());
    }
    return left;
  }

  private boolean atWebOr() {
    if (blank()
        || at + 2 >= text.length()
        || !text.substring(at, at + 2).toLowerCase(Locale.ROOT).equals("or")) {
      return false;
    }
    char after = text.charAt(at + 2);
    return after != '-'
        && after != '_'
        && !Character.isLetterOrDigit(after)
        && !text.substring(at + 2).isBlank();
  }

  private TsQuery webOperand() {
    while (!blank()) {
      char c = text.charAt(at);
      if (c == '-') {
        at++;
        return new Not(webOperand());
      }
      if (c == '"') {
        int end = text.indexOf('"', at + 1);
        String quoted = text.substring(at + 1, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end + 1;
        return operands.of(quoted, 0, false);
      }
      if (LexemeReader.isOperator(c)) {
        at++;
      } else {
        words.moveTo(at);
        String word = words.next();
        at = words.at();
        return operands.of(word, 0, false);
      }
    }
    return new Stop();
  }

  // Dropped words

  /** By how much the distance to what stands left and right of a part grows. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Cleaned(TsQuery query, int left, int right) {}

  /** Without its dropped words, phrases keeping the room these took; null when none is left. */
  static TsQuery clean(TsQuery query) {
    return query == null ? null : cleaned(query).query;
  }

  private static Cleaned cleaned(TsQuery query) {
    return switch (query) {
      case Word _ -> new Cleaned(query, 0, 0);
      case Stop _ -> new Cleaned(null, 0, 0);
      case Not not -> {
        Cleaned of = cleaned(not.of());
        yield new Cleaned(of.query == null ? null : new Not(of.query), of.left, of.right);
      }
      case And and -> {
        Cleaned l = cleaned(and.left());
        Cleaned r = cleaned(and.right());
        yield l.query == null || r.query == null
            ? one(l, r)
            : new Cleaned(new And(l.query, r.query), 0, 0);
      }
      case Or or -> {
        Cleaned l = cleaned(or.left());
        Cleaned r = cleaned(or.right());
        yield l.query == null || r.query == null
            ? one(l, r)
            : new Cleaned(new Or(l.query, r.query), 0, 0);
      }
      case Phrase phrase -> phrase(phrase);
    };
  }

  private static Cleaned one(Cleaned l, Cleaned r) {
    if (l.query == null && r.query == null) {
      int most = Math.max(l.left, r.left);
      return new Cleaned(null, most, most);
    }
    return l.query == null ? r : l;
  }

  private static Cleaned phrase(Phrase phrase) {
    Cleaned l = cleaned(phrase.left());
    Cleaned r = cleaned(phrase.right());
    int distance = phrase.distance();
    if (l.query == null && r.query == null) {
      int all = l.left + distance + r.left;
      return new Cleaned(null, all, all);
    }
    if (l.query == null) {
      return new Cleaned(r.query, l.left + distance + r.left, r.right);
    }
    if (r.query == null) {
      return new Cleaned(l.query, l.left, l.right + distance + r.right);
    }
    int widened = Math.min(distance + l.right + r.left, TsQuery.MAX_DISTANCE);
    return new Cleaned(new Phrase(l.query, r.query, widened), l.left, r.right);
  }
}
