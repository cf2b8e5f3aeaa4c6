package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import org.heapgres.planner.jsonpath.JsonPath;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** jsonpath: its text in normal form, as a String. */
final class JsonPathCodec extends TypeCodec {
  private static final int VERSION = 1;

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    return JsonPath.parse(text).toString();
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, 1);
    int version = bytes.get();
    if (version != VERSION) {
      throw new PgException(
          SqlState.INTERNAL_ERROR, "unsupported jsonpath version number: " + version);
    }
    return parseText(settings.clientEncoding().decode(bytes), typmod, settings);
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    return (String) datum;
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    out.writeByte(VERSION);
    out.writeText((String) datum);
  }

  @Override
  public boolean comparable() {
    return false;
  }

  @Override
  public int compare(Object left, Object right) {
    throw new PgException(
        SqlState.UNDEFINED_FUNCTION, "could not identify an ordering operator for type jsonpath");
  }

  @Override
  public int hash(Object datum) {
    throw new PgException(
        SqlState.UNDEFINED_FUNCTION, "could not identify a hash function for type jsonpath");
  }
}
