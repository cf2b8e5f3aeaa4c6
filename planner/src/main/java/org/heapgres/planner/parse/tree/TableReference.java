package org.heapgres.planner.parse.tree;

import java.util.List;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.JsonClause.JsonArgument;
import org.heapgres.planner.parse.tree.JsonClause.JsonBehavior;
import org.heapgres.planner.parse.tree.JsonClause.JsonTableColumn;
import org.heapgres.planner.parse.tree.JsonClause.JsonTablePathSpec;
import org.heapgres.planner.parse.tree.JsonExpression.JsonValueExpr;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;

/** What FROM is made of. */
public sealed interface TableReference extends Node {

  enum JoinType {
    JOIN_INNER,
    JOIN_LEFT,
    JOIN_FULL,
    JOIN_RIGHT
  }

  /**
   * A relation's name, in FROM and in every statement that names one. {@code inh} is false for
   * ONLY; {@code relpersistence} is {@code p}, {@code u} (unlogged) or {@code t} (temporary).
   */
  record RangeVar(
      String catalogname,
      String schemaname,
      String relname,
      boolean inh,
      char relpersistence,
      Alias alias,
      int location)
      implements TableReference {

    public RangeVar withAlias(Alias newAlias) {
      return new RangeVar(
          catalogname, schemaname, relname, inh, relpersistence, newAlias, location);
    }

    public RangeVar withRelpersistence(char persistence) {
      return new RangeVar(catalogname, schemaname, relname, inh, persistence, alias, location);
    }

    public RangeVar withInh(boolean newInh) {
      return new RangeVar(
          catalogname, schemaname, relname, newInh, relpersistence, alias, location);
    }
  }

  record RangeSubselect(boolean lateral, SelectStmt subquery, Alias alias)
      implements TableReference {}

  /** One function in FROM with the columns that its own AS clause defines. */
  record RangeFunctionItem(Expression function, List<ColumnDef> coldeflist) {}

  record RangeFunction(
      boolean lateral,
      boolean ordinality,
      boolean isRowsfrom,
      List<RangeFunctionItem> functions,
      Alias alias,
      List<ColumnDef> coldeflist)
      implements TableReference {}

  /** {@code XMLTABLE}. */
  record RangeTableFunc(
      boolean lateral,
      Expression docexpr,
      Expression rowexpr,
      List<Clause.ResTarget> namespaces,
      List<RangeTableFuncCol> columns,
      Alias alias,
      int location)
      implements TableReference {}

  record RangeTableFuncCol(
      String colname,
      TypeName typeName,
      boolean forOrdinality,
      boolean isNotNull,
      Expression colexpr,
      Expression coldefexpr,
      int location)
      implements TableReference {}

  record RangeTableSample(
      TableReference relation,
      List<String> method,
      List<Expression> args,
      Expression repeatable,
      int location)
      implements TableReference {}

  record JoinExpr(
      JoinType jointype,
      boolean isNatural,
      TableReference larg,
      TableReference rarg,
      List<String> usingClause,
      Alias joinUsingAlias,
      Expression quals,
      Alias alias)
      implements TableReference {}

  record JsonTable(
      JsonValueExpr contextItem,
      JsonTablePathSpec pathspec,
      List<JsonArgument> passing,
      List<JsonTableColumn> columns,
      JsonBehavior onError,
      Alias alias,
      boolean lateral,
      int location)
      implements TableReference {}
}
