package org.heapgres.planner.exec.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.heapgres.planner.TriggerCall;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.TriggerCall.Level;
import org.heapgres.planner.TriggerCall.Timing;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * The triggers of one table or view, in the order of their names (manual, chapter 37). Immutable;
 * what a statement has to remember for its end is in its {@link Execution}.
 */
public final class TableTriggers {
  /** A trigger with its condition over the row before and the row after; null for none. */
  private record Compiled(Trigger trigger, Expression condition) {}

  /** The rows that a statement has changed, for transition tables. */
  private static final class Changes {
    private final List<Object[]> before = new ArrayList<>();
    private final List<Object[]> after = new ArrayList<>();
  }

  private final Relation table;
  private final String schema;
  private final List<Compiled> triggers = new ArrayList<>();
  private final boolean transitions;

  /** {@code conditions} compiles what WHEN says. */
  public TableTriggers(
      Relation table,
      String schema,
      List<Trigger> triggers,
      Function<Trigger, Expression> conditions) {
    this.table = table;
    this.schema = schema;
    for (Trigger trigger : triggers) {
      this.triggers.add(
          new Compiled(trigger, trigger.condition() == null ? null : conditions.apply(trigger)));
    }
    transitions = triggers.stream().anyMatch(t -> t.oldTable() != null || t.newTable() != null);
  }

  public boolean isEmpty() {
    return triggers.isEmpty();
  }

  public boolean any(Timing timing, Level level, Event event) {
    for (Compiled compiled : triggers) {
      if (compiled.trigger.isFor(timing, level, event)) {
        return true;
      }
    }
    return false;
  }

  private static boolean fires(
      Execution run, Compiled compiled, Timing timing, Level level, Event event) {
    return compiled.trigger.isFor(timing, level, event)
        && compiled.trigger.firesIn(run.context().isReplica());
  }

  /** The columns that UPDATE sets, by position: for the rest of the statement. */
  public void updating(Execution run, List<Integer> targets) {
    if (!triggers.isEmpty()) {
      run.set(this, targets);
    }
  }

  /** BEFORE and AFTER triggers of a statement; the latter wait for its end. */
  public void statement(Execution run, Event event) {
    if (triggers.isEmpty()) {
      return;
    }
    fireAll(run, Timing.BEFORE, event);
  }

  /** To be called when all rows are changed. */
  public void endOfStatement(Execution run, Event event) {
    if (any(Timing.AFTER, Level.STATEMENT, event)) {
      ForeignKeys.later(run, () -> fireAll(run, Timing.AFTER, event));
    }
  }

  private void fireAll(Execution run, Timing timing, Event event) {
    for (Compiled compiled : triggers) {
      if (fires(run, compiled, timing, Level.STATEMENT, event)
          && namesColumns(run, compiled.trigger, event, null, null)
          && isTrue(run, compiled, null, null)) {
        call(run, compiled.trigger, Level.STATEMENT, event, null, null);
      }
    }
  }

  /**
   * BEFORE triggers of a row.
   *
   * @param belongs whether an inserted row is one that the table, a partition, takes
   * @return the row to go on with; null to leave it alone
   */
  Object[] beforeRow(
      Execution run, Event event, Object[] oldRow, Object[] newRow, Predicate<Object[]> belongs) {
    Object[] row = event == Event.DELETE ? oldRow : newRow;
    for (Compiled compiled : triggers) {
      if (!fires(run, compiled, Timing.BEFORE, Level.ROW, event)) {
        continue;
      }
      Object[] now = event == Event.DELETE ? null : row;
      if (!namesColumns(run, compiled.trigger, event, oldRow, now)
          || !isTrue(run, compiled, oldRow, now)) {
        continue;
      }
      Object[] result = call(run, compiled.trigger, Level.ROW, event, oldRow, now);
      if (result == null) {
        return null;
      }
      if (event == Event.INSERT && compiled.trigger.parent() != 0 && !belongs.test(result)) {
        throw movedAway(compiled.trigger);
      }
      row = event == Event.DELETE ? row : result;
    }
    return row;
  }

  private PgException movedAway(Trigger trigger) {
    return new PgException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "moving row to another partition during a BEFORE FOR EACH ROW trigger is not supported")
        .withDetail(
            "Before executing trigger \"%s\", the row was to be in partition \"%s.%s\"."
                .formatted(trigger.name(), schema, table.name()));
  }

  /**
   * INSTEAD OF triggers of a view's row.
   *
   * @return the row as it is now; null when a trigger says that nothing was done
   */
  public Object[] insteadOfRow(Execution run, Event event, Object[] oldRow, Object[] newRow) {
    Object[] row = newRow;
    for (Compiled compiled : triggers) {
      if (fires(run, compiled, Timing.INSTEAD_OF, Level.ROW, event)) {
        Object[] result = call(run, compiled.trigger, Level.ROW, event, oldRow, row);
        if (result == null) {
          return null;
        }
        row = event == Event.DELETE ? row : result;
      }
    }
    return event == Event.DELETE ? oldRow : row;
  }

  /**
   * A row of a table that inherits from this one, or is a partition of it, has changed by a
   * statement that names this one.
   *
   * @param positions where the columns of this table are in the rows
   */
  public void captured(Execution run, int[] positions, Object[] oldRow, Object[] newRow) {
    if (transitions) {
      Changes changes = run.state(triggers, Changes::new);
      if (oldRow != null) {
        changes.before.add(picked(oldRow, positions));
      }
      if (newRow != null) {
        changes.after.add(picked(newRow, positions));
      }
    }
  }

  private static Object[] picked(Object[] row, int[] positions) {
    Object[] result = new Object[positions.length];
    for (int c = 0; c < result.length; c++) {
      result[c] = row[positions[c]];
    }
    return result;
  }

  /** A row has changed: its AFTER triggers wait for the end of the statement. */
  void afterRow(Execution run, Event event, Object[] oldRow, Object[] newRow) {
    if (triggers.isEmpty()) {
      return;
    }
    if (transitions) {
      Changes changes = run.state(triggers, Changes::new);
      if (oldRow != null) {
        changes.before.add(oldRow);
      }
      if (newRow != null) {
        changes.after.add(newRow);
      }
    }
    for (Compiled compiled : triggers) {
      if (fires(run, compiled, Timing.AFTER, Level.ROW, event)
          && namesColumns(run, compiled.trigger, event, oldRow, newRow)
          && isTrue(run, compiled, oldRow, newRow)) {
        ForeignKeys.later(run, () -> call(run, compiled.trigger, Level.ROW, event, oldRow, newRow));
      }
    }
  }

  private Object[] call(
      Execution run, Trigger trigger, Level level, Event event, Object[] oldRow, Object[] newRow) {
    Changes changes = transitions ? run.state(triggers, Changes::new) : null;
    return run.context()
        .fire(
            trigger,
            new TriggerCall(
                trigger.name(),
                trigger.timing(),
                level,
                event,
                table,
                schema,
                oldRow,
                newRow,
                trigger.arguments()),
            changes == null ? List.of() : changes.before,
            changes == null ? List.of() : changes.after);
  }

  /** UPDATE OF: whether the statement sets one of the columns. */
  private boolean namesColumns(
      Execution run, Trigger trigger, Event event, Object[] oldRow, Object[] newRow) {
    if (trigger.columns().isEmpty() || event != Event.UPDATE) {
      return true;
    }
    List<Integer> targets = run.value(this);
    for (int attnum : trigger.columns()) {
      int position = table.columnIndex(attnum);
      if (position >= 0
          && (targets != null
              ? targets.contains(position)
              : oldRow != null && differs(oldRow[position], newRow[position]))) {
        return true;
      }
    }
    return false;
  }

  private static boolean differs(Object before, Object after) {
    return before == null ? after != null : !before.equals(after);
  }

  private boolean isTrue(Execution run, Compiled compiled, Object[] oldRow, Object[] newRow) {
    if (compiled.condition == null) {
      return true;
    }
    int width = table.columns().size();
    Vector[] columns = new Vector[2 * width];
    for (int c = 0; c < columns.length; c++) {
      Object[] row = c < width ? oldRow : newRow;
      columns[c] =
          Vectors.constant(
              Kinds.of(table.columns().get(c % width).type()),
              row == null ? null : row[c % width],
              1);
    }
    return Boolean.TRUE.equals(compiled.condition.evaluateRow(run, new Batch(columns, 1)));
  }
}
