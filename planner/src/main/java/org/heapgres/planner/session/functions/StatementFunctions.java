package org.heapgres.planner.session.functions;

import java.util.Iterator;
import java.util.stream.Stream;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StatementStatistics;
import org.heapgres.planner.session.StatementStatistics.Snapshot;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.value.PgRecord;

/** The extension pg_stat_statements; methods are named as {@code Functions} wants them. */
final class StatementFunctions {
  private static final int[] TYPES =
      Stream.of(
              Types.OID,
              Types.OID,
              Types.BOOL,
              Types.INT8,
              Types.TEXT,
              Types.INT8,
              Types.FLOAT8,
              Types.FLOAT8,
              Types.FLOAT8,
              Types.FLOAT8,
              Types.FLOAT8,
              Types.INT8,
              Types.TIMESTAMPTZ,
              Types.TIMESTAMPTZ)
          .mapToInt(PgType::oid)
          .toArray();

  private StatementFunctions() {}

  private static StatementStatistics statistics(CallContext context) {
    return SessionFunctions.session(context).engine().statements();
  }

  /** Others' statements are shown to those who may see all statistics. */
  static Iterator<?> heapgresStatStatements(CallContext context) {
    Session session = SessionFunctions.session(context);
    int user = session.environment().currentRole().oid();
    boolean all = session.mayReadAllStatistics();
    return session.engine().statements().all().stream()
        .map(each -> row(each, all || each.key().user() == user))
        .iterator();
  }

  private static PgRecord row(Snapshot each, boolean visible) {
    return new PgRecord(
        TYPES,
        new Object[] {
          Integer.toUnsignedLong(each.key().user()),
          Integer.toUnsignedLong(each.key().database()),
          true,
          visible ? each.key().queryId() : null,
          visible ? each.text() : "<insufficient privilege>",
          each.calls(),
          each.total(),
          each.least(),
          each.most(),
          each.mean(),
          each.deviation(),
          each.rows(),
          each.since(),
          each.extremesSince()
        });
  }

  static PgRecord heapgresStatStatementsInfo(CallContext context) {
    StatementStatistics statistics = statistics(context);
    int[] types = {Types.INT8.oid(), Types.TIMESTAMPTZ.oid()};
    return new PgRecord(types, new Object[] {statistics.forgotten(), statistics.resetAt()});
  }

  static long heapgresStatStatementsReset(
      CallContext context, long user, long database, long queryId, boolean extremesOnly) {
    return statistics(context).reset((int) user, (int) database, queryId, extremesOnly);
  }
}
