package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** macaddr and macaddr8: six or eight bytes, as a byte array. */
final class MacaddrCodec extends TypeCodec {
  static final TypeCodec MACADDR = new MacaddrCodec("macaddr", 6);
  static final TypeCodec MACADDR8 = new MacaddrCodec("macaddr8", 8);

  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  /** The six spellings of a macaddr, each with its octets as groups. */
  private static final List<Pattern> SPELLINGS =
      List.of(
          spelling("O:O:O:O:O:O"),
          spelling("O-O-O-O-O-O"),
          spelling("PPP:PPP"),
          spelling("PPP-PPP"),
          spelling("PP\\.PP\\.PP"),
          spelling("PP-PP-PP"),
          spelling("PPPPPP"));

  private final String type;
  private final int length;

  private MacaddrCodec(String type, int length) {
    this.type = type;
    this.length = length;
  }

  private static Pattern spelling(String form) {
    return Pattern.compile(
        "\\s*" + form.replace("O", "([0-9a-fA-F]{1,8})").replace("P", "([0-9a-fA-F]{2})") + "\\s*");
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    return length == 6 ? six(text) : eight(text);
  }

  private byte[] six(String text) {
    for (Pattern spelling : SPELLINGS) {
      Matcher matcher = spelling.matcher(text);
      if (matcher.matches()) {
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
          long octet = Long.parseLong(matcher.group(i + 1), 16);
          if (octet > 255) {
            throw new PgException(
                SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                "invalid octet value in \"macaddr\" value: \"" + text + "\"");
          }
          bytes[i] = (byte) octet;
        }
        return bytes;
      }
    }
    throw invalidSyntax(type, text);
  }

  /** Pairs of digits, the same separator between all of them; six become eight. */
  private byte[] eight(String text) {
    String trimmed = text.strip();
    byte[] bytes = new byte[8];
    int count = 0;
    char separator = 0;
    int at = 0;
    while (at < trimmed.length()) {
      if (count == 8 || at + 1 >= trimmed.length()) {
        throw invalidSyntax(type, text);
      }
      int high = IntegerCodecs.digit(trimmed.charAt(at), 16);
      int low = IntegerCodecs.digit(trimmed.charAt(at + 1), 16);
      if (high < 0 || low < 0) {
        throw invalidSyntax(type, text);
      }
      bytes[count++] = (byte) ((high << 4) | low);
      at += 2;
      if (at < trimmed.length() && ":-.".indexOf(trimmed.charAt(at)) >= 0) {
        char found = trimmed.charAt(at++);
        if ((separator != 0 && separator != found) || at == trimmed.length()) {
          throw invalidSyntax(type, text);
        }
        separator = found;
      }
    }
    if (count == 6) {
      return widened(bytes);
    }
    if (count != 8) {
      throw invalidSyntax(type, text);
    }
    return bytes;
  }

  private static byte[] widened(byte[] six) {
    return new byte[] {six[0], six[1], six[2], (byte) 0xff, (byte) 0xfe, six[3], six[4], six[5]};
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    if (length == 8 && bytes.remaining() == 6) {
      byte[] six = new byte[6];
      bytes.get(six);
      return widened(six);
    }
    need(bytes, length);
    byte[] value = new byte[length];
    bytes.get(value);
    return value;
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    return COLONS.formatHex((byte[]) datum);
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    out.writeBytes((byte[]) datum);
  }

  @Override
  public int compare(Object left, Object right) {
    return Integer.signum(Arrays.compareUnsigned((byte[]) left, (byte[]) right));
  }

  @Override
  public int hash(Object datum) {
    return Arrays.hashCode((byte[]) datum);
  }
}
