package org.heapgres.planner.optimize;

import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Trigger;

/** Binds the expressions that the catalog keeps as SQL text. */
public interface CatalogExpressions {
  /** Whether errors may show whole rows of the table to the user. */
  boolean mayShow(Table table);

  /** A CHECK, over the table's columns. */
  RexNode check(Table table, String sql);

  /** A key of an index, over the table's columns. */
  RexNode indexKey(Table table, String sql);

  /** The WHERE of an index, over the table's columns. */
  RexNode indexPredicate(Table table, String sql);

  /** A column's default or identity, in the column's type; null when it has none. */
  RexNode defaultOf(Table table, Column column);

  /** A stored generated column's value, over the table's columns. */
  RexNode generated(Table table, Column column);

  /** WHEN of a trigger, over the columns of the row before and those of the row after. */
  RexNode triggerCondition(Table table, Trigger trigger);
}
