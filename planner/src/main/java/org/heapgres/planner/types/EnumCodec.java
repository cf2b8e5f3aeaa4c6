package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A user's enum: datums are the labels; their order is that of the declaration. */
public final class EnumCodec extends TypeCodec {
  private static final AtomicLong EDITIONS = new AtomicLong();

  private final long edition = EDITIONS.incrementAndGet();
  private final String name;
  private final List<String> labels;
  private final Map<String, Integer> positions = new HashMap<>();

  EnumCodec(String name, List<String> labels) {
    this.name = name;
    this.labels = List.copyOf(labels);
    for (int i = 0; i < labels.size(); i++) {
      positions.put(labels.get(i), i);
    }
  }

  @Override
  public long edition() {
    return edition;
  }

  public List<String> labels() {
    return labels;
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    if (!positions.containsKey(text)) {
      throw new org.heapgres.storage.PgException(
          org.heapgres.storage.SqlState.INVALID_TEXT_REPRESENTATION,
          "invalid input value for enum " + name + ": \"" + text + "\"");
    }
    return text;
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    return parseText(TextCodecs.decode(bytes), typmod, settings);
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    return (String) datum;
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    out.writeUtf8((String) datum);
  }

  @Override
  public int compare(Object left, Object right) {
    return Integer.compare(
        positions.getOrDefault((String) left, -1), positions.getOrDefault((String) right, -1));
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }
}
