package org.heapgres.planner.exec.expression;

import java.util.List;
import java.util.zip.CRC32C;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.table.TableFormat;
import org.heapgres.planner.rel.PgSystemColumn;

/** System columns of rows. */
final class SystemColumnCalls {
  /** Numbers below have a meaning of their own. */
  private static final long FIRST_XID = 3;

  private SystemColumnCalls() {}

  static Expression compile(VectorKind kind, PgSystemColumn column, List<Expression> operands) {
    return switch (column.source()) {
      case CTID_OF_NUMBER ->
          RowCall.of(kind, operands, true, (run, datums) -> ((Number) datums[0]).longValue());
      case CTID_OF_ROW_ID -> {
        TableFormat format = new TableFormat(column.table());
        yield RowCall.of(
            kind, operands, true, (run, datums) -> format.keys().decode((byte[]) datums[0])[0]);
      }
      case XMIN -> {
        TableFormat format = new TableFormat(column.table());
        yield RowCall.of(
            kind, operands, false, (run, datums) -> version(format, column.table(), datums));
      }
    };
  }

  /** NULL for the row that an outer join makes up. */
  private static Object version(TableFormat format, Table table, Object[] datums) {
    Object[] row = datums.clone();
    boolean any = false;
    for (int c = 0; c < row.length; c++) {
      any |= row[c] != null;
      if (table.columns().get(c).generated() == Column.Generated.VIRTUAL) {
        row[c] = null;
      }
    }
    if (!any) {
      return null;
    }
    CRC32C crc = new CRC32C();
    crc.update(format.encode(row));
    return Math.max(crc.getValue(), FIRST_XID);
  }
}
