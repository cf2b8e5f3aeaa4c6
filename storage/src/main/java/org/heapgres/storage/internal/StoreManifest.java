package org.heapgres.storage.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.heapgres.storage.Damage;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * The files of a store as of its last {@linkplain KeyValueStore#sync sync}, with checksums. Xodus
 * only appends, so what is listed never changes.
 *
 * <p>Xodus has no checksums of its own, and bytes written after the last sync reach the disk in any
 * order. So a store is never opened with such bytes: {@link #restore} cuts it back to what is
 * listed, and the log brings back the rest. For that, files that Xodus has given up (renamed to end
 * in {@code .del}) stay until a sync makes the manifest independent of them.
 *
 * <p>The file is text: a line with the format and the applied mark, one line (name, length,
 * checksum in hexadecimal) a file, and the checksum of {@link CheckedText}.
 */
record StoreManifest(long applied, List<Part> parts) {
  static final String FILE = "manifest";
  private static final String GIVEN_UP = ".del";

  private static final String SUFFIX = ".xd";
  private static final String FORMAT = "heapgres-store 1";
  private static final int BUFFER = 1 << 20;

  /** The first {@code length} bytes of a file. */
  record Part(String name, long length, int checksum) {}

  StoreManifest {
    parts = List.copyOf(parts);
  }

  /** Null when the store was never synced. */
  static StoreManifest read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    return Files.exists(file) ? parse(file, CheckedText.read(file)) : null;
  }

  private static StoreManifest parse(Path file, String text) {
    List<String> lines = text.lines().toList();
    String head = lines.getFirst();
    int split = head.lastIndexOf(' ');
    if (!head.substring(0, split).equals(FORMAT)) {
      throw PgException.notSupported("store format \"" + head + "\" in \"" + file + "\"");
    }
    List<Part> parts = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ", -1);
      parts.add(
          new Part(words[0], Long.parseLong(words[1]), Integer.parseUnsignedInt(words[2], 16)));
    }
    return new StoreManifest(Long.parseLong(head.substring(split + 1)), parts);
  }

  String encode() {
    StringBuilder text = new StringBuilder(FORMAT).append(' ').append(applied).append('\n');
    for (Part part : parts) {
      text.append(part.name)
          .append(' ')
          .append(part.length)
          .append(' ')
          .append(Integer.toHexString(part.checksum))
          .append('\n');
    }
    return text.toString();
  }

  void write(Path directory) throws IOException {
    CheckedText.write(directory.resolve(FILE), encode());
  }

  /** Names of the store's files, ascending; without those given up. */
  static Set<String> files(Path directory) throws IOException {
    return list(directory, SUFFIX);
  }

  /** Names of the files that Xodus has no use for any more. */
  static Set<String> givenUp(Path directory) throws IOException {
    return list(directory, GIVEN_UP);
  }

  private static Set<String> list(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(suffix))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  static boolean isStoreFile(Path file) {
    return file.getFileName().toString().endsWith(SUFFIX);
  }

  /** The file, whether given up or not. */
  static Path locate(Path directory, String name) {
    Path file = directory.resolve(name);
    return Files.exists(file) ? file : renamed(file);
  }

  /** What Xodus renames the file to. */
  private static Path renamed(Path file) {
    String name = file.getFileName().toString();
    return file.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + GIVEN_UP);
  }

  /**
   * The manifest of {@code names}, all of whose bytes are on disk when this returns.
   *
   * @param before an earlier one, whose files but the last need no second look
   */
  static StoreManifest of(Path directory, long applied, Set<String> names, StoreManifest before)
      throws IOException {
    Map<String, Part> known = new HashMap<>();
    if (before != null) {
      before
          .parts
          .subList(0, Math.max(0, before.parts.size() - 1))
          .forEach(p -> known.put(p.name, p));
    }
    List<Part> parts = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      Part part = known.get(name);
      parts.add(part == null ? part(directory, name) : part);
    }
    return new StoreManifest(applied, parts);
  }

  private static Part part(Path directory, String name) throws IOException {
    Path file = locate(directory, name);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long length = channel.size();
      int checksum = checksum(channel, length);
      channel.force(false);
      return new Part(name, length, checksum);
    }
  }

  private static int checksum(FileChannel channel, long length) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(length, 1, BUFFER));
    for (long at = 0; at < length; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw new IOException("unexpected end of file");
      }
      crc.update(buffer.flip());
      at += count;
    }
    return (int) crc.getValue();
  }

  /** Makes the directory hold exactly what is listed; the last file's checksum is looked at. */
  void restore(Path directory) throws IOException {
    Set<String> wanted = new HashSet<>();
    for (Part part : parts) {
      wanted.add(part.name);
      Path file = directory.resolve(part.name);
      Path givenUp = renamed(file);
      if (!Files.exists(file) && Files.exists(givenUp)) {
        Files.move(givenUp, file, StandardCopyOption.ATOMIC_MOVE);
      }
      if (!Files.exists(file) || Files.size(file) < part.length) {
        throw damaged(file, Files.exists(file) ? "is too short" : "is missing");
      }
      if (Files.size(file) > part.length) {
        cut(file, part.length);
      }
    }
    for (String name : files(directory)) {
      if (!wanted.contains(name)) {
        remove(directory.resolve(name));
      }
    }
    for (String name : givenUp(directory)) {
      remove(directory.resolve(name));
    }
    if (!parts.isEmpty()) {
      Damage damage = verify(directory, parts.getLast());
      if (damage != null) {
        throw damaged(Path.of(damage.where()), damage.what());
      }
    }
  }

  private static PgException damaged(Path file, String what) {
    return new PgException(SqlState.DATA_CORRUPTED, "file \"" + file + "\" " + what)
        .withHint("Restore a backup.");
  }

  private static void cut(Path file, long length) throws IOException {
    file.toFile().setWritable(true);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
      channel.force(true);
    }
  }

  static void remove(Path file) throws IOException {
    file.toFile().setWritable(true);
    Files.deleteIfExists(file);
  }

  /** Reads all files; may take long. */
  void verify(Path directory, Consumer<Damage> report) throws IOException {
    for (Part part : parts) {
      Damage damage = verify(directory, part);
      if (damage != null) {
        report.accept(damage);
      }
    }
  }

  /** Null when the file is as it was written. */
  static Damage verify(Path directory, Part part) throws IOException {
    Path file = locate(directory, part.name);
    if (!Files.exists(file)) {
      return new Damage(directory.resolve(part.name).toString(), "is missing");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < part.length) {
        return new Damage(
            file.toString(), "has " + channel.size() + " bytes in place of " + part.length);
      }
      return checksum(channel, part.length) == part.checksum
          ? null
          : new Damage(file.toString(), "has an invalid checksum");
    }
  }
}
