package org.heapgres.planner.exec.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.functions.Functions;
import org.heapgres.planner.functions.PgOperator;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.functions.ScalarFunction;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.row.KeyCodec;

/**
 * The EXCLUDE constraints of one table (manual, CREATE TABLE): of no two rows all of a constraint's
 * operators may be true. Rows are looked for among those of the index that have the same values in
 * the first columns, as far as these are compared by {@code =}. Thread-safe.
 *
 * <p>What those rows begin with is locked to the end of the transaction before they are looked at,
 * so that of two transactions that add rows which exclude each other, the second sees the first's.
 */
final class Exclusions {
  /** Stands for all rows where the first column is not compared by =. */
  private static final byte[] EVERYTHING = {0};

  /** One constraint's operators, and by how many = in front they begin. */
  private record Operators(List<ScalarFunction> functions, int equalities) {}

  private final TableWriter writer;
  private final Map<Integer, Operators> operators = new ConcurrentHashMap<>();

  Exclusions(TableWriter writer) {
    this.writer = writer;
  }

  private Operators operators(IndexFormat index) {
    return operators.computeIfAbsent(
        index.index().oid(), any -> operators(index, index.exclusion().exclusion()));
  }

  private static Operators operators(IndexFormat index, List<Integer> oids) {
    List<ScalarFunction> functions = new ArrayList<>();
    int equalities = 0;
    for (int k = 0; k < oids.size(); k++) {
      PgOperator operator = BuiltInFunctions.operator(oids.get(k));
      PgType type = index.type(k).root();
      PgProc proc = BuiltInFunctions.proc(operator.function());
      functions.add(
          Functions.bind(proc, new CallTypes(List.of(type, type), Types.BOOL, false)).scalar());
      if (equalities == k && operator.name().equals("=") && type.codec().comparable()) {
        equalities++;
      }
    }
    return new Operators(functions, equalities);
  }

  /** Now, or when the constraint says so. */
  void require(Execution run, IndexFormat index, Object[] values, byte[] rowKey) {
    if (index.deferrable() == null) {
      refuse(run, index, values, rowKey);
      return;
    }
    writer.later(
        run,
        index.deferrable(),
        () -> {
          Object[] current = values(run, index, rowKey);
          if (current != null) {
            refuse(run, index, current, rowKey);
          }
        });
  }

  private void refuse(Execution run, IndexFormat index, Object[] values, byte[] rowKey) {
    TableWriter.Stored other = find(run, index, values, rowKey);
    if (other != null) {
      throw writer
          .errors()
          .exclusion(
              index.index(),
              TableWriter.types(index),
              values,
              values(run, index, other.key()),
              run.context().calls().formats());
    }
  }

  /** For a constraint that is new. */
  void requireNoneOnBuild(Execution run, IndexFormat index, Object[] values, byte[] rowKey) {
    TableWriter.Stored other = find(run, index, values, rowKey);
    if (other != null) {
      throw writer
          .errors()
          .couldNotExclude(
              index.index(),
              TableWriter.types(index),
              values,
              values(run, index, other.key()),
              run.context().calls().formats());
    }
  }

  private int number(IndexFormat index) {
    return writer.format().indexes().indexOf(index);
  }

  /** The latest values of a row; null when it is gone or not in the index. */
  private Object[] values(Execution run, IndexFormat index, byte[] rowKey) {
    byte[] row = run.transaction().latest(writer.table().store(), rowKey);
    return row == null ? null : writer.indexValues(run, number(index), writer.format().decode(row));
  }

  /** A row other than {@code rowKey}'s that these values exclude; null for none. */
  TableWriter.Stored find(Execution run, IndexFormat index, Object[] values, byte[] rowKey) {
    if (Arrays.asList(values).contains(null)) {
      return null;
    }
    Operators own = operators(index);
    Transaction transaction = run.transaction();
    byte[] start = index.start(values, own.equalities);
    transaction.lockRow(
        index.store(), start.length == 0 ? EVERYTHING : start, RowLockMode.UPDATE, LockWait.BLOCK);
    byte[] end = start.length == 0 ? null : KeyCodec.successor(start);
    try (Cursor entries = transaction.scanLatest(index.store(), start, end, false)) {
      while (entries.next()) {
        byte[] key = index.rowKey(entries.key(), entries.value());
        if (Arrays.equals(key, rowKey)) {
          continue;
        }
        byte[] row = transaction.latest(writer.table().store(), key);
        if (row == null) {
          continue;
        }
        Object[] others = writer.indexValues(run, number(index), writer.format().decode(row));
        if (others != null && conflict(run, own, values, others)) {
          return new TableWriter.Stored(key, row);
        }
      }
    }
    return null;
  }

  private static boolean conflict(Execution run, Operators own, Object[] values, Object[] others) {
    for (int k = 0; k < values.length; k++) {
      if (others[k] == null
          || !Boolean.TRUE.equals(
              own.functions
                  .get(k)
                  .apply(run.context().calls(), new Object[] {values[k], others[k]}))) {
        return false;
      }
    }
    return true;
  }
}
