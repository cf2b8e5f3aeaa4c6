package org.heapgres.planner.session.functions;

import org.heapgres.planner.command.CursorKeys;
import org.heapgres.planner.functions.CallContext;

/** What WHERE CURRENT OF is made of; methods are named as {@code Functions} wants them. */
final class CursorFunctions {
  private CursorFunctions() {}

  /** heapgres_current_of(cursor, table, column): the column of a key in the cursor's row. */
  static Object heapgresCurrentOf(CallContext context, String cursor, int table, int column) {
    return CursorKeys.current(SessionFunctions.session(context), cursor, table, column);
  }
}
