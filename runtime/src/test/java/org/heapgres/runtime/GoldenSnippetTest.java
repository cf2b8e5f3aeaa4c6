package org.heapgres.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.heapgres.storage.PgException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Snippets and what they answer, in {@code src/test/resources/snippets}. A file is a story over one
 * heap: snippets after lines of {@code >>>}, what came of each after {@code ---}. {@code >>>
 * reopen} closes and opens the heap first. {@code -Dregenerate=true} writes the answers anew.
 */
class GoldenSnippetTest {
  private static final Path DIRECTORY = Path.of("src/test/resources/snippets");

  private record Case(String mark, String source, String expected) {}

  @TempDir private Path temp;

  @TestFactory
  Stream<DynamicTest> stories() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(DIRECTORY)) {
      files = found.sorted().toList();
    }
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private void check(Path file) throws IOException {
    List<Case> cases = parse(Files.readString(file));
    StringBuilder actual = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    try (HeapSession session = new HeapSession(temp.resolve(file.getFileName().toString()))) {
      for (Case one : cases) {
        if (one.mark.contains("reopen")) {
          session.reopen();
        }
        append(actual, one, outcome(session, one.source));
        append(expected, one, one.expected);
      }
    }
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(file, actual.toString());
    } else {
      assertEquals(expected.toString(), actual.toString());
    }
  }

  private static void append(StringBuilder story, Case one, String outcome) {
    story.append(one.mark).append('\n').append(one.source).append("---\n").append(outcome);
  }

  private static List<Case> parse(String text) {
    List<Case> cases = new ArrayList<>();
    String mark = null;
    StringBuilder source = new StringBuilder();
    StringBuilder expected = null;
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(">>>")) {
        add(cases, mark, source, expected);
        mark = line;
        source.setLength(0);
        expected = null;
      } else if (line.equals("---")) {
        expected = new StringBuilder();
      } else if (expected != null) {
        expected.append(line).append('\n');
      } else {
        source.append(line).append('\n');
      }
    }
    if (expected != null && !expected.isEmpty()) {
      expected.setLength(expected.length() - 1);
    }
    add(cases, mark, source, expected);
    return cases;
  }

  private static void add(
      List<Case> cases, String mark, StringBuilder source, StringBuilder expected) {
    if (mark != null) {
      cases.add(new Case(mark, source.toString(), expected == null ? "" : expected.toString()));
    }
  }

  private static String outcome(HeapSession session, String source) {
    String result;
    try {
      result = session.run(source) + "\n";
    } catch (PgException e) {
      result = "ERROR:  " + e.code() + ": " + e.getMessage() + "\n";
      if (e.position() != 0) {
        result += "POSITION:  " + e.position() + "\n";
      }
      if (e.detail().isPresent()) {
        result += "DETAIL:  " + e.detail().get() + "\n";
      }
      if (e.fields().where() != null && source.contains("# CONTEXT")) {
        result += "CONTEXT:  " + e.fields().where() + "\n";
      }
    }
    StringBuilder all = new StringBuilder();
    session.notices().forEach(notice -> all.append(notice).append('\n'));
    return all.append(result).append('\n').toString();
  }
}
