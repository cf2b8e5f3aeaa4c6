package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.catalog.Column.Generated;
import org.heapgres.planner.catalog.Table;

/**
 * Virtual generated columns, which are computed where they are read (manual, 5.4). Rows have NULL
 * in their place.
 */
final class VirtualColumns {
  private VirtualColumns() {}

  /** Rows that begin with the table's columns, with the virtual ones computed. */
  static RelNode computed(Binding binding, Table table, RelNode rows) {
    if (!table.hasVirtualColumns()) {
      return rows;
    }
    List<RexNode> nodes = new ArrayList<>();
    for (int i = 0; i < rows.getRowType().getFieldCount(); i++) {
      nodes.add(RexInputRef.of(i, rows.getRowType()));
    }
    return LogicalProject.create(
        rows,
        List.of(),
        replaced(binding, table, nodes),
        rows.getRowType().getFieldNames(),
        Set.of());
  }

  /** The table's columns in an entry, with expressions in the place of the virtual ones. */
  static RangeEntry expanded(Binding binding, Table table, RangeEntry entry) {
    if (!table.hasVirtualColumns()) {
      return entry;
    }
    List<RexNode> nodes =
        replaced(binding, table, entry.columns().stream().map(EntryColumn::expression).toList());
    List<EntryColumn> columns = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      EntryColumn column = entry.columns().get(i);
      columns.add(new EntryColumn(column.name(), nodes.get(i), column.tableOid(), column.attnum()));
    }
    return entry.withColumns(columns);
  }

  private static List<RexNode> replaced(Binding binding, Table table, List<RexNode> columns) {
    List<RexNode> result = new ArrayList<>(columns);
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).generated() == Generated.VIRTUAL) {
        RexNode value = new CatalogExpressions(binding).generated(table.columns().get(i), table);
        result.set(i, Substitution.of(value, columns));
      }
    }
    return result;
  }
}
