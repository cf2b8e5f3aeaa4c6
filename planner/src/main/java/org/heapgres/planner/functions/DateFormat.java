package org.heapgres.planner.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.DateTimes.YearMonthDay;

/**
 * A date and time template of to_char, to_date and to_timestamp (manual, section 9.8, table 9.27),
 * with English names. Immutable.
 */
final class DateFormat {
  static final List<String> ROMAN_MONTHS =
      List.of("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII");

  /** The width of these does not count the sign of an interval's negative part. */
  private static final Set<String> SIGN_BESIDE =
      Set.of("HH24", "HH12", "HH", "MI", "SS", "YYYY", "YYY", "YY", "Y", "CC");

  /** Longest first where one is the start of another. */
  private static final String[] KEYWORDS = {
    "SSSSS", "SSSS", "Y,YYY", "IYYY", "YYYY", "IYY", "YYY", "IY", "YY", "MONTH", "IDDD", "DDD",
    "DAY", "DY", "DD", "D", "HH24", "HH12", "HH", "A.D.", "B.C.", "A.M.", "P.M.", "AD", "BC", "AM",
    "PM", "FF1", "FF2", "FF3", "FF4", "FF5", "FF6", "FX", "CC", "IW", "ID", "I", "J", "MI", "MM",
    "MON", "MS", "OF", "Q", "RM", "SS", "TZH", "TZM", "TZ", "US", "WW", "W", "Y"
  };

  sealed interface Part permits Keyword, Literal {}

  /**
   * A keyword as it was written.
   *
   * @param fill FM stands before it
   * @param ordinal th or TH stands behind it, else ""
   */
  record Keyword(String keyword, String written, boolean fill, String ordinal, boolean local)
      implements Part {}

  /** Text between quotation marks, or one character that no keyword begins with. */
  record Literal(String text, boolean quoted) implements Part {}

  /** The broken-down value; {@code year} 0 is 1 BC. */
  record Fields(
      int year,
      int month,
      int day,
      long hour,
      int minute,
      int second,
      int micros,
      int days,
      String zone,
      int zoneSeconds,
      boolean interval) {}

  private final List<Part> parts = new ArrayList<>();

  private DateFormat() {}

  /** The first three letters of each. */
  static List<String> shortNames(List<String> names) {
    return names.stream().map(name -> name.substring(0, 3)).toList();
  }

  static DateFormat parse(String template) {
    DateFormat format = new DateFormat();
    int at = 0;
    while (at < template.length()) {
      boolean fill = false;
      boolean local = false;
      boolean more = true;
      while (more) {
        more = false;
        if (template.regionMatches(true, at, "FM", 0, 2)) {
          fill = true;
          at += 2;
          more = true;
        } else if (template.regionMatches(true, at, "TM", 0, 2)
            && keywordAt(template, at + 2) != null) {
          local = true;
          at += 2;
          more = true;
        }
      }
      if (at >= template.length()) {
        break;
      }
      String keyword = keywordAt(template, at);
      if (keyword != null) {
        String written = template.substring(at, at + keyword.length());
        at += keyword.length();
        String ordinal = "";
        if (template.startsWith("TH", at) || template.startsWith("th", at)) {
          ordinal = template.substring(at, at + 2);
          at += 2;
        }
        if (template.startsWith("SP", at)) {
          at += 2;
        }
        format.parts.add(new Keyword(keyword, written, fill, ordinal, local));
        continue;
      }
      boolean quoted = template.charAt(at) == '"';
      StringBuilder literal = new StringBuilder();
      if (quoted) {
        at++;
        while (at < template.length() && template.charAt(at) != '"') {
          if (template.charAt(at) == '\\' && at + 1 < template.length()) {
            at++;
          }
          literal.append(template.charAt(at++));
        }
        at++;
      } else {
        if (template.charAt(at) == '\\'
            && at + 1 < template.length()
            && template.charAt(at + 1) == '"') {
          at++;
        }
        literal.append(template.charAt(at++));
      }
      format.parts.add(new Literal(literal.toString(), quoted));
    }
    return format;
  }

  private static String keywordAt(String template, int at) {
    for (String keyword : KEYWORDS) {
      if (template.regionMatches(true, at, keyword, 0, keyword.length())) {
        return keyword;
      }
    }
    return null;
  }

  List<Part> parts() {
    return parts;
  }

  String format(Fields fields) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Keyword keyword -> write(keyword, fields, out);
        case Literal literal -> out.append(literal.text);
      }
    }
    return out.toString();
  }

  private static void number(Keyword part, long value, int width, StringBuilder out) {
    String digits = Long.toString(Math.abs(value));
    StringBuilder shown = new StringBuilder();
    int padded = width;
    if (value < 0) {
      shown.append('-');
      if (!SIGN_BESIDE.contains(part.keyword)) {
        padded--;
      }
    }
    if (!part.fill) {
      for (int i = digits.length(); i < padded; i++) {
        shown.append('0');
      }
    }
    shown.append(digits);
    out.append(shown);
    if (!part.ordinal.isEmpty()) {
      String ending = NumberFormat.ordinal(digits);
      out.append(part.ordinal.equals("TH") ? ending.toUpperCase(Locale.ROOT) : ending);
    }
  }

  /** A name in the case that the keyword was written in. */
  private static void name(Keyword part, String name, int width, StringBuilder out) {
    String shown = cased(part.written, name);
    out.append(shown);
    if (!part.fill && !part.local) {
      out.repeat(' ', Math.max(0, width - shown.length()));
    }
  }

  private static String cased(String written, String name) {
    if (Character.isLowerCase(written.charAt(0))) {
      return name.toLowerCase(Locale.ROOT);
    }
    return Character.isUpperCase(written.charAt(1)) ? name.toUpperCase(Locale.ROOT) : name;
  }

  private static void write(Keyword part, Fields f, StringBuilder out) {
    boolean lower = Character.isLowerCase(part.written.charAt(0));
    int century = f.year > 0 ? (f.year + 99) / 100 : f.year / 100 - 1;
    int year = f.interval ? f.year : f.year > 0 ? f.year : 1 - f.year;
    switch (part.keyword) {
      case "AM", "PM" -> {
        String text = f.hour % 24 >= 12 ? "PM" : "AM";
        out.append(lower ? text.toLowerCase(Locale.ROOT) : text);
      }
      case "A.M.", "P.M." -> {
        String text = f.hour % 24 >= 12 ? "P.M." : "A.M.";
        out.append(lower ? text.toLowerCase(Locale.ROOT) : text);
      }
      case "HH", "HH12" -> number(part, f.hour % 12 == 0 ? 12 : f.hour % 12, 2, out);
      case "HH24" -> number(part, f.hour, 2, out);
      case "MI" -> number(part, f.minute, 2, out);
      case "SS" -> number(part, f.second, 2, out);
      case "MS", "FF3" -> number(part, f.micros / 1000, 3, out);
      case "US", "FF6" -> number(part, f.micros, 6, out);
      case "FF1" -> number(part, f.micros / 100_000, 1, out);
      case "FF2" -> number(part, f.micros / 10_000, 2, out);
      case "FF4" -> number(part, f.micros / 100, 4, out);
      case "FF5" -> number(part, f.micros / 10, 5, out);
      case "SSSS", "SSSSS" -> number(part, f.hour * 3600 + f.minute * 60L + f.second, 0, out);
      case "AD", "BC" -> {
        String text = f.year <= 0 ? "BC" : "AD";
        out.append(lower ? text.toLowerCase(Locale.ROOT) : text);
      }
      case "A.D.", "B.C." -> {
        String text = f.year <= 0 ? "B.C." : "A.D.";
        out.append(lower ? text.toLowerCase(Locale.ROOT) : text);
      }
      case "MONTH" -> {
        if (f.month > 0) {
          name(part, DateTimes.MONTHS.get(f.month - 1), 9, out);
        }
      }
      case "MON" -> {
        if (f.month > 0) {
          name(part, DateTimes.MONTHS.get(f.month - 1).substring(0, 3), 0, out);
        }
      }
      case "MM" -> number(part, f.month, 2, out);
      case "DAY" -> name(part, DateTimes.DAYS.get(DateTimes.dayOfWeek(f.days)), 9, out);
      case "DY" ->
          name(part, DateTimes.DAYS.get(DateTimes.dayOfWeek(f.days)).substring(0, 3), 0, out);
      case "DDD" ->
          number(
              part,
              f.interval
                  ? f.year * 360L + f.month * 30L + f.day
                  : f.days - DateTimes.days(f.year, 1, 1) + 1,
              3,
              out);
      case "IDDD" -> number(part, isoDay(f), 3, out);
      case "DD" -> number(part, f.day, 2, out);
      case "D" -> number(part, DateTimes.dayOfWeek(f.days) + 1, 0, out);
      case "ID" -> {
        int day = DateTimes.dayOfWeek(f.days);
        number(part, day == 0 ? 7 : day, 0, out);
      }
      case "WW" -> number(part, (f.days - DateTimes.days(f.year, 1, 1)) / 7 + 1, 2, out);
      case "IW" -> number(part, ExtractFunctions.isoWeek(f.days), 2, out);
      case "W" -> number(part, (f.day - 1) / 7 + 1, 0, out);
      case "Q" -> {
        if (f.month > 0) {
          number(part, (f.month - 1) / 3 + 1, 0, out);
        }
      }
      case "CC" -> number(part, f.interval ? f.year / 100 : century, 2, out);
      case "J" -> number(part, f.days + (long) DateTimes.EPOCH_JULIAN, 0, out);
      case "Y,YYY" -> {
        number(part, year / 1000, 0, out);
        out.append(',').append(String.format(Locale.ROOT, "%03d", year % 1000));
      }
      case "YYYY" -> number(part, year, 4, out);
      case "YYY" -> number(part, year % 1000, 3, out);
      case "YY" -> number(part, year % 100, 2, out);
      case "Y" -> number(part, year % 10, 1, out);
      case "IYYY" -> number(part, isoYear(f), 4, out);
      case "IYY" -> number(part, isoYear(f) % 1000, 3, out);
      case "IY" -> number(part, isoYear(f) % 100, 2, out);
      case "I" -> number(part, isoYear(f) % 10, 1, out);
      case "RM" -> {
        // an interval of whole years has months too, of which the negative ones count backwards
        if (f.month != 0 || (f.interval && f.year != 0)) {
          int month = f.month != 0 ? f.month : f.year > 0 ? 12 : 1;
          String roman = ROMAN_MONTHS.get(month > 0 ? month - 1 : month + 12);
          String shown = lower ? roman.toLowerCase(Locale.ROOT) : roman;
          out.append(shown);
          if (!part.fill) {
            out.repeat(' ', 4 - shown.length());
          }
        }
      }
      case "TZ" -> {
        if (f.zone != null) {
          out.append(lower ? f.zone.toLowerCase(Locale.ROOT) : f.zone.toUpperCase(Locale.ROOT));
        }
      }
      case "TZH" -> {
        out.append(f.zoneSeconds < 0 ? '-' : '+');
        number(part, Math.abs(f.zoneSeconds) / 3600, 2, out);
      }
      case "TZM" -> number(part, Math.abs(f.zoneSeconds) / 60 % 60, 2, out);
      case "OF" -> {
        out.append(f.zoneSeconds < 0 ? '-' : '+');
        number(part, Math.abs(f.zoneSeconds) / 3600, 2, out);
        if (f.zoneSeconds % 3600 != 0) {
          out.append(String.format(Locale.ROOT, ":%02d", Math.abs(f.zoneSeconds) / 60 % 60));
        }
      }
      default -> {}
    }
  }

  private static int isoYear(Fields f) {
    int year = ExtractFunctions.isoYear(f.days);
    return year > 0 ? year : 1 - year;
  }

  private static int isoDay(Fields f) {
    int day = DateTimes.dayOfWeek(f.days);
    return (ExtractFunctions.isoWeek(f.days) - 1) * 7 + (day == 0 ? 7 : day);
  }

  static Fields ofTimestamp(long local, String zone, int zoneSeconds) {
    int days = DateTimes.daysOf(local);
    long time = DateTimes.timeOf(local);
    YearMonthDay date = DateTimes.date(days);
    return new Fields(
        date.year(),
        date.month(),
        date.day(),
        time / DateTimes.MICROS_PER_HOUR,
        (int) (time / DateTimes.MICROS_PER_MINUTE % 60),
        (int) (time / DateTimes.MICROS_PER_SECOND % 60),
        (int) (time % DateTimes.MICROS_PER_SECOND),
        days,
        zone,
        zoneSeconds,
        false);
  }
}
