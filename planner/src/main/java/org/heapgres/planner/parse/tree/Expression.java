package org.heapgres.planner.parse.tree;

import java.util.List;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;

/** Whatever the grammar accepts where a scalar expression may stand. */
public sealed interface Expression extends Node
    permits Expression.A_Const,
        Expression.ColumnRef,
        Expression.ParamRef,
        Expression.A_Expr,
        Expression.TypeCast,
        Expression.CollateClause,
        Expression.FuncCall,
        Expression.A_Indirection,
        Expression.A_ArrayExpr,
        Expression.BoolExpr,
        Expression.SubLink,
        Expression.CaseExpr,
        Expression.CaseWhen,
        Expression.RowExpr,
        Expression.CoalesceExpr,
        Expression.MinMaxExpr,
        Expression.SQLValueFunction,
        Expression.XmlExpr,
        Expression.XmlSerialize,
        Expression.NullTest,
        Expression.BooleanTest,
        Expression.GroupingFunc,
        Expression.MergeSupportFunc,
        Expression.NamedArgExpr,
        Expression.SetToDefault,
        Expression.CurrentOfExpr,
        Expression.MultiAssignRef,
        JsonExpression,
        Clause.GroupingSet {

  enum A_Expr_Kind {
    AEXPR_OP,
    AEXPR_OP_ANY,
    AEXPR_OP_ALL,
    AEXPR_DISTINCT,
    AEXPR_NOT_DISTINCT,
    AEXPR_NULLIF,
    AEXPR_IN,
    AEXPR_LIKE,
    AEXPR_ILIKE,
    AEXPR_SIMILAR,
    AEXPR_BETWEEN,
    AEXPR_NOT_BETWEEN,
    AEXPR_BETWEEN_SYM,
    AEXPR_NOT_BETWEEN_SYM
  }

  enum BoolExprType {
    AND_EXPR,
    OR_EXPR,
    NOT_EXPR
  }

  enum SubLinkType {
    EXISTS_SUBLINK,
    ALL_SUBLINK,
    ANY_SUBLINK,
    EXPR_SUBLINK,
    ARRAY_SUBLINK
  }

  enum CoercionForm {
    COERCE_EXPLICIT_CALL,
    COERCE_EXPLICIT_CAST,
    COERCE_IMPLICIT_CAST,
    COERCE_SQL_SYNTAX
  }

  enum MinMaxOp {
    IS_GREATEST,
    IS_LEAST
  }

  enum SQLValueFunctionOp {
    SVFOP_CURRENT_DATE,
    SVFOP_CURRENT_TIME,
    SVFOP_CURRENT_TIME_N,
    SVFOP_CURRENT_TIMESTAMP,
    SVFOP_CURRENT_TIMESTAMP_N,
    SVFOP_LOCALTIME,
    SVFOP_LOCALTIME_N,
    SVFOP_LOCALTIMESTAMP,
    SVFOP_LOCALTIMESTAMP_N,
    SVFOP_CURRENT_ROLE,
    SVFOP_CURRENT_USER,
    SVFOP_USER,
    SVFOP_SESSION_USER,
    SVFOP_CURRENT_CATALOG,
    SVFOP_CURRENT_SCHEMA
  }

  enum XmlExprOp {
    IS_XMLCONCAT,
    IS_XMLELEMENT,
    IS_XMLFOREST,
    IS_XMLPARSE,
    IS_XMLPI,
    IS_XMLROOT,
    IS_DOCUMENT
  }

  enum XmlOptionType {
    XMLOPTION_DOCUMENT,
    XMLOPTION_CONTENT
  }

  enum NullTestType {
    IS_NULL,
    IS_NOT_NULL
  }

  enum BoolTestType {
    IS_TRUE,
    IS_NOT_TRUE,
    IS_FALSE,
    IS_NOT_FALSE,
    IS_UNKNOWN,
    IS_NOT_UNKNOWN
  }

  /** A literal; {@code val} is null for {@code NULL}. */
  record A_Const(Value val, int location) implements Expression {

    public boolean isnull() {
      return val == null;
    }
  }

  /** {@code fields} are strings, the last one may be a star or all but the first be subscripts. */
  record ColumnRef(List<Indirection> fields, int location) implements Expression {}

  record ParamRef(int number, int location) implements Expression {}

  /**
   * An operator. {@code lexpr} is null for a prefix operator; {@code rexpr} is a {@link
   * Value.ListValue} for IN and BETWEEN. {@code rexprListStart} and {@code rexprListEnd} are the
   * places of the parentheses of an IN list.
   */
  record A_Expr(
      A_Expr_Kind kind,
      List<String> name,
      Expression lexpr,
      Node rexpr,
      int rexprListStart,
      int rexprListEnd,
      int location)
      implements Expression {}

  record TypeCast(Expression arg, TypeName typeName, int location) implements Expression {}

  /** {@code arg} is null where the clause belongs to a column or domain definition. */
  record CollateClause(Expression arg, List<String> collname, int location) implements Expression {}

  record FuncCall(
      List<String> funcname,
      List<Expression> args,
      List<SortBy> aggOrder,
      Expression aggFilter,
      WindowDef over,
      boolean aggWithinGroup,
      boolean aggStar,
      boolean aggDistinct,
      boolean funcVariadic,
      CoercionForm funcformat,
      int location)
      implements Expression {}

  record A_Indirection(Expression arg, List<Indirection> indirection) implements Expression {}

  /** {@code listStart} and {@code listEnd} are the places of the brackets. */
  record A_ArrayExpr(List<Expression> elements, int listStart, int listEnd, int location)
      implements Expression {}

  record BoolExpr(BoolExprType boolop, List<Expression> args, int location) implements Expression {}

  /** {@code operName} is empty for IN. */
  record SubLink(
      SubLinkType subLinkType,
      Expression testexpr,
      List<String> operName,
      SelectStmt subselect,
      int location)
      implements Expression {}

  record CaseExpr(Expression arg, List<CaseWhen> args, Expression defresult, int location)
      implements Expression {}

  record CaseWhen(Expression expr, Expression result, int location) implements Expression {}

  record RowExpr(List<Expression> args, CoercionForm rowFormat, int location)
      implements Expression {}

  record CoalesceExpr(List<Expression> args, int location) implements Expression {}

  record MinMaxExpr(MinMaxOp op, List<Expression> args, int location) implements Expression {}

  /** {@code typmod} is the precision, -1 if none was written. */
  record SQLValueFunction(SQLValueFunctionOp op, int typmod, int location) implements Expression {}

  /** {@code namedArgs} are the attributes of XMLELEMENT and the elements of XMLFOREST. */
  record XmlExpr(
      XmlExprOp op,
      String name,
      List<Clause.ResTarget> namedArgs,
      List<Expression> args,
      XmlOptionType xmloption,
      int location)
      implements Expression {}

  record XmlSerialize(
      XmlOptionType xmloption, Expression expr, TypeName typeName, boolean indent, int location)
      implements Expression {}

  record NullTest(Expression arg, NullTestType nulltesttype, int location) implements Expression {}

  record BooleanTest(Expression arg, BoolTestType booltesttype, int location)
      implements Expression {}

  record GroupingFunc(List<Expression> args, int location) implements Expression {}

  /** {@code MERGE_ACTION()}. */
  record MergeSupportFunc(int location) implements Expression {}

  record NamedArgExpr(Expression arg, String name, int argnumber, int location)
      implements Expression {}

  /** {@code DEFAULT} in VALUES and UPDATE. */
  record SetToDefault(int location) implements Expression {}

  /** {@code WHERE CURRENT OF cursor}. */
  record CurrentOfExpr(String cursorName) implements Expression {}

  /** Column {@code colno} (from 1) of {@code source} in {@code SET (a, b) = source}. */
  record MultiAssignRef(Expression source, int colno, int ncolumns) implements Expression {}
}
