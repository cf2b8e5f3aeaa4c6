package org.heapgres.planner.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

final class StatementTextTest {
  @Test
  void constantsSpaceCommentsAndCaseDoNotMatter() {
    StatementText text = StatementText.of("SELECT v FROM counted WHERE id = 1");
    assertEquals("SELECT v FROM counted WHERE id = $1", text.text());
    assertEquals(
        text.fingerprint(),
        StatementText.of("  select  V from counted /* a */ -- b\n where ID = -3 ;").fingerprint());
    assertNotEquals(
        text.fingerprint(),
        StatementText.of("SELECT \"V\" FROM counted WHERE id = 1").fingerprint());
    assertNotEquals(
        text.fingerprint(), StatementText.of("SELECT v FROM counted WHERE id < 1").fingerprint());
  }

  @Test
  void parametersAreNumberedAfterThoseThatAreThere() {
    assertEquals(
        "SELECT $2 + $1, a FROM t WHERE b IN ($3 /*, ... */) AND c IS NULL",
        StatementText.of("SELECT 1 + $1, a FROM t WHERE b IN (1, 2, 3) AND c IS NULL").text());
  }
}
