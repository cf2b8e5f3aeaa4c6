package org.heapgres.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stories of SQL and Python on one heap, in {@code src/test/resources/stories}, and the tour for
 * users: told once through, once with restarts of everything but the interpreter between, and once
 * more with every container a big one. They use no session state but what a statement sets itself.
 * {@code -Dregenerate=true} writes the answers anew, {@code -Dstory=tables} tells that one only.
 */
class StoryTest {
  private static final Path STORIES = Path.of("src/test/resources/stories");
  private static final Path TOUR = Path.of("../docs/python.md");

  /** A restart costs more than most statements do. */
  private static final int RESTARTS = 4;

  private static final Map<String, String> BIG_CONTAINERS = Map.of("heapgres.big_container", "2");

  @TempDir private Path temp;

  @TestFactory
  Stream<DynamicTest> stories() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(STORIES)) {
      found.sorted().forEach(files::add);
    }
    files.add(TOUR);
    files.removeIf(file -> !file.toString().contains(System.getProperty("story", "")));
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private void check(Path file) throws IOException {
    String name = file.getFileName().toString();
    Story story = Story.parse(Files.readString(file), name.endsWith(".md"));
    String told;
    try (StoryServer server = new StoryServer(temp.resolve(name), Map.of())) {
      told = story.tell(server, 0);
    }
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(file, told);
    } else {
      assertEquals(story.expected(), told);
    }
    try (StoryServer server = new StoryServer(temp.resolve(name + ".restarts"), Map.of())) {
      assertEquals(told, story.tell(server, RESTARTS), "with restarts");
    }
    try (StoryServer server = new StoryServer(temp.resolve(name + ".big"), BIG_CONTAINERS)) {
      assertEquals(told, story.tell(server, RESTARTS), "with records for all containers' entries");
    }
  }
}
