package org.heapgres.planner.exec;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** A running plan node. Used by one thread at a time. */
public interface Operator extends AutoCloseable {
  /** The next rows, at least one; null at the end. */
  Batch next();

  /** What is done as a whole, when its rows are first asked for. */
  static Operator whole(Supplier<List<Batch>> run) {
    return new Operator() {
      private Iterator<Batch> results;

      @Override
      public Batch next() {
        if (results == null) {
          results = run.get().iterator();
        }
        return results.hasNext() ? results.next() : null;
      }
    };
  }

  /** Ends the run early or after the end; may be called twice. */
  @Override
  default void close() {}
}
