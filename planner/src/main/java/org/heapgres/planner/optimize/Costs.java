package org.heapgres.planner.optimize;

import org.apache.calcite.rel.core.TableScan;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.rel.PgTable;

/** What plans cost, in the time that it takes to look at one decoded row of a scan. */
final class Costs {
  /** A row found by its key. */
  static final double LOOKUP = 40;

  /** A range of keys begun. */
  static final double RANGE = 200;

  /** The next row of a range of the primary key. */
  static final double KEY_ROW = 10;

  /** The next row of a range of another index. */
  static final double INDEX_ROW = 40;

  /** A row put in a hash table. */
  static final double BUILD = 3;

  /** A row looked up in a hash table. */
  static final double PROBE = 2;

  /** A row of a join's result. */
  static final double OUTPUT = 1;

  /** A row of a computed relation, made. */
  static final double COMPUTED_ROW = 10;

  private Costs() {}

  /** All rows of a relation. */
  static double scan(TableScan scan) {
    PgTable table = scan.getTable().unwrapOrThrow(PgTable.class);
    return table.getRowCount() * (table.relation() instanceof ComputedRelation ? COMPUTED_ROW : 1);
  }

  /**
   * One search of an index for {@code rows} rows.
   *
   * @param single whether there is at most one
   */
  static double search(boolean single, boolean primary, double rows) {
    if (single) {
      return primary ? LOOKUP : LOOKUP * 2;
    }
    return RANGE + rows * (primary ? KEY_ROW : INDEX_ROW);
  }
}
