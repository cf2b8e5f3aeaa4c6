package org.heapgres.planner.functions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Identifiers and literals as SQL source, and the keywords that identifiers must not look like. */
public final class Quoting {
  /**
   * One row of pg_get_keywords().
   *
   * @param category U unreserved, C cannot be function or type name, T can be, R reserved
   */
  public record Keyword(
      String word,
      char category,
      boolean bareLabel,
      String categoryDescription,
      String labelDescription) {}

  private static final List<Keyword> KEYWORDS = load();
  private static final Set<String> RESERVED = reserved();

  private Quoting() {}

  private static List<Keyword> load() {
    List<Keyword> keywords = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Quoting.class.getResourceAsStream("/org/heapgres/planner/catalog/keywords.tsv"),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] fields = line.split("\t", -1);
        keywords.add(
            new Keyword(
                fields[0], fields[1].charAt(0), fields[2].equals("t"), fields[3], fields[4]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(keywords);
  }

  private static Set<String> reserved() {
    Set<String> reserved = new HashSet<>();
    for (Keyword keyword : KEYWORDS) {
      if (keyword.category() != 'U') {
        reserved.add(keyword.word());
      }
    }
    return Set.copyOf(reserved);
  }

  public static List<Keyword> keywords() {
    return KEYWORDS;
  }

  /** As quote_ident: quoted unless it is a plain lower-case name and no keyword. */
  public static String identifier(String name) {
    boolean plain = !name.isEmpty() && !RESERVED.contains(name);
    for (int i = 0; plain && i < name.length(); i++) {
      char c = name.charAt(i);
      plain = (c >= 'a' && c <= 'z') || c == '_' || (i > 0 && c >= '0' && c <= '9');
    }
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  /** As quote_literal: E'' when there are backslashes. */
  public static String literal(String text) {
    String doubled = text.replace("'", "''");
    return text.indexOf('\\') < 0
        ? "'" + doubled + "'"
        : "E'" + doubled.replace("\\", "\\\\") + "'";
  }
}
