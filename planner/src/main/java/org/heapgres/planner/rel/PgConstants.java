package org.heapgres.planner.rel;

import java.math.BigDecimal;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.types.PgType;

/**
 * Makes and recognises constants: literals of Calcite for booleans, integers and NULLs, {@link
 * PgConstant} for the rest.
 */
public final class PgConstants {
  private final RexBuilder builder;

  public PgConstants(RexBuilder builder) {
    this.builder = builder;
  }

  /** {@code datum} null is SQL NULL. */
  public RexNode of(PgType type, int typmod, Object datum) {
    PgTypeFactory factory = PgTypeFactory.INSTANCE;
    if (datum == null) {
      return builder.makeNullLiteral(factory.type(type, typmod, true));
    }
    PgRelType relType = factory.type(type, typmod, false);
    return switch (relType.getSqlTypeName()) {
      case BOOLEAN -> builder.makeLiteral((Boolean) datum, relType, false);
      case SMALLINT, INTEGER, BIGINT ->
          builder.makeExactLiteral(BigDecimal.valueOf(((Number) datum).longValue()), relType);
      default -> PgConstant.call(builder, relType, datum);
    };
  }

  public RexNode of(PgType type, Object datum) {
    return of(type, PgRelType.NO_TYPMOD, datum);
  }

  public static boolean isConstant(RexNode node) {
    return node instanceof RexLiteral || PgConstant.of(node) != null;
  }

  public static boolean isNull(RexNode node) {
    return node instanceof RexLiteral literal && literal.isNull();
  }

  /** The datum of a constant; null for SQL NULL. */
  public static Object datum(RexNode node) {
    if (node instanceof RexLiteral literal) {
      if (literal.isNull()) {
        return null;
      }
      return switch (literal.getType().getSqlTypeName()) {
        case BOOLEAN -> literal.getValueAs(Boolean.class);
        case SMALLINT -> literal.getValueAs(BigDecimal.class).shortValueExact();
        case INTEGER -> literal.getValueAs(BigDecimal.class).intValueExact();
        case BIGINT -> literal.getValueAs(BigDecimal.class).longValueExact();
        default -> throw new IllegalArgumentException(node.toString());
      };
    }
    PgConstant constant = PgConstant.of(node);
    if (constant == null) {
      throw new IllegalArgumentException("not a constant: " + node);
    }
    return constant.datum();
  }
}
