package org.heapgres.planner.functions;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.heapgres.planner.types.ByteArrayWireBuffer;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** The types' own functions, int4in and int4out to int4send: they follow from {@link PgType}. */
final class TypeFunctions {
  private enum Kind {
    INPUT,
    OUTPUT,
    RECEIVE,
    SEND
  }

  private record TypeFunction(PgType type, Kind kind) {}

  private static final Map<Integer, TypeFunction> BY_PROC = byProc();

  private TypeFunctions() {}

  private static Map<Integer, TypeFunction> byProc() {
    Map<Integer, TypeFunction> found = new HashMap<>();
    CatalogTable table = CatalogTable.of("pg_type");
    int oid = table.column("oid");
    for (String[] row : table.rows()) {
      PgType type = Types.byOid(Integer.parseInt(row[oid]));
      put(found, row[table.column("typinput")], type, Kind.INPUT);
      put(found, row[table.column("typoutput")], type, Kind.OUTPUT);
      put(found, row[table.column("typreceive")], type, Kind.RECEIVE);
      put(found, row[table.column("typsend")], type, Kind.SEND);
    }
    return found;
  }

  private static void put(Map<Integer, TypeFunction> found, String proc, PgType type, Kind kind) {
    found.putIfAbsent(Integer.parseInt(proc), new TypeFunction(type, kind));
  }

  /** Null when the function is none of a type's. */
  static BoundFunction bind(PgProc proc, CallTypes types) {
    TypeFunction function = BY_PROC.get(proc.oid());
    if (function == null) {
      return null;
    }
    PgType argument = types.argument(0);
    PgType type =
        function.kind == Kind.OUTPUT || function.kind == Kind.SEND
            ? argument.isPseudo() ? function.type : argument
            : function.type;
    ScalarFunction scalar =
        switch (function.kind) {
          case INPUT ->
              (context, arguments) ->
                  type.parseText((String) arguments[0], typmod(arguments), context.formats());
          case OUTPUT -> (context, arguments) -> type.text(arguments[0], context.formats());
          case RECEIVE ->
              (context, arguments) ->
                  type.parseBinary(
                      ByteBuffer.wrap((byte[]) arguments[0]), typmod(arguments), context.formats());
          case SEND ->
              (context, arguments) -> {
                ByteArrayWireBuffer out = new ByteArrayWireBuffer();
                type.writeBinary(arguments[0], context.formats(), out);
                return out.toByteArray();
              };
        };
    return new BoundFunction(proc, types, scalar, null, BoundFunction.KernelSource.NONE);
  }

  private static int typmod(Object[] arguments) {
    return arguments.length > 2 && arguments[2] instanceof Integer typmod ? typmod : -1;
  }
}
