import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Moves a directory of a jar to a new jar: the jar, the directory, the new jar. */
void main(String[] arguments) throws IOException {
  try (FileSystem from = FileSystems.newFileSystem(Path.of(arguments[0]));
      FileSystem to = FileSystems.newFileSystem(Path.of(arguments[2]), Map.of("create", "true"))) {
    List<Path> moved;
    try (Stream<Path> found = Files.walk(from.getPath("/", arguments[1]))) {
      moved = found.toList();
    }
    Files.createDirectories(to.getPath("/", arguments[1]).getParent());
    for (Path file : moved) {
      Files.copy(file, to.getPath(file.toString()));
    }
    for (Path file : moved.stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(file);
    }
  }
}
