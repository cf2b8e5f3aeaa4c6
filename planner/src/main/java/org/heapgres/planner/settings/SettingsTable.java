package org.heapgres.planner.settings;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Every setting there is: PostgreSQL 18's (settings.tsv), with the few that need their own check or
 * initial value here, and ours. Immutable.
 */
public final class SettingsTable {
  /** The version of PostgreSQL that clients are told they talk to. */
  public static final String SERVER_VERSION = "18.6";

  private static final Pattern VERSION = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");

  private static final String OURS = "Heapgres";

  /** Initial values that are not PostgreSQL's own. */
  private static final Map<String, String> INITIAL =
      Map.ofEntries(
          Map.entry("client_encoding", "UTF8"),
          Map.entry("server_encoding", "UTF8"),
          Map.entry("lc_messages", "C.UTF-8"),
          Map.entry("lc_monetary", "C.UTF-8"),
          Map.entry("lc_numeric", "C.UTF-8"),
          Map.entry("lc_time", "C.UTF-8"),
          Map.entry("TimeZone", "Etc/UTC"),
          Map.entry("log_timezone", "Etc/UTC"),
          Map.entry("default_text_search_config", "pg_catalog.english"),
          Map.entry("server_version", SERVER_VERSION),
          Map.entry("server_version_num", "180006"),
          Map.entry("jit", "off"),
          Map.entry("in_hot_standby", "off"),
          Map.entry("data_checksums", "on"));

  /** Those that EXPLAIN (SETTINGS) shows when they are not at their defaults. */
  public static final Set<String> EXPLAINED =
      Set.of(
          "constraint_exclusion",
          "cpu_index_tuple_cost",
          "cpu_operator_cost",
          "cpu_tuple_cost",
          "cursor_tuple_fraction",
          "debug_parallel_query",
          "effective_cache_size",
          "effective_io_concurrency",
          "enable_async_append",
          "enable_bitmapscan",
          "enable_distinct_reordering",
          "enable_gathermerge",
          "enable_group_by_reordering",
          "enable_hashagg",
          "enable_hashjoin",
          "enable_incremental_sort",
          "enable_indexonlyscan",
          "enable_indexscan",
          "enable_material",
          "enable_memoize",
          "enable_mergejoin",
          "enable_nestloop",
          "enable_parallel_append",
          "enable_parallel_hash",
          "enable_partition_pruning",
          "enable_partitionwise_aggregate",
          "enable_partitionwise_join",
          "enable_presorted_aggregate",
          "enable_self_join_elimination",
          "enable_seqscan",
          "enable_sort",
          "enable_tidscan",
          "from_collapse_limit",
          "geqo",
          "geqo_effort",
          "geqo_generations",
          "geqo_pool_size",
          "geqo_seed",
          "geqo_selection_bias",
          "geqo_threshold",
          "hash_mem_multiplier",
          "jit",
          "jit_above_cost",
          "jit_inline_above_cost",
          "jit_optimize_above_cost",
          "join_collapse_limit",
          "max_parallel_workers",
          "max_parallel_workers_per_gather",
          "min_parallel_index_scan_size",
          "min_parallel_table_scan_size",
          "parallel_leader_participation",
          "parallel_setup_cost",
          "parallel_tuple_cost",
          "plan_cache_mode",
          "random_page_cost",
          "recursive_worktable_factor",
          "search_path",
          "seq_page_cost",
          "temp_buffers",
          "work_mem");

  private static final Map<String, Setting.Check> CHECKS =
      Map.ofEntries(
          entry("client_encoding", StringChecks::clientEncoding),
          entry("DateStyle", StringChecks::dateStyle),
          entry("TimeZone", StringChecks::timeZone),
          entry("search_path", StringChecks::nameList),
          entry("application_name", StringChecks::printableAscii),
          entry("default_text_search_config", StringChecks::textSearchConfiguration),
          entry("seed", StringChecks::writeOnly),
          entry("standard_conforming_strings", StringChecks::unchanged),
          entry("transform_null_equals", StringChecks::unchanged),
          entry("array_nulls", StringChecks::unchanged),
          entry("quote_all_identifiers", StringChecks::unchanged),
          // Follows server_version, which is free.
          entry("server_version_num", (setting, value) -> value));

  private static final Map<String, Setting> BY_NAME = new HashMap<>();

  static {
    read();
    ours(
        "heapgres.result_depth",
        "Sets how deep the JSON of a snippet's result goes before references stand in.",
        Setting.Context.USER,
        Setting.Type.INTEGER,
        "1",
        "1000",
        List.of(),
        "8");
    ours(
        "heapgres.big_container",
        "Sets from how many entries on a container of Python's has a record for each of them.",
        Setting.Context.USER,
        Setting.Type.INTEGER,
        "2",
        "2147483647",
        List.of(),
        "10000");
    ours(
        "heapgres.result_format",
        "Sets whether a snippet's result is one JSON value or rows.",
        Setting.Context.USER,
        Setting.Type.ENUM,
        null,
        null,
        List.of("json", "rows"),
        "json");
    ours(
        "heapgres.idle_database_timeout",
        "Sets how long nobody has used a database when it is closed, in milliseconds; 0 for never.",
        Setting.Context.USER,
        Setting.Type.INTEGER,
        "0",
        "2147483647",
        List.of(),
        "600000");
    ours(
        "heapgres.transport",
        "Selects how the server asks the kernel for messages; auto for the first of the others"
            + " that there is.",
        Setting.Context.POSTMASTER,
        Setting.Type.ENUM,
        null,
        null,
        List.of("auto", "io_uring", "epoll", "nio"),
        "auto");
    ours(
        "heapgres.metrics_port",
        "Sets the port that gives metrics over HTTP; 0 for any free one, -1 for none.",
        Setting.Context.POSTMASTER,
        Setting.Type.INTEGER,
        "-1",
        "65535",
        List.of(),
        "-1");
    ours(
        "heapgres.metrics_address",
        "Sets the address of the port for metrics.",
        Setting.Context.POSTMASTER,
        Setting.Type.STRING,
        null,
        null,
        List.of(),
        "127.0.0.1");
    autoExplain();
    module(
        "pg_stat_statements.max",
        "Sets the maximum number of statements tracked by pg_stat_statements.",
        Setting.Context.POSTMASTER,
        Setting.Type.INTEGER,
        List.of("100", "1073741823"),
        "5000");
    module(
        "pg_stat_statements.track",
        "Selects which statements are tracked by pg_stat_statements.",
        Setting.Context.SUPERUSER,
        Setting.Type.ENUM,
        List.of("none", "top"),
        "top");
    module(
        "pg_stat_statements.track_utility",
        "Selects whether utility commands are tracked by pg_stat_statements.",
        Setting.Context.SUPERUSER,
        Setting.Type.BOOL,
        List.of(),
        "on");
  }

  /** {@code values} are an integer's least and greatest, or those of an enum. */
  private static void module(
      String name,
      String description,
      Setting.Context context,
      Setting.Type type,
      List<String> values,
      String initial) {
    boolean number = type == Setting.Type.INTEGER;
    BY_NAME.put(
        name,
        new Setting(
            name,
            null,
            "Customized Options",
            description,
            null,
            context,
            type,
            number ? values.getFirst() : null,
            number ? values.getLast() : null,
            number ? List.of() : values,
            initial,
            null));
  }

  /** The module auto_explain (manual, F.3) is always there. */
  private static void autoExplain() {
    autoExplain(
        "log_min_duration",
        "ms",
        Setting.Type.INTEGER,
        "-1",
        "Sets the minimum execution time above which plans will be logged.",
        "-1 disables logging plans. 0 means log all plans.");
    autoExplain("log_analyze", "Use EXPLAIN ANALYZE for plan logging.", "off");
    autoExplain("log_buffers", "Log buffers usage.", "off");
    autoExplain("log_nested_statements", "Log nested statements.", "off");
    autoExplain(
        "log_settings", "Log modified configuration parameters affecting query planning.", "off");
    autoExplain("log_timing", "Collect timing data, not just row counts.", "on");
    autoExplain("log_triggers", "Include trigger statistics in plans.", "off");
    autoExplain("log_verbose", "Use EXPLAIN VERBOSE for plan logging.", "off");
    autoExplain("log_wal", "Log WAL usage.", "off");
    autoExplain(
        "log_parameter_max_length",
        "B",
        Setting.Type.INTEGER,
        "-1",
        "Sets the maximum length of query parameters to log.",
        "-1 means log values in full.");
    autoExplain(
        "sample_rate",
        null,
        Setting.Type.REAL,
        "1",
        "Fraction of queries to process.",
        "Use a value between 0.0 (never log) and 1.0 (always log).");
    autoExplain(
        "log_format",
        null,
        Setting.Type.ENUM,
        "text",
        "EXPLAIN format to be used for plan logging.",
        null);
    autoExplain("log_level", null, Setting.Type.ENUM, "log", "Log level for the plan.", null);
  }

  private static void autoExplain(String name, String description, String initial) {
    autoExplain(name, null, Setting.Type.BOOL, initial, description, null);
  }

  private static void autoExplain(
      String name,
      String unit,
      Setting.Type type,
      String initial,
      String description,
      String detail) {
    String full = "auto_explain." + name;
    List<String> values =
        switch (name) {
          case "log_format" -> List.of("text", "xml", "json", "yaml");
          case "log_level" ->
              List.of(
                  "debug5", "debug4", "debug3", "debug2", "debug1", "debug", "info", "notice",
                  "warning", "log");
          default -> List.of();
        };
    String minimum = type == Setting.Type.INTEGER ? "-1" : type == Setting.Type.REAL ? "0" : null;
    String maximum =
        type == Setting.Type.INTEGER ? "2147483647" : type == Setting.Type.REAL ? "1" : null;
    BY_NAME.put(
        full,
        new Setting(
            full,
            unit,
            "Customized Options",
            description,
            detail,
            Setting.Context.SUPERUSER,
            type,
            minimum,
            maximum,
            values,
            initial,
            null));
  }

  private SettingsTable() {}

  /**
   * Settings of the server, with server_version_num as server_version has it: clients that refuse a
   * version newer than their own, such as pg_dump, can be told of another.
   *
   * @throws PgException 22023 when server_version is none, such as 15.10
   */
  public static Map<String, String> withVersionNumber(Map<String, String> settings) {
    String version = settings.get("server_version");
    if (version == null) {
      return Map.copyOf(settings);
    }
    Matcher parts = VERSION.matcher(version);
    if (!parts.lookingAt()) {
      throw BY_NAME.get("server_version").invalid(version);
    }
    Map<String, String> result = new HashMap<>(settings);
    int number = Integer.parseInt(parts.group(1)) * 10_000 + Integer.parseInt(parts.group(2));
    result.put("server_version_num", Integer.toString(number));
    return Map.copyOf(result);
  }

  /** Case does not matter. */
  public static Optional<Setting> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The setting of that name; 42704 when there is none. */
  public static Setting require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.UNDEFINED_OBJECT,
                    "unrecognized configuration parameter \"" + name + "\""));
  }

  /** All of them, by name without regard to case. */
  public static Collection<Setting> all() {
    return new TreeMap<>(BY_NAME).values();
  }

  /** A parameter that nobody declared: any {@code prefix.name} is one, and holds any text. */
  static Setting custom(String name) {
    return new Setting(
        name,
        null,
        "Customized Options",
        "",
        null,
        Setting.Context.USER,
        Setting.Type.STRING,
        null,
        null,
        List.of(),
        "",
        null);
  }

  private static void ours(
      String name,
      String description,
      Setting.Context context,
      Setting.Type type,
      String minimum,
      String maximum,
      List<String> values,
      String initial) {
    BY_NAME.put(
        name,
        new Setting(
            name,
            null,
            OURS,
            description,
            null,
            context,
            type,
            minimum,
            maximum,
            values,
            initial,
            null));
  }

  private static void read() {
    CatalogTable table = CatalogTable.of("settings");
    int name = table.column("name");
    int unit = table.column("unit");
    int category = table.column("category");
    int description = table.column("description");
    int detail = table.column("detail");
    int context = table.column("context");
    int type = table.column("type");
    int minimum = table.column("minimum");
    int maximum = table.column("maximum");
    int values = table.column("values");
    int initial = table.column("default");
    for (String[] row : table.rows()) {
      BY_NAME.put(
          row[name].toLowerCase(Locale.ROOT),
          new Setting(
              row[name],
              row[unit],
              row[category],
              row[description],
              row[detail],
              Setting.Context.of(row[context]),
              Setting.Type.valueOf(row[type].toUpperCase(Locale.ROOT)),
              row[minimum],
              row[maximum],
              arrayElements(row[values]),
              INITIAL.getOrDefault(row[name], row[initial] == null ? "" : row[initial]),
              CHECKS.get(row[name])));
    }
  }

  private static List<String> arrayElements(String array) {
    if (array == null) {
      return List.of();
    }
    List<String> result = new ArrayList<>();
    for (String element : array.substring(1, array.length() - 1).split(",", -1)) {
      result.add(element.replace("\"", ""));
    }
    return result;
  }
}
