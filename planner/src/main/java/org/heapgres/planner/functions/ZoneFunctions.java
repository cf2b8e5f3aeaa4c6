package org.heapgres.planner.functions;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.TimeZones;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.TimeTz;

/** AT TIME ZONE, and what zones its names stand for. */
final class ZoneFunctions {
  private static final long DAY = DateTimes.MICROS_PER_DAY;

  private ZoneFunctions() {}

  /** A zone as AT TIME ZONE takes it: a name, an abbreviation, or a POSIX specification. */
  static ZoneId zone(String name) {
    TimeZones.Abbreviation abbreviation = TimeZones.abbreviation(name);
    if (abbreviation != null) {
      return abbreviation.zone() != null
          ? abbreviation.zone()
          : ZoneOffset.ofTotalSeconds(abbreviation.offsetSeconds());
    }
    ZoneId zone = TimeZones.zone(name);
    if (zone == null) {
      throw Errors.invalidParameter("time zone \"" + name + "\" not recognized");
    }
    return zone;
  }

  /** The moment at which clocks of the zone, or with the abbreviation, show the local time. */
  static long toUtc(long local, String zone) {
    TimeZones.Abbreviation abbreviation = TimeZones.abbreviation(zone);
    return abbreviation != null
        ? local - abbreviation.offsetForLocal(local) * DateTimes.MICROS_PER_SECOND
        : DateTimes.toUtc(local, zone(zone));
  }

  private static int offsetAt(long utc, String zone) {
    TimeZones.Abbreviation abbreviation = TimeZones.abbreviation(zone);
    return abbreviation != null ? abbreviation.offsetAt(utc) : TimeZones.offsetAt(zone(zone), utc);
  }

  private static long offset(Interval offset) {
    if (!offset.isFinite()) {
      throw Errors.invalidParameter(
          "interval time zone \""
              + DateTimes.intervalText(offset, FormatSettings.DEFAULT)
              + "\" must be finite");
    }
    if (offset.months() != 0 || offset.days() != 0) {
      throw Errors.invalidParameter(
          "interval time zone \""
              + DateTimes.intervalText(offset, FormatSettings.DEFAULT)
              + "\" must not include months or days");
    }
    return DateTimeTruncation.cut(offset.micros(), DateTimes.MICROS_PER_SECOND);
  }

  static long timestampZone(String zone, long timestamp) {
    if (!DateTimes.isFinite(timestamp)) {
      return timestamp;
    }
    return DateTimeFunctions.checked(toUtc(timestamp, zone));
  }

  static long timestampIzone(Interval zone, long timestamp) {
    return DateTimes.isFinite(timestamp)
        ? DateTimeFunctions.checked(timestamp - offset(zone))
        : timestamp;
  }

  static long timestamptzZone(String zone, long utc) {
    if (!DateTimes.isFinite(utc)) {
      return utc;
    }
    return DateTimeFunctions.checked(utc + offsetAt(utc, zone) * DateTimes.MICROS_PER_SECOND);
  }

  static long timestamptzIzone(Interval zone, long utc) {
    return DateTimes.isFinite(utc) ? DateTimeFunctions.checked(utc + offset(zone)) : utc;
  }

  static long timestampAtLocal(CallContext context, long timestamp) {
    return DateTimeCasts.timestampTimestamptz(context, timestamp);
  }

  static long timestamptzAtLocal(CallContext context, long utc) {
    return DateTimeCasts.timestamptzTimestamp(context, utc);
  }

  static TimeTz timetzZone(CallContext context, String zone, TimeTz time) {
    return moved(time, offsetAt(context.formats().environment().transactionTimestamp(), zone));
  }

  static TimeTz timetzIzone(Interval zone, TimeTz time) {
    return moved(time, (int) (offset(zone) / DateTimes.MICROS_PER_SECOND));
  }

  static TimeTz timetzAtLocal(CallContext context, TimeTz time) {
    return moved(
        time,
        TimeZones.offsetAt(
            context.formats().zone(), context.formats().environment().transactionTimestamp()));
  }

  private static TimeTz moved(TimeTz time, int offset) {
    long utc = time.utcMicros();
    return new TimeTz(Math.floorMod(utc + offset * DateTimes.MICROS_PER_SECOND, DAY), -offset);
  }
}
