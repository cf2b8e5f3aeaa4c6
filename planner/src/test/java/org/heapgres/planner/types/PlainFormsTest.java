package org.heapgres.planner.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.heapgres.storage.PgException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read straight from bytes, next to what the same text is as a String. */
final class PlainFormsTest {
  private static final List<TypeCodec> CODECS =
      List.of(
          Types.INT4.codec(),
          Types.INT8.codec(),
          Types.FLOAT8.codec(),
          Types.NUMERIC.codec(),
          Types.TEXT.codec());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "007",
        "-1",
        "2147483647",
        "2147483648",
        "-2147483648",
        "-2147483649",
        "9007199254740993",
        "999999999999999999",
        "9223372036854775807",
        "-9223372036854775809",
        "0.1",
        "-0.0",
        ".5",
        "5.",
        "-.25",
        ".",
        "-",
        "",
        "1.2.3",
        " 1",
        "1 ",
        "+1",
        "1e3",
        "NaN",
        "0.000000000000000001",
        "123456789012345678",
        "1234567890.12345678",
        "1_000",
        "\u0661"
      })
  void isTheSame(String text) {
    CODECS.forEach(codec -> assertSame(codec, text));
  }

  @Test
  void decimalsAreTheNearestDoubles() {
    Random random = new Random(11);
    for (int i = 0; i < 100_000; i++) {
      String digits = Long.toString(random.nextLong() >>> random.nextInt(63));
      int point = random.nextInt(digits.length() + 1);
      assertSame(Types.FLOAT8.codec(), digits.substring(0, point) + "." + digits.substring(point));
    }
  }

  private static void assertSame(TypeCodec codec, String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
    Object expected;
    try {
      expected = codec.parseText(text, -1, null);
    } catch (PgException e) {
      PgException thrown =
          assertThrows(
              PgException.class, () -> codec.parseText(bytes, 1, bytes.length - 1, -1, null));
      assertEquals(e.getMessage(), thrown.getMessage());
      return;
    }
    Object read = codec.parseText(bytes, 1, bytes.length - 1, -1, null);
    assertEquals(expected, read);
    assertEquals(expected.toString(), read.toString());
  }
}
