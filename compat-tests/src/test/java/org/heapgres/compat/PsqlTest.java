package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a user of psql types, next to PostgreSQL: every script prints the same on both. */
final class PsqlTest {
  private static final String TABLES =
      """
      CREATE TABLE customer (
        id bigint PRIMARY KEY,
        email text NOT NULL UNIQUE,
        name varchar(40) DEFAULT 'nobody',
        born date,
        balance numeric(12,2) NOT NULL DEFAULT 0 CHECK (balance >= 0));
      CREATE TABLE purchase (
        customer bigint REFERENCES customer,
        line int,
        what text,
        PRIMARY KEY (customer, line));
      CREATE INDEX purchase_what ON purchase (what, line DESC);
      """;

  @TempDir static Path directory;
  private static PostgresServer postgres;
  private static EmbeddedHeapgres heapgres;

  /** A name and what is typed. */
  private record Script(String name, String text) {}

  private static final List<Script> SCRIPTS =
      List.of(
          new Script(
              "describe a table", TABLES + "\\d customer\n\\d purchase\n\\d purchase_what\n"),
          new Script("list relations", TABLES + "\\dt\n\\di\n\\d\n\\dt nothing*\n"),
          new Script("list schemas", "CREATE SCHEMA app;\n\\dn\n"),
          new Script("list roles", "\\du\n"),
          new Script(
              "errors point at their place",
              """
              SELECT 1,
                     2 + nothing
              FROM generate_series(1, 2);
              SELECT * FROM nowhere;
              SELECT 'abc'::int;
              SELEC 1;
              \\set VERBOSITY verbose
              \\set SHOW_CONTEXT never
              """),
          new Script(
              "copy",
              """
              CREATE TABLE c (id int, t text);
              COPY c FROM STDIN;
              1	one
              2	\\N
              3	tab\\tand newline\\n.
              \\.
              COPY c TO STDOUT;
              COPY (SELECT id * 2 FROM c ORDER BY id) TO STDOUT (FORMAT csv, HEADER);
              COPY c FROM STDIN (FORMAT csv);
              4,"quoted, ""twice"", and more"
              5,
              \\.
              SELECT * FROM c ORDER BY id;
              """),
          new Script(
              "variables and conditions",
              """
              SELECT 40 + 2 AS answer \\gset
              \\echo :answer
              SELECT :answer::text || ' is it' AS sentence;
              SELECT 1 AS one, 2 AS two \\gx
              \\pset null (none)
              SELECT NULL AS n;
              SELECT 'SELECT ' || g FROM generate_series(1, 3) g \\gexec
              """),
          new Script(
              "transactions",
              """
              CREATE TABLE t (id int PRIMARY KEY);
              BEGIN;
              INSERT INTO t VALUES (1);
              SAVEPOINT s;
              INSERT INTO t VALUES (1);
              ROLLBACK TO s;
              INSERT INTO t VALUES (2) RETURNING id;
              COMMIT;
              \\set ON_ERROR_ROLLBACK on
              BEGIN;
              INSERT INTO t VALUES (2);
              INSERT INTO t VALUES (3);
              COMMIT;
              SELECT * FROM t ORDER BY id;
              """),
          new Script(
              "prepared statements and cursors",
              """
              PREPARE p(int) AS SELECT $1 * 2 AS twice;
              EXECUTE p(21);
              DEALLOCATE p;
              EXECUTE p(1);
              \\set FETCH_COUNT 2
              SELECT g FROM generate_series(1, 5) g;
              """));

  /**
   * What is left to do: psql's end mark inside CSV. The heap's own schema is listed among the
   * schemas for good.
   */
  private static final Set<String> DIFFERENT = Set.of("list schemas", "copy");

  @BeforeAll
  static void start() {
    assumeTrue(Psql.installed(), "psql is not installed");
    postgres = PostgresServer.start();
    heapgres = EmbeddedHeapgres.start();
  }

  @AfterAll
  static void stop() {
    if (heapgres != null) {
      heapgres.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> scripts() {
    return SCRIPTS.stream()
        .map(script -> DynamicTest.dynamicTest(script.name(), () -> compare(script)));
  }

  private static void compare(Script script) throws Exception {
    Psql.Result expected = run(postgres.port(), script);
    Psql.Result actual = run(heapgres.port(), script);
    if (DIFFERENT.contains(script.name())) {
      assertNotEquals(expected, actual, "no longer different: take it off the list");
    } else {
      assertEquals(expected, actual);
    }
  }

  /** Each script has a database of its own. */
  private static Psql.Result run(int port, Script script) throws Exception {
    String database = "psql_" + script.name().replace(' ', '_');
    execute(port, "CREATE DATABASE " + database);
    Path file = Files.writeString(directory.resolve(database + ".sql"), script.text());
    try {
      return Psql.run(port, database, "-a", "-f", file.toString());
    } finally {
      execute(port, "DROP DATABASE " + database);
    }
  }

  private static void execute(int port, String sql) throws Exception {
    Psql.Result result = Psql.run(port, "postgres", "-q", "-c", sql);
    assertEquals(new Psql.Result(0, ""), result);
  }
}
