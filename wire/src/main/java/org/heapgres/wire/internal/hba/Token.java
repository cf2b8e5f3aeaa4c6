package org.heapgres.wire.internal.hba;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A word of a rule. After a slash it is a regular expression; otherwise, in quotes it means itself,
 * and without it may be a keyword or {@code +role}. Immutable.
 */
record Token(String text, boolean quoted) {
  /** Whether it is this keyword. */
  boolean is(String keyword) {
    return !quoted && text.equals(keyword);
  }

  /** A role whose members are meant; null for anything else. */
  String group() {
    return !quoted && text.length() > 1 && text.startsWith("+") ? text.substring(1) : null;
  }

  boolean isRegex() {
    return text.length() > 1 && text.startsWith("/");
  }

  /** What a regular expression looks for. */
  Pattern regex() throws HbaException {
    try {
      return Pattern.compile(text.substring(1));
    } catch (PatternSyntaxException e) {
      throw new HbaException(
          "invalid regular expression \"%s\": %s".formatted(text.substring(1), e.getDescription()));
    }
  }

  /** Whether a name is meant: by {@code group}, the members of a role. */
  boolean matches(String name, Predicate<String> group) {
    if (group() != null) {
      return group.test(group());
    }
    return isRegex() ? Pattern.compile(text.substring(1)).matcher(name).find() : text.equals(name);
  }

  @Override
  public String toString() {
    return text;
  }
}
