package org.heapgres.planner.session.functions;

import java.util.Optional;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.statistics.DatabaseActivity;
import org.heapgres.planner.statistics.ScanActivity;
import org.heapgres.planner.statistics.TableActivity;

/**
 * What the views of statistics show, for one table, index or database (manual, 27.2.26). Counters
 * are up to date at all times, so there is nothing to flush and no snapshot to clear. Named as
 * {@code Functions} wants them.
 */
final class ActivityFunctions {
  private ActivityFunctions() {}

  static String pgStatForceNextFlush() {
    return "";
  }

  static String pgStatClearSnapshot() {
    return "";
  }

  private static Optional<Table> table(CallContext context, long oid) {
    return SessionFunctions.session(context).catalog().table((int) oid);
  }

  private static TableActivity changes(CallContext context, long oid) {
    return SessionFunctions.session(context).database().activity().table((int) oid);
  }

  /** Of a table as a whole, or of an index. */
  private static ScanActivity scans(CallContext context, long oid) {
    DatabaseActivity activity = SessionFunctions.session(context).database().activity();
    return table(context, oid).isPresent()
        ? activity.table((int) oid).scans()
        : activity.index((int) oid);
  }

  static long pgStatGetNumscans(CallContext context, long oid) {
    return scans(context, oid).scans();
  }

  static Long pgStatGetLastscan(CallContext context, long oid) {
    long last = scans(context, oid).last();
    return last == 0 ? null : (Long) last;
  }

  static long pgStatGetTuplesReturned(CallContext context, long oid) {
    return scans(context, oid).read();
  }

  /** Of a table: by all of its indexes. */
  static long pgStatGetTuplesFetched(CallContext context, long oid) {
    DatabaseActivity activity = SessionFunctions.session(context).database().activity();
    return table(context, oid)
        .map(
            table ->
                table.indexes().stream()
                    .mapToLong(index -> activity.index(index.oid()).fetched())
                    .sum())
        .orElseGet(() -> activity.index((int) oid).fetched());
  }

  static long pgStatGetTuplesInserted(CallContext context, long oid) {
    return changes(context, oid).inserted();
  }

  static long pgStatGetTuplesUpdated(CallContext context, long oid) {
    return changes(context, oid).updated();
  }

  static long pgStatGetTuplesHotUpdated(CallContext context, long oid) {
    return changes(context, oid).updatedInPlace();
  }

  static long pgStatGetTuplesDeleted(CallContext context, long oid) {
    return changes(context, oid).deleted();
  }

  static long pgStatGetModSinceAnalyze(CallContext context, long oid) {
    return changes(context, oid).sinceAnalyse();
  }

  static long pgStatGetDeadTuples(CallContext context, long oid) {
    return 0;
  }

  static long pgStatGetLiveTuples(CallContext context, long oid) {
    Session session = SessionFunctions.session(context);
    return table(context, oid)
        .map(table -> session.database().storage().approximateCount(table.store()))
        .orElse(0L);
  }

  private static DatabaseActivity database(CallContext context, long oid) {
    return SessionFunctions.session(context).engine().cluster().activity((int) oid);
  }

  static long pgStatGetDbXactCommit(CallContext context, long oid) {
    return database(context, oid).commits();
  }

  static long pgStatGetDbXactRollback(CallContext context, long oid) {
    return database(context, oid).rollbacks();
  }

  static long pgStatGetDbSessions(CallContext context, long oid) {
    return database(context, oid).sessions();
  }

  static long pgStatGetDbTuplesReturned(CallContext context, long oid) {
    return database(context, oid).returned();
  }

  static long pgStatGetDbTuplesFetched(CallContext context, long oid) {
    return database(context, oid).fetched();
  }

  static long pgStatGetDbTuplesInserted(CallContext context, long oid) {
    return database(context, oid).sum(TableActivity::inserted);
  }

  static long pgStatGetDbTuplesUpdated(CallContext context, long oid) {
    return database(context, oid).sum(TableActivity::updated);
  }

  static long pgStatGetDbTuplesDeleted(CallContext context, long oid) {
    return database(context, oid).sum(TableActivity::deleted);
  }
}
