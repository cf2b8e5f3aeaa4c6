package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.ddl.Removal;
import org.heapgres.planner.parse.tree.Clause.OnCommitAction;

/** What becomes of the session's temporary tables at the end of a transaction: ON COMMIT. */
public final class OnCommit {
  private final Session session;
  private final Map<Integer, OnCommitAction> actions = new LinkedHashMap<>();

  OnCommit(Session session) {
    this.session = session;
  }

  /** Only DROP and DELETE ROWS are anything to be remembered. */
  public void remember(int table, OnCommitAction action) {
    if (action == OnCommitAction.ONCOMMIT_DROP || action == OnCommitAction.ONCOMMIT_DELETE_ROWS) {
      actions.put(table, action);
    }
  }

  /** Before a transaction that has changed something commits. */
  void apply() {
    if (actions.isEmpty()) {
      return;
    }
    actions.keySet().removeIf(oid -> session.catalog().table(oid).isEmpty());
    List<Table> dropped = new ArrayList<>();
    actions.forEach(
        (oid, action) -> {
          Table table = session.catalog().table(oid).orElseThrow();
          if (action == OnCommitAction.ONCOMMIT_DROP) {
            dropped.add(table);
          } else {
            clear(table);
          }
        });
    if (!dropped.isEmpty()) {
      Removal removal = new Removal(session, true, false);
      dropped.forEach(removal::add);
      removal.carryOut();
    }
  }

  private void clear(Table table) {
    session.transaction().storage().clearStore(table.store());
    for (Index index : table.indexes()) {
      if (!index.primary()) {
        session.transaction().storage().clearStore(index.store());
      }
    }
  }
}
