package org.heapgres.planner.ddl;

import java.util.List;
import org.heapgres.planner.bind.BindContext;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.StoredQuery;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.RelationStatement.RefreshMatViewStmt;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StoredText;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/**
 * REFRESH MATERIALIZED VIEW: the query's rows take the place of those that are there. Readers see
 * the old rows until the commit in any case, so CONCURRENTLY only asks for less of a lock.
 */
final class RefreshCommand implements Command<RefreshMatViewStmt> {
  @Override
  public Outcome run(Run run, RefreshMatViewStmt statement) {
    Session session = run.session();
    if (statement.concurrent() && statement.skipData()) {
      throw new PgException(
          SqlState.SYNTAX_ERROR,
          "REFRESH options CONCURRENTLY and WITH NO DATA cannot be used together");
    }
    Names.find(session, statement.relation())
        .ifPresent(view -> Permissions.require(session, view, Privilege.MAINTAIN));
    Relation relation =
        Names.require(
            session,
            statement.relation(),
            statement.concurrent() ? LockMode.EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE);
    if (!(relation instanceof Table table) || !table.materialized()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "\"" + relation.name() + "\" is not a materialized view");
    }
    if (statement.concurrent()) {
      requireConcurrent(session, table);
    }
    Table changed =
        table.change().query(table.query().withPopulated(!statement.skipData())).build();
    session.transaction().put(changed);
    Transaction storage = session.beginStatement();
    clear(storage, changed);
    if (!statement.skipData()) {
      Role owner = session.catalog().shared().role(changed.owner()).orElseThrow();
      session
          .environment()
          .as(owner, () -> CreateTableAsCommand.fill(query(session, changed.query()), changed));
    }
    return new Outcome.Done("REFRESH MATERIALIZED VIEW");
  }

  private static void requireConcurrent(Session session, Table table) {
    String name =
        Identifiers.quote(session.catalog().schemaName(table.schema()))
            + "."
            + Identifiers.quote(table.name());
    if (!table.query().populated()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "CONCURRENTLY cannot be used when the materialized view is not populated");
    }
    boolean unique =
        table.indexes().stream()
            .anyMatch(
                index -> index.unique() && index.complete() && !index.keyColumns().contains(0));
    if (!unique) {
      throw new PgException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
              "cannot refresh materialized view \"" + name + "\" concurrently")
          .withHint(
              "Create a unique index with no WHERE clause on one or more columns of the"
                  + " materialized view.");
    }
  }

  private static void clear(Transaction storage, Table table) {
    storage.clearStore(table.store());
    for (Index index : table.indexes()) {
      if (!index.primary()) {
        storage.clearStore(index.store());
      }
    }
  }

  /** The view's query, whose names mean what they meant when it was created. */
  private static Run query(Session session, StoredQuery query) {
    BindContext context = session.bindContext();
    String qualified =
        StoredText.qualified(context.withSearchPath(query.searchPath()), query.sql());
    Prepared prepared =
        Prepared.internal(
            session,
            qualified,
            org.heapgres.planner.parse.Parser.parse(qualified).getFirst(),
            List.of());
    prepared.analyse();
    return new Run(session, prepared, new Object[0]);
  }
}
