package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.heapgres.storage.value.PgArray;

/** oidvector and int2vector: one-dimensional arrays from 0, without nulls, written with spaces. */
final class VectorCodec extends TypeCodec {
  private final PgElement element;

  /** What sets the two apart. */
  enum PgElement {
    INT2("int2"),
    OID("oid");

    private final String typeName;

    PgElement(String typeName) {
      this.typeName = typeName;
    }

    PgType type() {
      return Types.of(typeName);
    }
  }

  VectorCodec(PgElement element) {
    this.element = element;
  }

  private static PgArray vector(int oid, List<Object> values) {
    return new PgArray(oid, values.toArray(), new int[] {values.size()}, new int[] {0});
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    List<Object> values = new ArrayList<>();
    String trimmed = text.strip();
    if (!trimmed.isEmpty()) {
      for (String part : trimmed.split("\\s+", -1)) {
        values.add(element.type().parseText(part, -1, settings));
      }
    }
    return vector(element.type().oid(), values);
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    return new ArrayCodec(element.type().oid(), ',').parseBinary(bytes, -1, settings);
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    StringBuilder out = new StringBuilder();
    for (Object value : ((PgArray) datum).elements()) {
      out.append(out.isEmpty() ? "" : " ").append(value);
    }
    return out.toString();
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    new ArrayCodec(element.type().oid(), ',').writeBinary(datum, settings, out);
  }

  @Override
  public int compare(Object left, Object right) {
    PgArray a = (PgArray) left;
    PgArray b = (PgArray) right;
    int bySize = Integer.compare(a.size(), b.size());
    return bySize != 0 ? bySize : a.compareTo(b);
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }
}
