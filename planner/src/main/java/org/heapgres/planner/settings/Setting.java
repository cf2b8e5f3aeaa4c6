package org.heapgres.planner.settings;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * One configuration parameter: a row of pg_settings without its value. Immutable.
 *
 * @param unit of an integer or real without one, such as kB or ms; null for none
 * @param values of an enum, in PostgreSQL's order
 * @param initial value when nothing sets it, canonical
 * @param check makes a string's canonical form or throws; null for any string
 */
public record Setting(
    String name,
    String unit,
    String category,
    String description,
    String detail,
    Context context,
    Type type,
    String minimum,
    String maximum,
    List<String> values,
    String initial,
    Check check) {

  /** pg_settings.vartype. */
  public enum Type {
    BOOL,
    INTEGER,
    REAL,
    STRING,
    ENUM;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Who may change it when; pg_settings.context. */
  public enum Context {
    INTERNAL("internal"),
    POSTMASTER("postmaster"),
    SIGHUP("sighup"),
    SUPERUSER_BACKEND("superuser-backend"),
    BACKEND("backend"),
    SUPERUSER("superuser"),
    USER("user");

    private final String label;

    Context(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    static Context of(String label) {
      for (Context context : values()) {
        if (context.label.equals(label)) {
          return context;
        }
      }
      throw new IllegalArgumentException(label);
    }
  }

  /** Validates a value and gives its canonical form. */
  @FunctionalInterface
  public interface Check {
    String canonical(Setting setting, String value);
  }

  /** Those whose values are told to the client, in the order of the messages at the start. */
  static final Set<String> REPORTED =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(
              List.of(
                  "application_name",
                  "client_encoding",
                  "DateStyle",
                  "default_transaction_read_only",
                  "in_hot_standby",
                  "integer_datetimes",
                  "IntervalStyle",
                  "is_superuser",
                  "scram_iterations",
                  "search_path",
                  "server_encoding",
                  "server_version",
                  "session_authorization",
                  "standard_conforming_strings",
                  "TimeZone")));

  /** Whether its value is told to the client, at the start and on every change. */
  public boolean reported() {
    return REPORTED.contains(name);
  }

  /** The canonical form of {@code value}; 22023 when it is none. */
  public String canonical(String value) {
    if (check != null) {
      return check.canonical(this, value);
    }
    return switch (type) {
      case BOOL -> bool(value);
      case INTEGER, REAL -> Quantities.parse(this, value);
      case ENUM -> enumerated(value);
      case STRING -> value;
    };
  }

  /** As SHOW prints it: with a unit. */
  public String shown(String canonical) {
    return unit == null ? canonical : Quantities.shown(this, canonical);
  }

  public PgException invalid(String value) {
    return new PgException(
        SqlState.INVALID_PARAMETER_VALUE,
        "invalid value for parameter \"" + name + "\": \"" + value + "\"");
  }

  /** Throws 55P02 or 42501 unless a session may change it while it runs. */
  void checkChangeable(boolean superuser) {
    switch (context) {
      case INTERNAL -> throw cannotChange("cannot be changed");
      case POSTMASTER -> throw cannotChange("cannot be changed without restarting the server");
      case SIGHUP -> throw cannotChange("cannot be changed now");
      case BACKEND, SUPERUSER_BACKEND -> throw cannotChange("cannot be set after connection start");
      case SUPERUSER -> {
        if (!superuser) {
          throw new PgException(
              SqlState.INSUFFICIENT_PRIVILEGE,
              "permission denied to set parameter \"" + name + "\"");
        }
      }
      case USER -> {}
    }
  }

  private PgException cannotChange(String how) {
    return new PgException(SqlState.CANT_CHANGE_RUNTIME_PARAM, "parameter \"" + name + "\" " + how);
  }

  String bool(String value) {
    return switch (Booleans.parse(value)) {
      case TRUE -> "on";
      case FALSE -> "off";
      case NONE ->
          throw new PgException(
              SqlState.INVALID_PARAMETER_VALUE,
              "parameter \"" + name + "\" requires a Boolean value");
    };
  }

  private String enumerated(String value) {
    for (String allowed : values) {
      if (allowed.equalsIgnoreCase(value)) {
        return allowed;
      }
    }
    boolean onOff = values.contains("on") && values.contains("off");
    return switch (onOff ? Booleans.parse(value) : Booleans.NONE) {
      case TRUE -> "on";
      case FALSE -> "off";
      case NONE -> throw invalid(value).withHint("Available values: " + String.join(", ", values));
    };
  }

  private enum Booleans {
    TRUE,
    FALSE,
    NONE;

    /** As PostgreSQL's parse_bool: unique prefixes of true, false, yes, no; on, off; 1, 0. */
    static Booleans parse(String value) {
      String lower = value.toLowerCase(Locale.ROOT);
      if (lower.isEmpty()) {
        return NONE;
      }
      if ("true".startsWith(lower)
          || "yes".startsWith(lower)
          || lower.equals("on")
          || lower.equals("1")) {
        return TRUE;
      }
      return "false".startsWith(lower)
              || "no".startsWith(lower)
              || lower.equals("of")
              || lower.equals("off")
              || lower.equals("0")
          ? FALSE
          : NONE;
    }
  }
}
