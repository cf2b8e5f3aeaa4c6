package org.heapgres.planner.exec.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Partitioning;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The errors of constraints, in PostgreSQL's words. */
final class RowErrors {
  /** As ExecBuildSlotValueDescription cuts values. */
  private static final int LONGEST_VALUE = 64;

  private final String schema;
  private final Table table;
  private final boolean shown;

  /** {@code shown}: whether the user may see whole rows, which messages have values of. */
  RowErrors(String schema, Table table, boolean shown) {
    this.shown = shown;
    this.schema = schema;
    this.table = table;
  }

  PgException notNull(Column column, Object[] row, FormatSettings settings) {
    return new PgException(
            SqlState.NOT_NULL_VIOLATION,
            "null value in column \"%s\" of relation \"%s\" violates not-null constraint"
                .formatted(column.name(), table.name()))
        .withDetail(failingRow(row, settings))
        .withObject(schema, table.name(), column.name(), null);
  }

  PgException check(String constraint, Object[] row, FormatSettings settings) {
    return new PgException(
            SqlState.CHECK_VIOLATION,
            "new row for relation \"%s\" violates check constraint \"%s\""
                .formatted(table.name(), constraint))
        .withDetail(failingRow(row, settings))
        .withObject(schema, table.name(), null, constraint);
  }

  PgException viewCheck(String view, Object[] row, FormatSettings settings) {
    return new PgException(
            SqlState.WITH_CHECK_OPTION_VIOLATION,
            "new row violates check option for view \"%s\"".formatted(view))
        .withDetail(failingRow(row, settings));
  }

  PgException partition(Object[] row, FormatSettings settings) {
    return new PgException(
            SqlState.CHECK_VIOLATION,
            "new row for relation \"%s\" violates partition constraint".formatted(table.name()))
        .withDetail(failingRow(row, settings))
        .withObject(schema, table.name(), null, null);
  }

  PgException noPartition(Partitioning partitioning, Object[] key, FormatSettings settings) {
    List<String> names = new ArrayList<>();
    for (Partitioning.Key each : partitioning.keys()) {
      names.add(
          each.attnum() == 0
              ? "(" + each.expression() + ")"
              : table.columns().get(table.columnIndex(each.attnum())).name());
    }
    List<PgType> types = partitioning.keys().stream().map(Partitioning.Key::type).toList();
    return new PgException(
            SqlState.CHECK_VIOLATION,
            "no partition of relation \"%s\" found for row".formatted(table.name()))
        .withDetail(
            shown
                ? "Partition key of the failing row contains (%s) = (%s)."
                    .formatted(String.join(", ", names), values(types, key, settings))
                : null)
        .withObject(schema, table.name(), null, null);
  }

  PgException unique(Index index, List<PgType> types, Object[] values, FormatSettings settings) {
    return new PgException(
            SqlState.UNIQUE_VIOLATION,
            "duplicate key value violates unique constraint \"%s\"".formatted(index.name()))
        .withDetail(
            shown
                ? "Key (%s)=(%s) already exists."
                    .formatted(keyNames(index), values(types, values, settings))
                : null)
        .withObject(schema, table.name(), null, index.name());
  }

  PgException couldNotCreate(
      Index index, List<PgType> types, Object[] values, FormatSettings settings) {
    return new PgException(
            SqlState.UNIQUE_VIOLATION,
            "could not create unique index \"%s\"".formatted(index.name()))
        .withDetail(
            "Key (%s)=(%s) is duplicated."
                .formatted(keyNames(index), values(types, values, settings)))
        .withObject(schema, table.name(), null, index.name());
  }

  /** {@code other} are the values of the row that is in the way. */
  PgException exclusion(
      Index index, List<PgType> types, Object[] values, Object[] other, FormatSettings settings) {
    String names = keyNames(index);
    return new PgException(
            SqlState.EXCLUSION_VIOLATION,
            "conflicting key value violates exclusion constraint \"%s\"".formatted(index.name()))
        .withDetail(
            shown
                ? "Key (%s)=(%s) conflicts with existing key (%s)=(%s)."
                    .formatted(
                        names,
                        values(types, values, settings),
                        names,
                        values(types, other, settings))
                : null)
        .withObject(schema, table.name(), null, index.name());
  }

  PgException couldNotExclude(
      Index index, List<PgType> types, Object[] values, Object[] other, FormatSettings settings) {
    String names = keyNames(index);
    return new PgException(
            SqlState.EXCLUSION_VIOLATION,
            "could not create exclusion constraint \"%s\"".formatted(index.name()))
        .withDetail(
            "Key (%s)=(%s) conflicts with key (%s)=(%s)."
                .formatted(
                    names, values(types, values, settings), names, values(types, other, settings)))
        .withObject(schema, table.name(), null, index.name());
  }

  private String keyNames(Index index) {
    List<String> names = new ArrayList<>();
    for (Index.Key key : index.keys()) {
      names.add(
          key.attnum() == 0
              ? key.expression()
              : table.columns().get(table.columnIndex(key.attnum())).name());
    }
    return String.join(", ", names);
  }

  PgException missingParent(
      Constraint.ForeignKey key, Table parent, Object[] values, FormatSettings settings) {
    return new PgException(
            SqlState.FOREIGN_KEY_VIOLATION,
            "insert or update on table \"%s\" violates foreign key constraint \"%s\""
                .formatted(table.name(), key.name()))
        .withDetail(
            "Key %sis not present in table \"%s\"."
                .formatted(shownKey(key.columns(), values, settings), parent.name()))
        .withObject(schema, table.name(), null, key.name());
  }

  PgException mixedNulls(Constraint.ForeignKey key) {
    return new PgException(
            SqlState.FOREIGN_KEY_VIOLATION,
            "insert or update on table \"%s\" violates foreign key constraint \"%s\""
                .formatted(table.name(), key.name()))
        .withDetail("MATCH FULL does not allow mixing of null and nonnull key values.")
        .withObject(schema, table.name(), null, key.name());
  }

  /** This table's rows are referenced from {@code child}. */
  PgException stillReferenced(
      Constraint.ForeignKey key,
      Table child,
      String childSchema,
      Object[] values,
      boolean restrict,
      FormatSettings settings) {
    return new PgException(
            restrict ? SqlState.RESTRICT_VIOLATION : SqlState.FOREIGN_KEY_VIOLATION,
            ("update or delete on table \"%s\" violates %sforeign key constraint \"%s\" on table"
                    + " \"%s\"")
                .formatted(
                    table.name(), restrict ? "RESTRICT setting of " : "", key.name(), child.name()))
        .withDetail(
            "Key %sis %sreferenced from table \"%s\"."
                .formatted(
                    shownKey(key.targetColumns(), values, settings),
                    restrict ? "" : "still ",
                    child.name()))
        .withObject(childSchema, child.name(), null, key.name());
  }

  private String shownKey(List<Integer> columns, Object[] values, FormatSettings settings) {
    return shown
        ? "(%s)=(%s) "
            .formatted(
                columnNames(table, columns), values(columnTypes(table, columns), values, settings))
        : "";
  }

  private static String columnNames(Table table, List<Integer> attnums) {
    List<String> names = new ArrayList<>();
    for (int attnum : attnums) {
      names.add(table.columns().get(table.columnIndex(attnum)).name());
    }
    return String.join(", ", names);
  }

  private static List<PgType> columnTypes(Table table, List<Integer> attnums) {
    List<PgType> types = new ArrayList<>();
    for (int attnum : attnums) {
      types.add(table.columns().get(table.columnIndex(attnum)).type());
    }
    return types;
  }

  private static String values(List<PgType> types, Object[] values, FormatSettings settings) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      texts.add(values[i] == null ? "null" : types.get(i).text(values[i], settings));
    }
    return String.join(", ", texts);
  }

  private String failingRow(Object[] row, FormatSettings settings) {
    if (!shown) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (int c = 0; c < row.length; c++) {
      Column column = table.columns().get(c);
      if (column.generated() == Column.Generated.VIRTUAL) {
        texts.add("virtual");
      } else {
        texts.add(row[c] == null ? "null" : cut(column.type().text(row[c], settings)));
      }
    }
    return "Failing row contains (" + String.join(", ", texts) + ").";
  }

  private static String cut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_VALUE) {
      return text;
    }
    int end = LONGEST_VALUE;
    while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8) + "...";
  }
}
