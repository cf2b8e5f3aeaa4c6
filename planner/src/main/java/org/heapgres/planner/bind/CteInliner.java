package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.planner.rel.PgCteScan;
import org.heapgres.planner.rel.PgRecursiveUnion;
import org.heapgres.planner.rel.PgWorkTableScan;

/**
 * Puts the plan of a WITH query in the place of its only reference, unless it was asked to be
 * materialized, is volatile or changes data (manual, 7.8.3); drops queries that nothing reads. One
 * within the recursive term of another, which has new rows in each round, is put in the place of
 * every reference.
 */
final class CteInliner {
  private final Set<Integer> materialized;
  private final Map<Integer, BoundCte> ctes = new HashMap<>();
  private final Map<Integer, Integer> uses = new HashMap<>();

  CteInliner(List<BoundCte> ctes, Set<Integer> materialized) {
    this.materialized = materialized;
    ctes.forEach(cte -> this.ctes.put(cte.number(), cte));
  }

  /** Counts the references of a plan that is part of the statement. */
  void count(RelNode plan) {
    new Visitor() {
      @Override
      RelNode scan(PgCteScan scan) {
        if (uses.merge(scan.cte(), 1, Integer::sum) == 1
            && ctes.get(scan.cte()).statement() instanceof BoundQuery query) {
          count(query.plan());
        }
        return scan;
      }
    }.in(plan);
  }

  RelNode inline(RelNode plan) {
    return new Visitor() {
      @Override
      RelNode scan(PgCteScan scan) {
        BoundCte cte = ctes.get(scan.cte());
        return isInlined(cte) ? in(((BoundQuery) cte.statement()).plan()) : scan;
      }
    }.in(plan);
  }

  private boolean isInlined(BoundCte cte) {
    return cte.statement() instanceof BoundQuery query
        && (readsWorkTable(query.plan()) || isOnce(cte, query));
  }

  private boolean isOnce(BoundCte cte, BoundQuery query) {
    return uses.getOrDefault(cte.number(), 0) == 1
        && !materialized.contains(cte.number())
        && !query.locking()
        && isRepeatable(query.plan());
  }

  /** Whether it reads the rows of a recursion around, perhaps by another query. */
  private boolean readsWorkTable(RelNode plan) {
    Set<Integer> read = new HashSet<>();
    Set<Integer> own = new HashSet<>();
    new Visitor() {
      @Override
      RelNode scan(PgCteScan scan) {
        if (ctes.get(scan.cte()).statement() instanceof BoundQuery query) {
          in(query.plan());
        }
        return scan;
      }

      @Override
      public RelNode visit(RelNode other) {
        if (other instanceof PgWorkTableScan scan) {
          read.add(scan.workTable());
        } else if (other instanceof PgRecursiveUnion union) {
          own.add(union.workTable());
        }
        return super.visit(other);
      }
    }.in(plan);
    read.removeAll(own);
    return !read.isEmpty();
  }

  private static boolean isRepeatable(RelNode plan) {
    boolean[] repeatable = {true};
    plan.accept(
        new Visitor() {
          @Override
          RelNode scan(PgCteScan scan) {
            return scan;
          }

          @Override
          RexNode call(RexCall call) {
            repeatable[0] &= call.getOperator().isDeterministic();
            return call;
          }
        }.shuttle());
    return repeatable[0];
  }

  /** The queries that remain to be evaluated on their own, in their order. */
  List<BoundCte> remaining(List<BoundCte> all) {
    List<BoundCte> result = new ArrayList<>();
    for (BoundCte cte : all) {
      if (!(cte.statement() instanceof BoundQuery query)) {
        result.add(cte);
      } else if (uses.containsKey(cte.number()) && !isInlined(cte)) {
        result.add(
            new BoundCte(
                cte.number(),
                cte.name(),
                new BoundQuery(inline(query.plan()), query.columns(), List.of(), query.locking())));
      }
    }
    return result;
  }

  /** Walks a plan with the plans of its sub-queries. */
  private abstract static class Visitor extends RelHomogeneousShuttle {
    private final RexShuttle expressions =
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery query) {
            RexSubQuery visited = (RexSubQuery) super.visitSubQuery(query);
            RelNode rel = visited.rel.accept(Visitor.this);
            return rel == visited.rel ? visited : visited.clone(rel);
          }

          @Override
          public RexNode visitCall(RexCall call) {
            return super.visitCall((RexCall) Visitor.this.call(call));
          }
        };

    abstract RelNode scan(PgCteScan scan);

    RexNode call(RexCall call) {
      return call;
    }

    RelHomogeneousShuttle shuttle() {
      return this;
    }

    RelNode in(RelNode plan) {
      return plan.accept(this);
    }

    @Override
    public RelNode visit(RelNode other) {
      return other instanceof PgCteScan scan ? scan(scan) : super.visit(other).accept(expressions);
    }
  }
}
