package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SchemaMember;
import org.heapgres.planner.catalog.SearchDictionary;
import org.heapgres.planner.catalog.SearchMapping;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.settings.SettingsTable;
import org.heapgres.planner.textsearch.Dictionary;
import org.heapgres.planner.textsearch.SearchConfiguration;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.RegisteredKind;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The text search configurations and dictionaries that users made, by name and by oid. */
public final class TextSearch {
  private TextSearch() {}

  /** 22023 for a setting that names a configuration which is not there. */
  public static void checkSetting(Session session, String setting, String value) {
    if (value == null || !setting.equalsIgnoreCase("default_text_search_config")) {
      return;
    }
    try {
      ObjectNames.oid(session, RegisteredKind.REGCONFIG, value);
    } catch (PgException _) {
      throw SettingsTable.find(setting).orElseThrow().invalid(value);
    }
  }

  /** As messages call it. */
  public static String what(ObjectType type) {
    return type == ObjectType.OBJECT_TSDICTIONARY
        ? "text search dictionary"
        : "text search configuration";
  }

  /** What the catalog has them as. */
  public static Class<? extends SchemaMember> kind(ObjectType type) {
    return type == ObjectType.OBJECT_TSDICTIONARY ? SearchDictionary.class : SearchMapping.class;
  }

  /** One that a user made; empty where the name means one of the server's, or none. */
  public static Optional<? extends SchemaMember> find(
      Session session, ObjectType type, List<String> name) {
    List<String> path =
        name.size() > 1 ? List.of(name.get(name.size() - 2)) : session.environment().searchPath();
    for (String schemaName : path) {
      Optional<Schema> schema = session.catalog().schema(schemaName);
      if (schemaName.equals("pg_catalog") && isServers(type, name)) {
        return Optional.empty();
      }
      Optional<? extends SchemaMember> found =
          schema.flatMap(each -> session.catalog().member(kind(type), each.oid(), name.getLast()));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  public static boolean isServers(ObjectType type, List<String> name) {
    boolean dictionary = type == ObjectType.OBJECT_TSDICTIONARY;
    CatalogTable table = CatalogTable.of(dictionary ? "pg_ts_dict" : "pg_ts_config");
    int column = table.column(dictionary ? "dictname" : "cfgname");
    return table.rows().stream().anyMatch(row -> row[column].equals(name.getLast()));
  }

  /** A name as regconfig and regdictionary read it. */
  public static String text(List<String> name) {
    return String.join(".", name.stream().map(Identifiers::quote).toList());
  }

  /** Which dictionaries the tokens of a type are put to, of any configuration. */
  public static Map<Integer, List<Integer>> mapping(Session session, long configuration) {
    if (session.catalog().object((int) configuration).orElse(null) instanceof SearchMapping own) {
      return own.dictionaries();
    }
    CatalogTable table = CatalogTable.of("pg_ts_config_map");
    Map<Integer, List<Integer>> result = new TreeMap<>();
    for (String[] row : table.rows()) {
      if (row[table.column("mapcfg")].equals(Long.toString(configuration))) {
        result
            .computeIfAbsent(
                Integer.parseInt(row[table.column("maptokentype")]), any -> new ArrayList<>())
            .add(Integer.parseInt(row[table.column("mapdict")]));
      }
    }
    return result;
  }

  /** A user's or the server's. */
  public static SearchConfiguration anyConfiguration(Session session, long oid) {
    SearchConfiguration builtIn = SearchConfiguration.builtIn(oid);
    return builtIn == null ? configuration(session, oid) : builtIn;
  }

  static SearchConfiguration configuration(Session session, long oid) {
    if (!(session.catalog().object((int) oid).orElse(null) instanceof SearchMapping mapping)) {
      throw new PgException(
          SqlState.INTERNAL_ERROR, "cache lookup failed for text search configuration " + oid);
    }
    IntFunction<Dictionary> dictionaries = each -> dictionary(session, each);
    return SearchConfiguration.of(mapping.dictionaries(), dictionaries);
  }

  static Dictionary dictionary(Session session, long oid) {
    return session.catalog().object((int) oid).orElse(null) instanceof SearchDictionary own
        ? Dictionary.of(own.oid(), own.template(), own.options())
        : Dictionary.builtIn(oid);
  }
}
