package org.heapgres.planner.catalog;

import java.util.List;

/**
 * The query of a materialized view.
 *
 * @param sql text of the SELECT
 * @param searchPath schemas that its names are looked up in
 * @param uses oids of the relations it reads
 * @param populated whether the rows are there: false after WITH NO DATA
 */
public record StoredQuery(
    String sql, List<String> searchPath, List<Integer> uses, boolean populated) {
  public StoredQuery {
    searchPath = List.copyOf(searchPath);
    uses = List.copyOf(uses);
  }

  public StoredQuery withSql(String sql) {
    return new StoredQuery(sql, searchPath, uses, populated);
  }

  public StoredQuery withPopulated(boolean populated) {
    return new StoredQuery(sql, searchPath, uses, populated);
  }
}
