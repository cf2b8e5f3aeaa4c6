package org.heapgres.planner.parse;

import java.util.List;
import org.heapgres.planner.parse.tree.Definition.ConstrType;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.Exclusion;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** Collects the fields of a constraint; each kind sets a few of them. */
final class ConstraintBuilder {
  private final ConstrType contype;
  private final String conname;
  private final int location;
  boolean deferrable;
  boolean initdeferred;
  boolean isEnforced;
  boolean skipValidation;
  boolean initiallyValid;
  boolean isNoInherit;
  Expression rawExpr;
  char generatedWhen;
  char generatedKind;
  boolean nullsNotDistinct;
  List<String> keys = List.of();
  boolean withoutOverlaps;
  List<String> including = List.of();
  List<Exclusion> exclusions = List.of();
  List<DefElem> options = List.of();
  String indexname;
  String indexspace;
  String accessMethod;
  Expression whereClause;
  RangeVar pktable;
  List<String> fkAttrs = List.of();
  List<String> pkAttrs = List.of();
  boolean fkWithPeriod;
  boolean pkWithPeriod;
  char fkMatchtype;
  char fkUpdAction;
  char fkDelAction;
  List<String> fkDelSetCols = List.of();

  ConstraintBuilder(ConstrType contype, String conname, int location) {
    this.contype = contype;
    this.conname = conname;
    this.location = location;
  }

  /** What holds for a check, not-null or foreign key constraint unless it says otherwise. */
  ConstraintBuilder enforced() {
    isEnforced = true;
    initiallyValid = true;
    return this;
  }

  Constraint build() {
    return new Constraint(
        contype,
        conname,
        deferrable,
        initdeferred,
        isEnforced,
        skipValidation,
        initiallyValid,
        isNoInherit,
        rawExpr,
        generatedWhen,
        generatedKind,
        nullsNotDistinct,
        keys,
        withoutOverlaps,
        including,
        exclusions,
        options,
        indexname,
        indexspace,
        accessMethod,
        whereClause,
        pktable,
        fkAttrs,
        pkAttrs,
        fkWithPeriod,
        pkWithPeriod,
        fkMatchtype,
        fkUpdAction,
        fkDelAction,
        fkDelSetCols,
        location);
  }
}
