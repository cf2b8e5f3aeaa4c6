package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/**
 * Columns hold their types. Those that users made come out of a record as an oid, and change (an
 * enum gets a label, a table a column): every snapshot links its objects to its own.
 */
@SuppressWarnings("ReferenceEquality") // what does not change stays the same object
final class TypeLinks {
  private TypeLinks() {}

  /** The types of the database's own that occur in the object, so that it is linked to them. */
  static Set<Integer> mentioned(CatalogObject object) {
    Set<Integer> types = new HashSet<>();
    switch (object) {
      case Table table -> {
        addTypes(table.columns(), types);
        table.indexes().forEach(index -> addTypes(index.columns(), types));
        if (table.inheritance().partitioning() != null) {
          table.inheritance().partitioning().keys().forEach(key -> addType(key.type(), types));
        }
      }
      case View view -> addTypes(view.columns(), types);
      case CompositeType composite -> addTypes(composite.columns(), types);
      default -> {}
    }
    return types;
  }

  private static void addTypes(List<Column> columns, Set<Integer> into) {
    columns.forEach(column -> addType(column.type(), into));
  }

  private static void addType(PgType type, Set<Integer> into) {
    if (Types.byOid(type.oid()) == null) {
      into.add(type.oid());
    }
  }

  /** The object, or a copy with the types of that snapshot. */
  static CatalogObject linked(CatalogObject object, CatalogTypes types) {
    if (types.isEmpty()) {
      return object;
    }
    return switch (object) {
      case Table table -> table(table, types);
      case Index index -> index(index, types);
      case View view -> {
        List<Column> columns = columns(view.columns(), types);
        yield columns == view.columns() ? view : view.withColumns(columns);
      }
      case CompositeType composite -> {
        List<Column> columns = columns(composite.columns(), types);
        yield columns == composite.columns()
            ? composite
            : composite.withColumns(columns, composite.lastAttnum());
      }
      default -> object;
    };
  }

  private static Table table(Table table, CatalogTypes types) {
    List<Column> columns = columns(table.columns(), types);
    List<Index> indexes = new ArrayList<>();
    boolean changed = columns != table.columns();
    for (Index index : table.indexes()) {
      Index linked = index(index, types);
      changed |= linked != index;
      indexes.add(linked);
    }
    Inheritance inheritance = inheritance(table.inheritance(), columns, types);
    return changed || inheritance != table.inheritance()
        ? table.change().columns(columns).indexes(indexes).inheritance(inheritance).build()
        : table;
  }

  private static Index index(Index index, CatalogTypes types) {
    List<Column> columns = columns(index.columns(), types);
    return columns == index.columns() ? index : index.withColumns(columns);
  }

  /** A column that is a key has its type there too, with its collation. */
  private static Inheritance inheritance(
      Inheritance inheritance, List<Column> columns, CatalogTypes types) {
    Partitioning partitioning = inheritance.partitioning();
    if (partitioning == null
        || partitioning.keys().stream()
            .allMatch(key -> key.type() == keyType(key, columns, types))) {
      return inheritance;
    }
    return inheritance.withPartitioning(
        partitioning.withKeys(
            partitioning.keys().stream()
                .map(
                    key ->
                        new Partitioning.Key(
                            key.attnum(), key.expression(), keyType(key, columns, types)))
                .toList()));
  }

  private static PgType keyType(Partitioning.Key key, List<Column> columns, CatalogTypes types) {
    for (Column column : columns) {
      if (column.attnum() == key.attnum()) {
        return column.type();
      }
    }
    return of(key.type(), types);
  }

  /** The same list when no type changes. */
  private static List<Column> columns(List<Column> columns, CatalogTypes types) {
    List<Column> linked = null;
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      PgType type = of(column, types);
      if (type != column.type()) {
        linked = linked == null ? new ArrayList<>(columns) : linked;
        linked.set(i, column.withType(type, column.typmod()));
      }
    }
    return linked == null ? columns : linked;
  }

  /** With the column's own collation, which {@link Column} knows if it is the server's. */
  private static PgType of(Column column, CatalogTypes types) {
    PgType known = column.type();
    if (Types.byOid(known.oid()) != null && known.collation() == column.collation()) {
      return known;
    }
    PgType now = of(known, types);
    return now.collation() == column.collation() ? now : types.collated(now, column.collation());
  }

  private static PgType of(PgType type, CatalogTypes types) {
    PgType now = types.type(type.oid());
    return now == null ? type : now;
  }
}
