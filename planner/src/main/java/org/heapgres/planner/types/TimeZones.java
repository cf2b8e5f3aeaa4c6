package org.heapgres.planner.types;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Time zones by the names that PostgreSQL accepts, and their offsets. */
public final class TimeZones {
  private static final long EPOCH_SECONDS = 946_684_800L;
  private static final Map<String, String> BY_LOWER_NAME = new HashMap<>();

  /** Those that have been asked for, by the same name: to read the rules of all takes its time. */
  private static final Map<String, ZoneId> KNOWN = new ConcurrentHashMap<>();

  /**
   * A short name for an offset, such as EST.
   *
   * @param zone where its offset is what clocks of the zone of that name had at the time; null when
   *     the name stands for the same offset always
   */
  public record Abbreviation(String name, int offsetSeconds, boolean daylightSaving, ZoneId zone) {
    /** Seconds east of UTC at a moment in microseconds since 2000 UTC. */
    public int offsetAt(long micros) {
      return zone == null ? offsetSeconds : meant(micros, TimeZones.offsetAt(zone, micros));
    }

    /** Seconds east of UTC for a local time in microseconds since 2000. */
    public int offsetForLocal(long micros) {
      if (zone == null) {
        return offsetSeconds;
      }
      int offset = TimeZones.offsetForLocal(zone, micros);
      return meant(micros - offset * DateTimes.MICROS_PER_SECOND, offset);
    }

    private int meant(long micros, int otherwise) {
      Integer offset = ZoneAbbreviations.offset(zone.getId(), epochSecond(micros), name);
      return offset != null ? offset : otherwise;
    }
  }

  static {
    for (String name : ZoneId.getAvailableZoneIds()) {
      if (!name.startsWith("SystemV/")) {
        BY_LOWER_NAME.put(name.toLowerCase(Locale.ROOT), name);
      }
    }
  }

  private TimeZones() {}

  /** Read when the first is asked for. */
  private static final class Abbreviations {
    static final Map<String, Abbreviation> BY_LOWER_NAME = new HashMap<>();

    static {
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  TimeZones.class.getResourceAsStream(
                      "/org/heapgres/planner/catalog/timezone_abbreviations.tsv"),
                  StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          String[] fields = line.split("\t", -1);
          BY_LOWER_NAME.put(
              fields[0].toLowerCase(Locale.ROOT),
              new Abbreviation(
                  fields[0],
                  Integer.parseInt(fields[1]),
                  fields[2].equals("t"),
                  fields.length > 3 ? ZoneId.of(fields[3]) : null));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Abbreviations() {}
  }

  /** Null when there is none of that name; case does not matter. */
  public static Abbreviation abbreviation(String name) {
    return Abbreviations.BY_LOWER_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  /** A zone by its full name or a POSIX specification such as {@code EST5}; null when unknown. */
  public static ZoneId zone(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    ZoneId known = KNOWN.get(lower);
    if (known != null) {
      return known;
    }
    String full = BY_LOWER_NAME.get(lower);
    return full == null ? posix(name) : KNOWN.computeIfAbsent(lower, _ -> ZoneId.of(full));
  }

  /** {@code XXX5}, {@code <+03>-3}, {@code -3:30}: a name or none, then hours west of UTC. */
  private static ZoneId posix(String name) {
    int at = 0;
    if (name.startsWith("<")) {
      at = name.indexOf('>') + 1;
      if (at == 0) {
        return null;
      }
    } else {
      while (at < name.length() && Character.isLetter(name.charAt(at))) {
        at++;
      }
    }
    if ((at > 0 && at < 3) || at >= name.length()) {
      return null;
    }
    int sign = 1;
    if (name.charAt(at) == '-' || name.charAt(at) == '+') {
      sign = name.charAt(at) == '-' ? -1 : 1;
      at++;
    }
    String[] parts = name.substring(at).split(":", -1);
    try {
      int seconds = 0;
      int unit = 3600;
      for (String part : parts) {
        seconds += Integer.parseInt(part) * unit;
        unit /= 60;
      }
      return parts.length > 3 ? null : ZoneOffset.ofTotalSeconds(-sign * seconds);
    } catch (NumberFormatException | DateTimeException e) {
      return null;
    }
  }

  /** Seconds east of UTC at a moment in microseconds since 2000 UTC. */
  public static int offsetAt(ZoneId zone, long micros) {
    if (zone instanceof ZoneOffset fixed) {
      return fixed.getTotalSeconds();
    }
    Instant instant = Instant.ofEpochSecond(epochSecond(micros));
    return zone.getRules().getOffset(instant).getTotalSeconds();
  }

  /**
   * Seconds east of UTC for a local time in microseconds since 2000: before the change in a gap,
   * after it in an overlap.
   */
  public static int offsetForLocal(ZoneId zone, long micros) {
    if (zone instanceof ZoneOffset fixed) {
      return fixed.getTotalSeconds();
    }
    LocalDateTime local = LocalDateTime.ofEpochSecond(epochSecond(micros), 0, ZoneOffset.UTC);
    ZoneRules rules = zone.getRules();
    ZoneOffsetTransition transition = rules.getTransition(local);
    if (transition != null) {
      return (transition.isGap() ? transition.getOffsetBefore() : transition.getOffsetAfter())
          .getTotalSeconds();
    }
    return rules.getOffset(local).getTotalSeconds();
  }

  /** What clocks of a zone go by at a moment: {@code PST}, {@code LMT}, {@code -03}. */
  public static String abbreviationAt(ZoneId zone, long micros) {
    int offset = offsetAt(zone, micros);
    String name =
        zone instanceof ZoneOffset
            ? null
            : ZoneAbbreviations.name(zone.getId(), epochSecond(micros), offset);
    if (name != null) {
      return name;
    }
    if (offset == 0) {
      return "UTC";
    }
    StringBuilder number = new StringBuilder();
    DateTimes.appendZone(offset, false, number);
    return number.toString();
  }

  private static long epochSecond(long micros) {
    return Math.floorDiv(micros, DateTimes.MICROS_PER_SECOND) + EPOCH_SECONDS;
  }
}
