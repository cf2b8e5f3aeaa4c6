package org.heapgres.planner.types;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** bytea (byte[]): hexadecimal and escape formats. */
public final class ByteaCodec extends TypeCodec {
  static final ByteaCodec INSTANCE = new ByteaCodec();

  private ByteaCodec() {}

  /** The input syntax, hexadecimal or escape. */
  public static byte[] parse(String text) {
    if (text.startsWith("\\x")) {
      return parseHex(text.substring(2));
    }
    return parseEscape(text);
  }

  /** Pairs of digits with white space between pairs. */
  public static byte[] parseHex(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() / 2);
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        i++;
        continue;
      }
      int high = hexDigit(text, i);
      if (i + 1 >= text.length()) {
        throw new PgException(
            SqlState.INVALID_PARAMETER_VALUE, "invalid hexadecimal data: odd number of digits");
      }
      out.write(high << 4 | hexDigit(text, i + 1));
      i += 2;
    }
    return out.toByteArray();
  }

  private static int hexDigit(String text, int at) {
    int digit = IntegerCodecs.digit(text.charAt(at), 16);
    if (digit < 0) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          "invalid hexadecimal digit: \""
              + text.substring(at, text.offsetByCodePoints(at, 1))
              + "\"");
    }
    return digit;
  }

  public static byte[] parseEscape(String text) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '\\') {
        out.write(in[i]);
      } else if (i + 1 < in.length && in[i + 1] == '\\') {
        out.write('\\');
        i++;
      } else if (i + 3 < in.length
          && in[i + 1] >= '0'
          && in[i + 1] <= '3'
          && isOctal(in[i + 2])
          && isOctal(in[i + 3])) {
        out.write((in[i + 1] - '0') << 6 | (in[i + 2] - '0') << 3 | (in[i + 3] - '0'));
        i += 3;
      } else {
        throw new PgException(
            SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type bytea");
      }
    }
    return out.toByteArray();
  }

  private static boolean isOctal(byte b) {
    return b >= '0' && b <= '7';
  }

  public static String escape(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      if (b == '\\') {
        out.append("\\\\");
      } else if (b < 0x20 || b == 0x7F) {
        out.append(String.format("\\%03o", b & 0xFF));
      } else {
        out.append((char) b);
      }
    }
    return out.toString();
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    return parse(text);
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    byte[] value = new byte[bytes.remaining()];
    bytes.get(value);
    return value;
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    return switch (settings.byteaOutput()) {
      case HEX -> "\\x" + HexFormat.of().formatHex((byte[]) datum);
      case ESCAPE -> escape((byte[]) datum);
    };
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    out.writeBytes((byte[]) datum);
  }

  @Override
  public int compare(Object left, Object right) {
    return Arrays.compareUnsigned((byte[]) left, (byte[]) right);
  }

  @Override
  public int hash(Object datum) {
    return Arrays.hashCode((byte[]) datum);
  }
}
