package org.heapgres.planner.functions;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.heapgres.planner.types.ByteaCodec;
import org.heapgres.planner.types.Encoding;
import org.heapgres.planner.types.TextCodecs;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** bytea: positions, trimming, encodings, digests. */
final class BinaryFunctions {
  private static final int BASE64_LINE = 76;

  private BinaryFunctions() {}

  static int byteaoctetlen(byte[] value) {
    return value.length;
  }

  static int bitLengthBytea(byte[] value) {
    return value.length * 8;
  }

  static byte[] byteacat(byte[] a, byte[] b) {
    byte[] result = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, result, a.length, b.length);
    return result;
  }

  static byte[] byteaSubstr(byte[] value, int start, int length) {
    if (length < 0) {
      throw new PgException(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    return slice(value, start, (long) start + length);
  }

  static byte[] byteaSubstrNoLen(byte[] value, int start) {
    return slice(value, start, Long.MAX_VALUE);
  }

  private static byte[] slice(byte[] value, long start, long end) {
    int from = Math.clamp(start - 1, 0, value.length);
    int to = Math.clamp(end - 1, from, value.length);
    return Arrays.copyOfRange(value, from, to);
  }

  static byte[] byteaoverlay(byte[] value, byte[] replacement, int start, int length) {
    if (start <= 0) {
      throw new PgException(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    return byteacat(
        byteacat(slice(value, 1, start), replacement),
        slice(value, (long) start + length, Long.MAX_VALUE));
  }

  static byte[] byteaoverlayNoLen(byte[] value, byte[] replacement, int start) {
    return byteaoverlay(value, replacement, start, replacement.length);
  }

  static int byteapos(byte[] value, byte[] sought) {
    for (int i = 0; i + sought.length <= value.length; i++) {
      if (Arrays.equals(value, i, i + sought.length, sought, 0, sought.length)) {
        return i + 1;
      }
    }
    return 0;
  }

  static byte[] byteatrim(byte[] value, byte[] bytes) {
    return trim(value, bytes, true, true);
  }

  static byte[] bytealtrim(byte[] value, byte[] bytes) {
    return trim(value, bytes, true, false);
  }

  static byte[] byteartrim(byte[] value, byte[] bytes) {
    return trim(value, bytes, false, true);
  }

  private static byte[] trim(byte[] value, byte[] bytes, boolean left, boolean right) {
    int start = 0;
    int end = value.length;
    while (left && start < end && contains(bytes, value[start])) {
      start++;
    }
    while (right && end > start && contains(bytes, value[end - 1])) {
      end--;
    }
    return Arrays.copyOfRange(value, start, end);
  }

  private static boolean contains(byte[] bytes, byte sought) {
    for (byte b : bytes) {
      if (b == sought) {
        return true;
      }
    }
    return false;
  }

  static byte[] byteaReverse(byte[] value) {
    byte[] result = new byte[value.length];
    for (int i = 0; i < value.length; i++) {
      result[value.length - 1 - i] = value[i];
    }
    return result;
  }

  private static void checkIndex(long index, long length) {
    if (index < 0 || index >= length) {
      throw new PgException(
          SqlState.ARRAY_ELEMENT_ERROR,
          "index " + index + " out of valid range, 0.." + (length - 1));
    }
  }

  static int byteaGetByte(byte[] value, int index) {
    checkIndex(index, value.length);
    return value[index] & 0xFF;
  }

  static byte[] byteaSetByte(byte[] value, int index, int to) {
    checkIndex(index, value.length);
    byte[] result = value.clone();
    result[index] = (byte) to;
    return result;
  }

  static int byteaGetBit(byte[] value, long index) {
    checkIndex(index, value.length * 8L);
    return value[(int) (index / 8)] >> (index % 8) & 1;
  }

  static byte[] byteaSetBit(byte[] value, long index, int to) {
    checkIndex(index, value.length * 8L);
    if (to != 0 && to != 1) {
      throw Errors.invalidParameter("new bit must be 0 or 1");
    }
    byte[] result = value.clone();
    int mask = 1 << (index % 8);
    int at = (int) (index / 8);
    result[at] = (byte) (to == 1 ? result[at] | mask : result[at] & ~mask);
    return result;
  }

  static long byteaBitCount(byte[] value) {
    long count = 0;
    for (byte b : value) {
      count += Integer.bitCount(b & 0xFF);
    }
    return count;
  }

  static byte[] int2Bytea(int value) {
    return ByteBuffer.allocate(2).putShort((short) value).array();
  }

  static byte[] int4Bytea(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  static byte[] int8Bytea(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  static short byteaInt2(byte[] value) {
    return (short) number(value, 2, "smallint");
  }

  static int byteaInt4(byte[] value) {
    return (int) number(value, 4, "integer");
  }

  static long byteaInt8(byte[] value) {
    return number(value, 8, "bigint");
  }

  private static long number(byte[] value, int size, String type) {
    if (value.length > size) {
      throw Errors.outOfRange(type);
    }
    if (value.length == 0) {
      return 0;
    }
    long result = new BigInteger(1, value).longValue();
    return value.length < size
        ? result
        : size == 2 ? (short) result : size == 4 ? (int) result : result;
  }

  static String binaryEncode(byte[] value, String format) {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "hex" -> HexFormat.of().formatHex(value);
      case "escape" -> escapeHighOnly(value);
      case "base64" -> Base64.getMimeEncoder(BASE64_LINE, new byte[] {'\n'}).encodeToString(value);
      default -> throw unrecognized(format);
    };
  }

  /** encode's escape format only escapes zero bytes, bytes above 127 and backslashes. */
  private static String escapeHighOnly(byte[] value) {
    StringBuilder out = new StringBuilder(value.length);
    for (byte b : value) {
      if (b <= 0) {
        out.append(String.format("\\%03o", b & 0xFF));
      } else if (b == '\\') {
        out.append("\\\\");
      } else {
        out.append((char) b);
      }
    }
    return out.toString();
  }

  private static PgException unrecognized(String format) {
    return Errors.invalidParameter("unrecognized encoding: \"" + format + "\"");
  }

  static byte[] binaryDecode(String text, String format) {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "hex" -> ByteaCodec.parseHex(text);
      case "escape" -> ByteaCodec.parseEscape(text);
      case "base64" -> decodeBase64(text);
      default -> throw unrecognized(format);
    };
  }

  private static byte[] decodeBase64(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() * 3 / 4);
    int buffer = 0;
    int position = 0;
    int padding = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        continue;
      }
      int value = 0;
      if (c == '=') {
        if (padding == 0) {
          if (position == 2) {
            padding = 1;
          } else if (position == 3) {
            padding = 2;
          } else {
            throw Errors.invalidParameter("unexpected \"=\" while decoding base64 sequence");
          }
        }
      } else {
        value = c < 128 ? base64Value(c) : -1;
        if (value < 0) {
          throw Errors.invalidParameter(
              "invalid symbol \""
                  + text.substring(i, text.offsetByCodePoints(i, 1))
                  + "\" found while decoding base64 sequence");
        }
      }
      buffer = buffer << 6 | value;
      position++;
      if (position == 4) {
        out.write(buffer >> 16);
        if (padding == 0 || padding > 1) {
          out.write(buffer >> 8);
        }
        if (padding == 0) {
          out.write(buffer);
        }
        buffer = 0;
        position = 0;
      }
    }
    if (position != 0) {
      throw Errors.invalidParameter("invalid base64 end sequence")
          .withHint("Input data is missing padding, is truncated, or is otherwise corrupted.");
    }
    return out.toByteArray();
  }

  private static int base64Value(char c) {
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(c);
  }

  private static byte[] digest(String algorithm, byte[] value) {
    try {
      return MessageDigest.getInstance(algorithm).digest(value);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String md5Text(String text) {
    return md5Bytea(text.getBytes(StandardCharsets.UTF_8));
  }

  static String md5Bytea(byte[] value) {
    return HexFormat.of().formatHex(digest("MD5", value));
  }

  static byte[] sha224Bytea(byte[] value) {
    return digest("SHA-224", value);
  }

  static byte[] sha256Bytea(byte[] value) {
    return digest("SHA-256", value);
  }

  static byte[] sha384Bytea(byte[] value) {
    return digest("SHA-384", value);
  }

  static byte[] sha512Bytea(byte[] value) {
    return digest("SHA-512", value);
  }

  static long crc32Bytea(byte[] value) {
    CRC32 crc = new CRC32();
    crc.update(value);
    return crc.getValue();
  }

  static long crc32cBytea(byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(value);
    return crc.getValue();
  }

  private static Encoding encoding(String name, String role) {
    return Encoding.find(name)
        .orElseThrow(
            () -> Errors.invalidParameter("invalid " + role + "encoding name \"" + name + "\""));
  }

  private static PgException noConversion(Encoding from, Encoding to) {
    return new PgException(
        SqlState.UNDEFINED_FUNCTION,
        "default conversion function for encoding \"%s\" to \"%s\" does not exist"
            .formatted(from.name(), to.name()));
  }

  static String pgConvertFrom(byte[] value, String name) {
    Encoding encoding = encoding(name, "source ");
    if (!encoding.convertible()) {
      throw noConversion(encoding, Encoding.UTF8);
    }
    return encoding.decode(value);
  }

  static byte[] pgConvertTo(String text, String name) {
    Encoding encoding = encoding(name, "destination ");
    if (!encoding.convertible()) {
      throw noConversion(Encoding.UTF8, encoding);
    }
    return encoding.encode(text);
  }

  static byte[] pgConvert(byte[] value, String from, String to) {
    return pgConvertTo(pgConvertFrom(value, from), to);
  }

  static int lengthInEncoding(byte[] value, String encoding) {
    return TextCodecs.codePoints(encoding(encoding, "").decode(value));
  }
}
