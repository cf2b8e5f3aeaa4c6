package org.heapgres.wire.internal.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.heapgres.planner.EngineActivity;
import org.heapgres.planner.EngineActivity.OfDatabase;
import org.heapgres.planner.SqlEngine;
import org.heapgres.planner.statistics.TableActivity;
import org.heapgres.runtime.PythonRuntime;
import org.heapgres.storage.Durations;
import org.heapgres.storage.HeapActivity;

/**
 * What a server counts, as metrics. Those that PostgreSQL has too are called as Prometheus'
 * exporter for it calls them, so that its dashboards show them; the others begin with {@code
 * heapgres}. Thread-safe.
 *
 * @param version of the server
 * @param started when it was
 */
public record ServerMetrics(
    SqlEngine engine,
    PythonRuntime python,
    Supplier<WireActivity> wire,
    String version,
    Instant started)
    implements MultiCollector {

  private static final double MILLIS_PER_SECOND = 1e3;

  @Override
  public MetricSnapshots collect() {
    Snapshots out = new Snapshots();
    EngineActivity activity = engine.activity();
    server(out);
    databases(out, activity);
    storage(out, activity.heap());
    out.histogram(
        "heapgres_query_seconds",
        "From the moment a query began to run to its last row",
        activity.queries());
    out.gauge("heapgres_decoded_bytes", "Columns that are kept decoded", activity.decodedBytes());
    connections(out, wire.get());
    return out.builder.build();
  }

  private void server(Snapshots out) {
    out.builder.metricSnapshot(
        InfoSnapshot.builder()
            .name("heapgres_build")
            .help("The server's version, and PostgreSQL's that it tells clients")
            .dataPoint(
                InfoDataPointSnapshot.builder()
                    .labels(
                        Labels.of(
                            "version", version, "server_version", engine.setting("server_version")))
                    .build())
            .build());
    out.gauge(
        "pg_postmaster_start_time_seconds",
        "When the server was started",
        started.toEpochMilli() / MILLIS_PER_SECOND);
    out.gauge(
        "pg_settings_max_connections",
        "The maximum number of concurrent connections",
        Double.parseDouble(engine.setting("max_connections")));
    PythonRuntime.Contexts contexts = python.contexts();
    out.gauge("heapgres_python_contexts", "Python interpreters", contexts.all());
    out.gauge("heapgres_python_busy_contexts", "Those that run something", contexts.busy());
  }

  private static void databases(Snapshots out, EngineActivity activity) {
    GaugeSnapshot.Builder sessions =
        GaugeSnapshot.builder().name("pg_stat_activity_count").help("Connections in this state");
    for (OfDatabase database : activity.databases()) {
      database
          .sessions()
          .forEach(
              (state, count) ->
                  sessions.dataPoint(
                      GaugeDataPointSnapshot.builder()
                          .labels(Labels.of("datname", database.name(), "state", state))
                          .value(count)
                          .build()));
    }
    out.builder.metricSnapshot(sessions.build());
    Databases of = new Databases(out, activity);
    of.count("sessions", "Sessions that were opened", d -> d.statements().sessions());
    of.count("xact_commit", "Transactions committed", d -> d.statements().commits());
    of.count("xact_rollback", "Transactions rolled back", d -> d.statements().rollbacks());
    of.count(
        "tup_returned",
        "Rows read by scans of tables, and entries by scans of indexes",
        d -> d.statements().returned());
    of.count("tup_fetched", "Rows fetched by index", d -> d.statements().fetched());
    of.count("tup_inserted", "Rows inserted", d -> d.statements().sum(TableActivity::inserted));
    of.count("tup_updated", "Rows updated", d -> d.statements().sum(TableActivity::updated));
    of.count("tup_deleted", "Rows deleted", d -> d.statements().sum(TableActivity::deleted));
    of.count("blks_hit", "Single records found in memory", d -> d.storage().cachedReads());
    of.count("blks_read", "Single records looked for in the store", d -> d.storage().storedReads());
    of.count("deadlocks", "Deadlocks", d -> d.storage().deadlocks());
    of.count("temp_files", "Temporary files of statements", OfDatabase::temporaryFiles);
    of.count("temp_bytes", "What those held together", OfDatabase::temporaryBytes);
  }

  /** A counter for each database. */
  private record Databases(Snapshots out, EngineActivity activity) {
    void count(String name, String help, ToLongFunction<OfDatabase> value) {
      CounterSnapshot.Builder counter =
          CounterSnapshot.builder().name("pg_stat_database_" + name).help(help);
      for (OfDatabase database : activity.databases()) {
        counter.dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(Labels.of("datname", database.name()))
                .value((double) value.applyAsLong(database))
                .build());
      }
      out.builder.metricSnapshot(counter.build());
    }
  }

  private static void storage(Snapshots out, HeapActivity heap) {
    out.counter("heapgres_commits", "Commits that wrote something", heap.commits());
    out.counter("heapgres_log_bytes", "Written to the log", heap.logBytes());
    out.histogram(
        "heapgres_log_write_seconds",
        "Writing a batch of commits to the log, its fsync included",
        heap.logWrites());
    out.histogram(
        "heapgres_commit_wait_seconds",
        "Waiting for a commit to be on the disk",
        heap.commitWaits());
    out.histogram(
        "heapgres_lock_wait_seconds", "Waiting for a lock that others hold", heap.lockWaits());
    out.histogram("heapgres_apply_seconds", "Moving commits to a store", heap.applies());
    out.histogram("heapgres_checkpoint_seconds", "Making a checkpoint", heap.checkpoints());
    heap.lastCheckpoint()
        .ifPresent(
            last ->
                out.gauge(
                    "heapgres_last_checkpoint_timestamp_seconds",
                    "When the last checkpoint was made",
                    last.toEpochMilli() / MILLIS_PER_SECOND));
    out.gauge(
        "heapgres_log_since_checkpoint_bytes",
        "Written to the log since the last checkpoint",
        heap.logBytesSinceCheckpoint());
    out.gauge(
        "heapgres_overlay_bytes", "Commits that are not in the stores yet", heap.overlayBytes());
    out.gauge(
        "heapgres_transaction_bytes",
        "What transactions have written and not committed, in memory",
        heap.transactionBytes());
  }

  private static void connections(Snapshots out, WireActivity wire) {
    out.counter("heapgres_connections_accepted", "Connections accepted", wire.accepted());
    out.counter(
        "heapgres_connections_refused",
        "Connections that did not become a session, for whatever reason they were told",
        wire.refused());
    out.gauge(
        "heapgres_connections_opening",
        "Clients that have proved who they are and wait for their session",
        wire.opening());
    out.gauge("heapgres_workers", "Threads for statements that may wait", wire.workers());
    out.gauge("heapgres_busy_workers", "Those that run one", wire.busyWorkers());
    out.gauge("heapgres_network_heap_bytes", "Network buffers in the Java heap", wire.heapBytes());
    out.gauge("heapgres_network_direct_bytes", "Network buffers outside of it", wire.directBytes());
  }

  /** Metrics without labels on their way. */
  private static final class Snapshots {
    private final MetricSnapshots.Builder builder = MetricSnapshots.builder();

    void gauge(String name, String help, long value) {
      gauge(name, help, (double) value);
    }

    void gauge(String name, String help, double value) {
      builder.metricSnapshot(
          GaugeSnapshot.builder()
              .name(name)
              .help(help)
              .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
              .build());
    }

    void counter(String name, String help, long value) {
      builder.metricSnapshot(
          CounterSnapshot.builder()
              .name(name)
              .help(help)
              .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
              .build());
    }

    void histogram(String name, String help, Durations.Snapshot durations) {
      builder.metricSnapshot(
          HistogramSnapshot.builder()
              .name(name)
              .help(help)
              .dataPoint(
                  HistogramDataPointSnapshot.builder()
                      .classicHistogramBuckets(
                          ClassicHistogramBuckets.of(Durations.ends(), durations.counts()))
                      .sum(durations.seconds())
                      .build())
              .build());
    }
  }
}
