package org.heapgres.planner.types;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A blank in front makes the general parser read a text, which is what the fast one must agree
 * with.
 */
final class IsoDateTimesTest {
  private static final FormatSettings SETTINGS = FormatSettings.DEFAULT;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001-01-01",
        "1582-10-04",
        "1900-02-28",
        "1999-12-31",
        "2000-02-29",
        "9999-12-31"
      })
  void dates(String text) {
    assertEquals(DateTimeParser.parseDate(" " + text, SETTINGS), IsoDateTimes.date(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-02-29", "2024-00-10", "2024-13-01", "2024-04-31", "2024-01-00", "0000-01-01",
        "2O24-01-01", "2024/01/01", "2024-1-100", "20240-1-01", "-024-01-01", "2024-02-2"
      })
  void otherDates(String text) {
    assertEquals(IsoDateTimes.NONE, IsoDateTimes.date(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-02-29",
        "2024-02-29 23:59",
        "2024-02-29 23:59:59",
        "2024-02-29T00:00:00",
        "1969-07-20 20:17:40.1",
        "1969-07-20 20:17:40.000001",
        "0001-01-01 00:00:00.999999",
        "9999-12-31 23:59:59.123456",
        "2024-02-29 23:59:59+01",
        "2024-02-29 23:59:59.5-09:30"
      })
  void timestamps(String text) {
    assertEquals(DateTimeParser.parseTimestamp(" " + text, SETTINGS), IsoDateTimes.timestamp(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2024-02-29 ",
        "2024-02-29 2",
        "2024-02-29 23:5",
        "2024-02-29 23:59:",
        "2024-02-29 23:59:6",
        "2024-02-29 24:00:00",
        "2024-02-29 23:59:60",
        "2024-02-29 23:59:59.",
        "2024-02-29 23:59:59.1234567",
        "2024-02-29 23:59:59.1+1",
        "2024-02-29 23:59+01",
        "2024-02-29 23:59:59+16",
        "2024-02-29 23:59:59+01:60",
        "2024-02-29 23:59:59+0130",
        "2024-02-29 11:59:59 PM",
        "2024-02-29 23-59-59",
        "2024-02-29_23:59:59",
        "2024-02-29 23:59:59 BC"
      })
  void othersAreLeftToTheParser(String text) {
    assertEquals(IsoDateTimes.NONE, IsoDateTimes.timestamp(text));
  }

  @Test
  void withTimeZone() {
    for (String text :
        List.of(
            "2024-03-31 02:30:00",
            "2024-10-27 02:30",
            "2024-07-01",
            "2024-07-01 12:00:00+02",
            "2024-07-01 12:00:00.25-09:30",
            "2024-07-01 12:00:00-00")) {
      assertEquals(
          DateTimeParser.parseTimestamptz(" " + text, SETTINGS),
          DateTimeParser.parseTimestamptz(text, SETTINGS));
    }
  }
}
