package org.heapgres.wire.internal.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.heapgres.storage.PgException;
import org.heapgres.wire.internal.message.Authentication.Response;
import org.heapgres.wire.internal.message.Authentication.Sasl;
import org.heapgres.wire.internal.message.Authentication.SaslContinue;
import org.heapgres.wire.internal.message.Authentication.SaslFinal;
import org.junit.jupiter.api.Test;

/** The exchange with a client written from the RFC. */
final class ScramExchangeTest {
  private static final byte[] SALT = "sixteen bytes !!".getBytes(UTF_8);
  private static final int ITERATIONS = 4096;
  private static final byte[] CERTIFICATE_HASH = "hash of a certificate".getBytes(UTF_8);

  @Test
  void acceptsTheRightPassword() throws Exception {
    ScramExchange exchange = new ScramExchange("bob", verifier("secret"), Optional.empty());
    assertEquals(new Sasl(List.of("SCRAM-SHA-256")), exchange.offer());
    converse(exchange, "SCRAM-SHA-256", "n,,", new byte[0], "secret");
    assertTrue(exchange.done());
  }

  @Test
  void refusesAWrongPassword() throws Exception {
    ScramExchange exchange = new ScramExchange("bob", verifier("secret"), Optional.empty());
    assertRefused(exchange, "guess");
  }

  @Test
  void refusesAStrangerAtTheSameStep() throws Exception {
    assertRefused(new ScramExchange("bob", Optional.empty(), Optional.empty()), "secret");
  }

  @Test
  void bindsToTheCertificate() throws Exception {
    ScramExchange exchange =
        new ScramExchange("bob", verifier("secret"), Optional.of(CERTIFICATE_HASH));
    assertEquals(new Sasl(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")), exchange.offer());
    converse(
        exchange, "SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,", CERTIFICATE_HASH, "secret");
    assertTrue(exchange.done());
  }

  @Test
  void refusesAnotherCertificate() {
    ScramExchange exchange =
        new ScramExchange("bob", verifier("secret"), Optional.of(CERTIFICATE_HASH));
    assertFails(
        "28000",
        "SCRAM channel binding check failed",
        () ->
            converse(
                exchange,
                "SCRAM-SHA-256-PLUS",
                "p=tls-server-end-point,,",
                "another".getBytes(UTF_8),
                "secret"));
  }

  @Test
  void noticesADowngrade() {
    ScramExchange exchange =
        new ScramExchange("bob", verifier("secret"), Optional.of(CERTIFICATE_HASH));
    assertFails(
        "28000",
        "SCRAM channel binding negotiation error",
        () -> converse(exchange, "SCRAM-SHA-256", "y,,", new byte[0], "secret"));
  }

  @Test
  void refusesWhatItCannotRead() {
    assertFails(
        "08P01",
        "client selected an invalid SASL authentication mechanism",
        () -> first("PLAIN", "n,,n=,r=abc"));
    assertFails("08P01", "malformed SCRAM message", () -> first("SCRAM-SHA-256", "n"));
    assertFails("08P01", "malformed SCRAM message", () -> first("SCRAM-SHA-256", "n,,n=bob"));
    assertFails(
        "0A000",
        "client uses authorization identity, but it is not supported",
        () -> first("SCRAM-SHA-256", "n,a=alice,n=,r=abc"));
    assertFails(
        "0A000",
        "client requires an unsupported SCRAM extension",
        () -> first("SCRAM-SHA-256", "n,,m=x,n=,r=abc"));
  }

  private static void first(String mechanism, String message) {
    new ScramExchange("bob", Optional.empty(), Optional.empty())
        .answer(initial(mechanism, message));
  }

  private static void assertRefused(ScramExchange exchange, String password) {
    assertFails(
        "28P01",
        "password authentication failed for user \"bob\"",
        () -> converse(exchange, "SCRAM-SHA-256", "n,,", new byte[0], password));
    assertFalse(exchange.done());
  }

  private static void assertFails(
      String code, String message, org.junit.jupiter.api.function.Executable work) {
    PgException error = assertThrows(PgException.class, work);
    assertEquals(List.of(code, message), List.of(error.code(), error.getMessage()));
    assertEquals(PgException.Severity.FATAL, error.severity());
  }

  /** The client's side; checks the server's signature, too. */
  private static void converse(
      ScramExchange exchange, String mechanism, String header, byte[] binding, String password)
      throws Exception {
    String bare = "n=,r=clientnonce";
    String serverFirst =
        assertInstanceOf(SaslContinue.class, exchange.answer(initial(mechanism, header + bare)))
            .data();
    String[] parts = serverFirst.split(",", -1);
    assertTrue(parts[0].startsWith("r=clientnonce"));
    byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
    byte[] salted = salted(password, salt, Integer.parseInt(parts[2].substring(2)));
    ByteBuffer bound = ByteBuffer.allocate(header.length() + binding.length);
    bound.put(header.getBytes(UTF_8)).put(binding);
    String withoutProof = "c=" + Base64.getEncoder().encodeToString(bound.array()) + "," + parts[0];
    byte[] message = (bare + "," + serverFirst + "," + withoutProof).getBytes(UTF_8);
    byte[] proof = hmac(salted, "Client Key".getBytes(UTF_8));
    byte[] signature = hmac(sha256(proof), message);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= signature[i];
    }
    String last = withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
    assertEquals(
        new SaslFinal(
            "v="
                + Base64.getEncoder()
                    .encodeToString(hmac(hmac(salted, "Server Key".getBytes(UTF_8)), message))),
        exchange.answer(new Response(last.getBytes(UTF_8))));
  }

  private static Response initial(String mechanism, String message) {
    byte[] name = mechanism.getBytes(UTF_8);
    byte[] data = message.getBytes(UTF_8);
    ByteBuffer body = ByteBuffer.allocate(name.length + 1 + Integer.BYTES + data.length);
    body.put(name).put((byte) 0).putInt(data.length).put(data);
    return new Response(body.array());
  }

  private static Optional<String> verifier(String password) {
    try {
      byte[] salted = salted(password, SALT, ITERATIONS);
      Base64.Encoder base64 = Base64.getEncoder();
      return Optional.of(
          "SCRAM-SHA-256$%d:%s$%s:%s"
              .formatted(
                  ITERATIONS,
                  base64.encodeToString(SALT),
                  base64.encodeToString(sha256(hmac(salted, "Client Key".getBytes(UTF_8)))),
                  base64.encodeToString(hmac(salted, "Server Key".getBytes(UTF_8)))));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] salted(String password, byte[] salt, int iterations) throws Exception {
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
        .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
        .getEncoded();
  }

  private static byte[] hmac(byte[] key, byte[] data) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  private static byte[] sha256(byte[] data) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(data);
  }
}
