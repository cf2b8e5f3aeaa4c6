package org.heapgres.planner.textsearch;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The options of {@code ts_headline} (manual, 12.3.4). */
record HeadlineOptions(
    int maxWords,
    int minWords,
    int shortWord,
    boolean highlightAll,
    int maxFragments,
    String startSel,
    String stopSel,
    String fragmentDelimiter) {
  private static final Pattern OPTION =
      Pattern.compile(
          "\\s*(\"(?:[^\"]|\"\")+\"|[^\\s=,\"]+)\\s*=\\s*"
              + "(\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[^\\s,]*)\\s*(?:,|$)");

  static HeadlineOptions parse(String text) {
    int maxWords = 35;
    int minWords = 15;
    int shortWord = 3;
    boolean highlightAll = false;
    int maxFragments = 0;
    String startSel = "<b>";
    String stopSel = "</b>";
    String delimiter = " ... ";
    Matcher matcher = OPTION.matcher(text);
    int at = 0;
    while (at < text.length() && !text.substring(at).isBlank()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new PgException(
            SqlState.SYNTAX_ERROR, "invalid parameter list format: \"" + text + "\"");
      }
      at = matcher.end();
      String value = unquoted(matcher.group(2));
      switch (unquoted(matcher.group(1)).toLowerCase(Locale.ROOT)) {
        case "maxwords" -> maxWords = number(value);
        case "minwords" -> minWords = number(value);
        case "shortword" -> shortWord = number(value);
        case "maxfragments" -> maxFragments = number(value);
        case "startsel" -> startSel = value;
        case "stopsel" -> stopSel = value;
        case "fragmentdelimiter" -> delimiter = value;
        case "highlightall" ->
            highlightAll =
                switch (value.toLowerCase(Locale.ROOT)) {
                  case "1", "on", "true", "t", "y", "yes" -> true;
                  default -> false;
                };
        default ->
            throw new PgException(
                SqlState.INVALID_PARAMETER_VALUE,
                "unrecognized headline parameter: \"" + unquoted(matcher.group(1)) + "\"");
      }
    }
    if (!highlightAll) {
      check(minWords < maxWords, "MinWords must be less than MaxWords");
      check(minWords > 0, "MinWords must be positive");
      check(shortWord >= 0, "ShortWord must be >= 0");
      check(maxFragments >= 0, "MaxFragments must be >= 0");
    }
    return new HeadlineOptions(
        maxWords, minWords, shortWord, highlightAll, maxFragments, startSel, stopSel, delimiter);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, message);
    }
  }

  private static int number(String value) {
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw new PgException(
          SqlState.INVALID_TEXT_REPRESENTATION,
          "invalid input syntax for type integer: \"" + value + "\"");
    }
  }

  private static String unquoted(String text) {
    if (text.length() < 2 || (text.charAt(0) != '"' && text.charAt(0) != '\'')) {
      return text;
    }
    String quote = text.substring(0, 1);
    return text.substring(1, text.length() - 1).replace(quote + quote, quote);
  }
}
