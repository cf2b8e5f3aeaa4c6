package org.heapgres.planner.rel;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;

/**
 * The rows of a WITH query that is evaluated once for the whole statement: the {@code BoundCte}
 * with this number. Immutable.
 */
public final class PgCteScan extends PgLeaf {
  private final int cte;
  private final String name;

  public PgCteScan(RelOptCluster cluster, RelDataType rowType, int cte, String name) {
    super(cluster, rowType);
    this.cte = cte;
    this.name = name;
  }

  public int cte() {
    return cte;
  }

  public String name() {
    return name;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("cte", cte).item("name", name);
  }
}
