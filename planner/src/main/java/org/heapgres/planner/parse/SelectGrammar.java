package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Clause.CTECycleClause;
import org.heapgres.planner.parse.tree.Clause.CTEMaterialize;
import org.heapgres.planner.parse.tree.Clause.CTESearchClause;
import org.heapgres.planner.parse.tree.Clause.CommonTableExpr;
import org.heapgres.planner.parse.tree.Clause.DistinctClause;
import org.heapgres.planner.parse.tree.Clause.GroupingSet;
import org.heapgres.planner.parse.tree.Clause.GroupingSetKind;
import org.heapgres.planner.parse.tree.Clause.IntoClause;
import org.heapgres.planner.parse.tree.Clause.LockClauseStrength;
import org.heapgres.planner.parse.tree.Clause.LockWaitPolicy;
import org.heapgres.planner.parse.tree.Clause.LockingClause;
import org.heapgres.planner.parse.tree.Clause.OnCommitAction;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Clause.SortByDir;
import org.heapgres.planner.parse.tree.Clause.SortByNulls;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.Clause.WithClause;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Indirection.A_Star;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Statement.LimitOption;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Statement.SetOperation;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** Queries: SELECT, VALUES, TABLE, set operations, WITH, and the clauses around them. */
final class SelectGrammar extends GrammarPart {

  SelectGrammar(Grammar g) {
    super(g);
  }

  /** Whether a query starts here that is not in parentheses. */
  boolean atSelect() {
    return switch (tokens.kind) {
      case SELECT, VALUES, TABLE, WITH, WITH_LA -> true;
      default -> false;
    };
  }

  /** Whether what follows goes on with a query that has just been closed with a parenthesis. */
  boolean atContinuation() {
    return switch (tokens.kind) {
      case UNION, INTERSECT, EXCEPT, ORDER, LIMIT, OFFSET, FETCH, FOR -> true;
      default -> false;
    };
  }

  SelectStmt selectStmt() {
    if (at(LEFT_PAREN)) {
      SelectStmt query = selectWithParens();
      return atContinuation() ? continued(query) : query;
    }
    return selectNoParens();
  }

  SelectStmt selectNoParens() {
    WithClause with = optionalWithClause();
    return withTail(selectClause(), with);
  }

  SelectStmt selectWithParens() {
    tokens.enter();
    expect(LEFT_PAREN);
    SelectStmt query = selectStmt();
    expect(RIGHT_PAREN);
    tokens.leave();
    return query;
  }

  /** Goes on after a query in parentheses that the caller has read. */
  SelectStmt continued(SelectStmt first) {
    return withTail(setOperations(first, 1), null);
  }

  /** A query whose WITH the caller has read. */
  SelectStmt selectAfterWith(WithClause with) {
    return withTail(selectClause(), with);
  }

  private SelectStmt selectClause() {
    return setOperations(selectOperand(), 1);
  }

  private SelectStmt selectOperand() {
    return switch (tokens.kind) {
      case SELECT -> simpleSelect();
      case VALUES -> valuesClause();
      case TABLE -> {
        tokens.advance();
        yield allOf(g.from.relationExpr());
      }
      case LEFT_PAREN -> selectWithParens();
      default -> throw syntaxError();
    };
  }

  /** INTERSECT binds more tightly than UNION and EXCEPT. */
  private SelectStmt setOperations(SelectStmt first, int minimum) {
    SelectStmt left = first;
    while (true) {
      SetOperation operation =
          switch (tokens.kind) {
            case UNION -> SetOperation.SETOP_UNION;
            case EXCEPT -> SetOperation.SETOP_EXCEPT;
            case INTERSECT -> SetOperation.SETOP_INTERSECT;
            default -> SetOperation.SETOP_NONE;
          };
      int level = operation == SetOperation.SETOP_INTERSECT ? 2 : 1;
      if (operation == SetOperation.SETOP_NONE || level < minimum) {
        return left;
      }
      tokens.advance();
      boolean all = accept(ALL);
      if (!all) {
        accept(DISTINCT);
      }
      SelectStmt right = setOperations(selectOperand(), level + 1);
      QueryBuilder query = new QueryBuilder();
      query.op = operation;
      query.all = all;
      query.larg = left;
      query.rarg = right;
      left = query.build();
    }
  }

  // SELECT itself.

  private SelectStmt simpleSelect() {
    tokens.enter();
    QueryBuilder query = new QueryBuilder();
    expect(SELECT);
    if (accept(DISTINCT)) {
      query.distinctClause =
          new DistinctClause(accept(ON) ? parenthesized(g.expressions::expression) : List.of());
      query.targetList = targetList();
    } else {
      accept(ALL);
      query.targetList = atEndOfTargetList() ? List.of() : targetList();
    }
    if (accept(INTO)) {
      query.intoClause = into(g.relations.optTempTableName());
    }
    query.fromClause = g.from.fromClause();
    query.whereClause = whereClause();
    if (accept(GROUP)) {
      expect(BY);
      query.groupDistinct = accept(DISTINCT);
      if (!query.groupDistinct) {
        accept(ALL);
      }
      query.groupClause = commaList(this::groupByItem);
    }
    query.havingClause = accept(HAVING) ? g.expressions.expression() : null;
    query.windowClause = accept(WINDOW) ? commaList(g.windows::definition) : List.of();
    tokens.leave();
    return query.build();
  }

  private static IntoClause into(RangeVar relation) {
    return new IntoClause(
        relation, List.of(), null, List.of(), OnCommitAction.ONCOMMIT_NOOP, null, false);
  }

  /** Whether the select list is empty. What neither ends it nor starts an item is an error. */
  private boolean atEndOfTargetList() {
    return endsTargetList(tokens.kind);
  }

  /** Whether {@code kind} may follow a select list. */
  static boolean endsTargetList(Token kind) {
    return switch (kind) {
      case INTO,
          FROM,
          WHERE,
          GROUP,
          HAVING,
          WINDOW,
          ORDER,
          LIMIT,
          OFFSET,
          FETCH,
          FOR,
          UNION,
          INTERSECT,
          EXCEPT,
          WITH,
          ON,
          RETURNING,
          CREATE,
          GRANT,
          RIGHT_PAREN,
          SEMICOLON,
          END_OF_INPUT ->
          true;
      default -> false;
    };
  }

  List<ResTarget> targetList() {
    return commaList(this::targetElement);
  }

  private ResTarget targetElement() {
    int start = location();
    if (accept(STAR)) {
      return new ResTarget(null, List.of(), new ColumnRef(List.of(new A_Star()), start), start);
    }
    Expression value = g.expressions.labelled();
    String label = null;
    if (accept(AS)) {
      label = colLabel();
    } else if (tokens.kind.isBareLabel()) {
      label = take();
    }
    return new ResTarget(label, List.of(), value, start);
  }

  Expression whereClause() {
    return accept(WHERE) ? g.expressions.expression() : null;
  }

  private Expression groupByItem() {
    int start = location();
    switch (tokens.kind) {
      case LEFT_PAREN -> {
        if (accept(LEFT_PAREN, RIGHT_PAREN)) {
          return new GroupingSet(GroupingSetKind.GROUPING_SET_EMPTY, List.of(), start);
        }
      }
      case CUBE, ROLLUP -> {
        if (tokens.peek(1) == LEFT_PAREN) {
          GroupingSetKind kind =
              at(CUBE) ? GroupingSetKind.GROUPING_SET_CUBE : GroupingSetKind.GROUPING_SET_ROLLUP;
          tokens.advance();
          return new GroupingSet(kind, parenthesized(g.expressions::expression), start);
        }
      }
      case GROUPING -> {
        if (accept(GROUPING, SETS)) {
          return new GroupingSet(
              GroupingSetKind.GROUPING_SET_SETS, parenthesized(this::groupByItem), start);
        }
      }
      default -> {}
    }
    return g.expressions.expression();
  }

  // VALUES and TABLE.

  SelectStmt valuesClause() {
    expect(VALUES);
    QueryBuilder query = new QueryBuilder();
    query.valuesLists = commaList(() -> parenthesized(g.expressions::expression));
    return query.build();
  }

  private static SelectStmt allOf(RangeVar relation) {
    QueryBuilder query = new QueryBuilder();
    ColumnRef star = new ColumnRef(List.of(new A_Star()), -1);
    query.targetList = List.of(new ResTarget(null, List.of(), star, -1));
    query.fromClause = List.<TableReference>of(relation);
    return query.build();
  }

  /** {@code SELECT} of these targets and nothing else. */
  static SelectStmt of(List<ResTarget> targets) {
    QueryBuilder query = new QueryBuilder();
    query.targetList = targets;
    return query.build();
  }

  // ORDER BY, LIMIT, FOR UPDATE, and WITH in front.

  private SelectStmt withTail(SelectStmt select, WithClause with) {
    QueryBuilder query = new QueryBuilder(select);
    boolean changed = with != null;
    if (at(ORDER)) {
      changed = true;
      int at = tokens.location(2);
      List<SortBy> sort = sortClause();
      if (!query.sortClause.isEmpty()) {
        throw syntaxError("multiple ORDER BY clauses not allowed", at);
      }
      query.sortClause = sort;
    }
    Limit limit = new Limit();
    List<LockingClause> locking = List.of();
    if (at(FOR)) {
      locking = lockingClauses();
      limit.read();
      changed = true;
    } else if (limit.read()) {
      locking = lockingClauses();
      changed = true;
    }
    if (!changed) {
      return select;
    }
    query.lockingClause = joined(query.lockingClause, locking);
    limit.applyTo(query);
    if (with != null) {
      if (query.withClause != null) {
        throw syntaxError("multiple WITH clauses not allowed", with.location());
      }
      query.withClause = with;
    }
    return query.build();
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    if (first.isEmpty()) {
      return second;
    }
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return unmodifiable(all);
  }

  List<SortBy> optionalSortClause() {
    return at(ORDER) ? sortClause() : List.of();
  }

  List<SortBy> sortClause() {
    expect(ORDER, BY);
    return commaList(this::sortBy);
  }

  private SortBy sortBy() {
    Expression key = g.expressions.expression();
    SortByDir direction = SortByDir.SORTBY_DEFAULT;
    List<String> operator = List.of();
    int at = -1;
    if (accept(USING)) {
      at = location();
      direction = SortByDir.SORTBY_USING;
      operator = g.names.qualifiedAnyOperator();
    } else {
      direction = ascDesc();
    }
    return new SortBy(key, direction, nullsOrder(), operator, at);
  }

  SortByDir ascDesc() {
    return accept(ASC)
        ? SortByDir.SORTBY_ASC
        : accept(DESC) ? SortByDir.SORTBY_DESC : SortByDir.SORTBY_DEFAULT;
  }

  SortByNulls nullsOrder() {
    if (!accept(NULLS_LA)) {
      return SortByNulls.SORTBY_NULLS_DEFAULT;
    }
    if (accept(FIRST)) {
      return SortByNulls.SORTBY_NULLS_FIRST;
    }
    expect(LAST);
    return SortByNulls.SORTBY_NULLS_LAST;
  }

  private List<LockingClause> lockingClauses() {
    List<LockingClause> clauses = new ArrayList<>(1);
    while (at(FOR)) {
      if (clauses.isEmpty() && tokens.peek(1) == READ) {
        tokens.advance();
        expect(READ, ONLY);
        return List.of();
      }
      tokens.advance();
      clauses.add(lockingClause());
    }
    return unmodifiable(clauses);
  }

  private LockingClause lockingClause() {
    LockClauseStrength strength =
        switch (tokens.kind) {
          case UPDATE -> LockClauseStrength.LCS_FORUPDATE;
          case SHARE -> LockClauseStrength.LCS_FORSHARE;
          case NO -> {
            tokens.advance();
            if (!at(KEY)) {
              throw syntaxError();
            }
            yield LockClauseStrength.LCS_FORNOKEYUPDATE;
          }
          case KEY -> LockClauseStrength.LCS_FORKEYSHARE;
          default -> throw syntaxError();
        };
    tokens.advance();
    switch (strength) {
      case LCS_FORNOKEYUPDATE -> expect(UPDATE);
      case LCS_FORKEYSHARE -> expect(SHARE);
      default -> {}
    }
    List<RangeVar> relations = accept(OF) ? commaList(g.names::qualifiedName) : List.of();
    LockWaitPolicy policy = LockWaitPolicy.LockWaitBlock;
    if (accept(NOWAIT)) {
      policy = LockWaitPolicy.LockWaitError;
    } else if (acceptAll(SKIP, LOCKED)) {
      policy = LockWaitPolicy.LockWaitSkip;
    }
    return new LockingClause(relations, strength, policy);
  }

  /** LIMIT, OFFSET and FETCH, in either order. */
  private final class Limit {
    private Expression count;
    private Expression offset;
    private LimitOption option = LimitOption.LIMIT_OPTION_DEFAULT;
    private int offsetLocation = -1;
    private int countLocation = -1;
    private int optionLocation = -1;

    /** Returns whether there was any. */
    boolean read() {
      boolean any = false;
      if (at(LIMIT) || at(FETCH)) {
        readCount();
        any = true;
      }
      if (at(OFFSET)) {
        readOffset();
        any = true;
      }
      if (count == null && (at(LIMIT) || at(FETCH))) {
        readCount();
      }
      return any;
    }

    private void readCount() {
      int start = location();
      option = LimitOption.LIMIT_OPTION_COUNT;
      countLocation = start;
      if (accept(LIMIT)) {
        int at = location();
        count = accept(ALL) ? new A_Const(null, at) : g.expressions.expression();
        if (at(COMMA)) {
          tokens.advance();
          if (!accept(ALL)) {
            g.expressions.expression();
          }
          throw syntaxError("LIMIT #,# syntax is not supported", start)
              .withHint("Use separate LIMIT and OFFSET clauses.");
        }
        return;
      }
      expect(FETCH);
      if (!accept(FIRST)) {
        expect(NEXT);
      }
      count =
          (at(ROW) && tokens.peek(1) != LEFT_PAREN)
                  || (at(ROWS) && (tokens.peek(1) == ONLY || tokens.peek(1) == WITH))
              ? new A_Const(integer(1), -1)
              : fetchValue();
      rows();
      optionLocation = location();
      if (accept(WITH)) {
        expect(TIES);
        option = LimitOption.LIMIT_OPTION_WITH_TIES;
      } else {
        expect(ONLY);
      }
    }

    private void readOffset() {
      offsetLocation = location();
      tokens.advance();
      offset = g.expressions.expression();
      if (option == LimitOption.LIMIT_OPTION_DEFAULT) {
        option = LimitOption.LIMIT_OPTION_COUNT;
      }
      if (at(ROW) || at(ROWS)) {
        tokens.advance();
      }
    }

    private void rows() {
      if (!accept(ROW)) {
        expect(ROWS);
      }
    }

    private Expression fetchValue() {
      if (at(PLUS) || at(MINUS)) {
        return g.expressions.signedNumber();
      }
      return g.primaries.primary();
    }

    void applyTo(QueryBuilder query) {
      if (offset != null) {
        if (query.limitOffset != null) {
          throw syntaxError("multiple OFFSET clauses not allowed", offsetLocation);
        }
        query.limitOffset = offset;
      }
      if (count != null) {
        if (query.limitCount != null) {
          throw syntaxError("multiple LIMIT clauses not allowed", countLocation);
        }
        query.limitCount = count;
      }
      if (option == LimitOption.LIMIT_OPTION_DEFAULT) {
        return;
      }
      if (option == LimitOption.LIMIT_OPTION_WITH_TIES) {
        requireTiesAllowed(query);
      }
      query.limitOption = option;
    }

    private void requireTiesAllowed(QueryBuilder query) {
      if (query.sortClause.isEmpty()) {
        throw syntaxError("WITH TIES cannot be specified without ORDER BY clause", optionLocation);
      }
      for (LockingClause lock : query.lockingClause) {
        if (lock.waitPolicy() == LockWaitPolicy.LockWaitSkip) {
          throw syntaxError(
              "SKIP LOCKED and WITH TIES options cannot be used together", optionLocation);
        }
      }
    }
  }

  // WITH.

  WithClause optionalWithClause() {
    return at(WITH) || at(WITH_LA) ? withClause() : null;
  }

  private WithClause withClause() {
    int start = location();
    tokens.advance();
    boolean recursive = at(RECURSIVE) && tokens.peek(1) != AS && tokens.peek(1) != LEFT_PAREN;
    if (recursive) {
      tokens.advance();
    }
    return new WithClause(commaList(this::commonTableExpr), recursive, start);
  }

  private CommonTableExpr commonTableExpr() {
    int start = location();
    String name = colId();
    List<String> columns = optionalColumnList();
    expect(AS);
    CTEMaterialize materialize = CTEMaterialize.CTEMaterializeDefault;
    if (accept(MATERIALIZED)) {
      materialize = CTEMaterialize.CTEMaterializeAlways;
    } else if (acceptAll(NOT, MATERIALIZED)) {
      materialize = CTEMaterialize.CTEMaterializeNever;
    }
    tokens.enter();
    expect(LEFT_PAREN);
    Statement query = g.statements.preparable();
    expect(RIGHT_PAREN);
    tokens.leave();
    CTESearchClause search = at(SEARCH) ? searchClause() : null;
    CTECycleClause cycle = at(CYCLE) ? cycleClause() : null;
    return new CommonTableExpr(name, columns, materialize, query, search, cycle, start);
  }

  private CTESearchClause searchClause() {
    int start = location();
    tokens.advance();
    boolean breadth = accept(BREADTH);
    if (!breadth) {
      expect(DEPTH);
    }
    expect(FIRST, BY);
    List<String> columns = nameList();
    expect(SET);
    return new CTESearchClause(columns, breadth, colId(), start);
  }

  private CTECycleClause cycleClause() {
    int start = location();
    tokens.advance();
    List<String> columns = nameList();
    expect(SET);
    String mark = colId();
    Expression value = new A_Const(bool(true), -1);
    Expression otherwise = new A_Const(bool(false), -1);
    if (accept(TO)) {
      value = g.primaries.constant();
      expect(DEFAULT);
      otherwise = g.primaries.constant();
    }
    expect(USING);
    return new CTECycleClause(columns, mark, value, otherwise, colId(), start);
  }

  // Index and constraint options that queries share a word with.

  /** {@code NULLS [NOT] DISTINCT}: true for NOT DISTINCT. */
  boolean nullsNotDistinct() {
    if (!accept(NULLS)) {
      return false;
    }
    boolean not = accept(NOT);
    expect(DISTINCT);
    return not;
  }

  WindowDef windowReference() {
    return g.windows.reference();
  }
}
