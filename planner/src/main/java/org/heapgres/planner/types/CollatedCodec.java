package org.heapgres.planner.types;

import java.nio.ByteBuffer;

/** A type of texts whose values are compared by another collation than the type's own. */
final class CollatedCodec extends TypeCodec {
  private final TypeCodec base;
  private final Collation collation;

  CollatedCodec(TypeCodec base, Collation collation) {
    this.base = base;
    this.collation = collation;
  }

  TypeCodec base() {
    return base;
  }

  Collation collation() {
    return collation;
  }

  /** As the type by itself compares it: without padding, for example. */
  private String compared(Object datum) {
    return (String) base.keyForm(datum);
  }

  @Override
  public int compare(Object left, Object right) {
    return collation.compare(compared(left), compared(right));
  }

  @Override
  public boolean equal(Object left, Object right) {
    return collation.equal(compared(left), compared(right));
  }

  @Override
  public int hash(Object datum) {
    return collation.hash(compared(datum));
  }

  @Override
  public Object keyForm(Object datum) {
    return collation.key(compared(datum));
  }

  @Override
  public boolean keptInKeys() {
    return false;
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    return base.parseText(text, typmod, settings);
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    return base.parseBinary(bytes, typmod, settings);
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    return base.text(datum, settings);
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    base.writeBinary(datum, settings, out);
  }

  @Override
  public Object coerce(Object datum, int typmod, boolean explicit) {
    return base.coerce(datum, typmod, explicit);
  }

  @Override
  public String typmodText(int typmod) {
    return base.typmodText(typmod);
  }

  @Override
  public int typmod(int[] modifiers) {
    return base.typmod(modifiers);
  }
}
