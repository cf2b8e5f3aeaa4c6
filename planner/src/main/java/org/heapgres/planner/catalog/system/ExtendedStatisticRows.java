package org.heapgres.planner.catalog.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.StatisticsObject;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.statistics.ColumnStatistics;
import org.heapgres.planner.statistics.CommonList;
import org.heapgres.planner.statistics.ExtendedValues;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.value.PgArray;

/** Statistics objects, and what ANALYZE has left for them (manual, 52.52, 52.53 and 53.28). */
final class ExtendedStatisticRows {
  private ExtendedStatisticRows() {}

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put("pg_statistic_ext", ExtendedStatisticRows::objects);
    makers.put("pg_statistic_ext_data", ExtendedStatisticRows::data);
    makers.put("pg_stats_ext", ExtendedStatisticRows::view);
    makers.put("pg_stats_ext_exprs", ExtendedStatisticRows::expressions);
  }

  private static void objects(ComputedRelation.Source source, RowSet rows) {
    for (CatalogObject each : rows.objects("oid")) {
      if (each instanceof StatisticsObject object) {
        rows.row()
            .set("oid", object.oid())
            .set("stxrelid", object.table())
            .set("stxname", object.name())
            .set("stxnamespace", object.schema())
            .set("stxowner", object.owner())
            .set("stxkeys", object.columns())
            .set("stxstattarget", object.target())
            .set("stxkind", kinds(object));
        if (!object.expressions().isEmpty()) {
          rows.set("stxexprs", String.join(", ", object.expressions()));
        }
      }
    }
  }

  private static List<String> kinds(StatisticsObject object) {
    return object.kinds().chars().mapToObj(Character::toString).toList();
  }

  @FunctionalInterface
  private interface EachKnown {
    void accept(StatisticsObject object, Table table, ExtendedValues known);
  }

  private static void forEachKnown(ComputedRelation.Source source, EachKnown action) {
    SystemView view = source.session(SystemView.class);
    for (StatisticsObject object : source.catalog().statistics()) {
      Table table = source.catalog().table(object.table()).orElseThrow();
      ExtendedValues known = view.statistics(table).extended().get(object.oid());
      if (known != null) {
        action.accept(object, table, known);
      }
    }
  }

  private static void data(ComputedRelation.Source source, RowSet rows) {
    SystemView view = source.session(SystemView.class);
    forEachKnown(
        source,
        (object, table, known) -> {
          CommonList common = CommonList.of(known, view.formats());
          rows.row()
              .set("stxoid", object.oid())
              .set("stxdinherit", false)
              .set("stxdndistinct", known.distinctText())
              .set("stxddependencies", known.dependenciesText())
              .set("stxdmcv", common == null ? null : common.toBytes());
        });
  }

  private static RowSet named(
      ComputedRelation.Source source, RowSet rows, StatisticsObject object, Table table) {
    return rows.row()
        .set("schemaname", source.catalog().schemaName(table.schema()))
        .set("tablename", table.name())
        .set("statistics_schemaname", source.catalog().schemaName(object.schema()))
        .set("statistics_name", object.name())
        .set("statistics_owner", source.catalog().shared().roleName(object.owner()))
        .set("inherited", false);
  }

  private static void view(ComputedRelation.Source source, RowSet rows) {
    SystemView view = source.session(SystemView.class);
    forEachKnown(
        source,
        (object, table, known) -> {
          named(source, rows, object, table)
              .set(
                  "attnames",
                  object.columns().isEmpty()
                      ? null
                      : object.columns().stream()
                          .map(attnum -> table.columns().get(table.columnIndex(attnum)).name())
                          .toList())
              .set("kinds", kinds(object))
              .set("n_distinct", known.distinctText())
              .set("dependencies", known.dependenciesText());
          if (!object.expressions().isEmpty()) {
            rows.set("exprs", shown(view, object, table));
          }
          CommonList common = CommonList.of(known, view.formats());
          if (common != null) {
            common(rows, common);
          }
        });
  }

  private static void common(RowSet rows, CommonList common) {
    List<Object> values = new ArrayList<>();
    List<Object> nulls = new ArrayList<>();
    for (CommonList.Item item : common.items()) {
      for (String value : item.values()) {
        values.add(value);
        nulls.add(value == null);
      }
    }
    int[] dimensions = {common.items().size(), common.items().getFirst().values().size()};
    rows.set("most_common_vals", matrix(Types.TEXT.oid(), values, dimensions))
        .set("most_common_val_nulls", matrix(Types.BOOL.oid(), nulls, dimensions))
        .set("most_common_freqs", common.items().stream().map(CommonList.Item::frequency).toList())
        .set(
            "most_common_base_freqs",
            common.items().stream().map(CommonList.Item::baseFrequency).toList());
  }

  private static PgArray matrix(int element, List<Object> values, int[] dimensions) {
    return new PgArray(element, values.toArray(), dimensions, new int[] {1, 1});
  }

  private static List<String> shown(SystemView view, StatisticsObject object, Table table) {
    return object.expressions().stream().map(text -> view.shown(text, table)).toList();
  }

  private static void expressions(ComputedRelation.Source source, RowSet rows) {
    SystemView view = source.session(SystemView.class);
    forEachKnown(
        source,
        (object, table, known) -> {
          for (int i = 0; i < known.expressions().size(); i++) {
            ColumnStatistics each = known.expressions().get(i);
            named(source, rows, object, table)
                .set("expr", view.shown(object.expressions().get(i), table));
            StatisticRows.known(rows, each);
          }
        });
  }
}
