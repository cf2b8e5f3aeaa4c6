package org.heapgres.planner.types;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The names by which SQL knows the built-in types, and back. */
public final class TypeNames {
  private static final Map<String, String> SQL_NAMES =
      Map.ofEntries(
          Map.entry("bool", "boolean"),
          Map.entry("bpchar", "character"),
          Map.entry("char", "\"char\""),
          Map.entry("varchar", "character varying"),
          Map.entry("bit", "bit"),
          Map.entry("varbit", "bit varying"),
          Map.entry("int2", "smallint"),
          Map.entry("int4", "integer"),
          Map.entry("int8", "bigint"),
          Map.entry("float4", "real"),
          Map.entry("float8", "double precision"),
          Map.entry("numeric", "numeric"),
          Map.entry("time", "time without time zone"),
          Map.entry("timetz", "time with time zone"),
          Map.entry("timestamp", "timestamp without time zone"),
          Map.entry("timestamptz", "timestamp with time zone"),
          Map.entry("interval", "interval"));

  /** Types that have no modifier, whatever pg_attribute may say. */
  private static final Set<String> UNMODIFIED =
      Set.of("boolean", "smallint", "integer", "bigint", "real", "double precision");

  private static final Map<String, String> CATALOG_NAMES = new HashMap<>();

  static {
    SQL_NAMES.forEach((catalog, sql) -> CATALOG_NAMES.put(sql, catalog));
    CATALOG_NAMES.put("int", "int4");
    CATALOG_NAMES.put("decimal", "numeric");
    CATALOG_NAMES.put("dec", "numeric");
    CATALOG_NAMES.put("float", "float8");
    CATALOG_NAMES.put("char", "bpchar");
    CATALOG_NAMES.put("nchar", "bpchar");
  }

  /** For a type that has some modifier or none: bpchar is "character" then. */
  public static final int UNKNOWN_MODIFIER = -2;

  private TypeNames() {}

  /** PostgreSQL's format_type: the SQL name with its modifier, {@code [] } for arrays. */
  public static String format(PgType type, int typmod, TypeRegistry registry) {
    if (type.isArray()) {
      PgType element = registry.type(type.element());
      if (element != null) {
        return format(element, typmod, registry) + "[]";
      }
      // A user's type: its array is named after it.
      return quoteIdentifier(type.name().substring(1)) + "[]";
    }
    String sqlName = type.namespace() == Types.PG_CATALOG ? SQL_NAMES.get(type.name()) : null;
    if (sqlName != null && typmod == -1) {
      // the SQL names without a length mean one of 1
      if (type.name().equals("bpchar")) {
        return "bpchar";
      }
      if (type.name().equals("bit")) {
        return "\"bit\"";
      }
    }
    String shown = sqlName != null ? sqlName : quoteIdentifier(type.name());
    if (typmod < 0 || type.kind() == 'd' || UNMODIFIED.contains(shown)) {
      return shown;
    }
    String modifier = type.codec().typmodText(typmod);
    int with = shown.indexOf(" with");
    return with > 0 && shown.startsWith("time")
        ? shown.substring(0, with) + modifier + shown.substring(with)
        : shown + modifier;
  }

  /** A built-in type by its SQL or catalog name, arrays too; null when there is none. */
  public static PgType parse(String name) {
    String trimmed = name.strip();
    if (trimmed.endsWith("[]")) {
      PgType element = parse(trimmed.substring(0, trimmed.length() - 2));
      return element == null || element.array() == 0 ? null : Types.byOid(element.array());
    }
    if (trimmed.startsWith("pg_catalog.")) {
      trimmed = trimmed.substring("pg_catalog.".length());
      return Types.find(unquote(trimmed));
    }
    if (trimmed.equals("\"char\"")) {
      return Types.CHAR;
    }
    String lower = trimmed.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    String alias = CATALOG_NAMES.get(lower);
    return Types.find(alias != null ? alias : unquote(trimmed));
  }

  private static String unquote(String name) {
    return name.length() >= 2 && name.startsWith("\"") && name.endsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name.toLowerCase(Locale.ROOT);
  }

  /** Quotes unless the name is plain lower case; keywords are not looked at. */
  static String quoteIdentifier(String name) {
    boolean plain = !name.isEmpty() && !Character.isDigit(name.charAt(0));
    for (int i = 0; plain && i < name.length(); i++) {
      char c = name.charAt(i);
      plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
