package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.heapgres.wire.EmbeddedHeapgres;
import org.heapgres.wire.ServerOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A dump of a shop's database, made by pg_dump 15 from PostgreSQL 15 ({@code source.sql} filled
 * it), is restored by psql into PostgreSQL and into Heapgres: without an error, and to the same
 * answers. Queries are among them that change rows, call procedures and fire triggers.
 */
final class PgDumpTest {
  /** As the scripts call the database that they are for. */
  private static final String FIRST = "psql_describe";

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

  /**
   * A dump of Heapgres is restored into a PostgreSQL, a dump of that into Heapgres: a dump of it is
   * the first one again. Shown a version that pg_dump knows.
   */
  @ParameterizedTest
  @ValueSource(strings = {"/dump/shop.sql", "/psql/schema.sql"})
  void dumpIsAFixedPoint(String script, @TempDir Path directory) throws Exception {
    assumeTrue(Psql.installed());
    Optional<PostgresServer> installed = PostgresServer.startInstalled("plpgsql.so");
    assumeTrue(installed.isPresent(), "PostgreSQL is not installed");
    UnaryOperator<ServerOptions> asInstalled =
        options -> options.withSettings(Map.of("server_version", "15.10"));
    try (PostgresServer other = installed.get();
        EmbeddedHeapgres ours = EmbeddedHeapgres.start(asInstalled)) {
      Path file = Path.of(PgDumpTest.class.getResource(script).toURI());
      roles(ours.port(), "shop_reader");
      load(ours.port(), FIRST, file);
      roles(other.port(), "shop_reader", "app_owner", "app_reader", "app_admin");
      String dump = dump(ours.port(), FIRST);
      assertFalse(dump.contains("SET STATISTICS 0"), dump);
      load(other.port(), FIRST, Files.writeString(directory.resolve("1.sql"), dump));
      String back = dump(other.port(), FIRST);
      load(ours.port(), "second", Files.writeString(directory.resolve("2.sql"), back));
      assertEquals(dump, dump(ours.port(), "second"));
    }
  }

  private static void roles(int port, String... names) throws Exception {
    for (String name : names) {
      Psql.run(port, "postgres", "-q", "-c", "CREATE ROLE " + name);
    }
  }

  private static void load(int port, String database, Path script) throws Exception {
    Psql.run(port, "postgres", "-q", "-c", "CREATE DATABASE " + database);
    Psql.Result loaded =
        Psql.run(
            port, database, "-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1", "-f", script + "");
    assertEquals(0, loaded.exitCode(), loaded.output());
  }

  /** Without what differs from dump to dump. */
  private static String dump(int port, String database) throws Exception {
    Psql.Result dumped = Psql.dump(port, database);
    assertEquals(0, dumped.exitCode(), dumped.output());
    return dumped.output().replaceAll("(?m)^\\\\(un)?restrict .*$", "");
  }
}
