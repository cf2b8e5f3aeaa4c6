package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Generated;
import org.heapgres.planner.catalog.Column.Identity;
import org.heapgres.planner.catalog.ColumnAttributes;
import org.heapgres.planner.catalog.Constraint.NotNull;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Clause.OnCommitAction;
import org.heapgres.planner.parse.tree.Definition;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.TableLikeClause;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE TABLE. */
final class CreateTableCommand implements Command<CreateStmt> {
  @Override
  public Outcome run(Run run, CreateStmt statement) {
    new Creation(run, run.prepared().raw(), statement).create();
    return new Outcome.Done("CREATE TABLE");
  }

  private static final class Creation {
    private final Run run;
    private final Session session;
    private final RawStmt raw;
    private final CreateStmt statement;
    private final List<Sequence> sequences = new ArrayList<>();
    private List<Table> parents = List.of();
    private TableDraft draft;
    private TableConstraints constraints;
    private InheritedColumns inherited;
    private int ownColumns;

    /** Columns of its type that the statement gives options. */
    private final Set<String> optioned = new HashSet<>();

    private final List<Table> likeIndexes = new ArrayList<>();

    Creation(Run run, RawStmt raw, CreateStmt statement) {
      this.run = run;
      this.session = run.session();
      this.raw = raw;
      this.statement = statement;
    }

    private Schema schema() {
      try {
        return Names.creationSchema(session, statement.relation());
      } catch (PgException e) {
        throw e.position() > 0 ? e : Names.at(statement.relation().location(), e);
      }
    }

    void create() {
      refuseUnsupported();
      Schema schema = schema();
      String name = statement.relation().relname();
      if (!Names.claim(session, schema, name, statement.ifNotExists())) {
        return;
      }
      TypeObjects.claimForRelation(session, schema, name);
      draft =
          TableDraft.create(
              session,
              schema,
              name,
              persistence(session, schema, statement.relation().relpersistence()));
      constraints = new TableConstraints(session, raw, draft);
      options();
      inherit();
      if (statement.ofTypename() != null) {
        TypedTables.addColumns(draft, TypedTables.type(session, statement.ofTypename()));
      }
      for (Definition element : statement.tableElts()) {
        switch (element) {
          case ColumnDef column -> addColumn(column);
          case TableLikeClause like -> addLike(like);
          case Constraint ignored -> {}
          default ->
              throw PgException.notSupported("table element " + element.getClass().getSimpleName());
        }
      }
      if (statement.partspec() != null) {
        draft.setInheritance(
            draft
                .inheritance()
                .withPartitioning(
                    Partitions.partitioning(session, raw, draft, statement.partspec())));
      }
      addKeys();
      addChecks();
      inherited.finish(parents);
      Table keyed = draft.build();
      keyed.indexes().forEach(index -> PartitionKeys.requirePartitionColumns(keyed, index));
      session.transaction().put(keyed);
      addForeignKeys();
      session.transaction().put(draft.build());
      for (Sequence sequence : sequences) {
        session.transaction().put(sequence);
      }
      TableExpressions.settle(session, draft, raw.source(), expressions());
      session.transaction().put(draft.build());
      eachConstraint(
          (constraint, column) -> {
            if (constraint.contype() == Definition.ConstrType.CONSTR_EXCLUSION) {
              ExclusionConstraints.add(run, raw, draft.build(), constraint);
            }
          });
      if (statement.partbound() != null) {
        Table parent = session.catalog().table(parents.getFirst().oid()).orElseThrow();
        PartitionAttachment.checkDefault(run, parent, draft.build());
        new PartitionKeys(run).inheritAll(parent.oid(), draft.oid());
      }
      copyLikeIndexes();
      session.onCommit().remember(draft.oid(), statement.oncommit());
    }

    /** Columns of INHERITS and PARTITION OF, ahead of the table's own. */
    private void inherit() {
      boolean partition = statement.partbound() != null;
      parents =
          statement.inhRelations().stream()
              .map(
                  name ->
                      Names.requireOwnedTable(
                          session,
                          name,
                          partition ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_UPDATE_EXCLUSIVE))
              .toList();
      for (Table parent : parents) {
        if (parents.stream().filter(parent::equals).count() > 1) {
          throw new PgException(
              SqlState.DUPLICATE_TABLE,
              "relation \"" + parent.name() + "\" would be inherited from more than once");
        }
        if (!partition && parent.partitioned()) {
          throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "cannot inherit from partitioned table \"" + parent.name() + "\"");
        }
        if (!partition && parent.partition()) {
          throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "cannot inherit from partition \"" + parent.name() + "\"");
        }
      }
      inherited = new InheritedColumns(session, draft, partition);
      inherited.addColumns(parents);
      if (partition) {
        Table parent = parents.getFirst();
        draft.setInheritance(
            draft
                .inheritance()
                .withParents(
                    List.of(parent.oid()),
                    Partitions.bound(run, parent, draft.name(), statement.partbound())));
      }
    }

    private void refuseUnsupported() {
      requireTemporary(statement.oncommit(), statement.relation());
    }

    private void options() {
      for (DefElem option : statement.options()) {
        draft.options().put(option.defname(), StorageOptions.checked(option));
      }
    }

    private void addColumn(ColumnDef definition) {
      ownColumns++;
      int known = draft.indexOf(definition.colname());
      boolean fromParent =
          known >= 0
              && parents.stream()
                  .anyMatch(parent -> parent.column(definition.colname()).isPresent());
      if (definition.typeName() == null && known < 0) {
        throw new PgException(
            SqlState.UNDEFINED_COLUMN, "column \"" + definition.colname() + "\" does not exist");
      }
      if (fromParent
          && inherited.own(
              definition.colname(), definition.typeName() != null, known != ownColumns - 1)) {
        new ColumnDefinition(session, raw, draft, definition).mergeInto(draft.columns().get(known));
        return;
      }
      boolean ofType = statement.ofTypename() != null && optioned.add(definition.colname());
      if (known >= 0 && !ofType) {
        throw new PgException(
            SqlState.DUPLICATE_COLUMN,
            "column \"" + definition.colname() + "\" specified more than once");
      }
      if (ofType) {
        new ColumnDefinition(session, raw, draft, definition).mergeInto(draft.columns().get(known));
        return;
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
        boolean identity =
            column.identity() != Identity.NONE
                && (options & TableLikeClause.CREATE_TABLE_LIKE_IDENTITY) != 0;
        short attnum = (short) draft.nextAttnum();
        if (identity) {
          copyIdentity((Table) source, column, attnum);
        }
        draft
            .columns()
            .add(
                new Column(
                    attnum,
                    column.name(),
                    column.type(),
                    column.typmod(),
                    column.notNull(),
                    keepDefault ? column.defaultExpression() : null,
                    identity ? column.identity() : Identity.NONE,
                    keepDefault ? column.generated() : Generated.NONE,
                    null,
                    (options & TableLikeClause.CREATE_TABLE_LIKE_COMMENTS) != 0
                        ? column.comment()
                        : null,
                    ColumnAttributes.NONE
                        .withCollation(column.attributes().collation())
                        .withStorage(
                            (options & TableLikeClause.CREATE_TABLE_LIKE_STORAGE) != 0
                                ? column.attributes().storage()
                                : 0)));
      }
      if (source instanceof Table table) {
        copyNotNulls(table);
        if ((options & TableLikeClause.CREATE_TABLE_LIKE_CONSTRAINTS) != 0) {
          copyChecks(table);
        }
        if ((options & TableLikeClause.CREATE_TABLE_LIKE_INDEXES) != 0) {
          likeIndexes.add(table);
        }
      }
    }

    private void copyIdentity(Table source, Column column, short attnum) {
      Sequence original = session.catalog().identitySequence(source, column);
      String name = Names.choose(draft.name(), column.name(), "seq", draft::isFree);
      Names.claim(session, draft.schema(), name, false);
      sequences.add(
          original.copy(
              session.database().oids().next(),
              draft.schema().oid(),
              name,
              session.environment().currentRole().oid(),
              draft.oid(),
              attnum));
    }

    /** Once the table is there, since indexes over expressions are bound over it. */
    private void copyLikeIndexes() {
      for (Table source : likeIndexes) {
        for (Index index : source.indexes()) {
          new PartitionKeys(run).copy(source, index, draft.oid());
        }
      }
    }

    private void copyNotNulls(Table table) {
      for (Column column : table.columns()) {
        table
            .notNull(column)
            .ifPresent(
                constraint ->
                    draft
                        .constraints()
                        .add(
                            new NotNull(
                                session.database().oids().next(),
                                draft.isFreeConstraint(constraint.name())
                                    ? constraint.name()
                                    : null,
                                draft.column(column.name()).attnum(),
                                false,
                                constraint.noInherit(),
                                true)));
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
        draft.constraints().add(check.copyOfNewTable(session.database().oids().next(), columns));
      }
    }

    /** Constraints in the order written, those of columns under their column's name. */
    private void eachConstraint(java.util.function.BiConsumer<Constraint, String> action) {
      for (Definition element : statement.tableElts()) {
        if (element instanceof ColumnDef column) {
          ConstraintAttributes.folded(column)
              .forEach(constraint -> action.accept(constraint, column.colname()));
        } else if (element instanceof Constraint constraint) {
          action.accept(constraint, null);
        }
      }
    }

    private List<Expression> expressions() {
      List<Expression> result = new ArrayList<>();
      eachConstraint(
          (constraint, column) -> {
            if (constraint.rawExpr() != null) {
              result.add(constraint.rawExpr());
            }
          });
      return result;
    }

    private void addKeys() {
      eachConstraint(
          (constraint, column) -> {
            switch (constraint.contype()) {
              case CONSTR_PRIMARY -> constraints.addKey(constraint, column);
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
        draft.addNotNull(constraint, name);
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

  /** ON COMMIT is for temporary tables only. */
  static void requireTemporary(OnCommitAction action, RangeVar name) {
    if (action != OnCommitAction.ONCOMMIT_NOOP
        && name.relpersistence() != 't'
        && !"pg_temp".equals(name.schemaname())) {
      throw new PgException(
          SqlState.INVALID_TABLE_DEFINITION, "ON COMMIT can only be used on temporary tables");
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
