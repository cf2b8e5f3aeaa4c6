package org.heapgres.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.heapgres.compat.TestCertificate.Client;
import org.heapgres.wire.EmbeddedHeapgres;
import org.heapgres.wire.ServerOptions;
import org.heapgres.wire.ServerOptions.TlsFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same pg_hba.conf before PostgreSQL and before us: who is let in, and what others are told.
 */
final class AccessRulesTest {
  private static final String RULES =
      """
      # type   database  user        address       method
      host     all       postgres    127.0.0.1/32  trust
      hostssl  all       ha_cert     all           cert
      hostssl  all       ha_mapped   all           cert map=people
      hostssl  all       ha_both     all           scram-sha-256 clientcert=verify-full
      hostssl  all       ha_ca       all           trust clientcert=verify-ca
      hostssl  all       ha_full     all           trust clientcert=verify-full
      hostnossl all      ha_clear    all           trust
      hostssl  all       ha_tls      all           scram-sha-256
      host     all       ha_scram    127.0.0.0/8   scram-sha-256
      host     all       ha_md5      127.0.0.1 255.255.255.255 md5
      host     all       ha_password samehost      password
      host     all       ha_reject   all           reject
      host     all       ha_far      10.0.0.0/8    trust
      host     ha_base   "/^ha_re"   all           reject
      host     ha_base,ha_other /^ha_re[gx] all    trust
      host     sameuser  ha_same     all           trust
      host     samerole  all         all           trust
      host     all       +ha_group   all           trust
      host     "all"     ha_quoted   all           trust
      host     all       ha_local    localhost     trust
      """;

  private static final String MAPS =
      """
      people  ha_cert          ha_mapped
      people  /^(.*)@example$  \\1
      """;

  private static final List<String> SET_UP =
      List.of(
          "CREATE ROLE ha_group",
          "CREATE ROLE ha_cert LOGIN",
          "CREATE ROLE ha_mapped LOGIN",
          "CREATE ROLE ha_both LOGIN PASSWORD 'secret'",
          "CREATE ROLE ha_ca LOGIN",
          "CREATE ROLE ha_full LOGIN",
          "CREATE ROLE ha_clear LOGIN",
          "CREATE ROLE ha_tls LOGIN PASSWORD 'secret'",
          "CREATE ROLE ha_scram LOGIN PASSWORD 'secret'",
          "CREATE ROLE ha_md5 LOGIN PASSWORD 'secret'",
          "CREATE ROLE ha_password LOGIN PASSWORD 'secret'",
          "CREATE ROLE ha_reject LOGIN",
          "CREATE ROLE ha_far LOGIN",
          "CREATE ROLE ha_regex LOGIN",
          "CREATE ROLE ha_same LOGIN",
          "CREATE ROLE ha_member LOGIN IN ROLE ha_group",
          "CREATE ROLE ha_quoted LOGIN",
          "CREATE ROLE ha_local LOGIN",
          "CREATE ROLE ha_limited LOGIN CONNECTION LIMIT 0 IN ROLE ha_group",
          "CREATE DATABASE ha_base",
          "CREATE DATABASE ha_same",
          "CREATE DATABASE ha_group",
          "CREATE DATABASE ha_full CONNECTION LIMIT 0",
          "CREATE DATABASE ha_closed ALLOW_CONNECTIONS false",
          "REVOKE CONNECT ON DATABASE ha_base FROM public",
          "GRANT CONNECT ON DATABASE ha_base TO ha_regex");

  @TempDir private static Path directory;
  private static Client owner;
  private static Client stranger;
  private static PostgresServer postgres;
  private static EmbeddedHeapgres heapgres;

  @BeforeAll
  static void start() throws Exception {
    TlsFiles tls = TestCertificate.create(directory);
    owner = TestCertificate.client(directory, "ha_cert");
    stranger = TestCertificate.client(directory, "ha_stranger");
    Path authorities =
        Files.writeString(
            directory.resolve("authorities.pem"),
            Files.readString(owner.authority()) + Files.readString(stranger.authority()));
    Path rules = Files.writeString(directory.resolve("rules"), RULES);
    Path maps = Files.writeString(directory.resolve("maps"), MAPS);
    postgres =
        PostgresServer.start(
            Map.of(
                "pg_hba.conf", rules,
                "pg_ident.conf", maps,
                "server.crt", tls.certificate(),
                "server.key", tls.key(),
                "root.crt", authorities),
            "ssl=on",
            "ssl_ca_file=root.crt");
    heapgres =
        EmbeddedHeapgres.start(
            options ->
                withRules(options)
                    .withTls(new TlsFiles(tls.certificate(), tls.key(), Optional.of(authorities))));
    for (String url : new String[] {postgres.jdbcUrl("postgres"), heapgres.jdbcUrl()}) {
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        for (String sql : SET_UP) {
          statement.execute(sql);
        }
      }
    }
  }

  private static ServerOptions withRules(ServerOptions options) {
    try {
      Files.writeString(options.data().resolve("pg_hba.conf"), RULES);
      Files.writeString(options.data().resolve("pg_ident.conf"), MAPS);
      return options;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() {
    heapgres.close();
    postgres.close();
  }

  /** Who asks, for which database, and how. */
  private record Attempt(String user, String database, String parameters) {}

  private static List<Attempt> attempts() {
    List<Attempt> attempts = new ArrayList<>();
    String clear = "&sslmode=disable";
    String tls = "&sslmode=require";
    String plus = "&sslmode=require&channelBinding=require";
    String direct = "&sslmode=require&sslNegotiation=direct";
    String[] encrypted = {"ha_cert", "ha_mapped", "ha_both", "ha_ca", "ha_full", "ha_tls"};
    String[] others = {
      "ha_clear",
      "ha_scram",
      "ha_md5",
      "ha_password",
      "ha_reject",
      "ha_far",
      "ha_regex",
      "ha_same",
      "ha_member",
      "ha_quoted",
      "ha_local",
      "ha_nobody",
      "ha_limited"
    };
    for (String user : encrypted) {
      for (String how :
          new String[] {
            clear,
            tls + "&password=secret",
            tls + "&password=wrong" + owner.parameters(),
            plus + "&password=secret" + owner.parameters(),
            direct + "&password=secret" + owner.parameters(),
            tls + "&password=secret" + stranger.parameters()
          }) {
        attempts.add(new Attempt(user, "postgres", how));
      }
    }
    for (String user : others) {
      for (String how :
          new String[] {
            clear, clear + "&password=wrong", clear + "&password=secret", plus + "&password=secret"
          }) {
        attempts.add(new Attempt(user, "postgres", how));
      }
    }
    for (String user : new String[] {"ha_regex", "ha_same", "ha_member", "ha_clear", "postgres"}) {
      for (String database :
          new String[] {"ha_base", "ha_same", "ha_group", "ha_full", "ha_closed", "ha_nowhere"}) {
        attempts.add(new Attempt(user, database, clear));
      }
    }
    return attempts;
  }

  /** {@code in}, or the error. */
  private static String outcome(String url, Attempt attempt) {
    String server = url.substring(0, url.lastIndexOf('/') + 1);
    try (Connection connection =
            DriverManager.getConnection(
                server + attempt.database + "?user=" + attempt.user + attempt.parameters);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_user, current_database()")) {
      assertTrue(row.next());
      return "in as " + row.getString(1) + " to " + row.getString(2);
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage();
    }
  }

  @Test
  void letsTheSameIn() {
    Map<Attempt, String> differing =
        new TreeMap<>(java.util.Comparator.comparing(Attempt::toString));
    int in = 0;
    for (Attempt attempt : attempts()) {
      String expected = outcome(postgres.jdbcUrl("postgres"), attempt);
      String actual = outcome(heapgres.jdbcUrl(), attempt);
      in += expected.startsWith("in ") ? 1 : 0;
      if (!expected.equals(actual)) {
        differing.put(attempt, "expected " + expected + ", but " + actual);
      }
    }
    assertEquals(Map.of(), differing);
    assertTrue(in > 20, "only " + in + " were let in");
  }

  @Test
  void showsTheSameRules() throws SQLException {
    String sql =
        "SELECT rule_number, line_number, type, database, user_name, address, netmask, auth_method,"
            + " options, error FROM pg_hba_file_rules ORDER BY line_number";
    assertEquals(rows(postgres.jdbcUrl("postgres"), sql), rows(heapgres.jdbcUrl(), sql));
    String maps =
        "SELECT map_number, line_number, map_name, sys_name, pg_username, error FROM"
            + " pg_ident_file_mappings ORDER BY line_number";
    assertEquals(rows(postgres.jdbcUrl("postgres"), maps), rows(heapgres.jdbcUrl(), maps));
  }

  private static List<List<String>> rows(String url, String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int c = 1; c <= result.getMetaData().getColumnCount(); c++) {
          row.add(result.getString(c));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void rulesAreReadAgain() throws Exception {
    Path[] data = new Path[1];
    try (EmbeddedHeapgres own =
        EmbeddedHeapgres.start(
            options -> {
              data[0] = options.data();
              return options;
            })) {
      Path file = data[0].resolve("pg_hba.conf");
      assertTrue(Files.readString(file, UTF_8).contains("trust"));
      Attempt attempt = new Attempt("postgres", "postgres", "");
      try (Connection connection = DriverManager.getConnection(own.jdbcUrl());
          Statement statement = connection.createStatement()) {
        Files.writeString(file, "host all all all nonsense\n");
        statement.execute("SELECT pg_reload_conf()");
        assertTrue(outcome(own.jdbcUrl(), attempt).startsWith("in "), "the old rules hold");
        try (ResultSet row = statement.executeQuery("SELECT error FROM pg_hba_file_rules")) {
          assertTrue(row.next());
          assertEquals("invalid authentication method \"nonsense\"", row.getString(1));
        }
        Files.writeString(file, "host all all all reject\n");
        statement.execute("SELECT pg_reload_conf()");
        String refused = outcome(own.jdbcUrl(), attempt);
        assertFalse(refused.startsWith("in "));
        assertAll(
            () -> assertTrue(refused.startsWith("28000 "), refused),
            () -> assertTrue(refused.contains("pg_hba.conf rejects connection"), refused));
      }
    }
  }
}
