package org.heapgres.planner.rel;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;

/** The rows that the last round of the {@link PgRecursiveUnion} with this number added. */
public final class PgWorkTableScan extends PgLeaf {
  private final int workTable;
  private final String name;

  public PgWorkTableScan(RelOptCluster cluster, RelDataType rowType, int workTable, String name) {
    super(cluster, rowType);
    this.workTable = workTable;
    this.name = name;
  }

  /** The WITH query's. */
  public String name() {
    return name;
  }

  public int workTable() {
    return workTable;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("workTable", workTable);
  }
}
