package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heapgres.planner.QueryResult;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Batch;
import org.heapgres.storage.PgException;

/** Statements that run inside of another one, in its transaction, with their result as a whole. */
public final class NestedStatements {
  private static final Pattern COUNT = Pattern.compile(".* (\\d+)");

  private NestedStatements() {}

  /** A failure is the caller's to undo. What the statement wrote is visible afterwards. */
  public static QueryResult run(Session session, Prepared statement, Object[] parameters) {
    return run(session, statement, parameters, Long.MAX_VALUE);
  }

  /** {@code maxRows} after which a query is left alone. */
  public static QueryResult run(
      Session session, Prepared statement, Object[] parameters, long maxRows) {
    long since = session.log().begin();
    Run run = session.log().explained(new Run(session, statement, parameters), true);
    QueryResult result =
        switch (session.runner().start(run)) {
          case Outcome.Done(String tag) ->
              new QueryResult(Optional.empty(), List.of(), tag, count(tag));
          case Outcome.Rows rows -> collect(session, statement, rows, maxRows);
          case Outcome.Copy _ -> throw PgException.notSupported("COPY inside of a statement");
        };
    session.log().explain(run, true, since);
    session.beginStatement();
    return result;
  }

  private static QueryResult collect(
      Session session, Prepared statement, Outcome.Rows rows, long maxRows) {
    List<Object[]> datums = new ArrayList<>();
    try (Outcome.RowSource source = rows.source()) {
      for (Batch batch = source.next(); batch != null; batch = source.next()) {
        for (int position = 0; position < batch.size() && datums.size() < maxRows; position++) {
          datums.add(batch.copyRow(position, new Object[batch.width()]));
        }
        session.checkCancel();
        if (datums.size() >= maxRows) {
          break;
        }
      }
    }
    String tag = rows.tag().apply(datums.size());
    return new QueryResult(statement.description(), datums, tag, count(tag));
  }

  private static long count(String tag) {
    Matcher matcher = COUNT.matcher(tag);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
