package org.heapgres.storage.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Small text files whose last line is the checksum, in hexadecimal, of the lines before. */
final class CheckedText {
  private CheckedText() {}

  static byte[] encode(String lines) {
    return (lines + seal(lines)).getBytes(StandardCharsets.UTF_8);
  }

  private static String seal(String lines) {
    CRC32C crc = new CRC32C();
    crc.update(lines.getBytes(StandardCharsets.UTF_8));
    return Integer.toHexString((int) crc.getValue()) + "\n";
  }

  /** The lines without the checksum; XX001 when it does not fit them. */
  static String read(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    int end = text.lastIndexOf('\n', text.length() - 2) + 1;
    if (!text.substring(end).equals(seal(text.substring(0, end)))) {
      throw new PgException(SqlState.DATA_CORRUPTED, "invalid checksum in \"" + file + "\"");
    }
    return text.substring(0, end);
  }

  /** Replaces the file as a whole or not at all. */
  static void write(Path file, String lines) throws IOException {
    DurableFiles.replace(file, encode(lines));
  }
}
