package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * An index of a table. The primary key's index has the table's own store: it is the order of the
 * rows themselves.
 *
 * @param schema that of its table
 * @param table oid of its table
 * @param store where its entries are; the table's own for the primary key
 * @param keys the indexed columns or expressions
 * @param include attnums of INCLUDE columns
 * @param predicate WHERE as SQL text; null for none
 * @param nullsNotDistinct a unique index takes NULLs as equal
 * @param method pg_am.amname as declared; see {@link #ordered}
 * @param exclusion whether it is that of an EXCLUDE constraint
 * @param valid false while it is being built or after that failed: it is maintained but not read
 */
public record Index(
    int oid,
    int schema,
    String name,
    int owner,
    int table,
    int store,
    List<Key> keys,
    List<Integer> include,
    boolean unique,
    boolean primary,
    boolean nullsNotDistinct,
    String predicate,
    String method,
    boolean valid,
    List<Column> columns,
    String comment,
    boolean exclusion)
    implements Relation {
  public Index {
    keys = List.copyOf(keys);
    include = List.copyOf(include);
    columns = List.copyOf(columns);
  }

  /**
   * One key column.
   *
   * @param attnum 0 for an expression
   * @param expression SQL text; null for a plain column
   * @param operatorClass pg_opclass.opcname as declared; null for the type's default
   */
  public record Key(
      int attnum, String expression, boolean descending, boolean nullsFirst, String operatorClass) {
    public Key(int attnum, String expression, boolean descending, boolean nullsFirst) {
      this(attnum, expression, descending, nullsFirst, null);
    }

    public Key withExpression(String expression) {
      return new Key(attnum, expression, descending, nullsFirst, operatorClass);
    }
  }

  /**
   * Whether it has entries, in the order of its keys: btree and hash. An index of another method is
   * known to the catalog only; what it would find, a scan of the table finds.
   */
  public boolean ordered() {
    return method.equals("btree") || method.equals("hash");
  }

  /**
   * Whether it has entries: also that of EXCLUDE, which are there for its checks, in an order that
   * may mean nothing.
   */
  public boolean stored() {
    return ordered() || exclusion;
  }

  @Override
  public char kind() {
    return 'i';
  }

  /** Whether a scan of the index alone sees every row: no predicate and usable. */
  public boolean complete() {
    return valid && predicate == null && ordered();
  }

  /** Attnums of the key columns; 0 for expressions. */
  public List<Integer> keyColumns() {
    List<Integer> result = new ArrayList<>(keys.size());
    for (Key key : keys) {
      result.add(key.attnum);
    }
    return result;
  }

  /** A copy under another oid and name, with a store of its own. */
  public Index as(int oid, String name) {
    return change().oid(oid).name(name).store(oid).build();
  }

  /** The index of a constraint that becomes deferrable, with another store for other entries. */
  public Index withDuplicates(int store) {
    return change().store(store).unique(false).build();
  }

  public Index withName(String name) {
    return change().name(name).build();
  }

  public Index withSchema(int schema) {
    return change().schema(schema).build();
  }

  public Index withOwner(int owner) {
    return change().owner(owner).build();
  }

  public Index withStore(int store) {
    return change().store(store).build();
  }

  public Index withColumns(List<Column> columns) {
    return change().columns(columns).build();
  }

  /** The same index with its expressions written differently. */
  public Index withExpressions(List<Key> keys, String predicate) {
    return change().keys(keys).predicate(predicate).build();
  }

  public Index withValid(boolean valid) {
    return change().valid(valid).build();
  }

  public Index withComment(String comment) {
    return change().comment(comment).build();
  }

  private Change change() {
    return new Change(this);
  }

  /** A copy in the making. */
  private static final class Change {
    private final Index from;
    private int oid;
    private int schema;
    private String name;
    private int owner;
    private int store;
    private List<Key> keys;
    private boolean unique;
    private String predicate;
    private boolean valid;
    private List<Column> columns;
    private String comment;

    Change(Index from) {
      this.from = from;
      oid = from.oid;
      schema = from.schema;
      name = from.name;
      owner = from.owner;
      store = from.store;
      keys = from.keys;
      unique = from.unique;
      predicate = from.predicate;
      valid = from.valid;
      columns = from.columns;
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

    Change store(int store) {
      this.store = store;
      return this;
    }

    Change keys(List<Key> keys) {
      this.keys = keys;
      return this;
    }

    Change unique(boolean unique) {
      this.unique = unique;
      return this;
    }

    Change predicate(String predicate) {
      this.predicate = predicate;
      return this;
    }

    Change valid(boolean valid) {
      this.valid = valid;
      return this;
    }

    Change columns(List<Column> columns) {
      this.columns = columns;
      return this;
    }

    Change comment(String comment) {
      this.comment = comment;
      return this;
    }

    Index build() {
      return new Index(
          oid,
          schema,
          name,
          owner,
          from.table,
          store,
          keys,
          from.include,
          unique,
          from.primary,
          from.nullsNotDistinct,
          predicate,
          from.method,
          valid,
          columns,
          comment,
          from.exclusion);
    }
  }
}
