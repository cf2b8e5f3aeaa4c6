package org.heapgres.planner.exec.operator;

import java.util.List;
import java.util.Objects;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.bind.BoundStatement.MergeAction;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.table.TableWriter;

/** Which change of rows a statement makes. Immutable. */
public sealed interface RowChange {
  /** What the statement's own triggers are for. */
  List<Event> events();

  /** The positions of the columns that UPDATE sets; empty where there is none. */
  List<Integer> targets();

  /** As EXPLAIN says it. */
  default String verb() {
    return switch (this) {
      case Insert _ -> "Insert";
      case Update _ -> "Update";
      case Delete _ -> "Delete";
      case Merge _ -> "Merge";
    };
  }

  /** The source gives whole rows. {@code conflict} null without ON CONFLICT. */
  record Insert(Conflict conflict) implements RowChange {
    @Override
    public List<Event> events() {
      return conflict == null || conflict.update() == null
          ? List.of(Event.INSERT)
          : List.of(Event.INSERT, Event.UPDATE);
    }

    @Override
    public List<Integer> targets() {
      return conflict == null ? List.of() : conflict.targets();
    }
  }

  /**
   * The source gives the old row, its key, more columns, and a value for each of {@code targets}.
   *
   * @param root takes the rows that leave their partition; null where they must not
   */
  record Update(List<Integer> targets, TableWriter root) implements RowChange {
    @Override
    public List<Event> events() {
      return List.of(Event.UPDATE);
    }
  }

  /** The source gives the old row, its key, and more columns. */
  record Delete() implements RowChange {
    @Override
    public List<Event> events() {
      return List.of(Event.DELETE);
    }

    @Override
    public List<Integer> targets() {
      return List.of();
    }
  }

  /**
   * Where MERGE finds rows in several tables.
   *
   * @param tableColumn where the source says in which, by oid
   * @param root takes the rows that leave their partition; null where they must not
   */
  record Several(int tableColumn, TableWriter root) {}

  /**
   * The source gives what {@link org.heapgres.planner.bind.BoundStatement.BoundMerge} says.
   *
   * @param several null where all rows are in one table
   */
  record Merge(int actionColumn, List<MergeAction> actions, Several several) implements RowChange {
    public Merge {
      actions = List.copyOf(actions);
    }

    @Override
    public List<Event> events() {
      return actions.stream()
          .map(
              action ->
                  switch (action) {
                    case MergeAction.Insert _ -> Event.INSERT;
                    case MergeAction.Update _ -> Event.UPDATE;
                    case MergeAction.Delete _ -> Event.DELETE;
                    case MergeAction.Nothing _ -> null;
                  })
          .filter(Objects::nonNull)
          .distinct()
          .sorted()
          .toList();
    }

    @Override
    public List<Integer> targets() {
      return actions.stream()
          .flatMap(a -> a instanceof MergeAction.Update update ? update.targets().stream() : null)
          .distinct()
          .toList();
    }
  }

  /**
   * ON CONFLICT.
   *
   * @param targets positions that DO UPDATE sets
   * @param update gives their values, over {@code source}; null for DO NOTHING
   * @param source takes the existing row's columns and the proposed one's
   */
  record Conflict(
      List<Index> arbiters, List<Integer> targets, PlanNode update, RowSourceNode source) {}
}
