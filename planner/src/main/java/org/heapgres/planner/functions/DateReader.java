package org.heapgres.planner.functions;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.types.DateTimes;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Reads a text by a {@link DateFormat}, as to_date and to_timestamp do. One use per object. */
final class DateReader {
  private final String text;
  private final List<DateFormat.Part> parts;
  private final Map<String, Long> values = new HashMap<>();
  private int at;
  private boolean bc;
  private boolean pm;
  private boolean halfDay;

  DateReader(String text, DateFormat format) {
    this.text = text;
    this.parts = format.parts();
  }

  /** Seconds east of UTC, or null when the text names no zone. */
  Integer zoneSeconds() {
    Long hours = values.get("TZH");
    if (hours == null) {
      return null;
    }
    long minutes = values.getOrDefault("TZM", 0L);
    return (int) (hours * 3600 + (zoneNegative ? -minutes : minutes) * 60);
  }

  private boolean zoneNegative;

  private static PgException invalid(String message) {
    return new PgException(SqlState.INVALID_DATETIME_FORMAT, message);
  }

  /** Local time in microseconds since 2000-01-01. */
  long read() {
    for (int i = 0; i < parts.size(); i++) {
      DateFormat.Part part = parts.get(i);
      if (!part.isKeyword()) {
        skipLiteral(part.literal());
      } else {
        skipSeparators(part);
        if (at >= text.length()) {
          break;
        }
        keyword(part, i);
      }
    }
    return assemble();
  }

  private void skipLiteral(String literal) {
    for (int i = 0; i < literal.length(); i++) {
      char wanted = literal.charAt(i);
      if (Character.isLetterOrDigit(wanted)) {
        if (at < text.length()) {
          at++;
        }
      } else {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
          at++;
        }
        if (at < text.length()
            && !Character.isLetterOrDigit(text.charAt(at))
            && !(isSign(text.charAt(at)) && wanted == ' ')) {
          at++;
        }
      }
    }
  }

  private static boolean isSign(char c) {
    return c == '+' || c == '-';
  }

  private void skipSeparators(DateFormat.Part part) {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    boolean signed =
        part.keyword().startsWith("TZ")
            || part.keyword().equals("OF")
            || part.keyword().contains("YYY");
    if (!signed && at < text.length() && isSeparator(text.charAt(at)) && at > 0) {
      at++;
    }
  }

  private static boolean isSeparator(char c) {
    return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
  }

  private void keyword(DateFormat.Part part, int index) {
    String key = part.keyword();
    switch (key) {
      case "AM", "PM", "A.M.", "P.M." -> {
        pm =
            oneOf(
                    part.written(),
                    key.contains(".") ? new String[] {"a.m.", "p.m."} : new String[] {"am", "pm"})
                == 1;
        halfDay = true;
      }
      case "AD", "BC", "A.D.", "B.C." ->
          bc =
              oneOf(
                      part.written(),
                      key.contains(".") ? new String[] {"a.d.", "b.c."} : new String[] {"ad", "bc"})
                  == 1;
      case "MONTH" -> values.put("MM", (long) fullOrShort(part.written(), DateFormat.MONTHS) + 1);
      case "MON" -> values.put("MM", (long) shortName(part.written(), DateFormat.MONTHS) + 1);
      case "DAY" -> fullOrShort(part.written(), DateFormat.DAYS);
      case "DY" -> shortName(part.written(), DateFormat.DAYS);
      case "RM" -> values.put("MM", (long) roman() + 1);
      case "MS" -> fraction(3, part, index);
      case "US" -> fraction(6, part, index);
      case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6" -> fraction(key.charAt(2) - '0', part, index);
      case "TZ", "OF" -> zone();
      case "TZH" -> {
        zoneNegative = text.charAt(at) == '-';
        if (isSign(text.charAt(at))) {
          at++;
        }
        long hours = integer(part, 2, index);
        values.put("TZH", zoneNegative ? -hours : hours);
      }
      case "Y,YYY" -> {
        long thousands = integer(part, 9, index);
        if (at < text.length() && text.charAt(at) == ',') {
          at++;
        }
        values.put("YYYY", thousands * 1000 + integer(part, 3, index));
      }
      case "YYYY", "IYYY" -> values.put("YYYY", signedYear(part, index));
      case "YYY", "IYY" -> year(part, 3, index);
      case "YY", "IY" -> year(part, 2, index);
      case "Y", "I" -> year(part, 1, index);
      case "HH", "HH12" -> {
        long hour = integer(part, 2, index);
        values.put("HH12", hour);
      }
      default -> values.put(key, integer(part, width(key), index));
    }
    if (!part.ordinal().isEmpty()) {
      at = Math.min(text.length(), at + 2);
    }
  }

  private static int width(String key) {
    return switch (key) {
      case "HH24", "MI", "SS", "MM", "DD", "WW", "IW", "CC", "TZM" -> 2;
      case "DDD", "IDDD" -> 3;
      case "SSSS", "SSSSS" -> 5;
      case "J" -> 9;
      default -> 1;
    };
  }

  private long signedYear(DateFormat.Part part, int index) {
    boolean negative = text.charAt(at) == '-';
    if (isSign(text.charAt(at))) {
      at++;
    }
    long year = integer(part, 4, index);
    if (negative) {
      bc = true;
    }
    return year;
  }

  /** Short years are those nearest to 2020. */
  private void year(DateFormat.Part part, int digits, int index) {
    int start = at;
    long year = integer(part, digits, index);
    int given = at - start;
    if (given < 4) {
      year += year < 70 ? 2000 : year < 100 ? 1900 : year < 520 ? 2000 : year < 1000 ? 1000 : 0;
    }
    values.put("YYYY", year);
  }

  /** A number; without a limit on digits when no digit can follow in the template. */
  private long integer(DateFormat.Part part, int digits, int index) {
    boolean open = part.fill() || !digitFollows(index);
    int start = at;
    while (at < text.length()
        && Character.isDigit(text.charAt(at))
        && (open || at - start < digits)) {
      at++;
    }
    if (at == start) {
      int end = Math.min(text.length(), start + digits);
      String value = text.substring(start, end);
      throw invalid("invalid value \"" + value + "\" for \"" + part.written() + "\"")
          .withDetail("Value must be an integer.");
    }
    String number = text.substring(start, at);
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw new PgException(
              SqlState.DATETIME_FIELD_OVERFLOW,
              "value for \"" + part.written() + "\" in source string is out of range")
          .withDetail("Value must be in the range -2147483648 to 2147483647.");
    }
  }

  private boolean digitFollows(int index) {
    if (index + 1 >= parts.size()) {
      return false;
    }
    DateFormat.Part next = parts.get(index + 1);
    if (!next.isKeyword()) {
      return !next.literal().isEmpty() && Character.isDigit(next.literal().charAt(0));
    }
    return switch (next.keyword()) {
      case "MONTH",
          "MON",
          "DAY",
          "DY",
          "AM",
          "PM",
          "A.M.",
          "P.M.",
          "AD",
          "BC",
          "A.D.",
          "B.C.",
          "RM",
          "TZ",
          "TZH",
          "OF" ->
          false;
      default -> true;
    };
  }

  private void fraction(int digits, DateFormat.Part part, int index) {
    int start = at;
    long value = integer(part, digits, index);
    int given = at - start;
    for (int i = given; i < 6; i++) {
      value *= 10;
    }
    for (int i = given; i > 6; i--) {
      value /= 10;
    }
    values.put("US", value);
  }

  private void zone() {
    boolean negative = text.charAt(at) == '-';
    if (isSign(text.charAt(at))) {
      at++;
      int start = at;
      while (at < text.length() && Character.isDigit(text.charAt(at)) && at - start < 2) {
        at++;
      }
      long hours = at == start ? 0 : Long.parseLong(text.substring(start, at));
      long minutes = 0;
      if (at < text.length() && text.charAt(at) == ':') {
        at++;
        start = at;
        while (at < text.length() && Character.isDigit(text.charAt(at)) && at - start < 2) {
          at++;
        }
        minutes = at == start ? 0 : Long.parseLong(text.substring(start, at));
      }
      zoneNegative = negative;
      values.put("TZH", negative ? -hours : hours);
      values.put("TZM", minutes);
      return;
    }
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    String name = text.substring(start, at);
    var abbreviation = org.heapgres.planner.types.TimeZones.abbreviation(name);
    if (abbreviation == null) {
      throw invalid("invalid value \"" + text.substring(start) + "\" for \"TZ\"")
          .withDetail("Time zone abbreviation is not recognized.");
    }
    int seconds = abbreviation.offsetSeconds();
    zoneNegative = seconds < 0;
    values.put("TZH", (long) seconds / 3600);
    values.put("TZM", (long) Math.abs(seconds) / 60 % 60);
  }

  private int oneOf(String key, String[] names) {
    for (int i = 0; i < names.length; i++) {
      if (text.regionMatches(true, at, names[i], 0, names[i].length())) {
        at += names[i].length();
        return i;
      }
    }
    throw noName(key);
  }

  private PgException noName(String key) {
    int end = at;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return invalid("invalid value \"" + text.substring(at, end) + "\" for \"" + key + "\"")
        .withDetail("The given value did not match any of the allowed values for this field.");
  }

  private int fullOrShort(String key, String[] names) {
    for (int i = 0; i < names.length; i++) {
      if (text.regionMatches(true, at, names[i], 0, names[i].length())) {
        at += names[i].length();
        return i;
      }
    }
    return shortName(key, names);
  }

  private int shortName(String key, String[] names) {
    for (int i = 0; i < names.length; i++) {
      if (text.regionMatches(true, at, names[i], 0, 3)) {
        at += 3;
        return i;
      }
    }
    throw noName(key);
  }

  private int roman() {
    int best = -1;
    for (int i = 0; i < DateFormat.ROMAN_MONTHS.length; i++) {
      String numeral = DateFormat.ROMAN_MONTHS[i];
      if (text.regionMatches(true, at, numeral, 0, numeral.length())
          && (best < 0 || numeral.length() > DateFormat.ROMAN_MONTHS[best].length())) {
        best = i;
      }
    }
    if (best < 0) {
      throw noName("RM");
    }
    at += DateFormat.ROMAN_MONTHS[best].length();
    return best;
  }

  private PgException outOfRange() {
    return new PgException(
        SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"" + text + "\"");
  }

  private long assemble() {
    long days = days();
    long hour = values.getOrDefault("HH24", 0L);
    if (values.containsKey("HH12")) {
      hour = values.get("HH12");
      if (halfDay && (hour < 1 || hour > 12)) {
        throw invalid("hour \"" + hour + "\" is invalid for the 12-hour clock")
            .withHint("Use the 24-hour clock, or give an hour between 1 and 12.");
      }
    }
    if (halfDay && pm && hour < 12) {
      hour += 12;
    } else if (halfDay && !pm && hour == 12) {
      hour = 0;
    }
    long minute = values.getOrDefault("MI", 0L);
    long second = values.getOrDefault("SS", 0L);
    Long ofDay = values.containsKey("SSSS") ? values.get("SSSS") : values.get("SSSSS");
    if (ofDay != null) {
      hour = ofDay / 3600;
      minute = ofDay / 60 % 60;
      second = ofDay % 60;
    }
    if (hour > 24 || minute > 59 || second > 59 || (hour == 24 && minute + second > 0)) {
      throw outOfRange();
    }
    return days * DateTimes.MICROS_PER_DAY
        + hour * DateTimes.MICROS_PER_HOUR
        + minute * DateTimes.MICROS_PER_MINUTE
        + second * DateTimes.MICROS_PER_SECOND
        + values.getOrDefault("US", 0L);
  }

  private long days() {
    Long julian = values.get("J");
    if (julian != null) {
      return julian - DateTimes.EPOCH_JULIAN;
    }
    long year = values.getOrDefault("YYYY", 0L);
    Long century = values.get("CC");
    if (century != null) {
      year =
          values.containsKey("YYYY") ? (century - 1) * 100 + year % 100 : (century - 1) * 100 + 1;
    }
    if (bc) {
      year = 1 - year;
    }
    Long week = values.get("IW");
    if (week != null) {
      int fourth = DateTimes.days((int) year, 1, 4);
      int monday = fourth - Math.floorMod(DateTimes.dayOfWeek(fourth) - 1, 7);
      return monday + (week - 1) * 7 + values.getOrDefault("ID", 1L) - 1;
    }
    Long dayOfYear = values.get("DDD");
    if (dayOfYear != null) {
      if (dayOfYear < 1 || dayOfYear > (DateTimes.isLeap((int) year) ? 366 : 365)) {
        throw outOfRange();
      }
      return DateTimes.days((int) year, 1, 1) + dayOfYear - 1;
    }
    Long weekOfYear = values.get("WW");
    if (weekOfYear != null) {
      return DateTimes.days((int) year, 1, 1) + (weekOfYear - 1) * 7;
    }
    long month = values.getOrDefault("MM", 1L);
    long day = values.getOrDefault("DD", 1L);
    if (values.containsKey("W")) {
      day = (values.get("W") - 1) * 7 + 1;
    }
    if (values.containsKey("Q") && !values.containsKey("MM")) {
      month = 1;
    }
    if (month < 1
        || month > 12
        || day < 1
        || year > 5_874_897
        || day > DateTimes.daysInMonth((int) year, (int) month)) {
      throw outOfRange();
    }
    return DateTimes.days((int) year, (int) month, (int) day);
  }
}
