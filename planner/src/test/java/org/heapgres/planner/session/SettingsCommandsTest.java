package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.heapgres.storage.PgException;
import org.junit.jupiter.api.Test;

final class SettingsCommandsTest extends SessionTest {
  @Test
  void showsValuesWithUnits() {
    assertEquals(List.of("4MB", "SHOW"), client.run("SHOW work_mem"));
    client.run("SET work_mem = '1GB'");
    assertEquals(List.of("1GB", "SHOW"), client.run("SHOW work_mem"));
    client.run("SET statement_timeout = 1500");
    assertEquals(List.of("1500ms", "SHOW"), client.run("SHOW statement_timeout"));
  }

  @Test
  void undoesSettingsWithTheTransaction() {
    client.run("BEGIN; SET application_name = 'a'; ROLLBACK");
    assertEquals(List.of("", "SHOW"), client.run("SHOW application_name"));
    client.run("BEGIN; SET LOCAL application_name = 'b'; COMMIT");
    assertEquals(List.of("", "SHOW"), client.run("SHOW application_name"));
    client.run("BEGIN; SET LOCAL application_name = 'b'; SET application_name = 'c'; COMMIT");
    assertEquals(List.of("c", "SHOW"), client.run("SHOW application_name"));
    assertEquals("application_name=c", client.changes().getLast());
  }

  @Test
  void undoesSettingsWithTheSavepoint() {
    client.run("BEGIN; SET work_mem = '5MB'; SAVEPOINT s; SET work_mem = '6MB'");
    client.run("ROLLBACK TO s");
    assertEquals(List.of("5MB", "SHOW"), client.run("SHOW work_mem"));
    client.run("COMMIT");
    assertEquals(List.of("5MB", "SHOW"), client.run("SHOW work_mem"));
  }

  @Test
  void rejectsWhatPostgresqlRejects() {
    assertEquals("42704", code("SET nonsense = 1"));
    assertEquals("42704", code("SHOW nonsense"));
    assertEquals("22023", code("SET work_mem = 'abc'"));
    assertEquals("22023", code("SET work_mem = 1"));
    assertEquals("22023", code("SET client_min_messages = 'loud'"));
    assertEquals("55P02", code("SET server_version = '9'"));
    assertEquals("55P02", code("SET max_connections = 9"));
  }

  @Test
  void keepsCustomSettings() {
    client.run("SET my.setting = 'x'");
    assertEquals(List.of("x", "SHOW"), client.run("SHOW my.setting"));
  }

  @Test
  void reportsFifteenParameters() {
    assertEquals(15, client.session().reportedParameters().size());
    assertEquals("ISO, MDY", client.session().reportedParameters().get("DateStyle"));
  }

  private String code(String sql) {
    return assertThrows(PgException.class, () -> client.run(sql)).code();
  }
}
