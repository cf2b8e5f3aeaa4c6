package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the server's log says of statements, durations and plans. */
final class StatementLogTest {
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getFormattedMessage());
        }
      };
  private EmbeddedHeapgres heapgres;
  private Connection connection;

  @BeforeEach
  void start() throws SQLException {
    appender.start();
    logger().addAppender(appender);
    heapgres = EmbeddedHeapgres.start();
    connection =
        DriverManager.getConnection(heapgres.jdbcUrl().replaceFirst("\\?.*", "?user=postgres"));
    execute("CREATE TABLE t (i int)", "INSERT INTO t VALUES (1), (2)");
    lines.clear();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("postgres");
  }

  @AfterEach
  void stop() throws SQLException {
    connection.close();
    heapgres.close();
    logger().detachAppender(appender);
  }

  private void execute(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Without what differs from run to run. */
  private List<String> logged() {
    List<String> result = new ArrayList<>();
    for (String line : lines) {
      result.add(
          line.replaceAll("(?m)^[-0-9]+ [0-9:.]+ UTC \\[[0-9]+\\] ", "")
              .replaceAll("[0-9]+\\.[0-9]{3}", "N"));
    }
    return result;
  }

  @Test
  void statementsOfTheKindAskedFor() throws SQLException {
    execute(
        "SET log_statement = 'ddl'",
        "CREATE TABLE u (i int)",
        "INSERT INTO u VALUES (1)",
        "SET log_statement = 'mod'",
        "INSERT INTO u VALUES (2)",
        "SELECT * FROM u",
        "SET log_statement = 'none'",
        "DROP TABLE u");
    assertEquals(
        List.of(
            "LOG:  execute <unnamed>: CREATE TABLE u (i int)",
            "LOG:  execute <unnamed>: INSERT INTO u VALUES (2)"),
        logged());
  }

  @Test
  void durationsOfThoseThatTakeLong() throws SQLException {
    execute("SET log_min_duration_statement = 0");
    lines.clear();
    try (PreparedStatement select = connection.prepareStatement("SELECT i FROM t WHERE i = ?")) {
      select.setInt(1, 2);
      select.executeQuery().close();
    }
    assertEquals(
        List.of(
            "LOG:  duration: N ms  parse <unnamed>: SELECT i FROM t WHERE i = $1",
            "LOG:  duration: N ms  bind <unnamed>: SELECT i FROM t WHERE i = $1\n"
                + "DETAIL:  Parameters: $1 = '2'",
            "LOG:  duration: N ms  execute <unnamed>: SELECT i FROM t WHERE i = $1\n"
                + "DETAIL:  Parameters: $1 = '2'"),
        logged());
    execute("SET log_min_duration_statement = '1h'");
    lines.clear();
    execute("SELECT i FROM t");
    assertEquals(List.of(), logged());
  }

  @Test
  void durationsAlone() throws SQLException {
    execute("SET log_duration = on");
    lines.clear();
    execute("SELECT 1");
    assertEquals(
        List.of("LOG:  duration: N ms", "LOG:  duration: N ms", "LOG:  duration: N ms"), logged());
  }

  @Test
  void errorsWithTheirStatements() throws SQLException {
    execute("SET log_min_messages = 'warning'");
    lines.clear();
    assertThrows(SQLException.class, () -> execute("INSERT INTO t SELECT 1 / (i - 1) FROM t"));
    assertThrows(SQLException.class, () -> execute("SELECT nothing FROM t"));
    execute("SET log_min_error_statement = 'panic'");
    assertThrows(SQLException.class, () -> execute("SELECT 1 / 0"));
    execute("SET log_min_messages = 'fatal'");
    assertThrows(SQLException.class, () -> execute("SELECT 1 / 0"));
    assertEquals(
        List.of(
            "ERROR:  division by zero\nSTATEMENT:  INSERT INTO t SELECT 1 / (i - 1) FROM t",
            "ERROR:  column \"nothing\" does not exist at character 8\n"
                + "STATEMENT:  SELECT nothing FROM t",
            "ERROR:  division by zero"),
        logged());
  }

  @Test
  void asJson() throws Exception {
    connection.close();
    heapgres.close();
    heapgres =
        EmbeddedHeapgres.start(
            o -> o.withSettings(Map.of("log_destination", "jsonlog", "log_min_messages", "error")));
    connection = DriverManager.getConnection(heapgres.jdbcUrl());
    lines.clear();
    assertThrows(SQLException.class, () -> execute("SELECT nothing"));
    execute("SET log_min_duration_statement = 0", "SELECT 1");
    ObjectMapper mapper = new ObjectMapper();
    JsonNode error = mapper.readTree(lines.remove());
    assertEquals("ERROR", error.get("error_severity").asText());
    assertEquals("42703", error.get("state_code").asText());
    assertEquals("column \"nothing\" does not exist", error.get("message").asText());
    assertEquals("SELECT nothing", error.get("statement").asText());
    assertEquals(8, error.get("cursor_position").asInt());
    assertEquals("postgres", error.get("dbname").asText());
    assertEquals("client backend", error.get("backend_type").asText());
    JsonNode duration = mapper.readTree(lines.remove());
    assertEquals("LOG", duration.get("error_severity").asText());
    assertTrue(duration.get("message").asText().startsWith("duration: "), duration::toString);
  }

  @Test
  void plans() throws SQLException {
    execute(
        "LOAD 'auto_explain'",
        "SET auto_explain.log_min_duration = 0",
        "SET auto_explain.log_analyze = on",
        "SET auto_explain.log_timing = off",
        "SELECT * FROM t WHERE i > 1",
        "SET auto_explain.log_min_duration = '1h'",
        "SELECT * FROM t WHERE i > 1",
        "RESET auto_explain.log_min_duration");
    List<String> logged = logged();
    assertEquals(1, logged.size());
    String plan = logged.getFirst();
    assertTrue(
        plan.startsWith(
            "LOG:  duration: N ms  plan:\nQuery Text: SELECT * FROM t WHERE i > 1\nSeq Scan on t  ("),
        plan);
    assertTrue(plan.contains("(actual rows=1.00 loops=1)\n  Filter: (i > 1)\n"), plan);
    assertTrue(plan.endsWith("  Rows Removed by Filter: 1"), plan);
  }

  @Test
  void plansWithParametersToTheClient() throws SQLException {
    execute(
        "SET auto_explain.log_min_duration = 0",
        "SET auto_explain.log_level = notice",
        "SET auto_explain.log_parameter_max_length = 2");
    try (PreparedStatement select =
        connection.prepareStatement("SELECT i FROM t WHERE i::text = ?")) {
      select.setString(1, "12345");
      select.executeQuery().close();
      String plan = select.getWarnings().getMessage();
      assertTrue(plan.contains("\nQuery Parameters: $1 = '12...'\nSeq Scan on t"), plan);
    }
    assertEquals(List.of(), logged());
  }

  @Test
  void plansOfStatementsInFunctions() throws SQLException {
    execute(
        "SET auto_explain.log_min_duration = 0",
        "SET auto_explain.log_nested_statements = on",
        "DO $$ BEGIN PERFORM count(*) FROM t; END $$");
    assertTrue(
        logged().stream().anyMatch(line -> line.contains("Query Text: SELECT count(*) FROM t\n")),
        () -> logged().toString());
  }
}
