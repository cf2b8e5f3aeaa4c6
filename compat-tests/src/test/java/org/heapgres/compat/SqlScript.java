package org.heapgres.compat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a script into statements at top-level semicolons, as psql does; quotes and comments are
 * respected.
 */
final class SqlScript {
  private static final Pattern DOLLAR_TAG =
      Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uffff][\\w\\x80-\\uffff]*)?\\$");

  private SqlScript() {}

  /** Statements in order, without their semicolon; leading comments and blank space are removed. */
  static List<String> statements(String script) {
    List<String> statements = new ArrayList<>();
    int start = 0;
    int i = 0;
    while (i < script.length()) {
      char c = script.charAt(i);
      if (c == ';') {
        add(statements, script.substring(start, i));
        start = ++i;
      } else {
        i = skip(script, i, c);
      }
    }
    add(statements, script.substring(start));
    return statements;
  }

  private static int skip(String script, int i, char c) {
    switch (c) {
      case '\'' -> {
        boolean escapes = i > 0 && "eE".indexOf(script.charAt(i - 1)) >= 0;
        int j = i + 1;
        while (j < script.length() && script.charAt(j) != '\'') {
          j += escapes && script.charAt(j) == '\\' ? 2 : 1;
        }
        return j + 1;
      }
      case '"' -> {
        return after(script, "\"", i + 1);
      }
      case '-' -> {
        return script.startsWith("--", i) ? after(script, "\n", i) : i + 1;
      }
      case '/' -> {
        return script.startsWith("/*", i) ? after(script, "*/", i + 2) : i + 1;
      }
      case '$' -> {
        Matcher tag = DOLLAR_TAG.matcher(script).region(i, script.length());
        return tag.lookingAt() ? after(script, tag.group(), tag.end()) : i + 1;
      }
      default -> {
        return i + 1;
      }
    }
  }

  private static int after(String script, String end, int from) {
    int found = script.indexOf(end, from);
    return found < 0 ? script.length() : found + end.length();
  }

  private static void add(List<String> statements, String text) {
    String statement = text.strip();
    while (statement.startsWith("--")) {
      int end = statement.indexOf('\n');
      statement = end < 0 ? "" : statement.substring(end).strip();
    }
    if (!statement.isEmpty()) {
      statements.add(statement);
    }
  }
}
