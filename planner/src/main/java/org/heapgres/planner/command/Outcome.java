package org.heapgres.planner.command;

import java.util.List;
import java.util.function.LongFunction;
import org.heapgres.planner.Completion;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.types.PgType;

/** What running a statement gives. */
public sealed interface Outcome {
  /** No rows. */
  record Done(String tag) implements Outcome {}

  /** Rows, pulled as the client takes them. {@code tag} is told how many one Execute delivered. */
  record Rows(RowSource source, LongFunction<String> tag) implements Outcome {}

  /** COPY from or to the client. */
  record Copy(Completion completion) implements Outcome {}

  /** Batches of rows until null. */
  interface RowSource extends AutoCloseable {
    Batch next();

    @Override
    default void close() {}
  }

  /** Some rows of datums that are there already. */
  static Rows rows(List<PgType> types, List<Object[]> rows, LongFunction<String> tag) {
    return new Rows(Batches.source(types, rows), tag);
  }
}
