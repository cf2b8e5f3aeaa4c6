package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Policy;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.StatisticsObject;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.StoredText;

/**
 * Gives a relation or its columns other names, and writes down anew what the catalog keeps as text
 * and mentions them: checks, generated columns, index expressions, views. Used by the session's
 * thread.
 */
final class Renaming {
  private final Session session;
  private final Catalog after;

  private Renaming(Session session, Catalog after) {
    this.session = session;
    this.after = after;
  }

  private Renaming(Session session, Relation renamed) {
    this.session = session;
    Relation object =
        renamed instanceof Index index
            ? session.catalog().table(index.table()).orElseThrow()
            : renamed;
    after = session.catalog().with(session.catalog().version(), object);
  }

  /** {@code renamed} replaces the relation of its oid, whose names are still in the texts. */
  static void carryOut(Session session, Relation renamed) {
    Renaming renaming = new Renaming(session, renamed);
    Relation before = session.catalog().relation(renamed.oid()).orElseThrow();
    List<View> views =
        session.catalog().relations().stream()
            .filter(View.class::isInstance)
            .map(View.class::cast)
            .filter(view -> view.oid() != renamed.oid() && view.uses().contains(renamed.oid()))
            .map(view -> view.withQuery(StoredText.renamed(session, view, renaming.after)))
            .toList();
    List<Table> materialized =
        session.catalog().relations().stream()
            .filter(Table.class::isInstance)
            .map(Table.class::cast)
            .filter(table -> table.materialized() && table.query().uses().contains(renamed.oid()))
            .map(
                table ->
                    table
                        .change()
                        .query(
                            table
                                .query()
                                .withSql(StoredText.renamed(session, table, renaming.after)))
                        .build())
            .toList();
    List<Policy> policies =
        session.catalog().objects().stream()
            .filter(Policy.class::isInstance)
            .map(policy -> PolicyCommands.renamed(session, (Policy) policy, renaming))
            .toList();
    List<StatisticsObject> statistics = renaming.statistics(before);
    Relation settled =
        renamed instanceof Table table ? renaming.settled((Table) before, table) : renamed;
    session.transaction().put(settled);
    views.forEach(session.transaction()::put);
    materialized.forEach(session.transaction()::put);
    policies.forEach(session.transaction()::put);
    statistics.forEach(session.transaction()::put);
  }

  private List<StatisticsObject> statistics(Relation relation) {
    return session.catalog().statistics(relation.oid()).stream()
        .filter(object -> !object.expressions().isEmpty())
        .map(
            object ->
                object.withExpressions(
                    object.expressions().stream().map(stored -> text(stored, relation)).toList()))
        .toList();
  }

  /** A type under another name, or in another schema: any text may mention it. */
  static void ofType(Session session, CatalogObject renamed) {
    Catalog after = session.catalog().with(session.catalog().version(), renamed);
    List<CatalogObject> changed = new ArrayList<>();
    for (CatalogObject object : session.catalog().objects()) {
      CatalogObject now =
          switch (object) {
            case View view -> view.withQuery(StoredText.renamed(session, view, after));
            case Table table -> withTexts(session, table, after);
            case StatisticsObject statistics ->
                statistics.withExpressions(
                    statistics.expressions().stream()
                        .map(
                            stored ->
                                new Renaming(session, after)
                                    .text(
                                        stored,
                                        session.catalog().table(statistics.table()).orElseThrow()))
                        .toList());
            case Policy policy ->
                PolicyCommands.renamed(session, policy, new Renaming(session, after));
            case UserType type when type.definition() instanceof UserType.Domain domain ->
                type.withDefinition(withTexts(session, type, domain, after));
            default -> object;
          };
      if (!now.equals(object) && object.oid() != renamed.oid()) {
        changed.add(now);
      }
    }
    session.transaction().put(renamed);
    changed.forEach(session.transaction()::put);
  }

  private static Table withTexts(Session session, Table table, Catalog after) {
    Renaming renaming = new Renaming(session, after);
    TableDraft draft = TableDraft.of(session, table);
    for (Column column : table.columns()) {
      Table row = column.generated() == Column.Generated.NONE ? null : table;
      draft.replace(column.withDefault(renaming.text(column.defaultExpression(), row)));
    }
    Table settled = renaming.settled(table, draft.build());
    return table.materialized()
        ? settled
            .change()
            .query(settled.query().withSql(StoredText.renamed(session, table, after)))
            .build()
        : settled;
  }

  private static UserType.Domain withTexts(
      Session session, UserType type, UserType.Domain domain, Catalog after) {
    Renaming renaming = new Renaming(session, after);
    Relation value = Domains.valueRow(session.catalog(), type);
    return domain
        .withDefault(renaming.text(domain.defaultExpression(), null))
        .withChecks(
            domain.checks().stream()
                .map(check -> check.withExpression(renaming.text(check.expression(), value)))
                .toList());
  }

  /** The view as it says the same once the schema has another name. */
  static View withSchema(Session session, View view, Schema before, Schema renamed) {
    List<String> path =
        view.searchPath().stream()
            .map(name -> name.equals(before.name()) ? renamed.name() : name)
            .toList();
    Catalog after = session.catalog().with(session.catalog().version(), renamed);
    return view.withQuery(StoredText.renamed(session, view, after, path)).withSearchPath(path);
  }

  private Table settled(Table before, Table renamed) {
    TableDraft draft = TableDraft.of(session, renamed);
    for (Column column : List.copyOf(draft.columns())) {
      if (column.generated() != Column.Generated.NONE) {
        draft.replace(column.withDefault(text(column.defaultExpression(), before)));
      }
    }
    draft
        .constraints()
        .replaceAll(
            constraint ->
                constraint instanceof Constraint.Check check
                    ? check.withExpression(text(check.expression(), before))
                    : constraint);
    draft
        .indexes()
        .replaceAll(
            index ->
                index.withExpressions(
                    index.keys().stream()
                        .map(key -> key.withExpression(text(key.expression(), before)))
                        .toList(),
                    text(index.predicate(), before)));
    return draft.build();
  }

  String text(String stored, Relation before) {
    return stored == null ? null : StoredText.renamed(session, stored, before, after);
  }
}
