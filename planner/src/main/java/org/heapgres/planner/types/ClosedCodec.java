package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A type of which only the server makes values, such as pg_ndistinct: they are shown as those of
 * another type, and are never read or compared.
 */
final class ClosedCodec extends TypeCodec {
  private final String type;
  private final TypeCodec shown;

  ClosedCodec(String type, TypeCodec shown) {
    this.type = type;
    this.shown = shown;
  }

  private PgException refusal() {
    return new PgException(SqlState.FEATURE_NOT_SUPPORTED, "cannot accept a value of type " + type);
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
    return shown.text(datum, settings);
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    shown.writeBinary(datum, settings, out);
  }

  @Override
  public boolean comparable() {
    return false;
  }

  @Override
  public int compare(Object left, Object right) {
    return shown.compare(left, right);
  }

  @Override
  public int hash(Object datum) {
    return shown.hash(datum);
  }
}
