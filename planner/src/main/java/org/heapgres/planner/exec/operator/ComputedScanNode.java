package org.heapgres.planner.exec.operator;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.value.PgArray;

/**
 * Reads a relation whose rows are made on the spot; those that have the values of a lookup, where
 * there is one.
 */
public final class ComputedScanNode extends ScanNode {
  private static final int FIRST_ROWS = 8;

  private final ComputedRelation relation;
  private final int[] columns;
  private final BitSet read = new BitSet();
  private final Map<Integer, List<Expression>> lookups;
  private final Expression filter;
  private final Description description;

  /**
   * What EXPLAIN says.
   *
   * @param target the relation and its name in the query
   * @param lookupText null for none
   * @param filterText null for none
   * @param rows expected to come out
   * @param single whether a lookup finds one row at most
   */
  public record Description(
      ScanTarget target, String lookupText, String filterText, double rows, boolean single) {}

  /**
   * @param columns positions that come out, ascending
   * @param lookups by position of a column that rows are found by: its values, or arrays of them
   * @param filter over the output columns: the whole condition; null for none
   */
  public ComputedScanNode(
      ComputedRelation relation,
      int[] columns,
      List<PgType> types,
      Map<Integer, List<Expression>> lookups,
      Expression filter,
      Description description) {
    super(columns, types);
    this.relation = relation;
    this.columns = columns.clone();
    this.lookups = Map.copyOf(lookups);
    this.filter = filter;
    this.description = description;
    for (int column : columns) {
      read.set(column);
    }
  }

  @Override
  protected Operator start(Execution run) {
    return new Operator() {
      private Iterator<Object[]> rows;
      private int capacity = FIRST_ROWS;

      @Override
      public Batch next() {
        if (rows == null) {
          ComputedRelation.Wanted wanted = new ComputedRelation.Wanted(read, values(run));
          rows = relation.rows().of(run.context().computedSource(), wanted).iterator();
        }
        while (rows.hasNext()) {
          run.checkCancel();
          Batch batch = read(rows, capacity);
          capacity = Batch.TARGET_SIZE;
          if (filter != null) {
            batch = filtered(run, filter, batch);
          }
          if (batch != null) {
            return batch;
          }
        }
        return null;
      }
    };
  }

  private Batch read(Iterator<Object[]> rows, int most) {
    RowBuffer out = new RowBuffer(this, most);
    Object[] datums = new Object[columns.length];
    while (out.size() < most && rows.hasNext()) {
      Object[] row = rows.next();
      for (int c = 0; c < datums.length; c++) {
        datums[c] = row[columns[c]];
      }
      out.add(datums);
    }
    return out.take();
  }

  private Map<Integer, Collection<Object>> values(Execution run) {
    Map<Integer, Collection<Object>> result = new HashMap<>();
    lookups.forEach(
        (column, expressions) -> {
          Collection<Object> values = new LinkedHashSet<>();
          for (Expression expression : expressions) {
            Object datum = expression.evaluateRow(run, ValuesNode.oneEmptyRow());
            if (datum instanceof PgArray array) {
              for (Object element : array.elements()) {
                add(values, element);
              }
            } else {
              add(values, datum);
            }
          }
          result.put(column, values);
        });
    return result;
  }

  /** Oids have one form; no row has the value NULL. */
  private static void add(Collection<Object> values, Object datum) {
    if (datum != null) {
      values.add(datum instanceof Number number ? (Object) number.longValue() : datum);
    }
  }

  @Override
  public boolean isLookup() {
    return !lookups.isEmpty();
  }

  @Override
  public boolean isSingle() {
    return description.single();
  }

  @Override
  public boolean isPrimary() {
    return false;
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String title() {
    return title(false);
  }

  @Override
  public String verboseTitle() {
    return title(true);
  }

  private String title(boolean verbose) {
    return nodeType() + " on " + description.target().shown(verbose);
  }

  @Override
  public String nodeType() {
    return isLookup() ? "Index Scan" : "Seq Scan";
  }

  @Override
  public List<Detail.Property> attributes() {
    return description.target().properties();
  }

  @Override
  public List<Detail> details() {
    List<Detail> details = new ArrayList<>();
    if (description.lookupText() != null) {
      details.add(Detail.of("Index Cond", description.lookupText()));
    }
    if (description.filterText() != null) {
      details.add(Detail.of("Filter", description.filterText()));
    }
    return details;
  }

  @Override
  public double estimatedRows() {
    return description.rows();
  }
}
