package org.heapgres.runtime;

import java.util.List;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.functions.RowJson;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;

/** How the columns of one version of a table cross to Python. Immutable. */
final class TableShape {
  private final Table table;
  private final PgType[] types;
  private final String[] tags;
  private final int[] keyPositions;
  private final RowJson json;

  TableShape(Table table, FormatSettings settings) {
    this.table = table;
    List<Column> columns = table.columns();
    types = new PgType[columns.size()];
    tags = new String[types.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = columns.get(i).type();
      tags[i] = PythonValues.tag(types[i], Dialect.PY, settings);
    }
    keyPositions = table.keyPositions();
    json = RowJson.of(table);
  }

  Table table() {
    return table;
  }

  int width() {
    return types.length;
  }

  PgType type(int position) {
    return types[position];
  }

  String tag(int position) {
    return tags[position];
  }

  int keyLength() {
    return keyPositions.length;
  }

  int keyPosition(int index) {
    return keyPositions[index];
  }

  RowJson json() {
    return json;
  }
}
