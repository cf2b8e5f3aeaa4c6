package org.heapgres.planner.session;

import java.util.HashSet;
import java.util.Set;
import org.heapgres.planner.bind.TableSizes;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.statistics.TableStatistics;

/** What ANALYZE left, as a session's transaction sees it. Used by the session's thread alone. */
public final class SessionStatistics implements TableSizes {
  private final OpenDatabase database;
  private final TransactionState transaction;

  /** Tables that this transaction has analysed. */
  private final Set<Integer> analysed = new HashSet<>();

  SessionStatistics(OpenDatabase database, TransactionState transaction) {
    this.database = database;
    this.transaction = transaction;
  }

  @Override
  public double rows(Relation relation) {
    return database.estimatedRows(relation);
  }

  @Override
  public TableStatistics statistics(Table table) {
    return analysed.contains(table.oid())
        ? Statistics.read(transaction.storage(), table)
        : database.statistics().of(table);
  }

  /** This transaction has analysed a table: the others will know when it commits. */
  public void changed(int table) {
    if (analysed.isEmpty()) {
      transaction.afterEnd(analysed::clear);
    }
    analysed.add(table);
    transaction.afterCommit(() -> database.statisticsChanged(table));
  }
}
