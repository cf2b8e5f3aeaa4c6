package org.heapgres.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whole sessions of messages in any order, some of them broken: every answer must be a message of
 * the protocol's, every error must have its fields, and the server must either answer Sync or hang
 * up; afterwards no session is left. {@code -Dfuzz.sessions} and {@code -Dfuzz.seed} say how many
 * and which.
 */
final class SessionFuzzTest {
  private static final int SESSIONS = Integer.getInteger("fuzz.sessions", 300);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int PATIENCE_MILLIS = 120_000;
  private static final String ANSWERS = "RSKZvTDCI123nstENAGHWdcV";

  private static final List<String> STATEMENTS =
      List.of(
          "SELECT 1",
          "",
          ";",
          "SELECT $1::int + 1",
          "SELECT $1, $2",
          "SELECT * FROM fuzz WHERE id = $1",
          "INSERT INTO fuzz VALUES (1, 'x') ON CONFLICT DO NOTHING",
          "INSERT INTO fuzz VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET t = 'y' RETURNING id",
          "UPDATE fuzz SET t = $1 WHERE id = $2",
          "DELETE FROM fuzz WHERE id > 3",
          "BEGIN",
          "COMMIT",
          "ROLLBACK",
          "SAVEPOINT a",
          "ROLLBACK TO a",
          "SELECT 1 / 0",
          "SELECT nonsense",
          "SELEC",
          "SELECT 1; SELECT 2; SELECT 1 / 0; SELECT 3",
          "COPY fuzz FROM STDIN",
          "COPY fuzz FROM STDIN (FORMAT binary)",
          "COPY fuzz FROM STDIN (FORMAT csv, HEADER)",
          "COPY fuzz TO STDOUT",
          "COPY (SELECT generate_series(1, 3)) TO STDOUT (FORMAT binary)",
          "DECLARE c CURSOR FOR SELECT generate_series(1, 10)",
          "FETCH 3 FROM c",
          "MOVE ALL IN c",
          "CLOSE c",
          "LISTEN fuzz",
          "NOTIFY fuzz, 'x'",
          "SET statement_timeout = 60000",
          "SHOW ALL",
          "PREPARE s1 AS SELECT $1::text",
          "EXECUTE s1('a')",
          "DEALLOCATE ALL",
          "DISCARD ALL",
          "VALUES (1, 'a'), (2, NULL)",
          "SELECT generate_series(1, 1000)",
          "EXPLAIN SELECT * FROM fuzz",
          "DO $$BEGIN RAISE NOTICE 'x'; END$$",
          "SELECT pg_advisory_xact_lock(1)",
          "CREATE TEMP TABLE own (a int) ON COMMIT DROP",
          "SET client_encoding = 'UTF8'",
          "SELECT E'\\xff'");

  private static final String[] NAMES = {"", "a", "b", "s1", "c", "\u00fc"};

  private static EmbeddedHeapgres heapgres;

  private final Random random = new Random(SEED);
  private final Map<String, Integer> states = new HashMap<>();
  private long ready;

  @BeforeAll
  static void start() throws SQLException {
    heapgres = EmbeddedHeapgres.start();
    try (Connection connection = DriverManager.getConnection(heapgres.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE fuzz (id int PRIMARY KEY, t text)");
    }
  }

  @AfterAll
  static void stop() {
    heapgres.close();
  }

  @Test
  void answersOrHangsUp() throws Exception {
    for (int i = 0; i < SESSIONS; i++) {
      try {
        session();
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError("session " + i + " of seed " + SEED, e);
      }
    }
    assertTrue(ready > SESSIONS / 2, ready + " of " + SESSIONS + " sessions went on to the end");
    assertEquals(0, states.getOrDefault("XX000", 0), "internal errors: " + states);
    awaitSessionsEnd();
  }

  private static void awaitSessionsEnd() throws Exception {
    try (Connection connection = DriverManager.getConnection(heapgres.jdbcUrl());
        Statement statement = connection.createStatement()) {
      long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
      int others;
      do {
        try (ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    + " AND application_name = 'fuzz'")) {
          row.next();
          others = row.getInt(1);
        }
      } while (others > 0 && System.nanoTime() < end);
      assertEquals(0, others, "sessions that are left");
    }
  }

  private void session() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), heapgres.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      startup(out);
      send(socket, out);
      if (!untilReady(in)) {
        return;
      }
      for (int round = random.nextInt(3); round >= 0; round--) {
        for (int i = random.nextInt(8); i >= 0; i--) {
          message(out);
        }
        // Whatever a COPY in a simple query waits for, then what a broken extended query waits for.
        frame(out, 'c', new byte[0]);
        frame(out, 'S', new byte[0]);
        frame(out, 'Q', "SELECT 'end of round'\0".getBytes(UTF_8));
        send(socket, out);
        if (random.nextInt(50) == 0) {
          return;
        }
        if (!untilEndOfRound(in)) {
          return;
        }
      }
      ready++;
      frame(out, 'X', new byte[0]);
      send(socket, out);
    }
  }

  /** A server that has hung up does not take more. */
  private static void send(Socket socket, ByteArrayOutputStream out) throws IOException {
    try {
      out.writeTo(socket.getOutputStream());
    } catch (SocketException e) {
      // What it said before is still to be read.
    }
    out.reset();
  }

  private void startup(ByteArrayOutputStream out) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int version = random.nextInt(30) == 0 ? random.nextInt() : 3 << 16 | 2 * random.nextInt(2);
    body.writeBytes(ByteBuffer.allocate(4).putInt(version).array());
    String database = random.nextInt(40) == 0 ? "nowhere" : "postgres";
    for (String text :
        new String[] {"user", "postgres", "database", database, "application_name", "fuzz"}) {
      body.writeBytes((text + "\0").getBytes(UTF_8));
    }
    if (random.nextInt(40) != 0) {
      body.write(0);
    }
    out.writeBytes(ByteBuffer.allocate(4).putInt(body.size() + 4).array());
    out.writeBytes(body.toByteArray());
  }

  private void message(ByteArrayOutputStream out) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    char type = "QQPPPBBBDDEEECCSSHdfcFp".charAt(random.nextInt(23));
    switch (type) {
      case 'Q' -> string(body, statement());
      case 'P' -> {
        string(body, name());
        string(body, statement());
        short16(body, 0);
      }
      case 'B' -> {
        string(body, name());
        string(body, name());
        int formats = random.nextInt(3);
        short16(body, formats);
        for (int i = 0; i < formats; i++) {
          short16(body, random.nextInt(2));
        }
        int values = random.nextInt(3);
        short16(body, values);
        for (int i = 0; i < values; i++) {
          value(body);
        }
        short16(body, random.nextInt(2));
        if (body.toByteArray()[body.size() - 1] == 1) {
          short16(body, random.nextInt(2));
        }
      }
      case 'D', 'C' -> {
        body.write("SP".charAt(random.nextInt(2)));
        string(body, name());
      }
      case 'E' -> {
        string(body, name());
        body.writeBytes(ByteBuffer.allocate(4).putInt(random.nextInt(3)).array());
      }
      case 'd' -> body.writeBytes("1\tx\n2\ty\n".substring(random.nextInt(8)).getBytes(UTF_8));
      case 'f' -> string(body, "no");
      case 'F' -> {
        body.writeBytes(ByteBuffer.allocate(4).putInt(1598).array());
        short16(body, 0);
        short16(body, 0);
        short16(body, 0);
      }
      case 'p' -> string(body, "secret");
      default -> {}
    }
    byte[] bytes = body.toByteArray();
    if (random.nextInt(60) == 0 && bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    if (random.nextInt(100) == 0) {
      bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 3));
    }
    frame(out, type, bytes);
  }

  private String statement() {
    return STATEMENTS.get(random.nextInt(STATEMENTS.size()));
  }

  private String name() {
    return NAMES[random.nextInt(random.nextInt(2) + 1 == 1 ? 2 : NAMES.length)];
  }

  private void value(ByteArrayOutputStream body) {
    byte[] value =
        switch (random.nextInt(4)) {
          case 0 -> new byte[] {0, 0, 0, 1};
          case 1 -> new byte[] {(byte) 0xff};
          default -> "7".getBytes(UTF_8);
        };
    int length = random.nextInt(10) == 0 ? -1 : value.length;
    body.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
    if (length > 0) {
      body.writeBytes(value);
    }
  }

  private static void frame(ByteArrayOutputStream out, char type, byte[] body) {
    out.write(type);
    out.writeBytes(ByteBuffer.allocate(4).putInt(body.length + 4).array());
    out.writeBytes(body);
  }

  private static void string(ByteArrayOutputStream body, String text) {
    body.writeBytes((text + "\0").getBytes(UTF_8));
  }

  private static void short16(ByteArrayOutputStream body, int value) {
    body.write(value >> 8);
    body.write(value);
  }

  private boolean untilReady(DataInputStream in) throws IOException {
    char type;
    do {
      type = read(in, null);
    } while (type != 'Z' && type != 0);
    return type == 'Z';
  }

  /** False when the server has hung up, for which an error must be the last thing it says. */
  private boolean untilEndOfRound(DataInputStream in) throws IOException {
    boolean[] end = new boolean[1];
    while (true) {
      char type = read(in, end);
      if (type == 0) {
        return false;
      }
      if (type == 'Z' && end[0]) {
        return true;
      }
    }
  }

  private char read(DataInputStream in, boolean[] end) throws IOException {
    char type;
    byte[] body;
    try {
      type = (char) in.readByte();
      int length = in.readInt();
      assertTrue(length >= 4 && length < 1 << 24, "length " + length + " of " + type);
      body = in.readNBytes(length - 4);
      assertEquals(length - 4, body.length, "body of " + type);
    } catch (EOFException | SocketException e) {
      return 0;
    }
    assertTrue(ANSWERS.indexOf(type) >= 0, "answer of type " + (int) type);
    if (type == 'E' || type == 'N') {
      checkFields(body);
    }
    if (type == 'Z') {
      assertTrue(body.length == 1 && "ITE".indexOf(body[0]) >= 0, "status");
    }
    if (end != null && (type == 'D' || type == 'E')) {
      String text = new String(body, UTF_8);
      // In a transaction that has failed the last query is refused, in one that waits for COPY not.
      end[0] = text.contains("end of round") || text.contains("25P02");
    }
    return type;
  }

  private void checkFields(byte[] body) {
    Map<Character, String> fields = new HashMap<>();
    int at = 0;
    while (body[at] != 0) {
      int to = at + 1;
      while (body[to] != 0) {
        to++;
      }
      fields.put((char) body[at], new String(body, at + 1, to - at - 1, UTF_8));
      at = to + 1;
    }
    assertEquals(body.length - 1, at, "fields end the message");
    for (char needed : new char[] {'S', 'V', 'C', 'M'}) {
      assertTrue(fields.containsKey(needed), "field " + needed + " of " + fields);
    }
    assertEquals(5, fields.get('C').length(), fields.toString());
    states.merge(fields.get('C'), 1, Integer::sum);
  }
}
