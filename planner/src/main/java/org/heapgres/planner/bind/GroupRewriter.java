package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Turns expressions over the rows before grouping into expressions over the groups: grouping keys
 * and aggregates become columns, any other column is an error.
 */
final class GroupRewriter {
  private final Binding binding;
  private final Scope scope;
  private final List<RexNode> keys;
  private final Dependencies dependencies;

  GroupRewriter(Binding binding, Scope scope, List<RexNode> keys, Dependencies dependencies) {
    this.binding = binding;
    this.scope = scope;
    this.keys = keys;
    this.dependencies = dependencies;
  }

  static PgException notGrouped(Binding.ColumnUse use) {
    return Errors.at(
        use == null ? -1 : use.location(),
        SqlState.GROUPING_ERROR,
        use != null && use.outer()
            ? "subquery uses ungrouped column \"" + use.name() + "\" from outer query"
            : "column \""
                + (use == null ? "?" : use.name())
                + "\" must appear in the GROUP BY clause or be used in an aggregate function");
  }

  /** Adds columns that the keys determine to the keys; 42803 for those they do not. */
  void collect(List<RexNode> nodes) {
    Rewriter collector = new Rewriter(null, 0, null);
    for (RexNode node : nodes) {
      collector.apply(node);
    }
  }

  /** The expressions over the aggregation's row. */
  GroupingBinder.Grouped rewrite(List<RexNode> nodes, RelNode aggregate, int keyCount) {
    CorrelationId id = scope.usedCorrelation() == null ? null : binding.cluster().createCorrel();
    Rewriter rewriter = new Rewriter(aggregate, keyCount, id);
    List<RexNode> result = new ArrayList<>();
    for (RexNode node : nodes) {
      result.add(rewriter.apply(node));
    }
    return new GroupingBinder.Grouped(aggregate, result, rewriter.correlated ? id : null);
  }

  /** Without an aggregation it only looks for columns. */
  private final class Rewriter extends RexShuttle {
    private final RelNode aggregate;
    private final int keyCount;
    private final CorrelationId id;
    private boolean correlated;

    Rewriter(RelNode aggregate, int keyCount, CorrelationId id) {
      this.aggregate = aggregate;
      this.keyCount = keyCount;
      this.id = id;
    }

    private RexNode column(int index, RexNode original) {
      return aggregate == null ? original : RexInputRef.of(index, aggregate.getRowType());
    }

    private RexNode keyOrNull(RexNode node) {
      int key = keys.indexOf(node);
      return key < 0 ? null : column(key, node);
    }

    @Override
    public RexNode visitInputRef(RexInputRef ref) {
      RexNode key = keyOrNull(ref);
      if (key != null) {
        return key;
      }
      if (!dependencies.determines(ref.getIndex())) {
        throw notGrouped(binding.useOf(ref));
      }
      keys.add(ref);
      return ref;
    }

    @Override
    public RexNode visitLiteral(RexLiteral literal) {
      RexNode key = keyOrNull(literal);
      return key == null ? literal : key;
    }

    @Override
    public RexNode visitDynamicParam(RexDynamicParam parameter) {
      RexNode key = keyOrNull(parameter);
      return key == null ? parameter : key;
    }

    @Override
    public RexNode visitCall(RexCall call) {
      RexNode key = keyOrNull(call);
      if (key != null) {
        return key;
      }
      if (call.getOperator() instanceof AggregateUse.Placeholder placeholder
          && placeholder.level() == scope.level()) {
        return column(keyCount + placeholder.index(), call);
      }
      return super.visitCall(call);
    }

    @Override
    public RexNode visitOver(RexOver over) {
      RexNode key = keyOrNull(over);
      return key != null ? key : super.visitOver(over);
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery query) {
      RexNode key = keyOrNull(query);
      if (key != null) {
        return key;
      }
      RexSubQuery visited = (RexSubQuery) super.visitSubQuery(query);
      if (scope.usedCorrelation() == null) {
        return visited;
      }
      return Correlations.replaceInPlan(
          visited, scope.usedCorrelation(), this::outerColumn, scope.level(), this::outerAggregate);
    }

    private RexNode outerAggregate(RexCall call) {
      if (aggregate == null) {
        return call;
      }
      int index = ((AggregateUse.Placeholder) call.getOperator()).index();
      correlated = true;
      return binding
          .rex()
          .makeFieldAccess(binding.rex().makeCorrel(aggregate.getRowType(), id), keyCount + index);
    }

    private RexNode outerColumn(int index) {
      RexInputRef ref = RexInputRef.of(index, scope.row());
      int key = keys.indexOf(ref);
      if (key < 0) {
        if (!dependencies.determines(index)) {
          throw notGrouped(outerUse(index));
        }
        key = keys.size();
        keys.add(ref);
      }
      if (aggregate == null) {
        return binding
            .rex()
            .makeFieldAccess(binding.rex().makeCorrel(scope.row(), scope.usedCorrelation()), index);
      }
      correlated = true;
      return binding
          .rex()
          .makeFieldAccess(binding.rex().makeCorrel(aggregate.getRowType(), id), key);
    }

    private Binding.ColumnUse outerUse(int index) {
      for (RangeEntry entry : scope.entries()) {
        for (RangeEntry.EntryColumn column : entry.columns()) {
          if (entry.alias() != null
              && column.expression() instanceof RexInputRef ref
              && ref.getIndex() == index) {
            return new Binding.ColumnUse(
                entry.alias() + "." + column.name(),
                binding.outerLocation(scope.usedCorrelation(), index),
                true);
          }
        }
      }
      return null;
    }
  }
}
