package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.heapgres.wire.AuthenticationMethod;
import org.heapgres.wire.EmbeddedHeapgres;
import org.heapgres.wire.ServerOptions;
import org.heapgres.wire.ServerOptions.TlsFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords and TLS, with the clients people use. */
final class SecurityTest {
  private static final String PASSWORD = "correct horse";

  @TempDir static Path directory;
  private static TlsFiles tls;
  private static EmbeddedHeapgres server;

  @BeforeAll
  static void start() throws Exception {
    tls = TestCertificate.create(directory);
    server = EmbeddedHeapgres.start(options -> options.withPassword(PASSWORD).withTls(tls));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void pgjdbcAuthenticatesInTheClearAndEncrypted() throws Exception {
    for (String mode :
        new String[] {
          "sslmode=disable",
          "sslmode=require",
          "sslmode=require&channelBinding=require",
          "sslmode=require&sslNegotiation=direct",
          "sslmode=verify-full&sslrootcert=" + tls.certificate()
        }) {
      try (Connection connection = connect("postgres", PASSWORD, mode);
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT current_user")) {
        assertTrue(row.next());
        assertEquals("postgres", row.getString(1), mode);
      }
    }
  }

  @Test
  void aWrongPasswordAndAnUnknownRoleLookTheSame() {
    for (String user : new String[] {"postgres", "nobody_there"}) {
      SQLException error =
          assertThrows(SQLException.class, () -> connect(user, "guess", "sslmode=disable"));
      assertEquals("28P01", error.getSQLState());
      assertTrue(
          error.getMessage().contains("password authentication failed for user \"" + user + "\""),
          error.getMessage());
    }
  }

  @Test
  void psqlAuthenticates() throws Exception {
    assumeTrue(Psql.installed(), "psql is not installed");
    for (String mode : new String[] {"disable", "require"}) {
      Psql.Result result =
          Psql.run(
              server.port(),
              "postgres",
              Map.of("PGPASSWORD", PASSWORD, "PGSSLMODE", mode),
              "-A",
              "-t",
              "-c",
              "SELECT 1");
      assertEquals(new Psql.Result(0, "1\n"), result, mode);
    }
    Psql.Result refused =
        Psql.run(server.port(), "postgres", Map.of("PGPASSWORD", "guess"), "-c", "SELECT 1");
    assertFalse(refused.exitCode() == 0);
    assertTrue(
        refused.output().contains("password authentication failed for user \"postgres\""),
        refused.output());
  }

  @Test
  void directTlsMustNameTheProtocol() throws Exception {
    assertTrue(handshakes("postgresql"));
    assertFalse(handshakes("http/1.1"));
    assertFalse(handshakes());
  }

  /** Whether the server still listens after a TLS handshake that offered these protocols. */
  private static boolean handshakes(String... protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustEverybody()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.setSoTimeout(10_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      socket.getOutputStream().write(new byte[] {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f});
      return socket.getInputStream().read() == 'N';
    } catch (java.io.IOException e) {
      return false;
    }
  }

  /** For a certificate that nobody signed but itself. */
  private static final class TrustEverybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  void otherHostsNeedPasswordsAndTls() throws Exception {
    InetAddress everywhere = InetAddress.getByAddress(new byte[4]);
    assertRefused(everywhere, AuthenticationMethod.TRUST, Optional.of(tls));
    assertRefused(everywhere, AuthenticationMethod.SCRAM_SHA_256, Optional.empty());
    options(everywhere, AuthenticationMethod.SCRAM_SHA_256, Optional.of(tls), false);
    options(everywhere, AuthenticationMethod.TRUST, Optional.empty(), true);
  }

  private static void assertRefused(
      InetAddress host, AuthenticationMethod method, Optional<TlsFiles> files) {
    assertThrows(IllegalArgumentException.class, () -> options(host, method, files, false));
  }

  private static ServerOptions options(
      InetAddress host, AuthenticationMethod method, Optional<TlsFiles> files, boolean insecure) {
    return new ServerOptions(
        host,
        0,
        directory,
        method,
        files,
        insecure,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Connection connect(String user, String password, String options)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + server.port() + "/postgres?" + options, user, password);
  }
}
