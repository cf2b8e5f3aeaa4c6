package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Constraint.Check;
import org.heapgres.planner.catalog.Constraint.ForeignKey;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.parse.tree.Definition;
import org.heapgres.planner.parse.tree.Definition.ATAlterConstraint;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.InternalQueries;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Selects;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The actions of ALTER TABLE on constraints. */
final class AlterConstraints {
  private final Run run;
  private final Session session;
  private final Table table;
  private final TableDraft draft;
  private final RawStmt raw;

  AlterConstraints(Run run, Table table, TableDraft draft) {
    this.run = run;
    this.table = table;
    this.draft = draft;
    session = run.session();
    raw = run.prepared() == null ? null : run.prepared().raw();
  }

  void add(Definition.Constraint constraint) {
    add(constraint, null);
  }

  /** {@code column} is the one that the constraint was written at, or null. */
  void add(Definition.Constraint constraint, String column) {
    if (constraint.indexname() != null) {
      addUsingIndex(constraint);
      return;
    }
    TableConstraints constraints = new TableConstraints(session, raw, draft);
    switch (constraint.contype()) {
      case CONSTR_PRIMARY -> {
        refuseSecondPrimaryKey();
        if (constraint.deferrable()) {
          requireNotNull(constraint.keys().isEmpty() ? List.of(column) : constraint.keys());
          build(constraints.addKey(constraint, column));
        } else {
          addPrimaryKey(constraint, constraints, column);
        }
      }
      case CONSTR_UNIQUE -> build(constraints.addKey(constraint, column));
      case CONSTR_EXCLUSION -> ExclusionConstraints.add(run, raw, table, constraint);
      case CONSTR_CHECK -> {
        Check check = constraints.addCheck(constraint, column);
        TableExpressions.settle(session, draft);
        Table changed = draft.build();
        session.transaction().put(changed);
        if (check.validated()) {
          validate(check);
        }
      }
      case CONSTR_FOREIGN -> {
        ForeignKey key = constraints.addForeignKey(constraint, column);
        session.transaction().put(draft.build());
        if (key.validated()) {
          validate(key);
        }
      }
      case CONSTR_NOTNULL -> new NotNulls(session, table, draft).add(constraint, column);
      default ->
          throw PgException.notSupported(
              "ALTER TABLE ADD " + constraint.contype().name().substring("CONSTR_".length()));
    }
  }

  private void build(Index index) {
    Table changed = draft.build();
    session.transaction().put(changed);
    session.planner().writer(changed).builder(index).all(new Execution(run));
  }

  private void requireNotNull(List<String> columns) {
    columns.forEach(new NotNulls(session, table, draft)::set);
  }

  /** The rows move: they are ordered by the primary key. */
  private void addPrimaryKey(
      Definition.Constraint constraint, TableConstraints constraints, String column) {
    constraints.addKey(constraint, column);
    draft.newStore();
    Table after = draft.build();
    session.transaction().put(after);
    TableRewrite.run(run, table, after);
  }

  private void refuseSecondPrimaryKey() {
    if (draft.hasPrimaryKey()) {
      throw new PgException(
          SqlState.INVALID_TABLE_DEFINITION,
          "multiple primary keys for table \"" + table.name() + "\" are not allowed");
    }
  }

  private void addUsingIndex(Definition.Constraint constraint) {
    boolean primary = constraint.contype() == Definition.ConstrType.CONSTR_PRIMARY;
    Index index;
    try {
      index = usableIndex(constraint.indexname());
    } catch (PgException e) {
      throw Names.at(constraint.location(), e);
    }
    String name = constraint.conname() == null ? index.name() : constraint.conname();
    if (!name.equals(index.name())) {
      session.notice(
          Notice.notice(
              "ALTER TABLE / ADD CONSTRAINT USING INDEX will rename index \"%s\" to \"%s\""
                  .formatted(index.name(), name)));
    }
    draft.requireFreeConstraint(name);
    if (primary) {
      refuseSecondPrimaryKey();
      requireNotNull(
          index.keyColumns().stream().map(attnum -> draft.byAttnum(attnum).name()).toList());
    }
    Index named = constraint.deferrable() ? index.withDuplicates(store()) : index;
    draft.indexes().replaceAll(i -> i.oid() == index.oid() ? named.withName(name) : i);
    draft
        .constraints()
        .add(
            new Constraint.Key(
                session.database().oids().next(),
                name,
                primary,
                index.keyColumns(),
                index.oid(),
                constraint.deferrable(),
                constraint.initdeferred(),
                List.of()));
    if (constraint.deferrable()) {
      session.transaction().storage().dropStore(index.store());
      build(named);
    } else {
      session.transaction().put(draft.build());
    }
  }

  private int store() {
    return session.database().oids().next();
  }

  /** The index that the constraint names, which must be what it would make itself. */
  private Index usableIndex(String name) {
    Index index =
        session
            .catalog()
            .relation(table.schema(), name)
            .filter(Index.class::isInstance)
            .map(Index.class::cast)
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_OBJECT, "index \"" + name + "\" does not exist"));
    if (table.keyOf(index).isPresent()) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "index \"" + name + "\" is already associated with a constraint");
    }
    if (index.table() != table.oid()) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "index \"" + name + "\" does not belong to table \"" + table.name() + "\"");
    }
    if (!index.valid()) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "index \"" + name + "\" is not valid");
    }
    if (!index.unique()) {
      throw unusable("\"" + name + "\" is not a unique index");
    }
    if (index.keyColumns().contains(0)) {
      throw unusable("index \"" + name + "\" contains expressions");
    }
    if (index.predicate() != null) {
      throw unusable("\"" + name + "\" is a partial index");
    }
    for (int k = 0; k < index.keys().size(); k++) {
      Index.Key key = index.keys().get(k);
      if (key.descending() || key.nullsFirst()) {
        throw unusable(
            "index \"%s\" column number %d does not have default sorting behavior"
                .formatted(name, k + 1));
      }
    }
    return index;
  }

  private static PgException unusable(String what) {
    return new PgException(SqlState.WRONG_OBJECT_TYPE, what)
        .withDetail("Cannot create a primary key or unique constraint using such an index.");
  }

  void validate(String name) {
    Constraint constraint = require(name);
    if (!constraint.enforced()) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "cannot validate NOT ENFORCED constraint");
    }
    switch (constraint) {
      case Constraint.NotNull notNull when !notNull.validated() ->
          new NotNulls(session, table, draft).validate(notNull);
      case Check check when !check.validated() -> {
        validate(check);
        replace(check.asValidated());
      }
      case ForeignKey key when !key.validated() -> {
        validate(key);
        replace(key.asValidated());
      }
      case Check _, ForeignKey _, Constraint.NotNull _ -> {}
      case Constraint.Key _ ->
          throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "cannot validate constraint \"" + name + "\" of relation \"" + table.name() + "\"");
    }
  }

  /** ALTER CONSTRAINT: whether its checks can wait, are made, or go to children. */
  void alter(ATAlterConstraint change) {
    Constraint constraint = require(change.conname());
    String what = "constraint \"" + change.conname() + "\" of relation \"" + table.name() + "\"";
    if (change.alterInheritability()) {
      if (!(constraint instanceof Constraint.NotNull notNull)) {
        throw new PgException(SqlState.WRONG_OBJECT_TYPE, what + " is not a not-null constraint");
      }
      new NotNulls(session, table, draft).alterInheritance(notNull, change.noinherit());
      return;
    }
    if (!(constraint instanceof ForeignKey key)) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE,
          change.alterEnforceability()
              ? "cannot alter enforceability of " + what
              : what + " is not a foreign key constraint");
    }
    ForeignKey changed = key;
    if (change.alterDeferrability()) {
      changed = changed.withDeferral(change.deferrable(), change.initdeferred());
    }
    if (change.alterEnforceability() && change.isEnforced() != key.enforced()) {
      if (change.isEnforced()) {
        validate(key);
      }
      changed = changed.withEnforced(change.isEnforced());
    }
    replace(changed);
  }

  private void replace(Constraint changed) {
    draft.constraints().replaceAll(c -> c.oid() == changed.oid() ? changed : c);
    session.transaction().put(draft.build());
  }

  private Constraint require(String name) {
    return table
        .constraint(name)
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.UNDEFINED_OBJECT,
                    "constraint \""
                        + name
                        + "\" of relation \""
                        + table.name()
                        + "\" does not exist"));
  }

  private void validate(Check check) {
    boolean violated =
        !InternalQueries.rows(
                session,
                "SELECT FROM ONLY "
                    + Selects.qualified(session, table)
                    + " WHERE NOT ("
                    + check.expression()
                    + ") LIMIT 1")
            .isEmpty();
    if (violated) {
      throw new PgException(
              SqlState.CHECK_VIOLATION,
              "check constraint \""
                  + check.name()
                  + "\" of relation \""
                  + table.name()
                  + "\" is violated by some row")
          .withObject(
              session.catalog().schemaName(table.schema()), table.name(), null, check.name());
    }
  }

  void validate(ForeignKey key) {
    validate(session, table, key);
  }

  /** Throws 23503 when a row of {@code table} refers to none. */
  static void validate(Session session, Table table, ForeignKey key) {
    Table target = session.catalog().table(key.target()).orElseThrow();
    List<Column> columns = columns(table, key.columns());
    List<Column> targets = columns(target, key.targetColumns());
    List<String> joins = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      joins.add(
          "p."
              + Identifiers.quote(targets.get(i).name())
              + " = c."
              + Identifiers.quote(columns.get(i).name()));
    }
    String present =
        columns.stream()
            .map(c -> "c." + Identifiers.quote(c.name()) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    String list =
        columns.stream()
            .map(c -> "c." + Identifiers.quote(c.name()))
            .collect(Collectors.joining(", "));
    List<Object[]> orphans =
        InternalQueries.rows(
            session,
            "SELECT "
                + list
                + " FROM ONLY "
                + Selects.qualified(session, table)
                + " c LEFT JOIN "
                + (target.partitioned() ? "" : "ONLY ")
                + Selects.qualified(session, target)
                + " p ON "
                + String.join(" AND ", joins)
                + " WHERE p."
                + Identifiers.quote(targets.getFirst().name())
                + " IS NULL AND "
                + present
                + " LIMIT 1");
    if (!orphans.isEmpty()) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        values.add(columns.get(i).type().text(orphans.getFirst()[i], session.formatSettings()));
      }
      throw new PgException(
              SqlState.FOREIGN_KEY_VIOLATION,
              "insert or update on table \""
                  + table.name()
                  + "\" violates foreign key constraint \""
                  + key.name()
                  + "\"")
          .withDetail(
              "Key (%s)=(%s) is not present in table \"%s\"."
                  .formatted(
                      columns.stream().map(Column::name).collect(Collectors.joining(", ")),
                      String.join(", ", values),
                      target.name()))
          .withObject(session.catalog().schemaName(table.schema()), table.name(), null, key.name());
    }
  }

  private static List<Column> columns(Table table, List<Integer> attnums) {
    return attnums.stream().map(attnum -> table.columns().get(table.columnIndex(attnum))).toList();
  }

  void drop(String name, boolean cascade, boolean missingOk) {
    if (missingOk && table.constraint(name).isEmpty()) {
      session.notice(
          Notice.notice(
              "constraint \""
                  + name
                  + "\" of relation \""
                  + table.name()
                  + "\" does not exist, skipping"));
      return;
    }
    Constraint constraint = require(name);
    draft.constraints().removeIf(c -> c.oid() == constraint.oid());
    if (!(constraint instanceof Constraint.Key key)) {
      session.transaction().put(draft.build());
      return;
    }
    dropReferencing(key, cascade);
    Index index = table.index(key.index()).orElseThrow();
    draft.indexes().removeIf(i -> i.oid() == index.oid());
    if (!index.primary()) {
      session.transaction().storage().dropStore(index.store());
      session.transaction().put(draft.build());
      return;
    }
    draft.newStore();
    Table after = draft.build();
    session.transaction().put(after);
    TableRewrite.run(run, table, after);
  }

  private void dropReferencing(Constraint.Key key, boolean cascade) {
    List<String> lines = new ArrayList<>();
    for (Table other : List.copyOf(session.catalog().referencing(table.oid()))) {
      for (ForeignKey foreign : other.foreignKeys()) {
        if (foreign.target() != table.oid() || foreign.index() != key.index()) {
          continue;
        }
        lines.add(
            "constraint "
                + foreign.name()
                + " on table "
                + ObjectNames.shown(session, other)
                + " depends on index "
                + key.name());
        if (!cascade) {
          continue;
        }
        session.notice(
            Notice.notice(
                "drop cascades to constraint "
                    + foreign.name()
                    + " on table "
                    + ObjectNames.shown(session, other)));
        if (other.oid() == table.oid()) {
          draft.constraints().removeIf(c -> c.oid() == foreign.oid());
        } else {
          session
              .transaction()
              .put(
                  other
                      .change()
                      .constraints(
                          other.constraints().stream()
                              .filter(c -> c.oid() != foreign.oid())
                              .toList())
                      .build());
        }
      }
    }
    if (!lines.isEmpty() && !cascade) {
      throw new PgException(
              SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
              "cannot drop constraint "
                  + key.name()
                  + " on table "
                  + ObjectNames.shown(session, table)
                  + " because other objects depend on it")
          .withDetail(String.join("\n", lines))
          .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
    }
  }
}
