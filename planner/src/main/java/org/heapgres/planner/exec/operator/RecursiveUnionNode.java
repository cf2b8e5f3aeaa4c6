package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.KeyTable;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowStore;
import org.heapgres.planner.types.PgType;

/**
 * WITH RECURSIVE: the first term's rows, then the second term over the rows found last, until it
 * finds none. Without ALL a row that was seen before is dropped.
 */
public final class RecursiveUnionNode extends PlanNode {
  /** Names the working table that {@link WorkingTable} reads; by identity. */
  public static final class Link {}

  private final PlanNode first;
  private final PlanNode step;
  private final boolean all;
  private final Link link;

  public RecursiveUnionNode(PlanNode first, PlanNode step, boolean all, Link link) {
    super(first.types());
    this.first = first;
    this.step = step;
    this.all = all;
    this.link = link;
  }

  @Override
  protected Operator start(Execution run) {
    return new Operator() {
      private final KeyTable seen = all ? null : new KeyTable(types());
      private RowStore found = new RowStore(run, RecursiveUnionNode.this);
      private RowStore working = new RowStore(run, RecursiveUnionNode.this);
      private Operator source;
      private boolean ended;

      @Override
      public Batch next() {
        while (!ended) {
          run.checkCancel();
          if (source == null) {
            source = first.open(run);
          }
          Batch batch = source.next();
          if (batch == null) {
            source.close();
            if (found.count() == 0) {
              ended = true;
              return null;
            }
            found.say();
            RowStore read = working;
            working = found;
            run.set(link, working);
            found = read;
            found.clear();
            source = step.open(run);
            continue;
          }
          Batch fresh = all ? batch : unseen(batch);
          if (fresh != null) {
            found.add(fresh);
            return fresh;
          }
        }
        return null;
      }

      private Batch unseen(Batch batch) {
        int known = seen.size();
        int[] numbers = seen.number(batch.columns(), batch, true);
        int[] rows = new int[batch.size()];
        int count = 0;
        for (int i = 0; i < numbers.length; i++) {
          if (numbers[i] == known) {
            known++;
            rows[count++] = batch.row(i);
          }
        }
        return count == 0 ? null : batch.select(rows, count);
      }

      @Override
      public void close() {
        ended = true;
        if (source != null) {
          source.close();
        }
        found.close();
        working.close();
      }
    };
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(first, step);
  }

  @Override
  public String title() {
    return "Recursive Union";
  }

  /** The rows that the last round found. */
  public static final class WorkingTable extends PlanNode {
    private final Link link;
    private final String name;

    public WorkingTable(Link link, String name, List<PgType> types) {
      super(types);
      this.link = link;
      this.name = name;
    }

    @Override
    protected Operator start(Execution run) {
      RowStore rows = run.value(link);
      return rows.read();
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of();
    }

    @Override
    public String title() {
      return "WorkTable Scan on " + name;
    }

    @Override
    public String nodeType() {
      return "WorkTable Scan";
    }

    @Override
    public List<Detail.Property> attributes() {
      return List.of(new Detail.Property("CTE Name", name), new Detail.Property("Alias", name));
    }
  }
}
