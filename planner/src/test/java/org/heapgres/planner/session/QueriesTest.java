package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.heapgres.planner.Completion;
import org.junit.jupiter.api.Test;

final class QueriesTest extends SessionTest {
  @Test
  void insertsAndSelects() {
    client.run("CREATE TABLE t (id int PRIMARY KEY, name text DEFAULT 'x', n serial)");
    assertEquals(List.of("INSERT 0 2"), client.run("INSERT INTO t VALUES (1, 'a'), (2, 'b')"));
    assertEquals(List.of("INSERT 0 1"), client.run("INSERT INTO t (id) VALUES (3)"));
    assertEquals(
        List.of("1|a|1", "2|b|2", "3|x|3", "SELECT 3"), client.run("SELECT * FROM t ORDER BY id"));
    assertEquals(List.of("b", "SELECT 1"), client.run("SELECT name FROM t WHERE id = 2"));
    assertEquals(
        List.of("2|c", "UPDATE 1"),
        client.run("UPDATE t SET name = 'c' WHERE id = 2 RETURNING id, name"));
    assertEquals(List.of("DELETE 2"), client.run("DELETE FROM t WHERE id <> 2"));
    assertEquals(List.of("1", "SELECT 1"), client.run("SELECT count(*) FROM t"));
  }

  @Test
  void dataSurviveARestart() {
    client.run("CREATE TABLE t (id int PRIMARY KEY, n serial); INSERT INTO t VALUES (1)");
    client.close();
    server.close();
    server = new TestServer(directory);
    client = server.connect();
    client.run("INSERT INTO t VALUES (2)");
    assertEquals(List.of("1|1", "2|2", "SELECT 2"), client.run("SELECT * FROM t"));
  }

  @Test
  void preparedStatementsAndPortals() {
    client.run("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3)");
    var session = client.session();
    var statement = session.prepare("s", "SELECT id FROM t WHERE id >= $1 ORDER BY id", new int[0]);
    assertEquals(1, statement.parameterTypes().length);
    assertEquals("int4", statement.parameterTypes()[0].name());
    var portal = session.bind("", statement, new Object[] {1}, new short[0]);
    StringBuilder rows = new StringBuilder();
    Completion first =
        portal.execute(
            2,
            (batch, from, to) -> {
              for (int i = from; i < to; i++) {
                rows.append(batch.datum(0, i)).append(' ');
              }
            });
    assertEquals(new Completion.Suspended(), first);
    assertEquals("1 2 ", rows.toString());
    assertEquals(List.of("3", "SELECT 1"), client.drain(portal));
    session.sync();
    assertEquals('I', session.transactionStatus());
  }

  @Test
  void copiesIn() {
    client.run("CREATE TABLE t (a int, b text, c numeric DEFAULT 7)");
    var query = client.session().simpleQuery("COPY t (a, b) FROM STDIN");
    Completion completion = query.next().execute(0, (batch, from, to) -> {});
    Completion.CopyInHandler handler = ((Completion.CopyIn) completion).handler();
    handler.data(ByteBuffer.wrap("1\tone\n2\t\\N\n3\ttab\\the".getBytes(StandardCharsets.UTF_8)));
    handler.data(ByteBuffer.wrap("re\n\\.\n".getBytes(StandardCharsets.UTF_8)));
    assertEquals("COPY 3", handler.finish().tag());
    assertEquals(
        List.of("1|one|7", "2|NULL|7", "3|tab\there|7", "SELECT 3"),
        client.run("SELECT * FROM t ORDER BY a"));
    assertEquals(
        List.of("1,one,7", "2,,7", "3,tab\there,7", "COPY 3"),
        client.run("COPY t TO STDOUT (FORMAT csv)"));
  }
}
