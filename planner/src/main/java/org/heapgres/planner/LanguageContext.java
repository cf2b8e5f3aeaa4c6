package org.heapgres.planner;

import java.util.List;
import java.util.function.Supplier;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.storage.PgException;
import org.heapgres.storage.Transaction;

/**
 * What a procedural language sees of the session that runs it, for the length of one call. Used by
 * the calling thread only, except {@link #checkCancel} and {@link #abandon}.
 */
public interface LanguageContext {
  Transaction transaction();

  /** The catalog as the transaction sees it now. */
  Catalog catalog();

  /** The effective search path: existing schemas only, {@code pg_catalog} included. */
  List<String> searchPath();

  /** Rows of a table, through SQL's own write path. */
  TableAccess table(Relation relation);

  /** What the session's role may do with roots of free objects. */
  RootAccess roots();

  /** How values are read and written as text. */
  FormatSettings formatSettings();

  /**
   * Makes a statement ready to run, or several of them.
   *
   * @param types the names of its parameters' types; null where they follow from the statement
   */
  LanguageStatement prepare(String sql, List<String> types);

  /** Begins a subtransaction inside of the one that runs. */
  void beginSubtransaction();

  /** Keeps what the innermost subtransaction has done. */
  void releaseSubtransaction();

  /** Undoes what the innermost subtransaction has done. */
  void rollbackSubtransaction();

  /** Commits and begins anew; 2D000 where more than procedures is around the call. */
  void commit();

  /** Rolls back and begins anew; 2D000 where more than procedures is around the call. */
  void rollback();

  /** Runs {@code action} when the transaction has committed, was rolled back or prepared. */
  void afterEnd(Runnable action);

  /** How often SQL has changed free objects in this session, which the language may hold. */
  long objectChanges();

  /** Where a block puts rows of which there may be many. */
  ResultRows resultRows();

  /** What the language keeps for the session: made when first asked for, closed at its end. */
  <T extends LanguageState> T kept(Class<T> kind, Supplier<T> maker);

  void notice(Notice notice);

  /**
   * Whether the call may wait and take long. If not, it throws {@link
   * org.heapgres.storage.LockNotFree} where it would, and is made again where it may.
   */
  boolean mayWait();

  /** Throws 57014 after a cancel or the statement's deadline; cheap; from any thread. */
  void checkCancel();

  /**
   * The call cannot be stopped: the session is over without it. What it has done is undone, and the
   * client is told why. From any thread; the call must not use this object any more.
   */
  void abandon(PgException reason);

  /** {@link System#nanoTime} at which the statement must end; {@link Long#MAX_VALUE} for never. */
  long deadlineNanos();

  /** The current value of a setting; 42704 for an unknown name. */
  String setting(String name);
}
