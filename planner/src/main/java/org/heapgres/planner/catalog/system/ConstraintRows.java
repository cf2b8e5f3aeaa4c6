package org.heapgres.planner.catalog.system;

import java.util.Map;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;

/** pg_constraint. */
final class ConstraintRows {
  private ConstraintRows() {}

  static void register(Map<String, RowMakers.Maker> makers) {
    makers.put("pg_constraint", ConstraintRows::constraints);
  }

  private static void constraints(ComputedRelation.Source source, RowSet rows) {
    for (Relation relation : rows.relations()) {
      if (!(relation instanceof Table table)) {
        continue;
      }
      for (Constraint constraint : table.constraints()) {
        rows.row()
            .set("oid", constraint.oid())
            .set("conname", constraint.name())
            .set("connamespace", table.schema())
            .set("contype", constraint.type())
            .set("conenforced", constraint.enforced())
            .set("convalidated", constraint.enforced() && constraint.validated())
            .set("conrelid", table.oid())
            .set(
                "conislocal",
                constraint instanceof Constraint.NotNull own
                    ? own.local()
                    : parent(table, constraint) == 0)
            .set("coninhcount", inherited(source.catalog(), table, constraint))
            .set(
                "conparentid",
                constraint instanceof Constraint.Check ? 0 : parent(table, constraint))
            .set("confupdtype", " ")
            .set("confdeltype", " ")
            .set("confmatchtype", " ")
            .set("conkey", constraint.columns());
        switch (constraint) {
          case Constraint.Key key ->
              rows.set("condeferrable", key.deferrable())
                  .set("condeferred", key.initiallyDeferred())
                  .set("connoinherit", true)
                  .set("conindid", key.index())
                  .set("conexclop", key.excludes() ? key.exclusion() : null);
          case Constraint.NotNull notNull -> rows.set("connoinherit", notNull.noInherit());
          case Constraint.Check check ->
              rows.set("connoinherit", check.noInherit()).set("conbin", check.expression());
          case Constraint.ForeignKey key ->
              rows.set("condeferrable", key.deferrable())
                  .set("condeferred", key.initiallyDeferred())
                  .set("connoinherit", true)
                  .set("conindid", key.index())
                  .set("confrelid", key.target())
                  .set("confkey", key.targetColumns())
                  .set("confupdtype", key.onUpdate().code())
                  .set("confdeltype", key.onDelete().code())
                  .set("confmatchtype", key.matchFull() ? "f" : "s")
                  .set("confdelsetcols", key.setColumns().isEmpty() ? null : key.setColumns());
        }
      }
    }
    TypeRows.addConstraints(source, rows);
  }

  /** The constraint that this one is inherited from; 0 for none. */
  private static int parent(Table table, Constraint constraint) {
    return table.inheritance().constraintParents().getOrDefault(constraint.oid(), 0);
  }

  /** Of how many parents' constraints it is the same. */
  private static int inherited(Catalog catalog, Table table, Constraint constraint) {
    if (!(constraint instanceof Constraint.NotNull own)) {
      return parent(table, constraint) == 0 ? 0 : 1;
    }
    String column = table.columns().get(table.columnIndex(own.column())).name();
    return (int)
        table.inheritance().parents().stream()
            .flatMap(parent -> catalog.table(parent).stream())
            .filter(
                parent ->
                    parent
                        .column(column)
                        .flatMap(parent::notNull)
                        .filter(above -> !above.noInherit())
                        .isPresent())
            .count();
  }
}
