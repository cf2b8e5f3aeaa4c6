import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Manifest;

/**
 * Takes the signatures off all jars of a directory, and the digests out of their manifests: the JVM
 * keeps no class of a signed jar in its AOT cache, and would check the signature at each start.
 */
void main(String[] arguments) throws IOException {
  try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(arguments[0]), "*.jar")) {
    for (Path jar : jars) {
      unsign(jar);
    }
  }
}

void unsign(Path jar) throws IOException {
  try (FileSystem files = FileSystems.newFileSystem(jar)) {
    Path directory = files.getPath("META-INF");
    if (!Files.isDirectory(directory)) {
      return;
    }
    boolean signed = false;
    try (DirectoryStream<Path> signatures =
        Files.newDirectoryStream(directory, "*.{SF,DSA,RSA,EC}")) {
      for (Path signature : signatures) {
        Files.delete(signature);
        signed = true;
      }
    }
    if (signed) {
      withoutDigests(directory.resolve("MANIFEST.MF"));
    }
  }
}

void withoutDigests(Path file) throws IOException {
  Manifest manifest;
  try (InputStream in = Files.newInputStream(file)) {
    manifest = new Manifest(in);
  }
  manifest.getEntries().clear();
  try (OutputStream out = Files.newOutputStream(file)) {
    manifest.write(out);
  }
}
