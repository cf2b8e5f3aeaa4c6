package org.heapgres.planner.functions;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** What extract, date_part and date_trunc can be asked for. */
enum DateTimeUnit {
  MICROSECONDS("microsecond", "us", "usec", "usecs"),
  MILLISECONDS("millisecond", "ms", "msec", "msecs", "mseconds", "msecond"),
  SECOND("seconds", "s", "sec", "secs"),
  MINUTE("minutes", "m", "min", "mins"),
  HOUR("hours", "h", "hr", "hrs"),
  DAY("days", "d"),
  WEEK("weeks", "w"),
  MONTH("months", "mon", "mons"),
  QUARTER("qtr"),
  YEAR("years", "y", "yr", "yrs"),
  DECADE("decades", "dec", "decs"),
  CENTURY("centuries", "c", "cent"),
  MILLENNIUM("millennia", "mil", "mils"),
  DOW(),
  ISODOW(),
  DOY(),
  ISOYEAR(),
  JULIAN("jd", "j"),
  EPOCH(),
  TIMEZONE(),
  TIMEZONE_HOUR("timezone_h"),
  TIMEZONE_MINUTE("timezone_m");

  private static final Map<String, DateTimeUnit> BY_NAME = new HashMap<>();

  static {
    for (DateTimeUnit unit : values()) {
      BY_NAME.put(unit.name().toLowerCase(Locale.ROOT), unit);
      for (String alias : unit.aliases) {
        BY_NAME.put(alias, unit);
      }
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
  private final List<String> aliases;

  DateTimeUnit(String... aliases) {
    this.aliases = List.of(aliases);
  }

  /** Throws 22023 for a name that is no unit. */
  static DateTimeUnit of(String name, PgType type) {
    DateTimeUnit unit = BY_NAME.get(name.toLowerCase(Locale.ROOT));
    if (unit == null) {
      throw notRecognized(name, type);
    }
    return unit;
  }

  static PgException notRecognized(String name, PgType type) {
    return Errors.invalidParameter(
        "unit \""
            + name.toLowerCase(Locale.ROOT)
            + "\" not recognized for type "
            + type.formatted(-1));
  }

  static PgException notSupported(String name, PgType type) {
    return new PgException(
        SqlState.FEATURE_NOT_SUPPORTED,
        "unit \""
            + name.toLowerCase(Locale.ROOT)
            + "\" not supported for type "
            + type.formatted(-1));
  }

  /** Grows with time, so that an infinite time has an infinite value of it. */
  boolean isMonotonic() {
    return switch (this) {
      case YEAR, DECADE, CENTURY, MILLENNIUM, JULIAN, ISOYEAR, EPOCH -> true;
      default -> false;
    };
  }
}
