package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.rel.PgConstants;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTable;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.rel.PgValues;
import org.heapgres.planner.types.Types;

/**
 * Reads a table and all that inherit from it: the union of their rows, cut to the table's columns,
 * behind them the row's key if it is wanted, and the oid of its own table.
 */
final class InheritedScan {
  private final BindContext context;
  private final RelOptCluster cluster;
  private final Table table;
  private final PgConstants constants;
  private final String alias;
  private final boolean keyed;

  /**
   * @param alias what the query calls the table
   * @param keyed whether the rows' keys are read
   */
  InheritedScan(
      BindContext context, RelOptCluster cluster, Table table, String alias, boolean keyed) {
    this.alias = alias;
    this.keyed = keyed;
    this.context = context;
    this.cluster = cluster;
    this.table = table;
    this.constants = new PgConstants(cluster.getRexBuilder());
  }

  RelNode rel() {
    List<RelNode> branches = new ArrayList<>();
    for (Table member : context.catalog().withDescendants(table)) {
      if (!member.partitioned()) {
        branches.add(branch(member, branches.size() + 1));
      }
    }
    return switch (branches.size()) {
      case 0 -> new PgValues(cluster, rowType(), List.of());
      case 1 -> branches.getFirst();
      default -> LogicalUnion.create(branches, true);
    };
  }

  private RelNode branch(Table member, int number) {
    PgTable source = new PgTable(member, alias + "_" + number, keyed, context.sizes());
    RelNode scan = source.scan(cluster);
    List<RexNode> nodes = new ArrayList<>();
    int[] positions = member.positionsOf(table);
    for (int position : positions) {
      nodes.add(RexInputRef.of(position, scan.getRowType()));
    }
    if (keyed) {
      nodes.add(RexInputRef.of(source.rowKeyIndex(), scan.getRowType()));
    }
    nodes.add(constants.of(Types.OID, Integer.toUnsignedLong(member.oid())));
    return LogicalProject.create(
        scan, List.of(), nodes, rowType().getFieldNames(), java.util.Set.of());
  }

  private RelDataType rowType() {
    RelDataTypeFactory.Builder row = PgTypeFactory.INSTANCE.builder();
    for (Column column : table.columns()) {
      row.add(
          column.name(),
          PgTypeFactory.INSTANCE.type(column.type(), column.typmod(), !table.hasNoNulls(column)));
    }
    if (keyed) {
      row.add("$key", PgTypeFactory.INSTANCE.type(Types.BYTEA, PgRelType.NO_TYPMOD, false));
    }
    row.add("$tableoid", PgTypeFactory.INSTANCE.type(Types.OID, PgRelType.NO_TYPMOD, false));
    return row.build();
  }
}
