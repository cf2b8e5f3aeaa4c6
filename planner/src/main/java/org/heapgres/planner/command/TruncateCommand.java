package org.heapgres.planner.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.Notice;
import org.heapgres.planner.TriggerCall.Timing;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.ddl.SequenceRestart;
import org.heapgres.planner.ddl.TriggerCommands;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.RelationStatement.TruncateStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.session.DeferredChecks;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/** TRUNCATE. */
public final class TruncateCommand implements Command<TruncateStmt> {
  @Override
  public Outcome run(Run run, TruncateStmt statement) {
    Session session = run.session();
    Map<Integer, Table> tables = new LinkedHashMap<>();
    for (RangeVar name : statement.relations()) {
      Names.find(session, name)
          .ifPresent(
              relation -> {
                if (relation instanceof Table) {
                  Permissions.require(session, relation, Privilege.TRUNCATE);
                }
              });
      Table table = Names.requireTable(session, name, LockMode.ACCESS_EXCLUSIVE);
      if (!name.inh() && table.partitioned()) {
        throw new PgException(
                SqlState.WRONG_OBJECT_TYPE, "cannot truncate only a partitioned table")
            .withHint(
                "Do not specify the ONLY keyword, or use TRUNCATE ONLY on the partitions"
                    + " directly.");
      }
      List<Table> members = name.inh() ? session.catalog().withDescendants(table) : List.of(table);
      for (Table member : members) {
        Names.lock(session, member.oid(), LockMode.ACCESS_EXCLUSIVE);
        tables.put(member.oid(), session.catalog().table(member.oid()).orElseThrow());
      }
    }
    addReferencing(session, tables, statement.behavior() == DropBehavior.DROP_CASCADE);
    Transaction storage = session.beginStatement();
    tables.values().forEach(table -> TriggerCommands.truncate(run, table, Timing.BEFORE));
    DeferredChecks checks = session.transaction().constraintChecks();
    for (Table table : tables.values()) {
      checks.refuseChange(table.oid(), table.name(), "TRUNCATE");
      storage.clearStore(table.store());
      for (Index index : table.indexes()) {
        if (!index.primary()) {
          storage.clearStore(index.store());
        }
      }
      if (statement.restartSeqs()) {
        restart(session, table);
      }
    }
    tables.values().forEach(table -> TriggerCommands.truncate(run, table, Timing.AFTER));
    return new Outcome.Done("TRUNCATE TABLE");
  }

  /** Tables that refer to rows of this one, perhaps as those of a partitioned table. */
  private static List<Table> referencing(Session session, Table table) {
    return session.catalog().withPartitionedParents(table).stream()
        .flatMap(each -> session.catalog().referencing(each.oid()).stream())
        .toList();
  }

  private static void addReferencing(Session session, Map<Integer, Table> tables, boolean cascade) {
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Table table : List.copyOf(tables.values())) {
        for (Table other : referencing(session, table)) {
          if (tables.containsKey(other.oid())) {
            continue;
          }
          if (!cascade) {
            throw new PgException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "cannot truncate a table referenced in a foreign key constraint")
                .withDetail("Table \"%s\" references \"%s\".".formatted(other.name(), table.name()))
                .withHint(
                    "Truncate table \"%s\" at the same time, or use TRUNCATE ... CASCADE."
                        .formatted(other.name()));
          }
          Names.lock(session, other.oid(), LockMode.ACCESS_EXCLUSIVE);
          session.notice(Notice.notice("truncate cascades to table \"" + other.name() + "\""));
          tables.put(other.oid(), session.catalog().table(other.oid()).orElseThrow());
          grown = true;
        }
      }
    }
  }

  private static void restart(Session session, Table table) {
    for (Relation relation : session.catalog().relations()) {
      if (relation instanceof Sequence sequence && sequence.ownedByTable() == table.oid()) {
        session
            .transaction()
            .afterCommit(
                new SequenceRestart(session.database().sequences(), sequence, sequence.start()));
      }
    }
  }
}
