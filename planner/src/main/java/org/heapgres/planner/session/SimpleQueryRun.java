package org.heapgres.planner.session;

import java.util.List;
import org.heapgres.planner.Portal;
import org.heapgres.planner.SimpleQuery;
import org.heapgres.planner.command.Commands;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.UtilityStatement;

/** The statements of one query string. */
final class SimpleQueryRun implements SimpleQuery {
  private static final Object[] NO_PARAMETERS = {};

  private final Session session;
  private final String sql;
  private final List<RawStmt> statements;
  private int next;
  private boolean emptyReturned;

  SimpleQueryRun(Session session, String sql, List<RawStmt> statements) {
    this.session = session;
    this.sql = sql;
    this.statements = statements;
  }

  @Override
  public boolean hasNext() {
    return statements.isEmpty() ? !emptyReturned : next < statements.size();
  }

  @Override
  public boolean nextMayWait() {
    return next < statements.size()
        && statements.get(next).stmt() instanceof UtilityStatement.DoStmt block
        && Commands.mayBlock(session, block);
  }

  @Override
  public Portal next() {
    if (statements.isEmpty()) {
      emptyReturned = true;
      return new SessionPortal(session, "", null, NO_PARAMETERS, null, true);
    }
    return session.guarded(
        () -> {
          RawStmt raw = statements.get(next++);
          boolean last = next == statements.size();
          session.checkUsable(raw.stmt());
          Prepared prepared = Prepared.internal(session, sql, raw, List.of());
          prepared.analyse();
          return new SessionPortal(session, "", prepared, NO_PARAMETERS, null, last);
        });
  }
}
