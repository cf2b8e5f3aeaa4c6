package org.heapgres.planner.catalog;

import java.util.List;
import java.util.Set;
import org.heapgres.planner.TriggerCall.Event;

/**
 * What can be done to a view as to a table.
 *
 * @param obstacle why it is not automatically updatable, as messages say it; null if it is
 * @param columns names of the columns that can be assigned to without triggers
 * @param triggers the events for which INSTEAD OF triggers stand in
 */
public record ViewUpdatability(String obstacle, List<String> columns, Set<Event> triggers) {
  public ViewUpdatability {
    columns = List.copyOf(columns);
    triggers = Set.copyOf(triggers);
  }

  public boolean automatic() {
    return obstacle == null;
  }

  /** Whether rows can be inserted, updated or deleted by themselves. */
  public boolean automatic(Event event) {
    return automatic() && (event == Event.DELETE || !columns.isEmpty());
  }
}
