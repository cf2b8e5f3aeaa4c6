package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.row.RowLayout;

/**
 * A table with everything that a plan over it needs to know.
 *
 * <p>Rows are in {@code store}: key = the primary key's columns (the index with {@code primary}),
 * or a hidden row id where there is none; value = all live columns, encoded with the last of {@code
 * layouts}. Older rows keep the layout they were written with; columns that their layout lacks read
 * as {@link Column#missing}.
 *
 * @param rowType oid of its row type
 * @param arrayType oid of the array of it; 0 for none
 * @param lastAttnum the highest attnum ever given
 * @param layouts every layout that rows may have, versions ascending
 * @param indexes the primary key's first
 * @param options WITH (...), names in lower case
 * @param inheritance its parents, and how it is partitioned
 * @param query of a materialized view; null for a table
 * @param clusteredOn oid of the index that CLUSTER goes by (it may be gone), or 0
 * @param disabledKeys oids of foreign keys, own ones and others' that refer to it, of which DISABLE
 *     TRIGGER ALL has switched off what they do when this table's rows change
 * @param ofType oid of the composite type that it has its columns from; 0 for none
 */
public record Table(
    int oid,
    int schema,
    String name,
    int owner,
    Persistence persistence,
    int rowType,
    int arrayType,
    int store,
    List<Column> columns,
    int lastAttnum,
    List<RowLayout> layouts,
    List<Index> indexes,
    List<Constraint> constraints,
    Map<String, String> options,
    String comment,
    Inheritance inheritance,
    StoredQuery query,
    RowSecurity rowSecurity,
    ReplicaIdentity replicaIdentity,
    int clusteredOn,
    List<Integer> disabledKeys,
    int ofType)
    implements Relation {
  /** How long the data live; the code is pg_class.relpersistence. */
  public enum Persistence {
    PERMANENT('p'),
    UNLOGGED('u'),
    TEMPORARY('t');

    private final char code;

    Persistence(char code) {
      this.code = code;
    }

    public char code() {
      return code;
    }
  }

  public Table {
    columns = List.copyOf(columns);
    layouts = List.copyOf(layouts);
    indexes = List.copyOf(indexes);
    constraints = List.copyOf(constraints);
    options = Map.copyOf(options);
    inheritance = inheritance == null ? Inheritance.NONE : inheritance;
    rowSecurity = rowSecurity == null ? RowSecurity.NONE : rowSecurity;
    replicaIdentity = replicaIdentity == null ? ReplicaIdentity.DEFAULT : replicaIdentity;
    disabledKeys = List.copyOf(disabledKeys);
  }

  /**
   * A table of such rows, without any: what statements change that something else answers. {@link
   * Catalog#behind} leads back.
   */
  public static Table standingFor(Relation relation) {
    return new Table(
        relation.oid(),
        relation.schema(),
        relation.name(),
        relation.owner(),
        Persistence.PERMANENT,
        relation.rowType(),
        0,
        relation.columns(),
        relation.columns().size(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        null);
  }

  /** A table that neither inherits nor is partitioned. */
  public Table(
      int oid,
      int schema,
      String name,
      int owner,
      Persistence persistence,
      int rowType,
      int store,
      List<Column> columns,
      int lastAttnum,
      List<RowLayout> layouts,
      List<Index> indexes,
      List<Constraint> constraints,
      Map<String, String> options,
      String comment) {
    this(
        oid,
        schema,
        name,
        owner,
        persistence,
        rowType,
        0,
        store,
        columns,
        lastAttnum,
        layouts,
        indexes,
        constraints,
        options,
        comment,
        Inheritance.NONE,
        null,
        RowSecurity.NONE,
        ReplicaIdentity.DEFAULT,
        0,
        List.of(),
        0);
  }

  @Override
  public char kind() {
    return query != null ? 'm' : partitioned() ? 'p' : 'r';
  }

  /** Whether its rows are those of its partitions. */
  public boolean partitioned() {
    return inheritance.partitioning() != null;
  }

  public boolean partition() {
    return inheritance.bound() != null;
  }

  public boolean materialized() {
    return query != null;
  }

  /** Whether reading its rows needs expressions. */
  public boolean hasVirtualColumns() {
    return columns.stream().anyMatch(column -> column.generated() == Column.Generated.VIRTUAL);
  }

  /** Positions in this table, by name, of another's columns. */
  public int[] positionsOf(Table other) {
    return other.columns.stream().mapToInt(column -> columnIndex(column.name())).toArray();
  }

  /** The layout that rows are written with. */
  public RowLayout layout() {
    return layouts.getLast();
  }

  /** The primary key that is the order of the rows; none if it is deferrable, for example. */
  public Optional<Index> primaryKey() {
    return indexes.isEmpty() || !indexes.getFirst().primary()
        ? Optional.empty()
        : Optional.of(indexes.getFirst());
  }

  /** The PRIMARY KEY or UNIQUE that the index enforces. */
  public Optional<Constraint.Key> keyOf(Index index) {
    return keys().stream().filter(key -> key.index() == index.oid()).findFirst();
  }

  /** The index of that name; 42704 when there is none. */
  public Index requiredIndex(String indexName) {
    return indexes.stream()
        .filter(each -> each.name().equals(indexName))
        .findFirst()
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.UNDEFINED_OBJECT,
                    "index \"%s\" for table \"%s\" does not exist".formatted(indexName, name)));
  }

  /** The PRIMARY KEY, whether or not its index is the order of the rows. */
  public Optional<Constraint.Key> primaryKeyConstraint() {
    return keys().stream().filter(Constraint.Key::primary).findFirst();
  }

  private List<Constraint.Key> keys() {
    return constraintsOf(Constraint.Key.class);
  }

  /** Positions in {@link #columns()} of the primary key's columns; empty for a hidden row id. */
  public int[] keyPositions() {
    return primaryKey()
        .map(key -> key.keys().stream().mapToInt(k -> columnIndex(k.attnum())).toArray())
        .orElse(new int[0]);
  }

  public Optional<Index> index(int indexOid) {
    return indexes.stream().filter(index -> index.oid() == indexOid).findFirst();
  }

  public Optional<Constraint> constraint(String constraintName) {
    return constraints.stream().filter(c -> c.name().equals(constraintName)).findFirst();
  }

  public List<Constraint.ForeignKey> foreignKeys() {
    return constraintsOf(Constraint.ForeignKey.class);
  }

  public List<Constraint.Check> checks() {
    return constraintsOf(Constraint.Check.class);
  }

  /** Of a column that is NOT NULL. */
  public Optional<Constraint.NotNull> notNull(Column column) {
    return constraintsOf(Constraint.NotNull.class).stream()
        .filter(c -> c.column() == column.attnum())
        .findFirst();
  }

  /** Whether no row has a NULL in the column: it is NOT NULL, and valid. */
  public boolean hasNoNulls(Column column) {
    return column.notNull() && notNull(column).map(Constraint.NotNull::validated).orElse(true);
  }

  private <T extends Constraint> List<T> constraintsOf(Class<T> type) {
    List<T> result = new ArrayList<>();
    for (Constraint constraint : constraints) {
      if (type.isInstance(constraint)) {
        result.add(type.cast(constraint));
      }
    }
    return result;
  }

  /** Attnums that are part of some unique index or the target of a foreign key. */
  public Set<Integer> uniqueColumns() {
    Set<Integer> result = new HashSet<>();
    for (Index index : indexes) {
      if (index.unique() || keyOf(index).isPresent()) {
        result.addAll(index.keyColumns());
      }
    }
    return result;
  }

  public Builder change() {
    return new Builder(this);
  }

  /** A changed copy in the making. */
  public static final class Builder {
    private final Table from;
    private int schema;
    private String name;
    private int owner;
    private Persistence persistence;
    private int store;
    private List<Column> columns;
    private int lastAttnum;
    private List<RowLayout> layouts;
    private List<Index> indexes;
    private List<Constraint> constraints;
    private Map<String, String> options;
    private String comment;
    private Inheritance inheritance;
    private StoredQuery query;
    private RowSecurity rowSecurity;
    private ReplicaIdentity replicaIdentity;
    private int clusteredOn;
    private List<Integer> disabledKeys;
    private int ofType;

    private Builder(Table from) {
      this.from = from;
      schema = from.schema;
      name = from.name;
      owner = from.owner;
      persistence = from.persistence;
      store = from.store;
      columns = from.columns;
      lastAttnum = from.lastAttnum;
      layouts = from.layouts;
      indexes = from.indexes;
      constraints = from.constraints;
      options = from.options;
      comment = from.comment;
      inheritance = from.inheritance;
      query = from.query;
      rowSecurity = from.rowSecurity;
      replicaIdentity = from.replicaIdentity;
      clusteredOn = from.clusteredOn;
      disabledKeys = from.disabledKeys;
      ofType = from.ofType;
    }

    public Builder schema(int value) {
      schema = value;
      return this;
    }

    public Builder name(String value) {
      name = value;
      return this;
    }

    public Builder owner(int value) {
      owner = value;
      return this;
    }

    public Builder persistence(Persistence value) {
      persistence = value;
      return this;
    }

    public Builder store(int value) {
      store = value;
      return this;
    }

    public Builder columns(List<Column> value) {
      columns = value;
      return this;
    }

    public Builder lastAttnum(int value) {
      lastAttnum = value;
      return this;
    }

    public Builder layouts(List<RowLayout> value) {
      layouts = value;
      return this;
    }

    public Builder indexes(List<Index> value) {
      indexes = value;
      return this;
    }

    public Builder constraints(List<Constraint> value) {
      constraints = value;
      return this;
    }

    public Builder options(Map<String, String> value) {
      options = value;
      return this;
    }

    public Builder comment(String value) {
      comment = value;
      return this;
    }

    public Builder inheritance(Inheritance value) {
      inheritance = value;
      return this;
    }

    public Builder query(StoredQuery value) {
      query = value;
      return this;
    }

    public Builder rowSecurity(RowSecurity value) {
      rowSecurity = value;
      return this;
    }

    public Builder replicaIdentity(ReplicaIdentity value) {
      replicaIdentity = value;
      return this;
    }

    public Builder clusteredOn(int value) {
      clusteredOn = value;
      return this;
    }

    public Builder disabledKeys(List<Integer> value) {
      disabledKeys = value;
      return this;
    }

    public Builder ofType(int value) {
      ofType = value;
      return this;
    }

    public Table build() {
      return new Table(
          from.oid,
          schema,
          name,
          owner,
          persistence,
          from.rowType,
          from.arrayType,
          store,
          columns,
          lastAttnum,
          layouts,
          indexes,
          constraints,
          options,
          comment,
          inheritance,
          query,
          rowSecurity,
          replicaIdentity,
          clusteredOn,
          disabledKeys,
          ofType);
    }
  }
}
