package org.heapgres.planner.functions;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.Radix64Encoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.apache.commons.codec.digest.UnixCrypt;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * pgcrypto (manual, F.26): digests, HMAC, password hashes, raw encryption, random bytes. Its
 * OpenPGP functions are not there.
 */
final class CryptoFunctions {
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final Map<String, String> DIGESTS =
      Map.of(
          "md5", "MD5",
          "sha1", "SHA-1",
          "sha224", "SHA-224",
          "sha256", "SHA-256",
          "sha384", "SHA-384",
          "sha512", "SHA-512");

  private static final String SALT_ALPHABET =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final int MAX_RANDOM = 1024;
  private static final int AES_BLOCK = 16;
  private static final int BLOWFISH_BLOCK = 8;
  private static final int BCRYPT_SALT = 22;
  private static final int BCRYPT_START = 7;

  private CryptoFunctions() {}

  private static byte[] bytes(Object data) {
    return data instanceof byte[] raw ? raw : ((String) data).getBytes(StandardCharsets.UTF_8);
  }

  private static String digestName(String type) {
    String name = DIGESTS.get(type.toLowerCase(Locale.ROOT));
    if (name == null) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "Cannot use \"" + type + "\": No such hash algorithm");
    }
    return name;
  }

  static byte[] pgDigest(Object data, String type) {
    try {
      return MessageDigest.getInstance(digestName(type)).digest(bytes(data));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] pgHmac(Object data, Object key, String type) {
    String name = "Hmac" + digestName(type).replace("-", "");
    byte[] secret = bytes(key);
    try {
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(secret.length == 0 ? new byte[1] : secret, name));
      return mac.doFinal(bytes(data));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  // Password hashes

  static String pgCrypt(String password, String salt) {
    byte[] secret = bytes(password);
    if (salt.startsWith("$2a$") || salt.startsWith("$2x$")) {
      return bcrypt(secret, salt);
    }
    if (salt.startsWith("$1$")) {
      return Md5Crypt.md5Crypt(secret, salt);
    }
    if (salt.startsWith("$5$")) {
      return Sha2Crypt.sha256Crypt(secret, salt);
    }
    if (salt.startsWith("$6$")) {
      return Sha2Crypt.sha512Crypt(secret, salt);
    }
    if (salt.startsWith("_")) {
      throw PgException.notSupported("crypt() with extended DES");
    }
    if (salt.length() < 2 || !SALT_ALPHABET.contains(salt.substring(0, 1))) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "invalid salt");
    }
    return UnixCrypt.crypt(secret, salt.substring(0, 2));
  }

  private static String bcrypt(byte[] password, String salt) {
    if (salt.length() < BCRYPT_START + BCRYPT_SALT) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "invalid salt");
    }
    int cost;
    byte[] raw;
    try {
      cost = Integer.parseInt(salt.substring(4, 6));
      raw =
          new Radix64Encoder.Default()
              .decode(
                  salt.substring(BCRYPT_START, BCRYPT_START + BCRYPT_SALT)
                      .getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "invalid salt", e);
    }
    byte[] hash =
        BCrypt.with(
                BCrypt.Version.VERSION_2A,
                at.favre.lib.crypto.bcrypt.LongPasswordStrategies.truncate(
                    BCrypt.Version.VERSION_2A))
            .hash(cost, Arrays.copyOf(raw, AES_BLOCK), password);
    return new String(hash, StandardCharsets.US_ASCII);
  }

  static String pgGenSalt(String type) {
    return pgGenSaltRounds(type, 0);
  }

  static String pgGenSaltRounds(String type, int rounds) {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "des" -> requireNoRounds(rounds, 25, letters(2));
      case "md5" -> requireNoRounds(rounds, 1000, "$1$" + letters(8));
      case "bf" -> {
        int cost = rounds == 0 ? 6 : rounds;
        if (cost < 4 || cost > 31) {
          throw wrongRounds();
        }
        byte[] salt = new byte[AES_BLOCK];
        RANDOM.nextBytes(salt);
        yield "$2a$%02d$%s"
            .formatted(
                cost,
                new String(new Radix64Encoder.Default().encode(salt), StandardCharsets.US_ASCII));
      }
      case "sha256crypt" -> "$5$rounds=" + shaRounds(rounds) + "$" + letters(16);
      case "sha512crypt" -> "$6$rounds=" + shaRounds(rounds) + "$" + letters(16);
      case "xdes" -> throw PgException.notSupported("gen_salt() for extended DES");
      default ->
          throw new PgException(
              SqlState.INVALID_PARAMETER_VALUE, "gen_salt: Unknown salt algorithm");
    };
  }

  private static int shaRounds(int rounds) {
    if (rounds != 0 && (rounds < 1000 || rounds > 999_999_999)) {
      throw wrongRounds();
    }
    return rounds == 0 ? 5000 : rounds;
  }

  private static String requireNoRounds(int rounds, int only, String salt) {
    if (rounds != 0 && rounds != only) {
      throw wrongRounds();
    }
    return salt;
  }

  private static PgException wrongRounds() {
    return new PgException(
        SqlState.INVALID_PARAMETER_VALUE, "gen_salt: Incorrect number of rounds");
  }

  private static String letters(int count) {
    StringBuilder out = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      out.append(SALT_ALPHABET.charAt(RANDOM.nextInt(SALT_ALPHABET.length())));
    }
    return out.toString();
  }

  // Raw encryption

  static byte[] pgEncrypt(byte[] data, byte[] key, String type) {
    return cipher(Cipher.ENCRYPT_MODE, data, key, new byte[0], type);
  }

  static byte[] pgDecrypt(byte[] data, byte[] key, String type) {
    return cipher(Cipher.DECRYPT_MODE, data, key, new byte[0], type);
  }

  static byte[] pgEncryptIv(byte[] data, byte[] key, byte[] iv, String type) {
    return cipher(Cipher.ENCRYPT_MODE, data, key, iv, type);
  }

  static byte[] pgDecryptIv(byte[] data, byte[] key, byte[] iv, String type) {
    return cipher(Cipher.DECRYPT_MODE, data, key, iv, type);
  }

  private static byte[] cipher(int mode, byte[] data, byte[] key, byte[] iv, String type) {
    String algorithm = type.toLowerCase(Locale.ROOT);
    String padding = "pkcs";
    int slash = algorithm.indexOf('/');
    if (slash >= 0) {
      String option = algorithm.substring(slash + 1);
      padding = option.startsWith("pad:") ? option.substring("pad:".length()) : "";
      algorithm = algorithm.substring(0, slash);
    }
    boolean ecb = algorithm.endsWith("-ecb");
    String name = algorithm.replaceAll("-(ecb|cbc)$", "");
    boolean aes = name.equals("aes") || name.equals("rijndael");
    boolean known = aes || name.equals("bf") || name.equals("blowfish");
    if (!known || !(padding.equals("pkcs") || padding.equals("none"))) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          "Cannot use \"" + type + "\": No such cipher algorithm");
    }
    int block = aes ? AES_BLOCK : BLOWFISH_BLOCK;
    String transformation =
        (aes ? "AES" : "Blowfish")
            + (ecb ? "/ECB/" : "/CBC/")
            + (padding.equals("none") ? "NoPadding" : "PKCS5Padding");
    SecretKeySpec secret = new SecretKeySpec(aes ? aesKey(key) : key, aes ? "AES" : "Blowfish");
    try {
      Cipher cipher = Cipher.getInstance(transformation);
      if (ecb) {
        cipher.init(mode, secret);
      } else {
        cipher.init(mode, secret, new IvParameterSpec(Arrays.copyOf(iv, block)));
      }
      return cipher.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new PgException(
          SqlState.EXTERNAL_ROUTINE_INVOCATION_EXCEPTION,
          (mode == Cipher.ENCRYPT_MODE ? "encrypt" : "decrypt")
              + " error: Data not a multiple of block size",
          e);
    }
  }

  private static byte[] aesKey(byte[] key) {
    int length = key.length <= 16 ? 16 : key.length <= 24 ? 24 : 32;
    if (key.length > length) {
      throw new PgException(
          SqlState.EXTERNAL_ROUTINE_INVOCATION_EXCEPTION, "encrypt error: Key was too big");
    }
    return Arrays.copyOf(key, length);
  }

  // Chance

  static byte[] pgRandomBytes(int count) {
    if (count < 1 || count > MAX_RANDOM) {
      throw new PgException(SqlState.EXTERNAL_ROUTINE_INVOCATION_EXCEPTION, "Length not in range");
    }
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  static UUID pgRandomUuid() {
    return UUID.randomUUID();
  }
}
