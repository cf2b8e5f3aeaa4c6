package org.heapgres.planner.types;

/**
 * Dates and timestamps in the one form that nearly all of them come in, {@code 2024-02-29
 * 23:59:59.123456+01:30}: what {@link DateTimeParser} reads too, at a twentieth of its cost. The
 * day and the time may be apart by a T; time, seconds, fraction and zone may be missing, the zone's
 * minutes too. Whatever is in another form, or is no date, is left to the parser.
 */
final class IsoDateTimes {
  /** Not in that form; no date and no timestamp is that. */
  static final long NONE = Long.MIN_VALUE + 1;

  private static final int DATE_LENGTH = 10;
  private static final int MINUTES_LENGTH = 16;
  private static final int SECONDS_LENGTH = 19;
  private static final int MAX_FRACTION = 6;
  private static final int ZONE_HOURS_LENGTH = 3;
  private static final int ZONE_LENGTH = 6;
  private static final int MAX_ZONE_HOURS = 15;

  private IsoDateTimes() {}

  /** Days since 2000-01-01, or {@link #NONE}. */
  static long date(String text) {
    return text.length() == DATE_LENGTH ? days(text) : NONE;
  }

  /** Microseconds since 2000-01-01 00:00 of no zone, or {@link #NONE}; the zone is left out. */
  static long timestamp(String text) {
    int length = text.length() - zoneLength(text);
    if (length < DATE_LENGTH) {
      return NONE;
    }
    long days = days(text);
    if (days == NONE) {
      return NONE;
    }
    if (length == DATE_LENGTH) {
      return days * DateTimes.MICROS_PER_DAY;
    }
    long time = time(text, length);
    return time == NONE ? NONE : days * DateTimes.MICROS_PER_DAY + time;
  }

  /** Seconds east of UTC that a {@link #timestamp} names; null for none. */
  static Integer zone(String text) {
    int length = zoneLength(text);
    if (length == 0) {
      return null;
    }
    int at = text.length() - length;
    int minutes = two(text, at + 1) * 60 + (length == ZONE_LENGTH ? two(text, at + 4) : 0);
    return text.charAt(at) == '-' ? -minutes * 60 : minutes * 60;
  }

  /** Of a zone at the end, behind the seconds. */
  private static int zoneLength(String text) {
    int length = text.length();
    if (length >= SECONDS_LENGTH + ZONE_HOURS_LENGTH && isZone(text, length - ZONE_HOURS_LENGTH)) {
      return ZONE_HOURS_LENGTH;
    }
    boolean withMinutes =
        length >= SECONDS_LENGTH + ZONE_LENGTH
            && isZone(text, length - ZONE_LENGTH)
            && text.charAt(length - 3) == ':'
            && two(text, length - 2) >= 0
            && two(text, length - 2) < 60;
    return withMinutes ? ZONE_LENGTH : 0;
  }

  private static boolean isZone(String text, int at) {
    char sign = text.charAt(at);
    int hours = two(text, at + 1);
    return (sign == '+' || sign == '-') && hours >= 0 && hours <= MAX_ZONE_HOURS;
  }

  private static long days(String text) {
    if (text.charAt(4) != '-' || text.charAt(7) != '-') {
      return NONE;
    }
    int century = two(text, 0);
    int year = century < 0 ? -1 : two(text, 2);
    int month = two(text, 5);
    int day = two(text, 8);
    if (year < 0 || month < 1 || month > 12 || day < 1) {
      return NONE;
    }
    year += century * 100;
    return year > 0 && day <= DateTimes.daysInMonth(year, month)
        ? DateTimes.days(year, month, day)
        : NONE;
  }

  private static long time(String text, int length) {
    char between = text.charAt(DATE_LENGTH);
    if ((between != ' ' && between != 'T')
        || (length != MINUTES_LENGTH && length < SECONDS_LENGTH)
        || text.charAt(13) != ':') {
      return NONE;
    }
    int hour = two(text, 11);
    int minute = two(text, 14);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
      return NONE;
    }
    long seconds = hour * 3600L + minute * 60L;
    if (length == MINUTES_LENGTH) {
      return seconds * DateTimes.MICROS_PER_SECOND;
    }
    int second = text.charAt(MINUTES_LENGTH) == ':' ? two(text, 17) : -1;
    long fraction = length == SECONDS_LENGTH ? 0 : fraction(text, length);
    if (second < 0 || second > 59 || fraction == NONE) {
      return NONE;
    }
    return (seconds + second) * DateTimes.MICROS_PER_SECOND + fraction;
  }

  private static long fraction(String text, int length) {
    int digits = length - SECONDS_LENGTH - 1;
    if (text.charAt(SECONDS_LENGTH) != '.' || digits < 1 || digits > MAX_FRACTION) {
      return NONE;
    }
    long fraction = 0;
    for (int i = 0; i < MAX_FRACTION; i++) {
      int digit = i < digits ? text.charAt(SECONDS_LENGTH + 1 + i) - '0' : 0;
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      fraction = fraction * 10 + digit;
    }
    return fraction;
  }

  /** Two digits, or -1. */
  private static int two(String text, int at) {
    int tens = text.charAt(at) - '0';
    int ones = text.charAt(at + 1) - '0';
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
  }
}
