package org.heapgres.planner.bind;

import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.catalog.Relation;

/**
 * A named source of columns in FROM: what a qualifier may mean. Immutable.
 *
 * @param alias null for a join without alias: its columns are only found unqualified
 * @param schema the relation's schema when it has no alias and may be qualified; else null
 * @param relation null for sub-queries, functions and joins
 * @param visibleByName whether {@code alias.column} finds it
 * @param columnsVisible whether an unqualified column finds it
 * @param lateralOnly whether only LATERAL items of the same FROM may refer to it
 * @param lateralAllowed false for the wrong side of an outer join: visible, but an error
 * @param scalarFunction whether it is a function with a plain value, which its alias may stand for
 * @param rowKey position of the row key in the row, or -1
 * @param tableOid oid of each row's own table, where rows come from several; null where it is the
 *     relation's oid
 */
record RangeEntry(
    String alias,
    String schema,
    Relation relation,
    List<EntryColumn> columns,
    boolean visibleByName,
    boolean columnsVisible,
    boolean lateralOnly,
    boolean lateralAllowed,
    boolean scalarFunction,
    int rowKey,
    RexNode tableOid) {

  /**
   * One column.
   *
   * @param expression over the row of the {@link Scope}: a reference, or a merge of two for USING
   * @param tableOid its table and number there, when it is a table's column unchanged; else 0
   */
  record EntryColumn(String name, RexNode expression, int tableOid, short attnum) {}

  RangeEntry {
    columns = List.copyOf(columns);
  }

  RangeEntry(
      String alias,
      String schema,
      Relation relation,
      List<EntryColumn> columns,
      boolean visibleByName,
      boolean columnsVisible,
      boolean lateralOnly,
      boolean lateralAllowed,
      boolean scalarFunction,
      int rowKey) {
    this(
        alias,
        schema,
        relation,
        columns,
        visibleByName,
        columnsVisible,
        lateralOnly,
        lateralAllowed,
        scalarFunction,
        rowKey,
        null);
  }

  RangeEntry withColumns(List<EntryColumn> newColumns) {
    return new RangeEntry(
        alias,
        schema,
        relation,
        newColumns,
        visibleByName,
        columnsVisible,
        lateralOnly,
        lateralAllowed,
        scalarFunction,
        rowKey,
        tableOid);
  }

  RangeEntry withTableOid(RexNode newTableOid) {
    return new RangeEntry(
        alias,
        schema,
        relation,
        columns,
        visibleByName,
        columnsVisible,
        lateralOnly,
        lateralAllowed,
        scalarFunction,
        rowKey,
        newTableOid);
  }

  RangeEntry withColumns(List<EntryColumn> newColumns, int newRowKey, RexNode newTableOid) {
    return new RangeEntry(
        alias,
        schema,
        relation,
        newColumns,
        visibleByName,
        columnsVisible,
        lateralOnly,
        lateralAllowed,
        scalarFunction,
        newRowKey,
        newTableOid);
  }

  RangeEntry withVisibility(boolean byName, boolean forColumns) {
    return new RangeEntry(
        alias,
        schema,
        relation,
        columns,
        byName,
        forColumns,
        lateralOnly,
        lateralAllowed,
        scalarFunction,
        rowKey,
        tableOid);
  }

  RangeEntry withLateral(boolean only, boolean allowed) {
    return new RangeEntry(
        alias,
        schema,
        relation,
        columns,
        visibleByName,
        columnsVisible,
        only,
        allowed,
        scalarFunction,
        rowKey,
        tableOid);
  }
}
