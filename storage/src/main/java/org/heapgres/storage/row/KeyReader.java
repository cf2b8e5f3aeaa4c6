package org.heapgres.storage.row;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
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

/**
 * Walks over the columns of a key. Bytes that are no key end in {@link IllegalArgumentException},
 * never in a hang or in an access outside the array.
 */
final class KeyReader {
  private static final int MAX_DEPTH = 8000;

  private final byte[] key;
  private int position;

  /** 0xff while inside a descending column. */
  private int mask;

  private int depth;

  KeyReader(byte[] key, int position) {
    this.key = key;
    this.position = position;
  }

  int position() {
    return position;
  }

  static IllegalArgumentException corrupt() {
    return new IllegalArgumentException("not a key of these columns");
  }

  Object read(ValueType type, boolean descending) {
    mask = 0;
    int tag = next();
    if (tag == KeyWriter.NULL_FIRST || tag == KeyWriter.NULL_LAST) {
      return null;
    }
    if (tag != KeyWriter.VALUE) {
      throw corrupt();
    }
    mask = descending ? 0xff : 0;
    return payload(type);
  }

  void skip(ValueType type, boolean descending) {
    mask = 0;
    int tag = next();
    if (tag == KeyWriter.NULL_FIRST || tag == KeyWriter.NULL_LAST) {
      return;
    }
    mask = descending ? 0xff : 0;
    switch (type) {
      case BOOL -> advance(1);
      case INT2 -> advance(2);
      case INT4, FLOAT4 -> advance(4);
      case INT8, FLOAT8 -> advance(8);
      case TIMETZ -> advance(12);
      case INTERVAL, UUID -> advance(16);
      default -> payload(type);
    }
  }

  private void advance(int count) {
    if (position + count > key.length) {
      throw corrupt();
    }
    position += count;
  }

  int next() {
    if (position >= key.length) {
      throw corrupt();
    }
    return (key[position++] & 0xff) ^ mask;
  }

  private Object payload(ValueType type) {
    return switch (type) {
      case BOOL -> next() != 0;
      case INT2 -> (short) ((next() << 8 | next()) ^ 0x8000);
      case INT4 -> nextInt() ^ 0x8000_0000;
      case INT8 -> nextLong() ^ Long.MIN_VALUE;
      case FLOAT4 -> {
        int bits = nextInt();
        yield Float.intBitsToFloat(bits < 0 ? bits ^ 0x8000_0000 : ~bits);
      }
      case FLOAT8 -> {
        long bits = nextLong();
        yield Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
      }
      case NUMERIC -> numeric();
      case TEXT -> text();
      case BYTEA -> bytes();
      case TIMETZ -> {
        long utc = nextLong() ^ Long.MIN_VALUE;
        int zone = nextInt() ^ 0x8000_0000;
        yield new TimeTz(utc - zone * 1_000_000L, zone);
      }
      case INTERVAL -> interval();
      case UUID -> new UUID(nextLong(), nextLong());
      case JSONB -> Jsonb.of(JsonKey.read(this));
      case ARRAY -> array();
      case RECORD -> record();
      case RANGE -> composed(PgRange::of);
      case BITS -> composed(BitString::of);
      case INET -> inet();
      case TSVECTOR -> composed(TsVector::of);
      case GEOMETRY -> geometry();
    };
  }

  private <T> T composed(Function<PgRecord, T> maker) {
    try {
      return maker.apply(record());
    } catch (ClassCastException | IndexOutOfBoundsException | NullPointerException e) {
      throw corrupt();
    }
  }

  private Inet inet() {
    byte[] content = bytes();
    if (content.length == 0 || content.length < content[0] + 2 || content[0] < 0) {
      throw corrupt();
    }
    return Inet.of(content);
  }

  private Geometry geometry() {
    try {
      return Geometry.of(bytes());
    } catch (IllegalArgumentException | IndexOutOfBoundsException | BufferUnderflowException e) {
      throw corrupt();
    }
  }

  /** The parts of an equal interval. */
  private Interval interval() {
    long days = nextLong() ^ Long.MIN_VALUE;
    long micros = nextLong();
    if (micros < 0 || micros >= Interval.MICROS_PER_DAY) {
      throw corrupt();
    }
    for (Interval infinite :
        new Interval[] {Interval.POSITIVE_INFINITY, Interval.NEGATIVE_INFINITY}) {
      if (infinite.spanDays() == days && infinite.spanMicros() == micros) {
        return infinite;
      }
    }
    int wholeDays = Math.clamp(days, Integer.MIN_VALUE, Integer.MAX_VALUE);
    long months = (days - wholeDays) / 30;
    long rest = days - wholeDays - months * 30;
    if (months != (int) months || Math.abs(rest) > 30) {
      throw corrupt();
    }
    return new Interval((int) months, wholeDays, rest * Interval.MICROS_PER_DAY + micros);
  }

  Numeric numeric() {
    int outer = mask;
    int kind = next();
    switch (kind) {
      case KeyWriter.NUMERIC_NEGATIVE_INFINITY -> {
        return Numeric.NEGATIVE_INFINITY;
      }
      case KeyWriter.NUMERIC_POSITIVE_INFINITY -> {
        return Numeric.POSITIVE_INFINITY;
      }
      case KeyWriter.NUMERIC_NAN -> {
        return Numeric.NAN;
      }
      case KeyWriter.NUMERIC_ZERO -> {
        return Numeric.ZERO;
      }
      case KeyWriter.NUMERIC_POSITIVE, KeyWriter.NUMERIC_NEGATIVE -> {}
      default -> throw corrupt();
    }
    boolean negative = kind == KeyWriter.NUMERIC_NEGATIVE;
    if (negative) {
      mask ^= 0xff;
    }
    int exponent = nextInt() ^ 0x8000_0000;
    StringBuilder digits = new StringBuilder();
    for (int pair = next(); pair != 0; pair = next()) {
      if (pair > 100) {
        throw corrupt();
      }
      digits.append((char) ('0' + (pair - 1) / 10)).append((char) ('0' + (pair - 1) % 10));
    }
    mask = outer;
    if (digits.isEmpty() || Math.abs((long) exponent) > Numeric.MAX_INTEGER_DIGITS) {
      throw corrupt();
    }
    BigDecimal value =
        new BigDecimal(new BigInteger(digits.toString()), digits.length() - 2 * exponent)
            .stripTrailingZeros();
    if (value.scale() > Numeric.MAX_SCALE
        || value.precision() - (long) value.scale() > Numeric.MAX_INTEGER_DIGITS) {
      throw corrupt();
    }
    return Numeric.of(negative ? value.negate() : value);
  }

  String text() {
    byte[] bytes = bytes();
    return Bytes.utf8(bytes, 0, bytes.length);
  }

  private byte[] bytes() {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    while (true) {
      int b = next();
      if (b != 0) {
        content.write(b);
        continue;
      }
      int follows = next();
      if (follows == KeyWriter.STRING_END) {
        return content.toByteArray();
      }
      if (follows != KeyWriter.ESCAPED_ZERO) {
        throw corrupt();
      }
      content.write(0);
    }
  }

  private List<Object> elements() {
    if (++depth > MAX_DEPTH) {
      throw corrupt();
    }
    List<Object> elements = new ArrayList<>();
    while (true) {
      int tag = next();
      switch (tag) {
        case KeyWriter.CONTAINER_END -> {
          depth--;
          return elements;
        }
        case KeyWriter.NULL_LAST -> elements.add(null);
        case KeyWriter.VALUE -> elements.add(payload(ValueType.ofCode(next())));
        default -> throw corrupt();
      }
    }
  }

  private PgArray array() {
    Object[] elements = elements().toArray();
    int[] dimensions = new int[next()];
    int[] bounds = new int[dimensions.length];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = nextInt();
      if (dimensions[i] < 0) {
        throw corrupt();
      }
    }
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = nextInt() ^ 0x8000_0000;
    }
    return new PgArray(nextInt(), elements, dimensions, bounds);
  }

  private PgRecord record() {
    Object[] fields = elements().toArray();
    int[] oids = new int[fields.length];
    for (int i = 0; i < oids.length; i++) {
      oids[i] = nextInt();
    }
    return new PgRecord(oids, fields);
  }

  int nextInt() {
    if (position + 4 > key.length) {
      throw corrupt();
    }
    int value = (int) Bytes.BIG_INT.get(key, position);
    position += 4;
    return mask == 0 ? value : ~value;
  }

  private long nextLong() {
    if (position + 8 > key.length) {
      throw corrupt();
    }
    long value = (long) Bytes.BIG_LONG.get(key, position);
    position += 8;
    return mask == 0 ? value : ~value;
  }

  /** Guards recursion over nested input. */
  void enter() {
    if (++depth > MAX_DEPTH) {
      throw corrupt();
    }
  }

  void leave() {
    depth--;
  }
}
