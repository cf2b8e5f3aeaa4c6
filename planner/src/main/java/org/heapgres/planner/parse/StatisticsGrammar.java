package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.List;
import org.heapgres.planner.parse.tree.Definition.StatsElem;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.RelationStatement.AlterStatsStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateStatsStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Value.ListValue;

/** Extended statistics. */
final class StatisticsGrammar extends GrammarPart {
  StatisticsGrammar(Grammar g) {
    super(g);
  }

  /** After CREATE. */
  Statement create() {
    expect(STATISTICS);
    boolean ifNotExists = ifNotExists();
    List<String> name = ifNotExists || (!at(ON) && !at(LEFT_PAREN)) ? anyName() : List.of();
    List<String> kinds = optionalColumnList();
    expect(ON);
    List<StatsElem> elements = commaList(this::element);
    expect(FROM);
    return new CreateStatsStmt(name, kinds, elements, g.from.fromList(), ifNotExists);
  }

  private StatsElem element() {
    if (at(LEFT_PAREN)) {
      return new StatsElem(null, g.storedInParentheses());
    }
    if (g.indexes.atFunction()) {
      return new StatsElem(null, g.stored(g.functions::windowless));
    }
    return new StatsElem(colId(), null);
  }

  /** After ALTER. */
  Statement alter() {
    expect(STATISTICS);
    boolean missingOk = ifExists();
    List<String> name = anyName();
    if (missingOk || at(SET, STATISTICS)) {
      expect(SET, STATISTICS);
      return new AlterStatsStmt(name, accept(DEFAULT) ? null : integer(signedIconst()), missingOk);
    }
    return g.alter.shared(ObjectType.OBJECT_STATISTIC_EXT, new ListValue(strings(name)));
  }
}
