package org.heapgres.planner;

import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * SQL that a procedural language runs, as often as it likes. Belongs to the session that prepared
 * it and may be kept as long as that; used by its thread.
 */
public interface LanguageStatement {
  /** Of {@code $1...}. */
  List<PgType> parameterTypes();

  /**
   * Runs it in the transaction. A failure leaves no effects, so the caller may go on. Of several
   * statements the last one's result counts.
   *
   * @param arguments datums of {@link #parameterTypes}
   * @param maxRows rows after which a query is left alone
   */
  QueryResult run(Object[] arguments, long maxRows);

  /** Opens a cursor on a query; 42P11 for what returns no rows. */
  LanguageCursor open(Object[] arguments);
}
