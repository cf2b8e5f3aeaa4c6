package org.heapgres.planner.catalog;

import java.util.List;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.TriggerCall.Level;
import org.heapgres.planner.TriggerCall.Timing;

/**
 * A trigger on a table or a view. A row trigger of a partitioned table never fires itself: its
 * partitions have clones of it.
 *
 * @param table oid of the relation
 * @param owner the relation's
 * @param function oid of the trigger function
 * @param columns attnums that UPDATE OF names; empty for any
 * @param condition WHEN, as SQL text; null for none
 * @param oldTable the name of the transition table with the rows before; null for none
 * @param newTable that of the rows after; null for none
 * @param constraint whether it was made by CREATE CONSTRAINT TRIGGER
 * @param enabled pg_trigger.tgenabled: O, D disabled, R replica, A always
 * @param parent oid of the partitioned table's trigger that a partition has this one from; 0 for
 *     none
 */
public record Trigger(
    int oid,
    int table,
    String name,
    int owner,
    int function,
    Timing timing,
    Level level,
    List<Event> events,
    List<Integer> columns,
    String condition,
    List<String> arguments,
    String oldTable,
    String newTable,
    boolean constraint,
    boolean deferrable,
    boolean initiallyDeferred,
    char enabled,
    String comment,
    int parent)
    implements CatalogObject {
  public Trigger {
    events = List.copyOf(events);
    columns = List.copyOf(columns);
    arguments = List.copyOf(arguments);
  }

  /** Whether it is for such an event, and not disabled. */
  public boolean isFor(Timing when, Level forEach, Event event) {
    return timing == when && level == forEach && events.contains(event) && enabled != 'D';
  }

  /**
   * Whether it fires in such a session.
   *
   * @param replica one whose changes were made elsewhere, as session_replication_role says
   */
  public boolean firesIn(boolean replica) {
    return enabled == 'A' || enabled == (replica ? 'R' : 'O');
  }

  /** The same for a partition; its columns are those of the same names. */
  public Trigger cloneFor(int cloneOid, Table parent, Table partition) {
    int[] positions = partition.positionsOf(parent);
    List<Integer> own =
        columns.stream()
            .map(attnum -> partition.columns().get(positions[parent.columnIndex(attnum)]))
            .map(column -> (int) column.attnum())
            .toList();
    return new Trigger(
        cloneOid,
        partition.oid(),
        name,
        partition.owner(),
        function,
        timing,
        level,
        events,
        own,
        condition,
        arguments,
        oldTable,
        newTable,
        constraint,
        deferrable,
        initiallyDeferred,
        enabled,
        null,
        oid);
  }

  public Trigger withName(String newName) {
    return with(newName, enabled, comment);
  }

  public Trigger withEnabled(char newEnabled) {
    return with(name, newEnabled, comment);
  }

  public Trigger withComment(String newComment) {
    return with(name, enabled, newComment);
  }

  private Trigger with(String newName, char newEnabled, String newComment) {
    return new Trigger(
        oid,
        table,
        newName,
        owner,
        function,
        timing,
        level,
        events,
        columns,
        condition,
        arguments,
        oldTable,
        newTable,
        constraint,
        deferrable,
        initiallyDeferred,
        newEnabled,
        newComment,
        parent);
  }
}
