package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Calls of functions by their oids (manual, 54.2.6), as the queries that they stand for. */
final class FastPath {
  private FastPath() {}

  /** A statement with the function's arguments as parameters and its value as the result. */
  static Prepared prepare(Session session, int function) {
    PgProc proc = proc(session, function);
    if (proc.kind() != 'f' || proc.returnsSet()) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          "cannot call function \"" + proc.name() + "\" via fastpath interface");
    }
    String sql = query(session, proc);
    RawStmt raw = session.engine().parse(sql).getFirst();
    session.checkUsable(raw.stmt());
    List<PgType> types = new ArrayList<>();
    for (int type : proc.argumentTypes()) {
      types.add(session.environment().types().require(type));
    }
    Prepared prepared = Prepared.open(session, "", sql, raw, types);
    prepared.analyse();
    return prepared;
  }

  private static PgProc proc(Session session, int function) {
    PgProc builtIn = BuiltInFunctions.proc(function);
    if (builtIn != null) {
      return builtIn;
    }
    if (session.catalog().object(function).orElse(null) instanceof FunctionEntry entry) {
      return entry.proc(0);
    }
    throw new PgException(
        SqlState.UNDEFINED_FUNCTION,
        "function with OID " + Integer.toUnsignedString(function) + " does not exist");
  }

  private static String query(Session session, PgProc proc) {
    StringJoiner arguments = new StringJoiner(", ", "(", ")");
    int count = proc.argumentTypes().size();
    boolean variadic = proc.variadic() != 0 || proc.argumentModes().indexOf('v') >= 0;
    for (int i = 1; i <= count; i++) {
      arguments.add((variadic && i == count ? "VARIADIC $" : "$") + i);
    }
    return "SELECT "
        + Identifiers.quote(session.catalog().schemaName(proc.namespace()))
        + "."
        + Identifiers.quote(proc.name())
        + arguments;
  }
}
