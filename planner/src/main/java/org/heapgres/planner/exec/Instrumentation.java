package org.heapgres.planner.exec;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what the nodes of a run do, for EXPLAIN ANALYZE. Used by the run's thread. */
public final class Instrumentation {
  private final boolean timed;
  private final IdentityHashMap<PlanNode, NodeCounts> counts = new IdentityHashMap<>();
  private final Map<String, TriggerTime> triggers = new LinkedHashMap<>();
  private PhysicalPlan plan;

  /** What a trigger took, its calls together. */
  public record TriggerTime(String name, String relation, long nanos, long calls) {}

  /** {@code timed}: whether to look at the clock around every batch. */
  public Instrumentation(boolean timed) {
    this.timed = timed;
  }

  public boolean timed() {
    return timed;
  }

  /** The plan that was begun first; null when none was. */
  public PhysicalPlan plan() {
    return plan;
  }

  void begun(PhysicalPlan begun) {
    if (plan == null) {
      plan = begun;
    }
  }

  /** What a node has done; null when it was never asked for a row. */
  public NodeCounts of(PlanNode node) {
    NodeCounts known = counts.get(node);
    return known == null || known.loops() == 0 ? null : known;
  }

  /** A trigger has been called. */
  public void triggered(String name, String relation, long nanos) {
    triggers.merge(
        relation + "." + name,
        new TriggerTime(name, relation, nanos, 1),
        (known, more) -> new TriggerTime(name, relation, known.nanos + nanos, known.calls + 1));
  }

  public List<TriggerTime> triggers() {
    return List.copyOf(triggers.values());
  }

  NodeCounts begin(PlanNode node) {
    return counts.computeIfAbsent(node, _ -> new NodeCounts());
  }

  Operator open(PlanNode node, Execution run) {
    long begin = now();
    Operator operator = node.start(run);
    return new Counted(operator, begin(node), now() - begin);
  }

  private long now() {
    return timed ? System.nanoTime() : 0;
  }

  private final class Counted implements Operator {
    private final Operator operator;
    private final NodeCounts counts;
    private final long opening;
    private boolean begun;
    private boolean first = true;

    Counted(Operator operator, NodeCounts counts, long opening) {
      this.operator = operator;
      this.counts = counts;
      this.opening = opening;
    }

    @Override
    public Batch next() {
      long begin = now();
      if (!begun) {
        begun = true;
        counts.loop();
        counts.time(opening, opening);
      }
      Batch batch = operator.next();
      long spent = now() - begin;
      counts.time(spent, first ? spent : 0);
      if (batch != null) {
        first = false;
        counts.rows(batch.size());
      }
      return batch;
    }

    @Override
    public void close() {
      operator.close();
    }
  }
}
