package org.heapgres.planner.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.heapgres.planner.Completion;
import org.heapgres.planner.PreparedStatement;
import org.heapgres.planner.SqlSession;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Short statements on one row, prepared, without a wire and without waiting for the disk: what
 * pgbench and an application's inserts consist of; and COPY, for each of its rows.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class StatementBenchmark {
  private static final int ACCOUNTS = 10_000;
  private static final int LINES = 10_000;
  private static final short[] TEXT = {};

  private Path directory;
  private TestServer server;
  private TestServer.Client client;
  private SqlSession session;
  private PreparedStatement select;
  private PreparedStatement update;
  private PreparedStatement insert;
  private int number;
  private byte[] lines;

  @Setup(Level.Trial)
  public void fill() throws IOException {
    directory = Files.createTempDirectory("statement-benchmark");
    server = new TestServer(directory);
    client = server.connect();
    client.run(
        """
        CREATE TABLE accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84));
        INSERT INTO accounts SELECT i, 1, 0, '' FROM generate_series(1, %d) AS i;
        CREATE TABLE rows (id int PRIMARY KEY, grp int NOT NULL, cat varchar(16), val float8,
                           amount numeric(12,2), ts timestamp, note varchar(64));
        CREATE TABLE loaded (LIKE rows INCLUDING ALL)"""
            .formatted(ACCOUNTS));
    session = client.session();
    select = session.prepare("select", "SELECT abalance FROM accounts WHERE aid = $1", new int[0]);
    update =
        session.prepare(
            "update", "UPDATE accounts SET abalance = abalance + $1 WHERE aid = $2", new int[0]);
    insert =
        session.prepare(
            "insert", "INSERT INTO rows (id, grp, cat) VALUES ($1, $2, $3)", new int[0]);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      text.append(i)
          .append(
              "\t%d\tcat-%02d\t%d.25\t%d.75\t2024-02-%02d 10:11:%02d\tnote %d\n"
                  .formatted(i % 1000, i % 20, i, i, i % 29 + 1, i % 60, i));
    }
    lines = text.toString().getBytes(UTF_8);
  }

  @TearDown(Level.Trial)
  public void remove() throws IOException {
    client.close();
    server.close();
    QueryBenchmark.removeAll(directory);
  }

  private Object run(PreparedStatement statement, Object... parameters) {
    Completion completion =
        session.bind("", statement, parameters, TEXT).execute(0, (_, _, _) -> {});
    session.sync();
    return completion;
  }

  @Benchmark
  public Object select() {
    return run(select, ++number % ACCOUNTS + 1);
  }

  @Benchmark
  public Object update() {
    return run(update, 1, ++number % ACCOUNTS + 1);
  }

  @Benchmark
  public Object insert() {
    return run(insert, ++number, 7, "cat-07");
  }

  /** Into an empty table, in one transaction. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public Object copy() {
    client.run("TRUNCATE loaded");
    var _ = session.prepare("", "COPY loaded FROM STDIN", new int[0]);
    Completion started =
        session
            .bind("", session.preparedStatement(""), new Object[0], TEXT)
            .execute(0, (_, _, _) -> {});
    Completion.CopyInHandler copy = ((Completion.CopyIn) started).handler();
    copy.data(ByteBuffer.wrap(lines));
    Completion.Complete complete = copy.finish();
    session.sync();
    return complete;
  }
}
