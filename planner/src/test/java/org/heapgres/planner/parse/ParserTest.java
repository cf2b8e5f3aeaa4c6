package org.heapgres.planner.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.A_Expr;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateStmt;
import org.heapgres.planner.parse.tree.RelationStatement.ViewStmt;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.junit.jupiter.api.Test;

/** What the comparison with PostgreSQL's grammar does not show. */
class ParserTest {

  @Test
  void keepsTheTextOfStoredExpressions() {
    RawStmt raw =
        Parser.parse("CREATE TABLE t (a int DEFAULT  1 + f('x')  NOT NULL CHECK ( a > 1 ))")
            .getFirst();
    ColumnDef column = (ColumnDef) ((CreateStmt) raw.stmt()).tableElts().getFirst();
    assertEquals("1 + f('x')", raw.source().textOf(column.constraints().get(0).rawExpr()));
    assertEquals("a > 1", raw.source().textOf(column.constraints().get(2).rawExpr()));
  }

  @Test
  void keepsTheTextOfViewQueries() {
    RawStmt raw = Parser.parse("CREATE VIEW v AS SELECT a FROM t  WITH CHECK OPTION").getFirst();
    assertEquals("SELECT a FROM t", raw.source().textOf(((ViewStmt) raw.stmt()).query()));
  }

  @Test
  void parsesOneExpression() {
    assertTrue(Parser.parseExpression("a + 1") instanceof A_Expr);
    PgException error = assertThrows(PgException.class, () -> Parser.parseExpression("a, b"));
    assertEquals("syntax error at or near \",\"", error.getMessage());
    assertEquals(2, error.position());
  }

  @Test
  void parsesOneTypeName() {
    assertEquals(List.of(-1), Parser.parseTypeName("varchar(10)[]").arrayBounds());
  }

  @Test
  void backslashesEscapeWhereStringsDoNotConform() {
    SelectStmt query = (SelectStmt) Parser.parse("SELECT 'a\\'b'", false).getFirst().stmt();
    A_Const constant = (A_Const) query.targetList().getFirst().val();
    assertEquals(new StringValue("a'b"), constant.val());
  }

  @Test
  void escapedBytesHaveToBeText() {
    PgException error = assertThrows(PgException.class, () -> Parser.parse("SELECT E'\\xff'"));
    assertEquals(SqlState.CHARACTER_NOT_IN_REPERTOIRE, error.state());
    assertEquals("invalid byte sequence for encoding \"UTF8\": 0xff", error.getMessage());
  }

  @Test
  void countsPositionsInCharacters() {
    PgException error = assertThrows(PgException.class, () -> Parser.parse("SELECT '𝄞', )"));
    assertEquals(13, error.position());
  }

  @Test
  void refusesWhatNestsTooDeeply() {
    for (String open :
        List.of("(", "f(", "- ", "NOT ", "ARRAY[", "(SELECT ", "CASE WHEN ", "a + (")) {
      String sql = "SELECT " + open.repeat(100_000);
      PgException error = assertThrows(PgException.class, () -> Parser.parse(sql), open);
      assertEquals(SqlState.STATEMENT_TOO_COMPLEX, error.state(), open);
      assertEquals("stack depth limit exceeded", error.getMessage());
    }
    assertThrows(PgException.class, () -> Parser.parse("SELECT 1 FROM " + "(".repeat(100_000)));
    assertThrows(PgException.class, () -> Parser.parse("(".repeat(100_000)));
    assertThrows(PgException.class, () -> Parser.parse("WITH a AS (".repeat(100_000) + "SELECT 1"));
  }

  @Test
  void takesLongStatements() {
    String values = "(1, 'a', NULL), ".repeat(20_000) + "(1, 'b', NULL)";
    assertEquals(1, Parser.parse("INSERT INTO t VALUES " + values).size());
    assertEquals(1, Parser.parse("SELECT " + "a AND ".repeat(50_000) + "b").size());
    assertEquals(1, Parser.parse("SELECT " + "a || ".repeat(50_000) + "b").size());
    assertEquals(1, Parser.parse("SELECT 1" + " UNION SELECT 1".repeat(20_000)).size());
    assertEquals(20_000, Parser.parse("SELECT 1;".repeat(20_000)).size());
  }
}
