package org.heapgres.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * Statements and what they answer, as one would write them down for psql: each statement is
 * followed by its answer in comments, no comment for none. In Markdown the blocks marked {@code
 * sql} tell the story; the rest is kept.
 */
final class Story {
  private static final String ANSWER = "-- ";
  private static final String QUOTE = "$py$";

  /** Text around statements has no statement; statements have what was expected. */
  private record Part(String text, String statement, String expected) {}

  private final List<Part> parts = new ArrayList<>();

  private Story() {}

  static Story parse(String text, boolean markdown) {
    Story story = new Story();
    boolean inside = !markdown;
    StringBuilder statement = new StringBuilder();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean fence = markdown && line.startsWith("```");
      if (fence) {
        inside = line.equals("```sql");
      }
      boolean between = statement.isEmpty() && (line.isBlank() || line.startsWith("--"));
      if (fence || !inside || between) {
        story.parts.add(new Part(line, null, null));
        continue;
      }
      statement.append(line).append('\n');
      if (line.endsWith(";") && quotes(statement) % 2 == 0) {
        List<String> answer = new ArrayList<>();
        while (i + 1 < lines.size() && lines.get(i + 1).startsWith(ANSWER)) {
          answer.add(lines.get(++i).substring(ANSWER.length()));
        }
        story.parts.add(
            new Part(
                statement.toString().strip(), statement.toString(), String.join("\n", answer)));
        statement.setLength(0);
      }
    }
    if (!statement.isEmpty()) {
      throw new IllegalArgumentException("a statement without an end: " + statement);
    }
    return story;
  }

  private static int quotes(StringBuilder text) {
    int count = 0;
    for (int at = text.indexOf(QUOTE); at >= 0; at = text.indexOf(QUOTE, at + 1)) {
      count++;
    }
    return count;
  }

  /** The story as it should go. */
  String expected() {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      append(out, part.text, part.expected);
    }
    return out.toString();
  }

  /** The story as it goes. {@code restarts}: before each statement whose number it divides. */
  String tell(StoryServer server, int restarts) {
    StringBuilder out = new StringBuilder();
    int number = 0;
    for (Part part : parts) {
      if (part.statement != null && restarts > 0 && ++number % restarts == 0) {
        server.restart();
      }
      append(out, part.text, part.statement == null ? null : server.run(part.statement));
    }
    return out.toString();
  }

  private static void append(StringBuilder out, String text, String answer) {
    out.append(text).append('\n');
    if (answer != null && !answer.isEmpty()) {
      answer.lines().forEach(line -> out.append(ANSWER).append(line).append('\n'));
    }
  }
}
