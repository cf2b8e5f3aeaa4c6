package org.heapgres.planner.functions;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.TimeZones;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Reads a text by a {@link DateFormat}, as to_date and to_timestamp do (manual, section 9.8, usage
 * notes for date/time formatting). One use per object.
 */
final class DateReader {
  /** What the fields of a template set; several fields may set the same, but only to one value. */
  private enum Value {
    YEAR,
    CENTURY,
    MONTH,
    WEEK,
    WEEK_OF_MONTH,
    DAY_OF_YEAR,
    DAY,
    DAY_OF_WEEK,
    JULIAN,
    HOUR,
    MINUTE,
    SECOND,
    SECOND_OF_DAY,
    MILLISECOND,
    MICROSECOND,
    ZONE_HOUR,
    ZONE_MINUTE,
    AFTERNOON,
    BEFORE_CHRIST
  }

  private static final Set<String> ISO_WEEK = Set.of("IYYY", "IYY", "IY", "I", "IDDD", "ID", "IW");
  private static final Set<String> GREGORIAN =
      Set.of(
          "Y,YYY", "YYYY", "YYY", "YY", "Y", "MONTH", "MON", "MM", "RM", "DDD", "DD", "D", "WW",
          "W");

  /** The fields behind which digits are not the next field's. */
  private static final Set<String> NOT_DIGITS =
      Set.of(
          "MONTH", "MON", "DAY", "DY", "AM", "PM", "A.M.", "P.M.", "AD", "BC", "A.D.", "B.C.", "RM",
          "TZ", "TZH", "OF", "FX");

  private final String text;
  private final List<DateFormat.Part> parts;
  private final Map<Value, Integer> values = new EnumMap<>(Value.class);
  private int at;
  private int next;

  /** Characters of the text that were passed over beyond those that the template has. */
  private int skipped;

  private boolean exact;
  private boolean twelveHours;
  private Boolean isoWeeks;
  private int yearDigits;
  private int precision;
  private int zoneSign;
  private TimeZones.Abbreviation abbreviation;
  private long local;

  DateReader(String text, DateFormat format) {
    this.text = text;
    this.parts = format.parts();
  }

  /** Seconds east of UTC, or null when the text names no zone. */
  Integer zoneSeconds() {
    if (zoneSign != 0) {
      int hours = value(Value.ZONE_HOUR);
      int minutes = value(Value.ZONE_MINUTE);
      if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) {
        throw new PgException(
            SqlState.INVALID_TIME_ZONE_DISPLACEMENT_VALUE,
            "time zone displacement out of range: \"" + text + "\"");
      }
      return zoneSign * (hours * 60 + minutes) * 60;
    }
    return abbreviation == null ? null : (Integer) abbreviation.offsetForLocal(local);
  }

  /** The decimals of a second that the template asks for, or -1 when it leaves that open. */
  int precision() {
    return precision == 0 ? -1 : precision;
  }

  private static PgException invalid(String message) {
    return new PgException(SqlState.INVALID_DATETIME_FORMAT, message);
  }

  private PgException outOfRange() {
    return new PgException(
        SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"" + text + "\"");
  }

  /** Local time in microseconds since 2000-01-01. */
  long read() {
    for (next = 1; next <= parts.size() && at < text.length(); next++) {
      DateFormat.Part part = parts.get(next - 1);
      if (!exact && (next == 1 || part instanceof DateFormat.Keyword)) {
        skipSpaces();
      }
      switch (part) {
        case DateFormat.Literal literal -> literal(literal);
        case DateFormat.Keyword keyword -> {
          if (at < text.length()) {
            convention(keyword.keyword());
            keyword(keyword);
            if (!exact) {
              skipped = 0;
              skipSpaces();
            }
          }
        }
      }
    }
    local = assemble();
    return local;
  }

  private void skipSpaces() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
      skipped++;
    }
  }

  private void literal(DateFormat.Literal literal) {
    for (int i = 0; i < literal.text().length() && at < text.length(); i++) {
      if (exact) {
        at++;
      } else if (!literal.quoted() && isSpaceOrSeparator(literal.text().charAt(i))) {
        // stands for one such character or for none
        if (isSpaceOrSeparator(text.charAt(at))) {
          at++;
        } else {
          skipped--;
        }
      } else if (skipped > 0) {
        skipped--;
      } else {
        at++;
      }
    }
  }

  private static boolean isSpaceOrSeparator(char c) {
    return Character.isWhitespace(c)
        || (c > ' ' && c < 127 && !(c >= '0' && c <= '9') && !Character.isLetter(c));
  }

  private void convention(String key) {
    boolean iso = ISO_WEEK.contains(key);
    if (iso || GREGORIAN.contains(key)) {
      if (isoWeeks != null && isoWeeks != iso) {
        throw invalid("invalid combination of date conventions")
            .withHint(
                "Do not mix Gregorian and ISO week date conventions in a formatting template.");
      }
      isoWeeks = iso;
    }
  }

  private void keyword(DateFormat.Keyword part) {
    String key = part.keyword();
    switch (key) {
      case "FX" -> exact = true;
      case "AM", "PM" -> {
        set(Value.AFTERNOON, name(part, List.of("am", "pm")), part);
        twelveHours = true;
      }
      case "A.M.", "P.M." -> {
        set(Value.AFTERNOON, name(part, List.of("a.m.", "p.m.")), part);
        twelveHours = true;
      }
      case "AD", "BC" -> set(Value.BEFORE_CHRIST, name(part, List.of("ad", "bc")), part);
      case "A.D.", "B.C." -> set(Value.BEFORE_CHRIST, name(part, List.of("a.d.", "b.c.")), part);
      case "MONTH" -> set(Value.MONTH, name(part, DateTimes.MONTHS) + 1, part);
      case "MON" -> set(Value.MONTH, name(part, DateFormat.shortNames(DateTimes.MONTHS)) + 1, part);
      case "DAY" -> set(Value.DAY_OF_WEEK, name(part, DateTimes.DAYS) + 1, part);
      case "DY" ->
          set(Value.DAY_OF_WEEK, name(part, DateFormat.shortNames(DateTimes.DAYS)) + 1, part);
      case "RM" -> set(Value.MONTH, roman(part), part);
      case "HH", "HH12" -> {
        number(Value.HOUR, 2, part);
        twelveHours = true;
      }
      case "HH24" -> number(Value.HOUR, 2, part);
      case "MI" -> number(Value.MINUTE, 2, part);
      case "SS" -> number(Value.SECOND, 2, part);
      case "SSSS", "SSSSS" -> number(Value.SECOND_OF_DAY, key.length(), part);
      case "MS" -> fraction(Value.MILLISECOND, 3, 3, part);
      case "US" -> fraction(Value.MICROSECOND, 6, 6, part);
      case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6" -> {
        precision = key.charAt(2) - '0';
        fraction(Value.MICROSECOND, precision, 6, part);
      }
      case "MM" -> number(Value.MONTH, 2, part);
      case "DD" -> number(Value.DAY, 2, part);
      case "DDD", "IDDD" -> number(Value.DAY_OF_YEAR, 3, part);
      case "D" -> number(Value.DAY_OF_WEEK, 1, part);
      // Sunday is the first day here, whichever way they count
      case "ID" -> set(Value.DAY_OF_WEEK, integer(1, part) % 7 + 1, part);
      case "WW", "IW" -> number(Value.WEEK, 2, part);
      case "W" -> number(Value.WEEK_OF_MONTH, 1, part);
      case "Q" -> integer(1, part);
      case "CC" -> number(Value.CENTURY, 2, part);
      case "J" -> number(Value.JULIAN, 1, part);
      case "Y,YYY" -> {
        set(Value.YEAR, groupedYear(part), part);
        yearDigits = 4;
      }
      case "YYYY", "IYYY", "YYY", "IYY", "YY", "IY", "Y", "I" -> year(key.length(), part);
      case "TZ" -> {
        if (!zoneAbbreviation(part)) {
          offset(part);
        }
      }
      case "OF" -> offset(part);
      case "TZH" -> zoneHour(part);
      case "TZM" -> {
        zoneSign = zoneSign == 0 ? 1 : zoneSign;
        number(Value.ZONE_MINUTE, 2, part);
      }
      default -> throw new IllegalStateException(key);
    }
    if (!part.ordinal().isEmpty()) {
      at = Math.min(text.length(), at + 2);
    }
  }

  private int value(Value value) {
    return values.getOrDefault(value, 0);
  }

  private void set(Value value, int number, DateFormat.Keyword part) {
    if (value(value) != 0 && value(value) != number) {
      throw invalid("conflicting values for \"" + part.written() + "\" field in formatting string")
          .withDetail("This value contradicts a previous setting for the same field type.");
    }
    values.put(value, number);
  }

  private void number(Value value, int digits, DateFormat.Keyword part) {
    set(value, integer(digits, part), part);
  }

  /** Decimals of a second: 5 is half a second, 005 is not. */
  private void fraction(Value value, int digits, int unitDigits, DateFormat.Keyword part) {
    int start = at;
    int number = integer(digits, part);
    for (int given = at - start; given < unitDigits; given++) {
      number *= 10;
    }
    set(value, number, part);
  }

  private void year(int digits, DateFormat.Keyword part) {
    int start = at;
    int year = integer(digits, part);
    if (digits < 4 && at - start < 4) {
      year = nearestTo2020(year);
    }
    set(Value.YEAR, year, part);
    yearDigits = digits;
  }

  private static int nearestTo2020(int year) {
    if (year < 70) {
      return year + 2000;
    }
    if (year < 100) {
      return year + 1900;
    }
    if (year < 520) {
      return year + 2000;
    }
    return year < 1000 ? year + 1000 : year;
  }

  private int groupedYear(DateFormat.Keyword part) {
    int comma = text.indexOf(',', at);
    int end = comma + 1;
    while (comma > at
        && end < text.length()
        && end - comma <= 3
        && Character.isDigit(text.charAt(end))) {
      end++;
    }
    try {
      if (end > comma + 1) {
        int millennia = Integer.parseInt(text.substring(at, comma).strip());
        int years = Integer.parseInt(text.substring(comma + 1, end));
        at = end;
        return Math.addExact(Math.multiplyExact(millennia, 1000), years);
      }
    } catch (NumberFormatException e) {
      throw invalid("invalid input string for \"Y,YYY\"");
    } catch (ArithmeticException e) {
      throw overflow(part);
    }
    throw invalid("invalid input string for \"Y,YYY\"");
  }

  private static PgException overflow(DateFormat.Keyword part) {
    return new PgException(
        SqlState.DATETIME_FIELD_OVERFLOW,
        "value for \"" + part.written() + "\" in source string is out of range");
  }

  /** A number: of that many characters only when the next field's digits may follow at once. */
  private int integer(int digits, DateFormat.Keyword part) {
    int start = at;
    int from = at;
    while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    boolean open = part.fill() || isNextSeparator(part);
    int limit = open ? text.length() : Math.min(text.length(), from + digits);
    int used = limit - from;
    if (!open && used < digits) {
      throw invalid("source string too short for \"" + part.written() + "\" formatting field")
          .withDetail("Field requires " + digits + " characters, but only " + used + " remain.")
          .withHint("If your source string is not fixed-width, try using the \"FM\" modifier.");
    }
    int end = from;
    if (end < limit && (text.charAt(end) == '-' || text.charAt(end) == '+')) {
      end++;
    }
    int firstDigit = end;
    while (end < limit && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    String given = text.substring(from, Math.min(text.length(), from + digits));
    if (end == firstDigit) {
      throw invalid("invalid value \"" + given + "\" for \"" + part.written() + "\"")
          .withDetail("Value must be an integer.");
    }
    if (!open && end < limit) {
      throw invalid("invalid value \"" + given + "\" for \"" + part.written() + "\"")
          .withDetail(
              "Field requires "
                  + digits
                  + " characters, but only "
                  + (end - from)
                  + " could be parsed.")
          .withHint("If your source string is not fixed-width, try using the \"FM\" modifier.");
    }
    at = end;
    try {
      return Integer.parseInt(text.substring(from, end));
    } catch (NumberFormatException e) {
      at = start;
      throw overflow(part).withDetail("Value must be in the range -2147483648 to 2147483647.");
    }
  }

  private boolean isNextSeparator(DateFormat.Keyword part) {
    if (!part.ordinal().isEmpty() || next >= parts.size()) {
      return true;
    }
    return switch (parts.get(next)) {
      case DateFormat.Keyword keyword -> NOT_DIGITS.contains(keyword.keyword());
      case DateFormat.Literal literal ->
          literal.text().isEmpty() || !Character.isDigit(literal.text().charAt(0));
    };
  }

  private boolean zoneAbbreviation(DateFormat.Keyword part) {
    int end = at;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    for (int to = end; to > at; to--) {
      TimeZones.Abbreviation known = TimeZones.abbreviation(text.substring(at, to));
      if (known != null) {
        abbreviation = known;
        zoneSign = 0;
        at = to;
        return true;
      }
    }
    if (end > at) {
      throw invalid("invalid value \"" + text.substring(at) + "\" for \"" + part.written() + "\"")
          .withDetail("Time zone abbreviation is not recognized.");
    }
    return false;
  }

  private void offset(DateFormat.Keyword part) {
    zoneHour(part);
    if (at < text.length() && text.charAt(at) == ':') {
      at++;
      number(Value.ZONE_MINUTE, 2, part);
    }
  }

  private void zoneHour(DateFormat.Keyword part) {
    char c = text.charAt(at);
    if (c == '+' || c == '-' || c == ' ') {
      zoneSign = c == '-' ? -1 : 1;
      at++;
    } else {
      // a minus sign that passed for a separator
      zoneSign = skipped > 0 && text.charAt(at - 1) == '-' ? -1 : 1;
    }
    number(Value.ZONE_HOUR, 2, part);
  }

  private int name(DateFormat.Keyword part, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (text.regionMatches(true, at, names.get(i), 0, names.get(i).length())) {
        at += names.get(i).length();
        return i;
      }
    }
    int end = at;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    throw invalid(
            "invalid value \"" + text.substring(at, end) + "\" for \"" + part.written() + "\"")
        .withDetail("The given value did not match any of the allowed values for this field.");
  }

  /** From the last month on: VIII begins with VII. */
  private int roman(DateFormat.Keyword part) {
    return 12 - name(part, DateFormat.ROMAN_MONTHS.reversed());
  }

  private long assemble() {
    int ofDay = value(Value.SECOND_OF_DAY);
    int hour = values.containsKey(Value.HOUR) ? value(Value.HOUR) : ofDay / 3600;
    int minute = values.containsKey(Value.MINUTE) ? value(Value.MINUTE) : ofDay / 60 % 60;
    int second = values.containsKey(Value.SECOND) ? value(Value.SECOND) : ofDay % 60;
    if (twelveHours) {
      if (hour < 1 || hour > 12) {
        throw invalid("hour \"" + hour + "\" is invalid for the 12-hour clock")
            .withHint("Use the 24-hour clock, or give an hour between 1 and 12.");
      }
      hour = hour % 12 + (value(Value.AFTERNOON) == 1 ? 12 : 0);
    }
    long days = days();
    long micros = value(Value.MILLISECOND) * 1000L + value(Value.MICROSECOND);
    if (hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 59
        || micros < 0
        || micros >= DateTimes.MICROS_PER_SECOND) {
      throw outOfRange();
    }
    return days * DateTimes.MICROS_PER_DAY
        + hour * DateTimes.MICROS_PER_HOUR
        + minute * DateTimes.MICROS_PER_MINUTE
        + second * DateTimes.MICROS_PER_SECOND
        + micros;
  }

  /** The year as the calendar counts it: 0 is 1 BC. */
  private int year() {
    boolean bc = value(Value.BEFORE_CHRIST) == 1;
    int century = bc ? -value(Value.CENTURY) : value(Value.CENTURY);
    int year = value(Value.YEAR);
    if (century != 0 && (year == 0 || yearDigits <= 2)) {
      int ofCentury = year % 100;
      if (year == 0) {
        return century > 0 ? (century - 1) * 100 + 1 : century * 100 + 1;
      }
      if (ofCentury == 0) {
        return century * 100 + (century > 0 ? 0 : 1);
      }
      return century > 0 ? (century - 1) * 100 + ofCentury : (century + 1) * 100 - ofCentury + 1;
    }
    year = bc ? -year : year;
    return year < 0 ? year + 1 : year;
  }

  private long days() {
    int year = year();
    if (year > 5_874_897 || year < -4713) {
      throw outOfRange();
    }
    if (value(Value.JULIAN) != 0) {
      return (long) value(Value.JULIAN) - DateTimes.EPOCH_JULIAN;
    }
    int week = value(Value.WEEK);
    int dayOfYear = value(Value.DAY_OF_YEAR);
    boolean iso = Boolean.TRUE.equals(isoWeeks);
    if (week != 0 && iso) {
      int dayOfWeek = value(Value.DAY_OF_WEEK);
      int afterMonday = dayOfWeek == 0 ? 0 : Math.floorMod(dayOfWeek - 2, 7);
      return firstMonday(year) + (week - 1L) * 7 + afterMonday;
    }
    if (week != 0) {
      dayOfYear = (week - 1) * 7 + 1;
    }
    int month = values.getOrDefault(Value.MONTH, 1);
    int day = values.getOrDefault(Value.DAY, 1);
    if (value(Value.WEEK_OF_MONTH) != 0) {
      day = (value(Value.WEEK_OF_MONTH) - 1) * 7 + 1;
    }
    if (dayOfYear != 0 && (month <= 1 || day <= 1)) {
      if (year == 0 && value(Value.BEFORE_CHRIST) == 0) {
        throw invalid("cannot calculate day of year without year information");
      }
      if (iso) {
        return firstMonday(year) + dayOfYear - 1L;
      }
      if (dayOfYear < 1 || dayOfYear > (DateTimes.isLeap(year) ? 366 : 365)) {
        throw outOfRange();
      }
      return DateTimes.days(year, 1, 1) + dayOfYear - 1L;
    }
    if (month < 1 || month > 12 || day < 1 || day > DateTimes.daysInMonth(year, month)) {
      throw outOfRange();
    }
    return DateTimes.days(year, month, day);
  }

  /** The first day of the ISO year: 4 January is in its first week. */
  private static int firstMonday(int year) {
    int fourth = DateTimes.days(year, 1, 4);
    return fourth - Math.floorMod(DateTimes.dayOfWeek(fourth) - 1, 7);
  }
}
