package org.heapgres.wire.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.heapgres.wire.EmbeddedHeapgres;
import org.heapgres.wire.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server compared with itself. */
final class BenchCommandTest {
  @TempDir Path directory;

  @Test
  void twoServersSideBySide() throws Exception {
    StringWriter printed = new StringWriter();
    Path page = directory.resolve("bench.html");
    try (EmbeddedHeapgres server = EmbeddedHeapgres.start()) {
      int status =
          Main.execute(
              new PrintWriter(printed),
              "bench",
              "--seconds=0.2",
              "--warmup=0",
              "--scale=0.002",
              "--clients=2",
              "--html=" + page,
              server.jdbcUrl(),
              server.jdbcUrl());
      assertEquals(0, status, printed.toString());
    }
    List<String> table = printed.toString().lines().filter(line -> line.startsWith("|")).toList();
    assertEquals(2 + 1 + 1 + 12 + 4, table.size(), printed.toString());
    assertFalse(printed.toString().contains("ERROR"), printed.toString());
    assertTrue(printed.toString().contains("geometric mean"), printed.toString());
    assertTrue(Files.readString(page).contains("promoted parts"));
  }
}
