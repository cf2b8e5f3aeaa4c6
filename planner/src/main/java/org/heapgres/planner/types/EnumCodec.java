package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A user's enum. A datum is the label's position (Long): a number that the label keeps for life,
 * and whose order is that of the type. So values sort, hash and are indexed as integers, a label
 * may be renamed, and one added between two others takes a number between theirs.
 */
public final class EnumCodec extends TypeCodec {
  private static final AtomicLong EDITIONS = new AtomicLong();

  /** One value of the type. */
  public record Label(long position, String name) {}

  private final long edition = EDITIONS.incrementAndGet();
  private final String name;
  private final List<Label> labels;
  private final Map<String, Long> positions = new HashMap<>();
  private final Map<Long, String> names = new HashMap<>();

  EnumCodec(String name, List<Label> labels) {
    this.name = name;
    this.labels = List.copyOf(labels);
    for (Label label : labels) {
      positions.put(label.name(), label.position());
      names.put(label.position(), label.name());
    }
  }

  @Override
  public long edition() {
    return edition;
  }

  /** In order. */
  public List<Label> labels() {
    return labels;
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    Long position = positions.get(text);
    if (position == null) {
      throw new PgException(
          SqlState.INVALID_TEXT_REPRESENTATION,
          "invalid input value for enum " + TypeNames.quoteIdentifier(name) + ": \"" + text + "\"");
    }
    return position;
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    return parseText(settings.clientEncoding().decode(bytes), typmod, settings);
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    String label = names.get((Long) datum);
    if (label == null) {
      throw new PgException(
          SqlState.INVALID_BINARY_REPRESENTATION, "invalid internal value for enum: " + datum);
    }
    return label;
  }

  @Override
  public void writeText(long value, FormatSettings settings, WireBuffer out) {
    out.writeText(text(value, settings));
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    out.writeText(text(datum, settings));
  }

  @Override
  public int compare(Object left, Object right) {
    return Long.compare((Long) left, (Long) right);
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }
}
