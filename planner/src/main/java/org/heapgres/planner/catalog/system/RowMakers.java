package org.heapgres.planner.catalog.system;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.ComputedRelation;

/** Who makes the rows of which system relation: one entry each. */
final class RowMakers {
  /** Adds a relation's rows. */
  @FunctionalInterface
  interface Maker {
    void make(ComputedRelation.Source source, RowSet rows);
  }

  private static final Map<String, Maker> BY_NAME = new HashMap<>();

  /** Those with more rows than are to be made at once. */
  private static final Map<String, ComputedRelation.Rows> STREAMED =
      Map.of("pg_largeobject", LargeObjectRows::pages);

  /** Relations about things that do not exist here: they are read, and have no rows. */
  private static final List<String> EMPTY =
      List.of(
          "pg_aios",
          "pg_event_trigger",
          "pg_file_settings",
          "pg_foreign_data_wrapper",
          "pg_foreign_server",
          "pg_foreign_table",
          "pg_parameter_acl",
          "pg_publication",
          "pg_publication_namespace",
          "pg_publication_rel",
          "pg_publication_tables",
          "pg_replication_origin",
          "pg_replication_origin_status",
          "pg_replication_slots",
          "pg_seclabel",
          "pg_seclabels",
          "pg_shdepend",
          "pg_shdescription",
          "pg_shseclabel",
          "pg_subscription",
          "pg_subscription_rel",
          "pg_transform",
          "pg_user_mapping",
          "pg_user_mappings",
          "pg_stat_replication",
          "pg_stat_wal_receiver",
          "pg_stat_subscription",
          "pg_stat_progress_basebackup",
          "check_constraint_routine_usage",
          "column_column_usage",
          "column_options",
          "foreign_data_wrapper_options",
          "foreign_data_wrappers",
          "foreign_server_options",
          "foreign_servers",
          "foreign_table_options",
          "foreign_tables",
          "parameters",
          "role_udt_grants",
          "routine_column_usage",
          "routine_routine_usage",
          "routine_sequence_usage",
          "routine_table_usage",
          "transforms",
          "triggered_update_columns",
          "udt_privileges",
          "user_mapping_options",
          "user_mappings",
          "view_routine_usage");

  static {
    EMPTY.forEach(name -> BY_NAME.put(name, (source, rows) -> {}));
    BuiltInRows.register(BY_NAME);
    RelationRows.register(BY_NAME);
    ConstraintRows.register(BY_NAME);
    TypeRows.register(BY_NAME);
    Extensions.register(BY_NAME);
    TriggerRows.register(BY_NAME);
    ServerRows.register(BY_NAME);
    ProgressRows.register(BY_NAME);
    StatisticRows.register(BY_NAME);
    ExtendedStatisticRows.register(BY_NAME);
    InformationRows.register(BY_NAME);
    AccessRows.register(BY_NAME);
    LargeObjectRows.register(BY_NAME);
    DependencyRows.register(BY_NAME);
    CodeRows.register(BY_NAME);
  }

  private RowMakers() {}

  /** Null when nobody makes the relation's rows. */
  static ComputedRelation.Rows of(String relation, List<Column> columns) {
    Maker maker = BY_NAME.get(relation);
    return maker == null
        ? STREAMED.get(relation)
        : new MadeRows(maker, new RowShape(relation, columns));
  }

  /** Rows that a maker makes each time. */
  private record MadeRows(Maker maker, RowShape shape) implements ComputedRelation.Rows {
    @Override
    public Iterable<Object[]> of(ComputedRelation.Source source, ComputedRelation.Wanted wanted) {
      RowSet rows = new RowSet(shape, wanted, source.catalog());
      maker.make(source, rows);
      return rows.rows();
    }

    @Override
    public double estimate(Catalog catalog) {
      return shape.estimate(catalog);
    }

    @Override
    public double lookup(int column) {
      return shape.lookup(column);
    }
  }
}
