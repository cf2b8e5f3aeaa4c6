package org.heapgres.wire.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.heapgres.storage.PgException;
import org.junit.jupiter.api.Test;

final class StartupOptionsTest {
  @Test
  void readsBothSpellings() {
    assertEquals(
        Map.of("search_path", "a,b", "work_mem", "1MB", "geqo", "off", "TimeZone", "x y"),
        StartupOptions.parse("-c search_path=a,b  --work-mem=1MB -cgeqo=off -c TimeZone=x\\ y"));
    assertEquals(Map.of(), StartupOptions.parse(" "));
  }

  @Test
  void refusesAnythingElse() {
    assertEquals(
        "invalid command-line argument for server process: -x",
        assertThrows(PgException.class, () -> StartupOptions.parse("-x")).getMessage());
    assertThrows(PgException.class, () -> StartupOptions.parse("-c work_mem"));
  }
}
