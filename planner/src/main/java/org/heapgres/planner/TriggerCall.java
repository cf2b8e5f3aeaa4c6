package org.heapgres.planner;

import java.util.List;
import org.heapgres.planner.catalog.Relation;

/**
 * What a trigger function is told. Rows are the datums of the relation's visible columns, in their
 * order, and must not be changed.
 *
 * @param relation the table or, for INSTEAD OF, the view
 * @param schema the name of its schema
 * @param oldRow null unless it is for a row of UPDATE or DELETE
 * @param newRow null unless it is for a row of INSERT or UPDATE
 * @param arguments as CREATE TRIGGER gives them
 */
@SuppressWarnings("ArrayRecordComponent")
public record TriggerCall(
    String name,
    Timing timing,
    Level level,
    Event event,
    Relation relation,
    String schema,
    Object[] oldRow,
    Object[] newRow,
    List<String> arguments) {

  /** TG_WHEN. */
  public enum Timing {
    BEFORE("BEFORE"),
    AFTER("AFTER"),
    INSTEAD_OF("INSTEAD OF");

    private final String sql;

    Timing(String sql) {
      this.sql = sql;
    }

    public String sql() {
      return sql;
    }
  }

  /** TG_LEVEL. */
  public enum Level {
    ROW,
    STATEMENT
  }

  /** TG_OP. */
  public enum Event {
    INSERT,
    DELETE,
    UPDATE,
    TRUNCATE
  }

  public TriggerCall {
    arguments = List.copyOf(arguments);
  }

  /** The row that goes on when the function changes nothing. */
  public Object[] row() {
    return event == Event.DELETE ? oldRow : newRow;
  }
}
