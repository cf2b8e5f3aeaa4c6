package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.codec.Interval;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.postgresql.codec.Point;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The drivers that do not wait: R2DBC and Vert.x. */
final class ReactiveClientsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final UUID ID = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
  private static EmbeddedHeapgres heapgres;
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    heapgres = EmbeddedHeapgres.start();
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    await(vertx.close());
    heapgres.close();
  }

  @BeforeEach
  void freshSchema() throws Exception {
    try (Connection connection = DriverManager.getConnection(heapgres.jdbcUrl())) {
      connection
          .createStatement()
          .execute(
              "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
                  + "CREATE TABLE author (id serial PRIMARY KEY, name varchar(100) NOT NULL UNIQUE,"
                  + " born date, rating numeric(4,2) DEFAULT 5.00)");
    }
  }

  /** Values of types that any client has. */
  private static Map<String, Object> values() {
    Map<String, Object> values = new TreeMap<>(JavaClient.values());
    values.put("varchar(5)", "abcde");
    values.put("time", LocalTime.of(23, 59, 59, 123_456_000));
    values.put("float8[]", new Double[] {1.5, 2.5});
    return values;
  }

  private static Stream<DynamicTest> thereAndBack(
      Map<String, Object> values, ThereAndBack conversation) {
    return values.entrySet().stream()
        .map(
            type ->
                DynamicTest.dynamicTest(
                    type.getKey(),
                    () -> {
                      Object back = conversation.send(type.getKey(), type.getValue());
                      if (type.getValue() instanceof Object[] array) {
                        assertArrayEquals(array, (Object[]) back);
                      } else {
                        assertEquals(
                            type.getValue() instanceof Json json
                                ? json.asString()
                                : type.getValue(),
                            back);
                      }
                    }));
  }

  /** Sends a value of a type as a parameter; what comes back. */
  private interface ThereAndBack {
    Object send(String type, Object value) throws Exception;
  }

  // R2DBC

  private static PostgresqlConnectionFactory r2dbc() {
    return new PostgresqlConnectionFactory(
        PostgresqlConnectionConfiguration.builder()
            .host("127.0.0.1")
            .port(heapgres.port())
            .username("postgres")
            .database("postgres")
            .build());
  }

  private static <T> List<T> r2dbc(Function<PostgresqlConnection, Flux<T>> work) {
    return Flux.usingWhen(r2dbc().create(), work, PostgresqlConnection::close)
        .collectList()
        .block(PATIENCE);
  }

  private static Flux<String> column(PostgresqlConnection connection, String sql) {
    return connection.createStatement(sql).execute().flatMap(r -> r.map((row, m) -> text(row)));
  }

  private static String text(io.r2dbc.spi.Row row) {
    return String.valueOf(row.get(0));
  }

  @TestFactory
  @Tag("R2DBC")
  Stream<DynamicTest> r2dbcTypes() {
    Map<String, Object> values = values();
    values.put("jsonb", Json.of("{\"a\": [1, null]}"));
    values.put("interval", Interval.of(Period.of(1, 2, 3), Duration.ofSeconds(4)));
    values.put("point", Point.of(1.5, -2));
    values.put("uuid[]", new UUID[] {ID});
    values.put("bytea", ByteBuffer.wrap(new byte[] {0, 1, -1}));
    return thereAndBack(
        values,
        (type, value) ->
            r2dbc(
                    connection ->
                        connection
                            .createStatement("SELECT $1::" + type)
                            .bind("$1", value)
                            .execute()
                            .flatMap(r -> r.map((row, m) -> asked(row, value))))
                .getFirst());
  }

  private static Object asked(io.r2dbc.spi.Row row, Object value) {
    return switch (value) {
      case Json _ -> row.get(0, Json.class).asString();
      case ByteBuffer _ -> row.get(0, ByteBuffer.class);
      default -> row.get(0, value.getClass());
    };
  }

  @Test
  @Tag("R2DBC")
  void r2dbcStreamsRowsAndTransactions() {
    List<String> names =
        Mono.from(r2dbc().create())
            .flatMapMany(
                connection ->
                    Flux.concat(
                            Mono.from(connection.beginTransaction()).then(Mono.<String>empty()),
                            Flux.range(0, 20)
                                .concatMap(
                                    i ->
                                        Flux.from(
                                                connection
                                                    .createStatement(
                                                        "INSERT INTO author (name, born) VALUES ($1, $2)"
                                                            + " RETURNING id")
                                                    .bind("$1", "author " + i)
                                                    .bind("$2", LocalDate.of(2000, 1, 1 + i))
                                                    .execute())
                                            .flatMap(
                                                r -> r.map((row, m) -> row.get(0, Integer.class))))
                                .then(Mono.<String>empty()),
                            Mono.from(connection.commitTransaction()).then(Mono.<String>empty()),
                            Flux.from(
                                    connection
                                        .createStatement(
                                            "SELECT name FROM author WHERE born < $1 ORDER BY id")
                                        .bind("$1", LocalDate.of(2000, 1, 6))
                                        .fetchSize(2)
                                        .execute())
                                .flatMap(r -> r.map((row, m) -> row.get("name", String.class))),
                            Flux.from(connection.createStatement("SELECT 1/0").execute())
                                .flatMap(r -> r.map((row, m) -> "never"))
                                .onErrorResume(e -> Mono.just(e.getMessage())))
                        .concatWith(Mono.from(connection.close()).then(Mono.<String>empty())))
            .collectList()
            .block();
    assertEquals(
        List.of("author 0", "author 1", "author 2", "author 3", "author 4", "division by zero"),
        names);
  }

  @Test
  @Tag("R2DBC")
  void r2dbcSendsNulls() {
    assertEquals(
        List.of("null null"),
        r2dbc(
            connection ->
                connection
                    .createStatement("SELECT $1::int4, $2::text")
                    .bindNull("$1", Integer.class)
                    .bindNull("$2", String.class)
                    .execute()
                    .flatMap(r -> r.map((row, m) -> row.get(0) + " " + row.get(1)))));
  }

  @Test
  @Tag("R2DBC")
  void r2dbcReturnsGeneratedKeys() {
    assertEquals(
        List.of(1, 2),
        r2dbc(
            connection ->
                connection
                    .createStatement("INSERT INTO author (name) VALUES ($1)")
                    .returnGeneratedValues("id")
                    .bind("$1", "Ann")
                    .add()
                    .bind("$1", "Bob")
                    .execute()
                    .flatMap(r -> r.map((row, m) -> row.get("id", Integer.class)))));
  }

  @Test
  @Tag("R2DBC")
  void r2dbcTellsWhatWasWrong() {
    R2dbcDataIntegrityViolationException taken =
        assertThrows(
            R2dbcDataIntegrityViolationException.class,
            () ->
                r2dbc(
                    connection ->
                        column(connection, "INSERT INTO author (name) VALUES ('x'), ('x')")));
    assertEquals("23505", taken.getSqlState());
    R2dbcException unknown =
        assertThrows(
            R2dbcException.class, () -> r2dbc(connection -> column(connection, "SELECT nothing")));
    assertEquals("42703", unknown.getSqlState());
  }

  @Test
  @Tag("R2DBC")
  void r2dbcGoesBackToSavepoints() {
    assertEquals(
        List.of("kept"),
        r2dbc(
            connection ->
                Flux.concat(
                        connection.beginTransaction(),
                        column(connection, "INSERT INTO author (name) VALUES ('kept')").then(),
                        connection.createSavepoint("here"),
                        column(connection, "INSERT INTO author (name) VALUES ('lost')").then(),
                        connection.rollbackTransactionToSavepoint("here"),
                        connection.commitTransaction())
                    .thenMany(column(connection, "SELECT name FROM author"))));
  }

  @Test
  @Tag("R2DBC")
  void r2dbcSetsIsolation() {
    assertEquals(
        List.of("serializable"),
        r2dbc(
            connection ->
                connection
                    .setTransactionIsolationLevel(IsolationLevel.SERIALIZABLE)
                    .then(connection.beginTransaction())
                    .thenMany(column(connection, "SHOW transaction_isolation"))));
  }

  @Test
  @Tag("R2DBC")
  void r2dbcTakesAFewRowsOfMany() {
    assertEquals(
        List.of("1", "2", "3"),
        r2dbc(
            connection ->
                connection
                    .createStatement("SELECT i::text FROM generate_series(1, 100000) i")
                    .fetchSize(2)
                    .execute()
                    .flatMap(r -> r.map((row, m) -> row.get(0, String.class)))
                    .take(3)));
  }

  @Test
  @Tag("R2DBC")
  void r2dbcHearsNotifications() {
    List<Notification> heard =
        r2dbc(
            connection ->
                Flux.merge(
                    connection.getNotifications().take(1),
                    column(connection, "LISTEN news")
                        .thenMany(column(connection, "NOTIFY news, 'extra'"))
                        .then(Mono.<Notification>empty())));
    assertEquals("news", heard.getFirst().getName());
    assertEquals("extra", heard.getFirst().getParameter());
  }

  @Test
  @Tag("R2DBC")
  void r2dbcDescribesColumns() {
    assertEquals(
        List.of("id int4, name varchar, rating numeric"),
        r2dbc(
            connection ->
                connection
                    .createStatement(
                        "INSERT INTO author (name) VALUES ('x') RETURNING id, name, rating")
                    .execute()
                    .flatMap(
                        r ->
                            r.map(
                                (row, metadata) ->
                                    metadata.getColumnMetadatas().stream()
                                        .map(c -> c.getName() + " " + c.getType().getName())
                                        .map(c -> c.toLowerCase(java.util.Locale.ROOT))
                                        .collect(java.util.stream.Collectors.joining(", "))))));
  }

  // Vert.x

  private static PgConnectOptions vertxOptions() {
    return new PgConnectOptions()
        .setHost("127.0.0.1")
        .setPort(heapgres.port())
        .setUser("postgres")
        .setDatabase("postgres")
        .setCachePreparedStatements(true)
        .setPipeliningLimit(64);
  }

  private static <T> T vertx(Function<PgConnection, io.vertx.core.Future<T>> work)
      throws Exception {
    PgConnection connection = await(PgConnection.connect(vertx, vertxOptions()));
    try {
      return await(work.apply(connection));
    } finally {
      await(connection.close());
    }
  }

  private static <T> T await(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @TestFactory
  @Tag("Vert.x")
  Stream<DynamicTest> vertxTypes() {
    Map<String, Object> values = values();
    values.put("jsonb", new JsonObject().put("a", new JsonArray().add(1).addNull()));
    values.put("json", new JsonArray().add("x").add(true));
    values.put(
        "interval",
        io.vertx.pgclient.data.Interval.of().years(1).months(2).days(3).hours(4).seconds(5));
    values.put("point", new io.vertx.pgclient.data.Point(1.5, -2));
    values.put("timetz", OffsetTime.of(1, 2, 3, 4000, ZoneOffset.ofHours(-5)));
    values.put("bytea", Buffer.buffer(new byte[] {0, 1, -1}));
    values.put("uuid[]", new UUID[] {ID});
    values.put("date[]", new LocalDate[] {LocalDate.of(2026, 1, 2), null});
    return thereAndBack(
        values,
        (type, value) ->
            vertx(
                connection ->
                    connection
                        .preparedQuery("SELECT $1::" + type)
                        .execute(Tuple.of(value))
                        .map(rows -> asked(rows.iterator().next(), value))));
  }

  private static Object asked(Row row, Object value) {
    return value instanceof Buffer ? row.getBuffer(0) : row.get(value.getClass(), 0);
  }

  @Test
  @Tag("Vert.x")
  void vertxPipelinesAndStreams() throws Exception {
    Pool pool = PgBuilder.pool().connectingTo(vertxOptions()).using(vertx).build();
    try {
      List<Tuple> batch = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        batch.add(Tuple.of("author " + i, LocalDate.of(2001, 1, 1), new BigDecimal("1.25")));
      }
      await(
          pool.preparedQuery("INSERT INTO author (name, born, rating) VALUES ($1, $2, $3)")
              .executeBatch(batch));
      List<io.vertx.core.Future<RowSet<Row>>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(
            pool.preparedQuery("SELECT rating FROM author WHERE name = $1")
                .execute(Tuple.of("author " + i)));
      }
      for (var answer : answers) {
        assertEquals(new BigDecimal("1.25"), await(answer).iterator().next().getBigDecimal(0));
      }
      Integer read =
          await(
              pool.withTransaction(
                  connection ->
                      connection
                          .prepare("SELECT name FROM author ORDER BY id")
                          .compose(
                              prepared -> {
                                var cursor = prepared.cursor();
                                return cursor
                                    .read(30)
                                    .compose(
                                        some ->
                                            cursor
                                                .read(200)
                                                .map(rest -> some.size() + rest.size()));
                              })));
      assertEquals(100, read);
      Row types =
          await(
                  pool.query(
                          "SELECT '{\"a\": 1}'::jsonb, ARRAY[1, 2], now(), 1.5::float8, true,"
                              + " 'x'::char, '\\x01'::bytea, 7::int8, interval '1 day 02:03:04'")
                      .execute())
              .iterator()
              .next();
      assertEquals(1, types.getJsonObject(0).getInteger("a"));
      assertEquals(7L, types.getLong(7));
    } finally {
      await(pool.close());
    }
  }

  @Test
  @Tag("Vert.x")
  void vertxTellsWhatWasWrong() {
    ExecutionException failed =
        assertThrows(
            ExecutionException.class,
            () ->
                vertx(
                    connection ->
                        connection
                            .query("INSERT INTO author (name) VALUES ('x'), ('x')")
                            .execute()));
    PgException taken = assertInstanceOf(PgException.class, failed.getCause());
    assertEquals("23505", taken.getSqlState());
    assertEquals("author_name_key", taken.getConstraint());
    assertEquals("Key (name)=(x) already exists.", taken.getDetail());
  }

  @Test
  @Tag("Vert.x")
  void vertxRollsBackWhatFails() throws Exception {
    Pool pool = PgBuilder.pool().connectingTo(vertxOptions()).using(vertx).build();
    try {
      assertThrows(
          ExecutionException.class,
          () ->
              await(
                  pool.withTransaction(
                      connection ->
                          connection
                              .query("INSERT INTO author (name) VALUES ('lost')")
                              .execute()
                              .compose(rows -> connection.query("SELECT 1/0").execute()))));
      RowSet<Row> rows = await(pool.query("SELECT name FROM author").execute());
      assertEquals(0, rows.size());
    } finally {
      await(pool.close());
    }
  }

  @Test
  @Tag("Vert.x")
  void vertxHearsNotificationsAndNotices() throws Exception {
    CompletableFuture<PgNotification> heard = new CompletableFuture<>();
    CompletableFuture<String> told = new CompletableFuture<>();
    var _ =
        vertx(
            connection -> {
              connection.notificationHandler(heard::complete);
              connection.noticeHandler(notice -> told.complete(notice.getMessage()));
              return connection
                  .query("LISTEN news; NOTIFY news, 'extra'; DROP TABLE IF EXISTS nothing")
                  .execute();
            });
    assertEquals("extra", heard.get(60, TimeUnit.SECONDS).getPayload());
    assertEquals("table \"nothing\" does not exist, skipping", told.get(60, TimeUnit.SECONDS));
  }

  @Test
  @Tag("Vert.x")
  void vertxCancels() {
    ExecutionException failed =
        assertThrows(
            ExecutionException.class,
            () ->
                vertx(
                    connection -> {
                      var sleeping = connection.query("SELECT pg_sleep(600)").execute();
                      vertx.setTimer(200, timer -> connection.cancelRequest());
                      return sleeping;
                    }));
    assertEquals("57014", assertInstanceOf(PgException.class, failed.getCause()).getSqlState());
  }

  @Test
  @Tag("Vert.x")
  void vertxStreamsRows() throws Exception {
    List<Integer> read = new ArrayList<>();
    var _ =
        vertx(
            connection ->
                connection
                    .begin()
                    .compose(
                        transaction ->
                            connection
                                .prepare("SELECT i FROM generate_series(1, $1) i")
                                .compose(
                                    prepared -> {
                                      var stream = prepared.createStream(7, Tuple.of(50));
                                      CompletableFuture<Integer> end = new CompletableFuture<>();
                                      stream.handler(row -> read.add(row.getInteger(0)));
                                      stream.endHandler(_ -> end.complete(read.size()));
                                      stream.exceptionHandler(end::completeExceptionally);
                                      return io.vertx.core.Future.fromCompletionStage(end);
                                    })));
    assertEquals(50, read.size());
    assertEquals(50, read.getLast());
  }

  @Test
  @Tag("Vert.x")
  void vertxReturnsRowsOfABatch() throws Exception {
    List<Integer> keys = new ArrayList<>();
    RowSet<Row> rows =
        vertx(
            connection ->
                connection
                    .preparedQuery("INSERT INTO author (name) VALUES ($1) RETURNING id")
                    .executeBatch(List.of(Tuple.of("Ann"), Tuple.of("Bob"), Tuple.of("Cid"))));
    for (RowSet<Row> each = rows; each != null; each = each.next()) {
      keys.add(each.iterator().next().getInteger("id"));
    }
    assertEquals(List.of(1, 2, 3), keys);
  }

  @Test
  @Tag("Vert.x")
  void vertxRunsSeveralStatementsAtOnce() throws Exception {
    RowSet<Row> first =
        vertx(connection -> connection.query("SELECT 1; VALUES (2), (3); SELECT 4").execute());
    assertEquals(1, first.iterator().next().getInteger(0));
    assertEquals(2, first.next().size());
    assertEquals(4, first.next().next().iterator().next().getInteger(0));
  }
}
