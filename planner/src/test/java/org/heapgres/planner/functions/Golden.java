package org.heapgres.planner.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.heapgres.storage.PgException;

/** Reads the expectation tables that src/test/golden/generate.py writes. */
final class Golden {
  private Golden() {}

  static List<String[]> lines(String name) {
    try (InputStream in = Golden.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** COPY's text format; null for NULL. */
  static String unescape(String field) {
    if (field.equals("\\N")) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < field.length(); ) {
      char c = field.charAt(i++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = field.charAt(i++);
      out.append(
          switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'v' -> '\u000B';
            default -> escaped;
          });
    }
    return out.toString();
  }

  static String shown(PgException e) {
    return "error " + e.code() + " " + e.getMessage();
  }
}
