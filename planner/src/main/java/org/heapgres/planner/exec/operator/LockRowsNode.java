package org.heapgres.planner.exec.operator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.table.TableWriter;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/**
 * FOR UPDATE and its kin: locks rows as they pass, one at a time, so that those beyond a LIMIT stay
 * free. A row that changed since the snapshot is read again and must still qualify.
 */
public final class LockRowsNode extends PlanNode {
  /**
   * Rows to be locked.
   *
   * @param tables those that a row may be of, by oid; most often one
   * @param keyColumn holds their keys
   * @param tableColumn holds the oid of the row's table; -1 where there is one only
   */
  public record Mark(
      Map<Integer, Table> tables,
      int keyColumn,
      int tableColumn,
      RowLockMode mode,
      Function<Table, LockWait> lockWait) {
    Table table(Object[] row) {
      return tableColumn < 0
          ? tables.values().iterator().next()
          : tables.get(((Long) row[tableColumn]).intValue());
    }
  }

  private final PlanNode input;
  private final List<Mark> marks;

  public LockRowsNode(PlanNode input, List<Mark> marks) {
    super(input.types());
    this.input = input;
    this.marks = List.copyOf(marks);
  }

  @Override
  protected Operator start(Execution run) {
    Operator source = input.open(run);
    return new Operator() {
      private Batch batch;
      private int position;

      @Override
      public Batch next() {
        while (true) {
          if (batch == null || position == batch.size()) {
            batch = source.next();
            position = 0;
            if (batch == null) {
              return null;
            }
            continue;
          }
          Object[] row = lock(run, batch.copyRow(position++, new Object[width()]));
          if (row != null) {
            RowBuffer out = new RowBuffer(LockRowsNode.this);
            out.add(row);
            return out.take();
          }
        }
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }

  /** The row as it is now; null when it is to be left out. */
  private Object[] lock(Execution run, Object[] given) {
    Object[] row = given;
    for (Mark mark : marks) {
      byte[] key = (byte[]) row[mark.keyColumn()];
      if (key == null) {
        continue;
      }
      Table table = mark.table(row);
      int store = table.store();
      LockWait wait = mark.lockWait().apply(table);
      byte[] latest = lockRow(run.transaction(), store, key, mark.mode(), wait);
      if (isSkipped(latest)) {
        return null;
      }
      byte[] seen = run.transaction().get(store, key);
      if (!Arrays.equals(latest, seen)) {
        TableWriter.Stored moved = follow(run, store, key, mark.mode(), wait);
        if (moved != null) {
          key = moved.key();
          latest = moved.value();
        }
        row = latest == null || isSkipped(latest) ? null : again(run, mark, table, key, latest);
      } else if (latest == null) {
        row = null;
      }
      if (row == null) {
        return null;
      }
    }
    return row;
  }

  /** PostgreSQL tells of a deletion only those that want to change the row. */
  private static byte[] lockRow(
      Transaction transaction, int store, byte[] key, RowLockMode mode, LockWait wait) {
    try {
      return transaction.lockRow(store, key, mode, wait);
    } catch (PgException e) {
      throw e.getMessage().equals(Transaction.CONCURRENT_DELETE)
          ? new PgException(e.state(), Transaction.CONCURRENT_UPDATE)
          : e;
    }
  }

  /**
   * The row that this one has become since the statement's snapshot, when its primary key has
   * changed, locked; its value is null when it is gone since. Null when it has not been moved.
   * 40001 when it has gone to another partition, where it is not looked for.
   */
  static TableWriter.Stored follow(
      Execution run, int store, byte[] from, RowLockMode mode, LockWait wait) {
    Transaction transaction = run.transaction();
    TableWriter.Stored found = null;
    byte[] next = transaction.successor(store, from);
    while (next != null
        && !isElsewhere(next)
        && (found == null || !Arrays.equals(found.key(), next))) {
      found = new TableWriter.Stored(next, transaction.lockRow(store, next, mode, wait));
      next = transaction.successor(store, from);
    }
    if (isElsewhere(next)) {
      throw new PgException(
          SqlState.T_R_SERIALIZATION_FAILURE,
          "tuple to be locked was already moved to another partition due to concurrent update");
    }
    return found;
  }

  @SuppressWarnings("ReferenceEquality") // the storage says so by identity
  private static boolean isElsewhere(byte[] key) {
    return key == Transaction.ELSEWHERE;
  }

  @SuppressWarnings("ReferenceEquality") // the storage says so by identity
  private static boolean isSkipped(byte[] value) {
    return value == Transaction.SKIPPED;
  }

  private Object[] again(Execution run, Mark mark, Table table, byte[] key, byte[] latest) {
    Map<Integer, TableScanNode.Recheck> rows = new HashMap<>();
    mark.tables().keySet().forEach(other -> rows.put(other, TableScanNode.Recheck.NO_ROW));
    rows.put(table.oid(), new TableScanNode.Recheck(key, latest));
    Execution checking = run.rechecking(rows);
    try (Operator source = input.open(checking)) {
      Batch batch = source.next();
      return batch == null ? null : batch.copyRow(0, new Object[width()]);
    }
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String title() {
    return "LockRows";
  }
}
