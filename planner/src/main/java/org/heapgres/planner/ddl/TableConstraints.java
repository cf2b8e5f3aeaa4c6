package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint.Action;
import org.heapgres.planner.catalog.Constraint.Check;
import org.heapgres.planner.catalog.Constraint.ForeignKey;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.SystemColumn;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Table.Persistence;
import org.heapgres.planner.exec.table.ValueTypes;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Adds the constraints of CREATE TABLE and ALTER TABLE to a table's draft. */
final class TableConstraints {
  private final Session session;
  private final RawStmt raw;
  private final TableDraft draft;

  TableConstraints(Session session, RawStmt raw, TableDraft draft) {
    this.session = session;
    this.raw = raw;
    this.draft = draft;
  }

  /** PRIMARY KEY or UNIQUE; {@code column} is the one it was written at, or null. */
  Index addKey(Constraint constraint, String column) {
    boolean primary =
        switch (constraint.contype()) {
          case CONSTR_PRIMARY -> true;
          case CONSTR_UNIQUE -> false;
          default -> throw new IllegalArgumentException(constraint.contype().name());
        };
    if (constraint.withoutOverlaps()) {
      throw PgException.notSupported("WITHOUT OVERLAPS");
    }
    if (constraint.conname() != null) {
      draft.requireFreeConstraint(constraint.conname());
    }
    List<String> columns = constraint.keys().isEmpty() ? List.of(column) : constraint.keys();
    try {
      return draft.addKey(
          constraint.conname(),
          primary,
          columns,
          constraint.including(),
          constraint.nullsNotDistinct(),
          constraint.deferrable(),
          constraint.initdeferred());
    } catch (PgException e) {
      // What the index lacks is found when it is made, when nobody knows the place any more.
      boolean ofIndex = e.state() == SqlState.UNDEFINED_OBJECT;
      throw e.position() > 0 || ofIndex ? e : Names.at(constraint.location(), e);
    }
  }

  /** CHECK; {@code column} is the one it was written at, or null. */
  Check addCheck(Constraint constraint, String column) {
    String text = raw.source().textOf(constraint.rawExpr());
    List<Integer> used = ColumnUses.in(constraint.rawExpr(), draft);
    String name = constraint.conname();
    if (name == null) {
      String single = used.size() == 1 ? nameOf(used.getFirst()) : null;
      name =
          Names.choose(
              draft.name(), single != null ? single : column, "check", draft::isFreeConstraint);
    } else {
      draft.requireFreeConstraint(name);
    }
    Check check =
        new Check(
            session.database().oids().next(),
            name,
            text,
            used.stream().filter(attnum -> attnum > 0).toList(),
            !constraint.skipValidation(),
            !constraint.isEnforced(),
            constraint.isNoInherit());
    draft.constraints().add(check);
    return check;
  }

  private String nameOf(int attnum) {
    return attnum < 0 ? SystemColumn.numbered(attnum).name() : draft.byAttnum(attnum).name();
  }

  /** FOREIGN KEY or REFERENCES; {@code column} is the one it was written at, or null. */
  ForeignKey addForeignKey(Constraint constraint, String column) {
    if (constraint.fkWithPeriod() || constraint.pkWithPeriod()) {
      throw PgException.notSupported("FOREIGN KEY with PERIOD");
    }
    if (constraint.fkMatchtype() == 'p') {
      throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "MATCH PARTIAL not yet implemented");
    }
    List<String> names = constraint.fkAttrs().isEmpty() ? List.of(column) : constraint.fkAttrs();
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      int index = draft.indexOf(name);
      if (index < 0) {
        throw new PgException(
            SqlState.UNDEFINED_COLUMN,
            "column \"" + name + "\" referenced in foreign key constraint does not exist");
      }
      columns.add(draft.columns().get(index));
    }
    Table target = target(constraint.pktable());
    requireLasting(target.persistence());
    Target key = targetKey(constraint, target);
    checkReferences(target, key);
    String name = constraint.conname();
    if (name == null) {
      name = Names.choose(draft.name(), String.join("_", names), "fkey", draft::isFreeConstraint);
    } else {
      draft.requireFreeConstraint(name);
    }
    checkTypes(name, columns, target, key);
    List<Integer> setColumns = new ArrayList<>();
    for (String set : constraint.fkDelSetCols()) {
      setColumns.add((int) draft.column(set).attnum());
    }
    ForeignKey foreignKey =
        new ForeignKey(
            session.database().oids().next(),
            name,
            columns.stream().map(c -> (int) c.attnum()).toList(),
            target.oid(),
            key.columns(),
            key.index(),
            Action.of(constraint.fkUpdAction()),
            Action.of(constraint.fkDelAction()),
            setColumns,
            constraint.fkMatchtype() == 'f',
            constraint.deferrable(),
            constraint.initdeferred(),
            !constraint.skipValidation(),
            !constraint.isEnforced());
    draft.constraints().add(foreignKey);
    return foreignKey;
  }

  /** REFERENCES on the table, or on all of the key's columns. */
  private void checkReferences(Table target, Target key) {
    Rights rights = Permissions.of(session);
    int bit = Privilege.REFERENCES.bit();
    if (!rights.has(target, Privilege.REFERENCES)
        && !key.columns().stream()
            .allMatch(attnum -> (rights.columnPrivileges(target, attnum) & bit) != 0)) {
      throw Permissions.denied(target);
    }
  }

  /** 42P16 for a reference to rows that are gone earlier than those that refer to them. */
  private void requireLasting(Persistence target) {
    Persistence own = draft.persistence();
    String allowed =
        switch (own) {
          case PERMANENT -> target == Persistence.PERMANENT ? null : "permanent";
          case UNLOGGED -> target == Persistence.TEMPORARY ? "permanent or unlogged" : null;
          case TEMPORARY -> target == Persistence.TEMPORARY ? null : "temporary";
        };
    if (allowed != null) {
      throw new PgException(
          SqlState.INVALID_TABLE_DEFINITION,
          "constraints on %s tables may reference only %s tables"
              .formatted(own.name().toLowerCase(Locale.ROOT), allowed));
    }
  }

  private Table target(RangeVar name) {
    boolean self =
        name.relname().equals(draft.name())
            && (name.schemaname() == null || name.schemaname().equals(draft.schema().name()))
            && Names.find(session, name).filter(r -> r.oid() != draft.oid()).isEmpty();
    if (self) {
      return draft.build();
    }
    var relation = Names.require(session, name, LockMode.SHARE_ROW_EXCLUSIVE);
    if (!(relation instanceof Table table)) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE,
          "referenced relation \"" + relation.name() + "\" is not a table");
    }
    return table;
  }

  private record Target(List<Integer> columns, int index) {}

  private static Target targetKey(Constraint constraint, Table target) {
    if (constraint.pkAttrs().isEmpty()) {
      var key =
          target
              .primaryKeyConstraint()
              .orElseThrow(
                  () ->
                      new PgException(
                          SqlState.UNDEFINED_OBJECT,
                          "there is no primary key for referenced table \""
                              + target.name()
                              + "\""));
      if (key.deferrable()) {
        throw deferrable("primary key", target);
      }
      return new Target(key.columns(), key.index());
    }
    List<Integer> wanted = new ArrayList<>();
    for (String name : constraint.pkAttrs()) {
      wanted.add(
          (int)
              target
                  .column(name)
                  .orElseThrow(
                      () ->
                          new PgException(
                              SqlState.UNDEFINED_COLUMN,
                              "column \""
                                  + name
                                  + "\" referenced in foreign key constraint does not exist"))
                  .attnum());
    }
    Set<Integer> set = new HashSet<>(wanted);
    for (Index index : target.indexes()) {
      if (target.keyOf(index).filter(key -> key.deferrable()).isPresent()
          && set.equals(new HashSet<>(index.keyColumns()))) {
        throw deferrable("unique constraint", target);
      }
      if (index.unique()
          && index.complete()
          && index.keys().size() == wanted.size()
          && set.equals(new HashSet<>(index.keyColumns()))) {
        return new Target(wanted, index.oid());
      }
    }
    throw new PgException(
        SqlState.INVALID_FOREIGN_KEY,
        "there is no unique constraint matching given keys for referenced table \""
            + target.name()
            + "\"");
  }

  private static PgException deferrable(String what, Table target) {
    return new PgException(
        SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
        "cannot use a deferrable " + what + " for referenced table \"" + target.name() + "\"");
  }

  private static void checkTypes(String name, List<Column> columns, Table target, Target key) {
    if (columns.size() != key.columns().size()) {
      throw new PgException(
          SqlState.INVALID_FOREIGN_KEY,
          "number of referencing and referenced columns for foreign key disagree");
    }
    for (int i = 0; i < columns.size(); i++) {
      Column from = columns.get(i);
      Column to = target.columns().get(target.columnIndex(key.columns().get(i)));
      if (!comparable(from.type(), to.type())) {
        throw new PgException(
                SqlState.DATATYPE_MISMATCH,
                "foreign key constraint \"" + name + "\" cannot be implemented")
            .withDetail(
                "Key columns \""
                    + from.name()
                    + "\" of the referencing table and \""
                    + to.name()
                    + "\" of the referenced table are of incompatible types: "
                    + from.type().formatted(from.typmod())
                    + " and "
                    + to.type().formatted(to.typmod())
                    + ".");
      }
      checkCollations(name, from, to);
    }
  }

  /** What one collation takes for equal may be two values to another. */
  private static void checkCollations(String name, Column from, Column to) {
    boolean plain = isDeterministic(from.type()) && isDeterministic(to.type());
    if (!plain && from.collation() != to.collation()) {
      throw new PgException(
              SqlState.COLLATION_MISMATCH,
              "foreign key constraint \"" + name + "\" cannot be implemented")
          .withDetail(
              ("Key columns \"%s\" of the referencing table and \"%s\" of the referenced table"
                      + " have incompatible collations: \"%s\" and \"%s\".  If either collation"
                      + " is nondeterministic, then both collations have to be the same.")
                  .formatted(
                      from.name(),
                      to.name(),
                      from.type().collationName(),
                      to.type().collationName()));
    }
  }

  private static boolean isDeterministic(PgType type) {
    Collation collation = type.knownCollation();
    return collation == null || collation.deterministic();
  }

  /** The same type, strings, or numbers of a kind that the referenced column's can hold. */
  private static boolean comparable(PgType from, PgType to) {
    if (from.category() == 'D' && to.category() == 'D' && !from.equals(to)) {
      throw PgException.notSupported(
          "FOREIGN KEY from " + from.formatted(-1) + " to " + to.formatted(-1));
    }
    return from.equals(to)
        || (from.category() == 'S' && to.category() == 'S')
        || (breadth(from) > 0 && breadth(from) <= breadth(to));
  }

  /** Numbers are cast implicitly to types of greater breadth; 0 for other types. */
  private static int breadth(PgType type) {
    return switch (ValueTypes.of(type)) {
      case INT2, INT4, INT8 -> type.category() == 'N' ? 1 : 0;
      case NUMERIC -> 2;
      case FLOAT4, FLOAT8 -> 3;
      default -> 0;
    };
  }
}
