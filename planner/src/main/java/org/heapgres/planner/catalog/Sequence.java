package org.heapgres.planner.catalog;

import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * A sequence's definition; its counter is in the sequences' store.
 *
 * @param columns last_value, log_cnt, is_called
 * @param ownedByTable table oid of OWNED BY; 0 for none
 * @param ownedByColumn attnum of OWNED BY; 0 for none
 * @param identity whether it belongs to an identity column
 */
public record Sequence(
    int oid,
    int schema,
    String name,
    int owner,
    PgType type,
    long start,
    long increment,
    long minimum,
    long maximum,
    long cache,
    boolean cycle,
    int ownedByTable,
    int ownedByColumn,
    boolean identity,
    List<Column> columns,
    String comment)
    implements Relation {
  public Sequence {
    columns = List.copyOf(columns);
  }

  @Override
  public char kind() {
    return 'S';
  }
}
