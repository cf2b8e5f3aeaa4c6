package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.parse.Parser;

/** Queries that commands run by themselves, in the session's transaction. */
public final class InternalQueries {
  private InternalQueries() {}

  /** All rows, as datums. */
  public static List<Object[]> rows(Session session, String sql) {
    Prepared prepared = Prepared.internal(session, sql, Parser.parse(sql).getFirst(), List.of());
    prepared.analyse();
    Run run = new Run(session, prepared, new Object[0]);
    List<Object[]> result = new ArrayList<>();
    try (Outcome.RowSource source = ((Outcome.Rows) session.runner().start(run)).source()) {
      for (Batch batch = source.next(); batch != null; batch = source.next()) {
        for (int row = 0; row < batch.size(); row++) {
          result.add(batch.copyRow(row, new Object[batch.width()]));
        }
      }
    }
    return result;
  }
}
