package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.List;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.CollateClause;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.JoinExpr;
import org.heapgres.planner.parse.tree.TableReference.JoinType;
import org.heapgres.planner.parse.tree.TableReference.RangeFunction;
import org.heapgres.planner.parse.tree.TableReference.RangeFunctionItem;
import org.heapgres.planner.parse.tree.TableReference.RangeSubselect;
import org.heapgres.planner.parse.tree.TableReference.RangeTableSample;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** FROM: relations, functions, sub-queries, joins and their aliases. */
final class FromGrammar extends GrammarPart {

  /** An alias, or the column definitions that may stand in its place after a function. */
  private record FunctionAlias(Alias alias, List<ColumnDef> columns) {
    static final FunctionAlias NONE = new FunctionAlias(null, List.of());
  }

  FromGrammar(Grammar g) {
    super(g);
  }

  List<TableReference> fromClause() {
    return accept(FROM) ? fromList() : List.of();
  }

  List<TableReference> fromList() {
    return commaList(this::tableRef);
  }

  TableReference tableRef() {
    tokens.enter();
    TableReference table = joins(tablePrimary());
    tokens.leave();
    return table;
  }

  // Joins.

  private TableReference joins(TableReference first) {
    TableReference left = first;
    while (true) {
      switch (tokens.kind) {
        case CROSS -> {
          tokens.advance();
          expect(JOIN);
          left = join(JoinType.JOIN_INNER, false, left, tablePrimary());
        }
        case NATURAL -> {
          tokens.advance();
          JoinType type = joinType();
          left = join(type, true, left, tablePrimary());
        }
        case JOIN, INNER, LEFT, RIGHT, FULL -> left = qualifiedJoin(left);
        default -> {
          return left;
        }
      }
    }
  }

  private static JoinExpr join(
      JoinType type, boolean natural, TableReference left, TableReference right) {
    return new JoinExpr(type, natural, left, right, List.of(), null, null, null);
  }

  private JoinType joinType() {
    JoinType type =
        switch (tokens.kind) {
          case LEFT -> JoinType.JOIN_LEFT;
          case RIGHT -> JoinType.JOIN_RIGHT;
          case FULL -> JoinType.JOIN_FULL;
          default -> JoinType.JOIN_INNER;
        };
    if (type != JoinType.JOIN_INNER) {
      tokens.advance();
      accept(OUTER);
    } else {
      accept(INNER);
    }
    expect(JOIN);
    return type;
  }

  private TableReference qualifiedJoin(TableReference left) {
    JoinType type = joinType();
    TableReference right = tableRef();
    if (accept(USING)) {
      List<String> columns = parenthesized(this::colId);
      Alias alias = accept(AS) ? new Alias(colId(), List.of()) : null;
      return new JoinExpr(type, false, left, right, columns, alias, null, null);
    }
    expect(ON);
    Expression condition = g.expressions.expression();
    return new JoinExpr(type, false, left, right, List.of(), null, condition, null);
  }

  // Tables.

  private TableReference tablePrimary() {
    switch (tokens.kind) {
      case LEFT_PAREN -> {
        return aliased(parenthesized());
      }
      case LATERAL -> {
        tokens.advance();
        return lateral();
      }
      case ONLY -> {
        return sampled(relation());
      }
      default -> {
        return atFunction() ? function(false) : sampled(relation());
      }
    }
  }

  private TableReference lateral() {
    if (at(LEFT_PAREN)) {
      return new RangeSubselect(true, g.select.selectWithParens(), optionalAlias());
    }
    if (!atFunction()) {
      throw afterNames();
    }
    return function(true);
  }

  /** The error at the token after a name that should have been a function's. */
  private RuntimeException afterNames() {
    if (tokens.kind.isColumnName()) {
      anyName();
    }
    return syntaxError();
  }

  /** Whether a function is next: a keyword of its own, or names with a parenthesis after them. */
  private boolean atFunction() {
    Token kind = tokens.kind;
    if (kind.category == Token.Category.RESERVED
        || kind.category == Token.Category.TYPE_OR_FUNCTION_NAME
        || (kind == ROWS && tokens.peek(1) == FROM)) {
      return true;
    }
    int ahead = 1;
    while (tokens.peek(ahead) == DOT) {
      ahead += 2;
    }
    return tokens.peek(ahead) == LEFT_PAREN;
  }

  /**
   * A parenthesis that holds a query or a join; like parentheses in expressions, any number of them
   * may have to be read to know.
   */
  private Node parenthesized() {
    tokens.enter();
    expect(LEFT_PAREN);
    TableReference left;
    if (g.select.atSelect()) {
      SelectStmt query = g.select.selectNoParens();
      expect(RIGHT_PAREN);
      tokens.leave();
      return query;
    }
    if (at(LEFT_PAREN)) {
      Node inner = parenthesized();
      if (inner instanceof SelectStmt query) {
        if (at(RIGHT_PAREN) || g.select.atContinuation()) {
          SelectStmt whole = at(RIGHT_PAREN) ? query : g.select.continued(query);
          expect(RIGHT_PAREN);
          tokens.leave();
          return whole;
        }
      } else if (accept(RIGHT_PAREN)) {
        tokens.leave();
        return inner;
      }
      left = aliased(inner);
    } else {
      left = tablePrimary();
    }
    TableReference joined = joins(left);
    if (joined == left) {
      throw syntaxError();
    }
    expect(RIGHT_PAREN);
    tokens.leave();
    return joined;
  }

  /** Gives what {@link #parenthesized} returned the alias that may follow. */
  private TableReference aliased(Node inside) {
    Alias alias = optionalAlias();
    return switch (inside) {
      case SelectStmt query -> new RangeSubselect(false, query, alias);
      case JoinExpr join when alias != null ->
          new JoinExpr(
              join.jointype(),
              join.isNatural(),
              join.larg(),
              join.rarg(),
              join.usingClause(),
              join.joinUsingAlias(),
              join.quals(),
              alias);
      default -> (TableReference) inside;
    };
  }

  /** A relation with its alias. */
  private RangeVar relation() {
    RangeVar relation = relationExpr();
    Alias alias = optionalAlias();
    return alias == null ? relation : relation.withAlias(alias);
  }

  private TableReference sampled(RangeVar relation) {
    if (!accept(TABLESAMPLE)) {
      return relation;
    }
    int start = location();
    List<String> method = functionName();
    List<Expression> arguments = parenthesized(g.expressions::expression);
    Expression seed = null;
    if (accept(REPEATABLE)) {
      expect(LEFT_PAREN);
      seed = g.expressions.expression();
      expect(RIGHT_PAREN);
    }
    return new RangeTableSample(relation, method, arguments, seed, start);
  }

  private List<String> functionName() {
    if (tokens.peek(1) == DOT) {
      return anyName();
    }
    return List.of(typeFunctionName());
  }

  /** A relation with or without ONLY, or the {@code *} that says the opposite. */
  RangeVar relationExpr() {
    if (accept(ONLY)) {
      boolean parentheses = accept(LEFT_PAREN);
      RangeVar relation = g.names.qualifiedName().withInh(false);
      if (parentheses) {
        expect(RIGHT_PAREN);
      }
      return relation;
    }
    RangeVar relation = g.names.qualifiedName();
    accept(STAR);
    return relation;
  }

  /** The target of UPDATE or DELETE; SET is no alias. */
  RangeVar relationExprOptAlias() {
    RangeVar relation = relationExpr();
    if (accept(AS)) {
      return relation.withAlias(new Alias(colId(), List.of()));
    }
    if (tokens.kind.isColumnName() && !at(SET)) {
      return relation.withAlias(new Alias(colId(), List.of()));
    }
    return relation;
  }

  // Functions.

  private TableReference function(boolean lateral) {
    switch (tokens.kind) {
      case XMLTABLE -> {
        return g.xml.table(lateral);
      }
      case JSON_TABLE -> {
        return g.jsonTables.table(lateral);
      }
      case ROWS -> {
        if (accept(ROWS, FROM)) {
          List<RangeFunctionItem> functions = parenthesized(this::rowsFromItem);
          return rangeFunction(lateral, true, functions);
        }
      }
      default -> {}
    }
    RangeFunctionItem call = new RangeFunctionItem(g.functions.windowless(), List.of());
    return rangeFunction(lateral, false, List.of(call));
  }

  private TableReference rangeFunction(
      boolean lateral, boolean rowsFrom, List<RangeFunctionItem> functions) {
    boolean ordinality = acceptAll(WITH_LA, ORDINALITY);
    FunctionAlias alias = functionAlias();
    return new RangeFunction(lateral, ordinality, rowsFrom, functions, alias.alias, alias.columns);
  }

  private RangeFunctionItem rowsFromItem() {
    Expression function = g.functions.windowless();
    List<ColumnDef> columns = accept(AS) ? parenthesized(this::tableFuncElement) : List.of();
    return new RangeFunctionItem(function, columns);
  }

  private FunctionAlias functionAlias() {
    boolean as = accept(AS);
    if (as && at(LEFT_PAREN)) {
      return new FunctionAlias(null, parenthesized(this::tableFuncElement));
    }
    if (!as && !tokens.kind.isColumnName()) {
      return FunctionAlias.NONE;
    }
    String name = colId();
    if (!at(LEFT_PAREN)) {
      return new FunctionAlias(new Alias(name, List.of()), List.of());
    }
    Token afterFirst = tokens.peek(2);
    if (!tokens.peek(1).isColumnName() || afterFirst == COMMA || afterFirst == RIGHT_PAREN) {
      return new FunctionAlias(new Alias(name, parenthesized(this::colId)), List.of());
    }
    return new FunctionAlias(new Alias(name, List.of()), parenthesized(this::tableFuncElement));
  }

  ColumnDef tableFuncElement() {
    int start = location();
    String name = colId();
    TypeName type = g.types.typeName();
    return new ColumnDef(
        name, type, null, null, null, optionalCollation(), List.of(), List.of(), start);
  }

  CollateClause optionalCollation() {
    int start = location();
    return accept(COLLATE) ? new CollateClause(null, anyName(), start) : null;
  }

  // Aliases.

  Alias optionalAlias() {
    if (!accept(AS) && !tokens.kind.isColumnName()) {
      return null;
    }
    String name = colId();
    return new Alias(name, optionalColumnList());
  }
}
