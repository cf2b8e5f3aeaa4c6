package org.heapgres.planner.catalog.system;

import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.ComputedRelation;

/** The pg_stat_progress views. */
final class ProgressRows {
  private static final List<String> VIEWS =
      List.of(
          "pg_stat_progress_analyze",
          "pg_stat_progress_cluster",
          "pg_stat_progress_copy",
          "pg_stat_progress_create_index",
          "pg_stat_progress_vacuum");

  private ProgressRows() {}

  static void register(Map<String, RowMakers.Maker> makers) {
    VIEWS.forEach(view -> makers.put(view, (source, rows) -> make(view, source, rows)));
  }

  private static void make(String view, ComputedRelation.Source source, RowSet rows) {
    for (SystemView.Progress progress : source.session(SystemView.class).progress(view)) {
      rows.row()
          .zeros()
          .set("pid", progress.pid())
          .set("datid", progress.database())
          .set("datname", progress.databaseName());
      progress.values().forEach(rows::set);
    }
  }
}
