package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.Notice;
import org.heapgres.planner.bind.BindContext;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.Collations;
import org.heapgres.planner.bind.ColumnNames;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SystemColumn;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.command.SmallCommands;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Clause.SortByDir;
import org.heapgres.planner.parse.tree.Clause.SortByNulls;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.IndexElem;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.RelationStatement.IndexStmt;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Progress;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE INDEX. */
final class IndexCommand implements Command<IndexStmt> {
  private static final Set<String> ORDERED = Set.of("btree", "hash");

  @Override
  public Outcome run(Run run, IndexStmt statement) {
    Session session = run.session();
    if (statement.concurrent()) {
      SmallCommands.requireAlone(run, "CREATE INDEX CONCURRENTLY");
    }
    Table table =
        Names.requireOwnedTable(
            session,
            statement.relation(),
            statement.concurrent() ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.SHARE);
    // Nobody else knows of a temporary table, so there is nobody to be considerate of.
    boolean ordered = ORDERED.contains(statement.accessMethod());
    boolean online =
        statement.concurrent() && ordered && table.persistence() != Table.Persistence.TEMPORARY;
    session.beginStatement();
    if (online && table.partitioned()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cannot create index on partitioned table \"" + table.name() + "\" concurrently");
    }
    define(run, run.prepared().raw(), statement, table, !online, "idx", List.of())
        .ifPresent(index -> build(run, statement, index, online));
    return new Outcome.Done("CREATE INDEX");
  }

  private static void build(Run run, IndexStmt statement, Index index, boolean online) {
    Session session = run.session();
    if (online) {
      new ConcurrentIndexes(run).create(index);
    } else {
      Table table = session.catalog().table(index.table()).orElseThrow();
      try (Progress progress = Progress.start(session, "create_index", table.oid())) {
        progress
            .set("index_relid", index.oid())
            .set("command", "CREATE INDEX")
            .phase("building index: scanning table");
        session.planner().writer(table).builder(index).all(new Execution(run));
      }
    }
    if (statement.accessMethod().equals("hash")) {
      session.notice(
          Notice.notice("index \"" + index.name() + "\" is kept in order, as a btree index is"));
    } else if (!index.ordered()) {
      session.notice(
          Notice.notice(
              "index \"%s\" is declared only: searches of method \"%s\" scan the table"
                  .formatted(index.name(), index.method())));
    }
  }

  /**
   * Puts the index into the catalog; empty when it is there already and may be.
   *
   * @param suffix of a name that is to be chosen
   * @param exclusion the operators of EXCLUDE by name; empty for any other index
   */
  static Optional<Index> define(
      Run run,
      RawStmt raw,
      IndexStmt statement,
      Table table,
      boolean valid,
      String suffix,
      List<List<String>> exclusion) {
    Session session = run.session();
    OperatorClasses classes = OperatorClasses.of(statement);
    for (DefElem option : statement.options()) {
      StorageOptions.checked(option);
    }
    TableDraft draft = TableDraft.of(session, table);
    List<Index.Key> keys = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (IndexElem element : statement.indexParams()) {
      BindContext context = session.bindContext();
      Collation collation =
          element.collation().isEmpty()
              ? null
              : Collations.require(context, element.collation(), -1);
      Index.Key key = key(draft, raw, element, collation, context);
      Expression expression =
          key.attnum() != 0
              ? null
              : collation == null ? element.expr() : Parser.parseExpression(key.expression());
      Column column = column(session, table, draft, key, expression, collation, columns);
      keys.add(
          new Index.Key(
              key.attnum(),
              key.expression(),
              key.descending(),
              key.nullsFirst(),
              classes.declared(session, element, column.type())));
      columns.add(column);
    }
    List<Integer> include = new ArrayList<>();
    for (IndexElem element : statement.indexIncludingParams()) {
      if (element.name() == null) {
        throw new PgException(
            SqlState.FEATURE_NOT_SUPPORTED, "expressions are not supported in included columns");
      }
      Column column = draft.column(element.name());
      include.add((int) column.attnum());
      columns.add(
          Column.of(columns.size() + 1, column.name(), column.type(), column.typmod(), false));
    }
    String predicate =
        statement.whereClause() == null ? null : raw.source().textOf(statement.whereClause());
    Schema schema = draft.schema();
    String name = statement.idxname();
    if (name == null) {
      List<String> parts = columns.subList(0, keys.size()).stream().map(Column::name).toList();
      name = Names.choose(table.name(), String.join("_", parts), suffix, draft::isFree);
    }
    if (!Names.claim(session, schema, name, statement.ifNotExists())) {
      return Optional.empty();
    }
    int oid = session.database().oids().next();
    Index index =
        new Index(
            oid,
            schema.oid(),
            name,
            table.owner(),
            table.oid(),
            oid,
            keys,
            include,
            statement.unique(),
            false,
            statement.nullsNotDistinct(),
            predicate,
            statement.accessMethod(),
            valid,
            columns,
            null,
            !exclusion.isEmpty());
    draft.indexes().add(index);
    List<Expression> written = new ArrayList<>();
    statement.indexParams().forEach(element -> written.add(element.expr()));
    written.add(statement.whereClause());
    written.removeIf(Objects::isNull);
    TableExpressions.settle(session, draft, raw.source(), written);
    session.transaction().put(draft.build());
    if (exclusion.isEmpty()) {
      new PartitionKeys(run).spreadNew(table, statement.relation().inh());
    }
    return Optional.of(index);
  }

  /** A column in another order than its own is an expression. */
  private static Index.Key key(
      TableDraft draft, RawStmt raw, IndexElem element, Collation collation, BindContext context) {
    boolean descending = element.ordering() == SortByDir.SORTBY_DESC;
    boolean nullsFirst =
        element.nullsOrdering() == SortByNulls.SORTBY_NULLS_DEFAULT
            ? descending
            : element.nullsOrdering() == SortByNulls.SORTBY_NULLS_FIRST;
    if (element.name() == null) {
      String text = raw.source().textOf(element.expr());
      return new Index.Key(
          0,
          collation == null
              ? text
              : "(%s) COLLATE %s".formatted(text, Collations.text(context, collation)),
          descending,
          nullsFirst);
    }
    int position = draft.indexOf(element.name());
    if (position < 0) {
      if (SystemColumn.isName(element.name())) {
        throw new PgException(
            SqlState.FEATURE_NOT_SUPPORTED, "index creation on system columns is not supported");
      }
      throw new PgException(
          SqlState.UNDEFINED_COLUMN, "column \"" + element.name() + "\" does not exist");
    }
    Column column = draft.columns().get(position);
    if (collation != null) {
      if (column.type().collation() == 0) {
        throw new PgException(
            SqlState.DATATYPE_MISMATCH,
            "collations are not supported by type " + column.type().formatted(-1));
      }
      if (!column.type().collated(collation).ordersAs(column.type())) {
        String text =
            Identifiers.quote(column.name()) + " COLLATE " + Collations.text(context, collation);
        return new Index.Key(0, text, descending, nullsFirst);
      }
    }
    return new Index.Key(column.attnum(), null, descending, nullsFirst);
  }

  private static Column column(
      Session session,
      Table table,
      TableDraft draft,
      Index.Key key,
      Expression expression,
      Collation collation,
      List<Column> before) {
    PgType type;
    int typmod = -1;
    String name;
    if (key.attnum() != 0) {
      Column column = draft.byAttnum(key.attnum());
      type = collation == null ? column.type() : column.type().collated(collation);
      typmod = column.typmod();
      name = column.name();
    } else {
      RexNode node =
          new Binder(session.bindContext())
              .bindExpression(expression, Binder.Purpose.INDEX, table, null, -1);
      type = PgRelType.of(node.getType()).type();
      name = ColumnNames.of(expression).orElse("expr");
    }
    return Column.of(before.size() + 1, distinct(name, before), type, typmod, false);
  }

  /** With a number behind it, if a column before has the name. */
  private static String distinct(String name, List<Column> before) {
    List<String> taken = before.stream().map(Column::name).toList();
    String chosen = name;
    for (int number = 1; taken.contains(chosen); number++) {
      chosen = name + number;
    }
    return chosen;
  }
}
