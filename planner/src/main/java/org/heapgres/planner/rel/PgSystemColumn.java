package org.heapgres.planner.rel;

import java.util.Objects;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.heapgres.planner.catalog.Table;

/**
 * A system column of a table's row, computed from what the row has. Immutable; two are equal when
 * they are of the same table.
 */
public final class PgSystemColumn extends SqlFunction {
  /** How the column comes about. */
  public enum Source {
    /** ctid, from the number that is the row's primary key. */
    CTID_OF_NUMBER,
    /** ctid, from the key of a row in a table without primary key. */
    CTID_OF_ROW_ID,
    /** xmin, from all columns: another one whenever the row is another one. */
    XMIN
  }

  private final transient Source source;
  private final transient Table table;

  public PgSystemColumn(Source source, Table table) {
    super(
        source.name(),
        SqlKind.OTHER_FUNCTION,
        null,
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.SYSTEM);
    this.source = source;
    this.table = table;
  }

  public Source source() {
    return source;
  }

  public Table table() {
    return table;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgSystemColumn that
        && that.source == source
        && that.table.oid() == table.oid();
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, table.oid());
  }
}
