package org.heapgres.planner.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Splits date, time and interval input into fields, and knows the words in them. */
final class DateTimeFields {
  /** What a field looks like, before its meaning is known. */
  enum Kind {
    NUMBER,
    STRING,
    DATE,
    TIME,
    ZONE,
    SPECIAL
  }

  record Field(Kind kind, String text) {}

  /** What a word means. */
  enum Word {
    NOW,
    TODAY,
    TOMORROW,
    YESTERDAY,
    EPOCH,
    LATE,
    EARLY,
    MONTH,
    WEEKDAY,
    AM,
    PM,
    AD,
    BC,
    ISO_TIME,
    JULIAN,
    ZULU,
    ALLBALLS,
    ON,
    DST
  }

  record Meaning(Word word, int value) {
    Meaning(Word word) {
      this(word, 0);
    }
  }

  private static final Map<String, Meaning> WORDS = words();

  private DateTimeFields() {}

  private static Map<String, Meaning> words() {
    Map<String, Meaning> words = new java.util.HashMap<>();
    for (int i = 0; i < 12; i++) {
      String month = DateTimes.MONTHS.get(i).toLowerCase(Locale.ROOT);
      words.put(month, new Meaning(Word.MONTH, i + 1));
      words.put(month.substring(0, 3), new Meaning(Word.MONTH, i + 1));
    }
    words.put("sept", new Meaning(Word.MONTH, 9));
    for (int i = 0; i < 7; i++) {
      String day = DateTimes.DAYS.get(i).toLowerCase(Locale.ROOT);
      words.put(day, new Meaning(Word.WEEKDAY, i));
      words.put(day.substring(0, 3), new Meaning(Word.WEEKDAY, i));
    }
    words.put("tues", new Meaning(Word.WEEKDAY, 2));
    words.put("weds", new Meaning(Word.WEEKDAY, 3));
    words.put("thur", new Meaning(Word.WEEKDAY, 4));
    words.put("thurs", new Meaning(Word.WEEKDAY, 4));
    words.put("now", new Meaning(Word.NOW));
    words.put("today", new Meaning(Word.TODAY));
    words.put("tomorrow", new Meaning(Word.TOMORROW));
    words.put("yesterday", new Meaning(Word.YESTERDAY));
    words.put("epoch", new Meaning(Word.EPOCH));
    words.put("infinity", new Meaning(Word.LATE));
    words.put("+infinity", new Meaning(Word.LATE));
    words.put("-infinity", new Meaning(Word.EARLY));
    words.put("am", new Meaning(Word.AM));
    words.put("pm", new Meaning(Word.PM));
    words.put("ad", new Meaning(Word.AD));
    words.put("bc", new Meaning(Word.BC));
    words.put("t", new Meaning(Word.ISO_TIME));
    words.put("j", new Meaning(Word.JULIAN));
    words.put("jd", new Meaning(Word.JULIAN));
    words.put("julian", new Meaning(Word.JULIAN));
    words.put("z", new Meaning(Word.ZULU));
    words.put("zulu", new Meaning(Word.ZULU));
    words.put("allballs", new Meaning(Word.ALLBALLS));
    words.put("on", new Meaning(Word.ON));
    words.put("at", new Meaning(Word.ON));
    words.put("dst", new Meaning(Word.DST));
    return Map.copyOf(words);
  }

  /** Null for a word that is no keyword (it may be a zone). */
  static Meaning meaning(String lower) {
    return WORDS.get(lower);
  }

  /** Null when the text has a character that no field can have. */
  static List<Field> split(String input) {
    String text = input.toLowerCase(Locale.ROOT);
    List<Field> fields = new ArrayList<>();
    int length = text.length();
    int at = 0;
    while (at < length) {
      char c = text.charAt(at);
      if (IntegerCodecs.isSpace(c)) {
        at++;
        continue;
      }
      int start = at;
      Kind kind;
      if (isDigit(c)) {
        at = skipDigits(text, at);
        char next = at < length ? text.charAt(at) : 0;
        if (next == ':') {
          kind = Kind.TIME;
          while (at < length && (isDigit(text.charAt(at)) || ":.".indexOf(text.charAt(at)) >= 0)) {
            at++;
          }
        } else if (next == '-' || next == '/' || next == '.') {
          at++;
          if (at < length && isDigit(text.charAt(at))) {
            kind = next == '.' ? Kind.NUMBER : Kind.DATE;
            at = skipDigits(text, at);
            if (at < length && text.charAt(at) == next) {
              kind = Kind.DATE;
              at++;
              while (at < length && (isDigit(text.charAt(at)) || text.charAt(at) == next)) {
                at++;
              }
            }
          } else {
            kind = Kind.DATE;
            while (at < length && (isAlphanumeric(text.charAt(at)) || text.charAt(at) == next)) {
              at++;
            }
          }
        } else {
          kind = Kind.NUMBER;
        }
      } else if (c == '.') {
        kind = Kind.NUMBER;
        at = skipDigits(text, at + 1);
      } else if (isLetter(c)) {
        kind = Kind.STRING;
        while (at < length && isLetter(text.charAt(at))) {
          at++;
        }
        char next = at < length ? text.charAt(at) : 0;
        boolean date =
            next == '-'
                || next == '/'
                || next == '.'
                || ((next == '+' || isDigit(next)) && meaning(text.substring(start, at)) == null);
        if (date) {
          kind = Kind.DATE;
          while (at < length
              && (isAlphanumeric(text.charAt(at)) || "+-/_.:".indexOf(text.charAt(at)) >= 0)) {
            at++;
          }
        }
      } else if (c == '+' || c == '-') {
        at++;
        while (at < length && IntegerCodecs.isSpace(text.charAt(at))) {
          at++;
        }
        char next = at < length ? text.charAt(at) : 0;
        int body = at;
        if (isDigit(next)) {
          kind = Kind.ZONE;
          while (at < length && (isDigit(text.charAt(at)) || ":.-".indexOf(text.charAt(at)) >= 0)) {
            at++;
          }
        } else if (isLetter(next)) {
          kind = Kind.SPECIAL;
          while (at < length && isLetter(text.charAt(at))) {
            at++;
          }
        } else {
          return null;
        }
        fields.add(new Field(kind, c + text.substring(body, at)));
        continue;
      } else if (c > ' ' && c < 127) {
        at++;
        continue;
      } else {
        return null;
      }
      fields.add(new Field(kind, text.substring(start, at)));
    }
    return fields;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isAlphanumeric(char c) {
    return isDigit(c) || isLetter(c);
  }

  private static int skipDigits(String text, int from) {
    int at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
