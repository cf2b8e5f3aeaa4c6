package org.heapgres.planner.catalog.system;

import java.util.Collection;
import java.util.List;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.value.PgArray;

/** Numbers, texts and lists as the datums of a system relation's column that they mean. */
final class Datum {
  private Datum() {}

  /** What a column holds that may not be null and is not set. */
  static Object zero(PgType type) {
    return of(type, zeroOf(type.root()));
  }

  private static Object zeroOf(PgType type) {
    if (type.name().equals("xid")) {
      return 0;
    }
    if (type.name().equals("pg_lsn")) {
      return "0/0";
    }
    return switch (type.category()) {
      case 'B' -> false;
      case 'A' -> List.of();
      case 'N' -> 0;
      case 'D' -> 0L;
      default -> "";
    };
  }

  static Object of(PgType declared, Object value) {
    PgType type = declared.root();
    return switch (value) {
      case Number number ->
          switch (type.name()) {
            case "int2" -> number.shortValue();
            case "int4" -> number.intValue();
            case "float4" -> number.floatValue();
            case "float8" -> number.doubleValue();
            case "int8", "timestamptz" -> number.longValue();
            case "name", "text", "varchar" -> number.toString();
            default -> Integer.toUnsignedLong(number.intValue());
          };
      case Boolean truth -> type.name().equals("bool") ? truth : (Object) (truth ? "YES" : "NO");
      case Character character -> character.toString();
      case Collection<?> items -> array(type, items);
      case String text ->
          switch (type.name()) {
            case "name",
                "text",
                "varchar",
                "char",
                "pg_node_tree",
                "bpchar",
                "pg_ndistinct",
                "pg_dependencies" ->
                text;
            default -> type.parseText(text, -1, FormatSettings.DEFAULT);
          };
      default -> value;
    };
  }

  private static PgArray array(PgType type, Collection<?> items) {
    PgType element = Types.byOid(type.element());
    boolean vector = type.name().equals("int2vector") || type.name().equals("oidvector");
    Object[] values = items.stream().map(item -> item == null ? null : of(element, item)).toArray();
    return values.length == 0 && !vector
        ? new PgArray(element.oid(), values, new int[0], new int[0])
        : new PgArray(element.oid(), values, new int[] {values.length}, new int[] {vector ? 0 : 1});
  }
}
