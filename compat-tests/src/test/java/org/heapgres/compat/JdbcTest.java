package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/**
 * pgjdbc as applications use it: prepared statements, binary transfer, batches, cursors, metadata,
 * COPY, cancel.
 */
@Tag("pgjdbc")
final class JdbcTest {
  private static EmbeddedHeapgres heapgres;

  @BeforeAll
  static void start() {
    heapgres = EmbeddedHeapgres.start();
  }

  @AfterAll
  static void stop() {
    heapgres.close();
  }

  @BeforeEach
  void freshTable() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS users");
      statement.execute(
          "CREATE TABLE users (id text PRIMARY KEY, email text, visits int DEFAULT 0)");
      statement.execute("INSERT INTO users VALUES ('bob', 'bob@example.org', 0), ('ann', NULL, 7)");
    }
  }

  private static Connection connect(String options) throws SQLException {
    String url = heapgres.jdbcUrl();
    return DriverManager.getConnection(url + (url.contains("?") ? "&" : "?") + options);
  }

  @Test
  void everyTypeRoundTripsInTextAndInBinary() throws SQLException {
    for (String options :
        List.of(
            "prepareThreshold=-1",
            "prepareThreshold=1&binaryTransfer=true",
            "preferQueryMode=simple")) {
      try (Connection connection = connect(options);
          Statement statement = connection.createStatement()) {
        statement.execute("DROP TABLE IF EXISTS every_type");
        statement.execute(
            "CREATE TABLE every_type (b bool, i2 int2, i4 int4, i8 int8, f4 float4, f8 float8, n numeric, t text,"
                + " v varchar(10), c char(4), y bytea, d date, ti time, ts timestamp, tz timestamptz, u uuid,"
                + " j jsonb, a int[], s text[])");
        UUID uuid = UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        OffsetDateTime instant = OffsetDateTime.of(2026, 5, 6, 7, 8, 9, 123456000, ZoneOffset.UTC);
        try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO every_type VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?::jsonb,?,?)")) {
          for (int round = 0; round < 3; round++) {
            insert.setBoolean(1, true);
            insert.setShort(2, (short) -2);
            insert.setInt(3, Integer.MIN_VALUE);
            insert.setLong(4, Long.MAX_VALUE);
            insert.setFloat(5, 1.5f);
            insert.setDouble(6, -0.1);
            insert.setBigDecimal(7, new BigDecimal("12345678901234567890.123450"));
            insert.setString(8, "grüße 😀");
            insert.setString(9, "varchar");
            insert.setString(10, "ch");
            insert.setBytes(11, new byte[] {0, 1, (byte) 0xff});
            insert.setObject(12, LocalDate.of(2024, 2, 29));
            insert.setObject(13, LocalTime.of(23, 59, 59));
            insert.setObject(14, LocalDateTime.of(1999, 12, 31, 23, 59, 59, 999999000));
            insert.setObject(15, instant);
            insert.setObject(16, uuid);
            insert.setString(17, "{\"b\": [1, 2.50], \"a\": null}");
            insert.setArray(18, connection.createArrayOf("int4", new Integer[] {1, null, 3}));
            insert.setArray(
                19, connection.createArrayOf("text", new String[] {"x", "a,b", "\"q\"", null}));
            assertEquals(1, insert.executeUpdate());
          }
        }
        try (PreparedStatement select =
            connection.prepareStatement("SELECT * FROM every_type WHERE i4 = ?")) {
          for (int round = 0; round < 3; round++) {
            select.setInt(1, Integer.MIN_VALUE);
            try (ResultSet row = select.executeQuery()) {
              assertTrue(row.next());
              assertTrue(row.getBoolean(1));
              assertEquals(-2, row.getShort(2));
              assertEquals(Integer.MIN_VALUE, row.getInt(3));
              assertEquals(Long.MAX_VALUE, row.getLong(4));
              assertEquals(1.5f, row.getFloat(5));
              assertEquals(-0.1, row.getDouble(6));
              assertEquals(new BigDecimal("12345678901234567890.123450"), row.getBigDecimal(7));
              assertEquals("grüße 😀", row.getString(8));
              assertEquals("varchar", row.getString(9));
              assertEquals("ch  ", row.getString(10));
              assertArrayEquals(new byte[] {0, 1, (byte) 0xff}, row.getBytes(11));
              assertEquals(LocalDate.of(2024, 2, 29), row.getObject(12, LocalDate.class));
              assertEquals(LocalTime.of(23, 59, 59), row.getObject(13, LocalTime.class));
              assertEquals(
                  LocalDateTime.of(1999, 12, 31, 23, 59, 59, 999999000),
                  row.getObject(14, LocalDateTime.class));
              assertEquals(instant, row.getObject(15, OffsetDateTime.class));
              assertEquals(uuid, row.getObject(16, UUID.class));
              assertEquals("{\"a\": null, \"b\": [1, 2.50]}", row.getString(17));
              assertArrayEquals(new Integer[] {1, null, 3}, (Integer[]) array(row, 18));
              assertArrayEquals(
                  new String[] {"x", "a,b", "\"q\"", null}, (String[]) array(row, 19));
            }
          }
        }
      }
    }
  }

  private static Object array(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    return array.getArray();
  }

  @Test
  void nullsKeepTheirType() throws SQLException {
    try (Connection connection = connect("");
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT ?::int + 1, coalesce(?, 'none'), ?::text IS NULL")) {
      select.setNull(1, Types.INTEGER);
      select.setNull(2, Types.VARCHAR);
      select.setNull(3, Types.VARCHAR);
      try (ResultSet row = select.executeQuery()) {
        assertTrue(row.next());
        assertEquals(0, row.getInt(1));
        assertTrue(row.wasNull());
        assertEquals("none", row.getString(2));
        assertTrue(row.getBoolean(3));
      }
    }
  }

  @Test
  void batchesInsertOnceEach() throws SQLException {
    for (String options : List.of("", "reWriteBatchedInserts=true")) {
      try (Connection connection = connect(options);
          Statement statement = connection.createStatement()) {
        statement.execute("DROP TABLE IF EXISTS batch");
        statement.execute("CREATE TABLE batch (id int PRIMARY KEY, v text)");
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO batch VALUES (?, ?)")) {
          for (int i = 0; i < 1000; i++) {
            insert.setInt(1, i);
            insert.setString(2, "v" + i);
            insert.addBatch();
          }
          assertEquals(1000, insert.executeBatch().length);
          connection.commit();
          insert.setInt(1, 5000);
          insert.setString(2, "new");
          insert.addBatch();
          insert.setInt(1, 5);
          insert.setString(2, "again");
          insert.addBatch();
          BatchUpdateException e = assertThrows(BatchUpdateException.class, insert::executeBatch);
          assertEquals("23505", e.getSQLState());
          connection.rollback();
        }
        try (ResultSet count = statement.executeQuery("SELECT count(*) FROM batch")) {
          assertTrue(count.next());
          assertEquals(1000, count.getInt(1));
        }
      }
    }
  }

  @Test
  void fetchSizeReadsThroughASuspendedPortal() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.setFetchSize(100);
      try (ResultSet rows = statement.executeQuery("SELECT g FROM generate_series(1, 1050) g")) {
        int n = 0;
        while (rows.next()) {
          assertEquals(++n, rows.getInt(1));
        }
        assertEquals(1050, n);
      }
    }
  }

  @Test
  void generatedKeysComeBack() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS keyed");
      statement.execute("CREATE TABLE keyed (id bigserial PRIMARY KEY, v text)");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO keyed (v) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
        insert.setString(1, "x");
        assertEquals(1, insert.executeUpdate());
        try (ResultSet keys = insert.getGeneratedKeys()) {
          assertTrue(keys.next());
          assertEquals(1, keys.getLong("id"));
        }
      }
    }
  }

  @Test
  void aFailedTransactionWantsARollback() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate("UPDATE users SET visits = 1");
      assertEquals(
          "22012",
          assertThrows(SQLException.class, () -> statement.execute("SELECT 1/0")).getSQLState());
      assertEquals(
          "25P02",
          assertThrows(SQLException.class, () -> statement.execute("SELECT 1")).getSQLState());
      connection.rollback();
      try (ResultSet row = statement.executeQuery("SELECT visits FROM users WHERE id = 'bob'")) {
        assertTrue(row.next());
        assertEquals(0, row.getInt(1));
      }
    }
  }

  @Test
  void errorsCarryPositionAndConstraint() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      PSQLException typo =
          assertThrows(PSQLException.class, () -> statement.execute("SELECT id FROM usres"));
      assertEquals("42P01", typo.getSQLState());
      assertEquals(16, typo.getServerErrorMessage().getPosition());
      PSQLException twice =
          assertThrows(
              PSQLException.class, () -> statement.execute("INSERT INTO users VALUES ('bob')"));
      assertEquals("users_pkey", twice.getServerErrorMessage().getConstraint());
      assertEquals("users", twice.getServerErrorMessage().getTable());
      assertEquals("Key (id)=(bob) already exists.", twice.getServerErrorMessage().getDetail());
    }
  }

  @Test
  void metadataDescribesTables() throws SQLException {
    try (Connection connection = connect("")) {
      DatabaseMetaData metadata = connection.getMetaData();
      assertEquals("PostgreSQL", metadata.getDatabaseProductName());
      assertEquals(18, metadata.getDatabaseMajorVersion());
      List<String> columns = new ArrayList<>();
      try (ResultSet rows = metadata.getColumns(null, "public", "users", "%")) {
        while (rows.next()) {
          columns.add(
              rows.getString("COLUMN_NAME")
                  + " "
                  + rows.getString("TYPE_NAME")
                  + " "
                  + rows.getString("IS_NULLABLE"));
        }
      }
      assertEquals(List.of("id text NO", "email text YES", "visits int4 YES"), columns);
      try (ResultSet key = metadata.getPrimaryKeys(null, "public", "users")) {
        assertTrue(key.next());
        assertEquals("id", key.getString("COLUMN_NAME"));
        assertEquals("users_pkey", key.getString("PK_NAME"));
        assertFalse(key.next());
      }
      try (ResultSet index = metadata.getIndexInfo(null, "public", "users", true, false)) {
        assertTrue(index.next());
        assertEquals("users_pkey", index.getString("INDEX_NAME"));
        assertEquals("id", index.getString("COLUMN_NAME"));
        assertFalse(index.getBoolean("NON_UNIQUE"));
        assertFalse(index.next());
      }
    }
  }

  @Test
  void copyGoesInAndComesOut() throws Exception {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      var copy = connection.unwrap(PGConnection.class).getCopyAPI();
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 10_000; i++) {
        lines.append('u').append(i).append("\t\\N\t").append(i).append('\n');
      }
      assertEquals(
          10_000, copy.copyIn("COPY users FROM STDIN", new StringReader(lines.toString())));
      assertEquals(
          1,
          copy.copyIn(
              "COPY users (id, email) FROM STDIN (FORMAT csv)",
              new StringReader("\"a,b\",\"x\"\"y\"\n")));
      try (ResultSet row = statement.executeQuery("SELECT email FROM users WHERE id = 'a,b'")) {
        assertTrue(row.next());
        assertEquals("x\"y", row.getString(1));
      }
      PSQLException e =
          assertThrows(
              PSQLException.class,
              () -> copy.copyIn("COPY users FROM STDIN", new StringReader("z\tz\tnot a number\n")));
      assertEquals("22P02", e.getSQLState());
      assertEquals(
          "COPY users, line 1, column visits: \"not a number\"",
          e.getServerErrorMessage().getWhere());
      StringWriter out = new StringWriter();
      assertEquals(
          2,
          copy.copyOut(
              "COPY (SELECT id, email, visits FROM users WHERE id IN ('ann', 'bob') ORDER BY id) TO STDOUT",
              out));
      assertEquals("ann\t\\N\t7\nbob\tbob@example.org\t0\n", out.toString());
    }
  }

  @Test
  void cancelEndsAStatementAndTheSessionLivesOn() throws Exception {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      Thread canceller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      Thread.sleep(300);
                      statement.cancel();
                    } catch (InterruptedException | SQLException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      SQLException e =
          assertThrows(
              SQLException.class,
              () ->
                  statement.execute(
                      "SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 1000) b"));
      canceller.join();
      assertEquals("57014", e.getSQLState());
      assertEquals("ERROR: canceling statement due to user request", e.getMessage());
      try (ResultSet row = statement.executeQuery("SELECT 1")) {
        assertTrue(row.next());
      }
    }
  }

  @Test
  void snippetTakesArgumentsAndAnswersInJson() throws SQLException {
    try (Connection connection = connect("");
        PreparedStatement snippet =
            connection.prepareStatement("DO $py$ users[args[0]] $py$ USING ?")) {
      for (String id : List.of("bob", "ann")) {
        snippet.setString(1, id);
        try (ResultSet row = snippet.executeQuery()) {
          assertTrue(row.next());
          assertEquals("result", row.getMetaData().getColumnName(1));
          assertEquals("jsonb", row.getMetaData().getColumnTypeName(1));
          assertTrue(row.getString(1).contains("\"id\": \"" + id + "\""), row.getString(1));
          assertFalse(row.next());
        }
      }
    }
  }

  @Test
  void aPythonExceptionIsAnSqlException() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      PSQLException e =
          assertThrows(
              PSQLException.class,
              () ->
                  statement.execute(
                      "DO $py$\ndef f(x):\n    raise ValueError('boom')\n\nf(1)\n$py$"));
      assertEquals("38000", e.getSQLState());
      assertEquals("ValueError: boom", e.getServerErrorMessage().getMessage());
      assertTrue(
          e.getServerErrorMessage().getWhere().contains("raise ValueError('boom')"),
          e.getServerErrorMessage().getWhere());
      PSQLException sql =
          assertThrows(
              PSQLException.class, () -> statement.execute("DO $py$ users.insert(id='bob') $py$"));
      assertEquals("23505", sql.getSQLState());
      PSQLException syntax =
          assertThrows(PSQLException.class, () -> statement.execute("DO $py$ 1 + $py$"));
      assertEquals("42601", syntax.getSQLState());
    }
  }

  @Test
  void statementTimeoutEndsASnippet() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute("DO $py$ import json $py$");
      statement.execute("SET statement_timeout = 500");
      SQLException e =
          assertThrows(
              SQLException.class, () -> statement.execute("DO $py$\nwhile True: pass\n$py$"));
      assertEquals("57014", e.getSQLState());
      assertEquals("ERROR: canceling statement due to statement timeout", e.getMessage());
      try (ResultSet row = statement.executeQuery("DO $py$ 1 + 1 $py$")) {
        assertTrue(row.next());
        assertEquals("2", row.getString(1));
      }
    }
  }

  @Test
  void readModifyWriteLosesNothing() throws Exception {
    List<Thread> clients = new ArrayList<>();
    List<SQLException> failures = new ArrayList<>();
    for (int c = 0; c < 4; c++) {
      clients.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (Connection connection = connect("");
                        Statement statement = connection.createStatement()) {
                      for (int i = 0; i < 25; i++) {
                        statement.execute("DO $py$ users['bob'].visits += 1 $py$");
                      }
                    } catch (SQLException e) {
                      synchronized (failures) {
                        failures.add(e);
                      }
                    }
                  }));
    }
    for (Thread client : clients) {
      client.join();
    }
    assertEquals(List.of(), failures);
    try (Connection connection = connect("");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT visits FROM users WHERE id = 'bob'")) {
      assertTrue(row.next());
      assertEquals(100, row.getInt(1));
    }
  }
}
