package org.heapgres.planner.optimize;

import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.exec.ConstraintChecks;
import org.heapgres.planner.exec.ExecutionContext;
import org.heapgres.planner.exec.VectorCache;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.statistics.DatabaseActivity;
import org.heapgres.storage.Transaction;

/** For expressions that are evaluated while a plan is made: they read nothing but their input. */
final class DetachedContext implements ExecutionContext {
  private static IllegalStateException notHere() {
    return new IllegalStateException("a plan is being made, nothing runs");
  }

  @Override
  public CallContext calls() {
    return CallContext.DETACHED;
  }

  @Override
  public void checkCancel() {}

  @Override
  public Transaction transaction() {
    throw notHere();
  }

  @Override
  public Object parameter(int index) {
    throw notHere();
  }

  @Override
  public ConstraintChecks constraintChecks() {
    throw notHere();
  }

  @Override
  public ComputedRelation.Source computedSource() {
    throw notHere();
  }

  @Override
  public VectorCache vectors() {
    throw notHere();
  }

  @Override
  public DatabaseActivity activity() {
    throw notHere();
  }

  @Override
  public long hashMemory() {
    throw notHere();
  }

  @Override
  public boolean isReplica() {
    throw notHere();
  }

  @Override
  public long statementStart() {
    throw notHere();
  }

  @Override
  public long workMemory() {
    throw notHere();
  }

  @Override
  public long temporaryFileLimit() {
    throw notHere();
  }

  @Override
  public void temporaryFileClosed(long bytes) {
    throw notHere();
  }
}
