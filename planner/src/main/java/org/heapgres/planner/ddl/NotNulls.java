package org.heapgres.planner.ddl;

import java.util.Optional;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Identity;
import org.heapgres.planner.catalog.Constraint.NotNull;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Definition;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.InternalQueries;
import org.heapgres.planner.session.Selects;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** NOT NULL of one table that ALTER TABLE changes: the column's flag and its constraint. */
final class NotNulls {
  private final Session session;
  private final Table table;
  private final TableDraft draft;

  NotNulls(Session session, Table table, TableDraft draft) {
    this.session = session;
    this.table = table;
    this.draft = draft;
  }

  /** ADD CONSTRAINT; {@code column} is the one that it was written at, or null. */
  void add(Definition.Constraint constraint, String column) {
    String name = column == null ? constraint.keys().getFirst() : column;
    Column target = draft.column(name);
    Optional<NotNull> known = table.notNull(target);
    if (known.isEmpty()) {
      draft.addNotNull(constraint, name);
      if (!constraint.skipValidation()) {
        requireNoNull(target);
      }
      put();
      return;
    }
    NotNull existing = known.get();
    if (existing.noInherit() != constraint.isNoInherit()) {
      throw noInherit(existing);
    }
    if (constraint.conname() != null && !constraint.conname().equals(existing.name())) {
      throw notReady(
              "cannot create not-null constraint \"%s\" on column \"%s\" of table \"%s\""
                  .formatted(constraint.conname(), name, table.name()))
          .withDetail(
              "A not-null constraint named \"%s\" already exists for this column."
                  .formatted(existing.name()));
    }
    if (!existing.validated() && !constraint.skipValidation()) {
      throw notReady(
              "incompatible NOT VALID constraint \"%s\" on relation \"%s\""
                  .formatted(existing.name(), table.name()))
          .withHint("You might need to validate it using ALTER TABLE ... VALIDATE CONSTRAINT.");
    }
    replace(existing.withLocal(true));
  }

  /** SET NOT NULL. */
  void set(String name) {
    Column column = draft.column(name);
    Optional<NotNull> known = table.notNull(column);
    if (known.isPresent()) {
      if (known.get().noInherit() && !session.catalog().children(table.oid()).isEmpty()) {
        throw noInherit(known.get());
      }
      if (!known.get().validated()) {
        requireNoNull(column);
      }
      replace(known.get().asValidated().withLocal(true));
    } else {
      requireNoNull(column);
      draft.replace(column.withNotNull(true));
      put();
    }
  }

  /** DROP NOT NULL. */
  void drop(String name) {
    Column column = draft.column(name);
    if (!column.notNull()) {
      return;
    }
    if (table
        .primaryKeyConstraint()
        .filter(k -> k.columns().contains((int) column.attnum()))
        .isPresent()) {
      throw new PgException(
          SqlState.INVALID_TABLE_DEFINITION, "column \"" + name + "\" is in a primary key");
    }
    if (column.identity() != Identity.NONE) {
      throw new PgException(
          SqlState.SYNTAX_ERROR,
          "column \"" + name + "\" of relation \"" + table.name() + "\" is an identity column");
    }
    draft.replace(column.withNotNull(false));
    put();
  }

  void validate(NotNull constraint) {
    requireNoNull(draft.byAttnum(constraint.column()));
    replace(constraint.asValidated());
  }

  /** ALTER CONSTRAINT ... INHERIT and NO INHERIT. */
  void alterInheritance(NotNull constraint, boolean noInherit) {
    if (!session.catalog().children(table.oid()).isEmpty()) {
      throw PgException.notSupported("ALTER CONSTRAINT ... INHERIT of a table that has children");
    }
    replace(
        new NotNull(
            constraint.oid(),
            constraint.name(),
            constraint.column(),
            constraint.notValidated(),
            noInherit,
            constraint.local()));
  }

  private void replace(NotNull changed) {
    draft.constraints().replaceAll(c -> c.oid() == changed.oid() ? changed : c);
    put();
  }

  private void put() {
    session.transaction().put(draft.build());
  }

  /** 23502 when a row has a NULL in the column. */
  void requireNoNull(Column column) {
    boolean anyNull =
        !InternalQueries.rows(
                session,
                "SELECT FROM ONLY "
                    + Selects.qualified(session, table)
                    + " WHERE "
                    + Identifiers.quote(column.name())
                    + " IS NULL LIMIT 1")
            .isEmpty();
    if (anyNull) {
      throw containsNulls(session, table, column.name());
    }
  }

  static PgException containsNulls(Session session, Table table, String column) {
    return new PgException(
            SqlState.NOT_NULL_VIOLATION,
            "column \"" + column + "\" of relation \"" + table.name() + "\" contains null values")
        .withObject(session.catalog().schemaName(table.schema()), table.name(), column, null);
  }

  private PgException noInherit(NotNull constraint) {
    PgException error =
        notReady(
            "cannot change NO INHERIT status of NOT NULL constraint \"%s\" on relation \"%s\""
                .formatted(constraint.name(), table.name()));
    return constraint.noInherit()
        ? error.withHint(
            "You might need to make the existing constraint inheritable using ALTER TABLE ... ALTER"
                + " CONSTRAINT ... INHERIT.")
        : error;
  }

  private static PgException notReady(String message) {
    return new PgException(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, message);
  }
}
