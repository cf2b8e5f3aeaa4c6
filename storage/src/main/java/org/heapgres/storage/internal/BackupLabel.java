package org.heapgres.storage.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * What a backup consists of. As text, in the form of {@link CheckedText}: the format; for each
 * small file, as it was when the backup began, {@code content PATH BASE64}; for each other file
 * {@code file PATH LENGTH CHECKSUM}.
 */
record BackupLabel(List<Content> contents, List<Part> parts) {
  private static final String FORMAT = "heapgres-backup 1";

  /** A small file. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Content(String path, byte[] bytes) {}

  /** The first {@code length} bytes of a file, with their CRC32C. */
  record Part(String path, long length, int checksum) {}

  BackupLabel {
    contents = List.copyOf(contents);
    parts = List.copyOf(parts);
  }

  String encode() {
    StringBuilder text = new StringBuilder(FORMAT).append('\n');
    for (Content content : contents) {
      String base64 = Base64.getEncoder().encodeToString(content.bytes);
      text.append("content ").append(content.path).append(' ').append(base64).append('\n');
    }
    for (Part part : parts) {
      text.append("file %s %d %x\n".formatted(part.path, part.length, part.checksum));
    }
    return text.toString();
  }

  static BackupLabel parse(Path file) throws IOException {
    List<String> lines = CheckedText.read(file).lines().toList();
    if (!lines.getFirst().equals(FORMAT)) {
      throw PgException.notSupported("backup format \"" + lines.getFirst() + "\"");
    }
    List<Content> contents = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("content")) {
        contents.add(new Content(words[1], Base64.getDecoder().decode(words[2])));
      } else {
        parts.add(
            new Part(words[1], Long.parseLong(words[2]), Integer.parseUnsignedInt(words[3], 16)));
      }
    }
    return new BackupLabel(contents, parts);
  }

  /** Copies a file and makes it durable; XX001 when it is not what the label says. */
  static void copy(Path from, Path to, Part part) throws IOException {
    Files.createDirectories(to.getParent());
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    long left = part.length;
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (left > 0) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        int count = in.read(buffer);
        if (count < 0) {
          break;
        }
        left -= count;
        crc.update(buffer.flip());
        buffer.rewind();
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      out.force(true);
    }
    if (left > 0 || (int) crc.getValue() != part.checksum) {
      throw new PgException(
          SqlState.DATA_CORRUPTED, "file \"" + from + "\" is not as the backup's label has it");
    }
  }
}
