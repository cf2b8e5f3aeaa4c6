package org.heapgres.planner.exec.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.TriggerCall;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.ConstraintChecks;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.ExecutionContext;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.row.KeyCodec;
import org.heapgres.storage.row.ValueType;

/**
 * Changes one table's rows, and with them its indexes, under its constraints: the only way by which
 * rows change. Foreign keys are checked at the end of the statement, by {@link ForeignKeys}.
 * Immutable; shared between sessions.
 */
public final class TableWriter {
  private static final KeyCodec ROW_ID = KeyCodec.ascending(ValueType.INT8);

  /** An expression over the table's columns that must not be false. */
  public record Check(String name, Expression condition) {}

  /**
   * What an index needs beside plain columns.
   *
   * @param keys by key column, null for a plain column
   * @param predicate which rows are in the index; null for all
   */
  public record IndexExpressions(List<Expression> keys, Expression predicate) {}

  /** The values of columns that a row is given without. Thread-safe. */
  public interface ColumnValues {
    /** Over no input; null for NULL. */
    Expression defaultOf(int position);

    /** A generated column's, over the table's columns. */
    Expression generated(int position);
  }

  private final TableFormat format;
  private final Table table;
  private final RowErrors errors;
  private final List<Check> checks;
  private final List<IndexExpressions> indexExpressions;
  private final ColumnValues columnValues;
  private final ForeignKeys foreignKeys;
  private final PartitionRouter router;
  private final PartitionCheck partitionCheck;
  private final TableTriggers triggers;
  private final boolean routesToTriggers;
  private final Exclusions exclusions;
  private final boolean[] keyColumns;
  private final boolean virtualColumns;

  /**
   * @param indexExpressions parallel to {@link TableFormat#indexes}; null where an index has only
   *     plain columns and all rows
   * @param columnValues asked when a row arrives without all its columns
   * @param router where rows of a partitioned table go; null for any other table
   * @param partitionCheck null for what is no partition
   * @param triggers of this very table
   * @param rowsShown whether errors may show rows
   */
  public TableWriter(
      TableFormat format,
      Catalog catalog,
      List<Check> checks,
      List<IndexExpressions> indexExpressions,
      ColumnValues columnValues,
      ForeignKeys foreignKeys,
      PartitionRouter router,
      PartitionCheck partitionCheck,
      TableTriggers triggers,
      boolean rowsShown) {
    this.triggers = triggers;
    this.format = format;
    this.table = format.table();
    this.errors = new RowErrors(catalog.schemaName(table.schema()), table, rowsShown);
    this.checks = List.copyOf(checks);
    this.indexExpressions = new ArrayList<>(indexExpressions);
    this.columnValues = columnValues;
    this.foreignKeys = foreignKeys;
    this.router = router;
    this.partitionCheck = partitionCheck;
    this.routesToTriggers =
        router != null
            && catalog.withDescendants(table).stream()
                .anyMatch(member -> !catalog.triggers(member.oid()).isEmpty());
    this.exclusions = new Exclusions(this);
    this.virtualColumns = table.hasVirtualColumns();
    this.keyColumns = new boolean[table.columns().size()];
    for (int attnum : table.uniqueColumns()) {
      int position = table.columnIndex(attnum);
      if (position >= 0) {
        keyColumns[position] = true;
      }
    }
  }

  public TableFormat format() {
    return format;
  }

  public Table table() {
    return table;
  }

  Exclusions exclusions() {
    return exclusions;
  }

  RowErrors errors() {
    return errors;
  }

  private static FormatSettings settings(Execution run) {
    return run.context().calls().formats();
  }

  /** A row that is in the way, or that was written. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Stored(byte[] key, byte[] value) {}

  public TableTriggers triggers() {
    return triggers;
  }

  /**
   * BEFORE triggers of a row.
   *
   * @return the row to go on with, its generated columns computed again; null to leave it alone
   */
  public Object[] before(Execution run, TriggerCall.Event event, Object[] oldRow, Object[] newRow) {
    if (router != null) {
      return routesToTriggers ? beforeRouted(run, event, oldRow, newRow) : newRow;
    }
    if (triggers.isEmpty()) {
      return event == TriggerCall.Event.DELETE ? oldRow : newRow;
    }
    if (!triggers.any(TriggerCall.Timing.BEFORE, TriggerCall.Level.ROW, event)) {
      return event == TriggerCall.Event.DELETE ? oldRow : newRow;
    }
    Object[] given = event == TriggerCall.Event.DELETE ? null : withoutGenerated(newRow);
    Object[] row =
        triggers.beforeRow(run, event, oldRow, given, result -> belongsHere(run, result));
    if (row == null || event == TriggerCall.Event.DELETE) {
      return row;
    }
    if (Arrays.equals(row, given)) {
      return newRow;
    }
    Object[] changed = row.clone();
    generate(run, changed);
    return changed;
  }

  /** Generated columns are computed after the triggers. */
  private Object[] withoutGenerated(Object[] row) {
    Object[] result = row;
    for (int c = 0; c < row.length; c++) {
      if (table.columns().get(c).generated() != Column.Generated.NONE) {
        result = result == row ? row.clone() : result;
        result[c] = null;
      }
    }
    return result;
  }

  /** Those of the partition that has the row, or is to get it. */
  private Object[] beforeRouted(
      Execution run, TriggerCall.Event event, Object[] oldRow, Object[] newRow) {
    PartitionRouter.Target target = target(run, oldRow == null ? newRow : oldRow);
    Object[] row =
        target
            .writer()
            .before(run, event, oldRow == null ? null : target.down(oldRow), target.down(newRow));
    return row == null ? null : target.up(row);
  }

  /** NOT NULL, CHECK and a partition's bound. */
  public void check(Execution run, Object[] row) {
    if (router != null) {
      PartitionRouter.Target target = target(run, row);
      target.writer().checkConstraints(run, target.down(row));
      return;
    }
    checkConstraints(run, row);
    if (!belongsHere(run, row)) {
      throw errors.partition(row, settings(run));
    }
  }

  /** Whether the row is one that this partition takes; any row, if it is no partition. */
  public boolean belongsHere(Execution run, Object[] row) {
    return partitionCheck == null || partitionCheck.accepts(run, row);
  }

  /** The writer of the partition that takes a row, of which only the key is known; or null. */
  public TableWriter leaf(Execution run, Object[] row) {
    if (router == null) {
      return this;
    }
    PartitionRouter.Target target = router.find(run, oneRow(table, row));
    return target == null ? null : target.writer().leaf(run, target.down(row));
  }

  private PartitionRouter.Target target(Execution run, Object[] row) {
    Batch batch = oneRow(table, row);
    PartitionRouter.Target target = router.find(run, batch);
    if (target == null) {
      throw errors.noPartition(
          router.bounds().partitioning(), router.key(run, batch), settings(run));
    }
    return target;
  }

  private void checkConstraints(Execution run, Object[] row) {
    if (router != null) {
      check(run, row);
      return;
    }
    List<Column> columns = table.columns();
    for (int c = 0; c < row.length; c++) {
      if (columns.get(c).notNull() && valueAt(run, row, c) == null) {
        throw errors.notNull(columns.get(c), row, settings(run));
      }
    }
    if (!checks.isEmpty()) {
      Batch batch = oneRow(row);
      for (Check check : checks) {
        if (Boolean.FALSE.equals(check.condition().evaluateRow(run, batch))) {
          throw errors.check(check.name(), row, settings(run));
        }
      }
    }
  }

  private Object valueAt(Execution run, Object[] row, int position) {
    return table.columns().get(position).generated() == Column.Generated.VIRTUAL
        ? columnValues.generated(position).evaluateRow(run, oneRow(row))
        : row[position];
  }

  /** Whether some columns of a stored row are to be computed. */
  boolean hasVirtualColumns() {
    return virtualColumns;
  }

  /** A stored row as it is read: its virtual columns are computed. */
  Object[] read(ExecutionContext context, byte[] stored) {
    Object[] row = format.decode(stored);
    if (virtualColumns) {
      Execution run = new Execution(context);
      for (int c = 0; c < row.length; c++) {
        row[c] = valueAt(run, row, c);
      }
    }
    return row;
  }

  /** 44000 for a row that a view with a check option would not show. */
  public PgException viewCheck(Execution run, String view, Object[] row) {
    return errors.viewCheck(view, row, settings(run));
  }

  /** The default of the column at {@code position}. */
  public Object defaultValue(Execution run, int position) {
    Expression expression = columnValues.defaultOf(position);
    return expression == null ? null : expression.evaluateRow(run, ValuesNode.oneEmptyRow());
  }

  /** Sets the stored generated columns of a row. */
  public void generate(Execution run, Object[] row) {
    for (int c = 0; c < row.length; c++) {
      if (table.columns().get(c).generated() == Column.Generated.STORED) {
        row[c] = columnValues.generated(c).evaluateRow(run, oneRow(row));
      }
    }
  }

  private Batch oneRow(Object[] row) {
    return oneRow(table, row);
  }

  static Batch oneRow(Table table, Object[] row) {
    Vector[] columns = new Vector[row.length];
    for (int c = 0; c < row.length; c++) {
      columns[c] = Vectors.constant(Kinds.of(table.columns().get(c).type()), row[c], 1);
    }
    return new Batch(columns, 1);
  }

  /**
   * Inserts a row that was {@linkplain #check checked}. {@link #conflict} said that nothing is in
   * the way, or nobody asked; then a duplicate is an error.
   */
  public Stored insert(Execution run, Object[] row) {
    if (router != null) {
      PartitionRouter.Target target = target(run, row);
      return target.writer().insert(run, target.down(row));
    }
    Transaction transaction = run.transaction();
    byte[] key;
    if (format.hasPrimaryKey()) {
      key = format.key(row);
      if (transaction.lockRow(table.store(), key, RowLockMode.UPDATE, LockWait.BLOCK) != null) {
        throw primaryKeyTaken(run, row);
      }
    } else {
      key = ROW_ID.encode(RowIds.next(transaction, table.store()));
    }
    byte[] value = format.encode(row);
    addEntries(run, row, key);
    transaction.put(table.store(), key, value);
    run.context().activity().table(table.oid()).insert();
    foreignKeys.inserted(run, this, key, row);
    triggers.afterRow(run, TriggerCall.Event.INSERT, null, row);
    return new Stored(key, value);
  }

  private RuntimeException primaryKeyTaken(Execution run, Object[] row) {
    int[] positions = format.keyPositions();
    Object[] values = new Object[positions.length];
    List<PgType> types = new ArrayList<>();
    for (int k = 0; k < values.length; k++) {
      values[k] = row[positions[k]];
      types.add(table.columns().get(positions[k]).type());
    }
    return errors.unique(table.primaryKey().orElseThrow(), types, values, settings(run));
  }

  private void addEntries(Execution run, Object[] row, byte[] rowKey) {
    List<IndexFormat> indexes = format.indexes();
    for (int i = 0; i < indexes.size(); i++) {
      IndexFormat index = indexes.get(i);
      Object[] values = indexValues(run, i, row);
      if (values != null) {
        addEntry(run, index, values, rowKey);
      }
    }
  }

  private void addEntry(Execution run, IndexFormat index, Object[] values, byte[] rowKey) {
    IndexFormat.Entry entry = index.entry(values, rowKey);
    if (entry.unique()) {
      byte[] other =
          run.transaction().lockRow(index.store(), entry.key(), RowLockMode.UPDATE, LockWait.BLOCK);
      if (other != null && !Arrays.equals(other, rowKey)) {
        throw errors.unique(index.index(), types(index), values, settings(run));
      }
    }
    run.transaction().put(index.store(), entry.key(), entry.value());
    if (index.exclusion() != null) {
      exclusions.require(run, index, values, rowKey);
    } else if (index.deferrable() != null) {
      later(
          run,
          index.deferrable(),
          () -> {
            if (isDuplicate(run.transaction(), index, values)) {
              throw errors.unique(index.index(), types(index), values, settings(run));
            }
          });
    }
  }

  /** Makes a check at the end of the statement or of the transaction. */
  void later(Execution run, Constraint.Key constraint, Runnable check) {
    ConstraintChecks checks = run.context().constraintChecks();
    if (checks.isDeferred(constraint)) {
      checks.defer(table.oid(), constraint, check);
    } else {
      ForeignKeys.later(run, check);
    }
  }

  /**
   * Whether there are several rows of a key that is to be unique. The key is locked, so that of two
   * transactions that add one each, the second to ask sees both.
   */
  static boolean isDuplicate(Transaction transaction, IndexFormat index, Object[] values) {
    byte[] start = index.start(values);
    if (start == null) {
      return false;
    }
    transaction.lockRow(index.store(), start, RowLockMode.UPDATE, LockWait.BLOCK);
    try (Cursor entries =
        transaction.scanLatest(index.store(), start, KeyCodec.successor(start), false)) {
      boolean first = entries.next();
      return first && entries.next();
    }
  }

  static List<PgType> types(IndexFormat index) {
    List<PgType> types = new ArrayList<>();
    for (int k = 0; k < index.positions().length; k++) {
      types.add(index.type(k));
    }
    return types;
  }

  /** The key values of a row in an index; null when the index leaves the row out. */
  Object[] indexValues(Execution run, int index, Object[] row) {
    IndexFormat indexFormat = format.indexes().get(index);
    IndexExpressions expressions = indexExpressions.get(index);
    if (expressions == null) {
      return indexFormat.values(row);
    }
    Batch batch = oneRow(row);
    if (expressions.predicate() != null
        && !Boolean.TRUE.equals(expressions.predicate().evaluateRow(run, batch))) {
      return null;
    }
    Object[] values = new Object[indexFormat.positions().length];
    for (int k = 0; k < values.length; k++) {
      Expression expression = expressions.keys().get(k);
      values[k] =
          expression == null ? row[indexFormat.positions()[k]] : expression.evaluateRow(run, batch);
    }
    return values;
  }

  /**
   * The row that an insert would collide with in one of the unique indexes; locks it, or the place
   * where it would be. Null when there is none.
   *
   * @param arbiters empty for all unique indexes
   */
  public Stored conflict(Execution run, Object[] row, List<Index> arbiters) {
    if (router != null) {
      PartitionRouter.Target target = target(run, row);
      TableWriter writer = target.writer();
      List<Index> own = PartitionRouter.indexesOf(writer.table, arbiters);
      Stored stored = writer.conflict(run, target.down(row), own);
      return stored == null
          ? null
          : new Stored(
              stored.key(), format.encode(target.up(writer.format.decode(stored.value()))));
    }
    Transaction transaction = run.transaction();
    if (format.hasPrimaryKey() && isArbiter(table.primaryKey().orElseThrow(), arbiters)) {
      byte[] key = format.key(row);
      byte[] value = transaction.lockRow(table.store(), key, RowLockMode.UPDATE, LockWait.BLOCK);
      if (value != null) {
        return new Stored(key, value);
      }
    }
    List<IndexFormat> indexes = format.indexes();
    for (int i = 0; i < indexes.size(); i++) {
      IndexFormat index = indexes.get(i);
      if (!isArbiter(index.index(), arbiters)
          || (!index.index().unique() && index.exclusion() == null)) {
        continue;
      }
      Object[] values = indexValues(run, i, row);
      if (index.exclusion() != null) {
        Stored other = values == null ? null : exclusions.find(run, index, values, null);
        if (other != null) {
          return other;
        }
        continue;
      }
      IndexFormat.Entry entry = values == null ? null : index.entry(values, new byte[0]);
      if (entry == null || !entry.unique()) {
        continue;
      }
      byte[] rowKey =
          transaction.lockRow(index.store(), entry.key(), RowLockMode.UPDATE, LockWait.BLOCK);
      if (rowKey != null) {
        byte[] value =
            transaction.lockRow(table.store(), rowKey, RowLockMode.UPDATE, LockWait.BLOCK);
        return new Stored(rowKey, value);
      }
    }
    return null;
  }

  private static boolean isArbiter(Index index, List<Index> arbiters) {
    return arbiters.isEmpty()
        || arbiters.stream().anyMatch(arbiter -> arbiter.oid() == index.oid());
  }

  /** How strongly an update of these columns locks its rows. */
  public RowLockMode lockMode(List<Integer> changedPositions) {
    for (int position : changedPositions) {
      if (keyColumns[position]) {
        return RowLockMode.UPDATE;
      }
    }
    return RowLockMode.NO_KEY_UPDATE;
  }

  /** Replaces a row whose lock is held by one that was {@linkplain #check checked}. */
  public Stored update(Execution run, byte[] key, Object[] oldRow, Object[] newRow) {
    if (router != null) {
      PartitionRouter.Target target = target(run, oldRow);
      if (target.writer().table.oid() != target(run, newRow).writer().table.oid()) {
        throw new PgException(SqlState.FEATURE_NOT_SUPPORTED, "invalid ON UPDATE specification")
            .withDetail(
                "The result tuple would appear in a different partition than the original tuple.");
      }
      return target.writer().update(run, key, target.down(oldRow), target.down(newRow));
    }
    Transaction transaction = run.transaction();
    byte[] newKey = format.hasPrimaryKey() ? format.key(newRow) : key;
    boolean moves = format.hasPrimaryKey() && !Arrays.equals(key, newKey);
    if (moves
        && transaction.lockRow(table.store(), newKey, RowLockMode.UPDATE, LockWait.BLOCK) != null) {
      throw primaryKeyTaken(run, newRow);
    }
    boolean inPlace = replaceEntries(run, key, oldRow, newKey, newRow, moves);
    byte[] value = format.encode(newRow);
    if (moves) {
      transaction.move(table.store(), key, newKey, value);
    } else {
      transaction.put(table.store(), key, value);
    }
    run.context().activity().table(table.oid()).update(inPlace);
    foreignKeys.updated(run, this, newKey, oldRow, newRow);
    triggers.afterRow(run, TriggerCall.Event.UPDATE, oldRow, newRow);
    return new Stored(newKey, value);
  }

  /** Whether there was nothing to replace. */
  private boolean replaceEntries(
      Execution run,
      byte[] oldKey,
      Object[] oldRow,
      byte[] newKey,
      Object[] newRow,
      boolean moves) {
    boolean inPlace = !moves;
    List<IndexFormat> indexes = format.indexes();
    for (int i = 0; i < indexes.size(); i++) {
      IndexFormat index = indexes.get(i);
      if (!moves && indexExpressions.get(i) == null && sameValues(index, oldRow, newRow)) {
        continue;
      }
      Object[] oldValues = indexValues(run, i, oldRow);
      Object[] newValues = indexValues(run, i, newRow);
      IndexFormat.Entry oldEntry = oldValues == null ? null : index.entry(oldValues, oldKey);
      IndexFormat.Entry newEntry = newValues == null ? null : index.entry(newValues, newKey);
      boolean sameKey =
          oldEntry != null && newEntry != null && Arrays.equals(oldEntry.key(), newEntry.key());
      if (sameKey && !moves) {
        continue;
      }
      inPlace = false;
      if (oldEntry != null) {
        removeEntry(run, index, oldEntry);
      }
      if (newEntry != null) {
        addEntry(run, index, newValues, newKey);
      }
    }
    return inPlace;
  }

  private static boolean sameValues(IndexFormat index, Object[] oldRow, Object[] newRow) {
    for (int position : index.positions()) {
      Object before = oldRow[position];
      Object after = newRow[position];
      if (before == null ? after != null : !before.equals(after)) {
        return false;
      }
    }
    return true;
  }

  /** In an index that is being built, a unique entry may be another row's. */
  private static void removeEntry(Execution run, IndexFormat index, IndexFormat.Entry entry) {
    if (entry.unique()) {
      byte[] owner =
          run.transaction().lockRow(index.store(), entry.key(), RowLockMode.UPDATE, LockWait.BLOCK);
      if (!Arrays.equals(owner, entry.value())) {
        return;
      }
    }
    run.transaction().delete(index.store(), entry.key());
  }

  /** Removes a row whose lock is held. */
  public void delete(Execution run, byte[] key, Object[] row) {
    removeEntries(run, key, row);
    run.transaction().delete(table.store(), key);
    foreignKeys.deleted(run, this, row);
    triggers.afterRow(run, TriggerCall.Event.DELETE, row, null);
  }

  /** Removes a row that goes to another partition, where it is {@code newRow}. */
  public void deleteMoved(Execution run, byte[] key, Object[] row, Object[] newRow) {
    removeEntries(run, key, row);
    run.transaction().moveAway(table.store(), key);
    foreignKeys.moved(run, this, row, newRow);
    triggers.afterRow(run, TriggerCall.Event.DELETE, row, null);
  }

  private void removeEntries(Execution run, byte[] key, Object[] row) {
    List<IndexFormat> indexes = format.indexes();
    for (int i = 0; i < indexes.size(); i++) {
      Object[] values = indexValues(run, i, row);
      if (values != null) {
        removeEntry(run, indexes.get(i), indexes.get(i).entry(values, key));
      }
    }
    run.context().activity().table(table.oid()).delete();
  }

  /** For an index that is new, or new to the rows there are. */
  public IndexBuilder builder(Index built) {
    return new IndexBuilder(this, built);
  }
}
