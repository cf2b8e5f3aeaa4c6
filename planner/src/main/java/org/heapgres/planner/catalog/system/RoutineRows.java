package org.heapgres.planner.catalog.system;

import java.util.List;
import java.util.TreeMap;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.functions.PgProc;

/** The rows of pg_proc that are users' functions. */
final class RoutineRows {
  private RoutineRows() {}

  static void add(ComputedRelation.Source source, RowSet rows) {
    for (CatalogObject object : rows.objects("oid")) {
      if (object instanceof FunctionEntry function) {
        add(function, rows);
        rows.set("proacl", AccessRows.acl(source.catalog(), Securable.FUNCTION, function.oid()));
      }
    }
  }

  private static void add(FunctionEntry function, RowSet rows) {
    FunctionEntry.Attributes attributes = function.attributes();
    PgProc proc = function.proc(0);
    List<String> settings =
        new TreeMap<>(attributes.settings())
            .entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
    rows.row()
        .set("oid", function.oid())
        .set("proname", function.name())
        .set("pronamespace", function.schema())
        .set("proowner", function.owner())
        .set("prolang", function.aggregate() == null ? proc.language() : PgProc.INTERNAL)
        .set("procost", attributes.cost())
        .set("prorows", attributes.rows())
        .set("provariadic", 0)
        .set("prosupport", 0)
        .set("prokind", function.kind())
        .set("prosecdef", attributes.securityDefiner())
        .set("proleakproof", attributes.leakproof())
        .set("proisstrict", attributes.strict())
        .set("proretset", function.returnsSet())
        .set("provolatile", attributes.volatility())
        .set("proparallel", attributes.parallel())
        .set("pronargs", proc.argumentTypes().size())
        .set("pronargdefaults", proc.defaults().size())
        .set("prorettype", function.result())
        .set("proargtypes", proc.argumentTypes())
        .set("proallargtypes", proc.allArgumentTypes().isEmpty() ? null : proc.allArgumentTypes())
        .set(
            "proargmodes",
            proc.argumentModes().isEmpty()
                ? null
                : proc.argumentModes().chars().mapToObj(c -> String.valueOf((char) c)).toList())
        .set("proargnames", proc.argumentNames().isEmpty() ? null : proc.argumentNames())
        .set("proconfig", settings.isEmpty() ? null : settings)
        .set("prosrc", function.body().source());
  }
}
