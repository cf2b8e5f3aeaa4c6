package org.heapgres.storage.row;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.BitString;
import org.heapgres.storage.value.Geometry;
import org.heapgres.storage.value.Inet;
import org.heapgres.storage.value.Jsonb;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRange;
import org.heapgres.storage.value.PgRecord;
import org.heapgres.storage.value.TsVector;

/**
 * The content of variable columns. Numeric: scale (2 bytes; three values above the largest scale
 * mean NaN and the infinities), then the unscaled integer in two's complement, big-endian. Array:
 * element oid, number of dimensions, each one's size and lower bound, elements. Record: number of
 * fields, each one's type oid and field; range, bits and tsvector as the record of their parts.
 * Elements and fields are a type code (0: null) and, when of variable length, their size in front.
 */
final class VariableCodec {
  private static final int SCALE_NAN = 0xffff;
  private static final int SCALE_POSITIVE_INFINITY = 0xfffe;
  private static final int SCALE_NEGATIVE_INFINITY = 0xfffd;

  private static final RowCodec[] FIXED = new RowCodec[ValueType.values().length + 1];

  static {
    for (ValueType type : ValueType.values()) {
      if (type.isFixed()) {
        FIXED[type.code()] = new RowCodec(RowLayout.of(1, type));
      }
    }
  }

  private VariableCodec() {}

  static byte[] encode(ValueType type, Object datum) {
    return switch (type) {
      case TEXT -> Bytes.utf8((String) datum);
      case BYTEA -> (byte[]) datum;
      case NUMERIC -> numeric((Numeric) datum);
      case JSONB -> Bytes.utf8(datum.toString());
      case ARRAY -> array((PgArray) datum);
      case RECORD -> record((PgRecord) datum);
      case RANGE -> record(((PgRange) datum).toRecord());
      case BITS -> record(((BitString) datum).toRecord());
      case INET -> ((Inet) datum).toBytes();
      case TSVECTOR -> record(((TsVector) datum).toRecord());
      case GEOMETRY -> ((Geometry) datum).toBytes();
      default -> throw new IllegalArgumentException("not of variable length: " + type);
    };
  }

  static Object decode(ValueType type, byte[] row, int from, int to) {
    try {
      return switch (type) {
        case TEXT -> Bytes.utf8(row, from, to);
        case BYTEA -> Arrays.copyOfRange(row, from, to);
        case NUMERIC -> numeric(row, from, to);
        case JSONB -> Jsonb.ofNormalText(Bytes.utf8(row, from, to));
        case ARRAY -> array(ByteBuffer.wrap(row, from, to - from));
        case RECORD -> record(ByteBuffer.wrap(row, from, to - from));
        case RANGE -> PgRange.of(record(ByteBuffer.wrap(row, from, to - from)));
        case BITS -> BitString.of(record(ByteBuffer.wrap(row, from, to - from)));
        case INET -> Inet.of(Arrays.copyOfRange(row, from, to));
        case TSVECTOR -> TsVector.of(record(ByteBuffer.wrap(row, from, to - from)));
        case GEOMETRY -> Geometry.of(Arrays.copyOfRange(row, from, to));
        default -> throw new IllegalArgumentException("not of variable length: " + type);
      };
    } catch (PgException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | ClassCastException
        | NullPointerException
        | NegativeArraySizeException
        | java.nio.BufferUnderflowException e) {
      throw new PgException(SqlState.DATA_CORRUPTED, "a stored " + type + " is damaged", e);
    }
  }

  private static byte[] numeric(Numeric value) {
    if (!value.isFinite()) {
      int code =
          value.isNaN()
              ? SCALE_NAN
              : value.signum() > 0 ? SCALE_POSITIVE_INFINITY : SCALE_NEGATIVE_INFINITY;
      return new byte[] {(byte) (code >>> 8), (byte) code};
    }
    BigDecimal decimal = value.toBigDecimal();
    BigInteger unscaled = decimal.unscaledValue();
    int length = unscaled.bitLength() / Byte.SIZE + 1;
    byte[] result = new byte[2 + length];
    result[0] = (byte) (decimal.scale() >>> 8);
    result[1] = (byte) decimal.scale();
    if (length <= Long.BYTES) {
      long bits = unscaled.longValue();
      for (int i = result.length - 1; i >= 2; i--) {
        result[i] = (byte) bits;
        bits >>= Byte.SIZE;
      }
    } else {
      System.arraycopy(unscaled.toByteArray(), 0, result, 2, length);
    }
    return result;
  }

  private static Numeric numeric(byte[] row, int from, int to) {
    int scale = (row[from] & 0xff) << 8 | (row[from + 1] & 0xff);
    int length = to - from - 2;
    switch (scale) {
      case SCALE_NAN -> {
        return Numeric.NAN;
      }
      case SCALE_POSITIVE_INFINITY -> {
        return Numeric.POSITIVE_INFINITY;
      }
      case SCALE_NEGATIVE_INFINITY -> {
        return Numeric.NEGATIVE_INFINITY;
      }
      default -> {}
    }
    if (length > 8 || length == 0) {
      return Numeric.of(new BigDecimal(new BigInteger(row, from + 2, length), scale));
    }
    long unscaled = row[from + 2];
    for (int i = from + 3; i < to; i++) {
      unscaled = unscaled << 8 | (row[i] & 0xff);
    }
    return Numeric.of(BigDecimal.valueOf(unscaled, scale));
  }

  /** See {@link RowCodec#readDecimal}. */
  static int decimal(byte[] row, int from, int to, long[] into, int at) {
    int length = to - from - 2;
    if (length > 8 || length <= 0) {
      return -1;
    }
    int scale = (row[from] & 0xff) << 8 | (row[from + 1] & 0xff);
    if (scale >= SCALE_NEGATIVE_INFINITY) {
      return -1;
    }
    long unscaled = row[from + 2];
    for (int i = from + 3; i < to; i++) {
      unscaled = unscaled << 8 | (row[i] & 0xff);
    }
    into[at] = unscaled;
    return scale;
  }

  private static void writeInt(ByteArrayOutputStream out, int value) {
    out.write(value >>> 24);
    out.write(value >>> 16);
    out.write(value >>> 8);
    out.write(value);
  }

  private static void writeElement(ByteArrayOutputStream out, Object element) {
    if (element == null) {
      out.write(0);
      return;
    }
    ValueType type = ValueType.of(element);
    out.write(type.code());
    if (type.isFixed()) {
      byte[] row = FIXED[type.code()].encode(new Object[] {element});
      out.write(row, row.length - type.size(), type.size());
    } else {
      byte[] content = encode(type, element);
      writeInt(out, content.length);
      out.writeBytes(content);
    }
  }

  private static Object readElement(ByteBuffer in) {
    int code = in.get();
    if (code == 0) {
      return null;
    }
    ValueType type = ValueType.ofCode(code);
    if (type.isFixed()) {
      byte[] row = FIXED[code].encode(new Object[] {null});
      row[2] = 0;
      in.get(row, row.length - type.size(), type.size());
      return FIXED[code].read(row, 0);
    }
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("length " + length);
    }
    int from = in.position();
    in.position(from + length);
    int start = in.arrayOffset() + from;
    return decode(type, in.array(), start, start + length);
  }

  private static byte[] array(PgArray array) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeInt(out, array.elementOid());
    out.write(array.dimensions().length);
    for (int i = 0; i < array.dimensions().length; i++) {
      writeInt(out, array.dimensions()[i]);
      writeInt(out, array.lowerBounds()[i]);
    }
    for (Object element : array.elements()) {
      writeElement(out, element);
    }
    return out.toByteArray();
  }

  private static PgArray array(ByteBuffer in) {
    int elementOid = in.getInt();
    int[] dimensions = new int[in.get()];
    int[] bounds = new int[dimensions.length];
    long size = dimensions.length == 0 ? 0 : 1;
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = in.getInt();
      bounds[i] = in.getInt();
      size *= dimensions[i];
      if (dimensions[i] < 0 || size > in.remaining()) {
        throw new IllegalArgumentException("dimension " + dimensions[i]);
      }
    }
    Object[] elements = new Object[(int) size];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = readElement(in);
    }
    return new PgArray(elementOid, elements, dimensions, bounds);
  }

  private static byte[] record(PgRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeInt(out, record.size());
    for (int i = 0; i < record.size(); i++) {
      writeInt(out, record.fieldOids()[i]);
      writeElement(out, record.fields()[i]);
    }
    return out.toByteArray();
  }

  private static PgRecord record(ByteBuffer in) {
    int size = in.getInt();
    if (size < 0 || size > in.remaining()) {
      throw new IllegalArgumentException("fields " + size);
    }
    int[] oids = new int[size];
    Object[] fields = new Object[size];
    for (int i = 0; i < size; i++) {
      oids[i] = in.getInt();
      fields[i] = readElement(in);
    }
    return new PgRecord(oids, fields);
  }
}
