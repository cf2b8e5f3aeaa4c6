package org.heapgres.planner.optimize;

import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/** Which fields of which outer rows a plan reads, its sub-queries included. */
final class CorrelatedFields {
  private final Map<Integer, NavigableSet<Integer>> fields = new TreeMap<>();
  private final Set<Integer> defined = new HashSet<>();

  private CorrelatedFields() {}

  /** By the number of the correlation variable; those defined within the plan are left out. */
  static Map<Integer, NavigableSet<Integer>> of(RelNode plan) {
    CorrelatedFields found = new CorrelatedFields();
    found.visit(plan);
    found.fields.keySet().removeAll(found.defined);
    return found.fields;
  }

  /** Those of one expression. */
  static Map<Integer, NavigableSet<Integer>> of(RexNode expression) {
    CorrelatedFields found = new CorrelatedFields();
    expression.accept(found.expressions);
    found.fields.keySet().removeAll(found.defined);
    return found.fields;
  }

  private final RexShuttle expressions =
      new RexShuttle() {
        @Override
        public RexNode visitFieldAccess(RexFieldAccess access) {
          if (access.getReferenceExpr() instanceof RexCorrelVariable variable) {
            fields
                .computeIfAbsent(variable.id.getId(), id -> new TreeSet<>())
                .add(access.getField().getIndex());
          }
          return access;
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery query) {
          visit(query.rel);
          return super.visitSubQuery(query);
        }
      };

  private void visit(RelNode node) {
    for (CorrelationId id : node.getVariablesSet()) {
      defined.add(id.getId());
    }
    if (node instanceof Correlate correlate) {
      defined.add(correlate.getCorrelationId().getId());
    }
    node.accept(expressions);
    for (RelNode input : node.getInputs()) {
      visit(input);
    }
  }
}
