package org.heapgres.planner.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.heapgres.storage.PgException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our trees and errors against those of PostgreSQL 18's own grammar. */
class OracleTest {
  /** Statements that real tools send; kept outside the project. */
  private static final Path APPLICATION_STATEMENTS =
      Path.of("..", "..", "shared", "conform", "app-statements.jsonl");

  private static final List<String> CORPORA =
      List.of("select", "expressions", "dml", "tables", "objects", "access", "utility", "errors");

  private static Oracle oracle;

  @BeforeAll
  static void start() throws IOException {
    oracle = new Oracle();
  }

  @AfterAll
  static void stop() {
    oracle.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select",
        "expressions",
        "dml",
        "tables",
        "objects",
        "access",
        "utility",
        "errors"
      })
  void corpusParsesAsInPostgres(String name) throws IOException {
    requireNoDifference(corpus(name));
  }

  @Test
  void applicationStatementsParseAsInPostgres() throws IOException {
    assumeTrue(
        Files.exists(APPLICATION_STATEMENTS),
        () -> "no application statements at " + APPLICATION_STATEMENTS);
    ObjectMapper mapper = new ObjectMapper();
    List<String> statements = new ArrayList<>();
    for (String line : Files.readAllLines(APPLICATION_STATEMENTS)) {
      statements.add(mapper.readTree(line).get("sql").asText());
    }
    requireNoDifference(statements);
  }

  /**
   * One JSON object with a field {@code sql} a line, such as PostgreSQL's regression statements;
   * the libpg_query of the oracle accepts a letter after a parameter, which PostgreSQL does not.
   */
  @Test
  void regressionStatementsParseAsInPostgres() throws IOException {
    String file = System.getProperty("heapgres.parser.corpus");
    assumeTrue(file != null, "no -Dheapgres.parser.corpus");
    ObjectMapper mapper = new ObjectMapper();
    List<String> statements = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(file))) {
      statements.add(mapper.readTree(line).get("sql").asText());
    }
    List<String> differences = differences(statements);
    double equal = 100.0 * (statements.size() - differences.size()) / statements.size();
    System.out.printf(
        "%d statements, %.2f %% as PostgreSQL parses them%n", statements.size(), equal);
    differences.forEach(System.out::println);
  }

  /** Statements with a token left out, doubled or moved: both accept or refuse the same. */
  @Test
  void mutatedStatementsAreAcceptedOrRefusedAsInPostgres() throws IOException {
    Random random = new Random(Long.getLong("heapgres.parser.seed", 18));
    List<String> statements = new ArrayList<>();
    for (String name : CORPORA) {
      statements.addAll(corpus(name));
    }
    List<String> mutants = new ArrayList<>();
    for (int i = 0; i < Integer.getInteger("heapgres.parser.mutants", 4000); i++) {
      mutants.add(mutant(statements.get(random.nextInt(statements.size())), random));
    }
    List<Oracle.Answer> answers = oracle.parse(mutants);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < mutants.size(); i++) {
      String difference = difference(mutants.get(i), answers.get(i));
      if (difference != null) {
        differences.add(mutants.get(i) + "\n    " + difference);
      }
    }
    assertEquals("", String.join("\n", differences), () -> differences.size() + " differences");
  }

  private static String mutant(String sql, Random random) {
    TokenList tokens = Lexer.tokens(sql, true);
    int count = tokens.size - 1;
    if (count < 2) {
      return sql;
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(tokens.quoted(i));
    }
    int at = random.nextInt(count);
    switch (random.nextInt(3)) {
      case 0 -> parts.remove(at);
      case 1 -> parts.add(at, parts.get(random.nextInt(count)));
      default -> {
        int other = random.nextInt(count);
        String moved = parts.get(at);
        parts.set(at, parts.get(other));
        parts.set(other, moved);
      }
    }
    return String.join(" ", parts);
  }

  // Comparing.

  private static List<String> corpus(String name) throws IOException {
    try (var in = OracleTest.class.getResourceAsStream(name + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static void requireNoDifference(List<String> statements) throws IOException {
    assertEquals("", String.join("\n", differences(statements)));
  }

  private static List<String> differences(List<String> statements) throws IOException {
    List<Oracle.Answer> answers = oracle.parse(statements);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      String difference = difference(statements.get(i), answers.get(i));
      if (difference != null) {
        differences.add(statements.get(i) + "\n    " + difference);
      }
    }
    return differences;
  }

  private static String difference(String sql, Oracle.Answer expected) {
    try {
      var statements = Parser.parse(sql);
      return expected.tree() == null
          ? "accepted, expected " + expected.error() + " at " + expected.position()
          : TreeComparison.difference(sql, statements, expected.tree());
    } catch (PgException e) {
      if (expected.tree() != null) {
        return "refused: " + e.getMessage() + " at " + e.position();
      }
      int position = Math.max(0, e.position() - 1);
      return e.getMessage().equals(expected.error()) && position == expected.position()
          ? null
          : e.getMessage()
              + " at "
              + position
              + ", expected "
              + expected.error()
              + " at "
              + expected.position();
    }
  }
}
