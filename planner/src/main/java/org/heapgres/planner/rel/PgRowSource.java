package org.heapgres.planner.rel;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

/**
 * Rows that the executor hands in: what a RETURNING list, an ON CONFLICT action or a catalog
 * expression is evaluated over. Immutable.
 */
public final class PgRowSource extends PgLeaf {
  /** Which rows; says what the columns are. */
  public enum Role {
    /** A relation's columns: defaults, CHECK, generated columns, index keys and predicates. */
    ROW,
    /** The existing row's columns, then those of the row proposed for insertion. */
    CONFLICT,
    /**
     * The target's columns before the change, after it, then the source row of the statement, and
     * the oids of the tables that the row was in and is in.
     */
    RETURNING
  }

  private final Role role;

  public PgRowSource(RelOptCluster cluster, RelDataType rowType, Role role) {
    super(cluster, rowType);
    this.role = role;
  }

  public Role role() {
    return role;
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return 1;
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("role", role);
  }
}
