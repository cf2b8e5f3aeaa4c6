package org.heapgres.planner.catalog.system;

import java.util.Map;
import java.util.TreeMap;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Extension;

/** The extensions that there are: pg_available_extensions. */
public final class Extensions {
  private record Available(String version, String comment) {}

  private static final int PG_CATALOG = 11;

  /** plpgsql's oid in PostgreSQL. */
  static final int PLPGSQL = 13_562;

  private static final Map<String, Available> AVAILABLE =
      new TreeMap<>(
          Map.of(
              "citext",
              new Available("1.8", "data type for case-insensitive character strings"),
              "hstore",
              new Available("1.8", "data type for storing sets of (key, value) pairs"),
              "pg_trgm",
              new Available(
                  "1.6", "text similarity measurement and index searching based on trigrams"),
              "pg_stat_statements",
              new Available(
                  "1.12", "track planning and execution statistics of all SQL statements executed"),
              "pgcrypto",
              new Available("1.4", "cryptographic functions"),
              "plpgsql",
              new Available("1.0", "PL/pgSQL procedural language"),
              "uuid-ossp",
              new Available("1.1", "generate universally unique identifiers (UUIDs)")));

  private Extensions() {}

  /** Null for an extension that is not available. */
  public static String version(String name) {
    Available found = AVAILABLE.get(name);
    return found == null ? null : found.version;
  }

  /** Null for an extension that is not available. */
  public static String comment(String name) {
    Available found = AVAILABLE.get(name);
    return found == null ? null : found.comment;
  }

  /** Installed in every database. */
  public static boolean isBuiltIn(String name) {
    return name.equals("plpgsql");
  }

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put("pg_extension", Extensions::installed);
    makers.put("pg_available_extensions", Extensions::available);
    makers.put("pg_available_extension_versions", Extensions::versions);
  }

  private static void installed(ComputedRelation.Source source, RowSet rows) {
    row(rows, PLPGSQL, "plpgsql", 10, PG_CATALOG, "1.0", false);
    for (Extension each : source.catalog().extensions()) {
      row(rows, each.oid(), each.name(), each.owner(), each.schema(), each.version(), true);
    }
  }

  private static void row(
      RowSet rows,
      int oid,
      String name,
      int owner,
      int schema,
      String version,
      boolean relocatable) {
    rows.row()
        .set("oid", oid)
        .set("extname", name)
        .set("extowner", owner)
        .set("extnamespace", schema)
        .set("extrelocatable", relocatable)
        .set("extversion", version);
  }

  private static String installedVersion(ComputedRelation.Source source, String name) {
    return isBuiltIn(name)
        ? "1.0"
        : source.catalog().extension(name).map(Extension::version).orElse(null);
  }

  private static void available(ComputedRelation.Source source, RowSet rows) {
    AVAILABLE.forEach(
        (name, each) ->
            rows.row()
                .set("name", name)
                .set("default_version", each.version)
                .set("installed_version", installedVersion(source, name))
                .set("comment", each.comment));
  }

  private static void versions(ComputedRelation.Source source, RowSet rows) {
    AVAILABLE.forEach(
        (name, each) ->
            rows.row()
                .set("name", name)
                .set("version", each.version)
                .set("installed", installedVersion(source, name) != null)
                .set("superuser", true)
                .set("trusted", true)
                .set("relocatable", !isBuiltIn(name))
                .set("comment", each.comment));
  }
}
