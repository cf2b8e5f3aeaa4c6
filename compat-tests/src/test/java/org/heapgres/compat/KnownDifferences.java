package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Compares what a client saw of PostgreSQL and of Heapgres. The names in {@code
 * src/test/resources/clients/}<em>suite</em>{@code .differs} are what is left to do: those tests
 * are aborted while they differ. {@code -Dclients=regenerate} writes the lists anew.
 */
final class KnownDifferences {
  private static final Path LISTS = Path.of("src/test/resources/clients");
  private static final boolean REGENERATE = "regenerate".equals(System.getProperty("clients"));

  private final Path list;
  private final List<String> names;

  KnownDifferences(String suite) throws IOException {
    list = LISTS.resolve(suite + ".differs");
    if (REGENERATE) {
      Files.deleteIfExists(list);
    }
    names = Files.exists(list) ? Files.readAllLines(list) : List.of();
  }

  void check(String name, String expected, String actual) throws IOException {
    if (REGENERATE && !expected.equals(actual)) {
      Files.writeString(list, name + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    if (REGENERATE || names.contains(name)) {
      assumeTrue(expected.equals(actual), "not as PostgreSQL yet");
    } else {
      assertEquals(expected, actual);
    }
  }
}
