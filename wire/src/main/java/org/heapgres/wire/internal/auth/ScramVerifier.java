package org.heapgres.wire.internal.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the server keeps of a password (RFC 5803 in PostgreSQL's notation): enough to check a proof,
 * not enough to make one.
 *
 * @param genuine false for the stand-in of a role that has no password, which no proof satisfies
 */
@SuppressWarnings("ArrayRecordComponent")
record ScramVerifier(
    int iterations, byte[] salt, byte[] storedKey, byte[] serverKey, boolean genuine) {
  static final int KEY_LENGTH = 32;

  private static final int SALT_LENGTH = 16;
  private static final int DEFAULT_ITERATIONS = 4096;
  private static final Pattern FORMAT =
      Pattern.compile("SCRAM-SHA-256\\$(\\d+):([^$]+)\\$([^:]+):(.+)");

  /** Empty when {@code text} is no SCRAM verifier. */
  static Optional<ScramVerifier> parse(String text) {
    Matcher matcher = FORMAT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Base64.Decoder base64 = Base64.getDecoder();
    return Optional.of(
        new ScramVerifier(
            Integer.parseInt(matcher.group(1)),
            base64.decode(matcher.group(2)),
            base64.decode(matcher.group(3)),
            base64.decode(matcher.group(4)),
            true));
  }

  /** The same salt for a name at every try, so that a stranger cannot tell which roles exist. */
  static ScramVerifier standIn(String user, byte[] serverSecret) {
    byte[] salt = new byte[SALT_LENGTH];
    System.arraycopy(hmac(serverSecret, user.getBytes(UTF_8)), 0, salt, 0, SALT_LENGTH);
    return new ScramVerifier(
        DEFAULT_ITERATIONS, salt, new byte[KEY_LENGTH], new byte[KEY_LENGTH], false);
  }

  /** Whether {@code proof} was made by one who knows the password. */
  boolean accepts(byte[] proof, byte[] authenticationMessage) {
    if (proof.length != KEY_LENGTH) {
      return false;
    }
    byte[] clientKey = hmac(storedKey, authenticationMessage);
    for (int i = 0; i < KEY_LENGTH; i++) {
      clientKey[i] ^= proof[i];
    }
    return MessageDigest.isEqual(sha256(clientKey), storedKey) && genuine;
  }

  /** Whether this was made of the password; takes some milliseconds on purpose. */
  boolean isOf(String password) {
    byte[] salted = new byte[KEY_LENGTH];
    byte[] key = password.getBytes(UTF_8);
    byte[] block = Arrays.copyOf(salt, salt.length + Integer.BYTES);
    block[block.length - 1] = 1;
    byte[] round = hmac(key, block);
    for (int i = 1; i <= iterations; i++) {
      for (int b = 0; b < KEY_LENGTH; b++) {
        salted[b] ^= round[b];
      }
      round = hmac(key, round);
    }
    byte[] stored = sha256(hmac(salted, "Client Key".getBytes(UTF_8)));
    return MessageDigest.isEqual(stored, storedKey) && genuine;
  }

  byte[] serverSignature(byte[] authenticationMessage) {
    return hmac(serverKey, authenticationMessage);
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
