package org.heapgres.planner.types;

import java.nio.ByteBuffer;

/** regclass, regtype and their kin: an oid (Long) whose text is an object's name. */
final class RegisteredCodec extends TypeCodec {
  private final RegisteredKind kind;

  RegisteredCodec(RegisteredKind kind) {
    this.kind = kind;
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    if (text.equals("-")) {
      return 0L;
    }
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return IntegerCodecs.parseUnsigned(text.replaceFirst("^0+(?=.)", ""), "oid");
    }
    return settings.environment().objectOid(kind, text);
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, 4);
    return Integer.toUnsignedLong(bytes.getInt());
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    long oid = (Long) datum;
    if (oid == 0) {
      return kind == RegisteredKind.REGOPER || kind == RegisteredKind.REGOPERATOR ? "0" : "-";
    }
    String name = settings.environment().objectName(kind, oid);
    return name != null ? name : Long.toString(oid);
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    out.writeInt((int) (long) (Long) datum);
  }

  @Override
  public void writeBinary(long value, FormatSettings settings, WireBuffer out) {
    out.writeInt((int) value);
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
