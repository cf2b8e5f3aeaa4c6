package org.heapgres.planner.exec.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.bind.BoundStatement.MergeAction;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.table.ForeignKeys;
import org.heapgres.planner.types.PgType;

/**
 * INSERT, UPDATE, DELETE and MERGE of a relation that something else changes: the INSTEAD OF
 * triggers of a view (manual, 37.1), or a root of free objects. The source is as for {@link
 * ModifyNode}, with the relation's rows as those of the table.
 */
public final class InsteadOfNode extends PlanNode {
  private final ScanTarget target;
  private final Relation relation;
  private final Changer changer;
  private final PlanNode source;
  private final RowChange change;
  private final ModifyNode.Returning returning;

  /** Does what the statement says. */
  public interface Changer {
    void begin(Execution run, Event event);

    /**
     * Does it to one row.
     *
     * @return the row as it is now, the old one for DELETE; null when nothing was done
     */
    Object[] row(Execution run, Event event, Object[] oldRow, Object[] newRow);

    void end(Execution run, Event event);
  }

  /** A change of {@code target}; {@code returning} null for none. */
  public InsteadOfNode(
      ScanTarget target,
      Relation relation,
      Changer changer,
      PlanNode source,
      RowChange change,
      ModifyNode.Returning returning) {
    super(returning == null ? List.<PgType>of() : returning.plan().types());
    this.target = target;
    this.relation = relation;
    this.changer = changer;
    this.source = source;
    this.change = change;
    this.returning = returning;
  }

  @Override
  public long changedRows(Execution run) {
    Long count = run.value(this);
    return count == null ? 0 : count;
  }

  @Override
  protected Operator start(Execution run) {
    return Operator.whole(() -> execute(run));
  }

  private List<Batch> execute(Execution run) {
    List<Event> events = change.events();
    events.forEach(event -> changer.begin(run, event));
    List<Object[]> changed = new ArrayList<>();
    long count = 0;
    try (Operator rows = source.open(run)) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        run.checkCancel();
        for (int i = 0; i < batch.size(); i++) {
          Object[] result = apply(run, batch.copyRow(i, new Object[batch.width()]));
          if (result != null) {
            count++;
            if (returning != null) {
              changed.add(result);
            }
          }
        }
      }
    }
    events.reversed().forEach(event -> changer.end(run, event));
    ForeignKeys.finish(run);
    run.set(this, count);
    return returned(run, changed);
  }

  /** The row before, the row after and the source row; null when nothing was done. */
  private Object[] apply(Execution run, Object[] row) {
    int width = relation.columns().size();
    return switch (change) {
      case RowChange.Insert _ -> fire(run, Event.INSERT, row, null, row);
      case RowChange.Update update ->
          fire(
              run,
              Event.UPDATE,
              row,
              Arrays.copyOf(row, width),
              replaced(row, update.targets(), row.length - update.targets().size()));
      case RowChange.Delete _ -> fire(run, Event.DELETE, row, Arrays.copyOf(row, width), null);
      case RowChange.Merge merge -> {
        int number = (Integer) row[merge.actionColumn()];
        MergeAction action = number < 0 ? new MergeAction.Nothing() : merge.actions().get(number);
        yield switch (action) {
          case MergeAction.Nothing _ -> null;
          case MergeAction.Insert insert ->
              fire(
                  run,
                  Event.INSERT,
                  row,
                  null,
                  Arrays.copyOfRange(row, insert.offset(), insert.offset() + width));
          case MergeAction.Update update ->
              fire(
                  run,
                  Event.UPDATE,
                  row,
                  Arrays.copyOf(row, width),
                  replaced(row, update.targets(), update.offset()));
          case MergeAction.Delete _ ->
              fire(run, Event.DELETE, row, Arrays.copyOf(row, width), null);
        };
      }
    };
  }

  private Object[] replaced(Object[] row, List<Integer> targets, int offset) {
    Object[] newRow = Arrays.copyOf(row, relation.columns().size());
    for (int t = 0; t < targets.size(); t++) {
      newRow[targets.get(t)] = row[offset + t];
    }
    return newRow;
  }

  private Object[] fire(
      Execution run, Event event, Object[] sourceRow, Object[] oldRow, Object[] newRow) {
    Object[] result = changer.row(run, event, oldRow, newRow);
    if (result == null || returning == null) {
      return result;
    }
    int width = relation.columns().size();
    Object[] all = new Object[returning.source().types().size()];
    int tables = all.length - 2;
    if (oldRow != null) {
      System.arraycopy(oldRow, 0, all, 0, width);
    }
    if (event != Event.DELETE) {
      System.arraycopy(result, 0, all, width, width);
    }
    System.arraycopy(sourceRow, 0, all, 2 * width, tables - 2 * width);
    all[tables] = Integer.toUnsignedLong(relation.oid());
    all[tables + 1] = all[tables];
    return all;
  }

  private List<Batch> returned(Execution run, List<Object[]> changed) {
    List<Batch> results = new ArrayList<>();
    if (returning == null || changed.isEmpty()) {
      return results;
    }
    RowBuffer buffer = new RowBuffer(returning.source());
    changed.forEach(buffer::add);
    run.set(returning.source(), buffer.take());
    try (Operator rows = returning.plan().open(run)) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        results.add(batch);
      }
    }
    return results;
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(source);
  }

  @Override
  public String title() {
    return change.verb() + " on " + target.shown(false);
  }

  @Override
  public String verboseTitle() {
    return change.verb() + " on " + target.shown(true);
  }

  @Override
  public String nodeType() {
    return "ModifyTable";
  }

  @Override
  public List<Detail.Property> attributes() {
    return ModifyNode.attributes(change, target);
  }
}
