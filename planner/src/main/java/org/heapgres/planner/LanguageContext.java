package org.heapgres.planner;

import java.util.List;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.storage.Transaction;

/**
 * What a procedural language sees of the session that runs it, for the length of one call. Used by
 * the calling thread only, except {@link #checkCancel}.
 */
public interface LanguageContext {
  Transaction transaction();

  /** The catalog as the transaction sees it now. */
  Catalog catalog();

  /** The effective search path: existing schemas only, {@code pg_catalog} included. */
  List<String> searchPath();

  /** Rows of a table, through SQL's own write path. */
  TableAccess table(Relation relation);

  /** Runs one statement in the transaction; {@code $1...} are {@code datums}. */
  QueryResult sql(String sql, Object... datums);

  void notice(Notice notice);

  /** Throws 57014 after a cancel or the statement's deadline; cheap; from any thread. */
  void checkCancel();

  /** {@link System#nanoTime} at which the statement must end; {@link Long#MAX_VALUE} for never. */
  long deadlineNanos();

  /** The current value of a setting; 42704 for an unknown name. */
  String setting(String name);
}
