package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Clause.CTECycleClause;
import org.heapgres.planner.parse.tree.Clause.CTESearchClause;
import org.heapgres.planner.parse.tree.Clause.CommonTableExpr;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Expr;
import org.heapgres.planner.parse.tree.Expression.BoolExpr;
import org.heapgres.planner.parse.tree.Expression.BoolExprType;
import org.heapgres.planner.parse.tree.Expression.CaseExpr;
import org.heapgres.planner.parse.tree.Expression.CaseWhen;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Indirection;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Statement.SetOperation;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.JoinExpr;
import org.heapgres.planner.parse.tree.TableReference.RangeSubselect;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * SEARCH and CYCLE of a recursive query (manual, 7.8.2.1 and 7.8.2.2), written out as PostgreSQL
 * does it: both terms become sub-queries, around which the sequence, the mark and the path are
 * computed from those of the row before.
 */
final class SearchCycle {
  private static final String FIRST = "\"*TLOCRN*\"";
  private static final String STEP = "\"*TROCRN*\"";

  private final CommonTableExpr cte;
  private final CTESearchClause search;
  private final CTECycleClause cycle;
  private final List<String> columns;

  /** {@code columns} of the query without what the clauses add. */
  private SearchCycle(CommonTableExpr cte, List<String> columns) {
    this.cte = cte;
    this.search = cte.searchClause();
    this.cycle = cte.cycleClause();
    this.columns = columns;
  }

  /** The query without the clauses, with the columns that they add. */
  static CommonTableExpr expanded(CommonTableExpr cte, List<String> columns) {
    return new SearchCycle(cte, columns).expanded();
  }

  private CommonTableExpr expanded() {
    SelectStmt union = (SelectStmt) cte.ctequery();
    require(union.larg().op() == SetOperation.SETOP_NONE, "left");
    require(union.rarg().op() == SetOperation.SETOP_NONE, "right");
    checkNames();
    List<String> names = new ArrayList<>(columns);
    if (search != null) {
      names.add(search.searchSeqColumn());
    }
    if (cycle != null) {
      names.add(cycle.cycleMarkColumn());
      names.add(cycle.cyclePathColumn());
    }
    SelectStmt both =
        new SelectStmt(
            null,
            null,
            List.of(),
            List.of(),
            null,
            List.of(),
            false,
            null,
            List.of(),
            List.of(),
            union.sortClause(),
            union.limitOffset(),
            union.limitCount(),
            union.limitOption(),
            union.lockingClause(),
            union.withClause(),
            union.op(),
            union.all(),
            first(union.larg()),
            step(union.rarg()));
    return new CommonTableExpr(
        cte.ctename(), names, cte.ctematerialized(), both, null, null, cte.location());
  }

  private void require(boolean select, String side) {
    if (!select) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "with a SEARCH or CYCLE clause, the " + side + " side of the UNION must be a SELECT");
    }
  }

  // Checks

  private void checkNames() {
    if (search != null) {
      checkColumns("search", search.searchColList(), search.location());
      checkFree("search sequence column name", search.searchSeqColumn(), search.location());
    }
    if (cycle == null) {
      return;
    }
    checkColumns("cycle", cycle.cycleColList(), cycle.location());
    checkFree("cycle mark column name", cycle.cycleMarkColumn(), cycle.location());
    checkFree("cycle path column name", cycle.cyclePathColumn(), cycle.location());
    checkApart(
        cycle.cycleMarkColumn(),
        cycle.cyclePathColumn(),
        cycle.location(),
        "cycle mark column name and cycle path column name are the same");
    if (search != null) {
      checkApart(
          search.searchSeqColumn(),
          cycle.cycleMarkColumn(),
          search.location(),
          "search sequence column name and cycle mark column name are the same");
      checkApart(
          search.searchSeqColumn(),
          cycle.cyclePathColumn(),
          search.location(),
          "search sequence column name and cycle path column name are the same");
    }
  }

  private void checkColumns(String kind, List<String> named, int location) {
    Set<String> seen = new HashSet<>();
    for (String column : named) {
      if (!columns.contains(column)) {
        throw syntax(location, kind + " column \"" + column + "\" not in WITH query column list");
      }
      if (!seen.add(column)) {
        throw Errors.at(
            location,
            SqlState.DUPLICATE_COLUMN,
            kind + " column \"" + column + "\" specified more than once");
      }
    }
  }

  private void checkFree(String kind, String name, int location) {
    if (columns.contains(name)) {
      throw syntax(location, kind + " \"" + name + "\" already used in WITH query column list");
    }
  }

  private static void checkApart(String one, String other, int location, String message) {
    if (one.equals(other)) {
      throw syntax(location, message);
    }
  }

  private static PgException syntax(int location, String message) {
    return Errors.at(location, SqlState.SYNTAX_ERROR, message);
  }

  // The terms

  private SelectStmt first(SelectStmt query) {
    List<ResTarget> targets = columnsOf(FIRST);
    if (search != null) {
      targets.add(
          target(
              search.searchSeqColumn(),
              search.searchBreadthFirst()
                  ? "ROW(0::int8, " + fields(FIRST, search.searchColList()) + ")"
                  : "ARRAY[ROW(" + fields(FIRST, search.searchColList()) + ")]"));
    }
    if (cycle != null) {
      targets.add(new ResTarget(cycle.cycleMarkColumn(), List.of(), cycle.cycleMarkDefault(), -1));
      targets.add(
          target(
              cycle.cyclePathColumn(), "ARRAY[ROW(" + fields(FIRST, cycle.cycleColList()) + ")]"));
    }
    return over(query, FIRST, columns, targets);
  }

  private SelectStmt step(SelectStmt query) {
    String before = recursiveReference(query.fromClause());
    List<ResTarget> inner = new ArrayList<>();
    for (ResTarget target : query.targetList()) {
      if (isStar(target)) {
        throw Errors.notSupported(
            cte.location(), "* in the recursive term of a query with a SEARCH or CYCLE clause");
      }
      inner.add(target);
    }
    List<String> names = new ArrayList<>(columns);
    List<ResTarget> targets = columnsOf(STEP);
    Expression where = query.whereClause();
    if (search != null) {
      String sequence = search.searchSeqColumn();
      inner.add(target(sequence, qualified(before, sequence)));
      names.add(sequence);
      String fields = fields(STEP, search.searchColList());
      String old = STEP + "." + quoted(sequence);
      targets.add(
          target(
              sequence,
              search.searchBreadthFirst()
                  ? "ROW((pg_catalog.to_jsonb(" + old + ") ->> 'f1')::int8 + 1, " + fields + ")"
                  : old + " || ROW(" + fields + ")"));
    }
    if (cycle != null) {
      String mark = cycle.cycleMarkColumn();
      String path = cycle.cyclePathColumn();
      inner.add(target(mark, qualified(before, mark)));
      inner.add(target(path, qualified(before, path)));
      names.add(mark);
      names.add(path);
      String row = "ROW(" + fields(STEP, cycle.cycleColList()) + ")";
      String old = STEP + "." + quoted(path);
      targets.add(
          new ResTarget(
              mark,
              List.of(),
              new CaseExpr(
                  null,
                  List.of(
                      new CaseWhen(
                          Parser.parseExpression(row + " = ANY (" + old + ")"),
                          cycle.cycleMarkValue(),
                          -1)),
                  cycle.cycleMarkDefault(),
                  -1),
              -1));
      targets.add(target(path, old + " || " + row));
      A_Expr going = (A_Expr) Parser.parseExpression(qualified(before, mark) + " <> NULL");
      Expression notYet =
          new A_Expr(
              going.kind(),
              going.name(),
              going.lexpr(),
              cycle.cycleMarkValue(),
              going.rexprListStart(),
              going.rexprListEnd(),
              going.location());
      where =
          where == null ? notYet : new BoolExpr(BoolExprType.AND_EXPR, List.of(where, notYet), -1);
    }
    return over(with(query, inner, where), STEP, names, targets);
  }

  private static boolean isStar(ResTarget target) {
    return target.val() instanceof ColumnRef column
        && column.fields().getLast() instanceof Indirection.A_Star;
  }

  /** What the recursive term calls the query itself. */
  private String recursiveReference(List<TableReference> from) {
    for (TableReference item : from) {
      String found = reference(item);
      if (found != null) {
        return found;
      }
    }
    throw new PgException(
        SqlState.FEATURE_NOT_SUPPORTED,
        "with a SEARCH or CYCLE clause, the recursive reference to WITH query \""
            + cte.ctename()
            + "\" must be at the top level of its right-hand SELECT");
  }

  private String reference(TableReference item) {
    return switch (item) {
      case RangeVar table
          when table.schemaname() == null && table.relname().equals(cte.ctename()) ->
          table.alias() == null ? table.relname() : table.alias().aliasname();
      case JoinExpr join -> {
        String left = reference(join.larg());
        yield left != null ? left : reference(join.rarg());
      }
      default -> null;
    };
  }

  private List<ResTarget> columnsOf(String alias) {
    List<ResTarget> targets = new ArrayList<>();
    for (String column : columns) {
      targets.add(target(column, alias + "." + quoted(column)));
    }
    return targets;
  }

  private static String fields(String alias, List<String> names) {
    return names.stream().map(name -> alias + "." + quoted(name)).collect(Collectors.joining(", "));
  }

  private static ResTarget target(String name, String expression) {
    return new ResTarget(name, List.of(), Parser.parseExpression(expression), -1);
  }

  private static String qualified(String table, String column) {
    return quoted(table) + "." + quoted(column);
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static SelectStmt over(
      SelectStmt query, String alias, List<String> names, List<ResTarget> targets) {
    RawStmt frame = Parser.parse("SELECT FROM (SELECT 1) " + alias).getFirst();
    RangeSubselect source =
        new RangeSubselect(false, query, new Alias(alias.substring(1, alias.length() - 1), names));
    SelectStmt outer = (SelectStmt) frame.stmt();
    return replaced(outer, targets, List.of(source), null);
  }

  private static SelectStmt with(SelectStmt query, List<ResTarget> targets, Expression where) {
    return replaced(query, targets, query.fromClause(), where);
  }

  private static SelectStmt replaced(
      SelectStmt query, List<ResTarget> targets, List<TableReference> from, Expression where) {
    return new SelectStmt(
        query.distinctClause(),
        query.intoClause(),
        targets,
        from,
        where,
        query.groupClause(),
        query.groupDistinct(),
        query.havingClause(),
        query.windowClause(),
        query.valuesLists(),
        query.sortClause(),
        query.limitOffset(),
        query.limitCount(),
        query.limitOption(),
        query.lockingClause(),
        query.withClause(),
        query.op(),
        query.all(),
        query.larg(),
        query.rarg());
  }
}
