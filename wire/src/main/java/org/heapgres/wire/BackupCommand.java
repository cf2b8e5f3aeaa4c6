package org.heapgres.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.heapgres.storage.Backup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heapgres backup}: a client of the server's backup functions. */
@Command(
    name = "backup",
    description = "Back up a running server, all its databases, into a new directory below DIR.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Files that an earlier backup in DIR already has are linked to it and not read again. Every"
          + " directory is a complete backup; any of them may be removed."
    })
final class BackupCommand implements Callable<Integer> {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int PIECE = 4 << 20;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "URL", description = "postgresql://user@host:port/db")
  private String url;

  @Parameters(index = "1", paramLabel = "DIR", description = "Where backups are kept.")
  private Path directory;

  private Path earlier;
  private final Map<String, String> known = new HashMap<>();
  private long copied;
  private long linked;

  @Override
  public Integer call() throws IOException, SQLException {
    Files.createDirectories(directory);
    findEarlier();
    String name = NAME.format(Instant.now());
    Path partial = Files.createDirectory(directory.resolve(name + ".partial"));
    try (Connection connection = DriverManager.getConnection(JdbcUrl.of(url));
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('" + name + "', true)");
      StringBuilder label = new StringBuilder(label(connection));
      for (String line : label.toString().lines().toList()) {
        if (line.startsWith("file ")) {
          file(connection, partial, line);
        }
      }
      try (ResultSet segments = statement.executeQuery("SELECT name, size FROM pg_ls_waldir()")) {
        while (segments.next()) {
          String path = "log/" + segments.getString(1);
          long length = segments.getLong(2);
          int checksum = fetch(connection, path, length, partial.resolve(path));
          label.append("file %s %d %x\n".formatted(path, length, checksum));
        }
      }
      statement.execute("SELECT pg_backup_stop()");
      write(partial.resolve(Backup.LABEL), seal(label.toString()));
    }
    sync(partial);
    Path complete = directory.resolve(name);
    Files.move(partial, complete);
    syncDirectory(directory);
    spec.commandLine()
        .getOut()
        .printf("%s: %,d bytes copied, %,d bytes linked%n", complete, copied, linked);
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** The newest complete backup, and what it says of its files. */
  private void findEarlier() throws IOException {
    try (Stream<Path> backups = Files.list(directory)) {
      earlier =
          backups
              .filter(b -> Files.exists(b.resolve(Backup.LABEL)) && !isPartial(b))
              .max(Path::compareTo)
              .orElse(null);
    }
    if (earlier != null) {
      for (String line : Files.readAllLines(earlier.resolve(Backup.LABEL))) {
        if (line.startsWith("file ")) {
          known.put(line.split(" ", 3)[1], line);
        }
      }
    }
  }

  private static boolean isPartial(Path backup) {
    return backup.toString().endsWith(".partial");
  }

  private static String label(Connection connection) throws SQLException {
    StringBuilder label = new StringBuilder();
    byte[] piece = read(connection, Backup.LABEL, 0);
    for (long at = 0; piece.length > 0; piece = read(connection, Backup.LABEL, at)) {
      label.append(new String(piece, StandardCharsets.UTF_8));
      at += piece.length;
    }
    return label.toString();
  }

  private void file(Connection connection, Path target, String line)
      throws IOException, SQLException {
    String[] words = line.split(" ", -1);
    Path file = target.resolve(words[1]);
    long length = Long.parseLong(words[2]);
    if (line.equals(known.get(words[1]))) {
      Files.createDirectories(file.getParent());
      link(earlier.resolve(words[1]), file);
      linked += length;
    } else if (fetch(connection, words[1], length, file)
        != Integer.parseUnsignedInt(words[3], 16)) {
      throw new IOException("file \"" + words[1] + "\" of the server is damaged");
    }
  }

  private static void link(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (UnsupportedOperationException e) {
      Files.copy(from, to);
    }
  }

  private int fetch(Connection connection, String path, long length, Path file)
      throws IOException, SQLException {
    Files.createDirectories(file.getParent());
    CRC32C crc = new CRC32C();
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long at = 0; at < length; ) {
        byte[] piece = read(connection, path, at);
        int count = (int) Math.min(piece.length, length - at);
        if (count == 0) {
          throw new IOException("file \"" + path + "\" of the server is too short");
        }
        crc.update(piece, 0, count);
        ByteBuffer bytes = ByteBuffer.wrap(piece, 0, count);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        at += count;
      }
      out.force(true);
    }
    copied += length;
    return (int) crc.getValue();
  }

  private static byte[] read(Connection connection, String path, long offset) throws SQLException {
    try (PreparedStatement read =
        connection.prepareStatement("SELECT pg_read_binary_file(?, ?, ?)")) {
      read.setString(1, path);
      read.setLong(2, offset);
      read.setLong(3, PIECE);
      try (ResultSet row = read.executeQuery()) {
        row.next();
        return row.getBytes(1);
      }
    }
  }

  /** With its checksum as the last line. */
  private static byte[] seal(String lines) {
    CRC32C crc = new CRC32C();
    crc.update(lines.getBytes(StandardCharsets.UTF_8));
    return (lines + Integer.toHexString((int) crc.getValue()) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
  }

  private static void sync(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : List.copyOf(paths.filter(Files::isDirectory).toList())) {
        syncDirectory(path);
      }
    }
  }

  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
