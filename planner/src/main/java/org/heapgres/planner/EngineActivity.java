package org.heapgres.planner;

import java.util.List;
import java.util.Map;
import org.heapgres.planner.statistics.DatabaseActivity;
import org.heapgres.storage.Durations;
import org.heapgres.storage.HeapActivity;

/**
 * What an engine has done since it was started, and does now.
 *
 * @param queries how long clients waited, from the moment a query began to run to its last row
 * @param decodedBytes of columns that are kept decoded, see {@code docs/queries.md}
 */
public record EngineActivity(
    List<OfDatabase> databases, HeapActivity heap, Durations.Snapshot queries, long decodedBytes) {

  /**
   * Of one database.
   *
   * @param sessions how many there are of clients, by what pg_stat_activity.state says
   * @param temporaryFiles that statements have had
   * @param temporaryBytes that those have held together
   */
  public record OfDatabase(
      String name,
      Map<String, Long> sessions,
      DatabaseActivity statements,
      HeapActivity.OfDatabase storage,
      long temporaryFiles,
      long temporaryBytes) {}
}
