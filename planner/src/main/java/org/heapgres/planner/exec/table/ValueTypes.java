package org.heapgres.planner.exec.table;

import java.util.Map;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.row.ValueType;

/** How the values of each SQL type are stored. */
public final class ValueTypes {
  private static final Map<Integer, ValueType> BY_OID =
      Map.ofEntries(
          Map.entry(16, ValueType.BOOL),
          Map.entry(17, ValueType.BYTEA),
          Map.entry(20, ValueType.INT8),
          Map.entry(21, ValueType.INT2),
          Map.entry(22, ValueType.ARRAY),
          Map.entry(23, ValueType.INT4),
          Map.entry(27, ValueType.INT8),
          Map.entry(30, ValueType.ARRAY),
          Map.entry(700, ValueType.FLOAT4),
          Map.entry(701, ValueType.FLOAT8),
          Map.entry(600, ValueType.GEOMETRY),
          Map.entry(601, ValueType.GEOMETRY),
          Map.entry(602, ValueType.GEOMETRY),
          Map.entry(603, ValueType.GEOMETRY),
          Map.entry(604, ValueType.GEOMETRY),
          Map.entry(628, ValueType.GEOMETRY),
          Map.entry(718, ValueType.GEOMETRY),
          Map.entry(650, ValueType.INET),
          Map.entry(774, ValueType.BYTEA),
          Map.entry(790, ValueType.INT8),
          Map.entry(829, ValueType.BYTEA),
          Map.entry(869, ValueType.INET),
          Map.entry(1082, ValueType.INT4),
          Map.entry(1083, ValueType.INT8),
          Map.entry(1114, ValueType.INT8),
          Map.entry(1184, ValueType.INT8),
          Map.entry(1186, ValueType.INTERVAL),
          Map.entry(1266, ValueType.TIMETZ),
          Map.entry(1560, ValueType.BITS),
          Map.entry(1562, ValueType.BITS),
          Map.entry(1700, ValueType.NUMERIC),
          Map.entry(2277, ValueType.ARRAY),
          Map.entry(2950, ValueType.UUID),
          Map.entry(3614, ValueType.TSVECTOR),
          Map.entry(3802, ValueType.JSONB));

  private ValueTypes() {}

  public static ValueType of(PgType declared) {
    PgType type = declared.root();
    ValueType known = BY_OID.get(type.oid());
    if (known != null) {
      return known;
    }
    if (type.isArray()) {
      return ValueType.ARRAY;
    }
    if (type.oid() == Types.RECORD.oid()) {
      return ValueType.RECORD;
    }
    switch (type.kind()) {
      case 'c' -> {
        return ValueType.RECORD;
      }
      case 'r' -> {
        return ValueType.RANGE;
      }
      case 'm' -> {
        return ValueType.ARRAY;
      }
      default -> {}
    }
    return Kinds.of(type) == VectorKind.LONG ? ValueType.INT8 : ValueType.TEXT;
  }
}
