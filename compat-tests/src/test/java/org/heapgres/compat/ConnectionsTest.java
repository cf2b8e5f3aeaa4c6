package org.heapgres.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many connections to a server in a process of its own: what an idle one holds, that those which
 * came and went leave nothing behind, that one client cannot make the server hold more and more,
 * how fast they come and go. {@code -Pconnections} opens ten thousand at once, opens and closes
 * them for five minutes, and wants more of them in a second than PostgreSQL lets come and go.
 */
final class ConnectionsTest {
  private static final int IDLE = Integer.getInteger("connections.idle", 300);
  private static final int SECONDS = Integer.getInteger("connections.seconds", 3);

  /** How many times as many connections a second as PostgreSQL's there have to be. */
  private static final int RATIO = Integer.getInteger("connections.ratio", 0);

  private static final int TURNS = 3;
  private static final int CLIENTS = 8;
  private static final int MOST_BYTES_EACH = 20 * 1024;
  private static final int MOST_ROUNDS = 6;
  private static final long SLACK_BYTES = 4 << 20;

  /** The JVM compiles more and more of the server while it runs. */
  private static final long MOST_CODE_BYTES = 64 << 20;

  private static final String PASSWORD = "secret";

  @TempDir Path directory;
  private HeapgresProcess server;

  @AfterEach
  void stop() {
    server.close();
  }

  private void start(String options, String... arguments) throws Exception {
    server = HeapgresProcess.withOptions(options, directory.resolve("data"), arguments);
  }

  /** As much of a client as says who it is and asks for a row. */
  private static final class PlainClient implements AutoCloseable {
    private static final byte[] TERMINATE = {'X', 0, 0, 0, Integer.BYTES};
    private static final String STARTUP = "user\0postgres\0database\0postgres\0\0";
    private final Socket socket;
    private final DataInputStream in;

    PlainClient(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 512));
      ByteBuffer startup = ByteBuffer.allocate(2 * Integer.BYTES + STARTUP.length());
      socket
          .getOutputStream()
          .write(
              startup
                  .putInt(startup.capacity())
                  .putInt(3 << 16)
                  .put(STARTUP.getBytes(UTF_8))
                  .array());
      awaitReady();
    }

    static byte[] query(String sql) {
      byte[] text = sql.getBytes(UTF_8);
      return ByteBuffer.allocate(Byte.BYTES + Integer.BYTES + text.length + 1)
          .put((byte) 'Q')
          .putInt(Integer.BYTES + text.length + 1)
          .put(text)
          .array();
    }

    OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    /** How many rows came before. */
    int awaitReady() throws IOException {
      int rows = 0;
      while (true) {
        int type = in.readUnsignedByte();
        in.skipNBytes(in.readInt() - Integer.BYTES);
        rows += type == 'D' ? 1 : 0;
        if (type == 'Z') {
          return rows;
        }
        assertTrue(type != 'E', "an error");
      }
    }

    /** As libpq does: it says so, and does not wait for the server to hang up. */
    void terminate() throws IOException {
      out().write(TERMINATE);
      close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** In several rounds: a server that was started just now also grows by itself for a while. */
  @Test
  void anIdleConnectionHoldsLittle() throws Exception {
    String most = "max_connections=" + (MOST_ROUNDS + 1) * IDLE;
    start("-XX:NativeMemoryTracking=summary", "--set", most);
    List<PlainClient> clients = new ArrayList<>();
    try {
      awaitPython();
      open(clients, IDLE / 10);
      String alone = latency();
      long limit = MOST_BYTES_EACH + SLACK_BYTES / IDLE;
      long found = Long.MAX_VALUE;
      for (int round = 0; round < MOST_ROUNDS && found > limit; round++) {
        long before = server.liveBytes() + server.nativeBytes();
        open(clients, IDLE);
        found = (server.liveBytes() + server.nativeBytes() - before) / IDLE;
      }
      long each = found;
      String among = latency();
      System.out.printf(
          "%d idle connections hold %d bytes each; SELECT by key of %d clients: %s without, %s with"
              + " them%n",
          clients.size(), each, CLIENTS, alone, among);
      assertTrue(each <= limit, () -> each + " bytes each");
      for (PlainClient client : clients) {
        client.out().write(PlainClient.query("SELECT 1"));
        assertEquals(1, client.awaitReady());
      }
    } finally {
      for (PlainClient client : clients) {
        client.close();
      }
    }
  }

  /** Python warms up in the background, and takes memory; an import needs it. */
  private void awaitPython() throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl())) {
      connection.createStatement().execute("DO $py$ import json $py$");
    }
  }

  private void open(List<PlainClient> clients, int more) throws IOException {
    for (int i = 0; i < more; i++) {
      PlainClient client = new PlainClient(server.port());
      clients.add(client);
      client.out().write(PlainClient.query("SELECT 1"));
      assertEquals(1, client.awaitReady());
    }
  }

  /** For the reader of the output; the machine may be busy with other things. */
  private String latency() throws Exception {
    List<Future<long[]>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      for (int c = 0; c < CLIENTS; c++) {
        all.add(threads.submit(this::selects));
      }
    }
    long[] nanos = all.stream().flatMapToLong(f -> Arrays.stream(f.resultNow())).sorted().toArray();
    return "%d us (median), %d us (99 %%)"
        .formatted(nanos[nanos.length / 2] / 1000, nanos[(int) (nanos.length * 0.99)] / 1000);
  }

  private long[] selects() throws SQLException {
    long[] nanos = new long[Math.min(1000 * SECONDS, 10_000)];
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        var select =
            connection.prepareStatement("SELECT rolname FROM pg_roles WHERE rolname = ?")) {
      select.setString(1, "postgres");
      for (int i = 0; i < nanos.length; i++) {
        long begun = System.nanoTime();
        try (ResultSet row = select.executeQuery()) {
          assertTrue(row.next());
        }
        nanos[i] = System.nanoTime() - begun;
      }
    }
    return nanos;
  }

  /**
   * What connections leave behind, they leave each time; a server that was started just now also
   * grows by itself for a while, since Python and the JIT warm up beside them.
   */
  @Test
  void connectionsThatCameAndWentLeaveNothing() throws Exception {
    start("-XX:NativeMemoryTracking=summary", "--auth", "scram-sha-256");
    comeAndGo(TimeUnit.SECONDS.toNanos(SECONDS));
    awaitNobody();
    int files = server.openFiles();
    boolean grew = true;
    for (int round = 0; round < MOST_ROUNDS && grew; round++) {
      long before = server.liveBytes();
      long beforeNative = server.nativeBytes();
      int count = comeAndGo(TimeUnit.SECONDS.toNanos(SECONDS));
      awaitNobody();
      long left = server.liveBytes() - before;
      long leftNative = server.nativeBytes() - beforeNative;
      System.out.printf(
          "%d connections with SCRAM in %d s left %d bytes in the heap, %d outside%n",
          count, SECONDS, left, leftNative);
      grew = left >= SLACK_BYTES || leftNative >= MOST_CODE_BYTES;
    }
    assertFalse(grew, "memory grows with the connections that were made");
    assertTrue(server.openFiles() <= files + CLIENTS, "files are left open");
  }

  private int comeAndGo(long nanos) throws Exception {
    AtomicInteger count = new AtomicInteger();
    long end = System.nanoTime() + nanos;
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      for (int c = 0; c < CLIENTS; c++) {
        all.add(
            threads.submit(
                () -> {
                  do {
                    try (Connection connection = connect();
                        ResultSet row = connection.createStatement().executeQuery("SELECT 1")) {
                      assertTrue(row.next());
                    }
                    count.incrementAndGet();
                  } while (System.nanoTime() < end);
                  return null;
                }));
      }
    }
    for (Future<?> each : all) {
      each.get();
    }
    return count.get();
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.put("password", PASSWORD);
    return DriverManager.getConnection(server.jdbcUrl(), properties);
  }

  private void awaitNobody() throws SQLException {
    try (Connection connection = connect();
        var query =
            connection.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")) {
      for (int others = CLIENTS; others > 0; ) {
        try (ResultSet row = query.executeQuery()) {
          row.next();
          others = row.getInt(1) - 1;
        }
      }
    }
  }

  /** A server that clients come to and go from as fast as they can. */
  private static final class Rate {
    private final String name;
    private final int port;
    private final long pid;
    private long connections;
    private long nanos;
    private Duration time = Duration.ZERO;

    Rate(String name, int port, long pid) {
      this.name = name;
      this.port = port;
      this.pid = pid;
    }

    /** Threads hold nothing but a socket each, so that it is the server that is measured. */
    void turn(long length, boolean counts) throws Exception {
      Duration timeBefore = ProcessTime.of(pid);
      long begun = System.nanoTime();
      List<Future<Integer>> all = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
        for (int c = 0; c < CLIENTS; c++) {
          all.add(threads.submit(() -> comeAndGo(begun + length)));
        }
      }
      if (counts) {
        for (Future<Integer> each : all) {
          connections += each.get();
        }
        nanos += System.nanoTime() - begun;
        time = time.plus(ProcessTime.of(pid)).minus(timeBefore);
      }
    }

    private int comeAndGo(long end) throws IOException {
      int count = 0;
      while (System.nanoTime() < end) {
        new PlainClient(port).terminate();
        count++;
      }
      return count;
    }

    double perSecond() {
      return connections * 1e9 / nanos;
    }

    @Override
    public String toString() {
      return "%s %.0f a second, %d us of a processor each"
          .formatted(name, perSecond(), time.dividedBy(connections).toNanos() / 1000);
    }
  }

  /** By turns, so that what else the machine does meanwhile is the same for both. */
  @Test
  void connectionsComeAndGoFast() throws Exception {
    start("");
    long length = TimeUnit.SECONDS.toNanos(Math.max(1, SECONDS / 30));
    try (PostgresServer postgres = PostgresServer.start("max_connections=500")) {
      awaitPython();
      Rate ours = new Rate("Heapgres", server.port(), server.pid());
      Rate theirs = new Rate("PostgreSQL", postgres.port(), postgres.pid());
      for (int turn = 0; turn <= TURNS; turn++) {
        ours.turn(length, turn > 0);
        theirs.turn(length, turn > 0);
      }
      double ratio = ours.perSecond() / theirs.perSecond();
      System.out.printf("Connections by trust: %s; %s: %.1f times%n", ours, theirs, ratio);
      assertTrue(ratio >= RATIO, () -> "only " + ratio + " times PostgreSQL's rate");
    }
  }

  /** Many short questions, and nobody reads the answers: together they are more than fits. */
  @Test
  void aClientThatDoesNotReadIsMadeToWait() throws Exception {
    start("-Xmx1g -XX:MaxDirectMemorySize=128m");
    int questions = 8000;
    byte[] question = PlainClient.query("SELECT repeat('x', 50000)");
    try (PlainClient client = new PlainClient(server.port());
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<?> asking =
          thread.submit(
              () -> {
                for (int i = 0; i < questions; i++) {
                  client.out().write(question);
                }
                return null;
              });
      // Enough for a server that would answer all; no harm if it is not.
      waitFor(asking, 5);
      try (PlainClient other = new PlainClient(server.port())) {
        other.out().write(PlainClient.query("SELECT 1"));
        assertEquals(1, other.awaitReady());
      }
      for (int i = 0; i < questions; i++) {
        assertEquals(1, client.awaitReady());
      }
      asking.get();
    }
  }

  private static void waitFor(Future<?> work, int seconds)
      throws InterruptedException, ExecutionException {
    try {
      work.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // the server does not take all of it: just so
    }
  }
}
