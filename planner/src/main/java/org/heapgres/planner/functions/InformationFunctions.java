package org.heapgres.planner.functions;

import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/**
 * What information_schema says of a type and its modifier; tools call these functions themselves.
 * Named as {@link Functions} wants functions in SQL, after name and argument types.
 */
final class InformationFunctions {
  private static final int HEADER = 4;
  private static final int LOW_HALF = 0xffff;
  private static final int MICROSECONDS = 6;
  private static final int LONGEST_TEXT = 1 << 30;
  private static final int BYTES_PER_CHARACTER = 4;

  private InformationFunctions() {}

  private static boolean is(long oid, PgType... types) {
    for (PgType type : types) {
      if (type.oid() == (int) oid) {
        return true;
      }
    }
    return false;
  }

  static Integer pgCharMaxLengthOidInt4(long type, int typmod) {
    if (typmod == -1) {
      return null;
    }
    if (is(type, Types.BPCHAR, Types.VARCHAR)) {
      return typmod - HEADER;
    }
    return is(type, Types.of("bit"), Types.of("varbit")) ? typmod : null;
  }

  static Integer pgCharOctetLengthOidInt4(long type, int typmod) {
    if (!is(type, Types.TEXT, Types.BPCHAR, Types.VARCHAR)) {
      return null;
    }
    if (typmod == -1) {
      return LONGEST_TEXT;
    }
    Integer length = pgCharMaxLengthOidInt4(type, typmod);
    return length == null ? null : (Integer) (length * BYTES_PER_CHARACTER);
  }

  static Integer pgNumericPrecisionOidInt4(long type, int typmod) {
    if (is(type, Types.INT2)) {
      return Short.SIZE;
    }
    if (is(type, Types.INT4)) {
      return Integer.SIZE;
    }
    if (is(type, Types.INT8)) {
      return Long.SIZE;
    }
    if (is(type, Types.FLOAT4)) {
      return 24;
    }
    if (is(type, Types.FLOAT8)) {
      return 53;
    }
    return is(type, Types.NUMERIC) && typmod != -1 ? (typmod - HEADER) >> 16 & LOW_HALF : null;
  }

  static Integer pgNumericPrecisionRadixOidInt4(long type, int typmod) {
    if (is(type, Types.INT2, Types.INT4, Types.INT8, Types.FLOAT4, Types.FLOAT8)) {
      return 2;
    }
    return is(type, Types.NUMERIC) ? 10 : null;
  }

  static Integer pgNumericScaleOidInt4(long type, int typmod) {
    if (is(type, Types.INT2, Types.INT4, Types.INT8)) {
      return 0;
    }
    return is(type, Types.NUMERIC) && typmod != -1 ? (typmod - HEADER) & LOW_HALF : null;
  }

  static Integer pgDatetimePrecisionOidInt4(long type, int typmod) {
    if (is(type, Types.DATE)) {
      return 0;
    }
    if (is(type, Types.TIME, Types.TIMESTAMP, Types.TIMESTAMPTZ, Types.of("timetz"))) {
      return typmod < 0 ? MICROSECONDS : typmod;
    }
    if (is(type, Types.INTERVAL)) {
      return typmod < 0 || (typmod & LOW_HALF) == LOW_HALF ? MICROSECONDS : typmod & LOW_HALF;
    }
    return null;
  }
}
