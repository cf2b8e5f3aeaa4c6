package org.heapgres.planner.session;

import java.util.List;
import java.util.function.LongFunction;
import org.heapgres.planner.Blocking;
import org.heapgres.planner.bind.BoundStatement;
import org.heapgres.planner.bind.BoundStatement.BoundChange;
import org.heapgres.planner.bind.BoundStatement.BoundDelete;
import org.heapgres.planner.bind.BoundStatement.BoundInsert;
import org.heapgres.planner.bind.BoundStatement.BoundMerge;
import org.heapgres.planner.bind.BoundStatement.BoundQuery;
import org.heapgres.planner.bind.BoundStatement.BoundUpdate;
import org.heapgres.planner.bind.BoundStatement.BoundUtility;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.PhysicalPlan;

/** A query or change of rows with its plan. Thread-safe: the plan is shared, runs are not. */
public final class QueryPlan implements StatementPlan {
  private final BoundStatement statement;
  private final PhysicalPlan plan;

  /** {@code verbose}: for EXPLAIN VERBOSE to show. */
  QueryPlan(Session session, BoundStatement statement, boolean verbose) {
    this.statement = statement;
    plan = session.planner().plan(statement, verbose);
  }

  public BoundStatement statement() {
    return statement;
  }

  Blocking blocking() {
    return plan.blocking();
  }

  public PhysicalPlan physical() {
    return plan;
  }

  @Override
  public String commandName() {
    return switch (statement) {
      case BoundQuery query -> query.locking() ? "SELECT FOR UPDATE" : changingCte();
      case BoundChange change -> verb(change);
      case BoundUtility utility -> CommandTags.of(utility.tree());
    };
  }

  private String changingCte() {
    return statement.ctes().stream()
        .map(cte -> cte.statement())
        .filter(BoundChange.class::isInstance)
        .map(change -> verb((BoundChange) change))
        .findFirst()
        .orElse("SELECT");
  }

  private static String verb(BoundChange change) {
    return switch (change.parts().getFirst()) {
      case BoundInsert _ -> "INSERT";
      case BoundUpdate _ -> "UPDATE";
      case BoundDelete _ -> "DELETE";
      case BoundMerge _ -> "MERGE";
    };
  }

  @Override
  public boolean readOnly() {
    return statement instanceof BoundQuery query && !query.locking() && !changesRows();
  }

  /** Whether it, or a query in its WITH, is an INSERT, UPDATE or DELETE. */
  public boolean changesRows() {
    return statement instanceof BoundChange
        || statement.ctes().stream().anyMatch(cte -> cte.statement() instanceof BoundChange);
  }

  @Override
  public Outcome open(Run run) {
    PhysicalPlan.Run opened = plan.open(run);
    if (statement instanceof BoundQuery) {
      return new Outcome.Rows(source(opened), count -> "SELECT " + count);
    }
    return change(opened);
  }

  /** A change is carried out in full before its first row is delivered. */
  private Outcome change(PhysicalPlan.Run opened) {
    List<Batch> returned = new java.util.ArrayList<>();
    long changed;
    try (opened) {
      for (Batch batch = opened.next(); batch != null; batch = opened.next()) {
        returned.add(batch);
      }
      changed = opened.changedRows();
    }
    String tag =
        statement instanceof BoundInsert ? "INSERT 0 " + changed : commandName() + " " + changed;
    if (statement.columns().isEmpty()) {
      return new Outcome.Done(tag);
    }
    var batches = returned.iterator();
    LongFunction<String> tags = count -> tag;
    return new Outcome.Rows(() -> batches.hasNext() ? batches.next() : null, tags);
  }

  private static Outcome.RowSource source(PhysicalPlan.Run opened) {
    return new Outcome.RowSource() {
      @Override
      public Batch next() {
        return opened.next();
      }

      @Override
      public void close() {
        opened.close();
      }
    };
  }
}
