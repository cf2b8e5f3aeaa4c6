package org.heapgres.planner.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Analytic queries over 200,000 rows, without a wire. Targets: reading decoded columns under 20 ns
 * a row for each step (filter, sum, join); {@link #changed} shows what decoding costs after writes
 * all over the table.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class QueryBenchmark {
  private Path directory;
  private TestServer server;
  private TestServer.Client client;

  @Setup(Level.Trial)
  public void fill() throws IOException {
    directory = Files.createTempDirectory("query-benchmark");
    server = new TestServer(directory);
    client = server.connect();
    client.run(
        """
        CREATE TABLE facts (id int PRIMARY KEY, k int, amount numeric(12,2), word char(10));
        INSERT INTO facts SELECT i, i % 5000, i * 0.01, 'word ' || i % 7
          FROM generate_series(1, 200000) AS i;
        CREATE TABLE dimension (k int PRIMARY KEY, name text);
        INSERT INTO dimension SELECT i, 'name ' || i % 20 FROM generate_series(0, 4999) AS i;
        ANALYZE""");
  }

  @TearDown(Level.Trial)
  public void remove() throws IOException {
    client.close();
    server.close();
    removeAll(directory);
  }

  static void removeAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(QueryBenchmark::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Benchmark
  public List<String> sums() {
    return client.run(
        "SELECT count(*), sum(amount * (1 - amount)), avg(k), max(amount) FROM facts");
  }

  @Benchmark
  public List<String> filtered() {
    return client.run(
        "SELECT sum(amount) FROM facts WHERE amount > 100 AND k < 2500 AND word = 'word 3'");
  }

  @Benchmark
  public List<String> grouped() {
    return client.run("SELECT word, count(*), sum(amount) FROM facts GROUP BY word");
  }

  @Benchmark
  public List<String> joined() {
    return client.run("SELECT name, sum(amount) FROM facts JOIN dimension USING (k) GROUP BY name");
  }

  @Benchmark
  public List<String> first() {
    return client.run("SELECT id, amount FROM facts ORDER BY amount DESC, id LIMIT 10");
  }

  @Benchmark
  public List<String> changed() {
    return client.run(
        "UPDATE facts SET k = k WHERE id % 1000 = 1; SELECT sum(amount), sum(k) FROM facts");
  }
}
