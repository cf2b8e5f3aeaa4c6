package org.heapgres.planner.catalog;

import java.util.List;

/**
 * A view: its query is bound again wherever it is used.
 *
 * @param query SQL text of the SELECT
 * @param searchPath schemas that the query's names are looked up in
 */
public record View(
    int oid,
    int schema,
    String name,
    int owner,
    List<Column> columns,
    String query,
    List<String> searchPath,
    String comment)
    implements Relation {
  public View {
    columns = List.copyOf(columns);
    searchPath = List.copyOf(searchPath);
  }

  @Override
  public char kind() {
    return 'v';
  }
}
