package org.heapgres.planner.settings;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.heapgres.planner.settings.SessionSettings.Value;

/** The server-wide values of settings, checked once for all sessions. Immutable. */
public final class ServerSettings {
  private static final String SOURCE = "command line";

  /** By lower-case name; only those that were given. */
  private final Map<String, Value> values;

  private ServerSettings(Map<String, Value> values) {
    this.values = values;
  }

  /**
   * Checks what was given on the command line: 42704 for an unknown name, 22023 for a value that is
   * none.
   */
  public static ServerSettings of(Map<String, String> given) {
    Map<String, Value> values = new HashMap<>();
    SettingsTable.withVersionNumber(given)
        .forEach(
            (name, value) -> {
              Setting setting = SessionSettings.settingNamed(name);
              values.put(
                  name.toLowerCase(Locale.ROOT),
                  new Value(setting, setting.canonical(value), SOURCE));
            });
    return new ServerSettings(Map.copyOf(values));
  }

  /** The canonical value; 42704 for an unknown name. */
  public String value(String name) {
    Value given = values.get(name.toLowerCase(Locale.ROOT));
    return given == null ? SettingsTable.require(name).initial() : given.value();
  }

  Map<String, Value> values() {
    return values;
  }
}
