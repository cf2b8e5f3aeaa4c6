package org.heapgres.planner.exec.operator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.value.PgRecord;

/** Functions in FROM, read side by side. */
public final class FunctionScanNode extends PlanNode {
  /**
   * One function.
   *
   * @param columns how many columns it fills
   * @param expand whether its values are records whose fields they are
   */
  public record Function(SetSource source, int columns, boolean expand, String name) {}

  private final List<Function> functions;
  private final boolean ordinality;
  private final String alias;

  /** {@code alias} null for none. */
  public FunctionScanNode(
      List<Function> functions, boolean ordinality, String alias, List<PgType> types) {
    super(types);
    this.alias = alias;
    this.functions = List.copyOf(functions);
    this.ordinality = ordinality;
  }

  @Override
  protected Operator start(Execution run) {
    List<Iterator<?>> open = new ArrayList<>();
    for (Function function : functions) {
      open.add(function.source().open(run, ValuesNode.oneEmptyRow()));
    }
    return new Operator() {
      private long number;

      @Override
      public Batch next() {
        run.checkCancel();
        RowBuffer out = new RowBuffer(FunctionScanNode.this);
        while (out.size() < Batch.TARGET_SIZE) {
          Object[] row = row();
          if (row == null) {
            break;
          }
          out.add(row);
        }
        return out.size() == 0 ? null : out.take();
      }

      private Object[] row() {
        Object[] row = new Object[width()];
        boolean any = false;
        int column = 0;
        for (int f = 0; f < open.size(); f++) {
          if (open.get(f).hasNext()) {
            any = true;
            fill(row, column, functions.get(f), open.get(f).next());
          }
          column += functions.get(f).columns();
        }
        if (ordinality) {
          row[column] = ++number;
        }
        return any ? row : null;
      }
    };
  }

  private static void fill(Object[] row, int column, Function function, Object value) {
    if (!function.expand() && function.columns() == 1) {
      row[column] = value;
    } else if (value instanceof PgRecord fields) {
      System.arraycopy(fields.fields(), 0, row, column, function.columns());
    }
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String title() {
    String name = functions.getFirst().name();
    return "Function Scan on " + (alias == null || alias.equals(name) ? name : name + " " + alias);
  }

  @Override
  public String nodeType() {
    return "Function Scan";
  }

  @Override
  public List<Detail.Property> attributes() {
    String name = functions.getFirst().name();
    return List.of(
        new Detail.Property("Function Name", name),
        new Detail.Property("Alias", alias == null ? name : alias));
  }

  @Override
  public double estimatedRows() {
    return 100;
  }
}
