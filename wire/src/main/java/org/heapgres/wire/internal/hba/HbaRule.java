package org.heapgres.wire.internal.hba;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * One rule: which connections it is for, and what they take. Immutable.
 *
 * @param hosts null for local ones, over a Unix-domain socket, which there are none of here
 * @param address as it was written, without the mask; null for local
 * @param netmask null where there is none
 */
public record HbaRule(
    int line,
    Kind kind,
    List<Token> databases,
    List<Token> users,
    Hosts hosts,
    String address,
    String netmask,
    Method method,
    Map<String, String> options) {
  /** The transports. */
  enum Kind {
    LOCAL,
    HOST,
    HOSTSSL,
    HOSTNOSSL,
    HOSTGSSENC,
    HOSTNOGSSENC
  }

  /** How a client proves that it may be the role it names. */
  public enum Method {
    TRUST("trust"),
    REJECT("reject"),
    SCRAM_SHA_256("scram-sha-256"),
    /** SCRAM too, since no other verifiers are kept (manual, 20.5). */
    MD5("md5"),
    PASSWORD("password"),
    CERT("cert"),
    /** For local connections alone. */
    PEER("peer");

    private final String word;

    Method(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** What a client's certificate has to show beside a proof of another kind. */
  public enum ClientCertificate {
    OFF,
    VERIFY_CA,
    VERIFY_FULL
  }

  /** A connection that somebody asks for. */
  public record Attempt(InetAddress address, boolean encrypted, String database, String user) {}

  public HbaRule {
    databases = List.copyOf(databases);
    users = List.copyOf(users);
    options = Map.copyOf(options);
  }

  public ClientCertificate clientCertificate() {
    if (method == Method.CERT) {
      return ClientCertificate.VERIFY_FULL;
    }
    return switch (options.getOrDefault("clientcert", "")) {
      case "verify-ca" -> ClientCertificate.VERIFY_CA;
      case "verify-full" -> ClientCertificate.VERIFY_FULL;
      default -> ClientCertificate.OFF;
    };
  }

  /** The map of pg_ident.conf that says which role a certificate is for; null for none. */
  public String map() {
    return options.get("map");
  }

  /** Whether the certificate's whole name counts, not only the common name. */
  public boolean wholeName() {
    return options.getOrDefault("clientname", "CN").equals("DN");
  }

  boolean resolves() {
    return hosts != null && hosts.resolves();
  }

  /** {@code isMember} says of a role whether it is a member of another. */
  boolean isFor(Attempt attempt, BiPredicate<String, String> isMember) {
    boolean transport =
        switch (kind) {
          case LOCAL, HOSTGSSENC -> false;
          case HOST, HOSTNOGSSENC -> true;
          case HOSTSSL -> attempt.encrypted;
          case HOSTNOSSL -> !attempt.encrypted;
        };
    return transport
        && hosts.contain(attempt.address)
        && databases.stream().anyMatch(token -> isDatabase(token, attempt, isMember))
        && users.stream().anyMatch(token -> isUser(token, attempt, isMember));
  }

  private static boolean isDatabase(
      Token token, Attempt attempt, BiPredicate<String, String> isMember) {
    if (token.is("all")) {
      return true;
    }
    if (token.is("sameuser")) {
      return attempt.database.equals(attempt.user);
    }
    if (token.is("samegroup") || token.is("samerole")) {
      return isMember.test(attempt.user, attempt.database);
    }
    return !token.is("replication") && token.matches(attempt.database, role -> false);
  }

  private static boolean isUser(
      Token token, Attempt attempt, BiPredicate<String, String> isMember) {
    return token.is("all")
        || token.matches(attempt.user, role -> isMember.test(attempt.user, role));
  }
}
