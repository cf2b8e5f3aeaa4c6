package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Definition.AlterTableCmd;
import org.heapgres.planner.parse.tree.Value.IntegerValue;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** ALTER INDEX ... ALTER COLUMN ... SET STATISTICS, for the expressions of an index. */
final class IndexStatistics {
  private IndexStatistics() {}

  static void set(Session session, Index index, AlterTableCmd command) {
    Long target = target(command);
    int position = command.name() == null ? command.num() - 1 : positionOf(index, command.name());
    if (position >= index.columns().size()) {
      throw new PgException(
          SqlState.UNDEFINED_COLUMN,
          "column number %d of relation \"%s\" does not exist"
              .formatted(command.num(), index.name()));
    }
    Column column = index.columns().get(position);
    if (position >= index.keys().size()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cannot alter statistics on included column \"%s\" of index \"%s\""
              .formatted(column.name(), index.name()));
    }
    if (index.keys().get(position).attnum() != 0) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "cannot alter statistics on non-expression column \"%s\" of index \"%s\""
                  .formatted(column.name(), index.name()))
          .withHint("Alter statistics on table column instead.");
    }
    List<Column> columns = new ArrayList<>(index.columns());
    columns.set(position, column.withAttributes(column.attributes().withStatistics(target)));
    Table table = session.catalog().table(index.table()).orElseThrow();
    List<Index> indexes = new ArrayList<>(table.indexes());
    indexes.replaceAll(each -> each.oid() == index.oid() ? index.withColumns(columns) : each);
    session.transaction().put(table.change().indexes(indexes).build());
  }

  private static int positionOf(Index index, String name) {
    for (int i = 0; i < index.columns().size(); i++) {
      if (index.columns().get(i).name().equals(name)) {
        return i;
      }
    }
    throw new PgException(
        SqlState.UNDEFINED_COLUMN,
        "column \"%s\" of relation \"%s\" does not exist".formatted(name, index.name()));
  }

  /** What SET STATISTICS gives; null for the default. */
  static Long target(AlterTableCmd command) {
    Long target = command.def() instanceof IntegerValue(int value) ? Long.valueOf(value) : null;
    if (target != null && target < -1) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "statistics target " + target + " is too low");
    }
    return target == null || target < 0 ? null : target;
  }
}
