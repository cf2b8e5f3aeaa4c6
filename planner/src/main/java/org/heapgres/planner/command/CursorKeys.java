package org.heapgres.planner.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.SystemColumn;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.operator.AppendNode;
import org.heapgres.planner.exec.operator.FilterNode;
import org.heapgres.planner.exec.operator.LimitNode;
import org.heapgres.planner.exec.operator.ProjectNode;
import org.heapgres.planner.exec.operator.TableScanNode;
import org.heapgres.planner.parse.tree.Clause.LockingClause;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Statement.SetOperation;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.JoinExpr;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Analysed;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.QueryPlan;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.SessionPortal;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * What a cursor reads besides the columns that it shows: the keys of its tables' rows, so that
 * WHERE CURRENT OF finds the row it is on (manual, DECLARE and UPDATE). Immutable.
 *
 * @param locking whether the query has FOR UPDATE or FOR SHARE: its tables are then those that it
 *     locks, else the only one
 */
public record CursorKeys(boolean locking, List<Part> parts) {
  /** Class 42: what is wrong with the text of a query, or with who runs it. */
  private static final String ACCESS_RULE_VIOLATION = "42";

  private static final CursorKeys NONE = new CursorKeys(false, List.of());

  /** The key of a table: {@code first} is the number of its first column in the query. */
  private record Part(Table table, List<Integer> columns, int first) {}

  /** A cursor's query with the keys, and where they are. */
  public record Keyed(Prepared query, CursorKeys keys) {
    /** A query, analysed, of which WHERE CURRENT OF finds nothing. */
    public static Keyed without(Prepared query) {
      return new Keyed(query, NONE);
    }
  }

  /** How many columns the client does not see. */
  public int width() {
    return parts.stream().mapToInt(part -> part.columns.size()).sum();
  }

  /** The query with the keys where it can have them, else as it is; analysed either way. */
  public static Keyed of(Session session, Prepared query) {
    if (!(query.raw().stmt() instanceof SelectStmt select)) {
      return new Keyed(query, NONE);
    }
    boolean locking = !select.lockingClause().isEmpty();
    List<ResTarget> targets = new ArrayList<>(select.targetList());
    List<Part> parts = new ArrayList<>();
    for (RangeVar reference : isPlain(select) ? references(select) : List.<RangeVar>of()) {
      if (Names.find(session, reference).orElse(null) instanceof Table table) {
        part(session, reference, table, targets, parts);
      }
    }
    int added = targets.size() - select.targetList().size();
    if (added > 0) {
      try {
        Prepared keyed = query.with(select.withTargets(targets), added);
        keyed.analyse();
        if (keyed.current().body() instanceof Analysed.Planned planned
            && planned.plan() instanceof QueryPlan plan
            && (locking || isScan(plan.physical().root()))) {
          int visible = keyed.analysed().description().orElseThrow().fields().size() - added;
          return new Keyed(keyed, new CursorKeys(locking, placed(parts, visible)));
        }
      } catch (PgException e) {
        // It groups its rows, or its user may not read the keys. What is an error without them,
        // too, comes up again below.
        if (!e.code().startsWith(ACCESS_RULE_VIOLATION)) {
          throw e;
        }
      }
    }
    query.analyse();
    return new Keyed(query, new CursorKeys(locking, List.of()));
  }

  private static boolean isPlain(SelectStmt select) {
    return select.op() == SetOperation.SETOP_NONE
        && select.valuesLists().isEmpty()
        && select.distinctClause() == null
        && select.groupClause().isEmpty()
        && select.havingClause() == null
        && select.withClause() == null;
  }

  /** The locked tables of the query, or its only one. */
  private static List<RangeVar> references(SelectStmt select) {
    List<RangeVar> all = select.fromClause().stream().flatMap(CursorKeys::tables).toList();
    if (select.lockingClause().isEmpty()) {
      return select.fromClause().size() == 1 && select.fromClause().getFirst() instanceof RangeVar
          ? all
          : List.of();
    }
    return all.stream()
        .filter(reference -> select.lockingClause().stream().anyMatch(c -> locks(c, reference)))
        .toList();
  }

  private static Stream<RangeVar> tables(TableReference reference) {
    return switch (reference) {
      case RangeVar table -> Stream.of(table);
      case JoinExpr join when join.alias() == null ->
          Stream.concat(tables(join.larg()), tables(join.rarg()));
      default -> Stream.empty();
    };
  }

  private static boolean locks(LockingClause clause, RangeVar reference) {
    return clause.lockedRels().isEmpty()
        || clause.lockedRels().stream().anyMatch(named -> named.relname().equals(name(reference)));
  }

  private static String name(RangeVar reference) {
    return reference.alias() == null ? reference.relname() : reference.alias().aliasname();
  }

  private static void part(
      Session session, RangeVar reference, Table table, List<ResTarget> targets, List<Part> parts) {
    boolean renamed = reference.alias() != null && !reference.alias().colnames().isEmpty();
    List<Integer> columns = keyColumns(session, table);
    if (renamed || columns.isEmpty()) {
      return;
    }
    for (int attnum : columns) {
      String column =
          attnum == SystemColumn.CTID
              ? "ctid"
              : table.columns().get(table.columnIndex(attnum)).name();
      targets.add(
          new ResTarget(
              "?key?",
              List.of(),
              new ColumnRef(List.of(new StringValue(name(reference)), new StringValue(column)), -1),
              -1));
    }
    parts.add(new Part(table, columns, 0));
  }

  /**
   * Those of the primary key, or else {@link SystemColumn#CTID}; none where a key may be of two
   * rows.
   */
  private static List<Integer> keyColumns(Session session, Table table) {
    if (!table.partitioned() && session.catalog().withDescendants(table).size() > 1) {
      return List.of();
    }
    return table
        .primaryKey()
        .map(Index::keyColumns)
        .orElse(table.partitioned() ? List.of() : List.of(SystemColumn.CTID));
  }

  private static List<Part> placed(List<Part> parts, int visible) {
    List<Part> placed = new ArrayList<>();
    int next = visible;
    for (Part part : parts) {
      placed.add(new Part(part.table, part.columns, next));
      next += part.columns.size();
    }
    return List.copyOf(placed);
  }

  /** Whether each of the plan's rows is one of the table's, in the table's own order. */
  private static boolean isScan(PlanNode node) {
    return switch (node) {
      case TableScanNode _ -> true;
      case ProjectNode _, FilterNode _, LimitNode _, AppendNode _ ->
          node.inputs().stream().allMatch(CursorKeys::isScan);
      default -> false;
    };
  }

  /** The value of a key's column in the row that the session's cursor of that name is on. */
  public static Object current(Session session, String cursor, int table, int attnum) {
    SessionPortal portal = session.portals().cursor(cursor);
    if (portal.isFinishedCommand() || portal.rowsOrNull() == null) {
      throw unusable(cursor, "is not a SELECT query");
    }
    if (portal.isHeld()) {
      throw unusable(cursor, "is held from a previous transaction");
    }
    CursorKeys keys = portal.keys();
    Supplier<String> name = () -> session.catalog().table(table).map(Table::name).orElse("");
    List<Part> found = keys.parts.stream().filter(part -> part.table.oid() == table).toList();
    if (found.isEmpty()) {
      throw unusable(
          cursor,
          keys.locking
              ? "does not have a FOR UPDATE/SHARE reference to table \"" + name.get() + "\""
              : "is not a simply updatable scan of table \"" + name.get() + "\"");
    }
    if (found.size() > 1) {
      throw unusable(
          cursor, "has multiple FOR UPDATE/SHARE references to table \"" + name.get() + "\"");
    }
    if (!portal.rowsOrNull().onRow()) {
      throw unusable(cursor, "is not positioned on a row");
    }
    Part part = found.getFirst();
    return portal.rowsOrNull().value(part.first + part.columns.indexOf(attnum));
  }

  private static PgException unusable(String cursor, String why) {
    return new PgException(SqlState.INVALID_CURSOR_STATE, "cursor \"" + cursor + "\" " + why);
  }
}
