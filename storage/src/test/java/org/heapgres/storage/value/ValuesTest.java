package org.heapgres.storage.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.storage.PgException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expectations were read off PostgreSQL 18. */
class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "1,1",
    "' -1.50 ',-1.50",
    "1e5,100000",
    "1.5e-3,0.0015",
    "1.50e1,15.0",
    ".5,0.5",
    "5.,5",
    "-123456789012345.678,-123456789012345.678",
    "123456789012345678901.5,123456789012345678901.5",
    "007.10,7.10",
    "0x1F,31",
    "-0o17,-15",
    "0b101,5",
    "1_000.2_5,1000.25",
    "0x_ff,255",
    "NaN,NaN",
    "-inf,-Infinity",
    "+Infinity,Infinity",
    "0e5,0",
    "-0.0,0.0",
    "1e-16383,1e-16383"
  })
  void numericReadsWhatPostgresReads(String text, String expected) {
    if (expected.equals("1e-16383")) {
      assertEquals(16383, Numeric.parse(text).scale());
    } else {
      assertEquals(expected, Numeric.parse(text).toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a", "1a", "1e", "--1", "1__0", "_1", "1_", "0x", "-nan", "1 2", "1.e_1"})
  void numericRefusesTheRest(String text) {
    PgException refused = assertThrows(PgException.class, () -> Numeric.parse(text));
    assertEquals("22P02", refused.code());
    assertEquals("invalid input syntax for type numeric: \"" + text + "\"", refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e131073", "1e-16384", "1e999999999999"})
  void numericHasLimits(String text) {
    PgException refused = assertThrows(PgException.class, () -> Numeric.parse(text));
    assertEquals("22003", refused.code());
    assertEquals("value overflows numeric format", refused.getMessage());
  }

  @Test
  void numericsAreOrdered() {
    List<Numeric> ordered =
        List.of(
            Numeric.NEGATIVE_INFINITY,
            Numeric.parse("-5"),
            Numeric.ZERO,
            Numeric.parse("1.5"),
            Numeric.POSITIVE_INFINITY,
            Numeric.NAN);
    List<Numeric> sorted = new ArrayList<>(ordered.reversed());
    sorted.sort(null);
    assertEquals(ordered, sorted);
    assertEquals(Numeric.parse("1.0"), Numeric.parse("1.00"));
    assertEquals(Numeric.parse("1.0").hashCode(), Numeric.parse("1.00").hashCode());
    assertEquals(Numeric.NAN, Numeric.parse("nan"));
  }

  @Test
  void intervalsAreEqualByLength() {
    assertEquals(new Interval(1, 0, 0), new Interval(0, 30, 0));
    assertEquals(new Interval(0, 1, 0), new Interval(0, 0, Interval.MICROS_PER_DAY));
    assertEquals(new Interval(0, -1, Interval.MICROS_PER_DAY), Interval.ZERO);
    assertNotEquals(new Interval(0, 0, 1), Interval.ZERO);
    assertTrue(new Interval(0, 0, -1).compareTo(Interval.ZERO) < 0);
  }

  @Test
  void timesAreOrderedByMomentThenZone() {
    TimeTz berlin = new TimeTz(3_600_000_000L, -3600);
    TimeTz london = new TimeTz(0, 0);
    assertEquals(berlin.utcMicros(), london.utcMicros());
    assertTrue(berlin.compareTo(london) < 0);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"b\": [1,2], \"a\":1}`,`{\"a\": 1, \"b\": [1, 2]}`",
        "`{\"aa\":1,\"b\":2,\"a\":3,\"a\":4}`,`{\"a\": 4, \"b\": 2, \"aa\": 1}`",
        "`[1.50, 1e3, -0.0, 1E-2]`,`[1.50, 1000, 0.0, 0.01]`",
        "`\"\\u00e9\\n\\u0001\"`,`\"é\\n\\u0001\"`",
        "` null `,null",
        "`{}`,`{}`",
        "`[ ]`,`[]`",
        "123456789012345678901234567890.5,123456789012345678901234567890.5"
      })
  void jsonbIsNormalised(String text, String expected) {
    assertEquals(expected, Jsonb.parse(text).toString());
    assertEquals(expected, Jsonb.ofNormalText(expected).tree().isMissingNode() ? "" : expected);
    assertEquals(Jsonb.parse(text), Jsonb.ofNormalText(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1,]", "{\"a\"}", "01", "1 2", "nul", "'a'", "NaN", "+1", ".5"})
  void jsonbRefusesTheRest(String text) {
    PgException refused = assertThrows(PgException.class, () -> Jsonb.parse(text));
    assertEquals("22P02", refused.code());
    assertEquals("invalid input syntax for type json", refused.getMessage());
  }

  @Test
  void jsonbIsOrderedByKindAndSize() {
    List<String> ordered =
        List.of(
            "[]",
            "null",
            "\"a\"",
            "\"b\"",
            "-1",
            "1",
            "2",
            "false",
            "true",
            "[1]",
            "[2]",
            "[1, 1]",
            "{}",
            "{\"a\": 1}",
            "{\"a\": 2}",
            "{\"b\": 1}",
            "{\"a\": 1, \"b\": 1}");
    List<Jsonb> sorted = new ArrayList<>(ordered.reversed().stream().map(Jsonb::parse).toList());
    sorted.sort(null);
    assertEquals(ordered, sorted.stream().map(Jsonb::toString).toList());
    assertEquals(Jsonb.parse("1.0"), Jsonb.parse("1"));
    assertEquals(Jsonb.parse("1.0").hashCode(), Jsonb.parse("1").hashCode());
  }

  @Test
  void textIsOrderedByCodePoint() {
    assertTrue(Datums.compareText("\uffff", "\ud83d\ude00") < 0);
    assertTrue(Datums.compareText("a", "B") > 0);
    assertTrue(Datums.compareText("a", "ab") < 0);
  }
}
