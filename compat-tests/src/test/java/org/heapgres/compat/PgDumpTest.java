package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A dump of a shop's database, made by pg_dump 15 from PostgreSQL 15 ({@code source.sql} filled
 * it), is restored by psql into PostgreSQL and into Heapgres: without an error, and to the same
 * answers. Queries are among them that change rows, call procedures and fire triggers.
 */
final class PgDumpTest {
  private static PostgresServer postgres;
  private static EmbeddedHeapgres heapgres;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.start();
    heapgres = EmbeddedHeapgres.start();
  }

  @AfterAll
  static void stop() {
    heapgres.close();
    postgres.close();
  }

  private static String file(String name) throws URISyntaxException {
    return Path.of(PgDumpTest.class.getResource("/dump/" + name).toURI()).toString();
  }

  private static void restore(int port)
      throws IOException, InterruptedException, URISyntaxException {
    Psql.Result prepared =
        Psql.run(
            port, "postgres", "-q", "-c", "CREATE ROLE shop_reader", "-c", "CREATE DATABASE shop");
    assertEquals(0, prepared.exitCode(), prepared.output());
    Psql.Result restored =
        Psql.run(port, "shop", "-q", "-v", "ON_ERROR_STOP=1", "-f", file("shop.sql"));
    assertEquals(0, restored.exitCode(), restored.output());
  }

  private static String answers(int port)
      throws IOException, InterruptedException, URISyntaxException {
    String queries = file("queries.sql");
    return Psql.run(port, "shop", "-a", "-f", queries).output().replace(queries, "queries.sql");
  }

  @Test
  void restoredDatabaseAnswersTheSame() throws Exception {
    assumeTrue(Psql.installed());
    restore(postgres.port());
    restore(heapgres.port());
    assertEquals(answers(postgres.port()), answers(heapgres.port()));
  }
}
