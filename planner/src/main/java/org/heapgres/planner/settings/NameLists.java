package org.heapgres.planner.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.heapgres.storage.PgException;

/** Comma-separated identifiers, as in {@code search_path}. */
public final class NameLists {
  private NameLists() {}

  /** Unquoted names are folded to lower case; throws {@code invalid}'s exception on bad syntax. */
  public static List<String> parse(String text, Supplier<PgException> invalid) {
    List<String> names = new ArrayList<>();
    int i = skipBlanks(text, 0);
    if (i == text.length()) {
      return names;
    }
    while (true) {
      StringBuilder name = new StringBuilder();
      if (i < text.length() && text.charAt(i) == '"') {
        i = quoted(text, i + 1, name, invalid);
      } else {
        int start = i;
        while (i < text.length() && text.charAt(i) != ',' && !isBlank(text.charAt(i))) {
          i++;
        }
        if (i == start) {
          throw invalid.get();
        }
        name.append(text.substring(start, i).toLowerCase(Locale.ROOT));
      }
      names.add(name.toString());
      i = skipBlanks(text, i);
      if (i == text.length()) {
        return names;
      }
      if (text.charAt(i) != ',') {
        throw invalid.get();
      }
      i = skipBlanks(text, i + 1);
    }
  }

  private static int quoted(
      String text, int from, StringBuilder name, Supplier<PgException> invalid) {
    int i = from;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '"') {
        if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          i++;
        } else {
          return i + 1;
        }
      }
      name.append(c);
      i++;
    }
    throw invalid.get();
  }

  private static int skipBlanks(String text, int from) {
    int i = from;
    while (i < text.length() && isBlank(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x0b;
  }
}
