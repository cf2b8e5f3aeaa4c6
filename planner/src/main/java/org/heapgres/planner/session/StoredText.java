package org.heapgres.planner.session;

import java.util.List;
import org.heapgres.planner.bind.BindContext;
import org.heapgres.planner.bind.Binder.Purpose;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.deparse.Deparser;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * The SQL that the catalog keeps: written for keeping, with names of now, and as it is shown. What
 * cannot be written out yet is kept and shown as it was given.
 */
public final class StoredText {
  private StoredText() {}

  /** An expression for the catalog: objects named by constants are named by their oids. */
  public static String canonical(
      Session session, String sql, Purpose purpose, Relation table, PgType type, int typmod) {
    BindContext context = session.bindContext();
    Deparser deparser = new Deparser(context, context.catalog(), List.of(), false, true);
    try {
      return deparser.expression(sql, purpose, table, type, typmod);
    } catch (PgException e) {
      return orElse(e, sql);
    }
  }

  /** An expression of the catalog, over a relation's columns, with other names. */
  public static String renamed(Session session, String stored, Relation relation, Catalog after) {
    BindContext context = session.bindContext();
    return new Deparser(context, after, List.of(), false, true)
        .expression(stored, Purpose.SHOWN, relation, null, -1);
  }

  /** A view's query with other names. */
  public static String renamed(Session session, View view, Catalog after) {
    return renamed(session, view, after, view.searchPath());
  }

  /** As above, to be read with another path. */
  public static String renamed(Session session, View view, Catalog after, List<String> path) {
    BindContext context = session.bindContext().withSearchPath(view.searchPath());
    return new Deparser(context, after, path, false, true)
        .query(view.query(), view.columns().stream().map(Column::name).toList());
  }

  /** A query with its relations' names qualified, so that it means the same on any path. */
  public static String qualified(BindContext context, String sql) {
    return new Deparser(context, context.catalog(), List.of(), false, true).query(sql, List.of());
  }

  /** A materialized view's query with other names. */
  public static String renamed(Session session, Table view, Catalog after) {
    BindContext context = session.bindContext().withSearchPath(view.query().searchPath());
    return new Deparser(context, after, view.query().searchPath(), false, true)
        .query(view.query().sql(), view.columns().stream().map(Column::name).toList());
  }

  /** An expression of the catalog as it is shown; {@code relation} null for one of no columns. */
  public static String shown(Session session, String stored, Relation relation, boolean pretty) {
    if (stored == null || stored.startsWith("FOR VALUES") || stored.equals("DEFAULT")) {
      return stored;
    }
    BindContext context = session.bindContext();
    try {
      return new Deparser(context, context.catalog(), context.searchPath(), pretty, false)
          .expression(stored, Purpose.SHOWN, relation, null, -1);
    } catch (PgException e) {
      return orElse(e, stored);
    }
  }

  /** WHEN of a trigger, as pg_get_triggerdef shows it. */
  public static String condition(Session session, Trigger trigger, Table table, boolean pretty) {
    BindContext context = session.bindContext();
    try {
      return new Deparser(context, context.catalog(), context.searchPath(), pretty, false)
          .condition(trigger, table);
    } catch (PgException e) {
      return orElse(e, trigger.condition());
    }
  }

  /** A view's definition; null for what is no view. */
  public static String query(Session session, Relation relation, boolean pretty) {
    return switch (relation) {
      case View view -> query(session, view.query(), view.searchPath(), relation, pretty);
      case Table table when table.materialized() ->
          query(session, table.query().sql(), table.query().searchPath(), relation, pretty);
      default -> null;
    };
  }

  private static String query(
      Session session, String sql, List<String> path, Relation relation, boolean pretty) {
    BindContext context = session.bindContext();
    try {
      return new Deparser(
                  context.withSearchPath(path),
                  context.catalog(),
                  context.searchPath(),
                  pretty,
                  false)
              .query(sql, relation.columns().stream().map(Column::name).toList())
          + ";";
    } catch (PgException e) {
      return orElse(e, " " + sql + ";");
    }
  }

  private static String orElse(PgException e, String text) {
    if (e.state() != SqlState.FEATURE_NOT_SUPPORTED) {
      throw e;
    }
    return text;
  }
}
