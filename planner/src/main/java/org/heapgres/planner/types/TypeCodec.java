package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * How the values of one type are read, written, ordered and hashed. Datums are the Java classes of
 * the type's family, never null. Implementations are immutable; what depends on a session comes in
 * through {@link FormatSettings}.
 */
public abstract class TypeCodec {
  /**
   * Reads the text form.
   *
   * @param typmod the declared modifier, -1 for none; input is coerced to it as by an assignment
   * @throws PgException 22P02, 22003, 22007, 22008, 22001 with PostgreSQL's wording
   */
  public abstract Object parseText(String text, int typmod, FormatSettings settings);

  /**
   * As {@link #parseText(String, int, FormatSettings)}, of the UTF-8 in {@code text[from, to)}.
   * Types that data are loaded of read their commonest forms without a String.
   */
  public Object parseText(byte[] text, int from, int to, int typmod, FormatSettings settings) {
    return parseText(Encoding.UTF8.decode(text, from, to - from), typmod, settings);
  }

  /** Reads all the bytes that remain in the buffer. */
  public abstract Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings);

  public abstract String text(Object datum, FormatSettings settings);

  public abstract void writeBinary(Object datum, FormatSettings settings, WireBuffer out);

  public void writeText(Object datum, FormatSettings settings, WireBuffer out) {
    out.writeText(text(datum, settings));
  }

  /** The order of the type's default btree operator class. */
  public abstract int compare(Object left, Object right);

  /** Equal for values that {@link #compare} finds equal. */
  public abstract int hash(Object datum);

  /** Equality of the type's {@code =} operator. */
  public boolean equal(Object left, Object right) {
    return compare(left, right) == 0;
  }

  /**
   * Tells apart the forms that a user's type has had, since it keeps its oid when it changes; 0 for
   * a type that never does.
   */
  public long edition() {
    return 0;
  }

  /**
   * The value as it is put in keys: equal values have equal forms, which are in the order of {@link
   * #compare}.
   */
  public Object keyForm(Object datum) {
    return datum;
  }

  /** Whether {@link #keyForm} is the value itself. */
  public boolean keptInKeys() {
    return true;
  }

  /** Whether {@link #compare} works: json, xml and point have no order. */
  public boolean comparable() {
    return true;
  }

  /**
   * Applies a modifier to a value of this type, as the type's length coercion function does.
   *
   * @param explicit an explicit cast to varchar(n) truncates where an assignment fails
   */
  public Object coerce(Object datum, int typmod, boolean explicit) {
    return datum;
  }

  /** The text of a modifier, such as {@code (10,2)}; typmod is not -1. */
  public String typmodText(int typmod) {
    return "(" + typmod + ")";
  }

  /** The modifier that the integers in a type name stand for. */
  public int typmod(int[] modifiers) {
    throw new PgException(SqlState.SYNTAX_ERROR, "type modifier is not allowed for this type");
  }

  public void writeText(boolean value, FormatSettings settings, WireBuffer out) {
    writeText(Boolean.valueOf(value), settings, out);
  }

  public void writeText(int value, FormatSettings settings, WireBuffer out) {
    writeText(Integer.valueOf(value), settings, out);
  }

  public void writeText(long value, FormatSettings settings, WireBuffer out) {
    writeText(Long.valueOf(value), settings, out);
  }

  public void writeText(double value, FormatSettings settings, WireBuffer out) {
    writeText(Double.valueOf(value), settings, out);
  }

  public void writeBinary(boolean value, FormatSettings settings, WireBuffer out) {
    writeBinary(Boolean.valueOf(value), settings, out);
  }

  public void writeBinary(int value, FormatSettings settings, WireBuffer out) {
    writeBinary(Integer.valueOf(value), settings, out);
  }

  public void writeBinary(long value, FormatSettings settings, WireBuffer out) {
    writeBinary(Long.valueOf(value), settings, out);
  }

  public void writeBinary(double value, FormatSettings settings, WireBuffer out) {
    writeBinary(Double.valueOf(value), settings, out);
  }

  static PgException invalidSyntax(String type, String text) {
    return new PgException(
        SqlState.INVALID_TEXT_REPRESENTATION,
        "invalid input syntax for type " + type + ": \"" + text + "\"");
  }

  static PgException valueOutOfRange(String type, String text) {
    return new PgException(
        SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
        "value \"" + text + "\" is out of range for type " + type);
  }

  /** The reference's complaint about a binary value that is too short. */
  static void need(ByteBuffer bytes, int count) {
    if (bytes.remaining() < count) {
      throw new PgException(SqlState.PROTOCOL_VIOLATION, "insufficient data left in message");
    }
  }
}
