package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive, unpacked where no JDK is to be found. */
final class DistributionTest {
  private static final Path TARGET = Path.of("..", "distribution", "target");

  @TempDir Path directory;

  /** The AOT cache would lack the classes of such a jar. */
  private static void assertNothingIsSigned(Path jars) throws IOException {
    try (Stream<Path> all = Files.list(jars)) {
      for (Path jar : all.toList()) {
        try (ZipFile files = new ZipFile(jar.toFile())) {
          assertTrue(
              files.stream().noneMatch(file -> file.getName().matches("META-INF/[^/]+\\.SF")),
              () -> jar + " is signed");
        }
      }
    }
  }

  /** Nor would it have those of a Java older than 6; of them, only these are used at each start. */
  private static void assertTheCommandLineIsModern(Path jars) throws IOException {
    try (Stream<Path> all = Files.list(jars)) {
      Path jar =
          all.filter(file -> file.getFileName().toString().startsWith("picocli-"))
              .findFirst()
              .orElseThrow();
      try (ZipFile files = new ZipFile(jar.toFile());
          InputStream file = files.getInputStream(files.getEntry("picocli/CommandLine.class"))) {
        int version = ClassFile.of().parse(file.readAllBytes()).majorVersion();
        assertTrue(version >= ClassFile.JAVA_6_VERSION, () -> jar + " has version " + version);
      }
    }
  }

  @Test
  void theArchiveRunsWithoutAJdk() throws Exception {
    List<Path> archives = archives();
    assumeTrue(archives.size() == 1, "package the module distribution first");
    Process tar =
        new ProcessBuilder("tar", "-xzf", archives.getFirst().toAbsolutePath().toString())
            .directory(directory.toFile())
            .inheritIO()
            .start();
    assertEquals(0, tar.waitFor());
    Path home;
    try (Stream<Path> unpacked = Files.list(directory)) {
      home = unpacked.findFirst().orElseThrow();
    }
    assertNothingIsSigned(home.resolve("lib"));
    assertNothingIsSigned(home.resolve("python"));
    assertTheCommandLineIsModern(home.resolve("lib"));
    try (Stream<Path> libraries = Files.list(home.resolve("lib"))) {
      assertEquals(
          2,
          libraries.filter(file -> file.toString().endsWith("-linux-x86_64.jar")).count(),
          "the native libraries for io_uring and epoll");
    }
    for (int start = 0; start < 2; start++) {
      ProcessBuilder command =
          new ProcessBuilder(
              home.resolve("bin/heapgres").toString(),
              "start",
              "--port",
              "0",
              "--data",
              directory.resolve("data").toString());
      command.environment().clear();
      command.environment().put("PATH", "/usr/bin:/bin");
      try (HeapgresProcess server = HeapgresProcess.start(command)) {
        assertTrue(Files.exists(home.resolve("cache/classes.aot")), "no AOT cache was made");
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
            Statement statement = connection.createStatement()) {
          assertEquals("[1, 4, 9]", value(statement, "DO $py$ [i * i for i in (1, 2, 3)] $py$"));
          assertEquals("\"[1]\"", value(statement, "DO $py$ import json; json.dumps([1]) $py$"));
          assertEquals("6", value(statement, "SELECT sum(i) FROM generate_series(1, 3) i"));
        }
        assertEquals(0, server.stop());
      }
    }
  }

  private static String value(Statement statement, String sql) throws Exception {
    try (ResultSet result = statement.executeQuery(sql)) {
      assertTrue(result.next());
      return result.getString(1);
    }
  }

  private static List<Path> archives() throws IOException {
    if (!Files.isDirectory(TARGET)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(TARGET)) {
      return files.filter(file -> file.toString().endsWith("-linux-x64.tar.gz")).toList();
    }
  }
}
