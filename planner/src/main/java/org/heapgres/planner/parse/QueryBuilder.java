package org.heapgres.planner.parse;

import java.util.List;
import org.heapgres.planner.parse.tree.Clause.DistinctClause;
import org.heapgres.planner.parse.tree.Clause.IntoClause;
import org.heapgres.planner.parse.tree.Clause.LockingClause;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.Clause.WithClause;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Statement.LimitOption;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Statement.SetOperation;
import org.heapgres.planner.parse.tree.TableReference;

/** Collects the clauses of a query, which the grammar reads in several places. */
final class QueryBuilder {
  DistinctClause distinctClause;
  IntoClause intoClause;
  List<ResTarget> targetList = List.of();
  List<TableReference> fromClause = List.of();
  Expression whereClause;
  List<Expression> groupClause = List.of();
  boolean groupDistinct;
  Expression havingClause;
  List<WindowDef> windowClause = List.of();
  List<List<Expression>> valuesLists = List.of();
  List<SortBy> sortClause = List.of();
  Expression limitOffset;
  Expression limitCount;
  LimitOption limitOption = LimitOption.LIMIT_OPTION_DEFAULT;
  List<LockingClause> lockingClause = List.of();
  WithClause withClause;
  SetOperation op = SetOperation.SETOP_NONE;
  boolean all;
  SelectStmt larg;
  SelectStmt rarg;

  QueryBuilder() {}

  QueryBuilder(SelectStmt query) {
    distinctClause = query.distinctClause();
    intoClause = query.intoClause();
    targetList = query.targetList();
    fromClause = query.fromClause();
    whereClause = query.whereClause();
    groupClause = query.groupClause();
    groupDistinct = query.groupDistinct();
    havingClause = query.havingClause();
    windowClause = query.windowClause();
    valuesLists = query.valuesLists();
    sortClause = query.sortClause();
    limitOffset = query.limitOffset();
    limitCount = query.limitCount();
    limitOption = query.limitOption();
    lockingClause = query.lockingClause();
    withClause = query.withClause();
    op = query.op();
    all = query.all();
    larg = query.larg();
    rarg = query.rarg();
  }

  /** A query that gives one value. */
  static SelectStmt selectOf(Expression value) {
    QueryBuilder query = new QueryBuilder();
    query.targetList = List.of(new ResTarget(null, List.of(), value, -1));
    return query.build();
  }

  SelectStmt build() {
    return new SelectStmt(
        distinctClause,
        intoClause,
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
