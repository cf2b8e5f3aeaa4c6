package org.heapgres.wire.internal.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.types.Encoding;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PgException.Severity;
import org.heapgres.storage.SqlState;
import org.heapgres.wire.internal.message.Authentication;
import org.heapgres.wire.internal.message.BackendMessage;

/**
 * The server's side of SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677, PostgreSQL manual
 * 54.3.1). The user name inside the exchange is ignored, as PostgreSQL does: the start-up packet's
 * counts. One for each connection; not thread-safe.
 */
public final class ScramExchange {
  private static final String MECHANISM = "SCRAM-SHA-256";
  private static final String MECHANISM_PLUS = "SCRAM-SHA-256-PLUS";
  private static final int NONCE_LENGTH = 18;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] SERVER_SECRET = randomBytes(ScramVerifier.KEY_LENGTH);

  private enum Step {
    /** The offer is out; the client names a mechanism and sends its first message. */
    INITIAL,
    /** The salt is out; the client sends its proof. */
    FINAL,
    DONE
  }

  private final String user;
  private final ScramVerifier verifier;
  private final Optional<byte[]> certificateHash;
  private Step step = Step.INITIAL;
  private boolean bound;
  private String gs2Header;
  private String clientFirstBare;
  private String serverFirst;
  private String nonce;

  /**
   * @param verifier of the role; empty when there is no such role or it has no password
   * @param certificateHash what a TLS client binds to; empty without TLS or for a certificate that
   *     has no such hash
   */
  public ScramExchange(String user, Optional<String> verifier, Optional<byte[]> certificateHash) {
    this.user = user;
    this.verifier =
        verifier
            .flatMap(ScramVerifier::parse)
            .orElseGet(() -> ScramVerifier.standIn(user, SERVER_SECRET));
    this.certificateHash = certificateHash;
  }

  public BackendMessage offer() {
    return new Authentication.Sasl(
        certificateHash.isPresent() ? List.of(MECHANISM_PLUS, MECHANISM) : List.of(MECHANISM));
  }

  public boolean done() {
    return step == Step.DONE;
  }

  /**
   * Answers the client's next message; {@link #done()} tells whether it was the last.
   *
   * @throws PgException FATAL, 28P01 for a wrong proof and 08P01 for a broken exchange
   */
  public BackendMessage answer(Authentication.Response response) {
    return switch (step) {
      case INITIAL -> first(response.initial());
      case FINAL -> last(Encoding.UTF8.decode(response.body()));
      case DONE -> throw malformed("Unexpected message after the end of the exchange.");
    };
  }

  private BackendMessage first(Authentication.InitialResponse response) {
    chooseMechanism(response.mechanism());
    String message = Encoding.UTF8.decode(response.data());
    splitHeader(message);
    String clientNonce = attribute(clientFirstBare.split(",", -1), 1, 'r');
    nonce = clientNonce + Base64.getEncoder().encodeToString(randomBytes(NONCE_LENGTH));
    serverFirst =
        "r="
            + nonce
            + ",s="
            + Base64.getEncoder().encodeToString(verifier.salt())
            + ",i="
            + verifier.iterations();
    step = Step.FINAL;
    return new Authentication.SaslContinue(serverFirst);
  }

  private void chooseMechanism(String mechanism) {
    if (mechanism.equals(MECHANISM_PLUS) && certificateHash.isPresent()) {
      bound = true;
    } else if (!mechanism.equals(MECHANISM)) {
      throw fatal(
          SqlState.PROTOCOL_VIOLATION, "client selected an invalid SASL authentication mechanism");
    }
  }

  /** {@code n,,}, {@code y,,} or {@code p=tls-server-end-point,,}. */
  private void splitHeader(String message) {
    int flagEnd = message.indexOf(',');
    int headerEnd = message.indexOf(',', flagEnd + 1) + 1;
    if (flagEnd < 0 || headerEnd == 0) {
      throw malformed("Comma expected, but found end of string.");
    }
    String flag = message.substring(0, flagEnd);
    switch (flag) {
      case "n" -> {
        if (bound) {
          throw malformed(
              "The client selected SCRAM-SHA-256-PLUS, but the SCRAM message does not include"
                  + " channel binding data.");
        }
      }
      case "y" -> {
        if (bound) {
          throw malformed(
              "The client selected SCRAM-SHA-256-PLUS, but the SCRAM message does not include"
                  + " channel binding data.");
        }
        if (certificateHash.isPresent()) {
          throw fatal(
                  SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                  "SCRAM channel binding negotiation error")
              .withDetail(
                  "The client supports SCRAM channel binding but thinks the server does not. "
                      + " However, this server does support channel binding.");
        }
      }
      case "p=tls-server-end-point" -> {
        if (!bound) {
          throw malformed(
              "The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message"
                  + " includes channel binding data.");
        }
      }
      default -> {
        if (flag.startsWith("p=")) {
          throw fatal(
              SqlState.PROTOCOL_VIOLATION,
              "unsupported SCRAM channel-binding type \"" + flag.substring(2) + "\"");
        }
        throw malformed("Unexpected channel-binding flag \"" + flag + "\".");
      }
    }
    if (headerEnd - flagEnd > 2) {
      throw fatal(
          SqlState.FEATURE_NOT_SUPPORTED,
          "client uses authorization identity, but it is not supported");
    }
    gs2Header = message.substring(0, headerEnd);
    clientFirstBare = message.substring(headerEnd);
    if (clientFirstBare.startsWith("m=")) {
      throw fatal(SqlState.FEATURE_NOT_SUPPORTED, "client requires an unsupported SCRAM extension");
    }
  }

  private BackendMessage last(String message) {
    int proofAt = message.lastIndexOf(",p=");
    if (proofAt < 0) {
      throw malformed("Attribute \"p\" expected.");
    }
    String withoutProof = message.substring(0, proofAt);
    String[] attributes = withoutProof.split(",", -1);
    if (!MessageDigest.isEqual(decode(attribute(attributes, 0, 'c')), expectedBinding())) {
      throw fatal(
          SqlState.INVALID_AUTHORIZATION_SPECIFICATION, "SCRAM channel binding check failed");
    }
    if (!attribute(attributes, 1, 'r').equals(nonce)) {
      throw fatal(SqlState.PROTOCOL_VIOLATION, "invalid SCRAM response")
          .withDetail("Nonce does not match.");
    }
    byte[] proof = decode(message.substring(proofAt + 3));
    byte[] signed = (clientFirstBare + "," + serverFirst + "," + withoutProof).getBytes(UTF_8);
    if (!verifier.accepts(proof, signed)) {
      throw fatal(
          SqlState.INVALID_PASSWORD, "password authentication failed for user \"" + user + "\"");
    }
    step = Step.DONE;
    return new Authentication.SaslFinal(
        "v=" + Base64.getEncoder().encodeToString(verifier.serverSignature(signed)));
  }

  private byte[] expectedBinding() {
    byte[] header = gs2Header.getBytes(UTF_8);
    if (!bound) {
      return header;
    }
    byte[] hash = certificateHash.orElseThrow();
    byte[] binding = Arrays.copyOf(header, header.length + hash.length);
    System.arraycopy(hash, 0, binding, header.length, hash.length);
    return binding;
  }

  private static String attribute(String[] attributes, int index, char name) {
    if (index >= attributes.length || !attributes[index].startsWith(name + "=")) {
      throw malformed("Attribute \"" + name + "\" expected.");
    }
    return attributes[index].substring(2);
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw malformed("Malformed base64.");
    }
  }

  private static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static PgException malformed(String detail) {
    return fatal(SqlState.PROTOCOL_VIOLATION, "malformed SCRAM message").withDetail(detail);
  }

  private static PgException fatal(SqlState state, String message) {
    return new PgException(state, message).withSeverity(Severity.FATAL);
  }
}
