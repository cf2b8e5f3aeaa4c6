package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.StoredQuery;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.ExecuteCommand;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.table.BulkInsert;
import org.heapgres.planner.parse.tree.Clause.IntoClause;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateTableAsStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.ExecuteStmt;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.Collation;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE TABLE AS: a table with a query's columns, filled with its rows. */
final class CreateTableAsCommand implements Command<CreateTableAsStmt> {
  @Override
  public Outcome run(Run run, CreateTableAsStmt statement) {
    Session session = run.session();
    IntoClause into = statement.into();
    boolean materialized = statement.objtype() == ObjectType.OBJECT_MATVIEW;
    String tag = materialized ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS";
    CreateTableCommand.requireTemporary(into.onCommit(), into.rel());
    Schema schema = Names.creationSchema(session, into.rel());
    String name = into.rel().relname();
    if (!Names.claim(session, schema, name, statement.ifNotExists())) {
      return new Outcome.Done(tag);
    }
    TypeObjects.claimForRelation(session, schema, name);
    Run query = query(run, statement.query());
    TableDraft draft =
        TableDraft.create(
            session,
            schema,
            name,
            CreateTableCommand.persistence(session, schema, into.rel().relpersistence()));
    for (DefElem option : into.options()) {
      draft.options().put(option.defname(), StorageOptions.checked(option));
    }
    columns(
            query.prepared().description(),
            into.colNames(),
            "too many column names were specified",
            "no collation was derived for column \"%s\" with collatable type %s")
        .forEach(draft.columns()::add);
    draft.columns().forEach(column -> draft.nextAttnum());
    if (materialized) {
      SelectStmt select = (SelectStmt) statement.query();
      List<Relation> uses = ViewCommand.uses(session, select);
      if (ViewCommand.anyTemporary(session, uses)) {
        throw new PgException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "materialized views must not use temporary tables or views");
      }
      draft.setQuery(
          new StoredQuery(
              run.prepared().raw().source().textOf(select),
              session.environment().searchPath(),
              uses.stream().map(Relation::oid).toList(),
              !into.skipData()));
    }
    Table table = draft.build();
    session.transaction().put(table);
    session.onCommit().remember(table.oid(), into.onCommit());
    long rows = into.skipData() ? 0 : fill(query, table);
    return new Outcome.Done(into.skipData() ? tag : "SELECT " + rows);
  }

  /** The query as a statement of its own, with the command's parameters. */
  static Prepared prepare(Run run, SelectStmt query) {
    RawStmt raw = new RawStmt(query, 0, 0, run.prepared().raw().source());
    Prepared prepared =
        Prepared.within(
            run.session(),
            run.prepared().sql() + " ",
            raw,
            List.of(run.prepared().parameterTypes()),
            run.prepared().surroundings());
    prepared.analyse();
    return prepared;
  }

  /**
   * Nullable columns for a query's, some of them renamed.
   *
   * @param undetermined what is said of a column without a collation, by its name and type
   */
  static List<Column> columns(
      Optional<RowDescription> description,
      List<String> names,
      String tooMany,
      String undetermined) {
    List<RowDescription.Field> fields = description.map(RowDescription::fields).orElse(List.of());
    if (names.size() > fields.size()) {
      throw new PgException(SqlState.SYNTAX_ERROR, tooMany);
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      RowDescription.Field field = fields.get(i);
      String name = i < names.size() ? names.get(i) : field.name();
      if (columns.stream().anyMatch(column -> column.name().equals(name))) {
        throw new PgException(
            SqlState.DUPLICATE_COLUMN, "column \"" + name + "\" specified more than once");
      }
      if (field.type().collation() == Collation.INDETERMINATE) {
        throw new PgException(
                SqlState.INDETERMINATE_COLLATION,
                undetermined.formatted(name, field.type().formatted(-1)))
            .withHint("Use the COLLATE clause to set the collation explicitly.");
      }
      columns.add(Column.of(i + 1, name, field.type(), field.typmod(), false));
    }
    return columns;
  }

  private static Run query(Run run, Statement query) {
    if (!(query instanceof ExecuteStmt execute)) {
      return new Run(run.session(), prepare(run, (SelectStmt) query), run.parameters())
          .counted(run.instrumentation());
    }
    Run bound = ExecuteCommand.bound(run, execute);
    if (!(bound.tree() instanceof SelectStmt)) {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "prepared statement is not a SELECT");
    }
    return bound.counted(run.instrumentation());
  }

  /** Inserts the query's rows, as the table has its columns. */
  static long fill(Run query, Table table) {
    Session session = query.session();
    Outcome.Rows rows = (Outcome.Rows) session.runner().start(query);
    BulkInsert inserts = new BulkInsert(session.planner().writer(table), query);
    try (Outcome.RowSource source = rows.source()) {
      for (Batch batch = source.next(); batch != null; batch = source.next()) {
        for (int position = 0; position < batch.size(); position++) {
          inserts.add(batch.copyRow(position, new Object[batch.width()]));
        }
      }
    }
    return inserts.finish();
  }
}
