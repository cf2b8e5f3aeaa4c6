package org.heapgres.planner.parse.tree;

import java.util.List;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.IndexElem;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** The parts that queries and data changes are made of. */
public sealed interface Clause extends Node {

  enum SortByDir {
    SORTBY_DEFAULT,
    SORTBY_ASC,
    SORTBY_DESC,
    SORTBY_USING
  }

  enum SortByNulls {
    SORTBY_NULLS_DEFAULT,
    SORTBY_NULLS_FIRST,
    SORTBY_NULLS_LAST
  }

  enum GroupingSetKind {
    GROUPING_SET_EMPTY,
    GROUPING_SET_SIMPLE,
    GROUPING_SET_ROLLUP,
    GROUPING_SET_CUBE,
    GROUPING_SET_SETS
  }

  enum CTEMaterialize {
    CTEMaterializeDefault,
    CTEMaterializeAlways,
    CTEMaterializeNever
  }

  enum LockClauseStrength {
    LCS_NONE,
    LCS_FORKEYSHARE,
    LCS_FORSHARE,
    LCS_FORNOKEYUPDATE,
    LCS_FORUPDATE
  }

  enum LockWaitPolicy {
    LockWaitBlock,
    LockWaitSkip,
    LockWaitError
  }

  enum OnConflictAction {
    ONCONFLICT_NONE,
    ONCONFLICT_NOTHING,
    ONCONFLICT_UPDATE
  }

  enum OverridingKind {
    OVERRIDING_NOT_SET,
    OVERRIDING_USER_VALUE,
    OVERRIDING_SYSTEM_VALUE
  }

  enum MergeMatchKind {
    MERGE_WHEN_MATCHED,
    MERGE_WHEN_NOT_MATCHED_BY_SOURCE,
    MERGE_WHEN_NOT_MATCHED_BY_TARGET
  }

  enum CmdType {
    CMD_UNKNOWN,
    CMD_SELECT,
    CMD_UPDATE,
    CMD_INSERT,
    CMD_DELETE,
    CMD_MERGE,
    CMD_UTILITY,
    CMD_NOTHING
  }

  enum ReturningOptionKind {
    RETURNING_OPTION_OLD,
    RETURNING_OPTION_NEW
  }

  enum OnCommitAction {
    ONCOMMIT_NOOP,
    ONCOMMIT_PRESERVE_ROWS,
    ONCOMMIT_DELETE_ROWS,
    ONCOMMIT_DROP
  }

  record Alias(String aliasname, List<String> colnames) implements Clause {}

  /**
   * A column of a SELECT list (name = its AS), of INSERT's column list (val null) or an assignment
   * of UPDATE.
   */
  record ResTarget(String name, List<Indirection> indirection, Expression val, int location)
      implements Clause {}

  record SortBy(
      Expression node,
      SortByDir sortbyDir,
      SortByNulls sortbyNulls,
      List<String> useOp,
      int location)
      implements Clause {}

  /** {@code frameOptions} is a set of the bits of {@link FrameOptions}. */
  record WindowDef(
      String name,
      String refname,
      List<Expression> partitionClause,
      List<SortBy> orderClause,
      int frameOptions,
      Expression startOffset,
      Expression endOffset,
      int location)
      implements Clause {}

  /** A GROUP BY item that is not a plain expression. */
  record GroupingSet(GroupingSetKind kind, List<Expression> content, int location)
      implements Clause, Expression {}

  /** The columns of DISTINCT ON; none for plain DISTINCT. */
  record DistinctClause(List<Expression> on) implements Clause {}

  record IntoClause(
      RangeVar rel,
      List<String> colNames,
      String accessMethod,
      List<DefElem> options,
      OnCommitAction onCommit,
      String tableSpaceName,
      boolean skipData)
      implements Clause {}

  record LockingClause(
      List<RangeVar> lockedRels, LockClauseStrength strength, LockWaitPolicy waitPolicy)
      implements Clause {}

  record WithClause(List<CommonTableExpr> ctes, boolean recursive, int location)
      implements Clause {}

  record CommonTableExpr(
      String ctename,
      List<String> aliascolnames,
      CTEMaterialize ctematerialized,
      Statement ctequery,
      CTESearchClause searchClause,
      CTECycleClause cycleClause,
      int location)
      implements Clause {}

  record CTESearchClause(
      List<String> searchColList, boolean searchBreadthFirst, String searchSeqColumn, int location)
      implements Clause {}

  record CTECycleClause(
      List<String> cycleColList,
      String cycleMarkColumn,
      Expression cycleMarkValue,
      Expression cycleMarkDefault,
      String cyclePathColumn,
      int location)
      implements Clause {}

  record InferClause(
      List<IndexElem> indexElems, Expression whereClause, String conname, int location)
      implements Clause {}

  record OnConflictClause(
      OnConflictAction action,
      InferClause infer,
      List<ResTarget> targetList,
      Expression whereClause,
      int location)
      implements Clause {}

  record MergeWhenClause(
      MergeMatchKind matchKind,
      CmdType commandType,
      OverridingKind override,
      Expression condition,
      List<ResTarget> targetList,
      List<Expression> values)
      implements Clause {}

  record ReturningOption(ReturningOptionKind option, String value, int location)
      implements Clause {}

  record ReturningClause(List<ReturningOption> options, List<ResTarget> exprs) implements Clause {}

  /** {@code FOR TABLE} of a transition table in CREATE TRIGGER ... REFERENCING. */
  record TriggerTransition(String name, boolean isNew, boolean isTable) implements Clause {}
}
