package org.heapgres.planner.catalog;

import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * PARTITION BY.
 *
 * @param strategy pg_partitioned_table.partstrat: l, r or h
 */
public record Partitioning(char strategy, List<Key> keys) {
  public static final char LIST = 'l';
  public static final char RANGE = 'r';
  public static final char HASH = 'h';

  /**
   * One key.
   *
   * @param attnum 0 for an expression
   * @param expression SQL text; null for a plain column
   */
  public record Key(int attnum, String expression, PgType type) {}

  public Partitioning {
    keys = List.copyOf(keys);
  }

  public Partitioning withKeys(List<Key> keys) {
    return new Partitioning(strategy, keys);
  }
}
