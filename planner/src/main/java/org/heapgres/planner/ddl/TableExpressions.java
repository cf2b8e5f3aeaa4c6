package org.heapgres.planner.ddl;

import java.util.List;
import org.heapgres.planner.bind.Binder.Purpose;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StoredText;

/** Analyses the expressions of a table's definition, and puts them into the form that is kept. */
final class TableExpressions {
  private final Session session;
  private final TableDraft draft;
  private final Table table;

  private TableExpressions(Session session, TableDraft draft) {
    this.session = session;
    this.draft = draft;
    this.table = draft.build();
  }

  /** Throws what is wrong with a default, a check or an index expression. */
  static void settle(Session session, TableDraft draft) {
    TableExpressions expressions = new TableExpressions(session, draft);
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
            StoredText.canonical(
                session,
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
    return sql == null ? null : StoredText.canonical(session, sql, purpose, table, null, -1);
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
