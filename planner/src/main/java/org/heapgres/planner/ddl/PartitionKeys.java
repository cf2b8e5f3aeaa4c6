package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Constraint.ForeignKey;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Partitioning;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * The indexes, keys and foreign keys of partitioned tables, which each partition has for itself
 * (manual, 5.12.2.1).
 */
final class PartitionKeys {
  private final Run run;
  private final Session session;

  PartitionKeys(Run run) {
    this.run = run;
    this.session = run.session();
  }

  /** 0A000 for a unique key that does not say which partition a row is in. */
  static void requirePartitionColumns(Table table, Index index) {
    Optional<Constraint.Key> constraint = keyOf(table, index);
    if (!table.partitioned() || !(index.unique() || constraint.isPresent())) {
      return;
    }
    for (Partitioning.Key key : table.inheritance().partitioning().keys()) {
      String kind =
          constraint.filter(Constraint.Key::primary).isPresent() ? "PRIMARY KEY" : "UNIQUE";
      if (key.attnum() == 0) {
        throw new PgException(
                SqlState.FEATURE_NOT_SUPPORTED,
                "unsupported " + kind + " constraint with partition key definition")
            .withDetail(
                kind + " constraints cannot be used when partition keys include expressions.");
      }
      if (!index.keyColumns().contains(key.attnum())) {
        throw new PgException(
                SqlState.FEATURE_NOT_SUPPORTED,
                "unique constraint on partitioned table must include all partitioning columns")
            .withDetail(
                kind
                    + " constraint on table \""
                    + table.name()
                    + "\" lacks column \""
                    + table.columns().get(table.columnIndex(key.attnum())).name()
                    + "\" which is part of the partition key.");
      }
    }
  }

  /** Gives a new partition all that its partitioned table has. */
  void inheritAll(int parentOid, int childOid) {
    for (Index index : table(parentOid).indexes()) {
      attachOrCreate(table(parentOid), index, childOid);
    }
    for (ForeignKey key : table(parentOid).foreignKeys()) {
      attachOrCreate(table(parentOid), key, childOid);
    }
    TriggerClones.inherit(session, parentOid, childOid);
  }

  private Table table(int oid) {
    return session.catalog().table(oid).orElseThrow();
  }

  /** The index, of a partitioned table, for each of its partitions. */
  void spread(int parentOid, Index index) {
    for (Table child : session.catalog().children(parentOid)) {
      if (child.partition()) {
        Names.lock(session, child.oid(), LockMode.ACCESS_EXCLUSIVE);
        attachOrCreate(table(parentOid), index, child.oid());
      }
    }
  }

  /** The foreign key, of a partitioned table, for each of its partitions. */
  void spread(int parentOid, ForeignKey key) {
    for (Table child : session.catalog().children(parentOid)) {
      if (child.partition()) {
        Names.lock(session, child.oid(), LockMode.ACCESS_EXCLUSIVE);
        attachOrCreate(table(parentOid), key, child.oid());
      }
    }
  }

  /**
   * Spreads the indexes and foreign keys that a partitioned table has got since {@code before}.
   *
   * @param recurse false for ON ONLY: the new indexes wait for those of the partitions
   */
  void spreadNew(Table before, boolean recurse) {
    Table after = session.catalog().table(before.oid()).orElse(before);
    if (!after.partitioned()) {
      return;
    }
    for (Index index : after.indexes()) {
      if (before.index(index.oid()).isEmpty()) {
        requirePartitionColumns(after, index);
        if (recurse) {
          spread(after.oid(), index);
        } else {
          invalidate(after.oid(), index.oid());
        }
      }
    }
    for (ForeignKey key : after.foreignKeys()) {
      if (before.constraint(key.name()).isEmpty()) {
        spread(after.oid(), key);
      }
    }
  }

  private void invalidate(int tableOid, int indexOid) {
    Table table = table(tableOid);
    if (session.catalog().children(tableOid).isEmpty()) {
      return;
    }
    session
        .transaction()
        .put(
            table
                .change()
                .indexes(
                    table.indexes().stream()
                        .map(i -> i.oid() == indexOid ? i.withValid(false) : i)
                        .toList())
                .build());
  }

  private void attachOrCreate(Table parent, Index index, int childOid) {
    Table child = table(childOid);
    boolean attached = child.inheritance().indexParents().containsValue(index.oid());
    if (attached) {
      return;
    }
    Optional<Constraint.Key> constraint = keyOf(parent, index);
    for (Index candidate : child.indexes()) {
      if (matches(parent, index, child, candidate)
          && keyOf(child, candidate).isPresent() == constraint.isPresent()
          && !child.inheritance().indexParents().containsKey(candidate.oid())) {
        link(parent, index, child, candidate);
        return;
      }
    }
    Index created = create(parent, index, constraint, child, true);
    spread(childOid, created);
  }

  /** The same index for another table with columns of the same names: LIKE INCLUDING INDEXES. */
  void copy(Table source, Index index, int target) {
    create(source, index, keyOf(source, index), table(target), false);
  }

  static Optional<Constraint.Key> keyOf(Table table, Index index) {
    return table.keyOf(index);
  }

  /** Whether an index of a partition is what the partitioned table's index would be there. */
  static boolean matches(Table parent, Index index, Table child, Index candidate) {
    if (index.unique() != candidate.unique()
        || index.primary() != candidate.primary()
        || index.keys().size() != candidate.keys().size()
        || index.nullsNotDistinct() != candidate.nullsNotDistinct()
        || !index.method().equals(candidate.method())
        || !java.util.Objects.equals(index.predicate(), candidate.predicate())
        || index.include().size() != candidate.include().size()) {
      return false;
    }
    for (int k = 0; k < index.keys().size(); k++) {
      Index.Key one = index.keys().get(k);
      Index.Key other = candidate.keys().get(k);
      boolean same =
          one.attnum() == 0
              ? one.expression().equals(other.expression())
              : other.attnum() != 0
                  && name(parent, one.attnum()).equals(name(child, other.attnum()));
      if (!same
          || one.descending() != other.descending()
          || one.nullsFirst() != other.nullsFirst()) {
        return false;
      }
    }
    return true;
  }

  private static String name(Table table, int attnum) {
    return table.columns().get(table.columnIndex(attnum)).name();
  }

  private static List<String> names(Table table, List<Integer> attnums) {
    return attnums.stream().map(attnum -> name(table, attnum)).toList();
  }

  /** Makes an index of a partition belong to that of the partitioned table. */
  void link(Table parent, Index index, Table child, Index candidate) {
    TableDraft draft = TableDraft.of(session, child);
    draft.setInheritance(draft.inheritance().withIndexParent(candidate.oid(), index.oid()));
    linkConstraints(parent, index, draft, candidate);
    session.transaction().put(draft.build());
    validateIfComplete(parent.oid(), index.oid());
  }

  private static void linkConstraints(
      Table parent, Index index, TableDraft draft, Index candidate) {
    keyOf(parent, index)
        .ifPresent(
            key ->
                keyOf(draft.build(), candidate)
                    .ifPresent(
                        own ->
                            draft.setInheritance(
                                draft.inheritance().withConstraintParent(own.oid(), key.oid()))));
  }

  /** An index made ON ONLY a partitioned table is valid once every partition has its part. */
  private void validateIfComplete(int parentOid, int indexOid) {
    Table parent = table(parentOid);
    Index index = parent.index(indexOid).orElseThrow();
    boolean complete =
        session.catalog().children(parentOid).stream()
            .allMatch(child -> child.inheritance().indexParents().containsValue(indexOid));
    if (!index.valid() && complete) {
      session
          .transaction()
          .put(
              parent
                  .change()
                  .indexes(
                      parent.indexes().stream()
                          .map(i -> i.oid() == indexOid ? i.withValid(true) : i)
                          .toList())
                  .build());
    }
  }

  private Index create(
      Table parent,
      Index index,
      Optional<Constraint.Key> constraint,
      Table child,
      boolean attached) {
    TableDraft draft = TableDraft.of(session, child);
    Index created;
    if (constraint.isPresent() && !index.exclusion()) {
      created =
          draft.addKey(
              null,
              constraint.get().primary(),
              names(parent, index.keyColumns()),
              names(parent, index.include()),
              index.nullsNotDistinct(),
              constraint.get().deferrable(),
              constraint.get().initiallyDeferred());
    } else {
      created = plain(parent, index, draft);
      draft.indexes().add(created);
      if (constraint.isPresent()) {
        draft.constraints().add(exclusion(constraint.get(), created));
      }
    }
    int oid = created.oid();
    if (attached) {
      draft.setInheritance(draft.inheritance().withIndexParent(oid, index.oid()));
      linkConstraints(parent, index, draft, created);
    }
    if (created.primary()) {
      draft.newStore();
      Table after = draft.build();
      session.transaction().put(after);
      TableRewrite.run(run, child, after);
    } else {
      Table after = draft.build();
      session.transaction().put(after);
      session.planner().writer(after).builder(created).all(new Execution(run));
    }
    return table(child.oid()).index(oid).orElseThrow();
  }

  private Constraint.Key exclusion(Constraint.Key copied, Index index) {
    return new Constraint.Key(
        session.database().oids().next(),
        index.name(),
        false,
        index.keyColumns(),
        index.oid(),
        copied.deferrable(),
        copied.initiallyDeferred(),
        copied.exclusion());
  }

  private Index plain(Table parent, Index index, TableDraft draft) {
    List<Index.Key> keys = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (int k = 0; k < index.keys().size(); k++) {
      Index.Key key = index.keys().get(k);
      parts.add(index.columns().get(k).name());
      keys.add(
          key.attnum() == 0
              ? key
              : new Index.Key(
                  draft.column(name(parent, key.attnum())).attnum(),
                  null,
                  key.descending(),
                  key.nullsFirst(),
                  key.operatorClass()));
    }
    String name =
        Names.choose(
            draft.name(),
            String.join("_", parts),
            index.exclusion() ? "excl" : "idx",
            draft::isFree);
    Names.claim(session, draft.schema(), name, false);
    int oid = session.database().oids().next();
    return new Index(
        oid,
        draft.schema().oid(),
        name,
        index.owner(),
        draft.oid(),
        oid,
        keys,
        InheritedColumns.columns(parent, draft, index.include()),
        index.unique(),
        false,
        index.nullsNotDistinct(),
        index.predicate(),
        index.method(),
        true,
        index.columns(),
        null,
        index.exclusion());
  }

  private void attachOrCreate(Table parent, ForeignKey key, int childOid) {
    Table child = table(childOid);
    if (child.inheritance().constraintParents().containsValue(key.oid())) {
      return;
    }
    TableDraft draft = TableDraft.of(session, child);
    List<Integer> columns = InheritedColumns.columns(parent, draft, key.columns());
    for (ForeignKey own : child.foreignKeys()) {
      if (own.target() == key.target()
          && own.columns().equals(columns)
          && own.targetColumns().equals(key.targetColumns())
          && own.onDelete() == key.onDelete()
          && own.onUpdate() == key.onUpdate()
          && own.matchFull() == key.matchFull()) {
        draft.setInheritance(draft.inheritance().withConstraintParent(own.oid(), key.oid()));
        session.transaction().put(draft.build());
        return;
      }
    }
    ForeignKey copy =
        new ForeignKey(
            session.database().oids().next(),
            draft.isFreeConstraint(key.name())
                ? key.name()
                : Names.choose(
                    child.name(),
                    String.join("_", names(child, columns)),
                    "fkey",
                    draft::isFreeConstraint),
            columns,
            key.target(),
            key.targetColumns(),
            key.index(),
            key.onUpdate(),
            key.onDelete(),
            InheritedColumns.columns(parent, draft, key.setColumns()),
            key.matchFull(),
            key.deferrable(),
            key.initiallyDeferred(),
            key.validated(),
            !key.enforced());
    draft.constraints().add(copy);
    draft.setInheritance(draft.inheritance().withConstraintParent(copy.oid(), key.oid()));
    Table after = draft.build();
    session.transaction().put(after);
    if (copy.validated() && !after.partitioned()) {
      new AlterConstraints(run, after, TableDraft.of(session, after)).validate(copy);
    }
    spread(childOid, copy);
  }
}
