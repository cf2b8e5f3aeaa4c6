package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.BitString;

/** bit and bit varying (BitString). A modifier is the length in bits. */
public final class BitCodec extends TypeCodec {
  public static final TypeCodec BIT = new BitCodec(false);
  public static final TypeCodec VARBIT = new BitCodec(true);

  private static final int MAX_LENGTH = 10 * 1024 * 1024 * 8;

  private final boolean varying;

  private BitCodec(boolean varying) {
    this.varying = varying;
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    BitString bits;
    if (!text.isEmpty() && (text.charAt(0) == 'x' || text.charAt(0) == 'X')) {
      bits = hexadecimal(text.substring(1));
    } else {
      boolean prefixed = !text.isEmpty() && (text.charAt(0) == 'b' || text.charAt(0) == 'B');
      bits = binary(prefixed ? text.substring(1) : text);
    }
    return coerce(bits, typmod, false);
  }

  private static PgException invalidDigit(String text, int at, String kind) {
    return new PgException(
        SqlState.INVALID_TEXT_REPRESENTATION,
        "\"" + Character.toString(text.codePointAt(at)) + "\" is not a valid " + kind + " digit");
  }

  private static BitString binary(String text) {
    byte[] bytes = new byte[(text.length() + 7) / 8];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '1') {
        bytes[i / 8] |= (byte) (0x80 >>> (i % 8));
      } else if (c != '0') {
        throw invalidDigit(text, i, "binary");
      }
    }
    return new BitString(bytes, text.length());
  }

  private static BitString hexadecimal(String text) {
    byte[] bytes = new byte[(text.length() + 1) / 2];
    for (int i = 0; i < text.length(); i++) {
      int digit = IntegerCodecs.digit(text.charAt(i), 16);
      if (digit < 0) {
        throw invalidDigit(text, i, "hexadecimal");
      }
      bytes[i / 2] |= (byte) (i % 2 == 0 ? digit << 4 : digit);
    }
    return new BitString(bytes, text.length() * 4);
  }

  /** The first {@code length} bits, with zeros behind when there are fewer. */
  public static BitString resize(BitString bits, int length) {
    byte[] bytes = Arrays.copyOf(bits.bytes(), (length + 7) / 8);
    if (length % 8 != 0 && length < bits.length()) {
      bytes[bytes.length - 1] &= (byte) (0xff << (8 - length % 8));
    }
    return new BitString(bytes, length);
  }

  @Override
  public Object coerce(Object datum, int typmod, boolean explicit) {
    BitString bits = (BitString) datum;
    if (typmod <= 0 || bits.length() == typmod || (varying && bits.length() < typmod)) {
      return bits;
    }
    if (!explicit) {
      throw varying
          ? new PgException(
              SqlState.STRING_DATA_RIGHT_TRUNCATION,
              "bit string too long for type bit varying(" + typmod + ")")
          : new PgException(
              SqlState.STRING_DATA_LENGTH_MISMATCH,
              "bit string length " + bits.length() + " does not match type bit(" + typmod + ")");
    }
    return resize(bits, typmod);
  }

  @Override
  public int typmod(int[] modifiers) {
    String type = varying ? "varbit" : "bit";
    if (modifiers.length != 1) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "invalid type modifier");
    }
    if (modifiers[0] < 1) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "length for type " + type + " must be at least 1");
    }
    if (modifiers[0] > MAX_LENGTH) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          "length for type " + type + " cannot exceed " + MAX_LENGTH);
    }
    return modifiers[0];
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, 4);
    int length = bytes.getInt();
    if (length < 0) {
      throw new PgException(
          SqlState.INVALID_BINARY_REPRESENTATION, "invalid length in external bit string");
    }
    int size = (int) ((length + 7L) / 8);
    need(bytes, size);
    byte[] content = new byte[size];
    bytes.get(content);
    if (length % 8 != 0) {
      content[size - 1] &= (byte) (0xff << (8 - length % 8));
    }
    return coerce(new BitString(content, length), typmod, false);
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    return datum.toString();
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    BitString bits = (BitString) datum;
    out.writeInt(bits.length());
    out.writeBytes(bits.bytes());
  }

  @Override
  public int compare(Object left, Object right) {
    return ((BitString) left).compareTo((BitString) right);
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }
}
