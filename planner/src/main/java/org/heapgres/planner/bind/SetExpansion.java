package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgProjectSet;
import org.heapgres.storage.PgException;

/**
 * Takes set-returning functions out of a select list: each nesting level becomes a {@link
 * PgProjectSet} below it, whose added columns stand for the calls. Window functions beside them are
 * computed before.
 */
final class SetExpansion {
  private final Binding binding;
  private RelNode rel;
  private Set<CorrelationId> variables;

  SetExpansion(Binding binding, RelNode rel, Set<CorrelationId> variables) {
    this.binding = binding;
    this.rel = rel;
    this.variables = variables;
  }

  RelNode rel() {
    return rel;
  }

  Set<CorrelationId> variables() {
    return variables;
  }

  List<RexNode> expand(List<RexNode> start) {
    List<RexNode> nodes = windowsFirst(start);
    while (nodes.stream().anyMatch(SetExpansion::hasSet)) {
      List<RexNode> calls = new ArrayList<>();
      int offset = rel.getRowType().getFieldCount();
      List<RexNode> replaced = new ArrayList<>();
      for (RexNode node : nodes) {
        replaced.add(node.accept(new Extractor(calls, offset)));
      }
      if (calls.stream().anyMatch(call -> RexUtil.SubQueryFinder.find(call) != null)) {
        throw PgException.notSupported("a sub-query as argument of a set-returning function");
      }
      int shift = rel.getRowType().getFieldCount() - offset;
      rel = new PgProjectSet(binding.cluster(), rel, calls);
      nodes = replaced.stream().map(node -> retyped(node, offset, shift)).toList();
    }
    return nodes;
  }

  private RexNode retyped(RexNode node, int offset, int shift) {
    RexNode moved =
        node.accept(
            new RexShuttle() {
              @Override
              public RexNode visitInputRef(RexInputRef ref) {
                int index = ref.getIndex() < offset ? ref.getIndex() : ref.getIndex() + shift;
                return RexInputRef.of(index, rel.getRowType());
              }
            });
    if (variables.isEmpty()) {
      return moved;
    }
    CorrelationId old = variables.iterator().next();
    RexNode row = binding.rex().makeCorrel(rel.getRowType(), old);
    return Correlations.replace(moved, old, index -> binding.rex().makeFieldAccess(row, index));
  }

  private List<RexNode> windowsFirst(List<RexNode> nodes) {
    if (nodes.stream().noneMatch(RexOver::containsOver)) {
      return nodes;
    }
    if (!variables.isEmpty()) {
      throw PgException.notSupported(
          "window functions, set-returning functions and correlated sub-queries in one select"
              + " list");
    }
    List<RexNode> columns = new ArrayList<>();
    List<String> names = new ArrayList<>(rel.getRowType().getFieldNames());
    for (int i = 0; i < names.size(); i++) {
      columns.add(RexInputRef.of(i, rel.getRowType()));
    }
    RexShuttle extractor =
        new RexShuttle() {
          @Override
          public RexNode visitOver(RexOver over) {
            columns.add(over);
            names.add("$window" + columns.size());
            return new RexInputRef(columns.size() - 1, over.getType());
          }
        };
    List<RexNode> result = nodes.stream().map(node -> node.accept(extractor)).toList();
    rel = LogicalProject.create(rel, List.of(), columns, names, Set.of());
    return result;
  }

  static boolean hasSet(RexNode node) {
    boolean[] found = new boolean[1];
    node.accept(
        new RexVisitorImpl<Void>(true) {
          @Override
          public Void visitCall(RexCall call) {
            found[0] |= isSet(call);
            return super.visitCall(call);
          }
        });
    return found[0];
  }

  private static boolean isSet(RexNode node) {
    return node instanceof RexCall call
        && call.getOperator() instanceof PgFunctionOperator operator
        && operator.proc().returnsSet();
  }

  /** Replaces the innermost calls by references to columns that are to come. */
  private static final class Extractor extends RexShuttle {
    private final List<RexNode> calls;
    private final int offset;

    Extractor(List<RexNode> calls, int offset) {
      this.calls = calls;
      this.offset = offset;
    }

    @Override
    public RexNode visitCall(RexCall call) {
      if (!isSet(call) || call.getOperands().stream().anyMatch(SetExpansion::hasSet)) {
        return super.visitCall(call);
      }
      int index = calls.indexOf(call);
      if (index < 0) {
        index = calls.size();
        calls.add(call);
      }
      return new RexInputRef(offset + index, call.getType());
    }
  }
}
