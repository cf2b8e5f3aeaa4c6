package org.heapgres.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.heapgres.compat.RawClient.body;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Conversations message by message: PostgreSQL and we must answer the same. */
final class ProtocolTest {
  private static final int INT4 = 23;
  private static final int UNKNOWN_OPTION_MINOR = 9999;

  private static PostgresServer postgres;
  private static EmbeddedHeapgres heapgres;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.start();
    heapgres = EmbeddedHeapgres.start();
  }

  @AfterAll
  static void stop() {
    heapgres.close();
    postgres.close();
  }

  /** Talks to the server at a port and returns what it heard. */
  private interface Conversation {
    String with(int port) throws IOException;
  }

  /** The same in an open session. */
  private interface SessionConversation {
    String with(RawClient client) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> conversations() {
    Map<String, Conversation> all = new LinkedHashMap<>();
    startUps(all);
    simpleQueries(all);
    extendedQueries(all);
    errors(all);
    copies(all);
    return all.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        assertEquals(
                            entry.getValue().with(postgres.port()),
                            entry.getValue().with(heapgres.port()))));
  }

  private static Conversation session(SessionConversation conversation) {
    return port -> {
      try (RawClient client = RawClient.connected(port, "postgres")) {
        return conversation.with(client);
      }
    };
  }

  private static Conversation startUp(int major, int minor, String... parameters) {
    return port -> {
      try (RawClient client = new RawClient(port)) {
        client.startup(major, minor, parameters);
        return client.untilReady();
      }
    };
  }

  private static void startUps(Map<String, Conversation> all) {
    String[] known = {"user", "postgres", "database", "postgres"};
    all.put("start-up 3.0", startUp(3, 0, known));
    all.put("start-up 3.2", startUp(3, 2, known));
    all.put("start-up with a newer minor version", startUp(3, UNKNOWN_OPTION_MINOR, known));
    all.put(
        "start-up with protocol options",
        startUp(3, 2, "user", "postgres", "_pq_.colour", "blue", "database", "postgres"));
    all.put("start-up with a newer major version", startUp(4, 0, known));
    all.put("start-up without a user", startUp(3, 0, "database", "postgres"));
    all.put(
        "start-up with an unknown database",
        startUp(3, 0, "user", "postgres", "database", "nowhere"));
    all.put("start-up with an unknown role", startUp(3, 0, "user", "nobody_there"));
    all.put(
        "start-up with options",
        port -> {
          try (RawClient client = new RawClient(port)) {
            client.startup(
                3,
                0,
                "user",
                "postgres",
                "options",
                "-c search_path=a,\\ b --geqo=off",
                "DateStyle",
                "SQL, DMY");
            client.untilReady();
            return client.query("SHOW search_path").untilReady()
                + client.query("SHOW DateStyle").untilReady();
          }
        });
    all.put(
        "encryption requests in the clear",
        port -> {
          try (RawClient client = new RawClient(port)) {
            client.untyped(body().int32(80877104));
            char gss = client.readByte();
            client.untyped(body().int32(80877103));
            char tls = client.readByte();
            client.startup(3, 0, known);
            return gss + " " + tls + "\n" + client.untilReady();
          }
        });
    all.put(
        "start-up packet without its end",
        port -> {
          try (RawClient client = new RawClient(port)) {
            client.untyped(body().int32(3 << 16).string("user").string("postgres"));
            return client.untilClosed();
          }
        });
  }

  private static void simpleQueries(Map<String, Conversation> all) {
    all.put("one row", simple("SELECT 1 AS one, 'x'::text AS two, NULL::int8"));
    all.put("empty query", simple("", " ; ", "-- nothing"));
    all.put("several statements", simple("SELECT 1; SELECT 2; ; SELECT 'three' AS t"));
    all.put("syntax error", simple("SELECT 1; SELEC 2", "SELECT 1"));
    all.put(
        "statements share a transaction",
        simple(
            "CREATE TABLE p_shared (id int PRIMARY KEY)",
            "INSERT INTO p_shared VALUES (1); INSERT INTO p_shared VALUES (1); SELECT 1",
            "SELECT count(*) FROM p_shared",
            "INSERT INTO p_shared VALUES (1); SELECT 'x'::int",
            "SELECT count(*) FROM p_shared",
            "BEGIN; INSERT INTO p_shared VALUES (1); COMMIT; SELECT nothing",
            "SELECT count(*) FROM p_shared",
            "DROP TABLE p_shared"));
    all.put(
        "transaction status",
        simple(
            "BEGIN",
            "SELECT 1",
            "SELECT nothing",
            "SELECT 1",
            "ROLLBACK",
            "COMMIT",
            "BEGIN; SELECT nothing; ROLLBACK",
            "ROLLBACK"));
    all.put(
        "changed parameters are reported",
        simple(
            "SET application_name = 'me'; SET DateStyle = 'German'; SELECT 1",
            "SET TimeZone = 'Asia/Tokyo'",
            "BEGIN; SET LOCAL IntervalStyle = 'iso_8601'",
            "COMMIT",
            "RESET DateStyle"));
    all.put(
        "ends of implicit transactions",
        simple(
            "CREATE TABLE p_implicit (a int)",
            "INSERT INTO p_implicit VALUES (1); COMMIT; INSERT INTO p_implicit VALUES (2); SELECT 1/0",
            "INSERT INTO p_implicit VALUES (3); ROLLBACK; SELECT 2",
            "INSERT INTO p_implicit VALUES (4); ROLLBACK; INSERT INTO p_implicit VALUES (5)",
            "INSERT INTO p_implicit VALUES (6); COMMIT AND CHAIN; INSERT INTO p_implicit VALUES (7)",
            "SELECT * FROM p_implicit ORDER BY a",
            "SELECT 1; VACUUM",
            "SET TRANSACTION READ ONLY; SET LOCAL work_mem = '1MB'; LOCK TABLE p_implicit IN ACCESS"
                + " SHARE MODE; SHOW transaction_read_only",
            "SET LOCAL work_mem = '1MB'",
            "DROP TABLE p_implicit"));
    all.put(
        "notices", simple("DROP TABLE IF EXISTS p_not_there", "BEGIN; BEGIN", "COMMIT; COMMIT"));
    all.put(
        "error fields",
        simple(
            "CREATE TABLE p_fields (id int PRIMARY KEY, n int NOT NULL, c int CHECK (c > 0))",
            "INSERT INTO p_fields VALUES (1, NULL, 1)",
            "INSERT INTO p_fields VALUES (1, 1, 0)",
            "INSERT INTO p_fields VALUES (1, 1, 1), (1, 1, 1)",
            "SELECT nothing FROM p_fields",
            "SELECT 'x'::int",
            "DROP TABLE p_fields"));
  }

  private static Conversation simple(String... queries) {
    return session(
        client -> {
          StringBuilder heard = new StringBuilder();
          for (String query : queries) {
            heard.append("> ").append(query).append('\n');
            heard.append(client.query(query).untilReady());
          }
          return heard.toString();
        });
  }

  private static void extendedQueries(Map<String, Conversation> all) {
    all.put(
        "unnamed statement and portal",
        session(
            client ->
                client
                    .parse("", "SELECT $1::int + 1 AS n, $2::text AS t")
                    .bind("", "", "41", null)
                    .describe('S', "")
                    .describe('P', "")
                    .execute("", 0)
                    .sync()
                    .untilReady()));
    all.put(
        "named statement, bound twice, closed",
        session(
            client ->
                client
                    .parse("s", "SELECT $1", INT4)
                    .bind("a", "s", "1")
                    .bind("b", "s", "2")
                    .execute("b", 0)
                    .execute("a", 0)
                    .close('P', "a")
                    .close('P', "a")
                    .close('S', "s")
                    .sync()
                    .untilReady()));
    all.put(
        "row limits",
        session(
            client ->
                client
                    .parse("", "SELECT g FROM generate_series(1, 5) g")
                    .bind("", "")
                    .execute("", 2)
                    .execute("", 2)
                    .execute("", 2)
                    .execute("", 2)
                    .sync()
                    .untilReady()));
    all.put(
        "a portal lives as long as its transaction",
        session(
            client ->
                client.query("BEGIN").untilReady()
                    + client
                        .parse("", "SELECT g FROM generate_series(1, 5) g")
                        .bind("c", "")
                        .execute("c", 2)
                        .sync()
                        .untilReady()
                    + client.execute("c", 2).sync().untilReady()
                    + client.query("COMMIT").untilReady()
                    + client.execute("c", 2).sync().untilReady()));
    all.put(
        "no rows to describe",
        session(
            client ->
                client
                    .parse("", "SET geqo = off")
                    .describe('S', "")
                    .bind("", "")
                    .describe('P', "")
                    .execute("", 0)
                    .sync()
                    .untilReady()));
    all.put(
        "empty statement",
        session(
            client ->
                client
                    .parse("", "")
                    .describe('S', "")
                    .bind("", "")
                    .execute("", 0)
                    .sync()
                    .untilReady()));
    all.put(
        "flush brings the answers so far",
        session(
            client ->
                client.parse("", "SELECT 1").flush().until('1')
                    + client.bind("", "").flush().until('2')
                    + client.execute("", 0).flush().until('C')
                    + client.sync().untilReady()));
    all.put(
        "pipelined transactions",
        session(
            client -> {
              client.query("CREATE TABLE p_pipe (id int PRIMARY KEY)").untilReady();
              client.parse("i", "INSERT INTO p_pipe VALUES ($1)", INT4);
              for (String id : new String[] {"1", "2", "1", "3"}) {
                client.bind("", "i", id).execute("", 0).sync();
              }
              client.bind("", "i", "4").execute("", 0);
              client.bind("", "i", "4").execute("", 0);
              client.bind("", "i", "5").execute("", 0).sync();
              client.query("SELECT id FROM p_pipe ORDER BY id");
              StringBuilder heard = new StringBuilder();
              for (int i = 0; i < 6; i++) {
                heard.append(client.untilReady());
              }
              return heard + client.query("DROP TABLE p_pipe").untilReady();
            }));
    all.put(
        "binary parameters and results",
        session(
            client ->
                client
                    .parse("", "SELECT $1::int4, $2::int8, $3::text, $4::bool, $5::float8")
                    .send(
                        'B',
                        body()
                            .string("")
                            .string("")
                            .int16(5)
                            .int16(1)
                            .int16(1)
                            .int16(0)
                            .int16(1)
                            .int16(1)
                            .int16(5)
                            .value(ByteBuffer.allocate(4).putInt(-7).array())
                            .value(ByteBuffer.allocate(8).putLong(1L << 40).array())
                            .value(new byte[] {'h', 'i'})
                            .value(new byte[] {1})
                            .value(ByteBuffer.allocate(8).putDouble(1.5).array())
                            .int16(1)
                            .int16(1))
                    .describe('P', "")
                    .execute("", 0)
                    .sync()
                    .untilReady()));
  }

  private static void errors(Map<String, Conversation> all) {
    all.put(
        "an error discards until Sync",
        session(
            client ->
                client
                        .parse("", "SELECT 1/(g-1) FROM generate_series(1, 1) g")
                        .bind("", "")
                        .execute("", 0)
                        .parse("t", "SELECT 2")
                        .query("SELECT 3")
                        .sync()
                        .query("SELECT 4")
                        .until('Z')
                    + client.untilReady()));
    all.put(
        "unknown names",
        session(
            client ->
                client.bind("", "nothing").sync().untilReady()
                    + client.execute("nothing", 0).sync().untilReady()
                    + client.describe('S', "nothing").sync().untilReady()
                    + client.describe('P', "nothing").sync().untilReady()));
    all.put(
        "names in use",
        session(
            client ->
                client.parse("s", "SELECT 1").parse("s", "SELECT 2").sync().untilReady()
                    + client.bind("p", "s").bind("p", "s").sync().untilReady()));
    all.put(
        "wrong parameters",
        session(
            client ->
                client.parse("s", "SELECT $1::int").sync().untilReady()
                    + client.bind("", "s").sync().untilReady()
                    + client.bind("", "s", "1", "2").sync().untilReady()
                    + client.bind("", "s", "x").sync().untilReady()
                    + client.bind("named", "s", "").sync().untilReady()
                    + client.parse("", "SELECT $1").sync().untilReady()
                    + client.parse("", "SELECT 1; SELECT 2").sync().untilReady()));
    all.put(
        "a parameter error fails the transaction",
        session(
            client ->
                client.query("BEGIN").untilReady()
                    + client.parse("", "SELECT $1::int").bind("", "", "x").sync().untilReady()
                    + client.query("SELECT 1").untilReady()
                    + client.query("ROLLBACK").untilReady()));
    all.put(
        "broken bodies",
        session(
            client ->
                client.send('D', body().raw((byte) 'X').string("s")).sync().untilReady()
                    + client.send('C', body().raw((byte) 'X').string("s")).sync().untilReady()
                    + client.send('P', body().string("s")).sync().untilReady()
                    + client.send('Q', body().raw((byte) 'x')).untilReady()
                    + client.query("SELECT 1").untilReady()));
    all.put("unknown message type", session(client -> client.send('?', body()).untilClosed()));
    all.put(
        "text that is not UTF-8",
        session(
            client ->
                client
                    .send('Q', body().raw((byte) 'x', (byte) 0xc3, (byte) '(', (byte) 0))
                    .untilReady()));
    all.put("terminate", session(client -> client.send('X', body()).untilClosed()));
  }

  private static void copies(Map<String, Conversation> all) {
    all.put(
        "copy in and out",
        copying(
            client ->
                client.query("COPY p_copy FROM STDIN").until('G')
                    + data(client, "1\tone\n2\t\\N\n", "3\tth", "ree\n")
                        .send('c', body())
                        .untilReady()
                    + client.query("COPY p_copy TO STDOUT; SELECT 1").untilReady()));
    all.put(
        "copy that the client gives up",
        copying(
            client ->
                client.query("COPY p_copy FROM STDIN; SELECT 1").until('G')
                    + data(client, "1\tone\n")
                        .send('f', body().string("changed my mind"))
                        .untilReady()
                    + client.query("SELECT count(*) FROM p_copy").untilReady()));
    all.put(
        "copy that fails drops what follows",
        copying(
            client ->
                client.query("COPY p_copy FROM STDIN").until('G')
                    + data(client, "x\tone\n", "2\ttwo\n").send('c', body()).untilReady()
                    + client.query("SELECT count(*) FROM p_copy").untilReady()));
    all.put(
        "copy in the extended protocol",
        copying(
            client ->
                client
                        .parse("", "COPY p_copy FROM STDIN")
                        .bind("", "")
                        .execute("", 0)
                        .sync()
                        .until('G')
                    + data(client, "1\tone\n").send('c', body()).sync().untilReady()
                    + client.query("SELECT count(*) FROM p_copy").untilReady()));
    all.put(
        "a query in the middle of a copy",
        copying(
            client ->
                client.query("COPY p_copy FROM STDIN").until('G')
                    + fatal(data(client, "1\tone\n").query("SELECT 1").untilClosed())));
  }

  private static String fatal(String heard) {
    return heard.lines().filter(line -> line.contains("S=FATAL")).findFirst().orElse(heard);
  }

  private static RawClient data(RawClient client, String... pieces) throws IOException {
    for (String piece : pieces) {
      client.send('d', body().raw(piece.getBytes(UTF_8)));
    }
    return client;
  }

  private static Conversation copying(SessionConversation conversation) {
    return session(
        client -> {
          client.query("DROP TABLE IF EXISTS p_copy").untilReady();
          client.query("CREATE TABLE p_copy (id int, t text)").untilReady();
          return conversation.with(client);
        });
  }

  @Test
  void cancelsWithTheRightKeyOnly() throws Exception {
    try (RawClient client = RawClient.connected(heapgres.port(), "postgres")) {
      client.query("SELECT count(*) FROM generate_series(1, 100000000000) g");
      byte[] wrong = client.key();
      wrong[0]++;
      client.cancel(wrong);
      client.cancel(Arrays.copyOf(client.key(), 3));
      // A request that comes before the statement has begun ends nothing, here and there.
      AtomicBoolean answered = new AtomicBoolean();
      Thread canceller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!answered.get()) {
                      try {
                        client.cancel(client.key());
                        Thread.sleep(100);
                      } catch (IOException | InterruptedException e) {
                        return;
                      }
                    }
                  });
      String heard = client.untilReady();
      answered.set(true);
      canceller.join();
      assertTrue(heard.contains("C=57014 M=canceling statement due to user request"), () -> heard);
      client.query("SELECT 1");
      assertTrue(client.untilReady().contains("SELECT 1"));
    }
  }
}
