package org.heapgres.planner.ddl;

import org.heapgres.planner.bind.TypeResolver;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/**
 * Changes of a column's type that leave every value as it is stored: those that PostgreSQL does
 * without a rewrite, since the cast is a relabelling, or one for a length that does nothing.
 */
final class Widening {
  private static final int NUMERIC_SCALE = 0x7ff;
  private static final int HEADER = 4;
  private static final int MICROSECONDS = 6;

  private Widening() {}

  static boolean keepsValues(Column column, TypeResolver.Resolved target) {
    PgType from = column.type();
    PgType to = target.type();
    if (isText(from) && isText(to)) {
      return isWider(column.typmod(), target.typmod());
    }
    if (from.oid() != to.oid()) {
      return false;
    }
    if (column.typmod() == target.typmod()) {
      return true;
    }
    if (to.oid() == Types.NUMERIC.oid()) {
      return target.typmod() < 0 || isWiderNumeric(column.typmod(), target.typmod());
    }
    if (to.oid() == Types.TIMESTAMP.oid()
        || to.oid() == Types.TIMESTAMPTZ.oid()
        || to.oid() == Types.TIME.oid()
        || to.oid() == Types.TIMETZ.oid()) {
      return isWider(column.typmod(), target.typmod() == MICROSECONDS ? -1 : target.typmod());
    }
    return to.oid() == Types.VARBIT.oid() && isWider(column.typmod(), target.typmod());
  }

  private static boolean isText(PgType type) {
    return type.oid() == Types.TEXT.oid() || type.oid() == Types.VARCHAR.oid();
  }

  /** -1 is no limit. */
  private static boolean isWider(int before, int after) {
    return after < 0 || (before >= 0 && before <= after);
  }

  private static boolean isWiderNumeric(int before, int after) {
    return before >= 0
        && ((before - HEADER) & NUMERIC_SCALE) == ((after - HEADER) & NUMERIC_SCALE)
        && ((before - HEADER) >>> 16) <= ((after - HEADER) >>> 16);
  }
}
