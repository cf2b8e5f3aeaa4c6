package org.heapgres.planner.exec.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.heapgres.planner.TableAccess;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.ExecutionContext;
import org.heapgres.planner.exec.operator.RowCheck;
import org.heapgres.planner.exec.operator.TableSecurity;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.Savepoint;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.row.KeyCodec;
import org.heapgres.storage.row.KeyWriter;
import org.heapgres.storage.value.Datums;

/**
 * A table for a procedural language, by SQL's own writer. A write becomes visible when the next
 * read begins: then a new statement of the transaction begins.
 */
public final class WriterTableAccess implements TableAccess {
  private final TableWriter writer;
  private final TableFormat format;
  private final Table table;
  private final TableSecurity security;
  private final ExecutionContext context;
  private final Transaction transaction;
  private boolean unseenWrites;
  private int openRows;

  public WriterTableAccess(TableWriter writer, TableSecurity security, ExecutionContext context) {
    this.writer = writer;
    this.security = security;
    this.format = writer.format();
    this.table = writer.table();
    this.context = context;
    this.transaction = context.transaction();
  }

  private void beginRead() {
    if (unseenWrites) {
      if (openRows > 0) {
        transaction.keep();
      }
      transaction.beginStatement();
      unseenWrites = false;
    }
  }

  private byte[] encode(Object[] key) {
    KeyWriter out = new KeyWriter();
    int[] positions = format.keyPositions();
    for (int k = 0; k < key.length; k++) {
      Object datum =
          positions.length == 0
              ? key[k]
              : TableFormat.keyForm(table.columns().get(positions[k]).type(), key[k]);
      format.keys().append(out, k, datum);
    }
    return out.toByteArray();
  }

  private int keyWidth() {
    return format.hasPrimaryKey() ? format.keyPositions().length : 1;
  }

  private Row row(byte[] key, byte[] stored) {
    return new StoredRow(
        format, key, stored, writer.hasVirtualColumns() ? writer.read(context, stored) : null);
  }

  @Override
  public Row find(Object... key) {
    if (key.length != keyWidth() || Arrays.asList(key).contains(null)) {
      return null;
    }
    beginRead();
    byte[] encoded = encode(key);
    byte[] value = transaction.get(table.store(), encoded);
    return value == null || !shows(value) ? null : row(encoded, value);
  }

  private boolean shows(byte[] value) {
    return security.visible() == null
        || security.shows(new Execution(context), format.decode(value));
  }

  @Override
  public Rows scan(Object[] from, Object[] to, boolean reverse) {
    beginRead();
    byte[] lower = from == null ? null : encode(from);
    byte[] upper = to == null ? null : KeyCodec.successor(encode(to));
    return new OpenRows(
        new RowFinder.CursorFinder(transaction.scan(table.store(), lower, upper, reverse)),
        -1,
        null);
  }

  @Override
  public Rows where(String column, Object value) {
    int position = position(column);
    beginRead();
    if (value == null) {
      return new OpenRows(RowFinder.of(new byte[0], null), -1, null);
    }
    PgType type = table.columns().get(position).type();
    Object keyForm = TableFormat.keyForm(type, value);
    int[] keys = format.keyPositions();
    if (keys.length > 0 && keys[0] == position) {
      List<KeyCondition.Range> ranges = ranges(format.keys(), keyForm, keys.length == 1);
      return new OpenRows(
          RowFinder.byKey(transaction, table.store(), ranges, false), position, value);
    }
    for (IndexFormat index : format.indexes()) {
      Index definition = index.index();
      if (definition.complete() && index.positions()[0] == position) {
        List<KeyCondition.Range> ranges =
            ranges(index.keys(), keyForm, index.positions().length == 1);
        return new OpenRows(
            RowFinder.byIndex(transaction, table.store(), index, ranges, false), position, value);
      }
    }
    return new OpenRows(RowFinder.all(transaction, table.store(), false), position, value);
  }

  private static List<KeyCondition.Range> ranges(KeyCodec codec, Object datum, boolean exact) {
    KeyWriter out = new KeyWriter();
    codec.append(out, 0, datum);
    byte[] prefix = out.toByteArray();
    return List.of(
        new KeyCondition.Range(prefix, KeyCodec.successor(prefix), exact ? prefix : null));
  }

  private int position(String column) {
    int position = table.columnIndex(column);
    if (position < 0) {
      throw new PgException(
          SqlState.UNDEFINED_COLUMN,
          "column \"%s\" of relation \"%s\" does not exist".formatted(column, table.name()));
    }
    return position;
  }

  /** Rows of a finder, those with another value in one column left out. */
  private final class OpenRows implements Rows {
    private final RowFinder finder;
    private final int position;
    private final Object value;
    private boolean closed;

    OpenRows(RowFinder finder, int position, Object value) {
      this.finder = finder;
      this.position = position;
      this.value = value;
      openRows++;
    }

    @Override
    public boolean next() {
      while (!closed && finder.next()) {
        context.checkCancel();
        if ((position < 0 || matches(finder.value())) && shows(finder.value())) {
          return true;
        }
      }
      close();
      return false;
    }

    private boolean matches(byte[] stored) {
      Object found = format.rows().read(stored, format.slot(position));
      return found != null && table.columns().get(position).type().equal(found, value);
    }

    @Override
    public Row row() {
      return WriterTableAccess.this.row(finder.key(), finder.value());
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openRows--;
        finder.close();
      }
    }
  }

  private Object fitted(int position, Object datum) {
    Column column = table.columns().get(position);
    return datum == null || column.typmod() < 0
        ? datum
        : column.type().coerce(datum, column.typmod(), false);
  }

  @Override
  public Row insert(Map<String, Object> values) {
    return whole(() -> insertRow(values));
  }

  /** A write that fails leaves nothing behind. */
  private <T> T whole(Supplier<T> write) {
    Savepoint before = transaction.savepoint();
    try {
      T result = write.get();
      transaction.release(before);
      return result;
    } catch (RuntimeException e) {
      transaction.rollbackTo(before);
      transaction.release(before);
      throw e;
    }
  }

  private Row insertRow(Map<String, Object> values) {
    Execution run = new Execution(context);
    Object[] row = new Object[table.columns().size()];
    Map<String, Object> rest = new HashMap<>(values);
    List<Integer> missing = new ArrayList<>();
    for (int c = 0; c < row.length; c++) {
      String name = table.columns().get(c).name();
      if (rest.containsKey(name)) {
        row[c] = fitted(c, rest.remove(name));
      } else {
        missing.add(c);
      }
    }
    for (String unknown : rest.keySet()) {
      position(unknown);
    }
    for (int c : missing) {
      row[c] = writer.defaultValue(run, c);
    }
    writer.generate(run, row);
    writer.triggers().statement(run, Event.INSERT);
    Object[] changed = writer.before(run, Event.INSERT, null, row);
    TableWriter.Stored stored = null;
    if (changed != null) {
      RowCheck.require(security.checks().inserted(), run, changed);
      writer.check(run, changed);
      stored = writer.insert(run, changed);
    }
    finish(run, Event.INSERT);
    if (stored == null) {
      return null;
    }
    return row(stored.key(), stored.value());
  }

  private void finish(Execution run, Event event) {
    writer.triggers().endOfStatement(run, event);
    ForeignKeys.finish(run);
    unseenWrites = true;
  }

  @Override
  public Row update(Row read, Map<String, Object> changes) {
    return whole(() -> updateRow(read, changes));
  }

  private Row updateRow(Row read, Map<String, Object> changes) {
    List<Integer> positions = new ArrayList<>();
    for (String name : changes.keySet()) {
      positions.add(position(name));
    }
    Execution run = new Execution(context);
    byte[] encoded = encode(read.key());
    byte[] latest =
        transaction.lockRow(table.store(), encoded, writer.lockMode(positions), LockWait.BLOCK);
    if (latest == null) {
      return null;
    }
    Object[] oldRow = writer.read(context, latest);
    if (!security.updates(run, oldRow)) {
      return null;
    }
    for (int position : positions) {
      if (!Datums.equal(oldRow[position], read.value(position))) {
        throw new PgException(
            SqlState.T_R_SERIALIZATION_FAILURE,
            "could not serialize access due to concurrent update");
      }
    }
    Object[] newRow = oldRow.clone();
    changes.forEach((name, value) -> newRow[position(name)] = fitted(position(name), value));
    writer.generate(run, newRow);
    writer.triggers().updating(run, positions);
    writer.triggers().statement(run, Event.UPDATE);
    Object[] changed = writer.before(run, Event.UPDATE, oldRow, newRow);
    TableWriter.Stored stored = null;
    if (changed != null) {
      RowCheck.require(security.checks().updated(), run, changed);
      writer.check(run, changed);
      stored = writer.update(run, encoded, oldRow, changed);
    }
    finish(run, Event.UPDATE);
    return stored == null ? null : row(stored.key(), stored.value());
  }

  @Override
  public boolean delete(Object... key) {
    return whole(() -> deleteRow(key));
  }

  private boolean deleteRow(Object[] key) {
    Execution run = new Execution(context);
    byte[] encoded = encode(key);
    byte[] latest = transaction.lockRow(table.store(), encoded, RowLockMode.UPDATE, LockWait.BLOCK);
    if (latest == null) {
      return false;
    }
    Object[] oldRow = format.decode(latest);
    if (!security.deletes(run, oldRow)) {
      return false;
    }
    writer.triggers().statement(run, Event.DELETE);
    boolean goes = writer.before(run, Event.DELETE, oldRow, null) != null;
    if (goes) {
      writer.delete(run, encoded, oldRow);
    }
    finish(run, Event.DELETE);
    return goes;
  }

  @Override
  public long count() {
    beginRead();
    long count = 0;
    try (RowFinder rows = RowFinder.all(transaction, table.store(), false)) {
      while (rows.next()) {
        if (shows(rows.value()) && (++count & 0xff) == 0) {
          context.checkCancel();
        }
      }
    }
    return count;
  }
}
