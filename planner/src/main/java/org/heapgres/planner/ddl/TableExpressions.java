package org.heapgres.planner.ddl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.bind.Binder.Purpose;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.SourceText;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StoredText;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;

/** Analyses the expressions of a table's definition, and puts them into the form that is kept. */
final class TableExpressions {
  private final Session session;
  private final TableDraft draft;
  private final Table table;
  private final SourceText source;
  private final Map<String, Node> written = new HashMap<>();

  private TableExpressions(Session session, TableDraft draft, SourceText source) {
    this.session = session;
    this.draft = draft;
    this.source = source;
    this.table = draft.build();
  }

  /**
   * Throws what is wrong with a default, a check or an index expression: without a position, as
   * PostgreSQL does for ALTER TABLE.
   */
  static void settle(Session session, TableDraft draft) {
    settle(session, draft, null, List.of());
  }

  /** {@code written} are the ones that the statement itself has: errors say where. */
  static void settle(
      Session session, TableDraft draft, SourceText source, List<? extends Node> written) {
    TableExpressions expressions = new TableExpressions(session, draft, source);
    written.forEach(node -> expressions.written.put(source.textOf(node), node));
    expressions.columns();
    draft.constraints().replaceAll(expressions::constraint);
    draft.indexes().replaceAll(expressions::index);
    GeneratedColumns.check(session, draft.build());
  }

  private void columns() {
    for (Column column : List.copyOf(draft.columns())) {
      if (column.defaultExpression() != null) {
        boolean generated = column.generated() != Column.Generated.NONE;
        String text =
            canonical(
                column.defaultExpression(),
                generated ? Purpose.GENERATED : Purpose.DEFAULT,
                generated ? table : null,
                column.type(),
                column.typmod());
        if (!text.equals(column.defaultExpression())) {
          draft.replace(column.withDefault(text));
        }
      }
    }
  }

  private String over(String sql, Purpose purpose) {
    return sql == null ? null : canonical(sql, purpose, table, null, -1);
  }

  private String canonical(String sql, Purpose purpose, Table over, PgType type, int typmod) {
    try {
      return StoredText.canonical(session, sql, purpose, over, type, typmod);
    } catch (PgException e) {
      throw written.containsKey(sql) ? source.located(e, written.get(sql)) : e.withPosition(0);
    }
  }

  private Constraint constraint(Constraint constraint) {
    return constraint instanceof Constraint.Check check
        ? check.withExpression(over(check.expression(), Purpose.CHECK))
        : constraint;
  }

  private Index index(Index index) {
    List<Index.Key> keys =
        index.keys().stream()
            .map(key -> key.withExpression(over(key.expression(), Purpose.INDEX)))
            .toList();
    return index.withExpressions(keys, over(index.predicate(), Purpose.INDEX_PREDICATE));
  }
}
