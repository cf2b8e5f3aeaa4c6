package org.heapgres.planner.exec.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.KeyTable;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.PgArray;

/**
 * A sub-query as a value. One that reads nothing of the rows around it is run once; others are run
 * for each row that needs the value.
 */
public final class SubPlan implements Expression {
  /** What the value is. */
  public enum Form {
    EXISTS,
    SCALAR,
    /** {@code (a, b) IN (...)}. */
    IN,
    /** {@code a operator ANY (...)}. */
    ANY,
    ALL,
    ARRAY
  }

  /**
   * How a row is handed to the sub-query.
   *
   * @param correlation its variable; -1 when the sub-query does not read this row
   * @param fields the fields it reads, by the variable's own numbering
   * @param columns where they are in the batch
   * @param width fields of the variable
   * @param remembered whether the same fields always give the same value in a run
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Link(int correlation, int[] fields, int[] columns, int width, boolean remembered) {}

  /** Values remembered for different outer rows. */
  private static final int REMEMBERED = 20_000;

  private final Form form;
  private final PlanNode plan;
  private final Link link;
  private final boolean constant;
  private final List<Expression> left;
  private final Expression comparison;
  private final PgType type;
  private final VectorKind kind;

  /**
   * @param constant whether it depends on nothing outside
   * @param left what IN, ANY and ALL compare
   * @param comparison over the left values followed by a row of the plan: ANY and ALL's operator
   * @param type of the value
   */
  public SubPlan(
      Form form,
      PlanNode plan,
      Link link,
      boolean constant,
      List<Expression> left,
      Expression comparison,
      PgType type,
      VectorKind kind) {
    this.form = form;
    this.plan = plan;
    this.link = link;
    this.constant = constant;
    this.left = List.copyOf(left);
    this.comparison = comparison;
    this.type = type;
    this.kind = kind;
  }

  public PlanNode plan() {
    return plan;
  }

  @Override
  public VectorKind kind() {
    return kind;
  }

  @Override
  public Vector evaluate(Execution run, Batch batch) {
    Vector[] lefts = new Vector[left.size()];
    for (int l = 0; l < lefts.length; l++) {
      lefts[l] = left.get(l).evaluate(run, batch);
    }
    if (constant) {
      return evaluateConstant(run, batch, lefts);
    }
    Object[] out = new Object[batch.extent()];
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      if (link.correlation() >= 0) {
        Object[] outer = new Object[link.width()];
        for (int f = 0; f < link.fields().length; f++) {
          outer[link.fields()[f]] = batch.column(link.columns()[f]).datum(row);
        }
        run.setOuterRow(link.correlation(), outer);
      }
      run.checkCancel();
      if (!isValue()) {
        out[row] = compare(run, rows(run), lefts, row);
      } else if (link.remembered()) {
        out[row] = remembered(run, batch, row);
      } else {
        out[row] = value(run);
      }
    }
    return Vectors.ofDatums(kind, out);
  }

  private Object remembered(Execution run, Batch batch, int row) {
    Map<List<Object>, Value> known = run.state(this, HashMap::new);
    List<Object> key = new ArrayList<>(link.columns().length);
    for (int column : link.columns()) {
      Object datum = batch.column(column).datum(row);
      // numerics that are equal may differ in scale
      key.add(
          datum instanceof Numeric numeric && numeric.isFinite() ? numeric.toBigDecimal() : datum);
    }
    Value value = known.get(key);
    if (value == null) {
      value = new Value(value(run));
      if (known.size() == REMEMBERED) {
        known.clear();
      }
      known.put(key, value);
    }
    return value.datum;
  }

  private boolean isValue() {
    return form == Form.EXISTS || form == Form.SCALAR || form == Form.ARRAY;
  }

  /** Boxes a value, so that a NULL can be remembered. */
  private record Value(Object datum) {}

  private Vector evaluateConstant(Execution run, Batch batch, Vector[] lefts) {
    if (isValue()) {
      Value value = run.state(this, () -> new Value(value(run)));
      return Vectors.constant(kind, value.datum, batch.extent());
    }
    if (form == Form.IN) {
      Lookup lookup = run.state(this, () -> new Lookup(rows(run), plan.types()));
      return lookup.find(batch, lefts);
    }
    Batch rows = run.state(this, () -> rows(run));
    Object[] out = new Object[batch.extent()];
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      out[row] = compare(run, rows, lefts, row);
    }
    return Vectors.ofDatums(kind, out);
  }

  private Batch rows(Execution run) {
    return new RowBuffer(plan).drain(run, plan.open(run)).take();
  }

  private Object value(Execution run) {
    if (form == Form.ARRAY) {
      Batch rows = rows(run);
      Object[] elements = new Object[rows.size()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = rows.datum(0, i);
      }
      return PgArray.of(type.element(), elements);
    }
    try (Operator operator = plan.open(run)) {
      Batch first = operator.next();
      if (form == Form.EXISTS) {
        return first != null;
      }
      if (first == null) {
        return null;
      }
      if (first.size() > 1 || operator.next() != null) {
        throw new PgException(
            SqlState.CARDINALITY_VIOLATION,
            "more than one row returned by a subquery used as an expression");
      }
      return first.datum(0, 0);
    }
  }

  /** IN, ANY, ALL for one row, by comparing all rows. */
  private Boolean compare(Execution run, Batch rows, Vector[] lefts, int row) {
    boolean any = form != Form.ALL;
    int size = rows.size();
    if (size == 0) {
      return !any;
    }
    if (form == Form.IN && comparison == null) {
      Object[] datums = new Object[lefts.length];
      for (int l = 0; l < datums.length; l++) {
        datums[l] = lefts[l].datum(row);
      }
      return contains(rows, datums);
    }
    int[] repeated = new int[size];
    Arrays.fill(repeated, row);
    Vector[] columns = new Vector[lefts.length + rows.width()];
    for (int l = 0; l < lefts.length; l++) {
      columns[l] = lefts[l].gather(repeated, size);
    }
    for (int c = 0; c < rows.width(); c++) {
      columns[lefts.length + c] = rows.column(c);
    }
    Vector results = comparison.evaluate(run, new Batch(columns, size));
    boolean unknown = false;
    for (int i = 0; i < size; i++) {
      Boolean result = (Boolean) results.datum(i);
      if (result == null) {
        unknown = true;
      } else if (result == any) {
        return any;
      }
    }
    return unknown ? null : (Boolean) !any;
  }

  private Boolean contains(Batch rows, Object[] datums) {
    boolean unknown = false;
    for (int i = 0; i < rows.size(); i++) {
      Boolean equal = true;
      for (int c = 0; c < datums.length && !Boolean.FALSE.equals(equal); c++) {
        Object other = rows.datum(c, i);
        if (datums[c] == null || other == null) {
          equal = null;
        } else if (!plan.types().get(c).equal(datums[c], other)) {
          equal = false;
        }
      }
      if (equal == null) {
        unknown = true;
      } else if (equal) {
        return true;
      }
    }
    return unknown ? null : (Boolean) false;
  }

  /** Rows of IN by value; rows with NULLs are kept apart, for what they leave unknown. */
  private final class Lookup {
    private final KeyTable table;
    private final Batch withNulls;
    private final boolean empty;

    Lookup(Batch rows, List<PgType> types) {
      table = new KeyTable(types);
      empty = rows.size() == 0;
      int[] whole = new int[rows.size()];
      int[] partial = new int[rows.size()];
      int wholeCount = 0;
      int partialCount = 0;
      for (int i = 0; i < rows.size(); i++) {
        boolean hasNull = false;
        for (int c = 0; c < rows.width(); c++) {
          hasNull |= rows.isNull(c, i);
        }
        if (hasNull) {
          partial[partialCount++] = i;
        } else {
          whole[wholeCount++] = i;
        }
      }
      if (wholeCount > 0) {
        table.number(rows.columns(), rows.select(whole, wholeCount), true);
      }
      withNulls = rows.select(partial, partialCount);
      this.all = rows;
    }

    private final Batch all;

    Vector find(Batch batch, Vector[] lefts) {
      int[] numbers = table.number(lefts, batch, false);
      Object[] out = new Object[batch.extent()];
      Object[] datums = new Object[lefts.length];
      for (int i = 0; i < numbers.length; i++) {
        int row = batch.row(i);
        boolean hasNull = false;
        for (int l = 0; l < lefts.length; l++) {
          datums[l] = lefts[l].datum(row);
          hasNull |= datums[l] == null;
        }
        if (empty) {
          out[row] = false;
        } else if (hasNull) {
          out[row] = lefts.length == 1 ? null : contains(all, datums);
        } else if (numbers[i] >= 0) {
          out[row] = true;
        } else {
          out[row] = withNulls.size() == 0 ? (Boolean) false : contains(withNulls, datums);
        }
      }
      return Vectors.ofDatums(VectorKind.BOOLEAN, out);
    }
  }
}
