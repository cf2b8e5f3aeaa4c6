package org.heapgres.planner.rel;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * Set-returning functions of a select list: for each input row, as many rows as the longest of the
 * sets has; each is the input's columns followed by the functions' values, NULL where a set is
 * exhausted. An input row whose sets are all empty gives none. Immutable but for Calcite's {@code
 * replaceInput}.
 */
public final class PgProjectSet extends SingleRel {
  private final List<RexNode> calls;

  /** {@code calls} are calls of set-returning functions over the input's columns. */
  public PgProjectSet(RelOptCluster cluster, RelNode input, List<RexNode> calls) {
    super(cluster, cluster.traitSetOf(Convention.NONE), input);
    this.calls = List.copyOf(calls);
  }

  public List<RexNode> calls() {
    return calls;
  }

  @Override
  protected RelDataType deriveRowType() {
    RelDataTypeFactory.Builder builder = getCluster().getTypeFactory().builder();
    builder.addAll(getInput().getRowType().getFieldList());
    for (RexNode call : calls) {
      builder.add(
          "$set" + builder.getFieldCount(),
          PgTypeFactory.INSTANCE.createTypeWithNullability(call.getType(), true));
    }
    return builder.build();
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new PgProjectSet(getCluster(), inputs.getFirst(), calls);
  }

  @Override
  public RelNode accept(RexShuttle shuttle) {
    List<RexNode> result = shuttle.apply(calls);
    return Objects.equals(result, calls)
        ? this
        : new PgProjectSet(getCluster(), getInput(), result);
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return mq.getRowCount(getInput()) * 10;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("sets", calls);
  }
}
