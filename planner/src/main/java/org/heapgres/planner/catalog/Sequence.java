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

  public Sequence withName(String name) {
    return new Sequence(
        oid,
        schema,
        name,
        owner,
        type,
        start,
        increment,
        minimum,
        maximum,
        cache,
        cycle,
        ownedByTable,
        ownedByColumn,
        identity,
        columns,
        comment);
  }

  public Sequence withSchema(int schema) {
    return new Sequence(
        oid,
        schema,
        name,
        owner,
        type,
        start,
        increment,
        minimum,
        maximum,
        cache,
        cycle,
        ownedByTable,
        ownedByColumn,
        identity,
        columns,
        comment);
  }

  public Sequence withOwner(int owner) {
    return new Sequence(
        oid,
        schema,
        name,
        owner,
        type,
        start,
        increment,
        minimum,
        maximum,
        cache,
        cycle,
        ownedByTable,
        ownedByColumn,
        identity,
        columns,
        comment);
  }

  public Sequence withComment(String comment) {
    return new Sequence(
        oid,
        schema,
        name,
        owner,
        type,
        start,
        increment,
        minimum,
        maximum,
        cache,
        cycle,
        ownedByTable,
        ownedByColumn,
        identity,
        columns,
        comment);
  }

  /** Another sequence with the same options, for a column of another table. */
  public Sequence copy(
      int oid, int schema, String name, int owner, int ownedByTable, int ownedByColumn) {
    return new Sequence(
        oid,
        schema,
        name,
        owner,
        type,
        start,
        increment,
        minimum,
        maximum,
        cache,
        cycle,
        ownedByTable,
        ownedByColumn,
        identity,
        columns,
        null);
  }

  public Sequence ownedBy(int ownedByTable, int ownedByColumn) {
    return new Sequence(
        oid,
        schema,
        name,
        owner,
        type,
        start,
        increment,
        minimum,
        maximum,
        cache,
        cycle,
        ownedByTable,
        ownedByColumn,
        identity,
        columns,
        comment);
  }
}
