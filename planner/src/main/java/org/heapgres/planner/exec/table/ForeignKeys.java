package org.heapgres.planner.exec.table;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Constraint.ForeignKey;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.ConstraintChecks;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.row.KeyCodec;
import org.heapgres.storage.row.KeyWriter;
import org.heapgres.storage.row.ValueType;
import org.heapgres.storage.value.Numeric;

/**
 * One table's foreign keys, both ways: rows it inserts must have their parents, rows it loses must
 * not leave children behind. Changes queue up what is to be done; {@link #finish} does it at the
 * end of the statement, unless the constraint is deferred. Immutable; the queue belongs to the run.
 */
public final class ForeignKeys {
  /** Makes the writer of a referencing table, for cascades. */
  public interface Writers extends Function<Table, TableWriter> {}

  /** A key of this table, and the table that it refers to. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Parent(ForeignKey key, TableFormat format, int[] positions) {}

  /** A key of another table that refers to this one. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Child(ForeignKey key, TableFormat format, int[] positions, int[] targets) {}

  /** The queue of a run. */
  private static final class Queue {
    static final Object STATE = new Object();
    final Deque<Runnable> tasks = new ArrayDeque<>();
  }

  private final Catalog catalog;
  private final Writers writers;
  private final List<Parent> parents = new ArrayList<>();
  private final List<Child> children = new ArrayList<>();

  public ForeignKeys(Table table, Catalog catalog, Writers writers) {
    this.catalog = catalog;
    this.writers = writers;
    for (ForeignKey key : table.foreignKeys()) {
      if (!key.enforced() || table.disabledKeys().contains(key.oid())) {
        continue;
      }
      Table target =
          key.target() == table.oid() ? table : catalog.table(key.target()).orElseThrow();
      parents.add(new Parent(key, new TableFormat(target), positions(table, key.columns())));
    }
    for (Table target : catalog.withPartitionedParents(table)) {
      for (Table child : catalog.referencing(target.oid())) {
        if (!child.partitioned()) {
          addChildren(table, target, child);
        }
      }
    }
  }

  /** {@code target} is the table, or one that it is a partition of. */
  private void addChildren(Table table, Table target, Table child) {
    for (ForeignKey key : child.foreignKeys()) {
      if (key.target() == target.oid()
          && key.enforced()
          && !table.disabledKeys().contains(key.oid())) {
        children.add(
            new Child(
                key,
                new TableFormat(child),
                positions(child, key.columns()),
                positions(table, columns(target, key.targetColumns(), table))));
      }
    }
  }

  /** The attnums of another table's columns of the same names. */
  private static List<Integer> columns(Table table, List<Integer> attnums, Table other) {
    return table.oid() == other.oid()
        ? attnums
        : attnums.stream()
            .map(attnum -> table.columns().get(table.columnIndex((int) attnum)).name())
            .map(name -> (int) other.column(name).orElseThrow().attnum())
            .toList();
  }

  private static int[] positions(Table table, List<Integer> attnums) {
    return attnums.stream().mapToInt(table::columnIndex).toArray();
  }

  /** To be done at the end of the statement, in the order of the calls. */
  static void later(Execution run, Runnable task) {
    run.state(Queue.STATE, Queue::new).tasks.add(task);
  }

  /** Does what the statement's changes have queued up, and what that queues up in turn. */
  public static void finish(Execution run) {
    Queue queue = run.value(Queue.STATE);
    while (queue != null && !queue.tasks.isEmpty()) {
      run.checkCancel();
      queue.tasks.poll().run();
    }
  }

  void inserted(Execution run, TableWriter writer, byte[] key, Object[] row) {
    if (isIdle(run)) {
      return;
    }
    for (Parent parent : parents) {
      checkLater(run, writer, parent, key, row);
    }
  }

  /** In a replica's session all is done elsewhere. */
  private boolean isIdle(Execution run) {
    return (parents.isEmpty() && children.isEmpty()) || run.context().isReplica();
  }

  private void checkLater(
      Execution run, TableWriter writer, Parent parent, byte[] key, Object[] row) {
    Object[] values = pick(row, parent.positions);
    int nulls = 0;
    for (Object value : values) {
      nulls += value == null ? 1 : 0;
    }
    if (nulls > 0) {
      if (parent.key.matchFull() && nulls < values.length) {
        throw writer.errors().mixedNulls(parent.key);
      }
      return;
    }
    ConstraintChecks checks = run.context().constraintChecks();
    if (checks.isDeferred(parent.key)) {
      checks.defer(
          writer.table().oid(),
          parent.key,
          () -> {
            if (stillRefers(run, writer, parent, key, values)) {
              checkParent(run, writer, parent, values);
            }
          });
    } else {
      later(run, () -> checkParent(run, writer, parent, values));
    }
  }

  /**
   * Whether the row is still there and refers to the same; a change of it has a check of its own.
   */
  private static boolean stillRefers(
      Execution run, TableWriter writer, Parent parent, byte[] key, Object[] values) {
    byte[] stored = run.transaction().latest(writer.table().store(), key);
    return stored != null
        && Arrays.deepEquals(pick(writer.format().decode(stored), parent.positions), values);
  }

  private void checkParent(Execution run, TableWriter writer, Parent parent, Object[] values) {
    if (!lockParent(run, parent, values)) {
      throw writer.errors().missingParent(parent.key, parent.format.table(), values, settings(run));
    }
  }

  private static FormatSettings settings(Execution run) {
    return run.context().calls().formats();
  }

  private boolean lockParent(Execution run, Parent parent, Object[] values) {
    Place place = place(run, parent.format, parent.key, values);
    if (place == null) {
      return false;
    }
    byte[] rowKey = place.rowKey(run.transaction());
    return rowKey != null
        && run.transaction()
                .lockRow(
                    place.format.table().store(), rowKey, RowLockMode.KEY_SHARE, LockWait.BLOCK)
            != null;
  }

  /** Where a row with these values of a key must be: a table, which is no partitioned one. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Place(TableFormat format, Index index, Object[] values) {
    /** The key that the row has, if it is there; null when it is not for sure. */
    byte[] rowKey(Transaction transaction) {
      if (index.primary()) {
        return encode(format.keys(), format.table(), index, values);
      }
      IndexFormat entries = format.index(index);
      return transaction.latest(
          entries.store(), encode(entries.keys(), format.table(), index, values));
    }
  }

  /** Null when no partition takes such a row. */
  private Place place(Execution run, TableFormat target, ForeignKey key, Object[] values) {
    Table table = target.table();
    if (!table.partitioned()) {
      Index index = table.index(key.index()).orElseThrow();
      return new Place(target, index, inIndexOrder(index, key.targetColumns(), table, values));
    }
    Object[] row = new Object[table.columns().size()];
    for (int i = 0; i < values.length; i++) {
      int position = table.columnIndex(key.targetColumns().get(i));
      row[position] = convert(values[i], table.columns().get(position));
    }
    TableWriter leaf = writers.apply(table).leaf(run, row);
    if (leaf == null) {
      return null;
    }
    Index index = partOf(leaf.table(), key.index());
    return new Place(
        leaf.format(),
        index,
        inIndexOrder(
            index, columns(table, key.targetColumns(), leaf.table()), leaf.table(), values));
  }

  /** The index of a partition that belongs to the index of a table above it. */
  private Index partOf(Table partition, int wanted) {
    for (Index index : partition.indexes()) {
      Integer at = index.oid();
      for (Table table : catalog.withPartitionedParents(partition)) {
        at = table.inheritance().indexParents().get(at);
        if (at == null) {
          break;
        }
        if (at == wanted) {
          return index;
        }
      }
    }
    throw new IllegalStateException("no part of index " + wanted + " in " + partition.name());
  }

  /** The values as the parent's index has its columns, in the parent's types. */
  private static Object[] inIndexOrder(
      Index index, List<Integer> targetColumns, Table target, Object[] values) {
    Object[] ordered = new Object[values.length];
    for (int k = 0; k < ordered.length; k++) {
      int attnum = index.keys().get(k).attnum();
      int at = targetColumns.indexOf(attnum);
      ordered[k] = convert(values[at], target.columns().get(target.columnIndex(attnum)));
    }
    return ordered;
  }

  /** Foreign keys may join different types of numbers; null for what the column cannot hold. */
  private static Object convert(Object value, Column column) {
    ValueType type = ValueTypes.of(column.type());
    if (value == null || type.datumClass() == value.getClass()) {
      return value;
    }
    return switch (type) {
      case INT2 -> exact(value, BigDecimal::shortValueExact);
      case INT4 -> exact(value, BigDecimal::intValueExact);
      case INT8 -> exact(value, BigDecimal::longValueExact);
      case NUMERIC -> Numeric.of(((Number) value).longValue());
      case FLOAT4 -> (float) toDouble(value);
      case FLOAT8 -> toDouble(value);
      default -> value;
    };
  }

  private static Object exact(Object value, Function<BigDecimal, Object> narrowed) {
    try {
      return narrowed.apply(
          value instanceof Numeric numeric
              ? numeric.toBigDecimal()
              : BigDecimal.valueOf(((Number) value).longValue()));
    } catch (ArithmeticException _) {
      return null;
    }
  }

  private static double toDouble(Object value) {
    return value instanceof Numeric numeric
        ? numeric.doubleValue()
        : ((Number) value).doubleValue();
  }

  private static byte[] encode(KeyCodec codec, Table table, Index index, Object[] values) {
    KeyWriter writer = new KeyWriter();
    for (int k = 0; k < values.length; k++) {
      Column column = table.columns().get(table.columnIndex(index.keys().get(k).attnum()));
      codec.append(writer, k, TableFormat.keyForm(column.type(), values[k]));
    }
    return writer.toByteArray();
  }

  /** {@code key} is the new row's. */
  void updated(Execution run, TableWriter writer, byte[] key, Object[] oldRow, Object[] newRow) {
    if (isIdle(run)) {
      return;
    }
    for (Parent parent : parents) {
      if (differ(oldRow, newRow, parent.positions)) {
        checkLater(run, writer, parent, key, newRow);
      }
    }
    for (Child child : children) {
      if (differ(oldRow, newRow, child.targets)) {
        Object[] values = pick(oldRow, child.targets);
        Object[] newValues = pick(newRow, child.targets);
        parentGone(run, writer, child, values, newValues);
      }
    }
  }

  /** The row goes to another partition; {@code newRow} is as it was to be here. */
  void moved(Execution run, TableWriter writer, Object[] oldRow, Object[] newRow) {
    if (isIdle(run)) {
      return;
    }
    for (Child child : children) {
      Object[] values = pick(oldRow, child.targets);
      if (child.key.target() == writer.table().oid()) {
        parentGone(run, writer, child, values, null);
      } else if (differ(oldRow, newRow, child.targets)) {
        parentGone(run, writer, child, values, pick(newRow, child.targets));
      }
    }
  }

  void deleted(Execution run, TableWriter writer, Object[] row) {
    if (isIdle(run)) {
      return;
    }
    for (Child child : children) {
      parentGone(run, writer, child, pick(row, child.targets), null);
    }
  }

  private static boolean differ(Object[] oldRow, Object[] newRow, int[] positions) {
    return !Arrays.deepEquals(pick(oldRow, positions), pick(newRow, positions));
  }

  private static Object[] pick(Object[] row, int[] positions) {
    Object[] values = new Object[positions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[positions[i]];
    }
    return values;
  }

  /** {@code newValues} null after a delete. */
  private void parentGone(
      Execution run, TableWriter writer, Child child, Object[] values, Object[] newValues) {
    for (Object value : values) {
      if (value == null) {
        return;
      }
    }
    Constraint.Action action = newValues == null ? child.key.onDelete() : child.key.onUpdate();
    ConstraintChecks checks = run.context().constraintChecks();
    if (action == Constraint.Action.RESTRICT) {
      refuse(run, writer, child, values, true);
    } else if (action == Constraint.Action.NO_ACTION && checks.isDeferred(child.key)) {
      checks.defer(
          writer.table().oid(),
          child.key,
          () -> act(run, writer, child, values, newValues, action));
    } else {
      later(run, () -> act(run, writer, child, values, newValues, action));
    }
  }

  private void act(
      Execution run,
      TableWriter writer,
      Child child,
      Object[] values,
      Object[] newValues,
      Constraint.Action action) {
    switch (action) {
      case NO_ACTION -> {
        if (!stillThere(run, writer, child, values)) {
          refuse(run, writer, child, values, false);
        }
      }
      case RESTRICT -> throw new IllegalStateException("done at once");
      case CASCADE, SET_NULL, SET_DEFAULT -> {
        TableWriter childWriter = writers.apply(child.format.table());
        for (TableWriter.Stored row : childRows(run, child, values, true)) {
          change(run, childWriter, child, row, newValues, action);
        }
      }
    }
  }

  private static void change(
      Execution run,
      TableWriter writer,
      Child child,
      TableWriter.Stored row,
      Object[] newValues,
      Constraint.Action action) {
    byte[] latest =
        run.transaction()
            .lockRow(writer.table().store(), row.key(), RowLockMode.UPDATE, LockWait.BLOCK);
    if (latest == null) {
      return;
    }
    Object[] oldRow = writer.format().decode(latest);
    if (action == Constraint.Action.CASCADE && newValues == null) {
      if (writer.before(run, Event.DELETE, oldRow, null) != null) {
        writer.delete(run, row.key(), oldRow);
      }
      return;
    }
    Object[] newRow = oldRow.clone();
    for (int i = 0; i < child.positions.length; i++) {
      int position = child.positions[i];
      Column column = writer.table().columns().get(position);
      if (action == Constraint.Action.CASCADE) {
        newRow[position] = convert(newValues[i], column);
        if (newRow[position] == null && newValues[i] != null) {
          throw new PgException(
              SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
              "key value out of range for column \"" + column.name() + "\"");
        }
      } else if (child.key.setColumns().isEmpty()
          || newValues != null
          || child.key.setColumns().contains((int) column.attnum())) {
        newRow[position] =
            action == Constraint.Action.SET_NULL ? null : writer.defaultValue(run, position);
      }
    }
    Object[] changed = writer.before(run, Event.UPDATE, oldRow, newRow);
    if (changed != null) {
      writer.check(run, changed);
      writer.update(run, row.key(), oldRow, changed);
    }
  }

  /** Whether another row has the key by now, so that its children have a parent again. */
  private boolean stillThere(Execution run, TableWriter writer, Child child, Object[] values) {
    TableFormat target =
        child.key.target() == writer.table().oid()
            ? writer.format()
            : new TableFormat(catalog.table(child.key.target()).orElseThrow());
    Place place = place(run, target, child.key, values);
    byte[] rowKey = place == null ? null : place.rowKey(run.transaction());
    return rowKey != null && run.transaction().latest(place.format.table().store(), rowKey) != null;
  }

  private void refuse(
      Execution run, TableWriter writer, Child child, Object[] values, boolean restrict) {
    if (!childRows(run, child, values, false).isEmpty()) {
      Table table = child.format.table();
      throw writer
          .errors()
          .stillReferenced(
              child.key,
              table,
              catalog.schemaName(table.schema()),
              values,
              restrict,
              settings(run));
    }
  }

  /** The rows that refer to {@code values}; only the first unless {@code all}. */
  private static List<TableWriter.Stored> childRows(
      Execution run, Child child, Object[] values, boolean all) {
    List<TableWriter.Stored> found = new ArrayList<>();
    Table table = child.format.table();
    Object[] wanted = new Object[values.length];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = convert(values[i], table.columns().get(child.positions[i]));
      if (wanted[i] == null) {
        return found;
      }
    }
    try (RowFinder rows = candidates(run.transaction(), child, wanted)) {
      while (rows.next()) {
        run.checkCancel();
        if (refersTo(child, rows.value(), wanted)) {
          found.add(new TableWriter.Stored(rows.key(), rows.value()));
          if (!all) {
            break;
          }
        }
      }
    }
    return found;
  }

  private static boolean refersTo(Child child, byte[] stored, Object[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      int position = child.positions[i];
      Object value = child.format.rows().read(stored, child.format.slot(position));
      if (value == null
          || !child.format.table().columns().get(position).type().equal(value, wanted[i])) {
        return false;
      }
    }
    return true;
  }

  /** Through an index that starts with the key's columns where there is one, else all rows. */
  private static RowFinder candidates(Transaction transaction, Child child, Object[] wanted) {
    Table table = child.format.table();
    for (Index index : table.indexes()) {
      if (!index.complete() || index.keys().size() < wanted.length) {
        continue;
      }
      KeyWriter prefix = new KeyWriter();
      if (!writePrefix(prefix, index, child, wanted)) {
        continue;
      }
      byte[] from = prefix.toByteArray();
      RowFinder found =
          new RowFinder.CursorFinder(
              transaction.scanLatest(index.store(), from, KeyCodec.successor(from), false));
      return index.primary()
          ? found
          : new RowFinder.IndexFinder(
              child.format.index(index), found, key -> transaction.latest(table.store(), key));
    }
    return new RowFinder.CursorFinder(transaction.scanLatest(table.store(), null, null, false));
  }

  private static boolean writePrefix(KeyWriter prefix, Index index, Child child, Object[] wanted) {
    Table table = child.format.table();
    KeyCodec codec = index.primary() ? child.format.keys() : child.format.index(index).keys();
    for (int k = 0; k < wanted.length; k++) {
      int at = child.key.columns().indexOf(index.keys().get(k).attnum());
      if (at < 0) {
        return false;
      }
      Column column = table.columns().get(child.positions[at]);
      codec.append(prefix, k, TableFormat.keyForm(column.type(), wanted[at]));
    }
    return true;
  }
}
