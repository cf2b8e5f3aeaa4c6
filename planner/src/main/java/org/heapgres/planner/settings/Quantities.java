package org.heapgres.planner.settings;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Numbers with units, as settings take and show them (manual, section 19.1.1). */
final class Quantities {
  /** In bytes, greatest first. */
  private static final Map<String, Long> MEMORY = new LinkedHashMap<>();

  /** In microseconds, greatest first. */
  private static final Map<String, Long> TIME = new LinkedHashMap<>();

  static {
    MEMORY.put("TB", 1L << 40);
    MEMORY.put("GB", 1L << 30);
    MEMORY.put("MB", 1L << 20);
    MEMORY.put("kB", 1L << 10);
    MEMORY.put("B", 1L);
    TIME.put("d", 86_400_000_000L);
    TIME.put("h", 3_600_000_000L);
    TIME.put("min", 60_000_000L);
    TIME.put("s", 1_000_000L);
    TIME.put("ms", 1_000L);
    TIME.put("us", 1L);
  }

  private Quantities() {}

  static String parse(Setting setting, String value) {
    String text = value.strip();
    int end = numberEnd(text);
    BigDecimal number;
    try {
      number =
          text.startsWith("0x") || text.startsWith("0X")
              ? new BigDecimal(Long.decode(text))
              : new BigDecimal(text.substring(0, end));
    } catch (NumberFormatException e) {
      throw setting.invalid(value);
    }
    String unit = text.startsWith("0x") || text.startsWith("0X") ? "" : text.substring(end).strip();
    if (!unit.isEmpty()) {
      number = converted(setting, value, number, unit);
    }
    BigDecimal canonical =
        setting.type() == Setting.Type.INTEGER
            ? number.setScale(0, RoundingMode.HALF_EVEN)
            : number;
    if (canonical.compareTo(new BigDecimal(setting.minimum())) < 0
        || canonical.compareTo(new BigDecimal(setting.maximum())) > 0) {
      String suffix = setting.unit() == null ? "" : " " + setting.unit();
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          plain(canonical)
              + suffix
              + " is outside the valid range for parameter \""
              + setting.name()
              + "\" ("
              + setting.minimum()
              + suffix
              + " .. "
              + setting.maximum()
              + suffix
              + ")");
    }
    return plain(canonical);
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static int numberEnd(String text) {
    int i = 0;
    while (i < text.length() && "+-.0123456789".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    if (i > 0
        && i + 1 < text.length()
        && (text.charAt(i) == 'e' || text.charAt(i) == 'E')
        && "+-0123456789".indexOf(text.charAt(i + 1)) >= 0) {
      i++;
      while (i < text.length() && "+-0123456789".indexOf(text.charAt(i)) >= 0) {
        i++;
      }
    }
    return i;
  }

  private static BigDecimal converted(
      Setting setting, String value, BigDecimal number, String unit) {
    Map<String, Long> units = unitsOf(setting);
    Long from = units.get(unit);
    if (from == null) {
      PgException invalid = setting.invalid(value);
      throw units.isEmpty()
          ? invalid
          : invalid.withHint(
              units.containsKey("kB")
                  ? "Valid units for this parameter are \"B\", \"kB\", \"MB\", \"GB\", and \"TB\"."
                  : "Valid units for this parameter are \"us\", \"ms\", \"s\", \"min\", \"h\", and"
                      + " \"d\".");
    }
    return number
        .multiply(BigDecimal.valueOf(from))
        .divide(BigDecimal.valueOf(baseUnit(setting)), 20, RoundingMode.HALF_EVEN);
  }

  private static Map<String, Long> unitsOf(Setting setting) {
    if (setting.unit() == null) {
      return Map.of();
    }
    return TIME.containsKey(setting.unit()) ? TIME : MEMORY;
  }

  /** The setting's unit in bytes or microseconds; a unit may be a multiple, as 8kB. */
  private static long baseUnit(Setting setting) {
    String unit = setting.unit();
    int digits = 0;
    while (Character.isDigit(unit.charAt(digits))) {
      digits++;
    }
    long times = digits == 0 ? 1 : Long.parseLong(unit.substring(0, digits));
    return times * unitsOf(setting).get(unit.substring(digits));
  }

  /** With the greatest unit that divides it, as SHOW does. */
  static String shown(Setting setting, String canonical) {
    BigDecimal value = new BigDecimal(canonical);
    if (value.signum() <= 0) {
      return canonical;
    }
    BigDecimal base = value.multiply(BigDecimal.valueOf(baseUnit(setting)));
    for (Map.Entry<String, Long> unit : unitsOf(setting).entrySet()) {
      BigDecimal size = BigDecimal.valueOf(unit.getValue());
      if (base.remainder(size).signum() == 0) {
        return base.divide(size).toBigInteger() + unit.getKey();
      }
    }
    return canonical + setting.unit();
  }
}
