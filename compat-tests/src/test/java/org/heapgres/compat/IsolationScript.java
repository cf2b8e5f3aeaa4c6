package org.heapgres.compat;

import java.util.ArrayList;
import java.util.List;

/**
 * What several sessions do in turn: cases, each with steps of named sessions.
 *
 * <pre>
 * levels read committed, serializable      -- every case runs at each, as $level; optional
 * setup CREATE TABLE t (id int)            -- before every case, in an empty schema
 * case what it shows
 *   setup INSERT INTO t VALUES (1)         -- of this case
 *   a: BEGIN ISOLATION LEVEL $level
 *   b: UPDATE t SET id = 2
 *   b!: UPDATE t SET id = 3                -- whose wait ends by itself, such as by a timeout
 *   until SELECT ...                       -- waits until the query, in a session of its own, says true
 * </pre>
 *
 * A line that begins with {@code --} is a comment; one that is indented by six or more goes on with
 * the line before it. A step that has to wait for another session's lock is left waiting, and its
 * answer is shown after the step that ends the wait, or before the session's next one.
 */
record IsolationScript(List<String> levels, List<Case> cases) {
  private static final String CONTINUATION = " ".repeat(6);

  /** {@code setup} includes the script's own. */
  record Case(String title, List<String> setup, List<Step> steps) {}

  /**
   * @param session null for what is to be waited for
   * @param waitsOut whether the answer comes without another step
   */
  record Step(String session, String sql, boolean waitsOut) {
    Step at(String level) {
      return new Step(session, sql.replace("$level", level), waitsOut);
    }
  }

  static IsolationScript parse(String text) {
    List<String> levels = List.of("read committed");
    List<String> setup = new ArrayList<>();
    List<Case> cases = new ArrayList<>();
    for (String line : lines(text)) {
      int blank = line.indexOf(' ');
      String word = line.substring(0, blank);
      String rest = line.substring(blank + 1).strip();
      switch (word) {
        case "levels" -> levels = List.of(rest.split(", *"));
        case "case" -> cases.add(new Case(rest, new ArrayList<>(setup), new ArrayList<>()));
        case "setup" -> (cases.isEmpty() ? setup : cases.getLast().setup()).add(rest);
        case "until" -> cases.getLast().steps().add(new Step(null, rest, false));
        default -> {
          if (!word.endsWith(":")) {
            throw new IllegalArgumentException(line);
          }
          boolean waitsOut = word.endsWith("!:");
          String session = word.substring(0, word.length() - (waitsOut ? 2 : 1));
          cases.getLast().steps().add(new Step(session, rest, waitsOut));
        }
      }
    }
    return new IsolationScript(levels, cases);
  }

  /** Without comments, and each with the lines that go on with it. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.strip().startsWith("--")) {
        continue;
      }
      if (line.startsWith(CONTINUATION)) {
        lines.add(lines.removeLast() + "\n" + line.strip());
      } else {
        lines.add(line.strip());
      }
    }
    return lines;
  }
}
