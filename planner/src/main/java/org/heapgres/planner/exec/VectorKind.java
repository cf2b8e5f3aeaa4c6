package org.heapgres.planner.exec;

/**
 * How a vector keeps its values, by the Java class of the datum; every SQL type has exactly one.
 */
public enum VectorKind {
  /** bool. */
  BOOLEAN,
  /** int2. */
  SHORT,
  /** int4, date. */
  INT,
  /** int8, money, oid and its aliases, time, timestamp, timestamptz. */
  LONG,
  /** float4, widened in a {@code double[]}. */
  FLOAT,
  /** float8. */
  DOUBLE,
  /** Everything else. */
  OBJECT;

  /** The kind for values of {@code datumClass}. */
  public static VectorKind of(Class<?> datumClass) {
    if (datumClass == Boolean.class) {
      return BOOLEAN;
    } else if (datumClass == Short.class) {
      return SHORT;
    } else if (datumClass == Integer.class) {
      return INT;
    } else if (datumClass == Long.class) {
      return LONG;
    } else if (datumClass == Float.class) {
      return FLOAT;
    } else if (datumClass == Double.class) {
      return DOUBLE;
    }
    return OBJECT;
  }
}
