package org.heapgres.planner.rel;

import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/**
 * A PostgreSQL type with its modifier and nullability, as Calcite sees the type of a column or an
 * expression. Numbers and booleans that Calcite's rules reason about carry Calcite's own type name;
 * everything else is {@link SqlTypeName#OTHER}, which Calcite leaves alone. Immutable; two are
 * equal when type, modifier and nullability are.
 *
 * <p>Made by {@link PgTypeFactory} only.
 */
public final class PgRelType extends RelDataTypeImpl {
  /** The modifier of a type without one, as in {@code pg_attribute.atttypmod}. */
  public static final int NO_TYPMOD = -1;

  private final PgType type;
  private final int typmod;
  private final boolean nullable;
  private final SqlTypeName sqlTypeName;

  PgRelType(PgType type, int typmod, boolean nullable) {
    this.type = Objects.requireNonNull(type);
    this.typmod = typmod;
    this.nullable = nullable;
    this.sqlTypeName = PgTypeFactory.sqlTypeName(type);
    computeDigest();
  }

  /** The type of an expression or column that the binder made. */
  public static PgRelType of(RelDataType type) {
    return (PgRelType) type;
  }

  public PgType type() {
    return type;
  }

  public int oid() {
    return type.oid();
  }

  public int typmod() {
    return typmod;
  }

  @Override
  public boolean isNullable() {
    return nullable;
  }

  @Override
  public SqlTypeName getSqlTypeName() {
    return sqlTypeName;
  }

  @Override
  protected void generateTypeString(StringBuilder target, boolean withDetail) {
    target.append(type.name());
    if (type.namespace() != Types.PG_CATALOG) {
      target.append('@').append(type.oid());
    }
    if (type.codec().edition() != 0) {
      target.append('#').append(type.codec().edition());
    }
    if (type.isCollated()) {
      target.append('^').append(type.collation());
    }
    if (typmod != NO_TYPMOD) {
      target.append('(').append(typmod).append(')');
    }
  }

  /** Whether the other is this type, whatever its modifier and nullability. */
  public boolean sameType(RelDataType other) {
    return other instanceof PgRelType that && that.oid() == oid();
  }
}
