package org.heapgres.planner.types;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.types.DateTimeFields.Field;
import org.heapgres.planner.types.DateTimeFields.Kind;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Interval;

/**
 * Reads one interval: verbose, SQL standard and ISO 8601 forms (manual, section 8.5.4). Fields are
 * read from the last, so that a number knows the unit behind it. One use per object.
 */
final class IntervalParser {
  /** What a number in an interval counts. */
  enum Unit {
    MICROSECOND,
    MILLISECOND,
    SECOND,
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    YEAR,
    DECADE,
    CENTURY,
    MILLENNIUM,
    AGO,
    INFINITY,
    MINUS_INFINITY
  }

  private static final int WORD = 10;
  private static final Map<String, Unit> UNITS = units();

  private final String input;
  private final FormatSettings settings;
  private final Unit bareUnit;
  private final boolean minuteToSecond;
  private long months;
  private long days;
  private long micros;

  private IntervalParser(
      String input, FormatSettings settings, Unit bareUnit, boolean minuteToSecond) {
    this.minuteToSecond = minuteToSecond;
    this.input = input;
    this.settings = settings;
    this.bareUnit = bareUnit;
  }

  private static Map<String, Unit> units() {
    Map<String, Unit> units = new HashMap<>();
    put(
        units,
        Unit.MICROSECOND,
        "microsecond",
        "microseconds",
        "us",
        "usec",
        "usecs",
        "microsecon");
    put(
        units,
        Unit.MILLISECOND,
        "millisecond",
        "milliseconds",
        "ms",
        "msec",
        "msecs",
        "mseconds",
        "msecond",
        "millisecon");
    put(units, Unit.SECOND, "s", "sec", "secs", "second", "seconds");
    put(units, Unit.MINUTE, "m", "min", "mins", "minute", "minutes");
    put(units, Unit.HOUR, "h", "hr", "hrs", "hour", "hours");
    put(units, Unit.DAY, "d", "day", "days");
    put(units, Unit.WEEK, "w", "week", "weeks");
    put(units, Unit.MONTH, "mon", "mons", "month", "months");
    put(units, Unit.YEAR, "y", "yr", "yrs", "year", "years");
    put(units, Unit.DECADE, "dec", "decs", "decade", "decades");
    put(units, Unit.CENTURY, "c", "cent", "century", "centuries");
    put(units, Unit.MILLENNIUM, "mil", "mils", "millennium", "millennia");
    put(units, Unit.AGO, "ago");
    put(units, Unit.INFINITY, "infinity", "+infinity");
    put(units, Unit.MINUS_INFINITY, "-infinity");
    return Map.copyOf(units);
  }

  private static void put(Map<String, Unit> units, Unit unit, String... names) {
    for (String name : names) {
      units.put(significant(name), unit);
    }
  }

  /** Null for a word that is no unit. */
  static Unit unit(String lower) {
    return UNITS.get(significant(lower));
  }

  /** Only so much of a word counts. */
  private static String significant(String word) {
    return word.length() > WORD ? word.substring(0, WORD) : word;
  }

  /**
   * @param bareUnit what a number without a unit counts
   * @param minuteToSecond whether {@code 2:03} are minutes and seconds, not hours and minutes
   */
  static Interval parse(
      String text, FormatSettings settings, Unit bareUnit, boolean minuteToSecond) {
    IntervalParser parser = new IntervalParser(text, settings, bareUnit, minuteToSecond);
    String trimmed = text.strip();
    if (trimmed.startsWith("P")) {
      return parser.iso(trimmed);
    }
    return parser.fields();
  }

  private PgException bad() {
    return new PgException(
        SqlState.INVALID_DATETIME_FORMAT,
        "invalid input syntax for type interval: \"" + input + "\"");
  }

  private PgException overflow() {
    return new PgException(
        SqlState.INTERVAL_FIELD_OVERFLOW, "interval field value out of range: \"" + input + "\"");
  }

  private Interval fields() {
    List<Field> fields = DateTimeFields.split(input);
    if (fields == null || fields.isEmpty()) {
      throw bad();
    }
    boolean allNegative = false;
    if (settings.intervalStyle() == FormatSettings.IntervalStyle.SQL_STANDARD
        && fields.getFirst().text().startsWith("-")) {
      allNegative =
          fields.stream()
              .skip(1)
              .noneMatch(f -> f.text().startsWith("-") || f.text().startsWith("+"));
    }
    Unit unit = null;
    boolean ago = false;
    boolean any = false;
    Interval infinite = null;
    for (int i = fields.size() - 1; i >= 0; i--) {
      Field field = fields.get(i);
      String text = field.text();
      switch (field.kind()) {
        case TIME -> {
          time(text, allNegative);
          any = true;
          unit = Unit.DAY;
        }
        case ZONE, DATE, NUMBER -> {
          if (field.kind() == Kind.ZONE && text.indexOf(':') >= 0) {
            time(text.substring(1), text.charAt(0) == '-');
            unit = Unit.DAY;
          } else {
            Unit counted = unit == null ? bareUnit : unit;
            number(text, counted, allNegative, i);
            // what stands before hours are days
            unit = counted == Unit.HOUR ? Unit.DAY : null;
          }
          any = true;
        }
        case STRING, SPECIAL -> {
          Unit word = unit(text);
          if (word == null || (unit != null && unit != Unit.AGO && word != Unit.AGO && !any)) {
            throw bad();
          }
          switch (word) {
            case AGO -> {
              if (i != fields.size() - 1) {
                throw bad();
              }
              ago = true;
            }
            case INFINITY, MINUS_INFINITY -> {
              if (fields.size() > 1) {
                throw bad();
              }
              infinite =
                  word == Unit.INFINITY ? Interval.POSITIVE_INFINITY : Interval.NEGATIVE_INFINITY;
            }
            default -> {
              if (pending) {
                throw bad();
              }
              unit = word;
              pending = true;
              continue;
            }
          }
        }
      }
      pending = false;
    }
    if (infinite != null) {
      return infinite;
    }
    if (!any || pending) {
      throw bad();
    }
    return result(ago);
  }

  /** A unit was read and its number is still to come. */
  private boolean pending;

  private Interval result(boolean negate) {
    if (negate) {
      if (micros == Long.MIN_VALUE) {
        throw overflow();
      }
      months = -months;
      days = -days;
      micros = -micros;
    }
    if (months != (int) months || days != (int) days) {
      throw overflow();
    }
    Interval interval = new Interval((int) months, (int) days, micros);
    if (!interval.isFinite()) {
      throw overflow();
    }
    return interval;
  }

  private final EnumSet<Unit> seen = EnumSet.noneOf(Unit.class);

  /** Each unit may be given once. */
  private void see(Unit unit) {
    if (!seen.add(unit)) {
      throw bad();
    }
  }

  private void time(String text, boolean negative) {
    see(Unit.HOUR);
    see(Unit.MINUTE);
    see(Unit.SECOND);
    String[] parts = text.split(":", -1);
    if (parts.length > 3 || parts.length < 2) {
      throw bad();
    }
    long hours = integer(parts[0]);
    long minutes;
    String seconds = "0";
    if (parts.length == 2 && (minuteToSecond || parts[1].indexOf('.') >= 0)) {
      minutes = hours;
      hours = 0;
      seconds = parts[1];
    } else {
      minutes = integer(parts[1]);
      seconds = parts.length == 3 ? parts[2] : "0";
    }
    int point = seconds.indexOf('.');
    long whole = integer(point < 0 ? seconds : seconds.substring(0, point));
    if (minutes > 59 || whole > 60) {
      throw overflow();
    }
    long fraction = point < 0 ? 0 : microsOf(fraction(seconds.substring(point)));
    try {
      long total =
          Math.addExact(
              Math.multiplyExact(hours, DateTimes.MICROS_PER_HOUR),
              minutes * DateTimes.MICROS_PER_MINUTE
                  + whole * DateTimes.MICROS_PER_SECOND
                  + fraction);
      micros = Math.addExact(micros, negative ? -total : total);
    } catch (ArithmeticException e) {
      throw overflow();
    }
  }

  private long integer(String digits) {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw bad();
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw overflow();
    }
  }

  private double fraction(String text) {
    if (text.length() == 1) {
      return 0;
    }
    if (!text.substring(1).chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw bad();
    }
    return Double.parseDouble("0" + text);
  }

  private static long microsOf(double seconds) {
    return (long) Math.rint(seconds * DateTimes.MICROS_PER_SECOND);
  }

  private void number(String text, Unit unit, boolean allNegative, int index) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    boolean negative = text.startsWith("-") || (allNegative && index >= 0 && !text.startsWith("+"));
    String body = signed ? text.substring(1) : text;
    int end = 0;
    while (end < body.length() && DateTimeFields.isDigit(body.charAt(end))) {
      end++;
    }
    String rest = body.substring(end);
    String digits = body.substring(0, end);
    long value = end == 0 ? 0 : negative ? negated(digits) : integer(digits);
    if (end == 0 && !rest.startsWith(".")) {
      throw bad();
    }
    double fraction = 0;
    Unit counted = unit;
    if (rest.startsWith("-")) {
      long extra = integer(rest.substring(1));
      if (extra >= 12) {
        throw overflow();
      }
      value = value * 12 + (negative ? -extra : extra);
      counted = Unit.MONTH;
    } else if (rest.startsWith(".")) {
      fraction = fraction(rest);
    } else if (!rest.isEmpty()) {
      throw bad();
    }
    see(counted);
    add(value, negative ? -fraction : fraction, counted);
  }

  /** The digits with a minus sign, which allows for one more. */
  private long negated(String digits) {
    try {
      return Long.parseLong("-" + digits);
    } catch (NumberFormatException e) {
      throw overflow();
    }
  }

  private void add(long value, double fraction, Unit unit) {
    try {
      switch (unit) {
        case MICROSECOND -> micros = Math.addExact(micros, value + (long) Math.rint(fraction));
        case MILLISECOND ->
            micros =
                Math.addExact(
                    micros,
                    Math.addExact(
                        Math.multiplyExact(value, 1000L), (long) Math.rint(fraction * 1000)));
        case SECOND -> addTime(value, fraction, DateTimes.MICROS_PER_SECOND);
        case MINUTE -> addTime(value, fraction, DateTimes.MICROS_PER_MINUTE);
        case HOUR -> addTime(value, fraction, DateTimes.MICROS_PER_HOUR);
        case DAY -> {
          days = Math.addExact(days, value);
          micros = Math.addExact(micros, microsOf(fraction * 86_400));
        }
        case WEEK -> {
          days = Math.addExact(days, Math.multiplyExact(value, 7L));
          fractionalDays(fraction * 7);
        }
        case MONTH -> {
          months = Math.addExact(months, value);
          fractionalDays(fraction * 30);
        }
        case YEAR -> addYears(value, fraction, 1);
        case DECADE -> addYears(value, fraction, 10);
        case CENTURY -> addYears(value, fraction, 100);
        case MILLENNIUM -> addYears(value, fraction, 1000);
        case AGO, INFINITY, MINUS_INFINITY -> throw bad();
      }
    } catch (ArithmeticException e) {
      throw overflow();
    }
    if (months != (int) months || days != (int) days) {
      throw overflow();
    }
  }

  private void addTime(long value, double fraction, long unit) {
    micros =
        Math.addExact(
            micros,
            Math.addExact(Math.multiplyExact(value, unit), (long) Math.rint(fraction * unit)));
  }

  private void addYears(long value, double fraction, int scale) {
    months =
        Math.addExact(
            months,
            Math.addExact(
                Math.multiplyExact(value, 12L * scale), (long) Math.rint(fraction * 12 * scale)));
  }

  private void fractionalDays(double amount) {
    long whole = (long) amount;
    days = Math.addExact(days, whole);
    micros = Math.addExact(micros, microsOf((amount - whole) * 86_400));
  }

  /**
   * P1Y2M3DT4H5M6S, P1W, and the alternatives P00010203T040506 and P0001-02-03T04:05:06, of which
   * any part may end early.
   */
  private Interval iso(String text) {
    int at = 1;
    boolean inTime = false;
    boolean first = true;
    boolean any = false;
    while (at < text.length()) {
      if (text.charAt(at) == 'T') {
        inTime = true;
        first = true;
        any = true;
        at++;
        continue;
      }
      int start = at;
      at = numberEnd(text, at);
      char unit = at < text.length() ? text.charAt(at) : 0;
      if (unit != 0 && unit != '-' && unit != ':' && unit != 'T') {
        isoAdd(text.substring(start, at++), isoUnit(unit, inTime));
        first = false;
        any = true;
        continue;
      }
      if (!first || unit == (inTime ? '-' : ':')) {
        throw bad();
      }
      at = inTime ? isoTime(text, start) : isoDate(text, start);
      any = true;
    }
    if (!any) {
      throw bad();
    }
    return result(false);
  }

  private int numberEnd(String text, int start) {
    int at = start;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int digits = at;
    while (at < text.length()
        && (DateTimeFields.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    if (at == digits) {
      throw bad();
    }
    return at;
  }

  private int isoDate(String text, int start) {
    return isoParts(text, start, '-', 8, new Unit[] {Unit.YEAR, Unit.MONTH, Unit.DAY});
  }

  private int isoTime(String text, int start) {
    return isoParts(text, start, ':', 6, new Unit[] {Unit.HOUR, Unit.MINUTE, Unit.SECOND});
  }

  /** Numbers for units in turn, or so many digits for all of them; the end of what was read. */
  private int isoParts(String text, int start, char separator, int width, Unit[] units) {
    int end = numberEnd(text, start);
    String number = text.substring(start, end);
    int sign = number.startsWith("-") || number.startsWith("+") ? 1 : 0;
    int point = number.indexOf('.');
    int digits = (point < 0 ? number.length() : point) - sign;
    boolean last = end == text.length() || text.charAt(end) == 'T';
    if (digits == width && last) {
      String prefix = number.substring(0, sign);
      int split = sign + width - 4;
      isoAdd(number.substring(0, split), units[0]);
      isoAdd(prefix + number.substring(split, split + 2), units[1]);
      isoAdd(prefix + number.substring(split + 2), units[2]);
      return end;
    }
    isoAdd(number, units[0]);
    for (int i = 1; i < units.length && end < text.length() && text.charAt(end) != 'T'; i++) {
      if (text.charAt(end) != separator) {
        throw bad();
      }
      int from = end + 1;
      end = numberEnd(text, from);
      isoAdd(text.substring(from, end), units[i]);
    }
    if (end < text.length() && (text.charAt(end) != 'T' || separator == ':')) {
      throw bad();
    }
    return end;
  }

  private Unit isoUnit(char unit, boolean inTime) {
    return switch (unit) {
      case 'Y' -> inTime ? failUnit() : Unit.YEAR;
      case 'M' -> inTime ? Unit.MINUTE : Unit.MONTH;
      case 'W' -> inTime ? failUnit() : Unit.WEEK;
      case 'D' -> inTime ? failUnit() : Unit.DAY;
      case 'H' -> inTime ? Unit.HOUR : failUnit();
      case 'S' -> inTime ? Unit.SECOND : failUnit();
      default -> failUnit();
    };
  }

  private Unit failUnit() {
    throw bad();
  }

  /** A number with a fraction is read as a float8, with what is lost in that. */
  private void isoAdd(String number, Unit unit) {
    boolean negative = number.startsWith("-");
    String body = negative || number.startsWith("+") ? number.substring(1) : number;
    int point = body.indexOf('.');
    if (point < 0) {
      long value = integer(body);
      add(negative ? -value : value, 0, unit);
      return;
    }
    if (point > 0) {
      integer(body.substring(0, point));
    }
    fraction(body.substring(point));
    double value = body.length() == 1 ? 0 : Double.parseDouble(body) * (negative ? -1 : 1);
    add((long) value, value - (long) value, unit);
  }
}
