package org.heapgres.planner.exec.expression;

import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.rel.PgSharedValue;

/** Values that are computed once for the rows of a batch and used more than once. */
final class SharedValues {
  private SharedValues() {}

  private record Definition(PgSharedValue shared, Expression value, Expression body)
      implements Expression {
    @Override
    public VectorKind kind() {
      return body.kind();
    }

    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Vector computed = value.evaluate(run, batch);
      run.set(shared, computed);
      return body.evaluate(run, batch);
    }
  }

  /** Evaluated for rows of the batch that the definition was evaluated for. */
  private record Use(PgSharedValue shared, VectorKind kind) implements Expression {
    @Override
    public Vector evaluate(Execution run, Batch batch) {
      return run.value(shared);
    }
  }

  static Expression definition(PgSharedValue shared, Expression value, Expression body) {
    return new Definition(shared, value, body);
  }

  static Expression use(PgSharedValue shared, VectorKind kind) {
    return new Use(shared, kind);
  }
}
