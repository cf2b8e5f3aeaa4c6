package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.List;
import org.heapgres.planner.parse.tree.Clause.SortByDir;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.IndexElem;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.RelationStatement.IndexStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** CREATE INDEX, and the elements that indexes, exclusion constraints and ON CONFLICT name. */
final class IndexGrammar extends GrammarPart {
  private static final String DEFAULT_METHOD = "btree";

  IndexGrammar(Grammar g) {
    super(g);
  }

  /** After CREATE. */
  IndexStmt create() {
    boolean unique = accept(UNIQUE);
    expect(INDEX);
    boolean concurrent = accept(CONCURRENTLY);
    boolean ifNotExists = ifNotExists();
    String name = ifNotExists || !at(ON) ? colId() : null;
    expect(ON);
    RangeVar relation = g.from.relationExpr();
    String method = accessMethod();
    List<IndexElem> columns = parenthesized(this::indexElem);
    List<IndexElem> including = accept(INCLUDE) ? parenthesized(this::indexElem) : List.of();
    boolean nullsNotDistinct = g.select.nullsNotDistinct();
    List<DefElem> options = accept(WITH) ? g.options.relOptions() : List.of();
    String tablespace = accept(TABLESPACE) ? colId() : null;
    Expression where = accept(WHERE) ? g.stored(g.expressions::expression) : null;
    return new IndexStmt(
        name,
        relation,
        method,
        tablespace,
        columns,
        including,
        options,
        where,
        unique,
        nullsNotDistinct,
        concurrent,
        ifNotExists);
  }

  /** {@code USING method}; btree if there is none. */
  String accessMethod() {
    return accept(USING) ? colId() : DEFAULT_METHOD;
  }

  IndexElem indexElem() {
    String column = null;
    Expression expression = null;
    if (at(LEFT_PAREN)) {
      expression = g.storedInParentheses();
    } else if (atFunction()) {
      expression = g.stored(g.functions::windowless);
    } else {
      column = colId();
    }
    List<String> collation = accept(COLLATE) ? anyName() : List.of();
    List<String> operatorClass = List.of();
    List<DefElem> options = List.of();
    if (tokens.kind.isColumnName()) {
      operatorClass = anyName();
      options = at(LEFT_PAREN) ? g.options.relOptions() : List.of();
    }
    SortByDir direction = g.select.ascDesc();
    return new IndexElem(
        column, expression, collation, operatorClass, options, direction, g.select.nullsOrder());
  }

  /** Whether a function call is here rather than a column's name. */
  boolean atFunction() {
    return !tokens.kind.isColumnName() || tokens.peek(1) == LEFT_PAREN || tokens.peek(1) == DOT;
  }
}
