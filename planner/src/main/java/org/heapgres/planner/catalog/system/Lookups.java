package org.heapgres.planner.catalog.system;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Table;

/**
 * By which columns the rows of system relations are found, as by PostgreSQL's indexes of them: the
 * relations of the catalog that have a hand in the rows with a value.
 */
final class Lookups {
  /** The relations behind the rows with a value; null when all may be. */
  @FunctionalInterface
  interface Finder {
    Collection<Relation> find(Catalog catalog, Object value);
  }

  /**
   * A column that rows are found by.
   *
   * @param rows about how many there are with the same value
   */
  record Lookup(double rows, Finder finder) {}

  /** A table has about so many columns. */
  static final double COLUMNS = 8;

  private static final double FEW = 2;
  private static final double FEWEST_ROWS = 100;

  private static final Map<String, Map<String, Lookup>> ALL = new LinkedHashMap<>();

  static {
    Lookup relation = new Lookup(1, Lookups::relation);
    Lookup named = new Lookup(1, Lookups::named);
    Lookup columnsOf = new Lookup(COLUMNS, Lookups::relation);
    Lookup columnsOfNamed = new Lookup(COLUMNS, Lookups::named);
    Lookup few = new Lookup(FEW, Lookups::relation);
    Lookup fewNamed = new Lookup(FEW, Lookups::named);
    Lookup type = new Lookup(1, Lookups::ofType);
    Lookup none = new Lookup(1, (catalog, value) -> List.of());
    put("pg_class", "oid", relation);
    put("pg_class", "relname", named);
    put("pg_attribute", "attrelid", columnsOf);
    put("pg_attrdef", "adrelid", few);
    put("pg_index", "indexrelid", relation);
    put("pg_index", "indrelid", new Lookup(FEW, Lookups::indexesOf));
    put("pg_constraint", "conrelid", columnsOf);
    put("pg_constraint", "confrelid", new Lookup(FEW, Lookups::referencing));
    put("pg_depend", "objid", new Lookup(FEW, Lookups::depending));
    put("pg_depend", "refobjid", new Lookup(COLUMNS, Lookups::dependants));
    put("pg_description", "objoid", relation);
    put("pg_inherits", "inhrelid", new Lookup(1, Lookups::tableOf));
    put("pg_inherits", "inhparent", new Lookup(FEW, Lookups::children));
    put("pg_partitioned_table", "partrelid", relation);
    put("pg_sequence", "seqrelid", relation);
    put("pg_trigger", "tgrelid", few);
    put("pg_policy", "polrelid", few);
    put("pg_rewrite", "ev_class", relation);
    put("pg_type", "oid", type);
    put("pg_proc", "oid", none);
    put("pg_operator", "oid", none);
    put("pg_collation", "oid", none);
    put("pg_opclass", "oid", none);
    put("pg_am", "oid", none);
    put("pg_language", "oid", none);
    put("pg_tables", "tablename", named);
    put("pg_views", "viewname", named);
    put("pg_matviews", "matviewname", named);
    put("pg_sequences", "sequencename", named);
    put("pg_indexes", "tablename", new Lookup(FEW, Lookups::indexesOfNamed));
    put("pg_indexes", "indexname", named);
    put("pg_stats", "tablename", columnsOfNamed);
    put("pg_statistic", "starelid", columnsOf);
    for (String which : List.of("all", "sys", "user")) {
      put("pg_stat_" + which + "_tables", "relid", relation);
      put("pg_stat_" + which + "_tables", "relname", named);
    }
    put("tables", "table_name", named);
    put("views", "table_name", named);
    put("columns", "table_name", columnsOfNamed);
    put("sequences", "sequence_name", named);
    put("table_constraints", "table_name", columnsOfNamed);
    put("key_column_usage", "table_name", fewNamed);
    put("table_privileges", "table_name", columnsOfNamed);
    put("role_table_grants", "table_name", columnsOfNamed);
  }

  private Lookups() {}

  /** About how many rows are in every database. */
  static double builtIn(String relation, double otherwise) {
    return switch (relation) {
      case "pg_description" -> 5000;
      case "pg_proc" -> 3400;
      case "pg_operator" -> 800;
      case "pg_type" -> 600;
      default -> Math.max(FEWEST_ROWS, otherwise);
    };
  }

  private static void put(String relation, String column, Lookup lookup) {
    ALL.computeIfAbsent(relation, any -> new LinkedHashMap<>()).put(column, lookup);
  }

  /** By column, the best first. */
  static Map<String, Lookup> of(String relation) {
    return ALL.getOrDefault(relation, Map.of());
  }

  static int oid(Object value) {
    return ((Number) value).intValue();
  }

  private static List<Relation> relation(Catalog catalog, Object oid) {
    return catalog.relation(oid(oid)).stream().toList();
  }

  private static List<Relation> named(Catalog catalog, Object name) {
    List<Relation> result = new ArrayList<>();
    for (Schema schema : catalog.schemas()) {
      catalog.relation(schema.oid(), (String) name).ifPresent(result::add);
    }
    return result;
  }

  private static Collection<Relation> indexesOf(Catalog catalog, Object oid) {
    return catalog
        .table(oid(oid))
        .map(table -> List.<Relation>copyOf(table.indexes()))
        .orElse(List.of());
  }

  private static Collection<Relation> indexesOfNamed(Catalog catalog, Object name) {
    return named(catalog, name).stream()
        .flatMap(relation -> indexesOf(catalog, relation.oid()).stream())
        .toList();
  }

  /** 0 stands in constraints of other kinds. */
  private static Collection<Relation> referencing(Catalog catalog, Object oid) {
    return oid(oid) == 0 ? null : List.copyOf(catalog.referencing(oid(oid)));
  }

  /** The relation whose row type it is, or the array of that. */
  private static Collection<Relation> ofType(Catalog catalog, Object oid) {
    return catalog.types().relation(oid(oid)).stream().toList();
  }

  /** The table itself, or that of an index. */
  private static Collection<Relation> tableOf(Catalog catalog, Object oid) {
    Relation found = catalog.relation(oid(oid)).orElse(null);
    return found instanceof Index index ? relation(catalog, index.table()) : relation(catalog, oid);
  }

  /** Those that inherit from a table, or the indexes of those that inherit from an index's. */
  private static Collection<Relation> children(Catalog catalog, Object oid) {
    return tableOf(catalog, oid).stream()
        .<Relation>flatMap(table -> catalog.children(table.oid()).stream())
        .toList();
  }

  /** An object that is not a relation may belong to any. */
  private static Collection<Relation> depending(Catalog catalog, Object oid) {
    List<Relation> found = relation(catalog, oid);
    return found.isEmpty() ? null : found;
  }

  /** What may depend on a relation; only views are many, and do not say so to it. */
  private static Collection<Relation> dependants(Catalog catalog, Object oid) {
    if (!(catalog.relation(oid(oid)).orElse(null) instanceof Table table)) {
      return null;
    }
    List<Relation> result = new ArrayList<>();
    result.add(table);
    result.addAll(table.indexes());
    result.addAll(catalog.sequencesOf(table.oid()));
    result.addAll(catalog.children(table.oid()));
    result.addAll(catalog.referencing(table.oid()));
    catalog.relations().stream().filter(RelationRows::isView).forEach(result::add);
    return result;
  }

  /** The relations behind the rows with one of the values; null when all may be. */
  static Collection<Relation> find(Catalog catalog, Finder finder, Collection<Object> values) {
    Map<Integer, Relation> result = new LinkedHashMap<>();
    for (Object value : values) {
      Collection<Relation> found = finder.find(catalog, value);
      if (found == null) {
        return null;
      }
      found.forEach(relation -> result.put(relation.oid(), relation));
    }
    return result.values();
  }
}
