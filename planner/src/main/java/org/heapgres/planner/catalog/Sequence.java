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
    return change().name(name).build();
  }

  public Sequence withSchema(int schema) {
    return change().schema(schema).build();
  }

  public Sequence withOwner(int owner) {
    return change().owner(owner).build();
  }

  public Sequence withComment(String comment) {
    return change().comment(comment).build();
  }

  /** Another sequence with the same options, for a column of another table. */
  public Sequence copy(
      int oid, int schema, String name, int owner, int ownedByTable, int ownedByColumn) {
    return change()
        .oid(oid)
        .schema(schema)
        .name(name)
        .owner(owner)
        .ownedByTable(ownedByTable)
        .ownedByColumn(ownedByColumn)
        .comment(null)
        .build();
  }

  public Sequence ownedBy(int ownedByTable, int ownedByColumn) {
    return change().ownedByTable(ownedByTable).ownedByColumn(ownedByColumn).build();
  }

  private Change change() {
    return new Change(this);
  }

  /** A copy in the making. */
  private static final class Change {
    private final Sequence from;
    private int oid;
    private int schema;
    private String name;
    private int owner;
    private int ownedByTable;
    private int ownedByColumn;
    private String comment;

    Change(Sequence from) {
      this.from = from;
      oid = from.oid;
      schema = from.schema;
      name = from.name;
      owner = from.owner;
      ownedByTable = from.ownedByTable;
      ownedByColumn = from.ownedByColumn;
      comment = from.comment;
    }

    Change oid(int oid) {
      this.oid = oid;
      return this;
    }

    Change schema(int schema) {
      this.schema = schema;
      return this;
    }

    Change name(String name) {
      this.name = name;
      return this;
    }

    Change owner(int owner) {
      this.owner = owner;
      return this;
    }

    Change ownedByTable(int ownedByTable) {
      this.ownedByTable = ownedByTable;
      return this;
    }

    Change ownedByColumn(int ownedByColumn) {
      this.ownedByColumn = ownedByColumn;
      return this;
    }

    Change comment(String comment) {
      this.comment = comment;
      return this;
    }

    Sequence build() {
      return new Sequence(
          oid,
          schema,
          name,
          owner,
          from.type,
          from.start,
          from.increment,
          from.minimum,
          from.maximum,
          from.cache,
          from.cycle,
          ownedByTable,
          ownedByColumn,
          from.identity,
          from.columns,
          comment);
    }
  }
}
