package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.exec.ConstraintChecks;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A transaction's deferred checks and what SET CONSTRAINTS said in it. Used by the session's
 * thread.
 */
public final class DeferredChecks implements ConstraintChecks {
  private record Pending(int table, int constraint, Runnable check) {}

  /** A state to go back to. */
  record Mark(int pending, Boolean all, Map<Integer, Boolean> each) {}

  private final List<Pending> pending = new ArrayList<>();

  /** What SET CONSTRAINTS ALL said; null before. */
  private Boolean all;

  /** What SET CONSTRAINTS said of single ones since, by oid. */
  private Map<Integer, Boolean> each = new HashMap<>();

  @Override
  public boolean isDeferred(Constraint constraint) {
    if (!constraint.deferrable()) {
      return false;
    }
    Boolean own = each.get(constraint.oid());
    if (own != null) {
      return own;
    }
    return all != null ? all : constraint.initiallyDeferred();
  }

  @Override
  public void defer(int table, Constraint constraint, Runnable check) {
    pending.add(new Pending(table, constraint.oid(), check));
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** SET CONSTRAINTS ALL. */
  public void setAll(boolean deferred) {
    if (!deferred) {
      run();
    }
    all = deferred;
    each.clear();
  }

  /** SET CONSTRAINTS of one; made immediate, it is checked at once. */
  public void set(int constraint, boolean deferred) {
    if (!deferred) {
      run(oid -> oid == constraint);
    }
    each.put(constraint, deferred);
  }

  /** Carries out what is pending, in order. */
  void run() {
    run(oid -> true);
  }

  private void run(IntPredicate which) {
    List<Pending> due = pending.stream().filter(each -> which.test(each.constraint)).toList();
    due.forEach(each -> each.check.run());
    pending.removeIf(each -> which.test(each.constraint));
  }

  /** 55006 when the table's definition cannot change because of what is pending. */
  public void refuseChange(int table, String name, String command) {
    if (pending.stream().anyMatch(each -> each.table == table)) {
      throw new PgException(
          SqlState.OBJECT_IN_USE,
          "cannot " + command + " \"" + name + "\" because it has pending trigger events");
    }
  }

  Mark mark() {
    return new Mark(pending.size(), all, Map.copyOf(each));
  }

  void rollbackTo(Mark mark) {
    pending.subList(Math.min(mark.pending, pending.size()), pending.size()).clear();
    all = mark.all;
    each = new HashMap<>(mark.each);
  }

  void clear() {
    pending.clear();
    all = null;
    each.clear();
  }
}
