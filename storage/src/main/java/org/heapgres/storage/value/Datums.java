package org.heapgres.storage.value;

import java.util.Arrays;
import java.util.UUID;

/** Equality, hash and order of any two datums of one type; nulls last. */
public final class Datums {
  private Datums() {}

  /**
   * B-tree order. Text is ordered by code point, NaN above all other floats, -0.0 equals 0.0.
   *
   * @throws ClassCastException when the datums are of different kinds
   */
  public static int compare(Object left, Object right) {
    if (left == null || right == null) {
      return left == right ? 0 : left == null ? 1 : -1;
    }
    return switch (left) {
      case Boolean b -> b.compareTo((Boolean) right);
      case Short s -> s.compareTo((Short) right);
      case Integer i -> i.compareTo((Integer) right);
      case Long l -> l.compareTo((Long) right);
      case Float f -> compareDouble(f, (Float) right);
      case Double d -> compareDouble(d, (Double) right);
      case String s -> compareText(s, (String) right);
      case byte[] bytes -> Integer.signum(Arrays.compareUnsigned(bytes, (byte[]) right));
      case UUID uuid -> compareUuid(uuid, (UUID) right);
      case Numeric numeric -> numeric.compareTo((Numeric) right);
      case Interval interval -> interval.compareTo((Interval) right);
      case TimeTz time -> time.compareTo((TimeTz) right);
      case Jsonb json -> json.compareTo((Jsonb) right);
      case PgArray array -> array.compareTo((PgArray) right);
      case PgRecord record -> record.compareTo((PgRecord) right);
      case PgRange range -> range.compareTo((PgRange) right);
      case BitString bits -> bits.compareTo((BitString) right);
      case Inet inet -> inet.compareTo((Inet) right);
      case TsVector vector -> vector.compareTo((TsVector) right);
      case Geometry geometry -> geometry.compareTo((Geometry) right);
      default -> throw new ClassCastException(left.getClass().getName());
    };
  }

  public static boolean equal(Object left, Object right) {
    return switch (left) {
      case null -> right == null;
      case byte[] bytes -> right instanceof byte[] other && Arrays.equals(bytes, other);
      case Double d -> right instanceof Double other && compareDouble(d, other) == 0;
      case Float f -> right instanceof Float other && compareDouble(f, other) == 0;
      default -> left.equals(right);
    };
  }

  public static int hash(Object datum) {
    return switch (datum) {
      case null -> 0;
      case byte[] bytes -> Arrays.hashCode(bytes);
      case Double d -> Double.hashCode(d == 0 ? 0.0 : d);
      case Float f -> Float.hashCode(f == 0 ? 0.0f : f);
      default -> datum.hashCode();
    };
  }

  private static int compareDouble(double left, double right) {
    return left == right ? 0 : Double.compare(left, right);
  }

  /** Code point order, which is also the order of the UTF-8 bytes. */
  public static int compareText(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char l = left.charAt(i);
      char r = right.charAt(i);
      if (l != r) {
        boolean leftSurrogate = Character.isSurrogate(l);
        boolean rightSurrogate = Character.isSurrogate(r);
        return leftSurrogate == rightSurrogate ? Character.compare(l, r) : leftSurrogate ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  private static int compareUuid(UUID left, UUID right) {
    int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
  }
}
