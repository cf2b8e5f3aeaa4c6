package org.heapgres.planner.catalog;

import java.util.List;
import java.util.Optional;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** What shares pg_class's namespace: a name within a schema, with columns. */
public sealed interface Relation extends CatalogObject
    permits Table, Index, Sequence, View, CompositeType, ComputedRelation {
  /** Oid of its schema. */
  int schema();

  /** Live columns by their order. Positions in this list are what plans count in. */
  List<Column> columns();

  /** pg_class.relkind. */
  char kind();

  /** Oid of the type of its rows, or 0. */
  default int rowType() {
    return 0;
  }

  /** Oid of the array of {@link #rowType}, or 0. */
  default int arrayType() {
    return 0;
  }

  /** Position in {@link #columns()}, or -1. */
  default int columnIndex(String name) {
    List<Column> columns = columns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Position in {@link #columns()} of the column with that attnum, or -1. */
  default int columnIndex(int attnum) {
    List<Column> columns = columns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).attnum() == attnum) {
        return i;
      }
    }
    return -1;
  }

  default Optional<Column> column(String name) {
    int index = columnIndex(name);
    return index < 0 ? Optional.empty() : Optional.of(columns().get(index));
  }

  /** As {@link #column}; 42703 when there is none. */
  default Column requiredColumn(String name) {
    return column(name)
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.UNDEFINED_COLUMN,
                    "column \"%s\" of relation \"%s\" does not exist".formatted(name, name())));
  }

  /** What an error message calls it, such as "table". */
  default String kindName() {
    return switch (this) {
      case Table table -> table.materialized() ? "materialized view" : "table";
      case Index index -> "index";
      case Sequence sequence -> "sequence";
      case View view -> "view";
      case CompositeType _ -> "composite type";
      case ComputedRelation computed -> computed.kind() == 'v' ? "view" : "table";
    };
  }
}
