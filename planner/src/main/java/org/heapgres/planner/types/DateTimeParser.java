package org.heapgres.planner.types;

import java.time.ZoneId;
import java.util.List;
import org.heapgres.planner.types.DateTimeFields.Field;
import org.heapgres.planner.types.DateTimeFields.Kind;
import org.heapgres.planner.types.DateTimeFields.Meaning;
import org.heapgres.planner.types.DateTimeFields.Word;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Reads one date, time or timestamp in any of the forms PostgreSQL reads (manual, appendix B.1).
 * One use per object.
 */
final class DateTimeParser {
  private static final int YEAR = 1;
  private static final int MONTH = 2;
  private static final int DAY = 4;
  private static final int DATE = YEAR | MONTH | DAY;
  private static final int DAY_OF_YEAR = 8;
  private static final int TIME = 16;
  private static final int ZONE = 32;
  private static final int MAX_ZONE_SECONDS = 16 * 3600 - 1;

  private final String input;
  private final String type;
  private final FormatSettings settings;

  private int seen;
  int year;
  int month;
  int day;
  private int dayOfYear;
  private boolean twoDigitYear;
  private boolean bc;
  private boolean monthByName;
  private Word halfDay;
  long time;

  /** INFINITY, MINUS_INFINITY or null. */
  Long special;

  /** now, today and the like were asked for; the fields hold local time. */
  private boolean isNow;

  private boolean isEpoch;

  /** Seconds east of UTC, or null when the input names no zone. */
  Integer offset;

  private ZoneId namedZone;

  /** An abbreviation whose offset depends on the date. */
  private TimeZones.Abbreviation abbreviation;

  private DateTimeParser(String input, String type, FormatSettings settings) {
    this.input = input;
    this.type = type;
    this.settings = settings;
  }

  static int parseDate(String text, FormatSettings settings) {
    long iso = IsoDateTimes.date(text);
    if (iso != IsoDateTimes.NONE) {
      return (int) iso;
    }
    DateTimeParser parser = new DateTimeParser(text, "date", settings);
    parser.decode(false);
    if (parser.special != null) {
      return parser.special > 0 ? DateTimes.DATE_INFINITY : DateTimes.DATE_MINUS_INFINITY;
    }
    if (parser.isEpoch) {
      return DateTimes.UNIX_EPOCH_DAYS;
    }
    return parser.days("date out of range: ");
  }

  static long parseTimestamp(String text, FormatSettings settings) {
    long iso = IsoDateTimes.timestamp(text);
    if (iso != IsoDateTimes.NONE) {
      return iso;
    }
    DateTimeParser parser = new DateTimeParser(text, "timestamp", settings);
    parser.decode(false);
    if (parser.special != null) {
      return parser.special;
    }
    if (parser.isEpoch) {
      return DateTimes.UNIX_EPOCH_DAYS * DateTimes.MICROS_PER_DAY;
    }
    return parser.checkRange(parser.local());
  }

  static long parseTimestamptz(String text, FormatSettings settings) {
    long iso = IsoDateTimes.timestamp(text);
    if (iso != IsoDateTimes.NONE) {
      Integer zone = IsoDateTimes.zone(text);
      int east = zone != null ? zone : TimeZones.offsetForLocal(settings.zone(), iso);
      return iso - east * DateTimes.MICROS_PER_SECOND;
    }
    DateTimeParser parser = new DateTimeParser(text, "timestamp with time zone", settings);
    parser.decode(false);
    if (parser.special != null) {
      return parser.special;
    }
    if (parser.isEpoch) {
      return DateTimes.UNIX_EPOCH_DAYS * DateTimes.MICROS_PER_DAY;
    }
    long local = parser.local();
    int east = parser.offsetAt(local);
    return parser.checkRange(local - east * DateTimes.MICROS_PER_SECOND);
  }

  static long parseTime(String text, FormatSettings settings) {
    DateTimeParser parser = new DateTimeParser(text, "time", settings);
    parser.decode(true);
    parser.checkTimeOfDay();
    return parser.time;
  }

  static org.heapgres.storage.value.TimeTz parseTimeTz(String text, FormatSettings settings) {
    DateTimeParser parser = new DateTimeParser(text, "time with time zone", settings);
    parser.decode(true);
    parser.checkTimeOfDay();
    int east;
    if ((parser.seen & DATE) == DATE) {
      east =
          parser.offsetAt(
              parser.days("date out of range: ") * DateTimes.MICROS_PER_DAY + parser.time);
    } else if (parser.offset != null) {
      east = parser.offset;
    } else if (parser.abbreviation != null) {
      east = parser.abbreviation.offsetAt(settings.environment().transactionTimestamp());
    } else {
      ZoneId zone = parser.namedZone != null ? parser.namedZone : settings.zone();
      east = TimeZones.offsetAt(zone, settings.environment().transactionTimestamp());
    }
    return new org.heapgres.storage.value.TimeTz(parser.time, -east);
  }

  private int offsetAt(long local) {
    if (offset != null) {
      return offset;
    }
    if (abbreviation != null) {
      return abbreviation.offsetForLocal(local);
    }
    return TimeZones.offsetForLocal(namedZone != null ? namedZone : settings.zone(), local);
  }

  private long local() {
    // a date before the first is right in a zone where it is the first already
    long days = julianDays("timestamp out of range: ");
    long micros;
    try {
      micros = Math.addExact(Math.multiplyExact(days, DateTimes.MICROS_PER_DAY), time);
    } catch (ArithmeticException e) {
      throw outOfRange("timestamp out of range: ");
    }
    return micros;
  }

  private void checkTimeOfDay() {
    if (time > DateTimes.MICROS_PER_DAY) {
      throw fieldOverflow();
    }
  }

  private long checkRange(long micros) {
    if (!DateTimes.isValidTimestamp(micros)) {
      throw outOfRange("timestamp out of range: ");
    }
    return micros;
  }

  private int julianDays(String complaint) {
    if (year > 5_874_898 || year < -4713 || (year == -4713 && month < 11)) {
      throw outOfRange(complaint);
    }
    return DateTimes.days(year, month, day);
  }

  private int days(String complaint) {
    int days = julianDays(complaint);
    if (!DateTimes.isValidDate(days)) {
      throw outOfRange(complaint);
    }
    return days;
  }

  private PgException outOfRange(String complaint) {
    return new PgException(SqlState.DATETIME_FIELD_OVERFLOW, complaint + "\"" + input + "\"");
  }

  private PgException bad() {
    return new PgException(
        SqlState.INVALID_DATETIME_FORMAT,
        "invalid input syntax for type " + type + ": \"" + input + "\"");
  }

  private PgException fieldOverflow() {
    return new PgException(
        SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"" + input + "\"");
  }

  private PgException monthDayOverflow() {
    return fieldOverflow().withHint("Perhaps you need a different \"DateStyle\" setting.");
  }

  private PgException zoneOverflow() {
    return new PgException(
        SqlState.INVALID_TIME_ZONE_DISPLACEMENT_VALUE,
        "time zone displacement out of range: \"" + input + "\"");
  }

  private void decode(boolean timeOnly) {
    List<Field> fields = DateTimeFields.split(input);
    if (fields == null || fields.isEmpty()) {
      throw bad();
    }
    boolean julian = false;
    boolean isoTime = false;
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      String text = field.text();
      switch (field.kind()) {
        case DATE -> {
          if (julian) {
            julianWithZone(text);
            julian = false;
          } else if (isoTime
              || (seen & (MONTH | DAY)) == (MONTH | DAY)
              || (timeOnly && !startsWithDate(fields, i))) {
            dateAsTimeOrZone(text, isoTime);
            isoTime = false;
          } else {
            decodeDate(text);
          }
        }
        case TIME -> {
          isoTime = false;
          if ((seen & TIME) != 0) {
            throw bad();
          }
          decodeTime(text);
        }
        case ZONE -> decodeOffset(text);
        case NUMBER -> {
          if (julian) {
            decodeJulian(text);
            julian = false;
          } else if (isoTime) {
            concatenatedTime(text);
            isoTime = false;
          } else {
            decodeNumberField(text, timeOnly);
          }
        }
        case STRING, SPECIAL -> {
          Meaning meaning = DateTimeFields.meaning(text);
          if (meaning != null && meaning.word() == Word.JULIAN) {
            julian = true;
          } else if (meaning != null && meaning.word() == Word.ISO_TIME) {
            if ((seen & DATE) != DATE && !timeOnly) {
              throw bad();
            }
            if (i + 1 >= fields.size()) {
              throw bad();
            }
            Kind next = fields.get(i + 1).kind();
            if (next != Kind.NUMBER && next != Kind.TIME && next != Kind.DATE) {
              throw bad();
            }
            isoTime = true;
          } else {
            decodeWord(text, meaning, fields.size() == 1);
          }
        }
      }
    }
    if (julian || isoTime) {
      throw bad();
    }
    finish(timeOnly);
  }

  /** A time may have its date in front; else digits with a hyphen are a time with a zone. */
  private static boolean startsWithDate(List<Field> fields, int index) {
    return index == 0
        && fields.size() >= 2
        && (fields.getLast().kind() == Kind.DATE || fields.get(1).kind() == Kind.TIME);
  }

  /** After the date: a zone with punctuation in its name, or hhmmss-zz run together. */
  private void dateAsTimeOrZone(String text, boolean isoTime) {
    if (isoTime || DateTimeFields.isDigit(text.charAt(0))) {
      int sign = Math.max(text.indexOf('-'), text.indexOf('+'));
      if (sign < 0 || (seen & TIME) != 0) {
        throw bad();
      }
      concatenatedTime(text.substring(0, sign));
      decodeOffset(text.substring(sign));
      return;
    }
    namedZone(text);
  }

  private void namedZone(String text) {
    if ((seen & ZONE) != 0) {
      throw bad();
    }
    ZoneId zone = TimeZones.zone(text);
    if (zone == null) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "time zone \"" + text + "\" not recognized");
    }
    namedZone = zone;
    seen |= ZONE;
  }

  private void decodeWord(String text, Meaning meaning, boolean alone) {
    if (meaning == null || meaning.word() == Word.ZULU) {
      if (meaning != null) {
        if ((seen & ZONE) != 0) {
          throw bad();
        }
        offset = 0;
        seen |= ZONE;
        return;
      }
      TimeZones.Abbreviation known = TimeZones.abbreviation(text);
      if (known != null) {
        if ((seen & ZONE) != 0) {
          throw bad();
        }
        if (known.zone() == null) {
          offset = known.offsetSeconds();
        } else {
          abbreviation = known;
        }
        seen |= ZONE;
        return;
      }
      if (TimeZones.zone(text) != null) {
        namedZone(text);
        return;
      }
      throw bad();
    }
    switch (meaning.word()) {
      case NOW -> now(0, true);
      case TODAY -> now(0, false);
      case TOMORROW -> now(1, false);
      case YESTERDAY -> now(-1, false);
      case ALLBALLS -> {
        time = 0;
        offset = 0;
        seen |= TIME | ZONE;
      }
      case EPOCH -> {
        requireAlone(alone);
        isEpoch = true;
      }
      case LATE -> {
        requireAlone(alone);
        special = DateTimes.INFINITY;
      }
      case EARLY -> {
        requireAlone(alone);
        special = DateTimes.MINUS_INFINITY;
      }
      case MONTH -> {
        if ((seen & MONTH) != 0 && !monthByName && (seen & DAY) == 0) {
          // a number came first and was taken for the month: it is the day
          day = month;
          seen |= DAY;
        } else if ((seen & MONTH) != 0) {
          throw bad();
        }
        month = meaning.value();
        monthByName = true;
        seen |= MONTH;
      }
      case AM, PM -> halfDay = meaning.word();
      case AD -> bc = false;
      case BC -> bc = true;
      case DST -> {
        if (offset == null) {
          throw bad();
        }
        offset += 3600;
      }
      case WEEKDAY, ON -> {}
      case ISO_TIME, JULIAN, ZULU -> throw bad();
    }
  }

  private void requireAlone(boolean alone) {
    if (!alone || type.startsWith("time ") || type.equals("time")) {
      throw bad();
    }
  }

  private void now(int addDays, boolean withTime) {
    if ((seen & DATE) != 0) {
      throw bad();
    }
    long utc = settings.environment().transactionTimestamp();
    long local = DateTimes.toLocal(utc, settings.zone());
    DateTimes.YearMonthDay date = DateTimes.date(DateTimes.daysOf(local) + addDays);
    year = date.year();
    month = date.month();
    day = date.day();
    isNow = true;
    seen |= DATE;
    if (withTime) {
      time = DateTimes.timeOf(local);
      offset = TimeZones.offsetAt(settings.zone(), utc);
      seen |= TIME | ZONE;
    }
  }

  private void decodeJulian(String text) {
    if ((seen & DATE) != 0) {
      throw bad();
    }
    int point = text.indexOf('.');
    long julian = number(point < 0 ? text : text.substring(0, point));
    if (julian > 2_147_483_493L) {
      throw fieldOverflow();
    }
    DateTimes.YearMonthDay date = DateTimes.date((int) (julian - DateTimes.EPOCH_JULIAN));
    year = date.year();
    month = date.month();
    day = date.day();
    isNow = true;
    seen |= DATE;
    if (point >= 0) {
      time = Math.round(Double.parseDouble("0" + text.substring(point)) * DateTimes.MICROS_PER_DAY);
      seen |= TIME;
    }
  }

  /** {@code J2452271-08}: the only form in which a day number is not a field of its own. */
  private void julianWithZone(String text) {
    int sign = Math.max(text.indexOf('-'), text.indexOf('+'));
    if (sign < 0) {
      throw bad();
    }
    decodeJulian(text.substring(0, sign));
    decodeOffset(text.substring(sign));
  }

  private long number(String digits) {
    if (digits.isEmpty()) {
      throw bad();
    }
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw fieldOverflow();
    }
  }

  /** Parts separated by -, / or . of which one may be a month's name. */
  private void decodeDate(String text) {
    if ((seen & (MONTH | DAY)) == (MONTH | DAY)) {
      throw bad();
    }
    String[] parts = text.split("[^a-z0-9]+", -1);
    if (parts.length < 1 || parts.length > 3) {
      throw bad();
    }
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].isEmpty()) {
        throw bad();
      }
      if (!DateTimeFields.isDigit(parts[i].charAt(0))) {
        Meaning meaning = DateTimeFields.meaning(parts[i]);
        if (meaning == null || meaning.word() != Word.MONTH || (seen & MONTH) != 0) {
          throw bad();
        }
        month = meaning.value();
        monthByName = true;
        seen |= MONTH;
        parts[i] = null;
      }
    }
    for (String part : parts) {
      if (part != null) {
        decodeNumber(part);
      }
    }
    if ((seen & DATE) != DATE && (seen & DAY_OF_YEAR) == 0) {
      throw bad();
    }
  }

  private void decodeNumberField(String text, boolean timeOnly) {
    int point = text.indexOf('.');
    if (timeOnly && (seen & TIME) == 0 && (point < 0 ? text.length() : point) == 6) {
      concatenatedTime(text);
    } else if (point >= 0 && (seen & DATE) == 0 && !timeOnly) {
      decodeDate(text);
    } else if (point > 2) {
      concatenated(text);
    } else if (point < 0 && text.length() >= 6 && ((seen & DATE) == 0 || (seen & TIME) == 0)) {
      concatenated(text);
    } else if (timeOnly && (seen & TIME) == 0 && point < 0 && text.length() == 4) {
      concatenatedTime(text);
    } else {
      decodeNumber(text);
    }
  }

  /** One number of a date: which part it is follows from what is there and DateStyle. */
  private void decodeNumber(String text) {
    int point = text.indexOf('.');
    if (point >= 0) {
      throw bad();
    }
    long value = number(text);
    int digits = text.length();
    if (digits == 3 && (seen & DATE) == YEAR) {
      dayOfYear = (int) value;
      seen |= DAY_OF_YEAR | MONTH | DAY;
      return;
    }
    boolean dayFirst = settings.dateOrder() == FormatSettings.DateOrder.DMY;
    switch (seen & DATE) {
      case 0 -> {
        if (digits >= 3 || settings.dateOrder() == FormatSettings.DateOrder.YMD) {
          setYear(value, digits);
        } else if (dayFirst) {
          setDay(value);
        } else {
          setMonth(value);
        }
      }
      case YEAR -> setMonth(value);
      case MONTH -> {
        if (monthByName) {
          if (digits >= 3 || settings.dateOrder() == FormatSettings.DateOrder.YMD) {
            setYear(value, digits);
          } else {
            setDay(value);
          }
        } else {
          setDay(value);
        }
      }
      case YEAR | MONTH -> {
        if (monthByName && digits >= 3 && twoDigitYear) {
          // 99-jan-1999 the other way round: the first number was the day
          day = rawYear;
          twoDigitYear = false;
          seen |= DAY;
          setYear(value, digits);
        } else {
          setDay(value);
        }
      }
      case DAY -> setMonth(value);
      case MONTH | DAY -> setYear(value, digits);
      case YEAR | DAY -> setMonth(value);
      default -> throw bad();
    }
  }

  private int rawYear;

  private void setYear(long value, int digits) {
    year = (int) value;
    rawYear = year;
    twoDigitYear = digits <= 2;
    seen |= YEAR;
  }

  private void setMonth(long value) {
    month = (int) value;
    seen |= MONTH;
  }

  private void setDay(long value) {
    day = (int) value;
    seen |= DAY;
  }

  /** yyyymmdd, yymmdd, hhmmss, hhmm, with decimals of a second. */
  private void concatenated(String text) {
    int point = text.indexOf('.');
    if (point < 0 && (seen & DATE) == 0 && text.length() >= 6) {
      int length = text.length();
      setDay(number(text.substring(length - 2)));
      setMonth(number(text.substring(length - 4, length - 2)));
      setYear(number(text.substring(0, length - 4)), length - 4);
      return;
    }
    concatenatedTime(text);
  }

  private void concatenatedTime(String text) {
    if ((seen & TIME) != 0) {
      throw bad();
    }
    int point = text.indexOf('.');
    String digits = point < 0 ? text : text.substring(0, point);
    if (digits.length() == 6) {
      setTime(
          number(digits.substring(0, 2)),
          number(digits.substring(2, 4)),
          number(digits.substring(4)),
          point < 0 ? 0 : fraction(text.substring(point)));
    } else if (digits.length() == 4 && point < 0) {
      setTime(number(digits.substring(0, 2)), number(digits.substring(2)), 0, 0);
    } else if (digits.length() == 2 && point < 0) {
      setTime(number(digits), 0, 0, 0);
    } else {
      throw bad();
    }
  }

  /** Microseconds of {@code .ffffff}, rounded. */
  private long fraction(String text) {
    return text.length() == 1
        ? 0
        : (long) Math.rint(Double.parseDouble("0" + text) * DateTimes.MICROS_PER_SECOND);
  }

  private void decodeTime(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length > 3) {
      throw bad();
    }
    long hour = number(parts[0]);
    long minute = 0;
    long second = 0;
    long micros = 0;
    int point = parts[parts.length - 1].indexOf('.');
    String last = point < 0 ? parts[parts.length - 1] : parts[parts.length - 1].substring(0, point);
    if (point >= 0) {
      micros = fraction(parts[parts.length - 1].substring(point));
    }
    if (parts.length == 2 && point >= 0) {
      // mm:ss.ffffff
      second = number(last);
      minute = hour;
      hour = 0;
    } else if (parts.length == 2) {
      minute = number(last);
    } else {
      minute = number(parts[1]);
      second = number(last);
    }
    setTime(hour, minute, second, micros);
  }

  private void setTime(long hour, long minute, long second, long micros) {
    if (minute > 59 || second > 60 || micros > DateTimes.MICROS_PER_SECOND) {
      throw fieldOverflow();
    }
    if (hour > 24 || (hour == 24 && (minute > 0 || second > 0 || micros > 0))) {
      throw fieldOverflow();
    }
    time =
        hour * DateTimes.MICROS_PER_HOUR
            + minute * DateTimes.MICROS_PER_MINUTE
            + second * DateTimes.MICROS_PER_SECOND
            + micros;
    seen |= TIME;
  }

  private void decodeOffset(String text) {
    if ((seen & ZONE) != 0 && (offset == null || isNow)) {
      throw bad();
    }
    String body = text.substring(1);
    long hours;
    long minutes = 0;
    long seconds = 0;
    int colon = body.indexOf(':');
    if (colon >= 0) {
      String[] parts = body.split(":", -1);
      if (parts.length > 3) {
        throw bad();
      }
      hours = number(parts[0]);
      minutes = number(parts[1]);
      seconds = parts.length == 3 ? number(parts[2]) : 0;
    } else if (!body.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw bad();
    } else if (body.length() > 4) {
      long value = number(body);
      hours = value / 10_000;
      minutes = value / 100 % 100;
      seconds = value % 100;
    } else if (body.length() > 2) {
      long value = number(body);
      hours = value / 100;
      minutes = value % 100;
    } else {
      hours = number(body);
    }
    if (hours > 15 || minutes > 59 || seconds > 59) {
      throw zoneOverflow();
    }
    int total = (int) (hours * 3600 + minutes * 60 + seconds);
    if (total > MAX_ZONE_SECONDS) {
      throw zoneOverflow();
    }
    offset = text.charAt(0) == '-' ? -total : total;
    seen |= ZONE;
  }

  private void finish(boolean timeOnly) {
    if (special != null || isEpoch) {
      return;
    }
    if ((seen & DATE) != 0 || !timeOnly) {
      finishDate(timeOnly);
    }
    if (halfDay != null) {
      long hour = time / DateTimes.MICROS_PER_HOUR;
      if ((seen & TIME) == 0 || hour > 12) {
        throw (seen & TIME) == 0 ? bad() : fieldOverflow();
      }
      if (halfDay == Word.AM && hour == 12) {
        time -= 12 * DateTimes.MICROS_PER_HOUR;
      } else if (halfDay == Word.PM && hour != 12) {
        time += 12 * DateTimes.MICROS_PER_HOUR;
      }
    }
    if (timeOnly && (seen & TIME) == 0) {
      throw bad();
    }
    if (timeOnly && namedZone != null && (seen & DATE) != DATE) {
      // a zone whose offset depends on the date says nothing about a time
      throw bad();
    }
  }

  private void finishDate(boolean timeOnly) {
    if ((seen & DATE) != DATE) {
      if (timeOnly && (seen & DATE) == 0) {
        return;
      }
      throw bad();
    }
    if (!isNow) {
      if (bc) {
        if (year <= 0) {
          throw fieldOverflow();
        }
        year = 1 - year;
      } else if (twoDigitYear) {
        year += year < 70 ? 2000 : 1900;
      } else if (year <= 0) {
        throw fieldOverflow();
      }
    }
    if ((seen & DAY_OF_YEAR) != 0) {
      if (dayOfYear < 1 || dayOfYear > 366) {
        throw fieldOverflow();
      }
      DateTimes.YearMonthDay date = DateTimes.date(DateTimes.days(year, 1, 1) + dayOfYear - 1);
      year = date.year();
      month = date.month();
      day = date.day();
    }
    if (month < 1 || month > 12) {
      throw monthDayOverflow();
    }
    if (day < 1 || day > 31) {
      throw monthDayOverflow();
    }
    if (day > DateTimes.daysInMonth(year, month)) {
      throw fieldOverflow();
    }
  }
}
