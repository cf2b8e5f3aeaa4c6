package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.ConstrType;
import org.heapgres.planner.parse.tree.Definition.Constraint;
import org.heapgres.planner.session.Names;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A column's constraints with the clauses that say of each when it is checked, such as INITIALLY
 * DEFERRED, which stand after it in the list.
 */
final class ConstraintAttributes {
  private final List<Constraint> result = new ArrayList<>();
  private boolean deferrabilitySeen;
  private boolean initiallySeen;
  private boolean enforcementSeen;

  private ConstraintAttributes() {}

  /** The constraints alone, each with its attributes set; 42601 for a clause that fits nowhere. */
  static List<Constraint> folded(ColumnDef column) {
    ConstraintAttributes attributes = new ConstraintAttributes();
    column.constraints().forEach(attributes::add);
    return attributes.result;
  }

  private void add(Constraint constraint) {
    switch (constraint.contype()) {
      case CONSTR_ATTR_DEFERRABLE -> deferrable(constraint, "DEFERRABLE", true);
      case CONSTR_ATTR_NOT_DEFERRABLE -> deferrable(constraint, "NOT DEFERRABLE", false);
      case CONSTR_ATTR_DEFERRED -> initially(constraint, "INITIALLY DEFERRED", true);
      case CONSTR_ATTR_IMMEDIATE -> initially(constraint, "INITIALLY IMMEDIATE", false);
      case CONSTR_ATTR_ENFORCED -> enforced(constraint, "ENFORCED", true);
      case CONSTR_ATTR_NOT_ENFORCED -> enforced(constraint, "NOT ENFORCED", false);
      default -> {
        result.add(constraint);
        deferrabilitySeen = false;
        initiallySeen = false;
        enforcementSeen = false;
      }
    }
  }

  private void deferrable(Constraint clause, String name, boolean value) {
    Constraint of = target(clause, name);
    if (deferrabilitySeen) {
      throw error(clause, "multiple DEFERRABLE/NOT DEFERRABLE clauses not allowed");
    }
    deferrabilitySeen = true;
    if (!value && initiallySeen && of.initdeferred()) {
      throw error(clause, "constraint declared INITIALLY DEFERRED must be DEFERRABLE");
    }
    replaceLast(of.withDeferral(value, of.initdeferred()));
  }

  private void initially(Constraint clause, String name, boolean deferred) {
    Constraint of = target(clause, name);
    if (initiallySeen) {
      throw error(clause, "multiple INITIALLY IMMEDIATE/DEFERRED clauses not allowed");
    }
    initiallySeen = true;
    if (deferred && deferrabilitySeen && !of.deferrable()) {
      throw error(clause, "constraint declared INITIALLY DEFERRED must be DEFERRABLE");
    }
    replaceLast(of.withDeferral(deferred || of.deferrable(), deferred));
  }

  private void enforced(Constraint clause, String name, boolean value) {
    Constraint last = result.isEmpty() ? null : result.getLast();
    if (last == null
        || (last.contype() != ConstrType.CONSTR_CHECK
            && last.contype() != ConstrType.CONSTR_FOREIGN)) {
      throw error(clause, "misplaced " + name + " clause");
    }
    if (enforcementSeen) {
      throw error(clause, "multiple ENFORCED/NOT ENFORCED clauses not allowed");
    }
    enforcementSeen = true;
    replaceLast(last.withEnforced(value));
  }

  private Constraint target(Constraint clause, String name) {
    Constraint last = result.isEmpty() ? null : result.getLast();
    if (last == null || !canWait(last)) {
      throw error(clause, "misplaced " + name + " clause");
    }
    return last;
  }

  private static boolean canWait(Constraint constraint) {
    return switch (constraint.contype()) {
      case CONSTR_PRIMARY, CONSTR_UNIQUE, CONSTR_EXCLUSION, CONSTR_FOREIGN -> true;
      default -> false;
    };
  }

  private void replaceLast(Constraint changed) {
    result.set(result.size() - 1, changed);
  }

  private static PgException error(Constraint clause, String message) {
    return Names.at(clause.location(), new PgException(SqlState.SYNTAX_ERROR, message));
  }
}
