package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * text, varchar, bpchar, name, "char" and the types that are text inside. Datums are Strings; order
 * is that of code points, which is the order of the UTF-8 bytes.
 */
public final class TextCodecs {
  static final TypeCodec TEXT = new Text();
  static final TypeCodec VARCHAR = new Varchar();
  static final TypeCodec BPCHAR = new Bpchar();
  static final TypeCodec NAME = new Name();
  static final TypeCodec CHAR = new Char();

  /** A modifier is the number of characters plus this. */
  static final int HEADER = 4;

  private static final int MAX_LENGTH = 10 * 1024 * 1024;
  private static final int NAME_BYTES = 63;

  private TextCodecs() {}

  /** Code point order of two UTF-16 strings. */
  public static int compare(String left, String right) {
    int shared = Math.min(left.length(), right.length());
    for (int i = 0; i < shared; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return a >= 0xD800 && b >= 0xD800 ? fixUp(a) - fixUp(b) : a - b;
      }
    }
    return left.length() - right.length();
  }

  /** Moves surrogates above the rest of the basic plane. */
  private static int fixUp(char c) {
    return c >= 0xE000 ? c - 0x800 : c + 0x2000;
  }

  public static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  public static String stripTrailingSpaces(String text) {
    return text.substring(0, lengthWithoutSpaces(text));
  }

  private static int lengthWithoutSpaces(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return end;
  }

  /** A name of at most 63 bytes, cut at a character. */
  public static String truncateName(String text) {
    if (text.length() * 3 <= NAME_BYTES) {
      return text;
    }
    int bytes = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (bytes > NAME_BYTES) {
        return text.substring(0, i);
      }
      i += Character.charCount(c);
    }
    return text;
  }

  private static int lengthTypmod(int[] modifiers, String type) {
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
    return modifiers[0] + HEADER;
  }

  private static PgException tooLong(String type, int limit) {
    return new PgException(
        SqlState.STRING_DATA_RIGHT_TRUNCATION,
        "value too long for type " + type + "(" + limit + ")");
  }

  /** Cuts to {@code limit} characters; more than spaces may only be lost when explicit. */
  private static String cut(String text, int limit, boolean explicit, String type) {
    int end = text.offsetByCodePoints(0, limit);
    if (!explicit) {
      for (int i = end; i < text.length(); i++) {
        if (text.charAt(i) != ' ') {
          throw tooLong(type, limit);
        }
      }
    }
    return text.substring(0, end);
  }

  static class Text extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return coerce(text, typmod, false);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      return coerce(settings.clientEncoding().decode(bytes), typmod, false);
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return (String) datum;
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeText((String) datum);
    }

    @Override
    public int compare(Object left, Object right) {
      return TextCodecs.compare((String) left, (String) right);
    }

    @Override
    public boolean equal(Object left, Object right) {
      return left.equals(right);
    }

    @Override
    public int hash(Object datum) {
      return datum.hashCode();
    }
  }

  /** Types whose text is stored as it came and cannot be compared: pg_node_tree, xml. */
  static final class Opaque extends Text {
    @Override
    public boolean comparable() {
      return false;
    }
  }

  private static final class Varchar extends Text {
    @Override
    public Object coerce(Object datum, int typmod, boolean explicit) {
      String text = (String) datum;
      int limit = typmod - HEADER;
      if (typmod < HEADER || text.length() <= limit || codePoints(text) <= limit) {
        return text;
      }
      return cut(text, limit, explicit, "character varying");
    }

    @Override
    public String typmodText(int typmod) {
      return typmod > HEADER ? "(" + (typmod - HEADER) + ")" : "";
    }

    @Override
    public int typmod(int[] modifiers) {
      return lengthTypmod(modifiers, "varchar");
    }
  }

  private static final class Bpchar extends Text {
    @Override
    public Object coerce(Object datum, int typmod, boolean explicit) {
      String text = (String) datum;
      if (typmod < HEADER) {
        return text;
      }
      int limit = typmod - HEADER;
      int length = codePoints(text);
      if (length == limit) {
        return text;
      }
      return length < limit
          ? text + " ".repeat(limit - length)
          : cut(text, limit, explicit, "character");
    }

    /** Padding does not tell values apart. */
    @Override
    public Object keyForm(Object datum) {
      return stripTrailingSpaces((String) datum);
    }

    @Override
    public boolean keptInKeys() {
      return false;
    }

    @Override
    public int compare(Object left, Object right) {
      return TextCodecs.compare(
          stripTrailingSpaces((String) left), stripTrailingSpaces((String) right));
    }

    @Override
    public boolean equal(Object left, Object right) {
      String one = (String) left;
      String other = (String) right;
      int length = lengthWithoutSpaces(one);
      return length == lengthWithoutSpaces(other) && one.regionMatches(0, other, 0, length);
    }

    @Override
    public int hash(Object datum) {
      return stripTrailingSpaces((String) datum).hashCode();
    }

    @Override
    public String typmodText(int typmod) {
      return typmod > HEADER ? "(" + (typmod - HEADER) + ")" : "";
    }

    @Override
    public int typmod(int[] modifiers) {
      return lengthTypmod(modifiers, "char");
    }
  }

  private static final class Name extends Text {
    @Override
    public Object coerce(Object datum, int typmod, boolean explicit) {
      return truncateName((String) datum);
    }
  }

  /** One byte, shown as {@code \ooo} above 127; a zero byte is the empty string. */
  private static final class Char extends Text {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return charOf(text);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 1);
      return fromByte(bytes.get());
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeByte(byteOf((String) datum));
    }

    @Override
    public int compare(Object left, Object right) {
      return Integer.compare(byteOf((String) left) & 0xFF, byteOf((String) right) & 0xFF);
    }
  }

  /** The "char" that a text stands for. */
  public static String charOf(String text) {
    if (text.isEmpty()) {
      return "";
    }
    if (text.length() == 4
        && text.charAt(0) == '\\'
        && text.substring(1).chars().allMatch(c -> c >= '0' && c <= '7')) {
      return fromByte((byte) Integer.parseInt(text.substring(1), 8));
    }
    return fromByte(
        text.charAt(0) < 0x80
            ? (byte) text.charAt(0)
            : text.substring(0, text.offsetByCodePoints(0, 1)).getBytes(StandardCharsets.UTF_8)[0]);
  }

  /** The text of a "char" byte. */
  public static String fromByte(byte value) {
    if (value == 0) {
      return "";
    }
    return value > 0 ? String.valueOf((char) value) : "\\" + Integer.toOctalString(value & 0xFF);
  }

  /** The byte that a "char" stands for. */
  public static byte byteOf(String datum) {
    if (datum.isEmpty()) {
      return 0;
    }
    return datum.length() == 4
        ? (byte) Integer.parseInt(datum.substring(1), 8)
        : (byte) datum.charAt(0);
  }
}
