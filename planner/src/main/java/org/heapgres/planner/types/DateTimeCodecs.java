package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.TimeTz;

/** date (Integer), time, timestamp, timestamptz (Long), timetz (TimeTz), interval (Interval). */
final class DateTimeCodecs {
  static final TypeCodec DATE = new Date();
  static final TypeCodec TIME = new Time();
  static final TypeCodec TIMETZ = new TimeWithZone();
  static final TypeCodec TIMESTAMP = new Timestamp(false);
  static final TypeCodec TIMESTAMPTZ = new Timestamp(true);
  static final TypeCodec INTERVAL = new IntervalCodec();

  private static final int MAX_PRECISION = 6;

  private DateTimeCodecs() {}

  private static int precisionTypmod(int[] modifiers, String type, String suffix) {
    if (modifiers.length != 1) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "invalid type modifier");
    }
    if (modifiers[0] < 0) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          type + "(" + modifiers[0] + ")" + suffix + " precision must not be negative");
    }
    return Math.min(modifiers[0], MAX_PRECISION);
  }

  private static final class Date extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return DateTimeParser.parseDate(text, settings);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 4);
      int date = bytes.getInt();
      if (DateTimes.isFinite(date) && !DateTimes.isValidDate(date)) {
        throw DateTimes.dateOutOfRange();
      }
      return date;
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return DateTimes.dateText((Integer) datum, settings);
    }

    @Override
    public void writeText(int value, FormatSettings settings, WireBuffer out) {
      out.writeAscii(DateTimes.dateText(value, settings));
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeInt((Integer) datum);
    }

    @Override
    public void writeBinary(int value, FormatSettings settings, WireBuffer out) {
      out.writeInt(value);
    }

    @Override
    public int compare(Object left, Object right) {
      return ((Integer) left).compareTo((Integer) right);
    }

    @Override
    public int hash(Object datum) {
      return datum.hashCode();
    }
  }

  /** The parts shared by the types that are a Long of microseconds. */
  private abstract static class Micros extends TypeCodec {
    @Override
    public void writeText(long value, FormatSettings settings, WireBuffer out) {
      out.writeAscii(text((Object) value, settings));
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeLong((Long) datum);
    }

    @Override
    public void writeBinary(long value, FormatSettings settings, WireBuffer out) {
      out.writeLong(value);
    }

    @Override
    public int compare(Object left, Object right) {
      return ((Long) left).compareTo((Long) right);
    }

    @Override
    public int hash(Object datum) {
      return datum.hashCode();
    }

    @Override
    public String typmodText(int typmod) {
      return "(" + typmod + ")";
    }
  }

  private static final class Time extends Micros {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return coerce(DateTimeParser.parseTime(text, settings), typmod, false);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 8);
      long time = bytes.getLong();
      if (time < 0 || time > DateTimes.MICROS_PER_DAY) {
        throw new PgException(SqlState.DATETIME_FIELD_OVERFLOW, "time out of range");
      }
      return coerce(time, typmod, false);
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return DateTimes.timeText((Long) datum);
    }

    @Override
    public Object coerce(Object datum, int typmod, boolean explicit) {
      return DateTimes.roundMicros((Long) datum, typmod);
    }

    @Override
    public int typmod(int[] modifiers) {
      return precisionTypmod(modifiers, "TIME", "");
    }
  }

  private static final class TimeWithZone extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return coerce(DateTimeParser.parseTimeTz(text, settings), typmod, false);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 12);
      long time = bytes.getLong();
      int zone = bytes.getInt();
      if (time < 0 || time > DateTimes.MICROS_PER_DAY) {
        throw new PgException(SqlState.DATETIME_FIELD_OVERFLOW, "time out of range");
      }
      if (zone <= -57_600 || zone >= 57_600) {
        throw new PgException(
            SqlState.INVALID_TIME_ZONE_DISPLACEMENT_VALUE, "time zone displacement out of range");
      }
      return coerce(new TimeTz(time, zone), typmod, false);
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return DateTimes.timeTzText((TimeTz) datum);
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      TimeTz time = (TimeTz) datum;
      out.writeLong(time.micros());
      out.writeInt(time.zoneSeconds());
    }

    @Override
    public int compare(Object left, Object right) {
      return ((TimeTz) left).compareTo((TimeTz) right);
    }

    @Override
    public int hash(Object datum) {
      return datum.hashCode();
    }

    @Override
    public Object coerce(Object datum, int typmod, boolean explicit) {
      TimeTz time = (TimeTz) datum;
      return new TimeTz(DateTimes.roundMicros(time.micros(), typmod), time.zoneSeconds());
    }

    @Override
    public String typmodText(int typmod) {
      return "(" + typmod + ")";
    }

    @Override
    public int typmod(int[] modifiers) {
      return precisionTypmod(modifiers, "TIME", " WITH TIME ZONE");
    }
  }

  private static final class Timestamp extends Micros {
    private final boolean withZone;

    Timestamp(boolean withZone) {
      this.withZone = withZone;
    }

    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return coerce(
          withZone
              ? DateTimeParser.parseTimestamptz(text, settings)
              : DateTimeParser.parseTimestamp(text, settings),
          typmod,
          false);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 8);
      long timestamp = bytes.getLong();
      if (DateTimes.isFinite(timestamp) && !DateTimes.isValidTimestamp(timestamp)) {
        throw DateTimes.timestampOutOfRange();
      }
      return coerce(timestamp, typmod, false);
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      long timestamp = (Long) datum;
      return withZone
          ? DateTimes.timestamptzText(timestamp, settings)
          : DateTimes.timestampText(timestamp, settings);
    }

    @Override
    public Object coerce(Object datum, int typmod, boolean explicit) {
      long timestamp = (Long) datum;
      return DateTimes.isFinite(timestamp) ? DateTimes.roundMicros(timestamp, typmod) : datum;
    }

    @Override
    public int typmod(int[] modifiers) {
      return precisionTypmod(modifiers, "TIMESTAMP", withZone ? " WITH TIME ZONE" : "");
    }
  }

  /**
   * The modifier is (fields &lt;&lt; 16 | precision); the fields are bits by pg_attribute's rule.
   */
  private static final class IntervalCodec extends TypeCodec {
    private static final int FULL_RANGE = 0x7FFF;
    private static final int FULL_PRECISION = 0xFFFF;
    private static final int MONTH = 1 << 1;
    private static final int YEAR = 1 << 2;
    private static final int DAY = 1 << 3;
    private static final int HOUR = 1 << 10;
    private static final int MINUTE = 1 << 11;
    private static final int SECOND = 1 << 12;

    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      int range = range(typmod);
      return coerce(
          IntervalParser.parse(text, settings, bareUnit(range), range == (MINUTE | SECOND)),
          typmod,
          false);
    }

    private static int range(int typmod) {
      return typmod < 0 ? FULL_RANGE : typmod >> 16 & FULL_RANGE;
    }

    private static IntervalParser.Unit bareUnit(int range) {
      return switch (range) {
        case YEAR -> IntervalParser.Unit.YEAR;
        case MONTH, YEAR | MONTH -> IntervalParser.Unit.MONTH;
        case DAY -> IntervalParser.Unit.DAY;
        case HOUR, DAY | HOUR -> IntervalParser.Unit.HOUR;
        case MINUTE, HOUR | MINUTE, DAY | HOUR | MINUTE -> IntervalParser.Unit.MINUTE;
        default -> IntervalParser.Unit.SECOND;
      };
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 16);
      long micros = bytes.getLong();
      int days = bytes.getInt();
      return coerce(new Interval(bytes.getInt(), days, micros), typmod, false);
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return DateTimes.intervalText((Interval) datum, settings);
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      Interval interval = (Interval) datum;
      out.writeLong(interval.micros());
      out.writeInt(interval.days());
      out.writeInt(interval.months());
    }

    @Override
    public int compare(Object left, Object right) {
      return ((Interval) left).compareTo((Interval) right);
    }

    @Override
    public int hash(Object datum) {
      return datum.hashCode();
    }

    @Override
    public Object coerce(Object datum, int typmod, boolean explicit) {
      Interval interval = (Interval) datum;
      if (typmod < 0 || !interval.isFinite()) {
        return interval;
      }
      int months = interval.months();
      int days = interval.days();
      long micros = interval.micros();
      switch (range(typmod)) {
        case YEAR -> {
          months = months / 12 * 12;
          days = 0;
          micros = 0;
        }
        case MONTH, YEAR | MONTH -> {
          days = 0;
          micros = 0;
        }
        case DAY -> micros = 0;
        case HOUR, DAY | HOUR ->
            micros = micros / DateTimes.MICROS_PER_HOUR * DateTimes.MICROS_PER_HOUR;
        case MINUTE, HOUR | MINUTE, DAY | HOUR | MINUTE ->
            micros = micros / DateTimes.MICROS_PER_MINUTE * DateTimes.MICROS_PER_MINUTE;
        default -> {}
      }
      int precision = typmod & FULL_PRECISION;
      return new Interval(
          months,
          days,
          precision == FULL_PRECISION ? micros : DateTimes.roundMicros(micros, precision));
    }

    @Override
    public String typmodText(int typmod) {
      String fields =
          switch (range(typmod)) {
            case YEAR -> " year";
            case MONTH -> " month";
            case DAY -> " day";
            case HOUR -> " hour";
            case MINUTE -> " minute";
            case SECOND -> " second";
            case YEAR | MONTH -> " year to month";
            case DAY | HOUR -> " day to hour";
            case DAY | HOUR | MINUTE -> " day to minute";
            case DAY | HOUR | MINUTE | SECOND -> " day to second";
            case HOUR | MINUTE -> " hour to minute";
            case HOUR | MINUTE | SECOND -> " hour to second";
            case MINUTE | SECOND -> " minute to second";
            default -> "";
          };
      int precision = typmod & FULL_PRECISION;
      return precision == FULL_PRECISION ? fields : fields + "(" + precision + ")";
    }

    /** The parser gives the fields first, then the precision. */
    @Override
    public int typmod(int[] modifiers) {
      int range = modifiers.length > 0 ? modifiers[0] : FULL_RANGE;
      if (modifiers.length > 1 && modifiers[1] < 0) {
        throw new PgException(
            SqlState.INVALID_PARAMETER_VALUE,
            "INTERVAL(" + modifiers[1] + ") precision must not be negative");
      }
      int precision = modifiers.length > 1 ? Math.min(modifiers[1], MAX_PRECISION) : FULL_PRECISION;
      return (range & FULL_RANGE) << 16 | precision;
    }
  }
}
