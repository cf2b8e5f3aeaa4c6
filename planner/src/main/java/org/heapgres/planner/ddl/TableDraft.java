package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Inheritance;
import org.heapgres.planner.catalog.ReplicaIdentity;
import org.heapgres.planner.catalog.RowSecurity;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.StoredQuery;
import org.heapgres.planner.catalog.SystemColumn;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.table.ValueTypes;
import org.heapgres.planner.parse.tree.Definition;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.OidAllocator;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.row.RowLayout;

/**
 * A table while DDL changes it: its columns, indexes and constraints, and the names they take. Used
 * by the session's thread.
 */
final class TableDraft {
  private final Session session;
  private final Schema schema;
  private final int oid;
  private final String name;
  private final int owner;
  private final Table.Persistence persistence;
  private final int rowType;
  private final int arrayType;
  private final List<Column> columns = new ArrayList<>();
  private final List<RowLayout> layouts = new ArrayList<>();
  private final List<Index> indexes = new ArrayList<>();
  private final List<Constraint> constraints = new ArrayList<>();
  private final Map<String, String> options = new HashMap<>();
  private int store;
  private int lastAttnum;
  private String comment;
  private Inheritance inheritance = Inheritance.NONE;
  private StoredQuery query;
  private RowSecurity rowSecurity = RowSecurity.NONE;
  private ReplicaIdentity replicaIdentity = ReplicaIdentity.DEFAULT;
  private int clusteredOn;
  private List<Integer> disabledKeys = List.of();
  private int ofType;

  private TableDraft(
      Session session,
      Schema schema,
      int oid,
      String name,
      int owner,
      Table.Persistence persistence,
      int rowType,
      int arrayType,
      int store) {
    this.session = session;
    this.schema = schema;
    this.oid = oid;
    this.name = name;
    this.owner = owner;
    this.persistence = persistence;
    this.rowType = rowType;
    this.arrayType = arrayType;
    this.store = store;
  }

  /** A new table. */
  static TableDraft create(
      Session session, Schema schema, String name, Table.Persistence persistence) {
    OidAllocator oids = session.database().oids();
    int oid = oids.next();
    return new TableDraft(
        session,
        schema,
        oid,
        name,
        session.environment().currentRole().oid(),
        persistence,
        oids.next(),
        oids.next(),
        oid);
  }

  /** A change of a table. */
  static TableDraft of(Session session, Table table) {
    TableDraft draft =
        new TableDraft(
            session,
            session.catalog().schema(table.schema()).orElseThrow(),
            table.oid(),
            table.name(),
            table.owner(),
            table.persistence(),
            table.rowType(),
            table.arrayType(),
            table.store());
    draft.columns.addAll(table.columns());
    draft.layouts.addAll(table.layouts());
    draft.indexes.addAll(table.indexes());
    draft.constraints.addAll(table.constraints());
    draft.options.putAll(table.options());
    draft.lastAttnum = table.lastAttnum();
    draft.comment = table.comment();
    draft.inheritance = table.inheritance();
    draft.query = table.query();
    draft.rowSecurity = table.rowSecurity();
    draft.replicaIdentity = table.replicaIdentity();
    draft.clusteredOn = table.clusteredOn();
    draft.disabledKeys = table.disabledKeys();
    draft.ofType = table.ofType();
    return draft;
  }

  Inheritance inheritance() {
    return inheritance;
  }

  void setInheritance(Inheritance value) {
    inheritance = value;
  }

  /** {@code rowType} is that of a composite type. */
  void setOfType(int rowType) {
    ofType = rowType;
  }

  void setQuery(StoredQuery value) {
    query = value;
  }

  int oid() {
    return oid;
  }

  String name() {
    return name;
  }

  Schema schema() {
    return schema;
  }

  Table.Persistence persistence() {
    return persistence;
  }

  List<Column> columns() {
    return columns;
  }

  List<Index> indexes() {
    return indexes;
  }

  List<Constraint> constraints() {
    return constraints;
  }

  Map<String, String> options() {
    return options;
  }

  /** Rows are to move to a store of their own, keyed anew. */
  void newStore() {
    store = session.database().oids().next();
    indexes.replaceAll(
        index -> index.withStore(index.primary() ? store : session.database().oids().next()));
    layouts.clear();
    columns.replaceAll(column -> column.withMissing(null));
  }

  int nextAttnum() {
    lastAttnum++;
    return lastAttnum;
  }

  int indexOf(String columnName) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(columnName)) {
        return i;
      }
    }
    return -1;
  }

  Column column(String columnName) {
    int index = indexOf(columnName);
    if (index < 0) {
      throw new PgException(
          SqlState.UNDEFINED_COLUMN,
          "column \"" + columnName + "\" of relation \"" + name + "\" does not exist");
    }
    return columns.get(index);
  }

  void replace(Column column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).attnum() == column.attnum()) {
        columns.set(i, column);
      }
    }
    indexes.replaceAll(
        index -> index.withColumns(indexColumns(index.keys(), index.include(), index.columns())));
  }

  Column byAttnum(int attnum) {
    return columns.stream().filter(c -> c.attnum() == attnum).findFirst().orElseThrow();
  }

  private List<Column> indexColumns(
      List<Index.Key> keys, List<Integer> include, List<Column> before) {
    List<Column> result = new ArrayList<>();
    for (Index.Key key : keys) {
      int number = result.size() + 1;
      if (key.attnum() == 0) {
        result.add(before.get(number - 1));
      } else {
        Column column = byAttnum(key.attnum());
        result.add(Column.of(number, column.name(), column.type(), column.typmod(), false));
      }
    }
    for (int attnum : include) {
      Column column = byAttnum(attnum);
      result.add(
          Column.of(result.size() + 1, column.name(), column.type(), column.typmod(), false));
    }
    return result;
  }

  /** Columns that an index over plain columns shows in the catalog. */
  List<Column> indexColumns(List<Index.Key> keys, List<Integer> include) {
    return indexColumns(keys, include, List.of());
  }

  boolean hasPrimaryKey() {
    return constraints.stream().anyMatch(c -> c instanceof Constraint.Key key && key.primary());
  }

  /** 42701 for the name of a system column. */
  static void requireNoSystemColumn(String column) {
    if (SystemColumn.isName(column)) {
      throw new PgException(
          SqlState.DUPLICATE_COLUMN,
          "column name \"" + column + "\" conflicts with a system column name");
    }
  }

  /**
   * Adds PRIMARY KEY or UNIQUE over plain columns with its index. Rows are ordered by a primary key
   * that is not deferrable.
   */
  Index addKey(
      String wantedName,
      boolean primary,
      List<String> keyColumns,
      List<String> include,
      boolean nullsNotDistinct,
      boolean deferrable,
      boolean initiallyDeferred) {
    if (primary && hasPrimaryKey()) {
      throw new PgException(
          SqlState.INVALID_TABLE_DEFINITION,
          "multiple primary keys for table \"" + name + "\" are not allowed");
    }
    List<Index.Key> keys = new ArrayList<>();
    List<Integer> attnums = new ArrayList<>();
    for (String columnName : keyColumns) {
      Column column = keyColumn(columnName);
      if (attnums.contains((int) column.attnum())) {
        throw new PgException(
            SqlState.DUPLICATE_COLUMN,
            "column \""
                + columnName
                + "\" appears twice in "
                + (primary ? "primary key" : "unique")
                + " constraint");
      }
      if (!column.type().codec().comparable()) {
        throw new PgException(
                SqlState.UNDEFINED_OBJECT,
                "data type "
                    + column.type().formatted(-1)
                    + " has no default operator class for access method \"btree\"")
            .withHint(
                "You must specify an operator class for the index or define a default operator"
                    + " class for the data type.");
      }
      attnums.add((int) column.attnum());
      keys.add(new Index.Key(column.attnum(), null, false, false));
      if (primary && !column.notNull()) {
        replace(column.withNotNull(true));
      }
    }
    List<Integer> included = new ArrayList<>();
    for (String columnName : include) {
      included.add((int) keyColumn(columnName).attnum());
    }
    String constraintName =
        wantedName != null
            ? wantedName
            : primary
                ? Names.choose(name, null, "pkey", this::isFree)
                : Names.choose(name, String.join("_", keyColumns), "key", this::isFree);
    if (!Names.claim(session, schema, constraintName, false)) {
      throw new IllegalStateException(constraintName);
    }
    OidAllocator oids = session.database().oids();
    int indexOid = oids.next();
    Index index =
        new Index(
            indexOid,
            schema.oid(),
            constraintName,
            owner,
            oid,
            primary && !deferrable ? store : indexOid,
            keys,
            included,
            !deferrable,
            primary && !deferrable,
            nullsNotDistinct,
            null,
            "btree",
            true,
            indexColumns(keys, included),
            null,
            false);
    if (index.primary()) {
      indexes.addFirst(index);
    } else {
      indexes.add(index);
    }
    constraints.add(
        new Constraint.Key(
            oids.next(),
            constraintName,
            primary,
            attnums,
            indexOid,
            deferrable,
            initiallyDeferred,
            List.of()));
    return index;
  }

  /** NOT NULL of a column, without a name as long as it has none; see {@link #build}. */
  void addNotNull(Definition.Constraint constraint, String columnName) {
    Column column = column(columnName);
    Constraint.NotNull known = notNull(column);
    if (known != null) {
      requireSame(known, constraint, columnName);
      if (constraint.conname() != null) {
        constraints.replaceAll(
            c -> c.oid() == known.oid() ? known.withName(constraint.conname()) : c);
      }
      return;
    }
    if (constraint.conname() != null) {
      requireFreeConstraint(constraint.conname());
    }
    replace(column.withNotNull(true));
    constraints.add(
        new Constraint.NotNull(
            session.database().oids().next(),
            constraint.conname(),
            column.attnum(),
            constraint.skipValidation(),
            constraint.isNoInherit(),
            true));
  }

  private static void requireSame(
      Constraint.NotNull known, Definition.Constraint constraint, String column) {
    if (known.noInherit() != constraint.isNoInherit()) {
      throw new PgException(
          SqlState.SYNTAX_ERROR,
          "conflicting NO INHERIT declaration for not-null constraint on column \""
              + column
              + "\"");
    }
    if (known.name() != null
        && constraint.conname() != null
        && !known.name().equals(constraint.conname())) {
      throw new PgException(
          SqlState.SYNTAX_ERROR,
          "conflicting not-null constraint names \"%s\" and \"%s\""
              .formatted(known.name(), constraint.conname()));
    }
  }

  /** The NOT NULL of a column; null for none. */
  Constraint.NotNull notNull(Column column) {
    for (Constraint constraint : constraints) {
      if (constraint instanceof Constraint.NotNull notNull && notNull.column() == column.attnum()) {
        return notNull;
      }
    }
    return null;
  }

  /** Every column that is NOT NULL has its constraint, every such constraint a name. */
  private void settleNotNulls() {
    constraints.removeIf(
        c ->
            c instanceof Constraint.NotNull notNull
                && columns.stream()
                    .noneMatch(column -> column.attnum() == notNull.column() && column.notNull()));
    for (Column column : columns) {
      if (!column.notNull()) {
        continue;
      }
      Constraint.NotNull known = notNull(column);
      if (known == null) {
        constraints.add(
            new Constraint.NotNull(
                session.database().oids().next(),
                notNullName(column),
                column.attnum(),
                false,
                false,
                true));
      } else if (known.name() == null) {
        constraints.replaceAll(
            c -> c.oid() == known.oid() ? known.withName(notNullName(column)) : c);
      }
    }
  }

  private String notNullName(Column column) {
    return Names.choose(name, column.name(), "not_null", this::isFreeConstraint);
  }

  private Column keyColumn(String columnName) {
    int index = indexOf(columnName);
    if (index < 0) {
      throw new PgException(
          SqlState.UNDEFINED_COLUMN, "column \"" + columnName + "\" named in key does not exist");
    }
    return columns.get(index);
  }

  /** Whether neither a relation of the schema nor a constraint of this table has the name. */
  boolean isFree(String candidate) {
    return session.catalog().relation(schema.oid(), candidate).isEmpty()
        && isFreeConstraint(candidate)
        && indexes.stream().noneMatch(i -> i.name().equals(candidate))
        && !candidate.equals(name);
  }

  boolean isFreeConstraint(String candidate) {
    return constraints.stream().noneMatch(c -> candidate.equals(c.name()));
  }

  void requireFreeConstraint(String candidate) {
    if (!isFreeConstraint(candidate)) {
      throw new PgException(
          SqlState.DUPLICATE_OBJECT,
          "constraint \"" + candidate + "\" for relation \"" + name + "\" already exists");
    }
  }

  private List<RowLayout.Column> layoutColumns() {
    return columns.stream()
        .map(column -> new RowLayout.Column(column.attnum(), ValueTypes.of(column.type())))
        .toList();
  }

  Table build() {
    settleNotNulls();
    List<RowLayout.Column> current = layoutColumns();
    if (layouts.isEmpty() || !layouts.getLast().columns().equals(current)) {
      layouts.add(new RowLayout(layouts.isEmpty() ? 1 : layouts.getLast().version() + 1, current));
    }
    return new Table(
        oid,
        schema.oid(),
        name,
        owner,
        persistence,
        rowType,
        arrayType,
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
