package org.heapgres.planner.catalog.system;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.types.PgType;

/**
 * The rows of a system relation in the making: columns are set by name, with any number, text or
 * list that means the column's value; a column that is not set has its type's zero when it may not
 * be null, else NULL. Columns that nobody reads stay as they are. One thread.
 */
final class RowSet {
  private final RowShape shape;
  private final ComputedRelation.Wanted wanted;
  private final Catalog catalog;

  /** Null for all. */
  private final Collection<Relation> narrowed;

  private final List<Object[]> rows = new ArrayList<>();
  private Object[] row;

  RowSet(RowShape shape, ComputedRelation.Wanted wanted, Catalog catalog) {
    this.shape = shape;
    this.wanted = wanted;
    this.catalog = catalog;
    narrowed = shape.narrowed(catalog, wanted);
  }

  List<Object[]> rows() {
    return rows;
  }

  RowShape shape() {
    return shape;
  }

  /** The values of a column that rows are wanted with; null for any. */
  Collection<Object> values(String column) {
    return wanted.values().get(shape.position(column));
  }

  /** Whether only the rows that some of the {@link #relations} make are wanted. */
  boolean isNarrowed() {
    return narrowed != null;
  }

  /** The database's own relations that rows are wanted of. */
  Collection<Relation> relations() {
    return narrowed == null
        ? catalog.relations()
        : narrowed.stream().filter(relation -> !(relation instanceof ComputedRelation)).toList();
  }

  /** As {@link #relations}, then the system's and the roots of free objects. */
  Collection<Relation> allRelations() {
    if (narrowed != null) {
      return narrowed;
    }
    List<Relation> result = new ArrayList<>(catalog.relations());
    result.addAll(catalog.systemRelations().relations());
    result.addAll(catalog.roots().relations());
    return result;
  }

  /** The database's own objects; only those with the oids that a column is wanted with. */
  Collection<CatalogObject> objects(String column) {
    Collection<Object> oids = values(column);
    return oids == null
        ? catalog.objects()
        : oids.stream().flatMap(oid -> catalog.object(Lookups.oid(oid)).stream()).toList();
  }

  /** Begins the next row. */
  RowSet row() {
    row = shape.emptyRow();
    rows.add(row);
    return this;
  }

  /** Begins the next row with the datums of another. */
  RowSet row(Object[] datums) {
    row = datums.clone();
    rows.add(row);
    return this;
  }

  /** Numbers that are not set are to be zero. */
  RowSet zeros() {
    for (int i = 0; i < row.length; i++) {
      PgType type = shape.columns().get(i).type();
      if (row[i] == null && type.root().category() == 'N') {
        row[i] = Datum.of(type, 0);
      }
    }
    return this;
  }

  RowSet set(String column, Object value) {
    int position = shape.position(column);
    if (wanted.reads(position)) {
      set(position, value);
    }
    return this;
  }

  /** For a value that is not at hand. */
  RowSet set(String column, Supplier<?> value) {
    int position = shape.position(column);
    if (wanted.reads(position)) {
      set(position, value.get());
    }
    return this;
  }

  private void set(int position, Object value) {
    row[position] = value == null ? null : Datum.of(shape.columns().get(position).type(), value);
  }
}
