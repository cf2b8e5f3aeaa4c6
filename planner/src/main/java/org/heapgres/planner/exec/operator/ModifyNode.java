package org.heapgres.planner.exec.operator;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.TriggerCall.Level;
import org.heapgres.planner.TriggerCall.Timing;
import org.heapgres.planner.bind.BoundStatement.MergeAction;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.table.ForeignKeys;
import org.heapgres.planner.exec.table.TableTriggers;
import org.heapgres.planner.exec.table.TableWriter;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/**
 * INSERT, UPDATE, DELETE and MERGE: carries out all changes on the first call of {@link
 * Operator#next}, then gives the rows of RETURNING.
 *
 * <p>A row that another transaction has changed since the statement's snapshot is read again under
 * its lock, and the statement's source decides again what becomes of it (the manual's section
 * 13.2.1). A row that this statement has already changed is left alone.
 */
public final class ModifyNode extends PlanNode {
  /**
   * RETURNING.
   *
   * @param source takes the old row, the new row, the source row but for INSERT, and the oids of
   *     the tables that the row was in and is in
   */
  public record Returning(PlanNode plan, RowSourceNode source) {}

  /**
   * WITH CHECK OPTION.
   *
   * @param passing gives the row that {@code source} takes, the table's columns, if it passes
   */
  public record ViewCheck(String view, PlanNode passing, RowSourceNode source) {
    private boolean passes(Execution run, Object[] row) {
      RowBuffer buffer = new RowBuffer(source);
      buffer.add(row);
      run.set(source, buffer.take());
      try (Operator rows = passing.open(run)) {
        Batch batch = rows.next();
        return batch != null && batch.size() > 0;
      }
    }
  }

  private final ScanTarget target;
  private final TableWriter writer;
  private final PlanNode source;
  private final RowChange change;
  private final List<ViewCheck> checks;
  private final Returning returning;
  private final RowCheck.Set security;

  /** {@code returning} null for none. */
  public ModifyNode(
      ScanTarget target,
      TableWriter writer,
      PlanNode source,
      RowChange change,
      List<ViewCheck> checks,
      Returning returning,
      RowCheck.Set security) {
    super(returning == null ? List.<PgType>of() : returning.plan().types());
    this.target = target;
    this.checks = List.copyOf(checks);
    this.writer = writer;
    this.source = source;
    this.change = change;
    this.returning = returning;
    this.security = security;
  }

  @Override
  public long changedRows(Execution run) {
    Long count = run.value(this);
    return count == null ? 0 : count;
  }

  @Override
  protected Operator start(Execution run) {
    return Operator.whole(() -> statement(run, writer, List.of(this)));
  }

  /**
   * Carries out a statement whose changes {@code parts} make.
   *
   * @param named the table that the statement names: its triggers for statements fire
   */
  static List<Batch> statement(Execution run, TableWriter named, List<ModifyNode> parts) {
    TableTriggers triggers = named.triggers();
    List<Event> events = parts.getFirst().change.events();
    parts.forEach(part -> part.updating(run, named));
    events.forEach(event -> triggers.statement(run, event));
    List<Batch> results = new ArrayList<>();
    for (ModifyNode part : parts) {
      results.addAll(part.new Work(run, named).changeAll());
    }
    events.reversed().forEach(event -> triggers.endOfStatement(run, event));
    ForeignKeys.finish(run);
    return results;
  }

  /**
   * MERGE into a table that others inherit from: each row of the one source is changed in the table
   * that it is in.
   *
   * @param root inserts
   * @param members by oid
   */
  static List<Batch> merge(
      Execution run, ModifyNode root, Map<Integer, ModifyNode> members, int tableColumn) {
    TableTriggers triggers = root.writer.triggers();
    List<Event> events = root.change.events();
    root.updating(run, root.writer);
    members.values().forEach(member -> member.updating(run, root.writer));
    events.forEach(event -> triggers.statement(run, event));
    Work inserting = root.new Work(run, root.writer);
    Map<Object, Work> works = new HashMap<>();
    members.forEach(
        (oid, member) -> works.put(Integer.toUnsignedLong(oid), member.new Work(run, root.writer)));
    List<Batch> results = new ArrayList<>();
    Work last = inserting;
    try (Operator rows = root.source.open(run)) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        run.checkCancel();
        for (int i = 0; i < batch.size(); i++) {
          Object[] row = batch.copyRow(i, new Object[batch.width()]);
          Work work = row[tableColumn] == null ? inserting : works.get(row[tableColumn]);
          if (work != last) {
            results.addAll(last.results());
            last = work;
          }
          work.apply(row);
        }
      }
    }
    results.addAll(last.results());
    events.reversed().forEach(event -> triggers.endOfStatement(run, event));
    ForeignKeys.finish(run);
    return results;
  }

  private void updating(Execution run, TableWriter named) {
    if (change.events().contains(Event.UPDATE)) {
      writer.triggers().updating(run, change.targets());
      if (named != writer) {
        int[] positions = named.table().positionsOf(writer.table());
        named
            .triggers()
            .updating(run, change.targets().stream().map(target -> positions[target]).toList());
      }
    }
  }

  /** One run's changes. */
  private final class Work {
    private final Execution run;
    private final Set<ByteBuffer> touched = new HashSet<>();
    private final List<Batch> results = new ArrayList<>();
    private final RowBuffer returned;
    private long count;
    private final RowLockMode lockMode;
    private final int tableWidth = writer.table().columns().size();

    /** Where the columns of the table that the statement names are; null if its rows say so. */
    private final int[] captured;

    private final TableTriggers named;

    Work(Execution run, TableWriter named) {
      this.run = run;
      this.named = named.triggers();
      captured =
          named != writer || named.table().partitioned()
              ? writer.table().positionsOf(named.table())
              : null;
      lockMode =
          change instanceof RowChange.Update update
                  && !writer.triggers().any(Timing.BEFORE, Level.ROW, Event.UPDATE)
              ? writer.lockMode(update.targets())
              : RowLockMode.UPDATE;
      returned = returning == null ? null : new RowBuffer(returning.source());
    }

    List<Batch> changeAll() {
      try (Operator rows = source.open(run)) {
        for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
          run.checkCancel();
          for (int i = 0; i < batch.size(); i++) {
            apply(batch.copyRow(i, new Object[batch.width()]));
          }
        }
      }
      return results();
    }

    /** What RETURNING has given since it was asked last; notes how many rows are changed. */
    List<Batch> results() {
      flushReturned();
      run.set(ModifyNode.this, count);
      List<Batch> given = List.copyOf(results);
      results.clear();
      return given;
    }

    private void apply(Object[] row) {
      switch (change) {
        case RowChange.Insert insert -> insert(row, insert.conflict());
        case RowChange.Update update -> update(row, update.targets(), update.root());
        case RowChange.Delete delete -> delete(row);
        case RowChange.Merge merge -> merge(row, merge);
      }
    }

    private void changed(Object[] oldRow, Object[] newRow, Object[] sourceRow) {
      changed(oldRow, newRow, sourceRow, writer);
    }

    /** {@code taker} is what has put the new row into its table. */
    private void changed(Object[] oldRow, Object[] newRow, Object[] sourceRow, TableWriter taker) {
      count++;
      if (newRow != null) {
        for (ViewCheck check : checks) {
          if (!check.passes(run, newRow)) {
            throw writer.viewCheck(run, check.view(), newRow);
          }
        }
      }
      if (captured != null) {
        named.captured(run, captured, oldRow, newRow);
      }
      if (returning == null) {
        return;
      }
      Object[] all = new Object[returning.source().types().size()];
      int tables = all.length - 2;
      if (oldRow != null) {
        System.arraycopy(oldRow, 0, all, 0, tableWidth);
        all[tables] = tableOf(writer, oldRow);
      }
      if (newRow != null) {
        System.arraycopy(newRow, 0, all, tableWidth, tableWidth);
        all[tables + 1] = tableOf(taker, newRow);
      }
      System.arraycopy(sourceRow, 0, all, 2 * tableWidth, tables - 2 * tableWidth);
      returned.add(all);
      if (returned.size() == Batch.TARGET_SIZE) {
        flushReturned();
      }
    }

    /** The oid of the table in which a writer has the row. */
    private Long tableOf(TableWriter taker, Object[] row) {
      Object[] its = taker == writer ? row : picked(row, writer.table().positionsOf(taker.table()));
      return Integer.toUnsignedLong(taker.leaf(run, its).table().oid());
    }

    private void flushReturned() {
      if (returned == null || returned.size() == 0) {
        return;
      }
      run.set(returning.source(), returned.take());
      try (Operator rows = returning.plan().open(run)) {
        for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
          results.add(batch);
        }
      }
    }

    private void insert(Object[] given, RowChange.Conflict conflict) {
      Object[] row = writer.before(run, Event.INSERT, null, given);
      if (row == null) {
        return;
      }
      RowCheck.require(security.inserted(), run, row);
      writer.check(run, row);
      if (conflict != null) {
        TableWriter.Stored other = writer.conflict(run, row, conflict.arbiters());
        if (other != null) {
          refuseInvisible(other.key());
          if (conflict.update() != null) {
            updateConflicting(row, conflict, other);
          }
          return;
        }
      }
      TableWriter.Stored stored = writer.insert(run, row);
      if (conflict != null) {
        touched.add(ByteBuffer.wrap(stored.key()));
      }
      changed(null, row, row);
    }

    /** Above READ COMMITTED nothing is decided by a row that the snapshot does not show. */
    private void refuseInvisible(byte[] key) {
      Transaction transaction = run.transaction();
      if (transaction.isolation() != IsolationLevel.READ_COMMITTED
          && !touched.contains(ByteBuffer.wrap(key))
          && transaction.get(writer.table().store(), key) == null) {
        throw new PgException(
            SqlState.T_R_SERIALIZATION_FAILURE,
            "could not serialize access due to concurrent update");
      }
    }

    private void updateConflicting(
        Object[] row, RowChange.Conflict conflict, TableWriter.Stored other) {
      if (touched.contains(ByteBuffer.wrap(other.key()))) {
        throw new PgException(
                SqlState.CARDINALITY_VIOLATION,
                "ON CONFLICT DO UPDATE command cannot affect row a second time")
            .withHint(
                "Ensure that no rows proposed for insertion within the same command have duplicate"
                    + " constrained values.");
      }
      Object[] oldRow = writer.format().decode(other.value());
      RowCheck.require(security.toUpdate(), run, oldRow);
      Object[] both = Arrays.copyOf(oldRow, 2 * tableWidth);
      System.arraycopy(row, 0, both, tableWidth, tableWidth);
      RowBuffer buffer = new RowBuffer(conflict.source());
      buffer.add(both);
      run.set(conflict.source(), buffer.take());
      Object[] values;
      try (Operator rows = conflict.update().open(run)) {
        Batch batch = rows.next();
        if (batch == null) {
          return;
        }
        values = batch.copyRow(0, new Object[batch.width()]);
      }
      Object[] newRow =
          writer.before(run, Event.UPDATE, oldRow, replace(oldRow, conflict.targets(), values, 0));
      if (newRow == null) {
        return;
      }
      RowCheck.require(security.updated(), run, newRow);
      writer.check(run, newRow);
      TableWriter.Stored stored = writer.update(run, other.key(), oldRow, newRow);
      touched.add(ByteBuffer.wrap(stored.key()));
      changed(oldRow, newRow, row);
    }

    private static Object[] replace(
        Object[] oldRow, List<Integer> targets, Object[] values, int offset) {
      Object[] newRow = oldRow.clone();
      for (int t = 0; t < targets.size(); t++) {
        newRow[targets.get(t)] = values[offset + t];
      }
      return newRow;
    }

    /** The source row as it counts now, its lock held; null when there is nothing to be done. */
    private Object[] lock(Object[] row) {
      byte[] key = (byte[]) row[tableWidth];
      if (key == null || !touched.add(ByteBuffer.wrap(key))) {
        return null;
      }
      int store = writer.table().store();
      Transaction transaction = run.transaction();
      byte[] latest = transaction.lockRow(store, key, lockMode, LockWait.BLOCK);
      byte[] seen = transaction.get(store, key);
      if (latest == seen || Arrays.equals(latest, seen)) {
        return latest == null ? null : row;
      }
      TableWriter.Stored moved = LockRowsNode.follow(run, store, key, lockMode, LockWait.BLOCK);
      if (moved != null) {
        key = moved.key();
        latest = touched.add(ByteBuffer.wrap(key)) ? moved.value() : null;
      }
      if (latest == null) {
        return null;
      }
      Execution again =
          run.rechecking(Map.of(writer.table().oid(), new TableScanNode.Recheck(key, latest)));
      try (Operator rows = source.open(again)) {
        for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
          for (int i = 0; i < batch.size(); i++) {
            Object[] current = batch.copyRow(i, new Object[batch.width()]);
            if (current[tableWidth] instanceof byte[] found
                && Arrays.equals(found, key)
                && isHere(current)) {
              return current;
            }
          }
        }
        return null;
      }
    }

    /** Keys of different tables may be the same. */
    private boolean isHere(Object[] row) {
      return !(change instanceof RowChange.Merge merge)
          || merge.several() == null
          || row[merge.several().tableColumn()].equals(
              Integer.toUnsignedLong(writer.table().oid()));
    }

    private void update(Object[] given, List<Integer> targets, TableWriter root) {
      Object[] row = lock(given);
      if (row != null) {
        updateLocked(row, targets, row.length - targets.size(), root);
      }
    }

    private void updateLocked(Object[] row, List<Integer> targets, int offset, TableWriter root) {
      Object[] oldRow = Arrays.copyOf(row, tableWidth);
      RowCheck.require(security.toUpdate(), run, oldRow);
      Object[] newRow =
          before(
              Event.UPDATE,
              (byte[]) row[tableWidth],
              oldRow,
              replace(oldRow, targets, row, offset));
      if (newRow == null) {
        return;
      }
      RowCheck.require(security.updated(), run, newRow);
      if (root != null && !writer.belongsHere(run, newRow)) {
        Object[] moved = move(root, (byte[]) row[tableWidth], oldRow, newRow);
        if (moved != null) {
          changed(oldRow, moved, row, root);
        }
        return;
      }
      writer.check(run, newRow);
      TableWriter.Stored stored = writer.update(run, (byte[]) row[tableWidth], oldRow, newRow);
      if (!Arrays.equals(stored.key(), (byte[]) row[tableWidth])) {
        touched.add(ByteBuffer.wrap(stored.key()));
      }
      changed(oldRow, newRow, row);
    }

    /**
     * From this partition to another one.
     *
     * @return the row as its new partition has it, with this partition's columns; null when a
     *     trigger keeps it from going
     */
    private Object[] move(TableWriter root, byte[] key, Object[] oldRow, Object[] newRow) {
      if (writer.before(run, Event.DELETE, oldRow, null) == null) {
        return null;
      }
      Object[] moved =
          root.before(
              run, Event.INSERT, null, picked(newRow, writer.table().positionsOf(root.table())));
      if (moved == null) {
        writer.delete(run, key, oldRow);
        return null;
      }
      root.check(run, moved);
      Object[] here = picked(moved, root.table().positionsOf(writer.table()));
      writer.deleteMoved(run, key, oldRow, here);
      root.insert(run, moved);
      return here;
    }

    private static Object[] picked(Object[] row, int[] positions) {
      Object[] result = new Object[positions.length];
      for (int c = 0; c < result.length; c++) {
        result[c] = row[positions[c]];
      }
      return result;
    }

    private void merge(Object[] given, RowChange.Merge merge) {
      MergeAction first = action(given, merge);
      Object[] row = given;
      if (first instanceof MergeAction.Update || first instanceof MergeAction.Delete) {
        byte[] key = (byte[]) given[tableWidth];
        if (touched.contains(ByteBuffer.wrap(key))) {
          throw new PgException(
                  SqlState.CARDINALITY_VIOLATION, "MERGE command cannot affect row a second time")
              .withHint("Ensure that not more than one source row matches any one target row.");
        }
        row = lock(given);
        if (row == null) {
          return;
        }
      }
      switch (action(row, merge)) {
        case MergeAction.Nothing nothing -> {}
        case MergeAction.Insert insert -> {
          Object[] values =
              writer.before(
                  run,
                  Event.INSERT,
                  null,
                  Arrays.copyOfRange(row, insert.offset(), insert.offset() + tableWidth));
          if (values != null) {
            RowCheck.require(security.inserted(), run, values);
            writer.check(run, values);
            writer.insert(run, values);
            changed(null, values, row);
          }
        }
        case MergeAction.Update update ->
            updateLocked(
                row,
                update.targets(),
                update.offset(),
                merge.several() == null ? null : merge.several().root());
        case MergeAction.Delete delete -> deleteLocked(row);
      }
    }

    private static MergeAction action(Object[] row, RowChange.Merge merge) {
      int number = (Integer) row[merge.actionColumn()];
      return number < 0 ? new MergeAction.Nothing() : merge.actions().get(number);
    }

    private void delete(Object[] given) {
      Object[] row = lock(given);
      if (row != null) {
        deleteLocked(row);
      }
    }

    private void deleteLocked(Object[] row) {
      Object[] oldRow = Arrays.copyOf(row, tableWidth);
      RowCheck.require(security.toDelete(), run, oldRow);
      if (before(Event.DELETE, (byte[]) row[tableWidth], oldRow, null) == null) {
        return;
      }
      writer.delete(run, (byte[]) row[tableWidth], oldRow);
      changed(oldRow, null, row);
    }

    /** Runs the triggers, which must not change the very row, then: the change would be lost. */
    private Object[] before(Event event, byte[] key, Object[] oldRow, Object[] newRow) {
      if (!writer.triggers().any(Timing.BEFORE, Level.ROW, event)) {
        return writer.before(run, event, oldRow, newRow);
      }
      int store = writer.table().store();
      byte[] present = run.transaction().latest(store, key);
      Object[] result = writer.before(run, event, oldRow, newRow);
      if (result != null && !Arrays.equals(present, run.transaction().latest(store, key))) {
        throw new PgException(
                SqlState.TRIGGERED_DATA_CHANGE_VIOLATION,
                "tuple to be %s was already modified by an operation triggered by the current command"
                    .formatted(event == Event.DELETE ? "deleted" : "updated"))
            .withHint(
                "Consider using an AFTER trigger instead of a BEFORE trigger to propagate changes"
                    + " to other rows.");
      }
      return result;
    }
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(source);
  }

  @Override
  public String title() {
    return verb() + " on " + target.shown(false);
  }

  @Override
  public String verboseTitle() {
    return verb() + " on " + target.shown(true);
  }

  @Override
  public String nodeType() {
    return "ModifyTable";
  }

  @Override
  public List<Detail.Property> attributes() {
    return attributes(change, target);
  }

  static List<Detail.Property> attributes(RowChange change, ScanTarget target) {
    List<Detail.Property> attributes = new ArrayList<>();
    attributes.add(new Detail.Property("Operation", change.verb()));
    attributes.addAll(target.properties());
    return attributes;
  }

  ScanTarget target() {
    return target;
  }

  RowChange change() {
    return change;
  }

  String verb() {
    return change.verb();
  }

  @Override
  public List<Detail> details() {
    if (!(change instanceof RowChange.Insert insert) || insert.conflict() == null) {
      return List.of();
    }
    RowChange.Conflict conflict = insert.conflict();
    List<Detail> details = new ArrayList<>();
    details.add(Detail.of("Conflict Resolution", conflict.update() == null ? "NOTHING" : "UPDATE"));
    if (!conflict.arbiters().isEmpty()) {
      details.add(
          Detail.list(
              "Conflict Arbiter Indexes", conflict.arbiters().stream().map(Index::name).toList()));
    }
    return details;
  }
}
