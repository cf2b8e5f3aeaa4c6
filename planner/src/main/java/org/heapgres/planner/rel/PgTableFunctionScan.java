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
 * Functions in FROM, read side by side; the shorter ones are filled up with NULLs. The row is the
 * functions' columns one after the other and, with ordinality, the row's number (int8, from 1). A
 * function that does not return a set gives one row. Immutable.
 */
public final class PgTableFunctionScan extends PgLeaf {
  /**
   * One function.
   *
   * @param call any expression without input; may refer to outer rows
   * @param columns how many columns of the row are its own: more than one, or {@code expand}, when
   *     its result is a record whose fields they are
   * @param expand whether the result is a record to be taken apart
   */
  public record Function(RexNode call, int columns, boolean expand) {}

  private final List<Function> functions;
  private final boolean ordinality;
  private final String alias;

  public PgTableFunctionScan(
      RelOptCluster cluster,
      RelDataType rowType,
      List<Function> functions,
      boolean ordinality,
      String alias) {
    super(cluster, rowType);
    this.alias = alias;
    this.functions = List.copyOf(functions);
    this.ordinality = ordinality;
  }

  public List<Function> functions() {
    return functions;
  }

  /** What the query calls it; null for nothing. */
  public String alias() {
    return alias;
  }

  public boolean ordinality() {
    return ordinality;
  }

  @Override
  public RelNode accept(RexShuttle shuttle) {
    List<Function> result = new ArrayList<>(functions.size());
    boolean changed = false;
    for (Function function : functions) {
      RexNode call = shuttle.apply(function.call);
      changed |= !Objects.equals(call, function.call);
      result.add(new Function(call, function.columns, function.expand));
    }
    return changed
        ? new PgTableFunctionScan(getCluster(), getRowType(), result, ordinality, alias)
        : this;
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return 100;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer)
        .item("functions", functions.stream().map(Function::call).toList())
        .itemIf("ordinality", true, ordinality);
  }
}
