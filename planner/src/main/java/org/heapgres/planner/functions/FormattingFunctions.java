package org.heapgres.planner.functions;

import java.math.BigDecimal;
import java.time.ZoneId;
import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.TimeZones;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Numeric;

/** to_char, to_number, to_date and to_timestamp. */
final class FormattingFunctions {
  private static final int FLOAT4_DIGITS = 6;
  private static final int FLOAT8_DIGITS = 15;

  private FormattingFunctions() {}

  static String int4ToChar(int value, String template) {
    return NumberFormat.parse(template).format(BigDecimal.valueOf(value), Integer.MAX_VALUE);
  }

  static String int8ToChar(long value, String template) {
    return NumberFormat.parse(template).format(BigDecimal.valueOf(value), Integer.MAX_VALUE);
  }

  static String numericToChar(Numeric value, String template) {
    NumberFormat format = NumberFormat.parse(template);
    return value.isFinite()
        ? format.format(value.toBigDecimal(), Integer.MAX_VALUE)
        : format.formatSpecial(value.toString(), Integer.MAX_VALUE);
  }

  static String float4ToChar(double value, String template) {
    return floatToChar(value, template, FLOAT4_DIGITS);
  }

  static String float8ToChar(double value, String template) {
    return floatToChar(value, template, FLOAT8_DIGITS);
  }

  private static String floatToChar(double value, String template, int digits) {
    NumberFormat format = NumberFormat.parse(template);
    return Double.isFinite(value)
        ? format.format(new BigDecimal(value), digits)
        : format.formatSpecial(Double.toString(value), digits);
  }

  static Numeric numericToNumber(String text, String template) {
    if (template.isEmpty()) {
      return null;
    }
    return Numeric.of(NumberFormat.parse(template).read(text));
  }

  static String timestampToChar(long timestamp, String template) {
    if (template.isEmpty() || !DateTimes.isFinite(timestamp)) {
      return null;
    }
    return DateFormat.parse(template).format(DateFormat.ofTimestamp(timestamp, null, 0));
  }

  static String timestamptzToChar(CallContext context, long utc, String template) {
    if (template.isEmpty() || !DateTimes.isFinite(utc)) {
      return null;
    }
    ZoneId zone = context.formats().zone();
    int offset = TimeZones.offsetAt(zone, utc);
    String name = TimeZones.abbreviationAt(zone, utc);
    return DateFormat.parse(template)
        .format(DateFormat.ofTimestamp(utc + offset * DateTimes.MICROS_PER_SECOND, name, offset));
  }

  static String intervalToChar(Interval interval, String template) {
    if (template.isEmpty() || !interval.isFinite()) {
      return null;
    }
    long micros = interval.micros();
    DateFormat.Fields fields =
        new DateFormat.Fields(
            interval.months() / 12,
            interval.months() % 12,
            interval.days(),
            micros / DateTimes.MICROS_PER_HOUR,
            (int) (micros / DateTimes.MICROS_PER_MINUTE % 60),
            (int) (micros / DateTimes.MICROS_PER_SECOND % 60),
            (int) (micros % DateTimes.MICROS_PER_SECOND),
            interval.days(),
            null,
            0,
            true);
    return DateFormat.parse(template).format(fields);
  }

  static int toDate(String text, String template) {
    return DateTimes.daysOf(new DateReader(text, DateFormat.parse(template)).read());
  }

  static long toTimestamp(CallContext context, String text, String template) {
    DateReader reader = new DateReader(text, DateFormat.parse(template));
    long local = reader.read();
    Integer offset = reader.zoneSeconds();
    long utc =
        offset != null
            ? local - offset * DateTimes.MICROS_PER_SECOND
            : DateTimes.toUtc(local, context.formats().zone());
    return DateTimes.roundMicros(utc, reader.precision());
  }
}
