package org.heapgres.planner.ddl;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.command.SmallCommands;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.UtilityStatement.ReindexObjectType;
import org.heapgres.planner.parse.tree.UtilityStatement.ReindexStmt;
import org.heapgres.planner.session.Clock;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Progress;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * REINDEX: writes the entries of indexes anew. A primary key needs none: it is the order of the
 * rows themselves, and what has its own store is not damaged without notice.
 */
public final class ReindexCommand implements Command<ReindexStmt> {
  /** What the statement says about how. */
  private record Manner(boolean concurrently, boolean verbose) {
    static Manner of(ReindexStmt statement) {
      boolean concurrently = false;
      boolean verbose = false;
      for (DefElem option : statement.params()) {
        switch (option.defname()) {
          case "concurrently" -> concurrently = Options.bool(option);
          case "verbose" -> verbose = Options.bool(option);
          case "tablespace" -> throw PgException.notSupported("REINDEX TABLESPACE");
          default -> throw Options.unknown("REINDEX", option);
        }
      }
      return new Manner(concurrently, verbose);
    }
  }

  @Override
  public Outcome run(Run run, ReindexStmt statement) {
    Manner manner = Manner.of(statement);
    if (manner.concurrently()) {
      SmallCommands.requireAlone(run, "REINDEX CONCURRENTLY");
    }
    switch (statement.kind()) {
      case REINDEX_OBJECT_INDEX -> index(run, statement, manner);
      case REINDEX_OBJECT_TABLE -> table(run, statement, manner);
      case REINDEX_OBJECT_SCHEMA -> {
        SmallCommands.requireAlone(run, "REINDEX SCHEMA");
        Schema schema = Names.schema(run.session(), statement.name());
        tables(run, manner, table -> table.schema() == schema.oid());
      }
      case REINDEX_OBJECT_SYSTEM, REINDEX_OBJECT_DATABASE -> {
        boolean system = statement.kind() == ReindexObjectType.REINDEX_OBJECT_SYSTEM;
        database(run, statement, manner, system);
      }
    }
    return new Outcome.Done("REINDEX");
  }

  private static LockMode lock(Manner manner) {
    return manner.concurrently() ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
  }

  private static void index(Run run, ReindexStmt statement, Manner manner) {
    Session session = run.session();
    Relation found =
        Names.find(session, statement.relation())
            .orElseThrow(() -> Names.missing(session, statement.relation()));
    if (!(found instanceof Index index)) {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "\"" + found.name() + "\" is not an index");
    }
    Names.lock(session, index.table(), lock(manner));
    session.beginStatement();
    Table table = session.catalog().table(index.table()).orElseThrow();
    if (table.partitioned()) {
      for (Table part : session.catalog().withDescendants(table)) {
        part.indexes().stream()
            .filter(i -> part.inheritance().indexParents().getOrDefault(i.oid(), 0) == index.oid())
            .forEach(i -> rebuild(run, part, i.oid(), manner));
      }
    } else {
      rebuild(run, table, index.oid(), manner);
    }
  }

  private static void table(Run run, ReindexStmt statement, Manner manner) {
    Session session = run.session();
    Names.find(session, statement.relation())
        .filter(Table.class::isInstance)
        .ifPresent(found -> Permissions.require(session, found, Privilege.MAINTAIN));
    Table table = Names.requireTable(session, statement.relation(), lock(manner));
    session.beginStatement();
    for (Table part : session.catalog().withDescendants(table)) {
      if (part.oid() == table.oid() || table.partitioned()) {
        indexes(run, part, manner);
      }
    }
    if (table.indexes().isEmpty()) {
      session.notice(Notice.notice("table \"" + table.name() + "\" has no indexes to reindex"));
    }
  }

  private static void database(Run run, ReindexStmt statement, Manner manner, boolean system) {
    Session session = run.session();
    String command = system ? "REINDEX SYSTEM" : "REINDEX DATABASE";
    SmallCommands.requireAlone(run, command);
    if (statement.name() != null && !statement.name().equals(session.entry().name())) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "can only reindex the currently open database");
    }
    if (system && manner.concurrently()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot reindex system catalogs concurrently");
    }
    if (!system) {
      tables(run, manner, table -> true);
    }
  }

  /** Each in a transaction of its own. */
  private static void tables(Run run, Manner manner, Predicate<Table> which) {
    Session session = run.session();
    List<Table> tables =
        session.catalog().relations().stream()
            .filter(Table.class::isInstance)
            .map(Table.class::cast)
            .filter(table -> !table.partitioned() && which.test(table))
            .filter(table -> table.persistence() != Table.Persistence.TEMPORARY)
            .toList();
    for (Table table : tables) {
      Names.lock(session, table.oid(), lock(manner));
      session.beginStatement();
      Optional<Table> now = session.catalog().table(table.oid());
      if (now.isPresent()) {
        indexes(run, now.get(), manner);
      }
      session.commitTransaction();
      session.transaction().ensure(Clock.micros());
    }
  }

  private static void indexes(Run run, Table table, Manner manner) {
    for (Index index : table.indexes()) {
      if (manner.concurrently() && !index.valid()) {
        run.session()
            .notice(
                Notice.warning(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "skipping reindex of invalid index \""
                        + run.session().catalog().schemaName(index.schema())
                        + "."
                        + index.name()
                        + "\""));
      } else {
        rebuild(run, table, index.oid(), manner);
      }
    }
  }

  private static void rebuild(Run run, Table table, int oid, Manner manner) {
    Session session = run.session();
    Names.lock(session, table.oid(), lock(manner));
    Table now = session.catalog().table(table.oid()).orElseThrow();
    Index index = now.index(oid).orElse(null);
    if (index == null || index.store() == now.store()) {
      return;
    }
    if (manner.concurrently() && now.persistence() != Table.Persistence.TEMPORARY) {
      new ConcurrentIndexes(run).rebuild(index);
    } else {
      rebuildHere(run, now, index);
    }
    if (manner.verbose()) {
      session.notice(
          new Notice(
              Notice.Level.INFO,
              SqlState.SUCCESSFUL_COMPLETION.code(),
              "index \"" + index.name() + "\" was reindexed",
              null,
              null,
              null));
    }
  }

  private static void rebuildHere(Run run, Table table, Index index) {
    Session session = run.session();
    Index fresh = index.withStore(session.database().oids().next()).withValid(true);
    TableDraft draft = TableDraft.of(session, table);
    draft.indexes().replaceAll(i -> i.oid() == index.oid() ? fresh : i);
    Table after = draft.build();
    session.transaction().put(after);
    try (Progress progress = Progress.start(session, "create_index", table.oid())) {
      progress
          .set("index_relid", index.oid())
          .set("command", "REINDEX")
          .phase("building index: scanning table");
      session.planner().writer(after).builder(fresh).all(new Execution(run));
    }
    session.transaction().storage().dropStore(index.store());
  }
}
