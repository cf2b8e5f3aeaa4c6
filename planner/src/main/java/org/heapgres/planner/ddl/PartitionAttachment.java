package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Constraint.NotNull;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Inheritance;
import org.heapgres.planner.catalog.PartitionBound;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.command.SmallCommands;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.table.PartitionBounds;
import org.heapgres.planner.exec.table.TableFormat;
import org.heapgres.planner.exec.table.TableWriter;
import org.heapgres.planner.parse.tree.Definition.PartitionCmd;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.InternalQueries;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Selects;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** ALTER TABLE ... ATTACH PARTITION, DETACH PARTITION, INHERIT and NO INHERIT. */
final class PartitionAttachment {
  private static final int ROWS_BETWEEN_CHECKS = 0x3ff;

  private final Run run;
  private final Session session;

  PartitionAttachment(Run run) {
    this.run = run;
    this.session = run.session();
  }

  void attach(Table parent, PartitionCmd command) {
    Table child = Names.requireTable(session, command.name(), LockMode.ACCESS_EXCLUSIVE);
    requirePartitioned(parent);
    if (child.partition()) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE, "\"" + child.name() + "\" is already a partition");
    }
    if (!child.inheritance().parents().isEmpty()) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE, "cannot attach inheritance child as partition");
    }
    if (!child.partitioned() && !session.catalog().children(child.oid()).isEmpty()) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE, "cannot attach inheritance parent as partition");
    }
    requireNoCircle(parent, child);
    for (Column column : child.columns()) {
      if (parent.column(column.name()).isEmpty()) {
        throw new PgException(
                SqlState.DATATYPE_MISMATCH,
                "table \""
                    + child.name()
                    + "\" contains column \""
                    + column.name()
                    + "\" not found in parent \""
                    + parent.name()
                    + "\"")
            .withDetail("The new partition may contain only the columns present in parent.");
      }
    }
    Inheritance merged = merged(parent, child);
    PartitionBound bound = Partitions.bound(run, parent, child.name(), command.bound());
    Table attached =
        child
            .change()
            .inheritance(merged.withParents(List.of(parent.oid()), bound))
            .constraints(
                child.constraints().stream().map(c -> inherited(parent, child, c)).toList())
            .build();
    session.transaction().put(attached);
    validate(attached);
    checkDefault(run, parent, attached);
    new PartitionKeys(run).inheritAll(parent.oid(), child.oid());
  }

  /** A partition's NOT NULLs are its partitioned table's. */
  private static Constraint inherited(Table parent, Table child, Constraint constraint) {
    return constraint instanceof NotNull notNull && isInherited(parent, child, notNull)
        ? notNull.withLocal(false)
        : constraint;
  }

  private static boolean isInherited(Table parent, Table child, NotNull constraint) {
    String column = child.columns().get(child.columnIndex(constraint.column())).name();
    return parent
        .column(column)
        .flatMap(parent::notNull)
        .filter(above -> !above.noInherit())
        .isPresent();
  }

  private static void requirePartitioned(Table parent) {
    if (!parent.partitioned()) {
      throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "ALTER action ATTACH PARTITION cannot be performed on relation \""
                  + parent.name()
                  + "\"")
          .withDetail("This operation is not supported for tables.");
    }
  }

  private void requireNoCircle(Table parent, Table child) {
    if (parent.oid() == child.oid() || session.catalog().descends(parent, child.oid())) {
      throw new PgException(SqlState.DUPLICATE_TABLE, "circular inheritance not allowed")
          .withDetail("\"" + parent.name() + "\" is already a child of \"" + child.name() + "\".");
    }
  }

  /** The child's columns and checks must be the parent's; what they belong to from now on. */
  private static Inheritance merged(Table parent, Table child) {
    for (Column column : parent.columns()) {
      Column own =
          child
              .column(column.name())
              .orElseThrow(
                  () ->
                      new PgException(
                          SqlState.DATATYPE_MISMATCH,
                          "child table is missing column \"" + column.name() + "\""));
      if (!own.type().equals(column.type()) || own.typmod() != column.typmod()) {
        throw new PgException(
            SqlState.DATATYPE_MISMATCH,
            "child table \""
                + child.name()
                + "\" has different type for column \""
                + column.name()
                + "\"");
      }
      boolean passedOn = parent.notNull(column).filter(NotNull::noInherit).isEmpty();
      if (column.notNull() && passedOn && !own.notNull()) {
        throw new PgException(
            SqlState.DATATYPE_MISMATCH,
            "column \""
                + column.name()
                + "\" in child table \""
                + child.name()
                + "\" must be marked NOT NULL");
      }
      if ((column.generated() == Column.Generated.NONE)
          != (own.generated() == Column.Generated.NONE)) {
        throw new PgException(
            SqlState.DATATYPE_MISMATCH,
            "column \""
                + column.name()
                + "\" in child table must "
                + (own.generated() == Column.Generated.NONE ? "" : "not ")
                + "be a generated column");
      }
    }
    Inheritance result = child.inheritance();
    for (Constraint.Check check : parent.checks()) {
      if (check.noInherit()) {
        continue;
      }
      Constraint own =
          child
              .constraint(check.name())
              .filter(Constraint.Check.class::isInstance)
              .orElseThrow(
                  () ->
                      new PgException(
                          SqlState.DATATYPE_MISMATCH,
                          "child table is missing constraint \"" + check.name() + "\""));
      result = result.withConstraintParent(own.oid(), check.oid());
    }
    return result;
  }

  /** All rows of the partition, and of its partitions, must be within its bound. */
  private void validate(Table partition) {
    for (Table table : session.catalog().withDescendants(partition)) {
      if (!table.partitioned() && !allBelong(run, table)) {
        throw new PgException(
            SqlState.CHECK_VIOLATION,
            "partition constraint of relation \"" + table.name() + "\" is violated by some row");
      }
    }
  }

  /** No row of the default partition may belong to a new partition. */
  static void checkDefault(Run run, Table parent, Table added) {
    Session session = run.session();
    Table other =
        new PartitionBounds(parent, session.catalog().children(parent.oid())).defaultPartition();
    if (other == null || other.oid() == added.oid()) {
      return;
    }
    for (Table table : session.catalog().withDescendants(other)) {
      if (!table.partitioned() && !allBelong(run, table)) {
        throw new PgException(
            SqlState.CHECK_VIOLATION,
            "updated partition constraint for default partition \""
                + other.name()
                + "\" would be violated by some row");
      }
    }
  }

  private static boolean allBelong(Run run, Table table) {
    Session session = run.session();
    TableWriter writer = session.planner().writer(table);
    TableFormat format = writer.format();
    Execution execution = new Execution(run);
    long rows = 0;
    try (Cursor cursor =
        session.transaction().storage().scanLatest(table.store(), null, null, false)) {
      while (cursor.next()) {
        if ((++rows & ROWS_BETWEEN_CHECKS) == 0) {
          session.checkCancel();
        }
        if (!writer.belongsHere(execution, format.decode(cursor.value()))) {
          return false;
        }
      }
    }
    return true;
  }

  void detach(Table parent, PartitionCmd command) {
    if (command.concurrent()) {
      SmallCommands.requireAlone(run, "ALTER TABLE ... DETACH CONCURRENTLY");
    }
    Table child = requirePartition(parent, command.name());
    if (command.concurrent()
        && new PartitionBounds(parent, session.catalog().children(parent.oid())).defaultPartition()
            != null) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "cannot detach partitions concurrently when a default partition exists");
    }
    requireUnreferenced(parent, child);
    remove(parent, child);
  }

  /** 23503 when rows of the partition are referred to as rows of a table above it. */
  private void requireUnreferenced(Table parent, Table child) {
    for (Table above : session.catalog().withPartitionedParents(parent)) {
      for (Table other : List.copyOf(session.catalog().referencing(above.oid()))) {
        for (Constraint.ForeignKey key : other.foreignKeys()) {
          if (key.target() == above.oid() && !other.partitioned()) {
            requireUnreferenced(above, child, other, key);
          }
        }
      }
    }
  }

  private void requireUnreferenced(
      Table above, Table child, Table other, Constraint.ForeignKey key) {
    List<String> joins = new ArrayList<>();
    for (int i = 0; i < key.columns().size(); i++) {
      joins.add(
          "p.%s = c.%s"
              .formatted(
                  Identifiers.quote(name(above, key.targetColumns().get(i))),
                  Identifiers.quote(name(other, key.columns().get(i)))));
    }
    List<Object[]> found =
        InternalQueries.rows(
            session,
            "SELECT %s FROM ONLY %s c JOIN %s p ON %s LIMIT 1"
                .formatted(
                    key.columns().stream()
                        .map(attnum -> "c." + Identifiers.quote(name(other, attnum)) + "::text")
                        .collect(Collectors.joining(", ")),
                    Selects.qualified(session, other),
                    Selects.qualified(session, child),
                    String.join(" AND ", joins)));
    if (!found.isEmpty()) {
      throw new PgException(
              SqlState.FOREIGN_KEY_VIOLATION,
              "removing partition \"%s\" violates foreign key constraint \"%s\""
                  .formatted(child.name(), key.name()))
          .withDetail(
              "Key (%s)=(%s) is still referenced from table \"%s\"."
                  .formatted(
                      key.targetColumns().stream()
                          .map(attnum -> name(above, attnum))
                          .collect(Collectors.joining(", ")),
                      Arrays.stream(found.getFirst())
                          .map(String::valueOf)
                          .collect(Collectors.joining(", ")),
                      other.name()));
    }
  }

  private static String name(Table table, int attnum) {
    return table.columns().get(table.columnIndex(attnum)).name();
  }

  /** DETACH PARTITION ... FINALIZE: a concurrent detach never stops half way here. */
  void finish(Table parent, PartitionCmd command) {
    Table child = requirePartition(parent, command.name());
    throw new PgException(
            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
            "cannot complete detaching partition \"" + child.name() + "\"")
        .withDetail("There's no pending concurrent detach.");
  }

  private Table requirePartition(Table parent, RangeVar name) {
    if (!parent.partitioned()) {
      throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "ALTER action DETACH PARTITION cannot be performed on relation \""
                  + parent.name()
                  + "\"")
          .withDetail("This operation is not supported for tables.");
    }
    Table child = Names.requireTable(session, name, LockMode.ACCESS_EXCLUSIVE);
    if (!child.partition() || !child.inheritance().parents().contains(parent.oid())) {
      throw new PgException(
          SqlState.UNDEFINED_TABLE,
          "relation \""
              + child.name()
              + "\" is not a partition of relation \""
              + parent.name()
              + "\"");
    }
    return child;
  }

  private void remove(Table parent, Table child) {
    TableDraft draft = TableDraft.of(session, child);
    draft.columns().replaceAll(PartitionAttachment::withoutIdentity);
    draft.setInheritance(child.inheritance().withoutParent(parent.oid()));
    draft
        .constraints()
        .replaceAll(
            c ->
                c instanceof NotNull notNull && isInherited(parent, child, notNull)
                    ? notNull.withLocal(true)
                    : c);
    session.transaction().put(draft.build());
    TriggerClones.detach(session, parent, child);
  }

  /** The sequence stays with the partitioned table. */
  private static Column withoutIdentity(Column column) {
    return column.identity() == Column.Identity.NONE
        ? column
        : column.withIdentity(Column.Identity.NONE);
  }

  void inherit(Table child, RangeVar name) {
    Table parent = Names.requireTable(session, name, LockMode.SHARE_UPDATE_EXCLUSIVE);
    if (child.partition()) {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "cannot change inheritance of a partition");
    }
    if (parent.partitioned()) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE,
          "cannot inherit from partitioned table \"" + parent.name() + "\"");
    }
    if (child.inheritance().parents().contains(parent.oid())) {
      throw new PgException(
          SqlState.DUPLICATE_TABLE,
          "relation \"" + parent.name() + "\" would be inherited from more than once");
    }
    requireNoCircle(parent, child);
    Inheritance merged = merged(parent, child);
    List<Integer> parents = new ArrayList<>(child.inheritance().parents());
    parents.add(parent.oid());
    session
        .transaction()
        .put(child.change().inheritance(merged.withParents(parents, null)).build());
  }

  void disinherit(Table child, RangeVar name) {
    if (child.partition()) {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "cannot change inheritance of a partition");
    }
    Table parent = Names.requireTable(session, name, LockMode.ACCESS_SHARE);
    if (!child.inheritance().parents().contains(parent.oid())) {
      throw new PgException(
          SqlState.UNDEFINED_TABLE,
          "relation \""
              + parent.name()
              + "\" is not a parent of relation \""
              + child.name()
              + "\"");
    }
    remove(parent, child);
  }

  /** ALTER INDEX ... ATTACH PARTITION. */
  void attachIndex(Index parentIndex, RangeVar name) {
    Relation found = Names.require(session, name, LockMode.ACCESS_EXCLUSIVE);
    if (!(found instanceof Index index)) {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "\"" + found.name() + "\" is not an index");
    }
    Table parent = session.catalog().table(parentIndex.table()).orElseThrow();
    Table child = session.catalog().table(index.table()).orElseThrow();
    Integer attached = child.inheritance().indexParents().get(index.oid());
    if (attached != null && attached == parentIndex.oid()) {
      return;
    }
    String cannot =
        "cannot attach index \""
            + index.name()
            + "\" as a partition of index \""
            + parentIndex.name()
            + "\"";
    if (attached != null) {
      throw new PgException(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, cannot)
          .withDetail("Index \"" + index.name() + "\" is already attached to another index.");
    }
    if (!child.partition() || !child.inheritance().parents().contains(parent.oid())) {
      throw new PgException(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, cannot)
          .withDetail(
              "Index \""
                  + index.name()
                  + "\" is not an index on any partition of table \""
                  + parent.name()
                  + "\".");
    }
    if (!PartitionKeys.matches(parent, parentIndex, child, index)) {
      throw new PgException(SqlState.INVALID_OBJECT_DEFINITION, cannot)
          .withDetail("The index definitions do not match.");
    }
    if (PartitionKeys.keyOf(parent, parentIndex).isPresent()
        && PartitionKeys.keyOf(child, index).isEmpty()) {
      throw new PgException(SqlState.INVALID_OBJECT_DEFINITION, cannot)
          .withDetail(
              "The index \""
                  + parentIndex.name()
                  + "\" belongs to a constraint in table \""
                  + parent.name()
                  + "\" but no constraint exists for index \""
                  + index.name()
                  + "\".");
    }
    new PartitionKeys(run).link(parent, parentIndex, child, index);
  }
}
