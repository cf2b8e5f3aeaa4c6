package org.heapgres.storage.row;

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

/**
 * The physical kinds of datums; several SQL types share one (date is INT4; time, timestamps and oid
 * are INT8; every string type is TEXT). The codes are part of the file format.
 */
public enum ValueType {
  BOOL(1, 1, Boolean.class),
  INT2(2, 2, Short.class),
  INT4(3, 4, Integer.class),
  INT8(4, 8, Long.class),
  FLOAT4(5, 4, Float.class),
  FLOAT8(6, 8, Double.class),
  TIMETZ(7, 12, TimeTz.class),
  INTERVAL(8, 16, Interval.class),
  UUID(9, 16, UUID.class),
  TEXT(10, 0, String.class),
  BYTEA(11, 0, byte[].class),
  NUMERIC(12, 0, Numeric.class),
  JSONB(13, 0, Jsonb.class),
  ARRAY(14, 0, PgArray.class),
  RECORD(15, 0, PgRecord.class),
  RANGE(16, 0, PgRange.class),
  BITS(17, 0, BitString.class),
  INET(18, 0, Inet.class),
  TSVECTOR(19, 0, TsVector.class),
  GEOMETRY(20, 0, Geometry.class);

  private static final ValueType[] BY_CODE = new ValueType[values().length + 1];
  private static final ClassValue<ValueType> BY_CLASS =
      new ClassValue<>() {
        @Override
        protected ValueType computeValue(Class<?> type) {
          for (ValueType candidate : values()) {
            if (candidate.datumClass.isAssignableFrom(type)) {
              return candidate;
            }
          }
          throw new IllegalArgumentException("no datum class: " + type.getName());
        }
      };

  static {
    for (ValueType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final int size;
  private final Class<?> datumClass;

  ValueType(int code, int size, Class<?> datumClass) {
    this.code = code;
    this.size = size;
    this.datumClass = datumClass;
  }

  /** The number that stands for the kind in files. */
  public int code() {
    return code;
  }

  /** Bytes in a row's fixed part; 0 for kinds of variable length. */
  public int size() {
    return size;
  }

  public boolean isFixed() {
    return size > 0;
  }

  public Class<?> datumClass() {
    return datumClass;
  }

  /**
   * Whether a key decodes to the very datum it was made from; otherwise to one that is equal in SQL
   * (numeric loses its scale, interval its parts, a float the sign of zero), so the row must keep
   * it too.
   */
  public boolean isExactInKey() {
    return switch (this) {
      case BOOL, INT2, INT4, INT8, TIMETZ, UUID, TEXT, BYTEA, BITS, INET, TSVECTOR, GEOMETRY ->
          true;
      case FLOAT4, FLOAT8, INTERVAL, NUMERIC, JSONB, ARRAY, RECORD, RANGE -> false;
    };
  }

  /** The kind of a datum that is not null. */
  public static ValueType of(Object datum) {
    return BY_CLASS.get(datum.getClass());
  }

  /** Throws {@link IllegalArgumentException} for an unknown code. */
  public static ValueType ofCode(int code) {
    if (code <= 0 || code >= BY_CODE.length) {
      throw new IllegalArgumentException("unknown value type " + code);
    }
    return BY_CODE[code];
  }
}
