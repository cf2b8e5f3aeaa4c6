package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexInputRef;
import org.heapgres.planner.parse.tree.Clause.LockingClause;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.rel.PgLockRows.Mark;
import org.heapgres.planner.rel.PgLockRows.Strength;
import org.heapgres.planner.rel.PgLockRows.Wait;
import org.heapgres.storage.SqlState;

/** FOR UPDATE and its like on one query (manual, SELECT: The Locking Clause). */
record Locking(List<LockingClause> clauses) {
  static final Locking NONE = new Locking(List.of());

  Locking {
    clauses = List.copyOf(clauses);
  }

  boolean wantsRowKey(String alias) {
    return clauses.stream().anyMatch(clause -> appliesTo(clause, alias));
  }

  private static boolean appliesTo(LockingClause clause, String alias) {
    return clause.lockedRels().isEmpty()
        || (alias != null
            && clause.lockedRels().stream().anyMatch(rel -> rel.relname().equals(alias)));
  }

  /** A sub-query or view in FROM is locked by locking its tables. */
  SelectStmt pushInto(SelectStmt query, String alias) {
    List<LockingClause> inner = new ArrayList<>();
    for (LockingClause clause : clauses) {
      if (appliesTo(clause, alias)) {
        inner.add(new LockingClause(List.of(), clause.strength(), clause.waitPolicy()));
      }
    }
    if (inner.isEmpty()) {
      return query;
    }
    inner.addAll(query.lockingClause());
    return new SelectStmt(
        query.distinctClause(),
        query.intoClause(),
        query.targetList(),
        query.fromClause(),
        query.whereClause(),
        query.groupClause(),
        query.groupDistinct(),
        query.havingClause(),
        query.windowClause(),
        query.valuesLists(),
        query.sortClause(),
        query.limitOffset(),
        query.limitCount(),
        query.limitOption(),
        inner,
        query.withClause(),
        query.op(),
        query.all(),
        query.larg(),
        query.rarg());
  }

  /** What is to be locked; {@code keyColumn} finds a column of FROM in the row that is locked. */
  List<Mark> marks(List<RangeEntry> entries, java.util.function.IntUnaryOperator keyColumn) {
    List<Mark> marks = new ArrayList<>();
    for (RangeEntry entry : entries) {
      Strength strength = null;
      Wait wait = Wait.BLOCK;
      for (LockingClause clause : clauses) {
        if (entry.rowKey() >= 0 && appliesTo(clause, entry.alias())) {
          Strength next = strength(clause);
          strength = strength == null || next.compareTo(strength) > 0 ? next : strength;
          Wait nextWait = waiting(clause);
          wait = nextWait.compareTo(wait) > 0 ? nextWait : wait;
        }
      }
      if (strength != null) {
        int key = keyColumn.applyAsInt(entry.rowKey());
        int table =
            entry.tableOid() instanceof RexInputRef oid ? keyColumn.applyAsInt(oid.getIndex()) : -1;
        marks.add(new Mark(entry.relation(), key, table, strength, wait));
      }
    }
    return marks;
  }

  /** 42P01 for a name in OF that FROM does not have. */
  void check(List<RangeEntry> entries) {
    for (LockingClause clause : clauses) {
      for (RangeVar rel : clause.lockedRels()) {
        if (entries.stream().noneMatch(entry -> rel.relname().equals(entry.alias()))) {
          throw Errors.at(
              rel.location(),
              SqlState.UNDEFINED_TABLE,
              "relation \""
                  + rel.relname()
                  + "\" in "
                  + name(clause)
                  + " clause not found in FROM clause");
        }
      }
    }
  }

  String name() {
    return name(clauses.getFirst());
  }

  private static String name(LockingClause clause) {
    return switch (clause.strength()) {
      case LCS_NONE -> "FOR some";
      case LCS_FORKEYSHARE -> "FOR KEY SHARE";
      case LCS_FORSHARE -> "FOR SHARE";
      case LCS_FORNOKEYUPDATE -> "FOR NO KEY UPDATE";
      case LCS_FORUPDATE -> "FOR UPDATE";
    };
  }

  private static Strength strength(LockingClause clause) {
    return switch (clause.strength()) {
      case LCS_NONE, LCS_FORKEYSHARE -> Strength.KEY_SHARE;
      case LCS_FORSHARE -> Strength.SHARE;
      case LCS_FORNOKEYUPDATE -> Strength.NO_KEY_UPDATE;
      case LCS_FORUPDATE -> Strength.UPDATE;
    };
  }

  private static Wait waiting(LockingClause clause) {
    return switch (clause.waitPolicy()) {
      case LockWaitBlock -> Wait.BLOCK;
      case LockWaitSkip -> Wait.SKIP;
      case LockWaitError -> Wait.ERROR;
    };
  }
}
