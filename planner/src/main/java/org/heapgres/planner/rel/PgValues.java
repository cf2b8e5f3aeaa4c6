package org.heapgres.planner.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * VALUES: rows of expressions without input, evaluated row by row when they are read (they may hold
 * parameters, volatile functions, and references to outer rows). One row without columns is what a
 * SELECT without FROM reads. Immutable.
 */
public final class PgValues extends PgLeaf {
  private final List<List<RexNode>> rows;

  public PgValues(RelOptCluster cluster, RelDataType rowType, List<List<RexNode>> rows) {
    super(cluster, rowType);
    this.rows = rows.stream().map(List::copyOf).toList();
  }

  /** A single row without columns. */
  public static PgValues oneRow(RelOptCluster cluster) {
    return new PgValues(cluster, cluster.getTypeFactory().builder().build(), List.of(List.of()));
  }

  public List<List<RexNode>> rows() {
    return rows;
  }

  @Override
  public RelNode accept(RexShuttle shuttle) {
    List<List<RexNode>> result = new ArrayList<>(rows.size());
    boolean changed = false;
    for (List<RexNode> row : rows) {
      List<RexNode> next = shuttle.apply(row);
      changed |= !Objects.equals(next, row);
      result.add(next);
    }
    return changed ? new PgValues(getCluster(), getRowType(), result) : this;
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return rows.size();
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("rows", rows);
  }
}
