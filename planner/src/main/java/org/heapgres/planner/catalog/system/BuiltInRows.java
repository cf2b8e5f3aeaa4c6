package org.heapgres.planner.catalog.system;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.CastEntry;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.CollationEntry;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Description;
import org.heapgres.planner.catalog.Extension;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.OperatorEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.SearchDictionary;
import org.heapgres.planner.catalog.SearchMapping;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.catalog.StatisticsObject;
import org.heapgres.planner.catalog.UserType;

/** Catalogs of PostgreSQL's own objects, with what a database adds to them. */
final class BuiltInRows {
  private static final int PG_TYPE = 1247;
  private static final int PG_PROC = 1255;
  private static final int PG_CLASS = 1259;
  private static final int PG_CONSTRAINT = 2606;
  private static final int PG_NAMESPACE = 2615;
  private static final int PG_OPERATOR = 2617;
  private static final int PG_CAST = 2605;
  private static final int PG_EXTENSION = 3079;
  private static final int PG_STATISTIC_EXT = 3381;
  private static final int PG_COLLATION = 3456;
  private static final int PG_TS_DICT = 3600;
  private static final int PG_TS_CONFIG = 3602;

  /** pg_char_to_encoding('UTF8'). */
  private static final int UTF8 = 6;

  private BuiltInRows() {}

  static void register(Map<String, RowMakers.Maker> makers) {
    for (String name :
        List.of(
            "pg_am",
            "pg_amop",
            "pg_amproc",
            "pg_conversion",
            "pg_opclass",
            "pg_opfamily",
            "pg_ts_parser",
            "pg_ts_template")) {
      makers.put(name, (source, rows) -> addAll(name, rows));
    }
    makers.put(
        "pg_proc",
        (source, rows) -> {
          addAll("pg_proc", rows, source.catalog(), Securable.FUNCTION, "proacl");
          RoutineRows.add(source, rows);
        });
    makers.put(
        "pg_operator",
        (source, rows) -> {
          addAll("pg_operator", rows);
          OperatorRows.addOperators(source, rows);
        });
    makers.put(
        "pg_cast",
        (source, rows) -> {
          addAll("pg_cast", rows);
          OperatorRows.addCasts(source, rows);
        });
    makers.put(
        "pg_aggregate",
        (source, rows) -> {
          addAll("pg_aggregate", rows);
          OperatorRows.addAggregates(source, rows);
        });
    makers.put("pg_ts_config", BuiltInRows::configurations);
    makers.put("pg_ts_config_map", BuiltInRows::mappings);
    makers.put("pg_ts_dict", BuiltInRows::dictionaries);
    makers.put("pg_collation", BuiltInRows::collations);
    makers.put("pg_type", BuiltInRows::types);
    makers.put(
        "pg_range",
        (source, rows) -> {
          addAll("pg_range", rows);
          TypeRows.addRanges(source, rows);
        });
    makers.put(
        "pg_language",
        (source, rows) ->
            addAll("pg_language", rows, source.catalog(), Securable.LANGUAGE, "lanacl"));
    makers.put("pg_description", BuiltInRows::descriptions);
  }

  private static void addAll(String name, RowSet rows) {
    BuiltInTable.of(name).wanted(rows).forEach(rows::row);
  }

  /** With what has been granted on them. */
  private static void addAll(
      String name, RowSet rows, Catalog catalog, Securable kind, String aclColumn) {
    BuiltInTable table = BuiltInTable.of(name);
    for (Object[] row : table.wanted(rows)) {
      rows.row(row);
      List<String> acl = AccessRows.acl(catalog, kind, table.oid(row));
      if (acl != null) {
        rows.set(aclColumn, acl);
      }
    }
  }

  private static void configurations(ComputedRelation.Source source, RowSet rows) {
    addAll("pg_ts_config", rows);
    for (CatalogObject object : source.catalog().objects()) {
      if (object instanceof SearchMapping mapping) {
        rows.row()
            .set("oid", mapping.oid())
            .set("cfgname", mapping.name())
            .set("cfgnamespace", mapping.schema())
            .set("cfgowner", mapping.owner())
            .set("cfgparser", mapping.parser());
      }
    }
  }

  private static void mappings(ComputedRelation.Source source, RowSet rows) {
    addAll("pg_ts_config_map", rows);
    for (CatalogObject object : source.catalog().objects()) {
      if (object instanceof SearchMapping mapping) {
        mapping
            .dictionaries()
            .forEach(
                (type, oids) -> {
                  for (int i = 0; i < oids.size(); i++) {
                    rows.row()
                        .set("mapcfg", mapping.oid())
                        .set("maptokentype", type)
                        .set("mapseqno", i + 1)
                        .set("mapdict", oids.get(i));
                  }
                });
      }
    }
  }

  private static void dictionaries(ComputedRelation.Source source, RowSet rows) {
    addAll("pg_ts_dict", rows);
    for (CatalogObject object : source.catalog().objects()) {
      if (object instanceof SearchDictionary dictionary) {
        rows.row()
            .set("oid", dictionary.oid())
            .set("dictname", dictionary.name())
            .set("dictnamespace", dictionary.schema())
            .set("dictowner", dictionary.owner())
            .set("dicttemplate", dictionary.template())
            .set("dictinitoption", dictionary.options());
      }
    }
  }

  private static void collations(ComputedRelation.Source source, RowSet rows) {
    addAll("pg_collation", rows);
    for (CatalogObject object : rows.objects("oid")) {
      if (object instanceof CollationEntry collation) {
        CollationEntry.Definition definition = collation.definition();
        boolean utf8 = definition.provider() == 'c' || !"C".equals(definition.locale());
        rows.row()
            .set("oid", collation.oid())
            .set("collname", collation.name())
            .set("collnamespace", collation.schema())
            .set("collowner", collation.owner())
            .set("collprovider", definition.provider())
            .set("collisdeterministic", definition.deterministic())
            .set("collencoding", definition.provider() != 'i' && utf8 ? UTF8 : -1)
            .set("collcollate", definition.collate())
            .set("collctype", definition.ctype())
            .set("colllocale", definition.locale())
            .set("collicurules", definition.rules())
            .set("collversion", definition.version());
      }
    }
  }

  private static void types(ComputedRelation.Source source, RowSet rows) {
    addAll("pg_type", rows, source.catalog(), Securable.TYPE, "typacl");
    TypeRows.addTypes(source, rows);
  }

  private static void descriptions(ComputedRelation.Source source, RowSet rows) {
    addAll("pg_description", rows);
    Catalog catalog = source.catalog();
    for (Relation relation : rows.relations()) {
      if (!(relation instanceof CompositeType)) {
        describe(rows, relation.oid(), PG_CLASS, 0, relation.comment());
      }
      for (Column column : relation.columns()) {
        describe(rows, relation.oid(), PG_CLASS, column.attnum(), column.comment());
      }
    }
    for (CatalogObject object : described(catalog, rows)) {
      switch (object) {
        case FunctionEntry function ->
            describe(rows, function.oid(), PG_PROC, 0, function.comment());
        case UserType type -> {
          describe(rows, type.oid(), PG_TYPE, 0, type.comment());
          if (type.definition() instanceof UserType.Domain domain) {
            domain
                .checks()
                .forEach(check -> describe(rows, check.oid(), PG_CONSTRAINT, 0, check.comment()));
          }
        }
        case OperatorEntry operator ->
            describe(rows, operator.oid(), PG_OPERATOR, 0, operator.comment());
        case CastEntry cast -> describe(rows, cast.oid(), PG_CAST, 0, cast.comment());
        case SearchDictionary dictionary ->
            describe(rows, dictionary.oid(), PG_TS_DICT, 0, dictionary.comment());
        case SearchMapping mapping ->
            describe(rows, mapping.oid(), PG_TS_CONFIG, 0, mapping.comment());
        case CollationEntry collation ->
            describe(rows, collation.oid(), PG_COLLATION, 0, collation.comment());
        case StatisticsObject statistics ->
            describe(rows, statistics.oid(), PG_STATISTIC_EXT, 0, statistics.comment());
        case Extension extension ->
            describe(rows, extension.oid(), PG_EXTENSION, 0, extension.comment());
        case Description d -> describe(rows, d.object(), d.catalog(), 0, d.comment());
        case CompositeType type -> describe(rows, type.rowType(), PG_TYPE, 0, type.comment());
        default -> {}
      }
    }
    catalog
        .schemas()
        .forEach(schema -> describe(rows, schema.oid(), PG_NAMESPACE, 0, schema.comment()));
  }

  /** What may have a comment of the oids that are wanted, beside relations and schemas. */
  private static Collection<? extends CatalogObject> described(Catalog catalog, RowSet rows) {
    Collection<Object> wanted = rows.values("objoid");
    if (wanted == null) {
      return catalog.objects();
    }
    List<CatalogObject> objects = new ArrayList<>(catalog.userTypes());
    for (Object value : wanted) {
      int oid = Lookups.oid(value);
      catalog.object(oid).filter(object -> !(object instanceof UserType)).ifPresent(objects::add);
      catalog.types().relation(oid).ifPresent(objects::add);
      catalog.description(oid).ifPresent(objects::add);
    }
    return objects;
  }

  private static void describe(RowSet rows, int object, int catalog, int part, String comment) {
    if (comment != null) {
      rows.row()
          .set("objoid", object)
          .set("classoid", catalog)
          .set("objsubid", part)
          .set("description", comment);
    }
  }
}
