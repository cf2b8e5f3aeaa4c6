package org.heapgres.planner.catalog;

import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * A stand-alone composite type: a relation without rows, as in pg_class.
 *
 * @param oid of its pg_class entry
 * @param rowType oid of the type
 * @param arrayType oid of the array of it
 * @param lastAttnum the highest attnum ever given
 */
public record CompositeType(
    int oid,
    int schema,
    String name,
    int owner,
    int rowType,
    int arrayType,
    List<Column> columns,
    int lastAttnum,
    String comment)
    implements Relation {
  /** Oid of {@link #domainValue}, which no catalog holds. */
  public static final int DOMAIN_VALUE = -1;

  public CompositeType {
    columns = List.copyOf(columns);
  }

  /** What a domain's CHECK is an expression over: one row of one column named value. */
  public static CompositeType domainValue(PgType base, int typmod) {
    Column value = Column.of(1, "value", base, typmod, false);
    return new CompositeType(DOMAIN_VALUE, 0, "value", 0, 0, 0, List.of(value), 1, null);
  }

  @Override
  public char kind() {
    return 'c';
  }

  public CompositeType withName(String name) {
    return new CompositeType(
        oid, schema, name, owner, rowType, arrayType, columns, lastAttnum, comment);
  }

  public CompositeType withSchema(int schema) {
    return new CompositeType(
        oid, schema, name, owner, rowType, arrayType, columns, lastAttnum, comment);
  }

  public CompositeType withOwner(int owner) {
    return new CompositeType(
        oid, schema, name, owner, rowType, arrayType, columns, lastAttnum, comment);
  }

  public CompositeType withColumns(List<Column> columns, int lastAttnum) {
    return new CompositeType(
        oid, schema, name, owner, rowType, arrayType, columns, lastAttnum, comment);
  }

  public CompositeType withComment(String comment) {
    return new CompositeType(
        oid, schema, name, owner, rowType, arrayType, columns, lastAttnum, comment);
  }
}
