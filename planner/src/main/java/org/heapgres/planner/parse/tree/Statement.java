package org.heapgres.planner.parse.tree;

import java.util.List;
import org.heapgres.planner.parse.tree.Clause.DistinctClause;
import org.heapgres.planner.parse.tree.Clause.IntoClause;
import org.heapgres.planner.parse.tree.Clause.LockingClause;
import org.heapgres.planner.parse.tree.Clause.MergeWhenClause;
import org.heapgres.planner.parse.tree.Clause.OnConflictClause;
import org.heapgres.planner.parse.tree.Clause.OverridingKind;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Clause.ReturningClause;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.Clause.WithClause;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** A whole statement: here queries and data changes, the rest by family. */
public sealed interface Statement extends Node
    permits Statement.SelectStmt,
        Statement.InsertStmt,
        Statement.UpdateStmt,
        Statement.DeleteStmt,
        Statement.MergeStmt,
        Statement.ReturnStmt,
        Statement.PLAssignStmt,
        RelationStatement,
        ObjectStatement,
        AccessStatement,
        UtilityStatement {

  enum SetOperation {
    SETOP_NONE,
    SETOP_UNION,
    SETOP_INTERSECT,
    SETOP_EXCEPT
  }

  enum LimitOption {
    LIMIT_OPTION_DEFAULT,
    LIMIT_OPTION_COUNT,
    LIMIT_OPTION_WITH_TIES
  }

  /**
   * A SELECT, a VALUES (only {@code valuesLists}) or a set operation ({@code op}, {@code all},
   * {@code larg}, {@code rarg}); each may carry WITH, ORDER BY, LIMIT and locking. {@code
   * groupClause} holds expressions and grouping sets. A {@code limitCount} of constant NULL is
   * LIMIT ALL.
   */
  record SelectStmt(
      DistinctClause distinctClause,
      IntoClause intoClause,
      List<ResTarget> targetList,
      List<TableReference> fromClause,
      Expression whereClause,
      List<Expression> groupClause,
      boolean groupDistinct,
      Expression havingClause,
      List<WindowDef> windowClause,
      List<List<Expression>> valuesLists,
      List<SortBy> sortClause,
      Expression limitOffset,
      Expression limitCount,
      LimitOption limitOption,
      List<LockingClause> lockingClause,
      WithClause withClause,
      SetOperation op,
      boolean all,
      SelectStmt larg,
      SelectStmt rarg)
      implements Statement {
    /** The same with other columns. */
    public SelectStmt withTargets(List<ResTarget> targets) {
      return new SelectStmt(
          distinctClause,
          intoClause,
          targets,
          fromClause,
          whereClause,
          groupClause,
          groupDistinct,
          havingClause,
          windowClause,
          valuesLists,
          sortClause,
          limitOffset,
          limitCount,
          limitOption,
          lockingClause,
          withClause,
          op,
          all,
          larg,
          rarg);
    }

    /** The query that INTO's table is filled from. */
    public SelectStmt withoutInto() {
      return new SelectStmt(
          distinctClause,
          null,
          targetList,
          fromClause,
          whereClause,
          groupClause,
          groupDistinct,
          havingClause,
          windowClause,
          valuesLists,
          sortClause,
          limitOffset,
          limitCount,
          limitOption,
          lockingClause,
          withClause,
          op,
          all,
          larg,
          rarg);
    }
  }

  /** {@code selectStmt} is null for DEFAULT VALUES. */
  record InsertStmt(
      RangeVar relation,
      List<ResTarget> cols,
      SelectStmt selectStmt,
      OnConflictClause onConflictClause,
      ReturningClause returningClause,
      WithClause withClause,
      OverridingKind override)
      implements Statement {}

  record DeleteStmt(
      RangeVar relation,
      List<TableReference> usingClause,
      Expression whereClause,
      ReturningClause returningClause,
      WithClause withClause)
      implements Statement {}

  record UpdateStmt(
      RangeVar relation,
      List<ResTarget> targetList,
      Expression whereClause,
      List<TableReference> fromClause,
      ReturningClause returningClause,
      WithClause withClause)
      implements Statement {}

  record MergeStmt(
      RangeVar relation,
      TableReference sourceRelation,
      Expression joinCondition,
      List<MergeWhenClause> mergeWhenClauses,
      ReturningClause returningClause,
      WithClause withClause)
      implements Statement {}

  /** {@code RETURN expression}, the body of a SQL function. */
  record ReturnStmt(Expression returnval) implements Statement {}

  /**
   * An assignment of PL/pgSQL; {@code nnames} is the number of names in front of the subscripts.
   */
  record PLAssignStmt(
      String name, List<Indirection> indirection, int nnames, SelectStmt val, int location)
      implements Statement {}
}
