package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.table.IndexFormat;
import org.heapgres.planner.exec.table.TableFormat;
import org.heapgres.planner.exec.table.TableWriter;
import org.heapgres.planner.session.Progress;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.row.KeyCodec;
import org.heapgres.storage.row.ValueType;

/**
 * Moves a table's rows to a new store: for another key, or for values that all change. The caller
 * holds the table exclusively.
 */
final class TableRewrite {
  private static final KeyCodec ROW_IDS = KeyCodec.ascending(ValueType.INT8);
  private static final int ROWS_BETWEEN_CHECKS = 0x3ff;

  private TableRewrite() {}

  /**
   * Fills {@code after}, whose stores are new, from {@code before}, whose stores go.
   *
   * @param change makes a row of {@code after} from one of {@code before}
   */
  static void run(Run run, Table before, Table after, UnaryOperator<Object[]> change) {
    run(run, before, after, change, null);
  }

  /** As they are. */
  static void run(Run run, Table before, Table after) {
    run(run, before, after, null, null);
  }

  /** In the order of an index of {@code before}; of a table without a primary key. */
  static void run(Run run, Table before, Table after, IndexFormat order) {
    run(run, before, after, null, order);
  }

  private static void run(
      Run run, Table before, Table after, UnaryOperator<Object[]> change, IndexFormat order) {
    try (Progress progress = Progress.start(run.session(), "cluster", before.oid())) {
      // A type that goes takes columns along, outside of any statement on their table.
      String command = run.prepared() == null ? "ALTER TABLE" : CommandTags.of(run.tree());
      progress
          .set("command", command)
          .phase(order == null ? "seq scanning heap" : "index scanning heap");
      run(run, before, after, change, order, progress);
    }
  }

  private static void run(
      Run run,
      Table before,
      Table after,
      UnaryOperator<Object[]> change,
      IndexFormat order,
      Progress progress) {
    Session session = run.session();
    Transaction storage = session.transaction().storage();
    TableFormat from = new TableFormat(before);
    TableFormat to = new TableFormat(after);
    boolean sameLayout = change == null && before.layout().equals(after.layout());
    long rows = 0;
    int scanned = order == null ? before.store() : order.store();
    try (Cursor cursor = storage.scanLatest(scanned, null, null, false)) {
      while (cursor.next()) {
        if ((++rows & ROWS_BETWEEN_CHECKS) == 0) {
          session.checkCancel();
          progress.set("heap_tuples_scanned", rows).set("heap_tuples_written", rows);
        }
        byte[] value =
            order == null
                ? cursor.value()
                : storage.latest(before.store(), order.rowKey(cursor.key(), cursor.value()));
        boolean same = sameLayout && from.rows().isCurrent(value);
        Object[] row = same ? to.decodeKey(value) : from.decode(value);
        if (change != null) {
          row = change.apply(row);
        }
        checkKey(after, to, row);
        byte[] key = to.hasPrimaryKey() ? to.key(row) : ROW_IDS.encode(rows);
        if (to.hasPrimaryKey() && storage.latest(after.store(), key) != null) {
          throw duplicate(session, after, to, row);
        }
        storage.put(after.store(), key, same ? value : to.encode(row));
      }
    }
    storage.dropStore(before.store());
    for (Index index : before.indexes()) {
      if (!index.primary()) {
        storage.dropStore(index.store());
      }
    }
    progress.phase("rebuilding index");
    long built = 0;
    TableWriter writer = session.planner().writer(after);
    for (Index index : after.indexes()) {
      if (!index.primary()) {
        writer.builder(index).all(new Execution(run));
        progress.set("index_rebuild_count", ++built);
      }
    }
  }

  private static void checkKey(Table table, TableFormat format, Object[] row) {
    for (int position : format.keyPositions()) {
      if (row[position] == null) {
        Column column = table.columns().get(position);
        throw new PgException(
            SqlState.NOT_NULL_VIOLATION,
            "column \""
                + column.name()
                + "\" of relation \""
                + table.name()
                + "\" contains null values");
      }
    }
  }

  private static PgException duplicate(
      Session session, Table table, TableFormat format, Object[] row) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int position : format.keyPositions()) {
      Column column = table.columns().get(position);
      names.add(column.name());
      values.add(column.type().text(row[position], session.formatSettings()));
    }
    Index key = table.primaryKey().orElseThrow();
    return new PgException(
            SqlState.UNIQUE_VIOLATION, "could not create unique index \"" + key.name() + "\"")
        .withDetail(
            "Key (%s)=(%s) is duplicated."
                .formatted(String.join(", ", names), String.join(", ", values)))
        .withObject(session.catalog().schemaName(table.schema()), table.name(), null, key.name());
  }
}
