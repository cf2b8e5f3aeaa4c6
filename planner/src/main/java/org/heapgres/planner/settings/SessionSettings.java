package org.heapgres.planner.settings;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * One session's values of the settings. SET is undone by a rollback, SET LOCAL by the end of the
 * transaction. One thread at a time.
 */
public final class SessionSettings {
  /** A setting whose value the session keeps elsewhere, such as transaction_isolation. */
  public interface Live {
    String value();

    /** {@code canonical} has been checked; null stands for the default. */
    void set(String canonical);
  }

  /** What a setting was set to, and by what (pg_settings.source). */
  record Value(Setting setting, String value, String source) {}

  /** {@code before} is null for what had its reset value. */
  private record Undo(String key, Value before, boolean local) {}

  private static final Pattern CUSTOM_NAME =
      Pattern.compile(
          "[A-Za-z_\\x80-\\uffff][A-Za-z0-9_$\\x80-\\uffff]*"
              + "(\\.[A-Za-z_\\x80-\\uffff][A-Za-z0-9_$\\x80-\\uffff]*)+");

  private final ServerSettings server;

  /**
   * What RESET goes back to, by lower-case name; only where it is not the server-wide or initial
   * value.
   */
  private final Map<String, Value> resets = new HashMap<>();

  /** In the order in which they were set. */
  private final Map<String, Value> values = new LinkedHashMap<>();

  private final Deque<Undo> undo = new ArrayDeque<>();
  private final BiConsumer<String, String> reporter;
  private final Map<String, Live> lives;
  private long version;

  /**
   * @param lives by lower-case name
   * @param reporter told the name and the new value of a reported setting that changed
   */
  public SessionSettings(
      ServerSettings server, Map<String, Live> lives, BiConsumer<String, String> reporter) {
    this.server = server;
    this.reporter = reporter;
    this.lives = Map.copyOf(lives);
  }

  /** Grows with every change, so that what was derived from values can be kept under it. */
  public long version() {
    return version;
  }

  /** The canonical value; 42704 for an unknown name. */
  public String value(String name) {
    String known = valueOrNull(name);
    return known != null ? known : SettingsTable.require(name).initial();
  }

  /** As {@link #value}, null for an unknown name. */
  public String valueOrNull(String name) {
    String key = key(name);
    Live live = lives.get(key);
    if (live != null) {
      return live.value();
    }
    Value value = current(key);
    return value != null
        ? value.value
        : SettingsTable.find(name).map(Setting::initial).orElse(null);
  }

  /** The names of those that are not at their initial values, in the order of their setting. */
  public List<String> changed() {
    List<String> changed = new ArrayList<>();
    for (Map<String, Value> some : List.of(server.values(), resets, values)) {
      for (Value value : some.values()) {
        String name = value.setting.name();
        if (!changed.contains(name) && !value(name).equals(value.setting.initial())) {
          changed.add(name);
        }
      }
    }
    return changed;
  }

  /** As SHOW prints it. */
  public String shown(String name) {
    Value value = current(key(name));
    Setting setting = value != null ? value.setting : SettingsTable.require(name);
    return setting.shown(value(setting.name()));
  }

  public boolean bool(String name) {
    return value(name).equals("on");
  }

  public double real(String name) {
    return Double.parseDouble(value(name));
  }

  public long number(String name) {
    return Long.parseLong(value(name));
  }

  /** pg_settings.source. */
  public String source(String name) {
    Value value = current(key(name));
    return value == null ? "default" : value.source;
  }

  /** pg_settings.reset_val. */
  public String resetValue(Setting setting) {
    Value reset = reset(key(setting.name()));
    return reset == null ? setting.initial() : reset.value;
  }

  /** A start-up option or a value that the session itself knows, such as is_superuser: no undo. */
  public void initialize(String name, String value) {
    Setting setting = settingFor(name);
    resets.put(key(name), new Value(setting, setting.canonical(value), "client"));
    version++;
  }

  /** A start-up option of the client, subject to the setting's context. */
  public void startup(String name, String value, boolean superuser) {
    Setting setting = settingFor(name);
    if (setting.context() != Setting.Context.BACKEND) {
      setting.checkChangeable(superuser);
    }
    initialize(name, value);
  }

  /** SET; {@code local} for SET LOCAL. */
  public void set(String name, String value, boolean local, boolean superuser) {
    Setting setting = settingFor(name);
    setting.checkChangeable(superuser);
    assign(setting, setting.canonical(value), local);
  }

  /** SET of a setting whose value the caller has checked, whatever its context. */
  public void assign(String name, String value, boolean local) {
    assign(settingFor(name), value, local);
  }

  /** RESET, or SET ... TO DEFAULT. */
  public void reset(String name, boolean local, boolean superuser) {
    Setting setting = settingFor(name);
    setting.checkChangeable(superuser);
    Live live = lives.get(key(name));
    if (live != null) {
      live.set(null);
    } else {
      change(key(name), null, local, setting);
    }
  }

  /** RESET ALL: those a user may change, except the transaction's own. */
  public void resetAll(boolean superuser) {
    for (Value value : List.copyOf(values.values())) {
      Setting setting = value.setting;
      if ((setting.context() == Setting.Context.USER
              || (superuser && setting.context() == Setting.Context.SUPERUSER))
          && !setting.name().equals("role")
          && !setting.name().equals("session_authorization")) {
        change(key(setting.name()), null, false, setting);
      }
    }
  }

  private void assign(Setting setting, String canonical, boolean local) {
    Live live = lives.get(key(setting.name()));
    if (live != null) {
      live.set(canonical);
      return;
    }
    change(key(setting.name()), new Value(setting, canonical, "session"), local, setting);
  }

  private void change(String key, Value after, boolean local, Setting setting) {
    Value before = values.get(key);
    undo.push(new Undo(key, before, local));
    put(key, after, setting);
  }

  private void put(String key, Value after, Setting setting) {
    String old = effective(key, setting);
    if (after == null) {
      values.remove(key);
    } else {
      values.put(key, after);
    }
    version++;
    String now = effective(key, setting);
    if (setting.reported() && !old.equals(now)) {
      reporter.accept(setting.name(), now);
    }
  }

  private String effective(String key, Setting setting) {
    Value value = current(key);
    return value == null ? setting.initial() : value.value;
  }

  private Value current(String key) {
    Value value = values.get(key);
    return value != null ? value : reset(key);
  }

  private Value reset(String key) {
    Value reset = resets.get(key);
    return reset != null ? reset : server.values().get(key);
  }

  /** A mark for {@link #rollbackTo}. */
  public int mark() {
    return undo.size();
  }

  /** Undoes what happened since the mark. */
  public void rollbackTo(int mark) {
    while (undo.size() > mark) {
      revert(undo.pop());
    }
  }

  /** Ends the transaction: undoes SET LOCAL, or everything. */
  public void endTransaction(boolean commit) {
    if (undo.isEmpty()) {
      return;
    }
    if (!commit) {
      rollbackTo(0);
      return;
    }
    Set<String> kept = new HashSet<>();
    while (!undo.isEmpty()) {
      Undo entry = undo.pop();
      if (!entry.local) {
        kept.add(entry.key);
      } else if (!kept.contains(entry.key)) {
        revert(entry);
      }
    }
  }

  private void revert(Undo entry) {
    Value now = values.get(entry.key);
    Value known = now != null ? now : entry.before;
    if (known != null) {
      put(entry.key, entry.before, known.setting);
    }
  }

  /** The reported settings, names in PostgreSQL's case. */
  public Map<String, String> reported() {
    Map<String, String> result = new LinkedHashMap<>();
    for (String name : Setting.REPORTED) {
      result.put(name, value(name));
    }
    return result;
  }

  /** The declared settings and the session's custom ones, by name. */
  public List<Setting> all() {
    List<Setting> result = new ArrayList<>(SettingsTable.all());
    for (Value value : values.values()) {
      if (SettingsTable.find(value.setting.name()).isEmpty()) {
        result.add(value.setting);
      }
    }
    return result;
  }

  private Setting settingFor(String name) {
    Value value = current(key(name));
    return value != null ? value.setting : settingNamed(name);
  }

  /** One that is declared, or a custom one. */
  static Setting settingNamed(String name) {
    return SettingsTable.find(name)
        .orElseGet(
            () -> {
              if (name.indexOf('.') < 0) {
                return SettingsTable.require(name);
              }
              if (!CUSTOM_NAME.matcher(name).matches()) {
                throw new PgException(
                        SqlState.INVALID_NAME,
                        "invalid configuration parameter name \"" + name + "\"")
                    .withDetail(
                        "Custom parameter names must be two or more simple identifiers separated"
                            + " by dots.");
              }
              return SettingsTable.custom(name);
            });
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
