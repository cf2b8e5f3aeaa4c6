package org.heapgres.planner.functions;

import java.util.List;
import org.heapgres.planner.types.EnumCodec;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/** Enum support functions (manual, 9.10); comparisons follow from the type. */
final class EnumFunctions {
  private EnumFunctions() {}

  private static List<EnumCodec.Label> labels(CallTypes types) {
    PgType type = types.argument(0);
    List<EnumCodec.Label> labels = ((EnumCodec) type.codec()).labels();
    if (labels.isEmpty()) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "enum " + type.formatted(-1) + " contains no values");
    }
    return labels;
  }

  static Object enumFirst(CallTypes types, Object value) {
    return labels(types).getFirst().position();
  }

  static Object enumLast(CallTypes types, Object value) {
    return labels(types).getLast().position();
  }

  static PgArray enumRangeAll(CallTypes types, Object value) {
    return enumRangeBounds(types, null, null);
  }

  static PgArray enumRangeBounds(CallTypes types, Object lower, Object upper) {
    List<Object> values =
        ((EnumCodec) types.argument(0).codec())
            .labels().stream()
                .map(EnumCodec.Label::position)
                .filter(position -> lower == null || position >= (Long) lower)
                .filter(position -> upper == null || position <= (Long) upper)
                .<Object>map(position -> position)
                .toList();
    return PgArray.of(types.argument(0).oid(), values);
  }
}
