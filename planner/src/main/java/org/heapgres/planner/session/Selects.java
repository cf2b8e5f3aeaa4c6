package org.heapgres.planner.session;

import java.util.List;
import java.util.stream.Collectors;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.RawStmt;

/** Queries that commands run by themselves. */
public final class Selects {
  private Selects() {}

  /** These columns of all rows of a table. */
  public static RawStmt of(Session session, Table table, List<Column> columns) {
    return Parser.parse(
            "SELECT "
                + columns.stream()
                    .map(column -> Identifiers.quote(column.name()))
                    .collect(Collectors.joining(", "))
                + " FROM ONLY "
                + qualified(session, table))
        .getFirst();
  }

  public static String qualified(Session session, Table table) {
    return Identifiers.quote(session.catalog().schemaName(table.schema()))
        + "."
        + Identifiers.quote(table.name());
  }
}
