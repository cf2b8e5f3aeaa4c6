package org.heapgres.planner.session;

import java.util.Map;
import org.heapgres.planner.bind.TypeResolver;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The types of columns in DDL. */
public final class TypeLookup {
  private static final Map<String, PgType> SERIAL =
      Map.of(
          "serial", Types.INT4,
          "serial4", Types.INT4,
          "bigserial", Types.INT8,
          "serial8", Types.INT8,
          "smallserial", Types.INT2,
          "serial2", Types.INT2);

  private TypeLookup() {}

  /** The integer type behind serial and its kin; null for any other type, or none. */
  public static PgType serial(TypeName name) {
    if (name == null || name.names().size() != 1) {
      return null;
    }
    PgType type = SERIAL.get(name.names().getFirst());
    if (type != null && !name.arrayBounds().isEmpty()) {
      throw Names.at(
          name.location(),
          new PgException(SqlState.FEATURE_NOT_SUPPORTED, "array of serial is not implemented"));
    }
    return type;
  }

  /** The type of a column; pseudo-types are refused. */
  public static TypeResolver.Resolved column(Session session, String column, TypeName name) {
    TypeResolver.Resolved resolved = new TypeResolver(session.bindContext()).resolve(name);
    if (resolved.type().isPseudo()) {
      throw new PgException(
          SqlState.INVALID_TABLE_DEFINITION,
          "column \"" + column + "\" has pseudo-type " + resolved.type().formatted(-1));
    }
    return resolved;
  }

  public static PgType type(Session session, TypeName name) {
    return new TypeResolver(session.bindContext()).resolve(name).type();
  }
}
