package org.heapgres.compat;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.postgresql.geometric.PGbox;
import org.postgresql.geometric.PGpoint;
import org.postgresql.util.HStoreConverter;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/** Every type that pgjdbc knows, out of the server and into it, in text and in binary. */
@Tag("pgjdbc")
final class PgJdbcTypesTest {
  /** How the driver is made to talk; results of the binary mode come in binary. */
  private static final Map<String, String> MODES =
      Map.of(
          "text", "binaryTransfer=false&prepareThreshold=-1",
          "binary", "prepareThreshold=-1",
          "simple", "preferQueryMode=simple");

  private static final Map<String, List<String>> VALUES = new LinkedHashMap<>();

  static {
    value("bool", "true", "false", "null");
    value("int2", "-32768", "0", "32767");
    value("int4", "-2147483648", "7", "2147483647");
    value("int8", "-9223372036854775808", "9223372036854775807");
    value("float4", "1.5", "-0.1", "'NaN'", "'Infinity'", "1e-30");
    value("float8", "1.5", "-0.1", "'NaN'", "'-Infinity'", "1e-300", "123456789.123456789");
    value("numeric", "0", "-1.50", "12345678901234567890.123450", "'NaN'", "1e20", "0.0000001");
    value("numeric(10,2)", "1.005", "-99999999.99");
    value("money", "'12.34'", "'-1,234.50'");
    value("text", "'grüße 😀'", "''", "null", "E'tab\\tnew\\nline'");
    value("varchar(5)", "'abc'", "'abcdefg'");
    value("char(5)", "'abc'", "''");
    value("name", "'pg_catalog'");
    value("\"char\"", "'x'");
    value("bytea", "'\\x00ff10'", "''");
    value("date", "'2024-02-29'", "'0044-03-15 BC'", "'infinity'", "'1582-10-04'", "'9999-12-31'");
    value("time", "'23:59:59.999999'", "'00:00'", "'24:00'");
    value("timetz", "'12:34:56.789+05:30'", "'00:00-08'");
    value("timestamp", "'1999-12-31 23:59:59.999999'", "'-infinity'", "'0001-01-01 00:00 BC'");
    value("timestamptz", "'2026-05-06 07:08:09.123456+02'", "'infinity'", "'1900-01-01 00:00+00'");
    value("interval", "'1 year 2 mons -3 days 04:05:06.789'", "'0'", "'-1 month'");
    value("uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'");
    value("json", "'{\"b\": [1, 2.50], \"a\": null}'", "'null'");
    value("jsonb", "'{\"b\": [1, 2.50], \"a\": null}'", "'\"x\"'", "'[]'");
    value("bit(4)", "B'1010'");
    value("bit(1)", "B'1'");
    value("varbit", "B'101010101'", "B''");
    value("oid", "0", "4294967295");
    value("regclass", "'pg_class'");
    value("regtype", "'integer'");
    value("inet", "'192.168.1.1/24'", "'::1'");
    value("cidr", "'10.0.0.0/8'");
    value("macaddr", "'08:00:2b:01:02:03'");
    value("point", "'(1,2.5)'");
    value("box", "'(3,4),(1,2)'");
    value("lseg", "'[(0,0),(1,1)]'");
    value("path", "'[(0,0),(1,1),(2,0)]'");
    value("polygon", "'((0,0),(1,1),(2,0))'");
    value("circle", "'<(1,2),3>'");
    value("line", "'{1,2,3}'");
    value("xml", "'<a><b>1</b></a>'");
    value("tsvector", "'a fat cat'");
    value("int4range", "'[1,10)'", "'empty'");
    value("numrange", "'(1.5,]'");
    value("daterange", "'[2024-01-01,2024-12-31]'");
    value("int4multirange", "'{[1,3),[5,7)}'");
    value("int2[]", "'{1,null,3}'");
    value("int4[]", "'{1,null,3}'", "'{}'", "'{{1,2},{3,4}}'", "'[0:1]={7,8}'");
    value("int8[]", "'{9223372036854775807}'");
    value("float8[]", "'{1.5,NaN,null}'");
    value("text[]", "ARRAY['x', 'a,b', '\"q\"', null, 'null', '', '\\']");
    value("bool[]", "'{t,f,null}'");
    value("numeric[]", "'{1.50,null,-2}'");
    value("date[]", "'{2024-01-01,null}'");
    value("timestamptz[]", "'{2024-01-01 00:00+00}'");
    value("uuid[]", "'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'");
    value("bytea[]", "ARRAY['\\x01'::bytea, null]");
    value("jsonb[]", "ARRAY['{\"a\": 1}'::jsonb]");
  }

  private static Scenarios scenarios;

  private static void value(String type, String... literals) {
    VALUES.put(type, List.of(literals));
  }

  @BeforeAll
  static void start() {
    scenarios = new Scenarios("pgjdbc_types");
    for (String mode : List.of("text", "binary", "simple")) {
      VALUES.forEach(
          (type, literals) ->
              scenarios.add(
                  "read " + type + " in " + mode,
                  (url, account) -> {
                    try (Connection connection = connect(url, mode)) {
                      for (String literal : literals) {
                        read(connection, "SELECT " + literal + "::" + type + " AS v", account);
                      }
                    }
                  }));
    }
    for (String mode : List.of("text", "binary")) {
      parameters(mode);
    }
  }

  @AfterAll
  static void stop() {
    scenarios.close();
  }

  @TestFactory
  Stream<DynamicTest> asPostgres() throws IOException {
    return scenarios.tests();
  }

  private static Connection connect(String url, String mode) throws SQLException {
    return DriverManager.getConnection(url + "&" + MODES.get(mode));
  }

  private static void read(Connection connection, String sql, PrintWriter account)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      ResultSetMetaData description = rows.getMetaData();
      account.println(
          String.join(
              " ",
              description.getColumnLabel(1),
              description.getColumnTypeName(1),
              description.getColumnClassName(1),
              "type " + description.getColumnType(1),
              "precision " + description.getPrecision(1),
              "scale " + description.getScale(1),
              "size " + description.getColumnDisplaySize(1),
              "signed " + description.isSigned(1),
              "cased " + description.isCaseSensitive(1)));
      while (rows.next()) {
        Object value = rows.getObject(1);
        if (!(value instanceof byte[])) {
          account.println(rows.getString(1));
        }
        account.println(text(value));
        account.println(rows.wasNull());
      }
    } catch (SQLException e) {
      account.println(e.getSQLState() + " " + e.getMessage());
    }
  }

  private static String text(Object value) throws SQLException {
    return switch (value) {
      case null -> "null";
      case byte[] bytes -> "bytes " + Arrays.toString(bytes);
      case SQLXML xml -> "xml " + xml.getString();
      case Array array -> "array " + array.getBaseTypeName() + " " + text(array.getArray());
      case Object[] elements -> {
        StringBuilder text = new StringBuilder(elements.getClass().getSimpleName());
        for (Object element : elements) {
          text.append(' ').append(text(element));
        }
        yield text.toString();
      }
      default -> value.getClass().getName() + " " + value;
    };
  }

  /** Sets one parameter. */
  @FunctionalInterface
  private interface Setter {
    void set(PreparedStatement statement) throws SQLException;
  }

  private static void parameters(String mode) {
    UUID uuid = UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    OffsetDateTime instant = OffsetDateTime.of(2026, 5, 6, 7, 8, 9, 123456000, ZoneOffset.UTC);
    write(mode, "bool", s -> s.setBoolean(1, true));
    write(mode, "int2", s -> s.setShort(1, (short) -2));
    write(mode, "int4", s -> s.setInt(1, Integer.MIN_VALUE));
    write(mode, "int8", s -> s.setLong(1, Long.MAX_VALUE));
    write(mode, "float4", s -> s.setFloat(1, 1.1f));
    write(mode, "float8", s -> s.setDouble(1, -0.1));
    write(mode, "numeric", s -> s.setBigDecimal(1, new BigDecimal("12345678901234567890.12345")));
    write(mode, "text", s -> s.setString(1, "grüße 😀 \\ '"));
    write(mode, "varchar", s -> s.setObject(1, "x", Types.VARCHAR));
    write(mode, "bpchar", s -> s.setObject(1, "x ", Types.CHAR));
    write(mode, "bytea", s -> s.setBytes(1, new byte[] {0, 1, (byte) 0xff}));
    write(mode, "date", s -> s.setObject(1, LocalDate.of(2024, 2, 29)));
    write(mode, "time", s -> s.setObject(1, LocalTime.of(23, 59, 59, 1000)));
    write(mode, "timetz", s -> s.setObject(1, OffsetTime.of(1, 2, 3, 0, ZoneOffset.ofHours(2))));
    write(mode, "timestamp", s -> s.setObject(1, LocalDateTime.of(1999, 12, 31, 23, 59, 59)));
    write(mode, "timestamptz", s -> s.setObject(1, instant));
    write(mode, "date", "java.sql.Date", s -> s.setDate(1, Date.valueOf("2024-02-29")));
    write(mode, "time", "java.sql.Time", s -> s.setTime(1, Time.valueOf("12:34:56")));
    write(
        mode,
        "timestamp",
        "java.sql.Timestamp",
        s -> s.setTimestamp(1, Timestamp.valueOf("2024-02-29 12:34:56.789")));
    write(mode, "uuid", s -> s.setObject(1, uuid));
    write(mode, "interval", s -> s.setObject(1, new PGInterval(1, 2, 3, 4, 5, 6.7)));
    write(mode, "jsonb", s -> s.setObject(1, object("jsonb", "{\"a\": [1]}")));
    write(mode, "json", s -> s.setObject(1, object("json", "{\"a\": [1]}")));
    write(mode, "inet", s -> s.setObject(1, object("inet", "10.1.2.3/8")));
    write(mode, "point", s -> s.setObject(1, new PGpoint(1, 2.5)));
    write(mode, "box", s -> s.setObject(1, new PGbox(1, 2, 3, 4)));
    write(mode, "int4", "OTHER", s -> s.setObject(1, "42", Types.OTHER));
    write(mode, "text", "null", s -> s.setNull(1, Types.VARCHAR));
    write(mode, "int4", "null", s -> s.setNull(1, Types.INTEGER));
    write(mode, "timestamptz", "null", s -> s.setNull(1, Types.TIMESTAMP_WITH_TIMEZONE));
    write(mode, "int4[]", s -> s.setArray(1, array(s, "int4", 1, null, 3)));
    write(mode, "int4[]", "int[]", s -> s.setObject(1, new int[] {1, 2}));
    write(mode, "int8[]", "long[]", s -> s.setObject(1, new long[] {1, 2}));
    write(mode, "float8[]", "double[]", s -> s.setObject(1, new double[] {1.5, 2}));
    write(mode, "text[]", s -> s.setArray(1, array(s, "text", "x", "a,b", "\"q\"", null)));
    write(mode, "text[]", "String[]", s -> s.setObject(1, new String[] {"x", null}));
    write(mode, "uuid[]", s -> s.setArray(1, array(s, "uuid", uuid)));
    write(mode, "bytea[]", "byte[][]", s -> s.setObject(1, new byte[][] {{1}, {2, 3}}));
    write(mode, "numeric[]", s -> s.setArray(1, array(s, "numeric", new BigDecimal("1.50"))));
    write(
        mode,
        "int4[]",
        "two dimensions",
        s ->
            s.setArray(
                1, s.getConnection().createArrayOf("int4", new Integer[][] {{1, 2}, {3, 4}})));
    write(
        mode,
        "text",
        "hstore's text form",
        s -> s.setString(1, HStoreConverter.toString(Map.of("k", "v"))));
  }

  private static PGobject object(String type, String value) throws SQLException {
    PGobject object = new PGobject();
    object.setType(type);
    object.setValue(value);
    return object;
  }

  private static Array array(PreparedStatement statement, String type, Object... elements)
      throws SQLException {
    return statement.getConnection().createArrayOf(type, elements);
  }

  private static void write(String mode, String type, Setter setter) {
    write(mode, type, "", setter);
  }

  /** A parameter goes into a table's column, and comes back. */
  private static void write(String mode, String type, String variant, Setter setter) {
    scenarios.add(
        "write " + type + (variant.isEmpty() ? "" : " as " + variant) + " in " + mode,
        (url, account) -> {
          try (Connection connection = connect(url, mode);
              var ddl = connection.createStatement()) {
            ddl.execute("CREATE TEMPORARY TABLE kept (v " + type + ")");
            try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO kept VALUES (?) RETURNING v::text")) {
              setter.set(insert);
              try (ResultSet row = insert.executeQuery()) {
                row.next();
                account.println(row.getString(1));
              }
              account.println(insert.getParameterMetaData().getParameterTypeName(1));
            }
            try (PreparedStatement found =
                connection.prepareStatement("SELECT count(*) FROM kept WHERE v = ?")) {
              setter.set(found);
              try (ResultSet row = found.executeQuery()) {
                row.next();
                account.println(row.getLong(1));
              }
            } catch (SQLException e) {
              account.println(e.getSQLState() + " " + e.getMessage());
            }
            read(connection, "SELECT v FROM kept", account);
          }
        });
  }
}
