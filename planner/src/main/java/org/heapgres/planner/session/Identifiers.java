package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.heapgres.planner.functions.Quoting;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Identifiers in text: quoting, and splitting at dots. */
public final class Identifiers {
  private Identifiers() {}

  /** As quote_ident: in quotes unless it is a plain lower-case name and no reserved word. */
  public static String quote(String name) {
    return Quoting.identifier(name);
  }

  /** The parts of a qualified name; unquoted ones are folded to lower case. */
  public static List<String> parse(String text) {
    List<String> parts = new ArrayList<>();
    int i = 0;
    String trimmed = text.strip();
    while (true) {
      StringBuilder part = new StringBuilder();
      if (i < trimmed.length() && trimmed.charAt(i) == '"') {
        i++;
        while (true) {
          int end = trimmed.indexOf('"', i);
          if (end < 0) {
            throw invalid();
          }
          part.append(trimmed, i, end);
          i = end + 1;
          if (i < trimmed.length() && trimmed.charAt(i) == '"') {
            part.append('"');
            i++;
          } else {
            break;
          }
        }
      } else {
        int end = i;
        while (end < trimmed.length()
            && trimmed.charAt(end) != '.'
            && trimmed.charAt(end) != '"'
            && !Character.isWhitespace(trimmed.charAt(end))) {
          end++;
        }
        part.append(trimmed.substring(i, end).toLowerCase(Locale.ROOT));
        i = end;
      }
      if (part.isEmpty()) {
        throw invalid();
      }
      parts.add(part.toString());
      if (i == trimmed.length()) {
        return parts;
      }
      if (trimmed.charAt(i) != '.') {
        throw invalid();
      }
      i++;
    }
  }

  private static PgException invalid() {
    return new PgException(SqlState.INVALID_NAME, "invalid name syntax");
  }
}
