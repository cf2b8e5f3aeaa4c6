package org.heapgres.planner.types;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * An hstore (manual, F.17): texts, or NULL, by keys. Its datum is its text, in one form only: keys
 * by their length, then by their bytes. Immutable, if nobody changes the map.
 *
 * @param pairs in that order
 */
public record Hstore(SequencedMap<String, String> pairs) {
  private static final Comparator<String> ORDER =
      Comparator.comparingInt((String key) -> key.getBytes(UTF_8).length)
          .thenComparing(key -> key.getBytes(UTF_8), Arrays::compareUnsigned);

  /** A map to be filled, in the order of an hstore's keys. */
  public static SequencedMap<String, String> newPairs() {
    return new TreeMap<>(ORDER);
  }

  public static Hstore of(Map<String, String> pairs) {
    SequencedMap<String, String> ordered = newPairs();
    ordered.putAll(pairs);
    return new Hstore(ordered);
  }

  /** Of a datum, or of what a user writes; 42601 for anything else. */
  public static Hstore parse(String text) {
    return new Reader(text).read();
  }

  /** The datum. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    pairs.forEach(
        (key, value) -> {
          out.append(out.isEmpty() ? "" : ", ");
          quote(key, out);
          out.append("=>");
          if (value == null) {
            out.append("NULL");
          } else {
            quote(value, out);
          }
        });
    return out.toString();
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }

  /** Reads {@code key => value, ...}; either may be in double quotes. */
  private static final class Reader {
    private static final char END = 0;

    private final String text;
    private int at;
    private boolean quoted;

    Reader(String text) {
      this.text = text;
    }

    Hstore read() {
      SequencedMap<String, String> pairs = newPairs();
      while (true) {
        String key = word(false);
        if (key == null) {
          return new Hstore(pairs);
        }
        skipBlanks();
        expect('=');
        expect('>');
        String value = word(true);
        if (value == null) {
          throw endOfString();
        }
        boolean isNull = !quoted && value.equalsIgnoreCase("null");
        if (!pairs.containsKey(key)) {
          pairs.put(key, isNull ? null : value);
        }
        skipBlanks();
        if (peek() != END) {
          expect(',');
        }
      }
    }

    private char peek() {
      return at < text.length() ? text.charAt(at) : END;
    }

    private void skipBlanks() {
      while (Character.isWhitespace(peek())) {
        at++;
      }
    }

    private void expect(char wanted) {
      if (peek() == END) {
        throw endOfString();
      }
      if (peek() != wanted) {
        throw unexpected();
      }
      at++;
    }

    /** A key or a value; null at the end. */
    private String word(boolean value) {
      skipBlanks();
      if (peek() == END) {
        return null;
      }
      quoted = peek() == '"';
      if (!value && peek() == '=') {
        throw unexpected();
      }
      if (quoted) {
        at++;
      }
      StringBuilder word = new StringBuilder();
      while (!endsWord(value)) {
        if (peek() == '\\') {
          at++;
        }
        if (peek() == END) {
          throw endOfString();
        }
        word.append(text.charAt(at++));
      }
      if (quoted) {
        at++;
      }
      return word.toString();
    }

    private boolean endsWord(boolean value) {
      char c = peek();
      return quoted ? c == '"' : c == END || Character.isWhitespace(c) || c == (value ? ',' : '=');
    }

    private PgException unexpected() {
      return new PgException(
          SqlState.SYNTAX_ERROR,
          "syntax error in hstore, near \"%s\" at position %d"
              .formatted(text.substring(at, at + 1), text.substring(0, at).getBytes(UTF_8).length));
    }

    private static PgException endOfString() {
      return new PgException(
          SqlState.SYNTAX_ERROR, "syntax error in hstore: unexpected end of string");
    }
  }
}
