package org.heapgres.storage.row;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.heapgres.storage.value.BitString;
import org.heapgres.storage.value.Datums;
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

/** Datums that are often equal or nearly so, and often at an edge of their type. */
final class RandomDatums {
  private static final int[] CODE_POINTS = {0x1, 'a', 'b', 0xe9, 0x4e2d, 0x1f600, 0x7f, 0xffff};
  private static final double[] FLOATS = {
    0.0,
    -0.0,
    1,
    -1,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Float.MAX_VALUE
  };

  private final Random random;

  RandomDatums(long seed) {
    random = new Random(seed);
  }

  ValueType type() {
    return ValueType.ofCode(1 + random.nextInt(ValueType.values().length));
  }

  Object nullable(ValueType type) {
    return random.nextInt(10) == 0 ? null : next(type, 2);
  }

  Object next(ValueType type) {
    return next(type, 2);
  }

  private long integer(long min, long max) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(5) - 2;
      case 1 -> random.nextBoolean() ? min : max;
      default -> random.nextLong(min, max);
    };
  }

  private Object next(ValueType type, int depth) {
    return switch (type) {
      case BOOL -> random.nextBoolean();
      case INT2 -> (short) integer(Short.MIN_VALUE, Short.MAX_VALUE);
      case INT4 -> (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case INT8 -> integer(Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT4 -> (float) floating();
      case FLOAT8 -> floating();
      case TIMETZ -> {
        long micros = random.nextInt(3) * 3_600_000_000L + random.nextInt(2);
        yield new TimeTz(micros, (random.nextInt(5) - 2) * 3600);
      }
      case INTERVAL -> interval();
      case UUID -> new UUID(integer(Long.MIN_VALUE, Long.MAX_VALUE), random.nextInt(3) - 1);
      case TEXT -> text();
      case BYTEA -> bytes();
      case NUMERIC -> numeric();
      case JSONB -> Jsonb.parse(json(depth));
      case ARRAY -> array(depth);
      case RECORD -> record(depth);
      case RANGE -> range();
      case BITS -> bits();
      case INET -> inet();
      case TSVECTOR -> vector();
      case GEOMETRY -> geometry();
    };
  }

  private PgRange range() {
    if (random.nextInt(8) == 0) {
      return PgRange.EMPTY;
    }
    Object lower = random.nextInt(5) == 0 ? null : (Object) random.nextInt(3);
    Object upper = random.nextInt(5) == 0 ? null : (Object) (random.nextInt(3) + 3);
    return new PgRange(false, lower, random.nextBoolean(), upper, random.nextBoolean());
  }

  private BitString bits() {
    int length = random.nextInt(20);
    byte[] bytes = new byte[(length + 7) / 8];
    for (int i = 0; i < length; i++) {
      if (random.nextInt(4) == 0) {
        bytes[i / 8] |= (byte) (0x80 >>> i % 8);
      }
    }
    return new BitString(bytes, length);
  }

  private Inet inet() {
    byte[] address = new byte[random.nextBoolean() ? 4 : 16];
    for (int i = 0; i < address.length; i++) {
      address[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0);
    }
    return new Inet(address, random.nextInt(address.length * 8 + 1));
  }

  private Geometry geometry() {
    Geometry.Point a = point();
    Geometry.Point b = point();
    return switch (random.nextInt(7)) {
      case 0 -> a;
      case 1 -> new Geometry.Line(a.x(), a.y(), b.x());
      case 2 -> new Geometry.Lseg(a, b);
      case 3 -> Geometry.Box.of(a, b);
      case 4 -> new Geometry.Path(random.nextBoolean(), List.of(a, b));
      case 5 -> new Geometry.Polygon(List.of(a, b, point()));
      default -> new Geometry.Circle(a, Math.abs(b.x()));
    };
  }

  private Geometry.Point point() {
    return new Geometry.Point(random.nextInt(5) - 2, random.nextGaussian());
  }

  private TsVector vector() {
    TreeMap<String, short[]> words = new TreeMap<>(Datums::compareText);
    for (int i = random.nextInt(4); i > 0; i--) {
      short[] positions = new short[random.nextInt(3)];
      for (int p = 0; p < positions.length; p++) {
        positions[p] = TsVector.Lexeme.position(p + 1 + random.nextInt(2), random.nextInt(4));
      }
      words.put(text(), positions);
    }
    return new TsVector(
        words.entrySet().stream()
            .map(word -> new TsVector.Lexeme(word.getKey(), word.getValue()))
            .toList());
  }

  private double floating() {
    return switch (random.nextInt(3)) {
      case 0 -> FLOATS[random.nextInt(FLOATS.length)];
      case 1 -> random.nextInt(100) / 8.0 - 5;
      default -> Double.longBitsToDouble(random.nextLong());
    };
  }

  private Interval interval() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextBoolean() ? Interval.POSITIVE_INFINITY : Interval.NEGATIVE_INFINITY;
      case 1 -> new Interval(random.nextInt(3), random.nextInt(61), 0);
      case 2 -> new Interval(random.nextInt(3) - 1, -30, random.nextInt(3) - 1);
      default -> new Interval(random.nextInt(), random.nextInt(), random.nextLong());
    };
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(6); length > 0; length--) {
      text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
    }
    return text.toString();
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(6)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(5) - 2);
    }
    return bytes;
  }

  private Numeric numeric() {
    return switch (random.nextInt(8)) {
      case 0 -> Numeric.NAN;
      case 1 -> random.nextBoolean() ? Numeric.POSITIVE_INFINITY : Numeric.NEGATIVE_INFINITY;
      case 2, 3 -> Numeric.of(BigDecimal.valueOf(random.nextInt(2001) - 1000, random.nextInt(5)));
      case 4 -> Numeric.of(BigDecimal.valueOf(random.nextInt(3) - 1, random.nextInt(300)));
      default -> {
        BigInteger digits = new BigInteger(random.nextInt(200), random);
        int scale = random.nextInt(60) - 20;
        yield Numeric.of(new BigDecimal(random.nextBoolean() ? digits : digits.negate(), scale));
      }
    };
  }

  private String json(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> "null";
      case 1 -> random.nextBoolean() ? "true" : "false";
      case 2 -> Integer.toString(random.nextInt(5) - 2);
      case 3 -> "1." + random.nextInt(3) + "0";
      case 4 -> "\"" + (char) ('a' + random.nextInt(3)) + "\"";
      case 5 -> {
        StringBuilder array = new StringBuilder("[");
        for (int i = random.nextInt(3); i > 0; i--) {
          array.append(json(depth - 1)).append(i > 1 ? "," : "");
        }
        yield array.append(']').toString();
      }
      default -> {
        StringBuilder object = new StringBuilder("{");
        for (int i = random.nextInt(3); i > 0; i--) {
          object.append('"').append("k".repeat(i)).append("\":").append(json(depth - 1));
          object.append(i > 1 ? "," : "");
        }
        yield object.append('}').toString();
      }
    };
  }

  /** Of int4 elements, so that any two can be compared. */
  private PgArray array(int depth) {
    int size = random.nextInt(4);
    Object[] elements = new Object[size];
    for (int i = 0; i < size; i++) {
      elements[i] = random.nextInt(6) == 0 ? null : next(ValueType.INT4, depth - 1);
    }
    return size == 0 || random.nextInt(3) > 0
        ? PgArray.of(23, elements)
        : new PgArray(23, elements, new int[] {1, size}, new int[] {random.nextInt(3) - 1, 1});
  }

  private PgRecord record(int depth) {
    return new PgRecord(
        new int[] {25, 20},
        new Object[] {
          random.nextInt(6) == 0 ? null : next(ValueType.TEXT, depth - 1),
          random.nextInt(6) == 0 ? null : next(ValueType.INT8, depth - 1)
        });
  }
}
