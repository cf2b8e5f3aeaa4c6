package org.heapgres.planner.catalog.system;

import org.heapgres.planner.catalog.CastEntry;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.OperatorEntry;

/** The operators, casts and aggregates that users made. */
final class OperatorRows {
  private OperatorRows() {}

  static void addOperators(ComputedRelation.Source source, RowSet rows) {
    for (CatalogObject object : rows.objects("oid")) {
      if (object instanceof OperatorEntry operator) {
        rows.row()
            .set("oid", operator.oid())
            .set("oprname", operator.name())
            .set("oprnamespace", operator.schema())
            .set("oprowner", operator.owner())
            .set("oprkind", operator.left() == 0 ? "l" : "b")
            .set("oprcanmerge", operator.canMerge())
            .set("oprcanhash", operator.canHash())
            .set("oprleft", operator.left())
            .set("oprright", operator.right())
            .set("oprresult", operator.result())
            .set("oprcom", named(source, operator, operator.commutator(), true))
            .set("oprnegate", named(source, operator, operator.negator(), false))
            .set("oprcode", operator.function())
            .set("oprrest", 0)
            .set("oprjoin", 0);
      }
    }
  }

  private static int named(
      ComputedRelation.Source source, OperatorEntry of, String name, boolean swapped) {
    int left = swapped ? of.right() : of.left();
    int right = swapped ? of.left() : of.right();
    return source.catalog().operators(name).stream()
        .filter(other -> other.left() == left && other.right() == right)
        .findFirst()
        .map(OperatorEntry::oid)
        .orElse(0);
  }

  static void addCasts(ComputedRelation.Source source, RowSet rows) {
    for (CatalogObject object : source.catalog().objects()) {
      if (object instanceof CastEntry cast) {
        rows.row()
            .set("oid", cast.oid())
            .set("castsource", cast.source())
            .set("casttarget", cast.target())
            .set("castfunc", cast.function())
            .set("castcontext", String.valueOf(cast.context()))
            .set("castmethod", String.valueOf(cast.method()));
      }
    }
  }

  static void addAggregates(ComputedRelation.Source source, RowSet rows) {
    for (CatalogObject object : source.catalog().objects()) {
      if (object instanceof FunctionEntry function && function.aggregate() != null) {
        FunctionEntry.Aggregate aggregate = function.aggregate();
        rows.row()
            .set("aggfnoid", function.oid())
            .set("aggkind", "n")
            .set("aggtransfn", aggregate.transition())
            .set("aggfinalfn", aggregate.finish())
            .set("aggfinalextra", aggregate.finishExtra())
            .set("aggfinalmodify", "r")
            .set("aggmfinalmodify", "r")
            .set("aggtranstype", aggregate.stateType())
            .set("agginitval", aggregate.initial());
      }
    }
  }
}
