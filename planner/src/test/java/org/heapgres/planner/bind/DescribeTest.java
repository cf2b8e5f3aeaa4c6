package org.heapgres.planner.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.storage.PgException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the binder says of statements (columns, parameters, errors with their place) is what
 * PostgreSQL says: the {@code .out} files are a server's answers, made by {@code describe.py}
 * beside them.
 */
class DescribeTest {
  @TestFactory
  Stream<DynamicTest> queries() throws IOException {
    return cases("queries");
  }

  @TestFactory
  Stream<DynamicTest> types() throws IOException {
    return cases("types");
  }

  @TestFactory
  Stream<DynamicTest> changes() throws IOException {
    return cases("changes");
  }

  @TestFactory
  Stream<DynamicTest> errors() throws IOException {
    return cases("errors");
  }

  private static Stream<DynamicTest> cases(String name) throws IOException {
    String text;
    try (InputStream in = DescribeTest.class.getResourceAsStream(name + ".out")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (String block : text.strip().split("\n\n(?! )", -1)) {
      int end = block.lastIndexOf(";\n");
      String sql = end < 0 ? block.strip() : block.substring(0, end);
      String expected = end < 0 ? "" : block.substring(end + 2).strip();
      String statement = sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql;
      tests.add(
          DynamicTest.dynamicTest(statement, () -> assertEquals(expected, outcome(statement))));
    }
    return tests.stream();
  }

  private static String outcome(String sql) {
    List<String> lines = new ArrayList<>();
    try {
      Binder.Bound bound = BindFixture.bind(sql);
      if (!bound.parameterTypes().isEmpty()) {
        lines.add(
            bound.parameterTypes().stream()
                .map(type -> type.formatted(-1))
                .collect(Collectors.joining(", ", "parameters: ", "")));
      }
      List<OutputColumn> columns = bound.statement().columns();
      if (bound.statement() instanceof BoundQuery || !columns.isEmpty()) {
        lines.add(
            columns.stream()
                .map(column -> column.name() + " " + column.type().formatted(column.typmod()))
                .collect(Collectors.joining(", ", "columns: ", ""))
                .strip());
      }
    } catch (PgException e) {
      lines.add("ERROR " + e.code() + ": " + e.getMessage());
      if (e.position() > 0) {
        lines.add("POSITION " + e.position());
      }
      e.detail().ifPresent(detail -> lines.add("DETAIL " + detail));
      e.hint().ifPresent(hint -> lines.add("HINT " + hint));
    }
    return String.join("\n", lines);
  }
}
