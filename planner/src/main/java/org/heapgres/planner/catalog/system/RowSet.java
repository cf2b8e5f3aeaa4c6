package org.heapgres.planner.catalog.system;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.value.PgArray;

/**
 * The rows of a system relation in the making: columns are set by name, with any number, text or
 * list that means the column's value; a column that is not set has its type's zero when it may not
 * be null, else NULL. One thread.
 */
final class RowSet {
  private final List<Column> columns;
  private final Map<String, Integer> positions = new HashMap<>();
  private final List<Object[]> rows = new ArrayList<>();
  private Object[] row;

  RowSet(List<Column> columns) {
    this.columns = columns;
    for (int i = 0; i < columns.size(); i++) {
      positions.put(columns.get(i).name(), i);
    }
  }

  List<Object[]> rows() {
    return rows;
  }

  /** Begins the next row. */
  RowSet row() {
    row = new Object[columns.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] =
          columns.get(i).notNull()
              ? datum(columns.get(i).type(), zero(columns.get(i).type()))
              : null;
    }
    rows.add(row);
    return this;
  }

  private static Object zero(PgType type) {
    if (base(type).name().equals("xid")) {
      return 0;
    }
    return switch (base(type).category()) {
      case 'B' -> false;
      case 'A' -> List.of();
      case 'N' -> 0;
      case 'D' -> 0L;
      default -> "";
    };
  }

  /** Numbers that are not set are to be zero. */
  RowSet zeros() {
    for (int i = 0; i < row.length; i++) {
      PgType type = columns.get(i).type();
      if (row[i] == null && base(type).category() == 'N') {
        row[i] = datum(type, 0);
      }
    }
    return this;
  }

  RowSet set(String column, Object value) {
    Integer position = positions.get(column);
    if (position == null) {
      throw new IllegalArgumentException("no column " + column);
    }
    row[position] = value == null ? null : datum(columns.get(position).type(), value);
    return this;
  }

  private static PgType base(PgType type) {
    return type.root();
  }

  private static Object datum(PgType declared, Object value) {
    PgType type = base(declared);
    return switch (value) {
      case Number number ->
          switch (type.name()) {
            case "int2" -> number.shortValue();
            case "int4" -> number.intValue();
            case "float4" -> number.floatValue();
            case "float8" -> number.doubleValue();
            case "int8", "timestamptz" -> number.longValue();
            case "name", "text", "varchar" -> number.toString();
            default -> Integer.toUnsignedLong(number.intValue());
          };
      case Boolean truth -> type.name().equals("bool") ? truth : (Object) (truth ? "YES" : "NO");
      case Character character -> character.toString();
      case Collection<?> items -> array(type, items);
      case String text ->
          switch (type.name()) {
            case "name", "text", "varchar", "char", "pg_node_tree", "bpchar" -> text;
            default -> type.parseText(text, -1, FormatSettings.DEFAULT);
          };
      default -> value;
    };
  }

  private static PgArray array(PgType type, Collection<?> items) {
    PgType element = Types.byOid(type.element());
    boolean vector = type.name().equals("int2vector") || type.name().equals("oidvector");
    Object[] values =
        items.stream().map(item -> item == null ? null : datum(element, item)).toArray();
    return values.length == 0 && !vector
        ? new PgArray(element.oid(), values, new int[0], new int[0])
        : new PgArray(element.oid(), values, new int[] {values.length}, new int[] {vector ? 0 : 1});
  }
}
