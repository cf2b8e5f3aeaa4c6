package org.heapgres.planner.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.types.ByteArrayWireBuffer;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.junit.jupiter.api.Test;

/** Reads the inputs of the expectation table and compares text and errors with PostgreSQL. */
final class TypeGoldenTest {
  private static final FormatSettings FORMATS = FormatSettings.DEFAULT;

  @Test
  void agreesWithPostgres() {
    List<String> differences = new ArrayList<>();
    for (String[] line : Golden.lines("inputs.tsv")) {
      String expected = (line[2].equals("error") ? "error " : "") + Golden.unescape(line[3]);
      String actual = read(line[0], Golden.unescape(line[1]));
      if (!expected.equals(actual)) {
        differences.add(String.join(" ", line) + "\n  but was " + actual);
      }
    }
    assertEquals("", String.join("\n", differences));
  }

  private static String read(String name, String text) {
    int open = name.indexOf('(');
    PgType type = Types.of(open < 0 ? name : name.substring(0, open));
    int typmod =
        open < 0
            ? -1
            : type.codec()
                .typmod(
                    Arrays.stream(name.substring(open + 1, name.length() - 1).split(",", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray());
    try {
      Object value = type.parseText(text, typmod, FORMATS);
      ByteArrayWireBuffer out = new ByteArrayWireBuffer();
      type.writeBinary(value, FORMATS, out);
      Object again = type.parseBinary(ByteBuffer.wrap(out.toByteArray()), -1, FORMATS);
      String shown = type.text(value, FORMATS);
      return shown.equals(type.text(again, FORMATS))
          ? shown
          : shown + ", in binary " + type.text(again, FORMATS);
    } catch (PgException e) {
      return Golden.shown(e);
    } catch (RuntimeException e) {
      return e + " at " + Arrays.stream(e.getStackTrace()).limit(4).toList();
    }
  }
}
