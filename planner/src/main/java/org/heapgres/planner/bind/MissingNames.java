package org.heapgres.planner.bind;

import java.util.Optional;
import org.heapgres.planner.bind.RangeEntry.EntryColumn;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Errors about names that mean nothing here, with PostgreSQL's guesses at what was meant. */
final class MissingNames {
  private static final int MAX_DISTANCE = 3;

  private MissingNames() {}

  /** {@code table} is the qualifier as written, or null. */
  static PgException column(String table, String name, int location, Scope scope) {
    PgException error =
        Errors.at(
            location,
            SqlState.UNDEFINED_COLUMN,
            table == null
                ? "column \"" + name + "\" does not exist"
                : "column " + table + "." + name + " does not exist");
    Guesses guesses = new Guesses(table, name);
    for (Scope at = scope; at != null; at = at.parent()) {
      for (RangeEntry entry : at.level().rangeTable()) {
        guesses.look(entry);
      }
    }
    if (guesses.exact != null) {
      return exact(error, guesses, table, name, scope);
    }
    if (guesses.first == null) {
      return error;
    }
    return error.withHint(
        "Perhaps you meant to reference the column \""
            + guesses.first
            + (guesses.second == null ? "" : "\" or the column \"" + guesses.second)
            + "\".");
  }

  private static PgException exact(
      PgException error, Guesses guesses, String table, String name, Scope scope) {
    if (guesses.secondExact != null) {
      PgException detailed =
          error.withDetail(
              "There are columns named \""
                  + name
                  + "\", but they are in tables that cannot be referenced from this part of the"
                  + " query.");
      return table == null ? detailed.withHint("Try using a table-qualified name.") : detailed;
    }
    PgException detailed =
        error.withDetail(
            "There is a column named \""
                + name
                + "\" in table \""
                + guesses.exact.alias()
                + "\", but it cannot be referenced from this part of the query.");
    if (visibleByName(guesses.exact, scope)) {
      return detailed.withHint("To reference that column, you must use a table-qualified name.");
    }
    return lateralWouldHelp(guesses.exact, scope)
        ? detailed.withHint("To reference that column, you must mark this subquery with LATERAL.")
        : detailed;
  }

  private static boolean visibleByName(RangeEntry sought, Scope scope) {
    for (Scope at = scope; at != null; at = at.parent()) {
      for (RangeEntry entry : at.entries()) {
        if (entry.visibleByName() && sought.alias().equals(entry.alias())) {
          return true;
        }
      }
    }
    return false;
  }

  /** The table's reference itself means nothing: no such entry, or not from here. */
  static PgException table(
      String schema, String name, int location, Scope scope, BindContext context) {
    RangeEntry entry = entryAnywhere(schema, name, scope, context);
    if (entry == null) {
      return Errors.at(
          location,
          SqlState.UNDEFINED_TABLE,
          "missing FROM-clause entry for table \"" + name + "\"");
    }
    PgException error =
        Errors.at(
            location,
            SqlState.UNDEFINED_TABLE,
            "invalid reference to FROM-clause entry for table \"" + name + "\"");
    if (!name.equals(entry.alias()) && visibleByName(entry, scope)) {
      return error.withHint(
          "Perhaps you meant to reference the table alias \"" + entry.alias() + "\".");
    }
    PgException detailed =
        error.withDetail(
            "There is an entry for table \""
                + entry.alias()
                + "\", but it cannot be referenced from this part of the query.");
    return lateralWouldHelp(entry, scope)
        ? detailed.withHint("To reference that table, you must mark this subquery with LATERAL.")
        : detailed;
  }

  private static boolean lateralWouldHelp(RangeEntry entry, Scope scope) {
    for (Scope at = scope; at != null; at = at.parent()) {
      if (at.level().lateralCandidates().contains(entry)) {
        return true;
      }
    }
    return false;
  }

  private static RangeEntry entryAnywhere(
      String schema, String name, Scope scope, BindContext context) {
    Relation relation =
        (schema == null
                ? context.relation(name)
                : context
                    .catalog()
                    .schema(schema)
                    .flatMap(s -> context.catalog().relation(s.oid(), name)))
            .orElse(null);
    for (Scope at = scope; at != null; at = at.parent()) {
      for (RangeEntry entry : at.level().rangeTable()) {
        if (entry.alias() != null
            && ((schema == null && entry.alias().equals(name))
                || (relation != null
                    && entry.relation() != null
                    && entry.relation().oid() == relation.oid()))) {
          return entry;
        }
      }
    }
    return null;
  }

  /** Columns of nearly that name. */
  private static final class Guesses {
    private final String table;
    private final String name;
    private RangeEntry exact;
    private RangeEntry secondExact;
    private String first;
    private String second;
    private int distance = MAX_DISTANCE + 1;

    Guesses(String table, String name) {
      this.table = table;
      this.name = name;
    }

    void look(RangeEntry entry) {
      if (entry.alias() == null) {
        return;
      }
      int penalty = table == null ? 0 : levenshtein(table, entry.alias());
      for (EntryColumn column : entry.columns()) {
        if (column.name().equals(name) && penalty == 0) {
          if (exact == null) {
            exact = entry;
          } else if (!exact.equals(entry)) {
            secondExact = entry;
          }
        } else {
          compare(entry, column.name(), penalty);
        }
      }
    }

    private void compare(RangeEntry entry, String candidate, int penalty) {
      if (penalty > distance) {
        return;
      }
      int columnDistance = levenshtein(name, candidate);
      if (columnDistance > name.length() / 2) {
        return;
      }
      int total = columnDistance + penalty;
      String shown = entry.alias() + "." + candidate;
      if (total < distance) {
        distance = total;
        first = shown;
        second = null;
      } else if (total == distance) {
        if (second != null) {
          first = null;
          second = null;
          distance = total - 1;
        } else if (first != null) {
          second = shown;
        } else {
          first = shown;
        }
      }
    }
  }

  /** Number of insertions, deletions and replacements that turn one into the other. */
  static int levenshtein(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[right.length() + 1];
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[right.length()];
  }

  /** 42P01 for a relation that is not there; a qualified name is shown qualified. */
  static PgException relation(String schema, String name, int location) {
    return Errors.at(
        location,
        SqlState.UNDEFINED_TABLE,
        "relation \""
            + Optional.ofNullable(schema).map(s -> s + ".").orElse("")
            + name
            + "\" does not exist");
  }
}
