package org.heapgres.planner.command;

import java.util.List;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.UtilityStatement.LockStmt;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TransactionState.Mode;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** LOCK TABLE. */
final class LockCommand implements Command<LockStmt> {
  /** In the order of PostgreSQL's numbers, from 1. */
  private static final List<LockMode> MODES = List.of(LockMode.values());

  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  /** What changes rows allows every lock; what reads or adds some, the weaker ones. */
  private static void checkMayLock(Session session, Relation relation, LockMode mode) {
    int enough =
        Privilege.MAINTAIN.bit()
            | Privilege.UPDATE.bit()
            | Privilege.DELETE.bit()
            | Privilege.TRUNCATE.bit();
    if (mode.compareTo(LockMode.ROW_EXCLUSIVE) <= 0) {
      enough |= Privilege.INSERT.bit();
    }
    if (mode.compareTo(LockMode.ACCESS_SHARE) <= 0) {
      enough |= Privilege.SELECT.bit();
    }
    if ((Permissions.of(session).privileges(relation) & enough) == 0) {
      throw Permissions.denied(relation);
    }
  }

  private static void checkLockable(Session session, Relation relation) {
    String kinds =
        switch (relation) {
          case Table table -> table.materialized() ? "materialized views" : null;
          case View _, ComputedRelation _ -> null;
          case Sequence _ -> "sequences";
          case Index index ->
              session.catalog().table(index.table()).orElseThrow().partitioned()
                  ? "partitioned indexes"
                  : "indexes";
          case CompositeType _ -> "composite types";
        };
    if (kinds != null) {
      throw new PgException(
              SqlState.WRONG_OBJECT_TYPE, "cannot lock relation \"" + relation.name() + "\"")
          .withDetail("This operation is not supported for " + kinds + ".");
    }
  }

  @Override
  public Outcome run(Run run, LockStmt statement) {
    Session session = run.session();
    if (session.transaction().mode() != Mode.BLOCK && run.alone()) {
      throw new PgException(
          SqlState.NO_ACTIVE_SQL_TRANSACTION, "LOCK TABLE can only be used in transaction blocks");
    }
    LockMode mode = MODES.get(statement.mode() - 1);
    for (RangeVar name : statement.relations()) {
      Names.find(session, name)
          .ifPresent(
              relation -> {
                checkLockable(session, relation);
                checkMayLock(session, relation, mode);
              });
      if (statement.nowait()) {
        int oid = Names.find(session, name).orElseThrow(() -> Names.missing(session, name)).oid();
        session
            .transaction()
            .storage()
            .lock(
                new LockTag.Relation(oid),
                mode,
                LockWait.noWait("relation \"" + name.relname() + "\""));
      } else {
        Names.require(session, name, mode);
      }
    }
    return new Outcome.Done("LOCK TABLE");
  }
}
