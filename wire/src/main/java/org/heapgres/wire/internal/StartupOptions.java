package org.heapgres.wire.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PgException.Severity;
import org.heapgres.storage.SqlState;

/**
 * The start-up packet's {@code options}: settings as on a server's command line, {@code -c
 * name=value} or {@code --name=value}; a backslash keeps the character after it.
 */
final class StartupOptions {
  private StartupOptions() {}

  static Map<String, String> parse(String options) {
    Map<String, String> settings = new LinkedHashMap<>();
    List<String> words = words(options);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String assignment;
      if (word.startsWith("--")) {
        assignment = word.substring(2);
      } else if (word.equals("-c") && i + 1 < words.size()) {
        assignment = words.get(++i);
      } else if (word.startsWith("-c")) {
        assignment = word.substring(2);
      } else {
        throw invalid(word);
      }
      int equals = assignment.indexOf('=');
      if (equals <= 0) {
        throw invalid(word);
      }
      settings.put(
          assignment.substring(0, equals).replace('-', '_'), assignment.substring(equals + 1));
    }
    return settings;
  }

  private static List<String> words(String options) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < options.length(); i++) {
      char c = options.charAt(i);
      if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
        continue;
      }
      inWord = true;
      if (c == '\\' && i + 1 < options.length()) {
        c = options.charAt(++i);
      }
      word.append(c);
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  private static PgException invalid(String word) {
    return new PgException(
            SqlState.SYNTAX_ERROR, "invalid command-line argument for server process: " + word)
        .withHint("Try \"postgres --help\" for more information.")
        .withSeverity(Severity.FATAL);
  }
}
