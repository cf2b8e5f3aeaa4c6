package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;

/** json (String, kept as it came) and jsonb (Jsonb). */
public final class JsonCodecs {
  static final TypeCodec JSON = new Json();
  static final TypeCodec JSONB = new JsonbCodec();

  private JsonCodecs() {}

  /** Reads jsonb's text; errors are worded as PostgreSQL's. */
  public static Jsonb parseJsonb(String text) {
    try {
      return Jsonb.parse(text);
    } catch (PgException e) {
      JsonSyntax.check(text);
      throw e;
    }
  }

  private static final class Json extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      JsonSyntax.check(text);
      return text;
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      return parseText(settings.clientEncoding().decode(bytes), typmod, settings);
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
    public boolean comparable() {
      return false;
    }

    @Override
    public int compare(Object left, Object right) {
      throw new PgException(
          SqlState.UNDEFINED_FUNCTION, "could not identify an ordering operator for type json");
    }

    @Override
    public int hash(Object datum) {
      throw new PgException(
          SqlState.UNDEFINED_FUNCTION, "could not identify a hash function for type json");
    }
  }

  private static final class JsonbCodec extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return parseJsonb(text);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 1);
      int version = bytes.get();
      if (version != 1) {
        throw new PgException(
            SqlState.INTERNAL_ERROR, "unsupported jsonb version number " + version);
      }
      return parseJsonb(settings.clientEncoding().decode(bytes));
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return datum.toString();
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeByte(1);
      out.writeText(datum.toString());
    }

    @Override
    public int compare(Object left, Object right) {
      return ((Jsonb) left).compareTo((Jsonb) right);
    }

    @Override
    public int hash(Object datum) {
      return datum.hashCode();
    }
  }
}
