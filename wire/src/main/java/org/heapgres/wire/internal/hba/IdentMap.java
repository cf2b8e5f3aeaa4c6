package org.heapgres.wire.internal.hba;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;

/**
 * A line of pg_ident.conf (manual, 20.2): whom a map lets be which role. Immutable.
 *
 * @param system the name outside, or a regular expression for it
 * @param role the role, in which {@code \1} stands for the expression's first group
 */
record IdentMap(int line, String name, Token system, Token role) {
  static IdentMap parse(Line line) throws HbaException {
    if (line.fields().size() < 3) {
      throw new HbaException("missing entry at end of line");
    }
    for (List<Token> field : line.fields().subList(0, 3)) {
      if (field.size() > 1) {
        throw new HbaException("multiple values in ident field");
      }
      if (field.getFirst().isRegex()) {
        field.getFirst().regex();
      }
    }
    return new IdentMap(
        line.number(),
        line.fields().get(0).getFirst().text(),
        line.fields().get(1).getFirst(),
        line.fields().get(2).getFirst());
  }

  boolean lets(String outside, String user, BiPredicate<String, String> isMember) {
    Token wanted = role;
    if (system.isRegex()) {
      Matcher found;
      try {
        found = system.regex().matcher(outside);
      } catch (HbaException e) {
        return false;
      }
      if (!found.find()) {
        return false;
      }
      if (role.text().contains("\\1") && found.groupCount() > 0) {
        wanted = new Token(role.text().replace("\\1", found.group(1)), true);
      }
    } else if (!system.text().equals(outside)) {
      return false;
    }
    return wanted.is("all") || wanted.matches(user, group -> isMember.test(user, group));
  }
}
