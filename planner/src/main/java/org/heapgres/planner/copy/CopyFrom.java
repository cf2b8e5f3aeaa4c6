package org.heapgres.planner.copy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.Completion;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Batches;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.table.BulkInsert;
import org.heapgres.planner.parse.tree.UtilityStatement.CopyStmt;
import org.heapgres.planner.session.Progress;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.SessionPortal;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * One COPY FROM: rows that a subclass reads go into the table, unless its WHERE leaves them out.
 * Used by the session's thread.
 */
public abstract class CopyFrom implements Completion.CopyInHandler {
  private final Session session;
  private final Table table;
  private final FormatSettings settings;
  private final List<Column> columns;
  private final List<PgType> types;
  private final int[] positions;
  private final int[] defaulted;
  private final BulkInsert inserts;
  private final Execution execution;
  private final Expression where;
  private final Progress progress;
  private SessionPortal portal;
  private long bytes;
  private long rows;
  private long excluded;

  CopyFrom(Run run, Table table, List<Column> columns, CopyStmt statement) {
    session = run.session();
    this.table = table;
    this.columns = columns;
    settings = session.formatSettings();
    types = table.columns().stream().map(Column::type).toList();
    positions = columns.stream().mapToInt(c -> table.columnIndex(c.attnum())).toArray();
    defaulted =
        IntStream.range(0, table.columns().size())
            .filter(p -> Arrays.stream(positions).noneMatch(q -> q == p))
            .toArray();
    inserts = new BulkInsert(session.planner().writer(table), run);
    execution = new Execution(run);
    where = statement.whereClause() == null ? null : where(statement);
    inserts.start();
    progress = Progress.startCopyFrom(session, table.oid());
  }

  private Expression where(CopyStmt statement) {
    RexNode condition =
        new Binder(session.bindContext())
            .bindExpression(statement.whereClause(), Binder.Purpose.COPY_WHERE, table, null, -1);
    return session.planner().expression(condition, types.size());
  }

  /** The portal that completes with it. */
  public void attach(SessionPortal owner) {
    portal = owner;
  }

  final List<Column> columns() {
    return columns;
  }

  final FormatSettings settings() {
    return settings;
  }

  /** A column's default for the next row; {@code index} counts {@link #columns}. */
  final Object defaultValue(int index) {
    return inserts.defaultValue(positions[index]);
  }

  /** Takes a row's values of {@link #columns}. */
  final void add(Object[] values) {
    Object[] row = new Object[types.size()];
    for (int i = 0; i < positions.length; i++) {
      row[positions[i]] = values[i];
    }
    for (int position : defaulted) {
      row[position] = inserts.defaultValue(position);
    }
    if (where == null
        || Boolean.TRUE.equals(
            where.evaluateRow(execution, Batches.of(types, List.<Object[]>of(row))))) {
      inserts.add(row);
      rows++;
    } else {
      excluded++;
    }
  }

  final Session session() {
    return session;
  }

  /** So many rows were left out for what is in them. */
  final void skipped(long count) {
    progress.set("tuples_skipped", count);
  }

  /** Reads what has come of the data. */
  abstract void take(ByteBuffer data);

  /** There are no more data. */
  abstract void end();

  /** Where in the data it is, such as {@code , line 2, column a: "x"}. */
  abstract String place();

  /** Where it would go on, such as {@code , line 3}. */
  abstract String nextPlace();

  @Override
  public void data(ByteBuffer data) {
    session.guarded(
        () -> {
          read(data);
          return null;
        });
  }

  /** As {@link #data}, within a statement that runs already. */
  final void read(ByteBuffer data) {
    bytes += data.remaining();
    located(() -> take(data));
    progress
        .set("bytes_processed", bytes)
        .set("tuples_processed", rows)
        .set("tuples_excluded", excluded);
  }

  @Override
  public Completion.Complete finish() {
    return session.guarded(
        () -> {
          long count = complete();
          session.stopStatement();
          return portal.copied("COPY " + count);
        });
  }

  /** All data have come; the number of rows. */
  final long complete() {
    located(this::end);
    return inserts.finish();
  }

  @Override
  public PgException fail(String message) {
    session.fail();
    return new PgException(SqlState.QUERY_CANCELED, message)
        .withWhere("COPY " + table.name() + nextPlace());
  }

  private void located(Runnable work) {
    try {
      work.run();
    } catch (PgException e) {
      String own = "COPY " + table.name() + place();
      String where = e.fields().where();
      throw e.withWhere(where == null ? own : where + "\n" + own);
    }
  }
}
