package org.heapgres.planner.settings;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.Encoding;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.TimeZones;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Interval;

/** Canonical forms of the settings whose values mean more than their types say. */
final class StringChecks {
  private static final Pattern INTERVAL =
      Pattern.compile("interval\\s*'([^']*)'\\s*", Pattern.CASE_INSENSITIVE);

  private static final Map<String, String> ZONES = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  static {
    for (String id : ZoneId.getAvailableZoneIds()) {
      ZONES.put(id, id);
    }
  }

  private StringChecks() {}

  /** PostgreSQL's name of it; UNICODE stays what old clients expect to see again. */
  static String clientEncoding(Setting setting, String value) {
    Encoding encoding = Encoding.find(value).orElseThrow(() -> setting.invalid(value));
    if (!encoding.convertible()) {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, setting.invalid(value).getMessage())
          .withDetail("Conversion between " + encoding.name() + " and UTF8 is not supported.");
    }
    return value.equals("UNICODE") ? value : encoding.name();
  }

  /** One of the server's by its whole name; a user's is for the session to find. */
  static String textSearchConfiguration(Setting setting, String value) {
    String name = value.startsWith("pg_catalog.") ? value.substring(11) : value;
    CatalogTable configurations = CatalogTable.of("pg_ts_config");
    int column = configurations.column("cfgname");
    boolean servers = configurations.rows().stream().anyMatch(row -> row[column].equals(name));
    if (!servers && value.startsWith("pg_catalog.")) {
      throw setting.invalid(value);
    }
    return servers ? "pg_catalog." + name : value;
  }

  /** What behaves in one way only is not said to behave in another. */
  static String unchanged(Setting setting, String value) {
    String canonical = setting.bool(value);
    if (!canonical.equals(setting.initial())) {
      throw PgException.notSupported("turning " + setting.name() + " " + canonical);
    }
    return canonical;
  }

  static String dateStyle(Setting setting, String value) {
    String style = null;
    String order = null;
    for (String part : value.split(",", -1)) {
      String word = part.strip().toUpperCase(Locale.ROOT);
      switch (word) {
        case "ISO" -> style = "ISO";
        case "SQL" -> style = "SQL";
        case "GERMAN" -> {
          style = "German";
          order = order == null ? "DMY" : order;
        }
        case "YMD" -> order = "YMD";
        case "MDY", "US", "NONEURO", "NONEUROPEAN" -> order = "MDY";
        case "DMY", "EURO", "EUROPEAN" -> order = "DMY";
        case "DEFAULT" -> {
          style = style == null ? "ISO" : style;
          order = order == null ? "MDY" : order;
        }
        default -> {
          if (word.startsWith("POSTGRES")) {
            style = "Postgres";
          } else {
            throw setting.invalid(value).withDetail("Unrecognized key word: \"" + word + "\".");
          }
        }
      }
    }
    return (style == null ? "ISO" : style) + ", " + (order == null ? "MDY" : order);
  }

  static String timeZone(Setting setting, String value) {
    String known = ZONES.get(value);
    if (known != null) {
      return known;
    }
    if (value.equalsIgnoreCase("utc") || value.equalsIgnoreCase("z")) {
      return "UTC";
    }
    if (value.equalsIgnoreCase("default")) {
      return setting.initial();
    }
    Matcher interval = INTERVAL.matcher(value);
    if (interval.matches()) {
      return fixedOffset(setting, value, interval.group(1));
    }
    try {
      double hours = Double.parseDouble(value);
      if (Math.abs(hours) <= 15) {
        return fixedOffset((int) Math.round(hours * 3600));
      }
    } catch (NumberFormatException e) {
      if (TimeZones.zone(value) != null) {
        return value.toUpperCase(Locale.ROOT);
      }
    }
    throw setting.invalid(value);
  }

  private static String fixedOffset(Setting setting, String value, String text) {
    Interval offset = (Interval) Types.INTERVAL.parseText(text, -1, FormatSettings.DEFAULT);
    if (offset.months() != 0) {
      throw setting.invalid(value).withDetail("Cannot specify months in time zone interval.");
    }
    if (offset.days() != 0) {
      throw setting.invalid(value).withDetail("Cannot specify days in time zone interval.");
    }
    return fixedOffset((int) (offset.micros() / 1_000_000));
  }

  /** A POSIX zone such as {@code <+02>-02}, whose sign is the other way round. */
  private static String fixedOffset(int seconds) {
    int absolute = Math.abs(seconds);
    String digits = "%02d".formatted(absolute / 3600);
    if (absolute % 3600 != 0) {
      digits += ":%02d".formatted(absolute / 60 % 60);
    }
    if (absolute % 60 != 0) {
      digits += ":%02d".formatted(absolute % 60);
    }
    return seconds < 0 ? "<-" + digits + ">+" + digits : "<+" + digits + ">-" + digits;
  }

  static String nameList(Setting setting, String value) {
    NameLists.parse(value, () -> setting.invalid(value).withDetail("List syntax is invalid."));
    return value;
  }

  /** Other characters become {@code \xHH}, byte by byte, as PostgreSQL 16 and later do. */
  static String printableAscii(Setting setting, String value) {
    List<String> parts = new ArrayList<>();
    for (byte b : value.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      parts.add(b >= 32 && b < 127 ? String.valueOf((char) b) : "\\x%02x".formatted(b & 0xff));
    }
    return String.join("", parts);
  }

  static String writeOnly(Setting setting, String value) {
    return Quantities.parse(setting, value);
  }
}
