package org.heapgres.planner.catalog.system;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.PartitionBound;
import org.heapgres.planner.catalog.Partitioning;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.SystemColumn;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Table.Persistence;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.types.CatalogTable;

/** Relations, their columns and indexes: pg_class, pg_attribute and the views over them. */
final class RelationRows {
  private static final int C_COLLATION = 950;
  private static final int HEAP_METHOD = 2;

  /** The version since which the default target of statistics is NULL. */
  private static final int NULL_FOR_DEFAULT = 17;

  /** Kinds of relations that have system columns. */
  private static final String HAVE_SYSTEM_COLUMNS = "rpmSf";

  private RelationRows() {}

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put("pg_namespace", RelationRows::schemas);
    makers.put("pg_class", RelationRows::classes);
    makers.put("pg_attribute", RelationRows::attributes);
    makers.put("pg_attrdef", RelationRows::defaults);
    makers.put("pg_index", RelationRows::indexes);
    makers.put("pg_inherits", RelationRows::inheritance);
    makers.put("pg_partitioned_table", RelationRows::partitionedTables);
    makers.put("pg_sequence", RelationRows::sequences);
    makers.put("pg_sequences", RelationRows::sequenceView);
    makers.put("pg_tables", RelationRows::tableView);
    makers.put("pg_views", RelationRows::viewView);
    makers.put("pg_indexes", RelationRows::indexView);
    makers.put("pg_matviews", RelationRows::materializedViews);
    makers.put("pg_rewrite", RelationRows::rules);
    makers.put("pg_rules", (source, rows) -> {});
  }

  private static SystemView view(ComputedRelation.Source source) {
    return source.session(SystemView.class);
  }

  private static void schemas(ComputedRelation.Source source, RowSet rows) {
    for (Schema schema : source.catalog().schemas()) {
      rows.row()
          .set("oid", schema.oid())
          .set("nspname", schema.name())
          .set("nspowner", schema.owner())
          .set("nspacl", AccessRows.acl(source.catalog(), Securable.SCHEMA, schema.oid()));
    }
  }

  private static void classes(ComputedRelation.Source source, RowSet rows) {
    SystemView view = view(source);
    CatalogTable accessMethods = CatalogTable.of("pg_am");
    Map<String, Integer> methods = new HashMap<>();
    for (String[] row : accessMethods.rows()) {
      methods.put(
          row[accessMethods.column("amname")], Integer.valueOf(row[accessMethods.column("oid")]));
    }
    for (Relation relation : rows.allRelations()) {
      rows.row()
          .set("oid", relation.oid())
          .set("relname", relation.name())
          .set("relnamespace", relation.schema())
          .set("relowner", relation.owner())
          .set("relpersistence", persistence(source.catalog(), relation).code())
          .set("relkind", relation.kind())
          .set("relnatts", relation.columns().size())
          .set("relispopulated", true)
          .set("relreplident", "n")
          .set("reltuples", -1)
          .set(
              "relacl",
              () -> AccessRows.acl(source.catalog(), Securable.of(relation), relation.oid()));
      switch (relation) {
        case Table table ->
            rows.set("reltype", table.rowType())
                .set("relam", table.partitioned() ? 0 : HEAP_METHOD)
                .set("relfilenode", table.partitioned() ? 0 : table.store())
                .set("relhasindex", !table.indexes().isEmpty())
                .set("relchecks", table.checks().size())
                .set(
                    "relhastriggers",
                    () ->
                        !table.foreignKeys().isEmpty()
                            || !source.catalog().referencing(table.oid()).isEmpty()
                            || !source.catalog().triggers(table.oid()).isEmpty())
                .set("relreplident", table.replicaIdentity().type())
                .set("reloftype", table.ofType())
                .set("reltuples", () -> view.statistics(table).rows())
                .set("relpages", () -> view.statistics(table).pages())
                .set("reloptions", () -> options(table.options()))
                .set("relhasrules", table.materialized())
                .set("relhassubclass", !source.catalog().children(table.oid()).isEmpty())
                .set("relispartition", table.partition())
                .set("relrowsecurity", table.rowSecurity().enabled())
                .set("relforcerowsecurity", table.rowSecurity().forced())
                .set("relispopulated", table.query() == null || table.query().populated())
                .set(
                    "relpartbound",
                    () ->
                        table.partition()
                            ? PartitionDefinitions.bound(table, source.catalog())
                            : null);
        case Index index -> {
          Table table = source.catalog().table(index.table()).orElseThrow();
          boolean partitioned = table.partitioned();
          rows.set("relam", methods.get(index.method()))
              .set("relfilenode", partitioned ? 0 : index.primary() ? index.oid() : index.store())
              .set("relkind", partitioned ? 'I' : 'i')
              .set("relispartition", table.inheritance().indexParents().containsKey(index.oid()))
              .set("reltuples", 0);
        }
        case Sequence sequence -> rows.set("relfilenode", sequence.oid()).set("reltuples", 1);
        case View v ->
            rows.set("reltype", v.rowType())
                .set("relhasrules", true)
                .set("reltuples", 0)
                .set("reloptions", options(v.options()));
        case CompositeType composite ->
            rows.set("reltype", composite.rowType()).set("reltuples", 0);
        case ComputedRelation computed ->
            rows.set("relam", computed.kind() == 'r' ? HEAP_METHOD : 0);
      }
    }
  }

  private static List<String> options(Map<String, String> options) {
    return options.isEmpty()
        ? null
        : options.entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue())
            .sorted()
            .toList();
  }

  /** Indexes and sequences that belong to a table last as long as its rows. */
  private static Persistence persistence(Catalog catalog, Relation relation) {
    int table =
        switch (relation) {
          case Table own -> own.oid();
          case Index index -> index.table();
          case Sequence sequence -> sequence.ownedByTable();
          default -> 0;
        };
    return catalog
        .table(table)
        .map(Table::persistence)
        .orElse(
            catalog.schemaName(relation.schema()).startsWith("pg_temp_")
                ? Persistence.TEMPORARY
                : Persistence.PERMANENT);
  }

  private static void attributes(ComputedRelation.Source source, RowSet rows) {
    for (Relation relation : rows.allRelations()) {
      for (Column column : relation.columns()) {
        rows.row()
            .set("attrelid", relation.oid())
            .set("attname", column.name())
            .set("atttypid", column.type().oid())
            .set("attlen", column.type().length())
            .set("attnum", column.attnum())
            .set("atttypmod", column.typmod())
            .set("attndims", column.type().isArray() ? 1 : 0)
            .set("attbyval", column.type().byValue())
            .set("attalign", TypeRows.alignment(source.catalog(), column.type()))
            .set("attstorage", storage(column))
            .set("attstattarget", statisticsTarget(source, column))
            .set("attnotnull", column.notNull())
            .set("atthasdef", column.defaultExpression() != null)
            .set("attidentity", column.identity().code())
            .set("attgenerated", column.generated().code())
            .set("attislocal", () -> !inheritedOnly(relation, column))
            .set("attinhcount", () -> inheritanceCount(source.catalog(), relation, column))
            .set("attcollation", collation(relation, column))
            .set("attacl", () -> AccessRows.columnAcl(source.catalog(), relation, column));
      }
      if (HAVE_SYSTEM_COLUMNS.indexOf(relation.kind()) >= 0) {
        SystemColumn.ALL.forEach(column -> systemColumn(rows, relation, column));
      }
    }
  }

  private static void systemColumn(RowSet rows, Relation relation, SystemColumn column) {
    rows.row()
        .set("attrelid", relation.oid())
        .set("attname", column.name())
        .set("atttypid", column.type().oid())
        .set("attlen", column.type().length())
        .set("attnum", column.attnum())
        .set("atttypmod", -1)
        .set("attbyval", column.type().byValue())
        .set("attalign", column.type().length() == Integer.BYTES ? "i" : "s")
        .set("attstorage", "p")
        .set("attnotnull", true)
        .set("attislocal", true);
  }

  /** Null where the setting decides; before version 17 that was -1. */
  private static Long statisticsTarget(ComputedRelation.Source source, Column column) {
    Long own = column.attributes().statistics();
    return own == null && !view(source).servesVersion(NULL_FOR_DEFAULT) ? Long.valueOf(-1) : own;
  }

  private static char storage(Column column) {
    char own = column.attributes().storage();
    return own != 0 ? own : TypeRows.storage(column.type());
  }

  /** Texts in the system catalogs' own tables have the collation "C". */
  static int collation(Relation relation, Column column) {
    boolean system = relation instanceof ComputedRelation && relation.kind() == 'r';
    return system && column.collation() != 0 ? C_COLLATION : column.collation();
  }

  private static boolean inheritedOnly(Relation relation, Column column) {
    return relation instanceof Table table
        && table.inheritance().inheritedColumns().contains((int) column.attnum());
  }

  private static int inheritanceCount(Catalog catalog, Relation relation, Column column) {
    if (!(relation instanceof Table table)) {
      return 0;
    }
    int count = 0;
    for (int parent : table.inheritance().parents()) {
      count +=
          catalog.table(parent).flatMap(above -> above.column(column.name())).isPresent() ? 1 : 0;
    }
    return count;
  }

  private static void inheritance(ComputedRelation.Source source, RowSet rows) {
    for (Relation relation : rows.relations()) {
      if (relation instanceof Table table) {
        int number = 0;
        for (int parent : table.inheritance().parents()) {
          inherits(rows, table.oid(), parent, ++number);
        }
        table
            .inheritance()
            .indexParents()
            .forEach((index, parent) -> inherits(rows, index, parent, 1));
      }
    }
  }

  private static void inherits(RowSet rows, int child, int parent, int number) {
    rows.row().set("inhrelid", child).set("inhparent", parent).set("inhseqno", number);
  }

  private static void partitionedTables(ComputedRelation.Source source, RowSet rows) {
    for (Relation relation : rows.relations()) {
      if (relation instanceof Table table && table.partitioned()) {
        Partitioning partitioning = table.inheritance().partitioning();
        int fallback =
            source.catalog().children(table.oid()).stream()
                .filter(child -> child.inheritance().bound() instanceof PartitionBound.Default)
                .mapToInt(Table::oid)
                .findFirst()
                .orElse(0);
        String expressions =
            partitioning.keys().stream()
                .map(Partitioning.Key::expression)
                .filter(java.util.Objects::nonNull)
                .collect(java.util.stream.Collectors.joining(", "));
        rows.row()
            .set("partrelid", table.oid())
            .set("partstrat", partitioning.strategy())
            .set("partnatts", partitioning.keys().size())
            .set("partdefid", fallback)
            .set("partattrs", partitioning.keys().stream().map(Partitioning.Key::attnum).toList())
            .set(
                "partclass",
                partitioning.keys().stream().map(key -> operatorClass(key.type().oid())).toList())
            .set(
                "partcollation",
                partitioning.keys().stream().map(key -> key.type().collation()).toList())
            .set("partexprs", expressions.isEmpty() ? null : expressions);
      }
    }
  }

  /** Oid of a column's pg_attrdef row: any that is unique and stays. */
  static int defaultOid(Relation relation, Column column) {
    return Integer.MIN_VALUE | (relation.oid() * 1601 + column.attnum());
  }

  private static void defaults(ComputedRelation.Source source, RowSet rows) {
    for (Relation relation : rows.relations()) {
      for (Column column : relation.columns()) {
        if (relation instanceof Table && column.defaultExpression() != null) {
          rows.row()
              .set("oid", defaultOid(relation, column))
              .set("adrelid", relation.oid())
              .set("adnum", column.attnum())
              .set("adbin", column.defaultExpression());
        }
      }
    }
  }

  private static void indexes(ComputedRelation.Source source, RowSet rows) {
    for (Relation relation : rows.relations()) {
      if (!(relation instanceof Index index)) {
        continue;
      }
      List<Integer> columns = new ArrayList<>(index.keyColumns());
      columns.addAll(index.include());
      List<Integer> options = new ArrayList<>();
      List<Integer> collations = new ArrayList<>();
      List<Integer> classes = new ArrayList<>();
      for (int i = 0; i < index.keys().size(); i++) {
        Index.Key key = index.keys().get(i);
        options.add((key.descending() ? 1 : 0) | (key.nullsFirst() ? 2 : 0));
        var type = i < index.columns().size() ? index.columns().get(i).type() : null;
        collations.add(type == null ? 0 : type.collation());
        classes.add(type == null ? 0 : operatorClass(type.oid()));
      }
      String expressions =
          String.join(
              ", ",
              index.keys().stream()
                  .map(Index.Key::expression)
                  .filter(java.util.Objects::nonNull)
                  .toList());
      Optional<Constraint.Key> key =
          source.catalog().table(index.table()).flatMap(table -> table.keyOf(index));
      rows.row()
          .set("indexrelid", index.oid())
          .set("indrelid", index.table())
          .set("indnatts", columns.size())
          .set("indnkeyatts", index.keys().size())
          .set("indisunique", index.unique() || key.filter(k -> !k.excludes()).isPresent())
          .set("indisexclusion", index.exclusion())
          .set("indnullsnotdistinct", index.nullsNotDistinct())
          .set("indisprimary", key.filter(Constraint.Key::primary).isPresent())
          .set("indimmediate", key.filter(Constraint.Key::deferrable).isEmpty())
          .set("indisvalid", index.valid())
          .set(
              "indisclustered",
              source
                  .catalog()
                  .table(index.table())
                  .filter(table -> table.clusteredOn() == index.oid())
                  .isPresent())
          .set(
              "indisreplident",
              source
                  .catalog()
                  .table(index.table())
                  .filter(table -> table.replicaIdentity().index() == index.oid())
                  .isPresent())
          .set("indisready", true)
          .set("indislive", true)
          .set("indkey", columns)
          .set("indcollation", collations)
          .set("indclass", classes)
          .set("indoption", options)
          .set("indexprs", expressions.isEmpty() ? null : expressions)
          .set("indpred", index.predicate());
    }
  }

  /** The default btree operator class of a type; 0 for none. */
  private static int operatorClass(int type) {
    CatalogTable table = CatalogTable.of("pg_opclass");
    int input = table.column("opcintype");
    for (int candidate = type; candidate != 0; candidate = binaryTarget(candidate)) {
      String wanted = Integer.toString(candidate);
      for (String[] row : table.rows()) {
        if (row[input].equals(wanted)
            && row[table.column("opcmethod")].equals("403")
            && row[table.column("opcdefault")].equals("t")) {
          return Integer.parseInt(row[table.column("oid")]);
        }
      }
    }
    return 0;
  }

  private static int binaryTarget(int type) {
    return type == 1043 && BuiltInFunctions.cast(1043, 25) != null ? 25 : 0;
  }

  private static void sequences(ComputedRelation.Source source, RowSet rows) {
    for (Relation relation : rows.relations()) {
      if (relation instanceof Sequence sequence) {
        rows.row()
            .set("seqrelid", sequence.oid())
            .set("seqtypid", sequence.type().oid())
            .set("seqstart", sequence.start())
            .set("seqincrement", sequence.increment())
            .set("seqmax", sequence.maximum())
            .set("seqmin", sequence.minimum())
            .set("seqcache", sequence.cache())
            .set("seqcycle", sequence.cycle());
      }
    }
  }

  private static void sequenceView(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.relations()) {
      if (relation instanceof Sequence sequence) {
        rows.row()
            .set("schemaname", catalog.schemaName(sequence.schema()))
            .set("sequencename", sequence.name())
            .set("sequenceowner", catalog.shared().roleName(sequence.owner()))
            .set("data_type", sequence.type().oid())
            .set("start_value", sequence.start())
            .set("min_value", sequence.minimum())
            .set("max_value", sequence.maximum())
            .set("increment_by", sequence.increment())
            .set("cycle", sequence.cycle())
            .set("cache_size", sequence.cache())
            .set("last_value", () -> lastValue(view(source).state(sequence)));
      }
    }
  }

  /** Null before the first nextval. */
  private static Long lastValue(SystemView.SequenceState state) {
    return state.called() ? (Long) state.last() : null;
  }

  private static void tableView(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.allRelations()) {
      if (relation.kind() == 'r' || relation.kind() == 'p') {
        rows.row()
            .set("schemaname", catalog.schemaName(relation.schema()))
            .set("tablename", relation.name())
            .set("tableowner", catalog.shared().roleName(relation.owner()))
            .set("hasindexes", relation instanceof Table table && !table.indexes().isEmpty())
            .set("hasrules", false)
            .set("hastriggers", relation instanceof Table table && !table.foreignKeys().isEmpty())
            .set(
                "rowsecurity",
                relation instanceof Table secured && secured.rowSecurity().enabled());
      }
    }
  }

  private static void viewView(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.allRelations()) {
      if (relation.kind() == 'v') {
        rows.row()
            .set("schemaname", catalog.schemaName(relation.schema()))
            .set("viewname", relation.name())
            .set("viewowner", catalog.shared().roleName(relation.owner()))
            .set("definition", () -> view(source).definition(relation));
      }
    }
  }

  private static void materializedViews(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.relations()) {
      if (relation instanceof Table table && table.materialized()) {
        rows.row()
            .set("schemaname", catalog.schemaName(table.schema()))
            .set("matviewname", table.name())
            .set("matviewowner", catalog.shared().roleName(table.owner()))
            .set("hasindexes", !table.indexes().isEmpty())
            .set("ispopulated", table.query().populated())
            .set("definition", () -> view(source).definition(table));
      }
    }
  }

  static boolean isView(Relation relation) {
    return relation instanceof View || (relation instanceof Table table && table.materialized());
  }

  /** Oid of a view's rule: any that is unique and stays. */
  static int ruleOid(Relation view) {
    return 0x6000_0000 | view.oid();
  }

  private static void rules(ComputedRelation.Source source, RowSet rows) {
    for (Relation relation : rows.relations()) {
      if (isView(relation)) {
        rows.row()
            .set("oid", ruleOid(relation))
            .set("rulename", "_RETURN")
            .set("ev_class", relation.oid())
            .set("ev_type", "1")
            .set("ev_enabled", "O")
            .set("is_instead", true);
      }
    }
  }

  private static void indexView(ComputedRelation.Source source, RowSet rows) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.relations()) {
      if (relation instanceof Index index) {
        catalog
            .table(index.table())
            .ifPresent(
                table ->
                    rows.row()
                        .set("schemaname", catalog.schemaName(index.schema()))
                        .set("tablename", table.name())
                        .set("indexname", index.name())
                        .set(
                            "indexdef",
                            () -> Definitions.index(index, table, catalog, view(source)::shown)));
      }
    }
  }
}
