package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.List;
import java.util.Locale;
import org.heapgres.planner.parse.tree.Definition.PartitionBoundSpec;
import org.heapgres.planner.parse.tree.Definition.PartitionElem;
import org.heapgres.planner.parse.tree.Definition.PartitionSpec;
import org.heapgres.planner.parse.tree.Definition.PartitionStrategy;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.storage.SqlState;

/** How a table is partitioned, and the bounds of a partition. */
final class PartitionGrammar extends GrammarPart {
  private static final int UNSET = -1;

  PartitionGrammar(Grammar g) {
    super(g);
  }

  /** {@code PARTITION BY ...}. */
  PartitionSpec spec() {
    int start = location();
    expect(PARTITION, BY);
    int strategyLocation = location();
    String name = colId();
    List<PartitionElem> columns = parenthesized(this::element);
    PartitionStrategy strategy =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "list" -> PartitionStrategy.PARTITION_STRATEGY_LIST;
          case "range" -> PartitionStrategy.PARTITION_STRATEGY_RANGE;
          case "hash" -> PartitionStrategy.PARTITION_STRATEGY_HASH;
          default ->
              throw tokens.error(
                  SqlState.INVALID_PARAMETER_VALUE,
                  "unrecognized partitioning strategy \"" + name + "\"",
                  strategyLocation);
        };
    return new PartitionSpec(strategy, columns, start);
  }

  private PartitionElem element() {
    int start = location();
    String column = null;
    Expression expression = null;
    if (at(LEFT_PAREN)) {
      expression = g.storedInParentheses();
    } else if (g.indexes.atFunction()) {
      expression = g.stored(g.functions::windowless);
    } else {
      column = colId();
    }
    List<String> collation = accept(COLLATE) ? anyName() : List.of();
    List<String> operatorClass = tokens.kind.isColumnName() ? anyName() : List.of();
    return new PartitionElem(column, expression, collation, operatorClass, start);
  }

  /** {@code FOR VALUES ...} or DEFAULT. */
  PartitionBoundSpec bound() {
    int start = location();
    if (accept(DEFAULT)) {
      return new PartitionBoundSpec('\0', true, 0, 0, List.of(), List.of(), List.of(), start);
    }
    expect(FOR, VALUES);
    int kindLocation = location();
    switch (tokens.kind) {
      case WITH -> {
        return hashBound(kindLocation);
      }
      case IN -> {
        tokens.advance();
        List<Expression> values = parenthesized(g.expressions::expression);
        return new PartitionBoundSpec('l', false, 0, 0, values, List.of(), List.of(), kindLocation);
      }
      case FROM -> {
        tokens.advance();
        List<Expression> lower = parenthesized(g.expressions::expression);
        expect(TO);
        List<Expression> upper = parenthesized(g.expressions::expression);
        return new PartitionBoundSpec('r', false, 0, 0, List.of(), lower, upper, kindLocation);
      }
      default -> throw syntaxError();
    }
  }

  private PartitionBoundSpec hashBound(int start) {
    expect(WITH, LEFT_PAREN);
    int modulus = UNSET;
    int remainder = UNSET;
    do {
      int at = location();
      String name = nonReservedWord();
      int value = iconst();
      switch (name) {
        case "modulus" -> {
          requireUnset(modulus, name, at);
          modulus = value;
        }
        case "remainder" -> {
          requireUnset(remainder, name, at);
          remainder = value;
        }
        default ->
            throw syntaxError(
                "unrecognized hash partition bound specification \"" + name + "\"", at);
      }
    } while (accept(COMMA));
    expect(RIGHT_PAREN);
    if (modulus == UNSET) {
      throw syntaxError("modulus for hash partition must be specified", start);
    }
    if (remainder == UNSET) {
      throw syntaxError("remainder for hash partition must be specified", start);
    }
    return new PartitionBoundSpec(
        'h', false, modulus, remainder, List.of(), List.of(), List.of(), start);
  }

  private void requireUnset(int value, String name, int at) {
    if (value != UNSET) {
      throw tokens.error(
          SqlState.DUPLICATE_OBJECT, name + " for hash partition provided more than once", at);
    }
  }
}
