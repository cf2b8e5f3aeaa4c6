package org.heapgres.planner.exec.operator;

import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.types.PgType;

/** Reads a relation whose rows are made on the spot. */
public final class ComputedScanNode extends PlanNode {
  private final ComputedRelation relation;

  public ComputedScanNode(ComputedRelation relation, List<PgType> types) {
    super(types);
    this.relation = relation;
  }

  @Override
  public Operator open(Execution run) {
    return new Operator() {
      private Iterator<Object[]> rows;

      @Override
      public Batch next() {
        if (rows == null) {
          rows = relation.rows().of(run.context().computedSource()).iterator();
        }
        run.checkCancel();
        RowBuffer out = new RowBuffer(ComputedScanNode.this);
        while (out.size() < Batch.TARGET_SIZE && rows.hasNext()) {
          out.add(rows.next());
        }
        return out.size() == 0 ? null : out.take();
      }
    };
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String title() {
    return "Seq Scan on " + relation.name();
  }

  @Override
  public double estimatedRows() {
    return 100;
  }
}
