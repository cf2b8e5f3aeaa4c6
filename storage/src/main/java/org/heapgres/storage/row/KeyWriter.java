package org.heapgres.storage.row;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.UUID;
import org.heapgres.storage.value.BitString;
import org.heapgres.storage.value.Geometry;
import org.heapgres.storage.value.Inet;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Jsonb;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRange;
import org.heapgres.storage.value.PgRecord;
import org.heapgres.storage.value.TimeTz;
import org.heapgres.storage.value.TsVector;

/** A key under construction; for one thread, reusable after {@link #reset}. */
public final class KeyWriter {
  static final int NULL_FIRST = 0x01;
  static final int VALUE = 0x02;
  static final int NULL_LAST = 0x03;

  /** A zero byte inside a string; a string's end is {@code 00 01}. */
  static final int ESCAPED_ZERO = 0xff;

  static final int STRING_END = 0x01;

  /** In front of every element of a container; 0 ends it, so that a shorter one sorts first. */
  static final int CONTAINER_END = 0x00;

  static final int NUMERIC_NEGATIVE_INFINITY = 0x10;
  static final int NUMERIC_NEGATIVE = 0x20;
  static final int NUMERIC_ZERO = 0x30;
  static final int NUMERIC_POSITIVE = 0x40;
  static final int NUMERIC_POSITIVE_INFINITY = 0x50;
  static final int NUMERIC_NAN = 0x60;

  private byte[] bytes = new byte[32];
  private int size;

  public KeyWriter reset() {
    size = 0;
    return this;
  }

  public int size() {
    return size;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Adds bytes as they are, such as a key already encoded. */
  public KeyWriter raw(byte[] key) {
    ensure(key.length);
    System.arraycopy(key, 0, bytes, size, key.length);
    size += key.length;
    return this;
  }

  void tag(int tag) {
    ensure(1);
    put(tag);
  }

  void writeInteger(ValueType type, long datum, boolean descending) {
    ensure(9);
    put(VALUE);
    int start = size;
    switch (type) {
      case INT2 -> putShort((int) datum ^ 0x8000);
      case INT4 -> putInt((int) datum ^ 0x8000_0000);
      case INT8 -> putLong(datum ^ Long.MIN_VALUE);
      default -> throw new IllegalArgumentException("no integer: " + type);
    }
    if (descending) {
      invert(start);
    }
  }

  void write(ValueType type, Object datum, boolean descending) {
    ensure(20);
    put(VALUE);
    int start = size;
    switch (type) {
      case BOOL -> put((Boolean) datum ? 1 : 0);
      case INT2 -> putShort((Short) datum ^ 0x8000);
      case INT4 -> putInt((Integer) datum ^ 0x8000_0000);
      case INT8 -> putLong((Long) datum ^ Long.MIN_VALUE);
      case FLOAT4 -> putFloat((Float) datum);
      case FLOAT8 -> putDouble((Double) datum);
      case NUMERIC -> putNumeric((Numeric) datum);
      case TEXT -> putText((String) datum);
      case BYTEA -> putBytes((byte[]) datum);
      case TIMETZ -> putTimeTz((TimeTz) datum);
      case INTERVAL -> putInterval((Interval) datum);
      case UUID -> putUuid((UUID) datum);
      case JSONB -> JsonKey.write(this, ((Jsonb) datum).tree());
      case ARRAY -> putArray((PgArray) datum);
      case RECORD -> putRecord((PgRecord) datum);
      case RANGE -> putRecord(((PgRange) datum).toRecord());
      case BITS -> putRecord(((BitString) datum).toRecord());
      case INET -> putBytes(((Inet) datum).toBytes());
      case TSVECTOR -> putRecord(((TsVector) datum).toRecord());
      case GEOMETRY -> putBytes(((Geometry) datum).toBytes());
    }
    if (descending) {
      invert(start);
    }
  }

  private void invert(int start) {
    for (int i = start; i < size; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
  }

  private void putFloat(float value) {
    int bits = Float.floatToIntBits(value == 0 ? 0.0f : value);
    putInt(bits < 0 ? ~bits : bits ^ 0x8000_0000);
  }

  private void putDouble(double value) {
    long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
    putLong(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
  }

  private void putTimeTz(TimeTz value) {
    putLong(value.utcMicros() ^ Long.MIN_VALUE);
    putInt(value.zoneSeconds() ^ 0x8000_0000);
  }

  private void putInterval(Interval value) {
    putLong(value.spanDays() ^ Long.MIN_VALUE);
    putLong(value.spanMicros());
  }

  private void putUuid(UUID value) {
    putLong(value.getMostSignificantBits());
    putLong(value.getLeastSignificantBits());
  }

  /**
   * The class byte, then for finite values other than zero the base-100 exponent and digits (each
   * plus one), ended by 0; inverted for negative ones.
   */
  void putNumeric(Numeric value) {
    if (!value.isFinite()) {
      tag(
          value.isNaN()
              ? NUMERIC_NAN
              : value.signum() > 0 ? NUMERIC_POSITIVE_INFINITY : NUMERIC_NEGATIVE_INFINITY);
      return;
    }
    int signum = value.signum();
    if (signum == 0) {
      tag(NUMERIC_ZERO);
      return;
    }
    ensure(5);
    put(signum > 0 ? NUMERIC_POSITIVE : NUMERIC_NEGATIVE);
    int start = size;
    BigDecimal magnitude = value.toBigDecimal().abs().stripTrailingZeros();
    String digits = magnitude.unscaledValue().toString();
    int point = digits.length() - magnitude.scale();
    putInt(Math.floorDiv(point + 1, 2) ^ 0x8000_0000);
    ensure(digits.length() / 2 + 3);
    int next = 0;
    if ((point & 1) != 0) {
      put(digits.charAt(next++) - '0' + 1);
    }
    while (next < digits.length()) {
      int high = digits.charAt(next++) - '0';
      int low = next < digits.length() ? digits.charAt(next++) - '0' : 0;
      put(high * 10 + low + 1);
    }
    put(0);
    if (signum < 0) {
      invert(start);
    }
  }

  void putText(String text) {
    putBytes(Bytes.utf8(text));
  }

  private void putBytes(byte[] content) {
    ensure(content.length + 16);
    for (byte b : content) {
      if (size + 4 > bytes.length) {
        ensure(bytes.length);
      }
      bytes[size++] = b;
      if (b == 0) {
        put(ESCAPED_ZERO);
      }
    }
    put(0);
    put(STRING_END);
  }

  /** Elements, end, then what array_cmp looks at last: dimensions and bounds. */
  private void putArray(PgArray array) {
    for (Object element : array.elements()) {
      putElement(element);
    }
    tag(CONTAINER_END);
    ensure(1 + 8 * array.dimensions().length);
    put(array.dimensions().length);
    for (int dimension : array.dimensions()) {
      putInt(dimension);
    }
    for (int bound : array.lowerBounds()) {
      putInt(bound ^ 0x8000_0000);
    }
    ensure(4);
    putInt(array.elementOid());
  }

  private void putRecord(PgRecord record) {
    for (Object field : record.fields()) {
      putElement(field);
    }
    tag(CONTAINER_END);
    ensure(4 * record.size());
    for (int oid : record.fieldOids()) {
      putInt(oid);
    }
  }

  /** Self-describing: null tag, or value tag, type code and payload. */
  private void putElement(Object element) {
    if (element == null) {
      tag(NULL_LAST);
      return;
    }
    ValueType type = ValueType.of(element);
    int start = size;
    write(type, element, false);
    ensure(1);
    System.arraycopy(bytes, start + 1, bytes, start + 2, size - start - 1);
    bytes[start + 1] = (byte) type.code();
    size++;
  }

  void put(int value) {
    bytes[size++] = (byte) value;
  }

  private void putShort(int value) {
    put(value >>> 8);
    put(value);
  }

  private void putInt(int value) {
    Bytes.BIG_INT.set(bytes, size, value);
    size += 4;
  }

  void putCount(int value) {
    ensure(4);
    putInt(value);
  }

  private void putLong(long value) {
    Bytes.BIG_LONG.set(bytes, size, value);
    size += 8;
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
