package org.heapgres.planner.session;

import java.util.Locale;

/** Looks for identifiers in SQL text, to find what may depend on a name. */
public final class Words {
  private Words() {}

  /** Whether {@code name} occurs as a word, quoted or not. */
  public static boolean contains(String sql, String name) {
    String text = sql.toLowerCase(Locale.ROOT);
    String word = name.toLowerCase(Locale.ROOT);
    int at = text.indexOf(word);
    while (at >= 0) {
      int end = at + word.length();
      if ((at == 0 || !isPart(text.charAt(at - 1)))
          && (end == text.length() || !isPart(text.charAt(end)))) {
        return true;
      }
      at = text.indexOf(word, at + 1);
    }
    return false;
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }
}
