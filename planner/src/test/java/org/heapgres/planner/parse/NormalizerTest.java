package org.heapgres.planner.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.heapgres.planner.parse.Normalizer.Literal;
import org.heapgres.planner.parse.Normalizer.LiteralType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '^',
      quoteCharacter = '"',
      textBlock =
          """
          SELECT a FROM t WHERE aid = 4711;^SELECT a FROM t WHERE aid = $1;
          SELECT a FROM t WHERE b <> 'x' AND (c > 1.5 OR d <= 5000000000)^SELECT a FROM t WHERE b <> $1 AND (c > $2 OR d <= $3)
          SELECT a FROM t WHERE b BETWEEN 1 AND 5 AND c = 2^SELECT a FROM t WHERE b BETWEEN $1 AND $2 AND c = $3
          SELECT a FROM t WHERE b IN (1, 2, 'x') LIMIT 5 OFFSET 10^SELECT a FROM t WHERE b IN ($1, $2, $3) LIMIT $4 OFFSET $5
          UPDATE t SET a = a + 2368, b = 'y' WHERE aid = 7^UPDATE t SET a = a + $1, b = $2 WHERE aid = $3
          UPDATE t SET a = a + -2368, b = b - -1 WHERE c > -1.5^UPDATE t SET a = a + $1, b = b - $2 WHERE c > $3
          SELECT a FROM t WHERE b BETWEEN -5 AND - 1 AND c IN (-1, 2) AND d - 1 = -e^SELECT a FROM t WHERE b BETWEEN $1 AND $2 AND c IN ($3, $4) AND d - 1 = -e
          DELETE FROM t WHERE a = 'it''s'^DELETE FROM t WHERE a = $1
          INSERT INTO t (a, b) VALUES (1, 'x'), (-2, 'y' || 'z')^INSERT INTO t (a, b) VALUES ($1, $2), ($3, 'y' || 'z')
          SELECT a FROM t WHERE b = 1 GROUP BY 1 ORDER BY 2 LIMIT 3^SELECT a FROM t WHERE b = $1 GROUP BY 1 ORDER BY 2 LIMIT $2
          SELECT 1, a = 2 FROM t WHERE b = 1^SELECT 1, a = 2 FROM t WHERE b = $1
          SELECT a FROM t WHERE b = (SELECT c FROM u WHERE d = 1) AND e = 2^SELECT a FROM t WHERE b = (SELECT c FROM u WHERE d = 1) AND e = $1
          """)
  void replacesLiterals(String sql, String expected) {
    assertEquals(expected, Normalizer.normalize(sql).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "SELECT a FROM t ORDER BY 1",
        "SELECT a FROM t WHERE b = '2020-01-01'::date",
        "SELECT a FROM t WHERE b = date '2020-01-01'",
        "SELECT a FROM t WHERE b > now() - interval '1' day",
        "SELECT a FROM t WHERE b::varchar(5) IS NULL",
        "SELECT a FROM t WHERE 'a' = 'b'",
        "SELECT a FROM t WHERE b = 'x' COLLATE \"C\"",
        "SELECT a FROM t WHERE b = $1 AND c = 5",
        "SELECT a FROM t WHERE b = -5::int2",
        "SELECT a FROM t WHERE b = -5 + c",
        "SELECT a FROM t JOIN u ON t.b = 1",
        "SELECT count(*) FILTER (WHERE a = 1) FROM t",
        "INSERT INTO t SELECT 1",
        "INSERT INTO t DEFAULT VALUES RETURNING 1",
        "WITH x AS (SELECT 1) SELECT * FROM x WHERE a = 1",
        "SELECT a FROM t WHERE b = 1; SELECT 2",
        "CREATE TABLE t (a numeric(10, 2))",
        "SET x = 5",
        "SELECT a FROM t WHERE b = 'unterminated"
      })
  void leavesWhatHasAMeaningAsALiteral(String sql) {
    assertEquals(sql, Normalizer.normalize(sql).text());
    assertEquals(List.of(), Normalizer.normalize(sql).literals());
  }

  @Test
  void handsOutTypesAndValues() {
    assertEquals(
        List.of(
            new Literal(LiteralType.INT4, "1"),
            new Literal(LiteralType.INT8, "5000000000"),
            new Literal(LiteralType.NUMERIC, "-1.50"),
            new Literal(LiteralType.UNKNOWN, "it's")),
        Normalizer.normalize(
                "SELECT a FROM t WHERE b = 1 AND c = 5000000000 AND d = -1.50 AND e = E'it\\'s'")
            .literals());
  }

  @Test
  void whatItMakesParses() {
    String text =
        Normalizer.normalize("UPDATE t SET a = a + 2368 WHERE aid = 7 AND b IN (1, 2)").text();
    assertEquals(1, Parser.parse(text).size());
  }
}
