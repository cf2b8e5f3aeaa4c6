package org.heapgres.planner.rel;

import java.util.Arrays;
import java.util.Objects;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.heapgres.planner.types.PgType;

/**
 * A non-null constant whose type Calcite has no literal for: an operator without operands that
 * stands for its datum. (Booleans, integers and NULLs are {@link
 * org.apache.calcite.rex.RexLiteral}s.) Immutable; two are equal when type and datum are.
 */
public final class PgConstant extends SqlFunction {
  private final PgType type;
  private final transient Object datum;

  private PgConstant(PgType type, Object datum) {
    super(
        name(type, datum),
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.explicit(PgTypeFactory.INSTANCE.type(type, PgRelType.NO_TYPMOD, false)),
        null,
        OperandTypes.NILADIC,
        SqlFunctionCategory.SYSTEM);
    this.type = type;
    this.datum = datum;
  }

  /** {@code datum} is the type's datum, never null. */
  static RexNode call(RexBuilder builder, PgRelType type, Object datum) {
    return builder.makeCall(
        PgTypeFactory.INSTANCE.createTypeWithNullability(type, false),
        new PgConstant(type.type(), Objects.requireNonNull(datum)),
        java.util.List.of());
  }

  /** The constant that the expression is, or null. */
  public static PgConstant of(RexNode node) {
    return node instanceof RexCall call && call.getOperator() instanceof PgConstant constant
        ? constant
        : null;
  }

  private static String name(PgType type, Object datum) {
    String text = datum instanceof byte[] bytes ? Arrays.toString(bytes) : datum.toString();
    return "'" + text.replace("'", "''") + "':" + type.name();
  }

  public PgType type() {
    return type;
  }

  public Object datum() {
    return datum;
  }

  @Override
  public SqlSyntax getSyntax() {
    return SqlSyntax.FUNCTION_ID;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgConstant that
        && that.type.oid() == type.oid()
        && Objects.deepEquals(that.datum, datum);
  }

  @Override
  public int hashCode() {
    return 31 * type.oid()
        + (datum instanceof byte[] bytes ? Arrays.hashCode(bytes) : datum.hashCode());
  }
}
