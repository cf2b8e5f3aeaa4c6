package org.heapgres.planner;

import java.util.List;
import java.util.function.Function;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
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

  /** How values are read and written as text. */
  FormatSettings formatSettings();

  /**
   * Runs one statement in the transaction. A failure leaves no effects of the statement, so the
   * caller may go on.
   *
   * @param arguments makes the datums of {@code $1...} once their types are known
   */
  QueryResult sql(String sql, Function<List<PgType>, Object[]> arguments);

  void notice(Notice notice);

  /** Throws 57014 after a cancel or the statement's deadline; cheap; from any thread. */
  void checkCancel();

  /** {@link System#nanoTime} at which the statement must end; {@link Long#MAX_VALUE} for never. */
  long deadlineNanos();

  /** The current value of a setting; 42704 for an unknown name. */
  String setting(String name);
}
