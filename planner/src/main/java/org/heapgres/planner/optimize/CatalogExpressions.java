package org.heapgres.planner.optimize;

import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;

/** Binds the expressions that the catalog keeps as SQL text. */
public interface CatalogExpressions {
  /** A condition or value over the table's columns: CHECK, index keys, index predicates. */
  RexNode overRow(Table table, String sql);

  /** A column's default, in the column's type; null when it has none. */
  RexNode defaultOf(Table table, Column column);
}
