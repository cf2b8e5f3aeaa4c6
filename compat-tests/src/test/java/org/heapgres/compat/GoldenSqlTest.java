package org.heapgres.compat;

import java.io.IOException;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs {@code src/test/resources/sql} on PostgreSQL and on Heapgres. */
final class GoldenSqlTest {
  private static final GoldenScripts SCRIPTS =
      new GoldenScripts("sql", Transcript.Detail.WITHOUT_CONTEXT);

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

  @TestFactory
  Stream<DynamicTest> postgresAnswers() throws IOException {
    return SCRIPTS.postgresAnswers(postgres.jdbcUrl("postgres"));
  }

  @TestFactory
  Stream<DynamicTest> heapgresAnswers() throws IOException {
    return SCRIPTS.heapgresAnswers(heapgres.jdbcUrl());
  }
}
