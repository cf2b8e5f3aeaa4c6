package org.heapgres.planner.rel;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.type.OperandTypes;

/**
 * PostgreSQL's expression forms that are neither functions of pg_proc nor operators of Calcite. A
 * call's type is always given by the binder. Calcite's own CAST may also occur in plans, made by
 * its rules: it only changes nullability, or widens an integer.
 */
public final class PgOperators {
  /** ARRAY[a, b]: operands of the element type. */
  public static final SqlFunction ARRAY = form("ARRAY");

  /** ARRAY[[a, b], [c, d]]: operands are arrays of the call's own type, which add a dimension. */
  public static final SqlFunction ARRAY_OF_ARRAYS = form("ARRAY_OF_ARRAYS");

  /** Array, then one int4 subscript for each dimension. */
  public static final SqlFunction SUBSCRIPT = form("SUBSCRIPT");

  /** Array, then lower and upper int4 bound for each dimension; {@link #OMITTED} where left out. */
  public static final SqlFunction SLICE = form("SLICE");

  /** The bound that {@code a[:2]} does not give. */
  public static final SqlFunction OMITTED = form("OMITTED", SqlSyntax.FUNCTION_ID);

  /** Array value, new element, int4 subscripts: the array with that element replaced. */
  public static final SqlFunction ASSIGN_ELEMENT = form("ASSIGN_ELEMENT");

  /** A jsonb or an hstore, the new value, texts or int4 as subscripts. */
  public static final SqlFunction ASSIGN_KEY = form("ASSIGN_KEY");

  /** An array, an array, lower and upper bound of each dimension: {@code SET a[1:2] = x}. */
  public static final SqlFunction ASSIGN_SLICE = form("ASSIGN_SLICE");

  /** Its last operand, which is not evaluated before the query runs even if it is constant. */
  public static final SqlFunction AT_RUN_TIME = form("AT_RUN_TIME");

  /** A percentage and a seed or NULL: whether TABLESAMPLE takes the row. */
  public static final SqlFunction SAMPLE = form("SAMPLE");

  /** Around the count of FETCH FIRST ... WITH TIES. */
  public static final SqlFunction WITH_TIES = form("WITH_TIES");

  /** A record (null counts as one of nulls), a value, and the place of the field that gets it. */
  public static final SqlFunction ASSIGN_FIELD = form("ASSIGN_FIELD");

  /** The largest operand, by the type's order; NULLs are passed over. */
  public static final SqlFunction GREATEST = form("GREATEST");

  /** The smallest operand, by the type's order; NULLs are passed over. */
  public static final SqlFunction LEAST = form("LEAST");

  /** The same datum seen as another, binary-compatible type. */
  public static final SqlFunction RELABEL = form("RELABEL");

  /** COLLATE: the operand, compared by the collation of the call's type. */
  public static final SqlFunction COLLATE = form("COLLATE");

  /** Written as text by the operand's type, read by the call's type. */
  public static final SqlFunction VIA_TEXT = form("VIA_TEXT");

  /** The value fitted to the call's modifier as an assignment does: 22001 where it is too long. */
  public static final SqlFunction FIT = form("FIT");

  /** The value fitted to the call's modifier as an explicit cast does: cut where it is too long. */
  public static final SqlFunction FIT_EXPLICITLY = form("FIT_EXPLICITLY");

  /** A value of the base type checked against the call's domain type. */
  public static final SqlFunction TO_DOMAIN = form("TO_DOMAIN");

  /** The row is null, PostgreSQL's way: every field is. The operand is a record. */
  public static final SqlFunction ROW_IS_NULL = form("ROW_IS_NULL");

  /** No field is null. The operand is a record. */
  public static final SqlFunction ROW_IS_NOT_NULL = form("ROW_IS_NOT_NULL");

  private PgOperators() {}

  private static SqlFunction form(String name) {
    return form(name, SqlSyntax.FUNCTION);
  }

  private static SqlFunction form(String name, SqlSyntax syntax) {
    return new Form(name, syntax);
  }

  private static final class Form extends SqlFunction {
    private final SqlSyntax syntax;

    Form(String name, SqlSyntax syntax) {
      super(
          name,
          SqlKind.OTHER_FUNCTION,
          null,
          null,
          OperandTypes.VARIADIC,
          SqlFunctionCategory.SYSTEM);
      this.syntax = syntax;
    }

    @Override
    public SqlSyntax getSyntax() {
      return syntax;
    }
  }
}
