package org.heapgres.planner.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/** parse_ident (manual, 9.4): the parts of a qualified identifier. */
final class IdentifierFunctions {
  private IdentifierFunctions() {}

  static PgArray parseIdent(String text, boolean strict) {
    List<String> parts = new ArrayList<>();
    int at = skipBlanks(text, 0);
    boolean afterDot = false;
    while (true) {
      int end;
      if (at < text.length() && text.charAt(at) == '"') {
        StringBuilder part = new StringBuilder();
        end = quoted(text, at + 1, part);
        if (part.isEmpty()) {
          throw invalid(text).withDetail("Quoted identifier must not be empty.");
        }
        parts.add(part.toString());
      } else if (at < text.length() && starts(text.charAt(at))) {
        end = at + 1;
        while (end < text.length() && continues(text.charAt(end))) {
          end++;
        }
        parts.add(text.substring(at, end).toLowerCase(Locale.ROOT));
      } else {
        PgException error = invalid(text);
        throw at < text.length() && text.charAt(at) == '.'
            ? error.withDetail("No valid identifier before \".\".")
            : afterDot ? error.withDetail("No valid identifier after \".\".") : error;
      }
      at = skipBlanks(text, end);
      if (at < text.length() && text.charAt(at) == '.') {
        afterDot = true;
        at = skipBlanks(text, at + 1);
      } else if (at == text.length() || !strict) {
        return PgArray.of(Types.TEXT.oid(), parts);
      } else {
        throw invalid(text);
      }
    }
  }

  /** Reads up to behind the closing quote. */
  private static int quoted(String text, int from, StringBuilder part) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        part.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        part.append('"');
        at++;
      } else {
        return at;
      }
    }
    throw invalid(text).withDetail("String has unclosed double quotes.");
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean starts(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c > 127;
  }

  private static boolean continues(char c) {
    return starts(c) || (c >= '0' && c <= '9') || c == '$';
  }

  private static PgException invalid(String text) {
    return new PgException(
        SqlState.INVALID_PARAMETER_VALUE, "string is not a valid identifier: \"" + text + "\"");
  }
}
