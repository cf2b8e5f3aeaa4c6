package org.heapgres.planner.catalog.system;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Generated;
import org.heapgres.planner.catalog.Column.Identity;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.catalog.ViewUpdatability;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** The views of information_schema (manual, chapter 35). */
final class InformationRows {
  private InformationRows() {}

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put(
        "information_schema_catalog_name",
        (source, rows) -> rows.row().set("catalog_name", database(source)));
    makers.put("schemata", InformationRows::schemata);
    makers.put("tables", InformationRows::tables);
    makers.put("columns", InformationRows::columns);
    makers.put("views", InformationRows::views);
    makers.put("sequences", InformationRows::sequences);
    makers.put("routines", InformationRows::routines);
    makers.put("table_constraints", InformationRows::tableConstraints);
    makers.put("key_column_usage", InformationRows::keyColumns);
    makers.put("constraint_column_usage", InformationRows::constraintColumns);
    makers.put("constraint_table_usage", InformationRows::constraintTables);
    makers.put("referential_constraints", InformationRows::references);
    makers.put("check_constraints", InformationRows::checks);
    makers.put(
        "enabled_roles",
        (source, rows) ->
            source
                .catalog()
                .shared()
                .roles()
                .forEach(role -> rows.row().set("role_name", role.name())));
    makers.put("character_sets", InformationRows::characterSets);
  }

  private static String database(ComputedRelation.Source source) {
    return source.catalog().database().name();
  }

  private static void schemata(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (Schema schema : catalog.schemas()) {
      rows.row()
          .set("catalog_name", database(source))
          .set("schema_name", schema.name())
          .set("schema_owner", catalog.shared().roleName(schema.owner()));
    }
  }

  private static boolean isTable(Relation relation) {
    return relation.kind() == 'r' || relation.kind() == 'v';
  }

  private static void tables(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.allRelations()) {
      if (isTable(relation)) {
        boolean temporary =
            relation instanceof Table table && table.persistence() == Table.Persistence.TEMPORARY;
        rows.row()
            .set("table_catalog", database(source))
            .set("table_schema", catalog.schemaName(relation.schema()))
            .set("table_name", relation.name())
            .set(
                "table_type",
                temporary ? "LOCAL TEMPORARY" : relation.kind() == 'v' ? "VIEW" : "BASE TABLE")
            .set("is_insertable_into", relation instanceof Table)
            .set("is_typed", false)
            .set("commit_action", temporary ? "PRESERVE" : null);
      }
    }
  }

  private static void columns(ComputedRelation.Source source, RowSet rows) {
    for (Relation relation : rows.allRelations()) {
      if (isTable(relation)) {
        for (Column column : relation.columns()) {
          column(source, rows, relation, column);
        }
      }
    }
  }

  private static String shown(ComputedRelation.Source source, Column column, Relation relation) {
    return column.defaultExpression() == null
        ? null
        : source.session(SystemView.class).shown(column.defaultExpression(), relation);
  }

  /** Null for none, and for the default one. */
  private static String collationName(int oid) {
    CatalogTable table = CatalogTable.of("pg_collation");
    for (String[] row : table.rows()) {
      String name = row[table.column("collname")];
      if (row[table.column("oid")].equals(Integer.toString(oid))) {
        return name.equals("default") ? null : name;
      }
    }
    return null;
  }

  private static void column(
      ComputedRelation.Source source, RowSet rows, Relation relation, Column column) {
    Catalog catalog = source.catalog();
    PgType type = column.type();
    PgType base = type.kind() == 'd' ? catalog.types().require(type.baseType()) : type;
    int typmod = column.typmod();
    boolean generated = column.generated() != Generated.NONE;
    String collation = collationName(RelationRows.collation(relation, column));
    rows.row()
        .set("table_catalog", database(source))
        .set("table_schema", catalog.schemaName(relation.schema()))
        .set("table_name", relation.name())
        .set("column_name", column.name())
        .set("ordinal_position", column.attnum())
        .set("column_default", () -> generated ? null : shown(source, column, relation))
        .set("is_nullable", !column.notNull())
        .set("collation_catalog", collation == null ? null : database(source))
        .set("collation_schema", collation == null ? null : "pg_catalog")
        .set("collation_name", collation)
        .set("data_type", dataType(base))
        .set("udt_catalog", database(source))
        .set("udt_schema", catalog.schemaName(base.namespace()))
        .set("udt_name", base.name())
        .set("dtd_identifier", Integer.toString(column.attnum()))
        .set("is_self_referencing", false)
        .set("is_identity", column.identity() != Identity.NONE)
        .set(
            "identity_generation",
            switch (column.identity()) {
              case NONE -> null;
              case ALWAYS -> "ALWAYS";
              case BY_DEFAULT -> "BY DEFAULT";
            })
        .set("identity_cycle", false)
        .set("is_generated", generated ? "ALWAYS" : "NEVER")
        .set("generation_expression", () -> generated ? shown(source, column, relation) : null)
        .set("is_updatable", () -> isUpdatable(source, relation, column));
    if (column.identity() != Identity.NONE && relation instanceof Table table) {
      Sequence sequence = catalog.identitySequence(table, column);
      rows.set("identity_start", Long.toString(sequence.start()))
          .set("identity_increment", Long.toString(sequence.increment()))
          .set("identity_maximum", Long.toString(sequence.maximum()))
          .set("identity_minimum", Long.toString(sequence.minimum()))
          .set("identity_cycle", sequence.cycle());
    }
    if (type.kind() == 'd') {
      rows.set("domain_catalog", database(source))
          .set("domain_schema", catalog.schemaName(type.namespace()))
          .set("domain_name", type.name());
    }
    measures(rows, base, type.kind() == 'd' ? type.typmod() : typmod);
  }

  static String dataType(PgType type) {
    return type.isArray()
        ? "ARRAY"
        : type.namespace() == Types.PG_CATALOG
            ? type.formatted(-1).replace("bpchar", "character")
            : "USER-DEFINED";
  }

  static void measures(RowSet rows, PgType type, int typmod) {
    switch (type.name()) {
      case "varchar", "bpchar" -> {
        if (typmod >= 4) {
          rows.set("character_maximum_length", typmod - 4)
              .set("character_octet_length", (typmod - 4) * 4L);
        } else {
          rows.set("character_octet_length", 1 << 30);
        }
      }
      case "text" -> rows.set("character_octet_length", 1 << 30);
      case "int2" -> numeric(rows, 16, 2, 0);
      case "int4" -> numeric(rows, 32, 2, 0);
      case "int8" -> numeric(rows, 64, 2, 0);
      case "float4" -> numeric(rows, 24, 2, null);
      case "float8" -> numeric(rows, 53, 2, null);
      case "numeric" -> {
        rows.set("numeric_precision_radix", 10);
        if (typmod >= 4) {
          numeric(rows, ((typmod - 4) >> 16) & 0xffff, 10, (typmod - 4) & 0x7ff);
        }
      }
      case "date" -> rows.set("datetime_precision", 0);
      case "time", "timetz", "timestamp", "timestamptz" ->
          rows.set("datetime_precision", typmod < 0 ? 6 : typmod);
      case "interval" ->
          rows.set(
              "datetime_precision",
              typmod < 0 || (typmod & 0xffff) == 0xffff ? 6 : typmod & 0xffff);
      default -> {}
    }
  }

  private static void numeric(RowSet rows, int precision, int radix, Integer scale) {
    rows.set("numeric_precision", precision)
        .set("numeric_precision_radix", radix)
        .set("numeric_scale", scale);
  }

  private static void views(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.allRelations()) {
      if (relation.kind() == 'v') {
        rows.row()
            .set("table_catalog", database(source))
            .set("table_schema", catalog.schemaName(relation.schema()))
            .set("table_name", relation.name())
            .set("view_definition", () -> source.session(SystemView.class).definition(relation))
            .set("check_option", "NONE")
            .set("is_updatable", false)
            .set("is_insertable_into", false)
            .set("is_trigger_updatable", false)
            .set("is_trigger_deletable", false)
            .set("is_trigger_insertable_into", false);
        if (relation instanceof View view) {
          updatability(source, view, rows);
        }
      }
    }
  }

  private static void updatability(ComputedRelation.Source source, View view, RowSet rows) {
    ViewUpdatability can = source.session(SystemView.class).updatability(view);
    rows.set(
            "check_option",
            view.options().getOrDefault("check_option", "none").toUpperCase(Locale.ROOT))
        .set("is_updatable", can.automatic(Event.UPDATE) && can.automatic(Event.DELETE))
        .set("is_insertable_into", can.automatic(Event.INSERT))
        .set("is_trigger_updatable", can.triggers().contains(Event.UPDATE))
        .set("is_trigger_deletable", can.triggers().contains(Event.DELETE))
        .set("is_trigger_insertable_into", can.triggers().contains(Event.INSERT));
  }

  private static boolean isUpdatable(
      ComputedRelation.Source source, Relation relation, Column column) {
    return relation instanceof View view
        ? source.session(SystemView.class).updatability(view).columns().contains(column.name())
        : relation instanceof Table;
  }

  private static void sequences(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.relations()) {
      if (relation instanceof Sequence sequence && !sequence.identity()) {
        rows.row()
            .set("sequence_catalog", database(source))
            .set("sequence_schema", catalog.schemaName(sequence.schema()))
            .set("sequence_name", sequence.name())
            .set("data_type", sequence.type().formatted(-1))
            .set("numeric_precision", sequence.type().length() * 8)
            .set("numeric_precision_radix", 2)
            .set("numeric_scale", 0)
            .set("start_value", Long.toString(sequence.start()))
            .set("minimum_value", Long.toString(sequence.minimum()))
            .set("maximum_value", Long.toString(sequence.maximum()))
            .set("increment", Long.toString(sequence.increment()))
            .set("cycle_option", sequence.cycle());
      }
    }
  }

  private static void routines(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (CatalogObject object : catalog.objects()) {
      if (object instanceof FunctionEntry function) {
        String name = function.name() + "_" + Integer.toUnsignedString(function.oid());
        FunctionEntry.Attributes attributes = function.attributes();
        rows.row()
            .set("specific_catalog", database(source))
            .set("specific_schema", catalog.schemaName(function.schema()))
            .set("specific_name", name)
            .set("routine_catalog", database(source))
            .set("routine_schema", catalog.schemaName(function.schema()))
            .set("routine_name", function.name())
            .set("routine_body", function.language().equals("sql") ? "SQL" : "EXTERNAL")
            .set("routine_definition", function.body().source())
            .set("external_language", function.language().toUpperCase(java.util.Locale.ROOT))
            .set("parameter_style", "GENERAL")
            .set("is_deterministic", attributes.volatility() == 'i')
            .set("sql_data_access", "MODIFIES")
            .set("schema_level_routine", true)
            .set("max_dynamic_result_sets", 0)
            .set("security_type", attributes.securityDefiner() ? "DEFINER" : "INVOKER")
            .set("as_locator", false)
            .set("is_udt_dependent", false);
        if (function.kind() == 'p') {
          rows.set("routine_type", "PROCEDURE");
        } else {
          PgType result = catalog.types().require(function.result());
          rows.set("routine_type", function.kind() == 'f' ? "FUNCTION" : null)
              .set("data_type", dataType(result))
              .set("type_udt_catalog", database(source))
              .set("type_udt_schema", catalog.schemaName(result.namespace()))
              .set("type_udt_name", result.name())
              .set("dtd_identifier", "0")
              .set("is_null_call", attributes.strict());
        }
      }
    }
  }

  /** Calls the action for every constraint of every table. */
  private interface Action {
    void on(Table table, Constraint constraint);
  }

  private static void constraints(RowSet rows, Action action) {
    for (Relation relation : rows.relations()) {
      if (relation instanceof Table table) {
        table.constraints().forEach(constraint -> action.on(table, constraint));
      }
    }
  }

  private static RowSet constraintRow(
      ComputedRelation.Source source, RowSet rows, Table table, String name) {
    return rows.row()
        .set("constraint_catalog", database(source))
        .set("constraint_schema", source.catalog().schemaName(table.schema()))
        .set("constraint_name", name);
  }

  private static RowSet tableOf(ComputedRelation.Source source, RowSet rows, Table table) {
    return rows.set("table_catalog", database(source))
        .set("table_schema", source.catalog().schemaName(table.schema()))
        .set("table_name", table.name());
  }

  private static void tableConstraints(ComputedRelation.Source source, RowSet rows) {
    constraints(
        rows,
        (table, constraint) -> {
          constraintRow(source, rows, table, constraint.name());
          tableOf(source, rows, table)
              .set(
                  "constraint_type",
                  switch (constraint) {
                    case Constraint.Key key -> key.primary() ? "PRIMARY KEY" : "UNIQUE";
                    case Constraint.Check _, Constraint.NotNull _ -> "CHECK";
                    case Constraint.ForeignKey key -> "FOREIGN KEY";
                  })
              .set("is_deferrable", deferrable(constraint))
              .set("initially_deferred", deferred(constraint))
              .set("enforced", constraint.enforced())
              .set(
                  "nulls_distinct",
                  (constraint instanceof Constraint.Key key && !key.primary())
                      ? (Boolean)
                          !table.index(key.index()).map(Index::nullsNotDistinct).orElse(false)
                      : null);
        });
  }

  private static boolean deferrable(Constraint constraint) {
    return switch (constraint) {
      case Constraint.Key key -> key.deferrable();
      case Constraint.ForeignKey key -> key.deferrable();
      case Constraint.Check _, Constraint.NotNull _ -> false;
    };
  }

  private static boolean deferred(Constraint constraint) {
    return switch (constraint) {
      case Constraint.Key key -> key.initiallyDeferred();
      case Constraint.ForeignKey key -> key.initiallyDeferred();
      case Constraint.Check _, Constraint.NotNull _ -> false;
    };
  }

  private static String columnName(Table table, int attnum) {
    return table.columns().get(table.columnIndex(attnum)).name();
  }

  private static void keyColumns(ComputedRelation.Source source, RowSet rows) {
    constraints(
        rows,
        (table, constraint) -> {
          if (constraint instanceof Constraint.Check || constraint instanceof Constraint.NotNull) {
            return;
          }
          List<Integer> columns = constraint.columns();
          for (int i = 0; i < columns.size(); i++) {
            constraintRow(source, rows, table, constraint.name());
            tableOf(source, rows, table)
                .set("column_name", columnName(table, columns.get(i)))
                .set("ordinal_position", i + 1)
                .set(
                    "position_in_unique_constraint",
                    constraint instanceof Constraint.ForeignKey key
                        ? position(source.catalog(), key, i)
                        : null);
          }
        });
  }

  /** Where the referenced column is in the referenced key. */
  private static Integer position(Catalog catalog, Constraint.ForeignKey key, int column) {
    return catalog
        .table(key.target())
        .flatMap(target -> target.index(key.index()))
        .map(index -> index.keyColumns().indexOf(key.targetColumns().get(column)) + 1)
        .orElse(null);
  }

  private static void constraintColumns(ComputedRelation.Source source, RowSet rows) {
    constraints(
        rows,
        (table, constraint) -> {
          Table used = usedTable(source.catalog(), table, constraint);
          List<Integer> columns =
              constraint instanceof Constraint.ForeignKey key
                  ? key.targetColumns()
                  : constraint.columns();
          for (int attnum : columns) {
            constraintRow(source, rows, table, constraint.name());
            tableOf(source, rows, used).set("column_name", columnName(used, attnum));
          }
        });
  }

  private static Table usedTable(Catalog catalog, Table table, Constraint constraint) {
    return constraint instanceof Constraint.ForeignKey key
        ? catalog.table(key.target()).orElse(table)
        : table;
  }

  private static void constraintTables(ComputedRelation.Source source, RowSet rows) {
    constraints(
        rows,
        (table, constraint) -> {
          if (constraint instanceof Constraint.Key || constraint instanceof Constraint.ForeignKey) {
            constraintRow(source, rows, table, constraint.name());
            tableOf(source, rows, usedTable(source.catalog(), table, constraint));
          }
        });
  }

  private static void references(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    constraints(
        rows,
        (table, constraint) -> {
          if (!(constraint instanceof Constraint.ForeignKey key)) {
            return;
          }
          constraintRow(source, rows, table, key.name())
              .set("match_option", key.matchFull() ? "FULL" : "NONE")
              .set("update_rule", key.onUpdate().sql())
              .set("delete_rule", key.onDelete().sql());
          catalog
              .table(key.target())
              .ifPresent(
                  target -> {
                    String unique =
                        target.constraints().stream()
                            .filter(Constraint.Key.class::isInstance)
                            .map(Constraint.Key.class::cast)
                            .filter(candidate -> candidate.index() == key.index())
                            .map(Constraint.Key::name)
                            .findFirst()
                            .orElse(null);
                    rows.set("unique_constraint_catalog", database(source))
                        .set("unique_constraint_schema", catalog.schemaName(target.schema()))
                        .set("unique_constraint_name", unique);
                  });
        });
  }

  private static void checks(ComputedRelation.Source source, RowSet rows) {
    constraints(
        rows,
        (table, constraint) -> {
          if (constraint instanceof Constraint.Check check) {
            constraintRow(source, rows, table, check.name())
                .set(
                    "check_clause",
                    source.session(SystemView.class).shown(check.expression(), table));
          } else if (constraint instanceof Constraint.NotNull notNull) {
            constraintRow(source, rows, table, notNull.name())
                .set(
                    "check_clause",
                    Definitions.quote(columnName(table, notNull.column())) + " IS NOT NULL");
          }
        });
    domainChecks(source, rows);
  }

  private static void domainChecks(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (UserType type : catalog.userTypes()) {
      if (type.definition() instanceof UserType.Domain domain) {
        PgType base = catalog.types().require(domain.baseType());
        Relation value = CompositeType.domainValue(base, domain.typmod());
        for (UserType.DomainCheck check : domain.checks()) {
          domainCheck(source, rows, type, check.name())
              .set(
                  "check_clause",
                  source.session(SystemView.class).shown(check.expression(), value));
        }
        if (domain.notNull() != null) {
          domainCheck(source, rows, type, domain.notNull().name())
              .set("check_clause", "VALUE IS NOT NULL");
        }
      }
    }
  }

  private static RowSet domainCheck(
      ComputedRelation.Source source, RowSet rows, UserType type, String name) {
    return rows.row()
        .set("constraint_catalog", database(source))
        .set("constraint_schema", source.catalog().schemaName(type.schema()))
        .set("constraint_name", name);
  }

  private static void characterSets(ComputedRelation.Source source, RowSet rows) {
    rows.row()
        .set("character_set_name", "UTF8")
        .set("character_repertoire", "UCS")
        .set("form_of_use", "UTF8")
        .set("default_collate_catalog", database(source))
        .set("default_collate_schema", "pg_catalog")
        .set("default_collate_name", "pg_c_utf8");
  }
}
