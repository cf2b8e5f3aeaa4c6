package org.heapgres.planner.catalog.system;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.statistics.ColumnStatistics;
import org.heapgres.planner.statistics.ScanActivity;
import org.heapgres.planner.statistics.TableActivity;
import org.heapgres.planner.statistics.TableStatistics;
import org.heapgres.storage.value.PgArray;

/** What is known of tables' data: pg_statistic, pg_stats, pg_stat_user_tables and its kin. */
final class StatisticRows {
  /** pg_statistic.stakind of each kind of statistics (src/include/catalog/pg_statistic.h). */
  private static final int MOST_COMMON = 1;

  private static final int HISTOGRAM = 2;
  private static final int CORRELATION = 3;

  // Columns of views that say which blocks were read: there are none, they are 0.
  private static final List<String> TABLE_BLOCKS =
      List.of("heap_blks_read", "heap_blks_hit", "idx_blks_read", "idx_blks_hit");
  private static final List<String> BLOCKS = List.of("blks_read", "blks_hit");
  private static final List<String> INDEX_BLOCKS = List.of("idx_blks_read", "idx_blks_hit");

  /** A row that is changed or goes leaves nothing behind that readers come upon. */
  private static final List<String> NO_VACUUM =
      List.of(
          "n_tup_newpage_upd",
          "n_dead_tup",
          "vacuum_count",
          "autovacuum_count",
          "total_vacuum_time",
          "total_autovacuum_time");

  private StatisticRows() {}

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put("pg_statistic", StatisticRows::statistics);
    makers.put("pg_stats", StatisticRows::statisticsView);
    for (String name : List.of("all", "sys", "user")) {
      makers.put("pg_stat_" + name + "_tables", (source, rows) -> tables(source, rows, name));
      makers.put(
          "pg_statio_" + name + "_tables",
          (source, rows) -> uncounted(source, rows, name, 'r', TABLE_BLOCKS));
      makers.put(
          "pg_statio_" + name + "_sequences",
          (source, rows) -> uncounted(source, rows, name, 'S', BLOCKS));
      makers.put(
          "pg_stat_" + name + "_indexes",
          (source, rows) -> indexes(source, rows, name, index -> reads(view(source), index, rows)));
      makers.put(
          "pg_statio_" + name + "_indexes",
          (source, rows) ->
              indexes(
                  source, rows, name, _ -> INDEX_BLOCKS.forEach(column -> rows.set(column, 0))));
    }
  }

  private static SystemView view(ComputedRelation.Source source) {
    return source.session(SystemView.class);
  }

  @FunctionalInterface
  private interface EachColumn {
    void accept(Table table, Column column, ColumnStatistics statistics);
  }

  private static void forEach(ComputedRelation.Source source, RowSet rows, EachColumn action) {
    for (Relation relation : rows.relations()) {
      if (relation instanceof Table table) {
        TableStatistics statistics = view(source).statistics(table);
        for (Column column : table.columns()) {
          ColumnStatistics known = statistics.column(column);
          if (known != null) {
            action.accept(table, column, known);
          }
        }
      }
    }
  }

  private static void statisticsView(ComputedRelation.Source source, RowSet rows) {
    forEach(
        source,
        rows,
        (table, column, known) -> {
          rows.row()
              .set("schemaname", source.catalog().schemaName(table.schema()))
              .set("tablename", table.name())
              .set("attname", column.name())
              .set("inherited", false);
          known(rows, known);
        });
  }

  /** What pg_stats and pg_stats_ext_exprs say alike. */
  static void known(RowSet rows, ColumnStatistics known) {
    rows.set("null_frac", known.nullFraction())
        .set("avg_width", known.averageWidth())
        .set("n_distinct", known.distinct())
        .set("correlation", known.correlation());
    if (!known.commonValues().isEmpty()) {
      rows.set("most_common_vals", values(known, known.commonValues()))
          .set("most_common_freqs", known.commonFrequencies());
    }
    if (!known.bounds().isEmpty()) {
      rows.set("histogram_bounds", values(known, known.bounds()));
    }
  }

  private static PgArray values(ColumnStatistics known, List<Object> values) {
    return PgArray.of(known.type().oid(), values);
  }

  private static void statistics(ComputedRelation.Source source, RowSet rows) {
    forEach(
        source,
        rows,
        (table, column, known) -> {
          rows.row()
              .set("starelid", table.oid())
              .set("staattnum", column.attnum())
              .set("stainherit", false)
              .set("stanullfrac", known.nullFraction())
              .set("stawidth", known.averageWidth())
              .set("stadistinct", known.distinct());
          int slot = 0;
          if (!known.commonValues().isEmpty()) {
            slot(rows, ++slot, MOST_COMMON, known);
            rows.set("stanumbers" + slot, known.commonFrequencies())
                .set("stavalues" + slot, values(known, known.commonValues()));
          }
          if (!known.bounds().isEmpty()) {
            slot(rows, ++slot, HISTOGRAM, known);
            rows.set("stavalues" + slot, values(known, known.bounds()));
          }
          if (known.correlation() != null) {
            slot(rows, ++slot, CORRELATION, known);
            rows.set("stanumbers" + slot, List.of(known.correlation()));
          }
        });
  }

  private static void slot(RowSet rows, int slot, int kind, ColumnStatistics known) {
    rows.set("stakind" + slot, kind).set("stacoll" + slot, known.type().collation());
  }

  private static void tables(ComputedRelation.Source source, RowSet rows, String which) {
    Catalog catalog = source.catalog();
    for (Relation relation : rows.allRelations()) {
      boolean system = !(relation instanceof Table);
      if (relation.kind() != 'r' || !(which.equals("all") || which.equals("sys") == system)) {
        continue;
      }
      rows.row()
          .set("relid", relation.oid())
          .set("schemaname", catalog.schemaName(relation.schema()))
          .set("relname", relation.name())
          .set("n_live_tup", 0);
      if (relation instanceof Table table) {
        table(view(source), table, rows);
      }
    }
  }

  /** Whether a relation is among all, the system's or the users'. */
  private static boolean isAmong(Relation relation, String which) {
    boolean system = relation instanceof ComputedRelation;
    return which.equals("all") || which.equals("sys") == system;
  }

  private static void uncounted(
      ComputedRelation.Source source, RowSet rows, String which, char kind, List<String> counters) {
    for (Relation relation : rows.allRelations()) {
      if (relation.kind() == kind && isAmong(relation, which)) {
        rows.row()
            .set("relid", relation.oid())
            .set("schemaname", source.catalog().schemaName(relation.schema()))
            .set("relname", relation.name());
        counters.forEach(counter -> rows.set(counter, 0));
      }
    }
  }

  private static void indexes(
      ComputedRelation.Source source, RowSet rows, String which, Consumer<Index> counters) {
    for (Relation relation : rows.allRelations()) {
      if (relation instanceof Index index && isAmong(index, which)) {
        rows.row()
            .set("relid", index.table())
            .set("indexrelid", index.oid())
            .set("schemaname", source.catalog().schemaName(index.schema()))
            .set("relname", source.catalog().table(index.table()).orElseThrow().name())
            .set("indexrelname", index.name());
        counters.accept(index);
      }
    }
  }

  private static void reads(SystemView view, Index index, RowSet rows) {
    ScanActivity activity = view.activity().index(index.oid());
    rows.set("idx_scan", activity.scans())
        .set("last_idx_scan", time(activity.last()))
        .set("idx_tup_read", activity.read())
        .set("idx_tup_fetch", activity.fetched());
  }

  private static void table(SystemView view, Table table, RowSet rows) {
    TableActivity activity = view.activity().table(table.oid());
    ScanActivity whole = activity.scans();
    rows.set("seq_scan", whole.scans())
        .set("last_seq_scan", time(whole.last()))
        .set("seq_tup_read", whole.read());
    NO_VACUUM.forEach(column -> rows.set(column, 0));
    List<ScanActivity> indexes =
        table.indexes().stream().map(index -> view.activity().index(index.oid())).toList();
    if (!indexes.isEmpty()) {
      rows.set("idx_scan", indexes.stream().mapToLong(ScanActivity::scans).sum())
          .set(
              "last_idx_scan", time(indexes.stream().mapToLong(ScanActivity::last).max().orElse(0)))
          .set("idx_tup_fetch", indexes.stream().mapToLong(ScanActivity::fetched).sum());
    }
    Supplier<TableStatistics.Runs> runs = () -> view.statistics(table).runs();
    rows.set("n_tup_ins", activity.inserted())
        .set("n_tup_upd", activity.updated())
        .set("n_tup_del", activity.deleted())
        .set("n_tup_hot_upd", activity.updatedInPlace())
        .set("n_ins_since_vacuum", activity.inserted())
        .set("n_live_tup", () -> view.liveRows(table))
        .set("n_mod_since_analyze", activity.sinceAnalyse())
        .set("last_analyze", () -> time(runs.get().last()))
        .set("last_autoanalyze", () -> time(runs.get().lastAutomatic()))
        .set("analyze_count", () -> runs.get().count())
        .set("autoanalyze_count", () -> runs.get().automaticCount());
  }

  private static Long time(long micros) {
    return micros == 0 ? null : (Long) micros;
  }
}
