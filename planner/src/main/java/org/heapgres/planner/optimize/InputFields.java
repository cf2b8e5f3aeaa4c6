package org.heapgres.planner.optimize;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;

/** Which fields of their input expressions read, directly or through a sub-query. */
final class InputFields {
  private InputFields() {}

  /**
   * @param variables the correlation variables that stand for the input's row
   */
  static NavigableSet<Integer> of(Collection<RexNode> expressions, Set<CorrelationId> variables) {
    NavigableSet<Integer> found = new TreeSet<>();
    for (RexNode expression : expressions) {
      expression.accept(
          new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitInputRef(RexInputRef ref) {
              found.add(ref.getIndex());
              return null;
            }

            @Override
            public Void visitSubQuery(RexSubQuery query) {
              Map<Integer, NavigableSet<Integer>> outer = CorrelatedFields.of(query.rel);
              for (CorrelationId variable : variables) {
                found.addAll(outer.getOrDefault(variable.getId(), new TreeSet<>()));
              }
              return super.visitSubQuery(query);
            }
          });
    }
    return found;
  }

  /** Whether an expression reads no input at all. */
  static boolean isFree(RexNode expression, Set<CorrelationId> variables) {
    return of(Set.of(expression), variables).isEmpty();
  }
}
