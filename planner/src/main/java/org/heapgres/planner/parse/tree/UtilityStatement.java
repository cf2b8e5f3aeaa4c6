package org.heapgres.planner.parse.tree;

import java.util.List;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Definition.VacuumRelation;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** Statements about transactions, settings, prepared statements, cursors and upkeep. */
public sealed interface UtilityStatement extends Statement {

  enum TransactionStmtKind {
    TRANS_STMT_BEGIN,
    TRANS_STMT_START,
    TRANS_STMT_COMMIT,
    TRANS_STMT_ROLLBACK,
    TRANS_STMT_SAVEPOINT,
    TRANS_STMT_RELEASE,
    TRANS_STMT_ROLLBACK_TO,
    TRANS_STMT_PREPARE,
    TRANS_STMT_COMMIT_PREPARED,
    TRANS_STMT_ROLLBACK_PREPARED
  }

  enum VariableSetKind {
    VAR_SET_VALUE,
    VAR_SET_DEFAULT,
    VAR_SET_CURRENT,
    VAR_SET_MULTI,
    VAR_RESET,
    VAR_RESET_ALL
  }

  enum FetchDirection {
    FETCH_FORWARD,
    FETCH_BACKWARD,
    FETCH_ABSOLUTE,
    FETCH_RELATIVE
  }

  enum DiscardMode {
    DISCARD_ALL,
    DISCARD_PLANS,
    DISCARD_SEQUENCES,
    DISCARD_TEMP
  }

  enum ReindexObjectType {
    REINDEX_OBJECT_INDEX,
    REINDEX_OBJECT_TABLE,
    REINDEX_OBJECT_SCHEMA,
    REINDEX_OBJECT_SYSTEM,
    REINDEX_OBJECT_DATABASE
  }

  /** {@code location} is that of a savepoint's or global transaction's name. */
  record TransactionStmt(
      TransactionStmtKind kind,
      List<DefElem> options,
      String savepointName,
      String gid,
      boolean chain,
      int location)
      implements UtilityStatement {}

  /** {@code args} are constants or type casts; those of SET TRANSACTION are options. */
  record VariableSetStmt(
      VariableSetKind kind,
      String name,
      List<Node> args,
      boolean jumbleArgs,
      boolean isLocal,
      int location)
      implements UtilityStatement {}

  record VariableShowStmt(String name) implements UtilityStatement {}

  record AlterSystemStmt(VariableSetStmt setstmt) implements UtilityStatement {}

  record PrepareStmt(String name, List<TypeName> argtypes, Statement query)
      implements UtilityStatement {}

  record ExecuteStmt(String name, List<Expression> params) implements UtilityStatement {}

  record DeallocateStmt(String name, boolean isall, int location) implements UtilityStatement {}

  /** {@code options} is a set of the {@code CURSOR_OPT_...} bits. */
  record DeclareCursorStmt(String portalname, int options, Statement query)
      implements UtilityStatement {
    public static final int CURSOR_OPT_BINARY = 0x0001;
    public static final int CURSOR_OPT_SCROLL = 0x0002;
    public static final int CURSOR_OPT_NO_SCROLL = 0x0004;
    public static final int CURSOR_OPT_INSENSITIVE = 0x0008;
    public static final int CURSOR_OPT_ASENSITIVE = 0x0010;
    public static final int CURSOR_OPT_HOLD = 0x0020;

    /** Set for every declared cursor. */
    public static final int CURSOR_OPT_FAST_PLAN = 0x0100;
  }

  /** {@code portalname} null is ALL. */
  record ClosePortalStmt(String portalname) implements UtilityStatement {}

  record FetchStmt(FetchDirection direction, long howMany, String portalname, boolean ismove)
      implements UtilityStatement {
    public static final long FETCH_ALL = Long.MAX_VALUE;
  }

  /**
   * {@code filename} null is STDIN or STDOUT; either {@code relation} or {@code query} is given.
   */
  record CopyStmt(
      RangeVar relation,
      Statement query,
      List<String> attlist,
      boolean isFrom,
      boolean isProgram,
      String filename,
      List<DefElem> options,
      Expression whereClause)
      implements UtilityStatement {}

  record ExplainStmt(Statement query, List<DefElem> options) implements UtilityStatement {}

  /**
   * {@code tag} is that of the body's dollar quotes, which may name its language; empty without
   * one. {@code using} selects the block's arguments, null for none; that, and options in WITH,
   * PostgreSQL does not have.
   */
  record DoStmt(List<DefElem> args, String tag, SelectStmt using) implements UtilityStatement {}

  record CallStmt(FuncCall funccall) implements UtilityStatement {}

  record NotifyStmt(String conditionname, String payload) implements UtilityStatement {}

  record ListenStmt(String conditionname) implements UtilityStatement {}

  /** {@code conditionname} null is {@code *}. */
  record UnlistenStmt(String conditionname) implements UtilityStatement {}

  /** {@code mode} is PostgreSQL's number of the lock mode, 1 (ACCESS SHARE) to 8. */
  record LockStmt(List<RangeVar> relations, int mode, boolean nowait) implements UtilityStatement {}

  /** {@code constraints} empty is ALL. */
  record ConstraintsSetStmt(List<RangeVar> constraints, boolean deferred)
      implements UtilityStatement {}

  record VacuumStmt(List<DefElem> options, List<VacuumRelation> rels, boolean isVacuumcmd)
      implements UtilityStatement {}

  record ClusterStmt(RangeVar relation, String indexname, List<DefElem> params)
      implements UtilityStatement {}

  record ReindexStmt(ReindexObjectType kind, RangeVar relation, String name, List<DefElem> params)
      implements UtilityStatement {}

  record CheckPointStmt() implements UtilityStatement {}

  record DiscardStmt(DiscardMode target) implements UtilityStatement {}

  record LoadStmt(String filename) implements UtilityStatement {}
}
