package org.heapgres.planner.exec.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.Transaction;

/**
 * Gives an index the entries of the rows that its table has. Either {@linkplain #all at once}, when
 * nobody else may write, or in {@linkplain #some steps}, each in a transaction of its own, while
 * others write: they keep the index up to date by themselves as far as they change rows, so that
 * each row needs to be looked at just once. One thread.
 *
 * <p>A step takes the lock of each row whose entry it adds, and of each unique entry; it waits only
 * while it holds no other, so it is part of no deadlock and keeps nobody waiting for longer than
 * the rest of the step.
 */
public final class IndexBuilder {
  private static final int ROWS_IN_A_STEP = 500;

  /** A lock that was not free; {@code entry} says whether it is the index's. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Awaited(boolean entry, byte[] key) {}

  private final TableWriter writer;
  private final int number;
  private final IndexFormat index;
  private final int rows;
  private long count;
  private byte[] next;
  private byte[] last;
  private Awaited awaited;

  IndexBuilder(TableWriter writer, Index built) {
    this.writer = writer;
    this.rows = writer.table().store();
    this.index = built.stored() ? writer.format().index(built) : null;
    this.number = index == null ? -1 : writer.format().indexes().indexOf(index);
  }

  /** How many rows have been looked at. */
  public long count() {
    return count;
  }

  /** All rows, as they are committed or written by this transaction. */
  public void all(Execution run) {
    if (index == null) {
      return;
    }
    Transaction transaction = run.transaction();
    try (Cursor cursor = transaction.scanLatest(rows, null, null, false)) {
      while (cursor.next()) {
        if ((++count & 0xff) == 0) {
          run.checkCancel();
        }
        IndexFormat.Entry entry = entry(run, cursor.key(), cursor.value());
        if (entry == null) {
          continue;
        }
        if (entry.unique() && transaction.latest(index.store(), entry.key()) != null) {
          throw duplicate(run, cursor.value());
        }
        transaction.put(index.store(), entry.key(), entry.value());
        refuseDuplicate(run, cursor.value());
      }
    }
    if (index.exclusion() != null) {
      refuseExcluded(run);
    }
  }

  /** For EXCLUDE, once the index has all rows. */
  private void refuseExcluded(Execution run) {
    try (Cursor cursor = run.transaction().scanLatest(rows, null, null, false)) {
      while (cursor.next()) {
        run.checkCancel();
        Object[] values = writer.indexValues(run, number, writer.format().decode(cursor.value()));
        if (values != null) {
          writer.exclusions().requireNoneOnBuild(run, index, values, cursor.key());
        }
      }
    }
  }

  /** For a deferrable key, whose index has an entry for each of several equal ones. */
  private void refuseDuplicate(Execution run, byte[] row) {
    if (index.deferrable() != null && index.exclusion() == null) {
      Object[] values = writer.indexValues(run, number, writer.format().decode(row));
      if (TableWriter.isDuplicate(run.transaction(), index, values)) {
        throw duplicate(run, row);
      }
    }
  }

  /** Before the first {@link #some}: rows that come later are none of its business. */
  public void begin(Execution run) {
    try (Cursor cursor = run.transaction().scanLatest(rows, null, null, true)) {
      last = cursor.next() ? cursor.key() : null;
    }
    next = last == null ? null : new byte[0];
  }

  /** Goes on; false when all rows have been looked at. The caller commits after each step. */
  public boolean some(Execution run) {
    if (awaited != null) {
      run.transaction()
          .lockRow(
              awaited.entry ? index.store() : rows,
              awaited.key,
              awaited.entry ? RowLockMode.UPDATE : RowLockMode.SHARE,
              LockWait.BLOCK);
      awaited = null;
    } else if (next != null) {
      next = addFrom(run, next);
    }
    return next != null;
  }

  /** The key to go on from; null for the end. */
  private byte[] addFrom(Execution run, byte[] from) {
    int added = 0;
    try (Cursor cursor = run.transaction().scan(rows, from, null, false)) {
      while (cursor.next() && Arrays.compareUnsigned(cursor.key(), last) <= 0) {
        if (added == ROWS_IN_A_STEP || !add(run, cursor.key())) {
          return cursor.key();
        }
        added++;
        count++;
      }
    }
    return null;
  }

  /** False when a lock is not free. */
  private boolean add(Execution run, byte[] key) {
    Transaction transaction = run.transaction();
    byte[] row = transaction.lockRow(rows, key, RowLockMode.SHARE, LockWait.SKIP);
    if (isSkipped(row)) {
      awaited = new Awaited(false, key);
      return false;
    }
    IndexFormat.Entry entry = row == null ? null : entry(run, key, row);
    if (entry == null) {
      return true;
    }
    if (entry.unique()) {
      byte[] other =
          transaction.lockRow(index.store(), entry.key(), RowLockMode.UPDATE, LockWait.SKIP);
      if (isSkipped(other)) {
        awaited = new Awaited(true, entry.key());
        return false;
      }
      if (other != null && !Arrays.equals(other, key)) {
        throw duplicate(run, row);
      }
    }
    transaction.put(index.store(), entry.key(), entry.value());
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // the storage says so by identity
  private static boolean isSkipped(byte[] value) {
    return value == Transaction.SKIPPED;
  }

  /** Null when the index leaves the row out. */
  private IndexFormat.Entry entry(Execution run, byte[] key, byte[] row) {
    Object[] values = writer.indexValues(run, number, writer.format().decode(row));
    return values == null ? null : index.entry(values, key);
  }

  private PgException duplicate(Execution run, byte[] row) {
    List<PgType> types = new ArrayList<>();
    for (int k = 0; k < index.positions().length; k++) {
      types.add(index.type(k));
    }
    return writer
        .errors()
        .couldNotCreate(
            index.index(),
            types,
            writer.indexValues(run, number, writer.format().decode(row)),
            run.context().calls().formats());
  }
}
