package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Identity;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Constraint.NotNull;
import org.heapgres.planner.catalog.Inheritance;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** What a new table takes over from those it inherits from: columns and CHECKs. */
final class InheritedColumns {
  private final Session session;
  private final TableDraft draft;
  private final boolean partition;
  private final Set<String> own = new HashSet<>();

  InheritedColumns(Session session, TableDraft draft, boolean partition) {
    this.session = session;
    this.draft = draft;
    this.partition = partition;
  }

  /** Before the table's own columns are added. */
  void addColumns(List<Table> parents) {
    for (Table parent : parents) {
      for (Column column : parent.columns()) {
        int at = draft.indexOf(column.name());
        if (at < 0) {
          draft.columns().add(copy(parent, column));
        } else {
          session.notice(
              Notice.notice(
                  "merging multiple inherited definitions of column \"" + column.name() + "\""));
          merge(draft.columns().get(at), parent, column);
        }
      }
    }
  }

  private static boolean passesOn(Table parent, Column column) {
    return parent.notNull(column).filter(NotNull::noInherit).isEmpty();
  }

  private Column copy(Table parent, Column column) {
    return new Column(
        (short) draft.nextAttnum(),
        column.name(),
        column.type(),
        column.typmod(),
        column.notNull() && passesOn(parent, column),
        column.defaultExpression(),
        partition ? column.identity() : Identity.NONE,
        column.generated(),
        null,
        null,
        column.attributes().withStatistics(null));
  }

  private void merge(Column known, Table parent, Column other) {
    requireType("inherited column", known, other);
    if (other.notNull() && passesOn(parent, other) && !known.notNull()) {
      draft.replace(known.withNotNull(true));
    }
  }

  static void requireType(String what, Column known, Column other) {
    if (!known.type().equals(other.type()) || known.typmod() != other.typmod()) {
      throw new PgException(
              SqlState.DATATYPE_MISMATCH, what + " \"" + known.name() + "\" has a type conflict")
          .withDetail(
              known.type().formatted(known.typmod())
                  + " versus "
                  + other.type().formatted(other.typmod()));
    }
  }

  /**
   * The table defines an inherited column itself too, or gives it options.
   *
   * @param moved whether it stands at another place there
   * @return false when it has done so before
   */
  boolean own(String column, boolean defined, boolean moved) {
    if (!defined) {
      return true;
    }
    if (!own.add(column)) {
      return false;
    }
    Notice notice =
        Notice.notice(
            (moved ? "moving and merging column \"" : "merging column \"")
                + column
                + "\" with inherited definition");
    session.notice(
        moved
            ? new Notice(
                notice.level(),
                notice.code(),
                notice.message(),
                "User-specified column moved to the position of the inherited column.",
                null,
                null)
            : notice);
    return true;
  }

  /** After the table's own columns and constraints were added. */
  void finish(List<Table> parents) {
    List<Integer> inherited = new ArrayList<>();
    for (Column column : draft.columns()) {
      if (!own.contains(column.name())
          && parents.stream().anyMatch(parent -> parent.column(column.name()).isPresent())) {
        inherited.add((int) column.attnum());
      }
    }
    Inheritance inheritance = draft.inheritance();
    draft.setInheritance(
        inheritance
            .withParents(parents.stream().map(Table::oid).toList(), inheritance.bound())
            .withInheritedColumns(inherited));
    for (Table parent : parents) {
      parent.columns().forEach(column -> parent.notNull(column).ifPresent(n -> add(column, n)));
      for (Constraint.Check check : parent.checks()) {
        if (!check.noInherit()) {
          addCheck(parent, check);
        }
      }
    }
  }

  private void add(Column column, NotNull constraint) {
    if (constraint.noInherit()) {
      return;
    }
    NotNull known = draft.notNull(draft.column(column.name()));
    if (known == null) {
      draft
          .constraints()
          .add(
              new NotNull(
                  session.database().oids().next(),
                  draft.isFreeConstraint(constraint.name()) ? constraint.name() : null,
                  draft.column(column.name()).attnum(),
                  false,
                  false,
                  false));
    } else if (known.name() == null && draft.isFreeConstraint(constraint.name())) {
      draft
          .constraints()
          .replaceAll(c -> c.oid() == known.oid() ? known.withName(constraint.name()) : c);
    }
  }

  private void addCheck(Table parent, Constraint.Check check) {
    Constraint.Check known =
        draft.constraints().stream()
            .filter(c -> c.name().equals(check.name()) && c instanceof Constraint.Check)
            .map(Constraint.Check.class::cast)
            .findFirst()
            .orElse(null);
    if (known != null) {
      session.notice(
          Notice.notice("merging constraint \"" + check.name() + "\" with inherited definition"));
    } else {
      known =
          check.copyOfNewTable(
              session.database().oids().next(), columns(parent, draft, check.columns()));
      draft.constraints().add(known);
    }
    draft.setInheritance(draft.inheritance().withConstraintParent(known.oid(), check.oid()));
  }

  /** The attnums in the draft of the parent's columns of those attnums. */
  static List<Integer> columns(Table parent, TableDraft draft, List<Integer> attnums) {
    return attnums.stream()
        .map(
            attnum ->
                (int)
                    draft
                        .column(parent.columns().get(parent.columnIndex((int) attnum)).name())
                        .attnum())
        .toList();
  }
}
