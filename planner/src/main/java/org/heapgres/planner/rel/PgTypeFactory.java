package org.heapgres.planner.rel;

import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/**
 * Makes {@link PgRelType}s, and answers Calcite's own requests for a boolean or a number with the
 * PostgreSQL type of that kind, so that plans never mix two vocabularies. Types of Calcite's own
 * remain only where Calcite needs them inside (symbols, the empty string of a RexBuilder).
 * Thread-safe.
 */
public final class PgTypeFactory extends SqlTypeFactoryImpl {
  public static final PgTypeFactory INSTANCE = new PgTypeFactory();

  private static final Map<Integer, SqlTypeName> NATURAL =
      Map.of(
          Types.BOOL.oid(), SqlTypeName.BOOLEAN,
          Types.INT2.oid(), SqlTypeName.SMALLINT,
          Types.INT4.oid(), SqlTypeName.INTEGER,
          Types.INT8.oid(), SqlTypeName.BIGINT,
          Types.FLOAT4.oid(), SqlTypeName.REAL,
          Types.FLOAT8.oid(), SqlTypeName.DOUBLE);

  private PgTypeFactory() {
    super(RelDataTypeSystem.DEFAULT);
  }

  static SqlTypeName sqlTypeName(PgType type) {
    return NATURAL.getOrDefault(type.oid(), SqlTypeName.OTHER);
  }

  /**
   * Types of users are not shared by their names and oids: another database may have given both to
   * another type.
   */
  @SuppressWarnings("ReferenceEquality") // types are equal by their oids alone
  public PgRelType type(PgType type, int typmod, boolean nullable) {
    PgRelType made = new PgRelType(type, typmod, nullable);
    return Types.byOid(type.oid()) == type ? (PgRelType) canonize(made) : made;
  }

  /** Nullable, without modifier: the type of most expressions. */
  public PgRelType type(PgType type) {
    return type(type, PgRelType.NO_TYPMOD, true);
  }

  @Override
  public RelDataType createSqlType(SqlTypeName name) {
    return switch (name) {
      case BOOLEAN -> type(Types.BOOL, PgRelType.NO_TYPMOD, false);
      case TINYINT, SMALLINT -> type(Types.INT2, PgRelType.NO_TYPMOD, false);
      case INTEGER -> type(Types.INT4, PgRelType.NO_TYPMOD, false);
      case BIGINT -> type(Types.INT8, PgRelType.NO_TYPMOD, false);
      case REAL -> type(Types.FLOAT4, PgRelType.NO_TYPMOD, false);
      case FLOAT, DOUBLE -> type(Types.FLOAT8, PgRelType.NO_TYPMOD, false);
      default -> super.createSqlType(name);
    };
  }

  @Override
  public RelDataType createTypeWithNullability(RelDataType type, boolean nullable) {
    if (type instanceof PgRelType pg) {
      return pg.isNullable() == nullable ? pg : type(pg.type(), pg.typmod(), nullable);
    }
    return super.createTypeWithNullability(type, nullable);
  }

  @Override
  public RelDataType enforceTypeWithNullability(RelDataType type, boolean nullable) {
    return type instanceof PgRelType
        ? createTypeWithNullability(type, nullable)
        : super.enforceTypeWithNullability(type, nullable);
  }

  @Override
  public RelDataType copyType(RelDataType type) {
    return type instanceof PgRelType ? type : super.copyType(type);
  }

  /**
   * The binder has already given both sides of a CASE or a UNION one type: only modifiers and
   * nullability may differ here, and integers where Calcite compares with a literal of its own.
   */
  @Override
  public RelDataType leastRestrictive(List<RelDataType> types, SqlTypeMappingRule rule) {
    if (!types.stream().allMatch(PgRelType.class::isInstance)) {
      return super.leastRestrictive(types, rule);
    }
    PgRelType widest = PgRelType.of(types.getFirst());
    int typmod = widest.typmod();
    boolean nullable = false;
    for (RelDataType each : types) {
      PgRelType next = PgRelType.of(each);
      nullable |= next.isNullable();
      if (next.typmod() != typmod) {
        typmod = PgRelType.NO_TYPMOD;
      }
      if (!next.sameType(widest)) {
        int rank = integerRank(next);
        if (rank < 0 || integerRank(widest) < 0) {
          return null;
        }
        widest = rank > integerRank(widest) ? next : widest;
      }
    }
    return type(widest.type(), typmod, nullable);
  }

  private static int integerRank(PgRelType type) {
    return switch (type.getSqlTypeName()) {
      case SMALLINT -> 0;
      case INTEGER -> 1;
      case BIGINT -> 2;
      default -> -1;
    };
  }
}
