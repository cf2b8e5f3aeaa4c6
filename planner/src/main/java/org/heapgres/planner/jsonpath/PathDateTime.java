package org.heapgres.planner.jsonpath;

import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;

/** A date or time that a method made of a string. */
record PathDateTime(PgType type, Object value, FormatSettings settings) {
  /** As it becomes part of a jsonb. */
  @Override
  public String toString() {
    return switch (type.name()) {
      case "date", "timestamp", "timestamptz" -> DateTimes.isoText(value, type, settings);
      default -> isoZone(type.text(value, settings));
    };
  }

  /** {@code 12:34:56+01:00}, always with minutes. */
  private static String isoZone(String text) {
    return text.matches(".*[+-]\\d\\d") ? text + ":00" : text;
  }
}
