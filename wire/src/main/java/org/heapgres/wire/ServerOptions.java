package org.heapgres.wire;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a server runs.
 *
 * @param port 0 for any free one
 * @param data the heap's directory, made if absent
 * @param tls empty for a server that answers in the clear only
 * @param insecure allows an address that others reach without TLS or without passwords
 * @param settings server-wide values of PostgreSQL's settings
 * @param archive a directory that gets a copy of every log segment
 * @param transactionBytes what transactions keep in memory of what they have written; empty for a
 *     part of the Java heap
 * @param password for the superuser; empty leaves it as it is
 */
public record ServerOptions(
    InetAddress host,
    int port,
    Path data,
    AuthenticationMethod authentication,
    Optional<TlsFiles> tls,
    boolean insecure,
    Map<String, String> settings,
    Optional<Path> archive,
    Optional<Long> transactionBytes,
    Optional<String> password) {

  /**
   * A certificate chain and its unencrypted PKCS#8 key, both PEM.
   *
   * @param authorities certificates of those who sign clients' certificates; empty for none
   */
  public record TlsFiles(Path certificate, Path key, Optional<Path> authorities) {
    public TlsFiles(Path certificate, Path key) {
      this(certificate, key, Optional.empty());
    }
  }

  public ServerOptions {
    Objects.requireNonNull(authentication);
    settings = Map.copyOf(settings);
    if (!host.isLoopbackAddress() && !insecure) {
      if (authentication == AuthenticationMethod.TRUST) {
        throw new IllegalArgumentException(
            "--host "
                + host.getHostAddress()
                + " lets others in: use --auth scram-sha-256 (or say --insecure)");
      }
      if (tls.isEmpty()) {
        throw new IllegalArgumentException(
            "--host "
                + host.getHostAddress()
                + " sends data over the network: give --tls-cert and --tls-key (or say"
                + " --insecure)");
      }
    }
  }

  /** On loopback, any free port, no passwords. */
  public static ServerOptions local(Path data) {
    return new ServerOptions(
        InetAddress.getLoopbackAddress(),
        0,
        data,
        AuthenticationMethod.TRUST,
        Optional.empty(),
        false,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public ServerOptions withSettings(Map<String, String> newSettings) {
    return new ServerOptions(
        host,
        port,
        data,
        authentication,
        tls,
        insecure,
        newSettings,
        archive,
        transactionBytes,
        password);
  }

  /** SCRAM, with {@code newPassword} for the superuser. */
  public ServerOptions withPassword(String newPassword) {
    return new ServerOptions(
        host,
        port,
        data,
        AuthenticationMethod.SCRAM_SHA_256,
        tls,
        insecure,
        settings,
        archive,
        transactionBytes,
        Optional.of(newPassword));
  }

  public ServerOptions withTls(TlsFiles files) {
    return new ServerOptions(
        host,
        port,
        data,
        authentication,
        Optional.of(files),
        insecure,
        settings,
        archive,
        transactionBytes,
        password);
  }

  /** Whether a client in the clear is turned away. */
  public boolean tlsRequired() {
    return !host.isLoopbackAddress() && !insecure;
  }
}
