package org.heapgres.planner.rel;

import java.util.List;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;

/** A SQL/JSON constructor, predicate or query function (manual, 9.16). */
public final class PgJsonOperator extends SqlFunction {
  /** What it computes. */
  public enum Op {
    PARSE,
    SCALAR,
    OBJECT,
    ARRAY,
    IS,
    EXISTS,
    VALUE,
    QUERY
  }

  /** Which values IS JSON accepts. */
  public enum Item {
    ANY,
    OBJECT,
    ARRAY,
    SCALAR
  }

  /** What comes in place of no item, or of an error. */
  public enum Behavior {
    NULL,
    ERROR,
    EMPTY_ARRAY,
    EMPTY_OBJECT,
    TRUE,
    FALSE,
    UNKNOWN,
    DEFAULT
  }

  /** How JSON_QUERY puts an array around items. */
  public enum Wrapper {
    NONE,
    CONDITIONAL,
    UNCONDITIONAL
  }

  /**
   * Everything but the operands: for a query function the document, the path, the variables' values
   * and the defaults of ON EMPTY and ON ERROR where there are any.
   *
   * @param variables the names of PASSING
   */
  public record Form(
      Op op,
      boolean absentOnNull,
      boolean unique,
      Item item,
      Wrapper wrapper,
      boolean omitQuotes,
      Behavior onEmpty,
      Behavior onError,
      List<String> variables) {
    public static Form of(Op op) {
      return new Form(
          op, false, false, Item.ANY, Wrapper.NONE, false, Behavior.NULL, Behavior.NULL, List.of());
    }

    public Form withNulls(boolean absent, boolean uniqueKeys) {
      return new Form(
          op, absent, uniqueKeys, item, wrapper, omitQuotes, onEmpty, onError, variables);
    }

    public Form withItem(Item accepted, boolean uniqueKeys) {
      return new Form(
          op, absentOnNull, uniqueKeys, accepted, wrapper, omitQuotes, onEmpty, onError, variables);
    }
  }

  private final Form form;

  public PgJsonOperator(Form form) {
    super(
        "JSON_" + form.op(),
        SqlKind.OTHER_FUNCTION,
        null,
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.SYSTEM);
    this.form = form;
  }

  public Form form() {
    return form;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgJsonOperator that && that.form.equals(form);
  }

  @Override
  public int hashCode() {
    return form.hashCode();
  }
}
