package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/** bool, uuid, void, and the types whose values cannot be handled yet. */
final class SimpleCodecs {
  static final TypeCodec BOOL = new Bool();
  static final TypeCodec UUID_CODEC = new Uuid();
  static final TypeCodec VOID = new VoidCodec();

  private SimpleCodecs() {}

  private static final class Bool extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      String word = text.strip().toLowerCase(Locale.ROOT);
      if (!word.isEmpty()) {
        if ("true".startsWith(word)
            || "yes".startsWith(word)
            || word.equals("on")
            || word.equals("1")) {
          return true;
        }
        if ("false".startsWith(word)
            || "no".startsWith(word)
            || word.equals("off")
            || word.equals("of")
            || word.equals("0")) {
          return false;
        }
      }
      throw invalidSyntax("boolean", text);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 1);
      return bytes.get() != 0;
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return (Boolean) datum ? "t" : "f";
    }

    @Override
    public void writeText(boolean value, FormatSettings settings, WireBuffer out) {
      out.writeByte(value ? 't' : 'f');
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeByte((Boolean) datum ? 1 : 0);
    }

    @Override
    public void writeBinary(boolean value, FormatSettings settings, WireBuffer out) {
      out.writeByte(value ? 1 : 0);
    }

    @Override
    public int compare(Object left, Object right) {
      return Boolean.compare((Boolean) left, (Boolean) right);
    }

    @Override
    public int hash(Object datum) {
      return datum.hashCode();
    }
  }

  private static final class Uuid extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      int i = 0;
      boolean braces = text.startsWith("{");
      if (braces) {
        i++;
      }
      long high = 0;
      long low = 0;
      for (int digits = 0; digits < 32; digits++) {
        if (digits > 0 && digits % 4 == 0 && i < text.length() && text.charAt(i) == '-') {
          i++;
        }
        int digit = i < text.length() ? IntegerCodecs.digit(text.charAt(i), 16) : -1;
        if (digit < 0) {
          throw invalidSyntax("uuid", text);
        }
        i++;
        if (digits < 16) {
          high = high << 4 | digit;
        } else {
          low = low << 4 | digit;
        }
      }
      if (braces) {
        if (i >= text.length() || text.charAt(i) != '}') {
          throw invalidSyntax("uuid", text);
        }
        i++;
      }
      if (i != text.length()) {
        throw invalidSyntax("uuid", text);
      }
      return new UUID(high, low);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 16);
      return new UUID(bytes.getLong(), bytes.getLong());
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return datum.toString();
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      UUID uuid = (UUID) datum;
      out.writeLong(uuid.getMostSignificantBits());
      out.writeLong(uuid.getLeastSignificantBits());
    }

    @Override
    public int compare(Object left, Object right) {
      UUID a = (UUID) left;
      UUID b = (UUID) right;
      int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
      return high != 0
          ? high
          : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    @Override
    public int hash(Object datum) {
      return datum.hashCode();
    }
  }

  /** Functions of type void return the empty text. */
  private static final class VoidCodec extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return "";
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      return "";
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return "";
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      // no bytes
    }

    @Override
    public boolean comparable() {
      return false;
    }

    @Override
    public int compare(Object left, Object right) {
      return 0;
    }

    @Override
    public int hash(Object datum) {
      return 0;
    }
  }

  /** Known to the catalogs, without values yet: every use of a value is 0A000. */
  static final class Unsupported extends TypeCodec {
    private final String type;

    Unsupported(String type) {
      this.type = type;
    }

    private PgException refusal() {
      return PgException.notSupported("type " + type);
    }

    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      throw refusal();
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      throw refusal();
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      throw refusal();
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      throw refusal();
    }

    @Override
    public boolean comparable() {
      return false;
    }

    @Override
    public int compare(Object left, Object right) {
      throw refusal();
    }

    @Override
    public int hash(Object datum) {
      throw refusal();
    }
  }

  /** Pseudo-types such as any and trigger: PostgreSQL refuses their values too. */
  static final class Pseudo extends TypeCodec {
    private final String type;

    Pseudo(String type) {
      this.type = type;
    }

    private PgException cannotAccept() {
      return new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot accept a value of type " + type);
    }

    private PgException cannotDisplay() {
      return new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot display a value of type " + type);
    }

    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      throw cannotAccept();
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      throw cannotAccept();
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      throw cannotDisplay();
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      throw cannotDisplay();
    }

    @Override
    public boolean comparable() {
      return false;
    }

    @Override
    public int compare(Object left, Object right) {
      throw cannotDisplay();
    }

    @Override
    public int hash(Object datum) {
      throw cannotDisplay();
    }
  }

  /** anyarray, as which pg_statistic has arrays of any column's type: they can be shown. */
  static final class AnyArray extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      throw cannotAccept();
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      throw cannotAccept();
    }

    private static PgException cannotAccept() {
      return new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot accept a value of type anyarray");
    }

    private static ArrayCodec codec(Object datum) {
      return new ArrayCodec(((PgArray) datum).elementOid(), ',');
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return codec(datum).text(datum, settings);
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      codec(datum).writeBinary(datum, settings, out);
    }

    @Override
    public int compare(Object left, Object right) {
      return codec(left).compare(left, right);
    }

    @Override
    public int hash(Object datum) {
      return codec(datum).hash(datum);
    }
  }

  /** tid, as {@code (block,offset)}: block in the upper 48 bits of a Long. */
  static final class Tid extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      var parts = List.of(text.strip().split(",", -1));
      if (parts.size() == 2 && parts.get(0).startsWith("(") && parts.get(1).endsWith(")")) {
        try {
          long block = Long.parseLong(parts.get(0).substring(1));
          String last = parts.get(1);
          long offset = Long.parseLong(last.substring(0, last.length() - 1));
          if (block >= 0 && block <= 0xFFFF_FFFFL && offset >= 0 && offset <= 0xFFFF) {
            return block << 16 | offset;
          }
        } catch (NumberFormatException e) {
          throw invalidSyntax("tid", text);
        }
      }
      throw invalidSyntax("tid", text);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 6);
      long block = Integer.toUnsignedLong(bytes.getInt());
      return block << 16 | (bytes.getShort() & 0xFFFF);
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      long tid = (Long) datum;
      return "(" + (tid >>> 16) + "," + (tid & 0xFFFF) + ")";
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      long tid = (Long) datum;
      out.writeInt((int) (tid >>> 16));
      out.writeShort((int) tid);
    }

    @Override
    public int compare(Object left, Object right) {
      return Long.compareUnsigned((Long) left, (Long) right);
    }

    @Override
    public int hash(Object datum) {
      return datum.hashCode();
    }
  }
}
