package org.heapgres.wire.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures one thing on one server.
 *
 * @param warmup how long clients work, or a query is run, before it counts, in seconds
 * @param seconds how long clients work then
 */
record Runner(double warmup, double seconds) {
  private static final int QUERY_RUNS = 5;
  private static final String SERIALIZATION_FAILURE = "40001";

  Result run(Target target, Measure measure) throws InterruptedException {
    try {
      return switch (measure) {
        case Measure.Throughput throughput -> {
          Operation operation = throughput.operations().get(target.python());
          yield operation == null
              ? new Result.Missing("no Python")
              : clients(target, operation, throughput.clients());
        }
        case Measure.Query query -> query(target, query.sql());
      };
    } catch (SQLException e) {
      return new Result.Missing(e.getMessage().lines().findFirst().orElse(e.getSQLState()));
    }
  }

  private Result clients(Target target, Operation operation, int count)
      throws SQLException, InterruptedException {
    long start = System.nanoTime();
    long from = start + (long) (warmup * 1e9);
    long to = from + (long) (seconds * 1e9);
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Callable<long[]>> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int seed = i;
        clients.add(() -> latencies(target, operation, seed, from, to));
      }
      List<long[]> all = new ArrayList<>();
      for (Future<long[]> client : threads.invokeAll(clients)) {
        all.add(client.get());
      }
      long[] latencies = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      if (latencies.length == 0) {
        return new Result.Missing("nothing done in time");
      }
      return new Result.Rate(
          latencies.length / seconds,
          latencies[latencies.length / 2] / 1000,
          latencies[latencies.length * 99 / 100] / 1000);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** In nanoseconds, of what ended between the two times. */
  private static long[] latencies(Target target, Operation operation, int seed, long from, long to)
      throws SQLException {
    long[] latencies = new long[1 << 10];
    int size = 0;
    SplittableRandom random = new SplittableRandom(seed);
    try (Connection connection = target.connect()) {
      Operation.Client client = operation.open(connection);
      for (long began = System.nanoTime(); began < to; ) {
        boolean done = attempt(connection, client, random);
        long ended = System.nanoTime();
        if (done && ended >= from && ended < to) {
          if (size == latencies.length) {
            latencies = Arrays.copyOf(latencies, size * 2);
          }
          latencies[size++] = ended - began;
        }
        began = ended;
      }
    }
    return Arrays.copyOf(latencies, size);
  }

  /** A conflict is no operation; the client goes on, as an application would. */
  private static boolean attempt(
      Connection connection, Operation.Client client, SplittableRandom random) throws SQLException {
    try {
      client.run(random);
      return true;
    } catch (SQLException e) {
      if (!SERIALIZATION_FAILURE.equals(e.getSQLState())) {
        throw e;
      }
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      return false;
    }
  }

  private Result query(Target target, String sql) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      long counts = System.nanoTime() + (long) (warmup * 1e9);
      List<String> rows = rows(statement, sql);
      while (System.nanoTime() < counts) {
        rows(statement, sql);
      }
      double[] times = new double[QUERY_RUNS];
      for (int run = 0; run < QUERY_RUNS; run++) {
        long start = System.nanoTime();
        rows(statement, sql);
        times[run] = (System.nanoTime() - start) / 1e6;
      }
      Arrays.sort(times);
      return new Result.Time(times[QUERY_RUNS / 2], rows);
    }
  }

  private static List<String> rows(Statement statement, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= width; i++) {
          row.append(result.getString(i)).append('\t');
        }
        rows.add(row.toString());
      }
    }
    Collections.sort(rows);
    return rows;
  }
}
