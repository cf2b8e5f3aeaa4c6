package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Generated;
import org.heapgres.planner.catalog.Column.Identity;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Clause.OnCommitAction;
import org.heapgres.planner.parse.tree.Definition;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.TableLikeClause;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateStmt;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE TABLE. */
final class CreateTableCommand implements Command<CreateStmt> {
  @Override
  public Outcome run(Run run, CreateStmt statement) {
    new Creation(run.session(), run.prepared().raw(), statement).create();
    return new Outcome.Done("CREATE TABLE");
  }

  /** As PostgreSQL, for what CREATE SCHEMA contains too. */
  static void create(Session session, RawStmt raw, CreateStmt statement) {
    new Creation(session, raw, statement).create();
  }

  private static final class Creation {
    private final Session session;
    private final RawStmt raw;
    private final CreateStmt statement;
    private final List<Sequence> sequences = new ArrayList<>();
    private TableDraft draft;
    private TableConstraints constraints;

    Creation(Session session, RawStmt raw, CreateStmt statement) {
      this.session = session;
      this.raw = raw;
      this.statement = statement;
    }

    void create() {
      refuseUnsupported();
      Schema schema = Names.creationSchema(session, statement.relation());
      String name = statement.relation().relname();
      if (!Names.claim(session, schema, name, statement.ifNotExists())) {
        return;
      }
      draft =
          TableDraft.create(
              session,
              schema,
              name,
              persistence(session, schema, statement.relation().relpersistence()));
      constraints = new TableConstraints(session, raw, draft);
      options();
      for (Definition element : statement.tableElts()) {
        switch (element) {
          case ColumnDef column -> addColumn(column);
          case TableLikeClause like -> addLike(like);
          case Constraint ignored -> {}
          default ->
              throw PgException.notSupported("table element " + element.getClass().getSimpleName());
        }
      }
      addKeys();
      addChecks();
      Table keyed = draft.build();
      session.transaction().put(keyed);
      addForeignKeys();
      session.transaction().put(draft.build());
      for (Sequence sequence : sequences) {
        session.transaction().put(sequence);
      }
      TableExpressions.check(session, draft.build());
    }

    private void refuseUnsupported() {
      if (!statement.inhRelations().isEmpty()) {
        throw PgException.notSupported(statement.partbound() != null ? "PARTITION OF" : "INHERITS");
      }
      if (statement.partspec() != null) {
        throw PgException.notSupported("PARTITION BY");
      }
      if (statement.ofTypename() != null) {
        throw PgException.notSupported("CREATE TABLE OF");
      }
      if (statement.oncommit() == OnCommitAction.ONCOMMIT_DROP
          || statement.oncommit() == OnCommitAction.ONCOMMIT_DELETE_ROWS) {
        throw PgException.notSupported("ON COMMIT DROP or DELETE ROWS");
      }
    }

    private void options() {
      for (DefElem option : statement.options()) {
        draft.options().put(option.defname(), StorageOptions.checked(option));
      }
    }

    private void addColumn(ColumnDef definition) {
      if (draft.indexOf(definition.colname()) >= 0) {
        throw new PgException(
            SqlState.DUPLICATE_COLUMN,
            "column \"" + definition.colname() + "\" specified more than once");
      }
      sequences.addAll(new ColumnDefinition(session, raw, draft, definition).addTo(sequences));
    }

    private void addLike(TableLikeClause like) {
      Relation source = Names.require(session, like.relation(), LockMode.ACCESS_SHARE);
      int options = like.options();
      for (Column column : source.columns()) {
        if (draft.indexOf(column.name()) >= 0) {
          throw new PgException(
              SqlState.DUPLICATE_COLUMN,
              "column \"" + column.name() + "\" specified more than once");
        }
        boolean generated = column.generated() != Generated.NONE;
        boolean keepDefault =
            (options
                    & (generated
                        ? TableLikeClause.CREATE_TABLE_LIKE_GENERATED
                        : TableLikeClause.CREATE_TABLE_LIKE_DEFAULTS))
                != 0;
        if (column.identity() != Identity.NONE
            && (options & TableLikeClause.CREATE_TABLE_LIKE_IDENTITY) != 0) {
          throw PgException.notSupported("LIKE INCLUDING IDENTITY");
        }
        draft
            .columns()
            .add(
                new Column(
                    (short) draft.nextAttnum(),
                    column.name(),
                    column.type(),
                    column.typmod(),
                    column.notNull(),
                    keepDefault ? column.defaultExpression() : null,
                    Identity.NONE,
                    keepDefault ? column.generated() : Generated.NONE,
                    null,
                    (options & TableLikeClause.CREATE_TABLE_LIKE_COMMENTS) != 0
                        ? column.comment()
                        : null));
      }
      if (source instanceof Table table) {
        if ((options & TableLikeClause.CREATE_TABLE_LIKE_CONSTRAINTS) != 0) {
          copyChecks(table);
        }
        if ((options & TableLikeClause.CREATE_TABLE_LIKE_INDEXES) != 0) {
          copyKeys(table);
        }
      }
    }

    private void copyChecks(Table table) {
      for (var check : table.checks()) {
        List<Integer> columns =
            check.columns().stream()
                .map(
                    attnum ->
                        (int)
                            draft
                                .column(table.columns().get(table.columnIndex(attnum)).name())
                                .attnum())
                .toList();
        draft
            .constraints()
            .add(
                new org.heapgres.planner.catalog.Constraint.Check(
                    session.database().oids().next(),
                    check.name(),
                    check.expression(),
                    columns,
                    true));
      }
    }

    private void copyKeys(Table table) {
      for (Index index : table.indexes()) {
        boolean constraint =
            table.constraints().stream()
                .anyMatch(
                    c ->
                        c instanceof org.heapgres.planner.catalog.Constraint.Key key
                            && key.index() == index.oid());
        if (!constraint) {
          throw PgException.notSupported("LIKE INCLUDING INDEXES of a plain index");
        }
        draft.addKey(
            null,
            index.primary(),
            names(table, index.keyColumns()),
            names(table, index.include()),
            index.nullsNotDistinct(),
            false,
            false);
      }
    }

    private static List<String> names(Table table, List<Integer> attnums) {
      return attnums.stream()
          .map(attnum -> table.columns().get(table.columnIndex(attnum)).name())
          .toList();
    }

    /** Constraints in the order written, those of columns under their column's name. */
    private void eachConstraint(java.util.function.BiConsumer<Constraint, String> action) {
      for (Definition element : statement.tableElts()) {
        if (element instanceof ColumnDef column) {
          column.constraints().forEach(constraint -> action.accept(constraint, column.colname()));
        } else if (element instanceof Constraint constraint) {
          action.accept(constraint, null);
        }
      }
    }

    private void addKeys() {
      eachConstraint(
          (constraint, column) -> {
            switch (constraint.contype()) {
              case CONSTR_PRIMARY -> constraints.addKey(constraint, column);
              case CONSTR_EXCLUSION -> throw PgException.notSupported("EXCLUDE");
              case CONSTR_NOTNULL -> {
                if (column == null) {
                  setNotNull(constraint);
                }
              }
              default -> {}
            }
          });
      eachConstraint(
          (constraint, column) -> {
            if (constraint.contype() == Definition.ConstrType.CONSTR_UNIQUE) {
              constraints.addKey(constraint, column);
            }
          });
    }

    private void setNotNull(Constraint constraint) {
      for (String name : constraint.keys()) {
        draft.replace(draft.column(name).withNotNull(true));
      }
    }

    private void addChecks() {
      eachConstraint(
          (constraint, column) -> {
            if (constraint.contype() == Definition.ConstrType.CONSTR_CHECK) {
              constraints.addCheck(constraint, column);
            }
          });
    }

    private void addForeignKeys() {
      eachConstraint(
          (constraint, column) -> {
            if (constraint.contype() == Definition.ConstrType.CONSTR_FOREIGN) {
              constraints.addForeignKey(constraint, column);
            }
          });
    }
  }

  static Table.Persistence persistence(Session session, Schema schema, char relpersistence) {
    if (schema.name().equals(session.temporarySchema())) {
      return Table.Persistence.TEMPORARY;
    }
    return relpersistence == 'u' ? Table.Persistence.UNLOGGED : Table.Persistence.PERMANENT;
  }

  /** A table with columns of these names and types and nothing else. */
  static Table plain(
      Session session,
      Schema schema,
      String name,
      Table.Persistence persistence,
      Map<String, PgType> columns,
      Map<String, Integer> typmods) {
    TableDraft draft = TableDraft.create(session, schema, name, persistence);
    columns.forEach(
        (column, type) ->
            draft
                .columns()
                .add(
                    Column.of(
                        draft.nextAttnum(),
                        column,
                        type,
                        typmods.getOrDefault(column, -1),
                        false)));
    Table table = draft.build();
    session.transaction().put(table);
    return table;
  }
}
