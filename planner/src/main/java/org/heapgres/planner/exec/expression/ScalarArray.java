package org.heapgres.planner.exec.expression;

import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.KeyTable;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.value.PgArray;

/**
 * {@code left operator ANY (array)} and ALL.
 *
 * @param comparison the operator over two columns: the left side and an element
 * @param hashed whether it is {@code = ANY}, which looks elements up by value
 */
@SuppressWarnings("ReferenceEquality") // whether arrays are the same object is all that is asked
record ScalarArray(
    Expression left,
    Expression array,
    PgType elementType,
    Expression comparison,
    boolean any,
    boolean hashed)
    implements Expression {
  /** The elements of one array, looked up by value. */
  private record Elements(KeyTable table, PgArray source, boolean hasNull) {}

  @Override
  public VectorKind kind() {
    return VectorKind.BOOLEAN;
  }

  @Override
  public Vector evaluate(Execution run, Batch batch) {
    Vector lefts = left.evaluate(run, batch);
    Vector arrays = array.evaluate(run, batch);
    PgArray common = common(batch, arrays);
    if (hashed && common != null) {
      return lookUp(run, batch, lefts, common);
    }
    boolean[] values = new boolean[batch.extent()];
    boolean[] nulls = new boolean[batch.extent()];
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      PgArray elements = (PgArray) arrays.datum(row);
      if (elements == null) {
        nulls[row] = true;
      } else {
        Boolean result = compare(run, lefts, row, elements);
        nulls[row] = result == null;
        values[row] = result != null && result;
      }
    }
    return new Vector.Booleans(values, nulls);
  }

  private static PgArray common(Batch batch, Vector arrays) {
    Object first = arrays.datum(batch.row(0));
    for (int i = 1; i < batch.size(); i++) {
      if (arrays.datum(batch.row(i)) != first) {
        return null;
      }
    }
    return (PgArray) first;
  }

  private Vector lookUp(Execution run, Batch batch, Vector lefts, PgArray common) {
    Elements elements = run.state(this, () -> elements(common));
    if (elements.source != common) {
      elements = elements(common);
      run.set(this, elements);
    }
    int[] numbers = elements.table.number(new Vector[] {lefts}, batch, false);
    boolean[] values = new boolean[batch.extent()];
    boolean[] nulls = null;
    boolean empty = common.size() == 0;
    for (int i = 0; i < numbers.length; i++) {
      int row = batch.row(i);
      boolean unknown = !empty && (lefts.isNull(row) || (numbers[i] < 0 && elements.hasNull));
      if (unknown) {
        if (nulls == null) {
          nulls = new boolean[batch.extent()];
        }
        nulls[row] = true;
      } else {
        values[row] = numbers[i] >= 0;
      }
    }
    return new Vector.Booleans(values, nulls);
  }

  private Elements elements(PgArray source) {
    Object[] present = Arrays.stream(source.elements()).filter(e -> e != null).toArray();
    KeyTable table = new KeyTable(List.of(elementType));
    if (present.length > 0) {
      Vector vector = Vectors.ofDatums(Kinds.of(elementType), present);
      table.number(new Vector[] {vector}, new Batch(new Vector[] {vector}, present.length), true);
    }
    return new Elements(table, source, present.length < source.size());
  }

  private Boolean compare(Execution run, Vector lefts, int row, PgArray elements) {
    int size = elements.size();
    if (size == 0) {
      return !any;
    }
    int[] repeated = new int[size];
    Arrays.fill(repeated, row);
    Vector[] columns = {
      lefts.gather(repeated, size),
      Vectors.ofDatums(Kinds.of(elementType), elements.elements().clone())
    };
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
}
