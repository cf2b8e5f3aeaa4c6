package org.heapgres.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All code of a database as files, and what another database makes of them. */
class CodeFilesTest {
  @TempDir private Path temp;

  @Test
  void codeGoesToFilesAndBack() throws IOException {
    Path files = temp.resolve("files");
    try (StoryServer server = new StoryServer(temp.resolve("from"), Map.of())) {
      String created =
          """
          CREATE SCHEMA apart;
          CREATE MODULE greetings AS $py$
          def greet(name):
              return 'dear \\\\' + name
          $py$;
          CREATE MODULE apart.greetings AS $py$ greet = None $py$;
          DO $py$
          import greetings
          class Named:
              def hello(self):
                  return greetings.greet(self.name)
          class Dog(Named):
              def __init__(self, name):
                  self.name = name
          heap.rex = Dog('rex')
          $py$
          """;
      assertEquals("", server.run(created));
      assertEquals("4", export(server, files));
    }
    assertEquals(
        List.of(
            "apart/greetings.py",
            "public/classes/Dog.py",
            "public/classes/Named.py",
            "public/greetings.py"),
        names(files));
    try (StoryServer server = new StoryServer(temp.resolve("to"), Map.of())) {
      server.run("CREATE SCHEMA apart");
      String imports = "SELECT heapgres_import_code('" + files + "')";
      assertEquals("4", server.run(imports));
      assertEquals("\"dear \\\\rex\"", server.run("DO $py$ Dog('rex').hello() $py$"));
      assertEquals(
          "Dog | 1 | 0\nNamed | 1 | 0",
          server.run("SELECT name, version, instances FROM heapgres_classes ORDER BY name"));
      server.run("DO $py$ heap.bo = Dog('bo') $py$");
      Path dog = files.resolve("public/classes/Dog.py");
      Files.writeString(
          dog, Files.readString(dog) + "\n    def bark(self):\n        return 'woof'\n");
      server.run(imports);
      assertEquals("\"woof\"", server.run("DO $py$ bo.bark() $py$"));
      Files.writeString(dog, "class Other:\n    pass\n");
      String failure = server.run(imports);
      assertTrue(failure.contains("the source does not define class Dog"), failure);
      assertEquals("\"woof\"", server.run("DO $py$ bo.bark() $py$"));
    }
  }

  private static String export(StoryServer server, Path files) {
    return server.run("SELECT heapgres_export_code('" + files + "')");
  }

  private static List<String> names(Path files) throws IOException {
    try (Stream<Path> all = Files.walk(files)) {
      return all.filter(Files::isRegularFile)
          .map(file -> files.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
