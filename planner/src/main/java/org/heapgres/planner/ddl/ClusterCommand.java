package org.heapgres.planner.ddl;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.command.SmallCommands;
import org.heapgres.planner.exec.table.IndexFormat;
import org.heapgres.planner.exec.table.TableFormat;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.UtilityStatement.ClusterStmt;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * CLUSTER. The rows of a table without a primary key are written anew in the order of the index.
 * Those of a table that has one are in its order, always: another index is only remembered, with a
 * warning.
 */
public final class ClusterCommand implements Command<ClusterStmt> {
  @Override
  public Outcome run(Run run, ClusterStmt statement) {
    Session session = run.session();
    for (DefElem option : statement.params()) {
      if (!option.defname().equals("verbose")) {
        throw Options.unknown("CLUSTER", option);
      }
    }
    if (statement.relation() == null) {
      SmallCommands.requireAlone(run, "CLUSTER");
      all(run);
      return new Outcome.Done("CLUSTER");
    }
    Relation found =
        Names.find(session, statement.relation())
            .orElseThrow(() -> Names.missing(session, statement.relation()));
    if (!(found instanceof Table)) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE,
          "\"" + found.name() + "\" is not a table or materialized view");
    }
    Permissions.require(session, found, Privilege.MAINTAIN);
    Table table = Names.requireTable(session, statement.relation(), LockMode.ACCESS_EXCLUSIVE);
    session.beginStatement();
    if (table.partitioned()) {
      SmallCommands.requireAlone(run, "CLUSTER");
      partitions(run, table, statement.indexname());
    } else {
      cluster(run, table, chosen(table, statement.indexname()));
    }
    return new Outcome.Done("CLUSTER");
  }

  /** Those that were clustered before, as far as the user may. */
  private static void all(Run run) {
    Session session = run.session();
    Rights rights = Permissions.of(session);
    List<Integer> tables =
        session.catalog().relations().stream()
            .filter(Table.class::isInstance)
            .map(Table.class::cast)
            .filter(table -> remembered(table).isPresent() && !table.partitioned())
            .filter(table -> rights.has(table, Privilege.MAINTAIN))
            .map(Table::oid)
            .toList();
    for (int oid : tables) {
      session.nextTransaction();
      Names.lock(session, oid, LockMode.ACCESS_EXCLUSIVE);
      session.beginStatement();
      session
          .catalog()
          .table(oid)
          .ifPresent(table -> remembered(table).ifPresent(index -> cluster(run, table, index)));
    }
  }

  /** The partitions of a table, each by its part of the partitioned index. */
  private static void partitions(Run run, Table table, String name) {
    Session session = run.session();
    Index parent = chosen(table, name);
    for (Table part : session.catalog().withDescendants(table)) {
      part.indexes().stream()
          .filter(index -> isPartOf(session, part, index.oid(), parent.oid()))
          .findFirst()
          .ifPresent(
              index -> {
                Names.lock(session, part.oid(), LockMode.ACCESS_EXCLUSIVE);
                session.beginStatement();
                cluster(run, session.catalog().table(part.oid()).orElseThrow(), index);
              });
    }
  }

  private static boolean isPartOf(Session session, Table table, int index, int ancestor) {
    if (table.partitioned()) {
      return false;
    }
    Optional<Table> at = Optional.of(table);
    int each = index;
    while (at.isPresent()) {
      int above = at.get().inheritance().indexParents().getOrDefault(each, 0);
      if (above == ancestor) {
        return true;
      }
      each = above;
      at =
          above == 0
              ? Optional.empty()
              : at.get().inheritance().parents().stream()
                  .findFirst()
                  .flatMap(session.catalog()::table);
    }
    return false;
  }

  private static Optional<Index> remembered(Table table) {
    return table.index(table.clusteredOn());
  }

  private static Index chosen(Table table, String name) {
    if (name != null) {
      return index(table, name);
    }
    return remembered(table)
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.UNDEFINED_OBJECT,
                    "there is no previously clustered index for table \"" + table.name() + "\""));
  }

  /** An index of the table that it can be clustered by; for ALTER TABLE ... CLUSTER ON, too. */
  static Index index(Table table, String name) {
    Index index = table.requiredIndex(name);
    if (!index.method().equals("btree") && !index.method().equals("gist")) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cannot cluster on index \"%s\" because access method does not support clustering"
              .formatted(name));
    }
    if (index.predicate() != null) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot cluster on partial index \"" + name + "\"");
    }
    if (!index.valid()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot cluster on invalid index \"" + name + "\"");
    }
    return index;
  }

  private static void cluster(Run run, Table table, Index index) {
    Session session = run.session();
    Table marked = table.change().clusteredOn(index.oid()).build();
    if (table.primaryKey().isEmpty() && index.ordered()) {
      rewrite(run, marked, index);
      return;
    }
    session.transaction().put(marked);
    if (!index.primary()) {
      session.notice(
          Notice.warning(
              SqlState.WARNING,
              "rows of table \"%s\" were not moved to the order of index \"%s\""
                  .formatted(table.name(), index.name())));
    }
  }

  private static void rewrite(Run run, Table table, Index index) {
    IndexFormat order =
        new TableFormat(table)
            .indexes().stream()
                .filter(format -> format.index().oid() == index.oid())
                .findFirst()
                .orElseThrow();
    TableDraft draft = TableDraft.of(run.session(), table);
    draft.newStore();
    Table after = draft.build();
    run.session().transaction().put(after);
    TableRewrite.run(run, table, after, order);
  }
}
