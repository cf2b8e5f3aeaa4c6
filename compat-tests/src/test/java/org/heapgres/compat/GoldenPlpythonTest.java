package org.heapgres.compat;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs {@code src/test/resources/plpython} on Heapgres and, where the machine has one with
 * PL/Python (Debian's postgresql-plpython3-15), on PostgreSQL, whose answers are recorded.
 */
final class GoldenPlpythonTest {
  private static final GoldenScripts SCRIPTS =
      new GoldenScripts("plpython", Transcript.Detail.WITH_CONTEXT);

  private static Optional<PostgresServer> postgres;
  private static EmbeddedHeapgres heapgres;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.startInstalled("plpython3.so");
    heapgres = EmbeddedHeapgres.start();
  }

  @AfterAll
  static void stop() {
    heapgres.close();
    postgres.ifPresent(PostgresServer::close);
  }

  @TestFactory
  Stream<DynamicTest> postgresAnswers() throws IOException {
    return postgres.isPresent()
        ? SCRIPTS.postgresAnswers(postgres.get().jdbcUrl("postgres"))
        : Stream.empty();
  }

  @TestFactory
  Stream<DynamicTest> heapgresAnswers() throws IOException {
    return SCRIPTS.heapgresAnswers(heapgres.jdbcUrl());
  }
}
