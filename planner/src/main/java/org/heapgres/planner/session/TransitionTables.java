package org.heapgres.planner.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Trigger;

/**
 * The rows that a statement has changed, under the names that a trigger gives them (manual, CREATE
 * TRIGGER, REFERENCING). A plan may outlive the call that it was made in: it reads the rows of the
 * call that runs.
 */
record TransitionTables(Map<String, List<Object[]>> rows, Relation of) {
  static final TransitionTables NONE = new TransitionTables(Map.of(), null);

  static TransitionTables of(
      Trigger trigger, Relation relation, List<Object[]> oldRows, List<Object[]> newRows) {
    if (trigger.oldTable() == null && trigger.newTable() == null) {
      return NONE;
    }
    Map<String, List<Object[]>> rows = new HashMap<>();
    if (trigger.oldTable() != null) {
      rows.put(trigger.oldTable(), oldRows);
    }
    if (trigger.newTable() != null) {
      rows.put(trigger.newTable(), newRows);
    }
    return new TransitionTables(rows, relation);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The relation of that name. */
  Optional<Relation> relation(Session session, String name) {
    if (!rows.containsKey(name)) {
      return Optional.empty();
    }
    List<Column> columns = of.columns();
    return Optional.of(
        new ComputedRelation(
            of.oid(),
            Schema.PG_CATALOG,
            name,
            of.owner(),
            'r',
            columns,
            (source, wanted) -> session.routines().transitions().rows.getOrDefault(name, List.of()),
            null,
            null));
  }
}
