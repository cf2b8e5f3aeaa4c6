package org.heapgres.planner.types;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.SequencedMap;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * hstore: the datum is the text that {@link Hstore} makes. Values sort by it; PostgreSQL's order of
 * them is as arbitrary.
 */
final class HstoreCodec extends TextCodecs.Text {
  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    return Hstore.parse(text).toString();
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, Integer.BYTES);
    int count = bytes.getInt();
    if (count < 0 || count > bytes.remaining() / (2 * Integer.BYTES)) {
      throw new PgException(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "number of pairs (%d) exceeds the maximum allowed (%d)"
              .formatted(count, bytes.remaining() / (2 * Integer.BYTES)));
    }
    SequencedMap<String, String> pairs = Hstore.newPairs();
    for (int i = 0; i < count; i++) {
      String key = string(bytes);
      if (key == null) {
        throw new PgException(
            SqlState.NULL_VALUE_NOT_ALLOWED, "null value not allowed for hstore key");
      }
      String value = string(bytes);
      if (!pairs.containsKey(key)) {
        pairs.put(key, value);
      }
    }
    return new Hstore(pairs).toString();
  }

  private static String string(ByteBuffer bytes) {
    need(bytes, Integer.BYTES);
    int length = bytes.getInt();
    if (length < 0) {
      return null;
    }
    need(bytes, length);
    ByteBuffer text = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return Encoding.UTF8.decode(text);
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    SequencedMap<String, String> pairs = Hstore.parse((String) datum).pairs();
    out.writeInt(pairs.size());
    pairs.forEach(
        (key, value) -> {
          writeString(key, out);
          writeString(value, out);
        });
  }

  private static void writeString(String text, WireBuffer out) {
    out.writeInt(text == null ? -1 : text.getBytes(UTF_8).length);
    if (text != null) {
      out.writeText(text);
    }
  }
}
