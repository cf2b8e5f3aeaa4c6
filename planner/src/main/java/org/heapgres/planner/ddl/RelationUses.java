package org.heapgres.planner.ddl;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.rel.PgTable;

/** The stored relations that a plan reads, sub-queries included. */
public final class RelationUses extends RelVisitor {
  private final Set<Relation> relations = new LinkedHashSet<>();
  private boolean roots;
  private final RexShuttle expressions =
      new RexShuttle() {
        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
          go(subQuery.rel);
          return super.visitSubQuery(subQuery);
        }
      };

  private RelationUses() {}

  /** Those that sub-queries of an expression read. */
  public static Set<Relation> of(RexNode expression) {
    RelationUses uses = new RelationUses();
    expression.accept(uses.expressions);
    return uses.relations;
  }

  public static Set<Relation> of(RelNode plan) {
    RelationUses uses = new RelationUses();
    uses.go(plan);
    return uses.relations;
  }

  /** Whether a root of free objects is among the relations. */
  public static boolean readsRoots(RelNode plan) {
    RelationUses uses = new RelationUses();
    uses.go(plan);
    return uses.roots;
  }

  @Override
  public void visit(RelNode node, int ordinal, RelNode parent) {
    if (node.getTable() != null) {
      PgTable table = node.getTable().unwrap(PgTable.class);
      if (table != null) {
        roots |= table.relation().schema() == Schema.HEAP;
        if (!(table.relation() instanceof ComputedRelation)) {
          relations.add(table.relation());
        }
      }
    }
    node.accept(expressions);
    super.visit(node, ordinal, parent);
  }
}
