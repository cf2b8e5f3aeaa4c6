package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Clause.CmdType;
import org.heapgres.planner.parse.tree.Clause.InferClause;
import org.heapgres.planner.parse.tree.Clause.MergeMatchKind;
import org.heapgres.planner.parse.tree.Clause.MergeWhenClause;
import org.heapgres.planner.parse.tree.Clause.OnConflictAction;
import org.heapgres.planner.parse.tree.Clause.OnConflictClause;
import org.heapgres.planner.parse.tree.Clause.OverridingKind;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Clause.ReturningClause;
import org.heapgres.planner.parse.tree.Clause.ReturningOption;
import org.heapgres.planner.parse.tree.Clause.ReturningOptionKind;
import org.heapgres.planner.parse.tree.Clause.WithClause;
import org.heapgres.planner.parse.tree.Definition.IndexElem;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.CurrentOfExpr;
import org.heapgres.planner.parse.tree.Expression.MultiAssignRef;
import org.heapgres.planner.parse.tree.Indirection;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Statement.DeleteStmt;
import org.heapgres.planner.parse.tree.Statement.InsertStmt;
import org.heapgres.planner.parse.tree.Statement.MergeStmt;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Statement.UpdateStmt;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** INSERT, UPDATE, DELETE and MERGE; a WITH in front has been read. */
final class DmlGrammar extends GrammarPart {
  DmlGrammar(Grammar g) {
    super(g);
  }

  // INSERT.

  Statement insert(WithClause with) {
    expect(INSERT, INTO);
    RangeVar relation = g.names.qualifiedName();
    if (accept(AS)) {
      relation = relation.withAlias(new Alias(colId(), List.of()));
    }
    List<ResTarget> columns = List.of();
    OverridingKind override = OverridingKind.OVERRIDING_NOT_SET;
    SelectStmt source;
    if (accept(DEFAULT)) {
      expect(VALUES);
      source = null;
    } else {
      if (at(LEFT_PAREN) && !atQuery()) {
        columns = parenthesized(this::insertColumn);
      }
      if (at(OVERRIDING)) {
        override = overriding();
      }
      source = g.select.selectStmt();
    }
    OnConflictClause onConflict = at(ON) ? onConflict() : null;
    return new InsertStmt(relation, columns, source, onConflict, returningClause(), with, override);
  }

  /** Whether the parenthesis here opens a query and not a column list. */
  private boolean atQuery() {
    return switch (tokens.peek(1)) {
      case LEFT_PAREN, SELECT, WITH, WITH_LA, TABLE -> true;
      case VALUES -> tokens.peek(2) == LEFT_PAREN;
      default -> false;
    };
  }

  private ResTarget insertColumn() {
    int start = location();
    String name = colId();
    return new ResTarget(name, g.primaries.optionalIndirection(), null, start);
  }

  private OverridingKind overriding() {
    expect(OVERRIDING);
    OverridingKind kind = OverridingKind.OVERRIDING_SYSTEM_VALUE;
    if (accept(USER)) {
      kind = OverridingKind.OVERRIDING_USER_VALUE;
    } else {
      expect(SYSTEM);
    }
    expect(VALUE);
    return kind;
  }

  private OnConflictClause onConflict() {
    int start = location();
    expect(ON, CONFLICT);
    InferClause target = conflictTarget();
    expect(DO);
    if (accept(NOTHING)) {
      return new OnConflictClause(
          OnConflictAction.ONCONFLICT_NOTHING, target, List.of(), null, start);
    }
    expect(UPDATE, SET);
    List<ResTarget> assignments = setClauseList();
    return new OnConflictClause(
        OnConflictAction.ONCONFLICT_UPDATE, target, assignments, g.select.whereClause(), start);
  }

  private InferClause conflictTarget() {
    int start = location();
    if (at(LEFT_PAREN)) {
      List<IndexElem> elements = parenthesized(g.indexes::indexElem);
      return new InferClause(elements, g.select.whereClause(), null, start);
    }
    if (accept(ON)) {
      expect(CONSTRAINT);
      return new InferClause(List.of(), null, colId(), start);
    }
    return null;
  }

  /** RETURNING, or null. */
  ReturningClause returningClause() {
    if (!accept(RETURNING)) {
      return null;
    }
    List<ReturningOption> options = List.of();
    if (accept(WITH)) {
      options = parenthesized(this::returningOption);
    }
    return new ReturningClause(options, g.select.targetList());
  }

  private ReturningOption returningOption() {
    int start = location();
    ReturningOptionKind kind = ReturningOptionKind.RETURNING_OPTION_NEW;
    if (accept(OLD)) {
      kind = ReturningOptionKind.RETURNING_OPTION_OLD;
    } else {
      expect(NEW);
    }
    expect(AS);
    return new ReturningOption(kind, colId(), start);
  }

  // UPDATE and DELETE.

  Statement update(WithClause with) {
    expect(UPDATE);
    RangeVar relation = g.from.relationExprOptAlias();
    expect(SET);
    List<ResTarget> assignments = setClauseList();
    List<TableReference> from = g.from.fromClause();
    Expression where = whereOrCurrent();
    return new UpdateStmt(relation, assignments, where, from, returningClause(), with);
  }

  Statement delete(WithClause with) {
    expect(DELETE, FROM);
    RangeVar relation = g.from.relationExprOptAlias();
    List<TableReference> using = accept(USING) ? g.from.fromList() : List.of();
    Expression where = whereOrCurrent();
    return new DeleteStmt(relation, using, where, returningClause(), with);
  }

  private Expression whereOrCurrent() {
    if (!accept(WHERE)) {
      return null;
    }
    if (accept(CURRENT, OF)) {
      return new CurrentOfExpr(colId());
    }
    return g.expressions.expression();
  }

  /** The assignments after SET. */
  List<ResTarget> setClauseList() {
    List<ResTarget> assignments = new ArrayList<>();
    do {
      if (at(LEFT_PAREN)) {
        multipleAssignment(assignments);
      } else {
        int start = location();
        String name = colId();
        List<Indirection> steps = g.primaries.optionalIndirection();
        expect(EQUALS);
        assignments.add(new ResTarget(name, steps, g.expressions.expression(), start));
      }
    } while (accept(COMMA));
    return unmodifiable(assignments);
  }

  /** {@code (a, b) = source}. */
  private void multipleAssignment(List<ResTarget> assignments) {
    List<ResTarget> targets = parenthesized(this::insertColumn);
    expect(EQUALS);
    Expression source = g.expressions.expression();
    for (int i = 0; i < targets.size(); i++) {
      ResTarget target = targets.get(i);
      assignments.add(
          new ResTarget(
              target.name(),
              target.indirection(),
              new MultiAssignRef(source, i + 1, targets.size()),
              target.location()));
    }
  }

  // MERGE.

  Statement merge(WithClause with) {
    expect(MERGE, INTO);
    RangeVar relation = g.from.relationExprOptAlias();
    expect(USING);
    TableReference source = g.from.tableRef();
    expect(ON);
    Expression condition = g.expressions.expression();
    List<MergeWhenClause> clauses = new ArrayList<>();
    do {
      clauses.add(mergeWhen());
    } while (at(WHEN));
    return new MergeStmt(
        relation, source, condition, unmodifiable(clauses), returningClause(), with);
  }

  private MergeWhenClause mergeWhen() {
    expect(WHEN);
    MergeMatchKind kind = mergeMatchKind();
    Expression condition = accept(AND) ? g.expressions.expression() : null;
    expect(THEN);
    boolean onTarget = kind != MergeMatchKind.MERGE_WHEN_NOT_MATCHED_BY_TARGET;
    if (acceptAll(DO, NOTHING)) {
      return mergeAction(kind, CmdType.CMD_NOTHING, condition, List.of());
    }
    if (onTarget && accept(UPDATE)) {
      expect(SET);
      return mergeAction(kind, CmdType.CMD_UPDATE, condition, setClauseList());
    }
    if (onTarget && accept(DELETE)) {
      return mergeAction(kind, CmdType.CMD_DELETE, condition, List.of());
    }
    if (onTarget) {
      throw syntaxError();
    }
    return mergeInsert(kind, condition);
  }

  private MergeMatchKind mergeMatchKind() {
    if (accept(MATCHED)) {
      return MergeMatchKind.MERGE_WHEN_MATCHED;
    }
    expect(NOT, MATCHED);
    if (accept(BY)) {
      if (accept(SOURCE)) {
        return MergeMatchKind.MERGE_WHEN_NOT_MATCHED_BY_SOURCE;
      }
      expect(TARGET);
    }
    return MergeMatchKind.MERGE_WHEN_NOT_MATCHED_BY_TARGET;
  }

  private static MergeWhenClause mergeAction(
      MergeMatchKind kind, CmdType command, Expression condition, List<ResTarget> targets) {
    return new MergeWhenClause(
        kind, command, OverridingKind.OVERRIDING_NOT_SET, condition, targets, List.of());
  }

  private MergeWhenClause mergeInsert(MergeMatchKind kind, Expression condition) {
    expect(INSERT);
    List<ResTarget> columns = at(LEFT_PAREN) ? parenthesized(this::insertColumn) : List.of();
    OverridingKind override = at(OVERRIDING) ? overriding() : OverridingKind.OVERRIDING_NOT_SET;
    List<Expression> values = List.of();
    if (columns.isEmpty() && override == OverridingKind.OVERRIDING_NOT_SET && accept(DEFAULT)) {
      expect(VALUES);
    } else {
      expect(VALUES);
      values = parenthesized(g.expressions::expression);
    }
    return new MergeWhenClause(kind, CmdType.CMD_INSERT, override, condition, columns, values);
  }
}
