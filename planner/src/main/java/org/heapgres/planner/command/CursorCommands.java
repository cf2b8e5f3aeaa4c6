package org.heapgres.planner.command;

import java.util.Optional;
import java.util.function.Supplier;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.operator.AppendNode;
import org.heapgres.planner.exec.operator.FilterNode;
import org.heapgres.planner.exec.operator.FunctionScanNode;
import org.heapgres.planner.exec.operator.LimitNode;
import org.heapgres.planner.exec.operator.ProjectNode;
import org.heapgres.planner.exec.operator.SortNode;
import org.heapgres.planner.exec.operator.TableScanNode;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.parse.tree.Clause.LockClauseStrength;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.ClosePortalStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.DeclareCursorStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.FetchDirection;
import org.heapgres.planner.parse.tree.UtilityStatement.FetchStmt;
import org.heapgres.planner.session.Analysed;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.QueryPlan;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.SessionPortal;
import org.heapgres.planner.session.TransactionState.Mode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** DECLARE, FETCH, MOVE and CLOSE: portals by name. */
public final class CursorCommands {
  static final Command<DeclareCursorStmt> DECLARE =
      new Command<>() {
        @Override
        public boolean allowedReadOnly() {
          return true;
        }

        @Override
        public Outcome run(Run run, DeclareCursorStmt statement) {
          declare(run, statement);
          return new Outcome.Done("DECLARE CURSOR");
        }
      };

  static final Command<FetchStmt> FETCH =
      new Command<>() {
        @Override
        public boolean allowedReadOnly() {
          return true;
        }

        @Override
        public Optional<RowDescription> description(Session session, FetchStmt statement) {
          SessionPortal portal = session.portals().find(statement.portalname());
          return statement.ismove() || portal == null ? Optional.empty() : portal.description();
        }

        @Override
        public Outcome run(Run run, FetchStmt statement) {
          SessionPortal portal = require(run.session(), statement.portalname());
          return statement.ismove() ? move(portal, statement) : fetch(portal, statement);
        }
      };

  static final Command<ClosePortalStmt> CLOSE =
      new Command<>() {
        @Override
        public boolean allowedReadOnly() {
          return true;
        }

        @Override
        public boolean mayBlock(Session session, ClosePortalStmt statement) {
          return false;
        }

        @Override
        public Outcome run(Run run, ClosePortalStmt statement) {
          Session session = run.session();
          if (statement.portalname() == null) {
            session.portals().closeCursors();
            return new Outcome.Done("CLOSE CURSOR ALL");
          }
          require(session, statement.portalname());
          session.portals().close(statement.portalname());
          return new Outcome.Done("CLOSE CURSOR");
        }
      };

  private CursorCommands() {}

  private static SessionPortal require(Session session, String name) {
    SessionPortal portal = session.portals().find(name);
    if (portal == null || portal.isFinishedCommand()) {
      throw new PgException(SqlState.INVALID_CURSOR_NAME, "cursor \"" + name + "\" does not exist");
    }
    return portal;
  }

  // DECLARE

  private static void declare(Run run, DeclareCursorStmt statement) {
    Session session = run.session();
    int options = statement.options();
    refuseBoth(
        options,
        DeclareCursorStmt.CURSOR_OPT_SCROLL,
        "SCROLL",
        DeclareCursorStmt.CURSOR_OPT_NO_SCROLL,
        "NO SCROLL");
    refuseBoth(
        options,
        DeclareCursorStmt.CURSOR_OPT_ASENSITIVE,
        "ASENSITIVE",
        DeclareCursorStmt.CURSOR_OPT_INSENSITIVE,
        "INSENSITIVE");
    boolean hold = has(options, DeclareCursorStmt.CURSOR_OPT_HOLD);
    if (!hold && session.transaction().mode() != Mode.BLOCK && run.alone()) {
      throw new PgException(
          SqlState.NO_ACTIVE_SQL_TRANSACTION,
          "DECLARE CURSOR can only be used in transaction blocks");
    }
    SelectStmt select = (SelectStmt) statement.query();
    checkLocking(select, options);
    if (statement.portalname().isEmpty()) {
      throw new PgException(SqlState.INVALID_CURSOR_NAME, "invalid cursor name: must not be empty");
    }
    CursorKeys.Keyed keyed = CursorKeys.of(session, Prepared.inside(run.prepared(), select));
    Prepared prepared = keyed.query();
    QueryPlan plan = (QueryPlan) ((Analysed.Planned) prepared.current().body()).plan();
    if (plan.changesRows()) {
      throw notSupported("DECLARE CURSOR must not contain data-modifying statements in WITH");
    }
    session.portals().checkFree(statement.portalname());
    SessionPortal portal =
        SessionPortal.cursor(
            session,
            statement.portalname(),
            keyed,
            run.parameters(),
            new SessionPortal.CursorOptions(
                scroll(options, select, plan),
                hold,
                has(options, DeclareCursorStmt.CURSOR_OPT_BINARY)));
    session.portals().add(portal);
    portal.open();
  }

  private static boolean has(int options, int option) {
    return (options & option) != 0;
  }

  private static void refuseBoth(
      int options, int one, String oneName, int other, String otherName) {
    if (has(options, one) && has(options, other)) {
      throw new PgException(
          SqlState.INVALID_CURSOR_DEFINITION,
          "cannot specify both " + oneName + " and " + otherName);
    }
  }

  private static void checkLocking(SelectStmt select, int options) {
    if (select.lockingClause().isEmpty()) {
      return;
    }
    String strength = lockName(select.lockingClause().getFirst().strength());
    if (has(options, DeclareCursorStmt.CURSOR_OPT_HOLD)) {
      throw notSupported("DECLARE CURSOR WITH HOLD ... " + strength + " is not supported")
          .withDetail("Holdable cursors must be READ ONLY.");
    }
    if (has(options, DeclareCursorStmt.CURSOR_OPT_SCROLL)) {
      throw notSupported("DECLARE SCROLL CURSOR ... " + strength + " is not supported")
          .withDetail("Scrollable cursors must be READ ONLY.");
    }
    if (has(options, DeclareCursorStmt.CURSOR_OPT_INSENSITIVE)) {
      throw new PgException(
              SqlState.INVALID_CURSOR_DEFINITION,
              "DECLARE INSENSITIVE CURSOR ... " + strength + " is not valid")
          .withDetail("Insensitive cursors must be READ ONLY.");
    }
  }

  private static String lockName(LockClauseStrength strength) {
    return switch (strength) {
      case LCS_NONE -> "";
      case LCS_FORKEYSHARE -> "FOR KEY SHARE";
      case LCS_FORSHARE -> "FOR SHARE";
      case LCS_FORNOKEYUPDATE -> "FOR NO KEY UPDATE";
      case LCS_FORUPDATE -> "FOR UPDATE";
    };
  }

  /** PostgreSQL does not support it either. */
  private static PgException notSupported(String message) {
    return new PgException(SqlState.FEATURE_NOT_SUPPORTED, message);
  }

  /** Without a word on it, a cursor goes backward if its plan could (the manual on DECLARE). */
  private static CursorRows.Scroll scroll(int options, SelectStmt select, QueryPlan plan) {
    if (has(options, DeclareCursorStmt.CURSOR_OPT_SCROLL)) {
      return CursorRows.Scroll.KEPT;
    }
    return !has(options, DeclareCursorStmt.CURSOR_OPT_NO_SCROLL)
            && select.lockingClause().isEmpty()
            && scansBackward(plan.physical().root())
        ? CursorRows.Scroll.AGAIN
        : CursorRows.Scroll.NONE;
  }

  private static boolean scansBackward(PlanNode node) {
    return switch (node) {
      case TableScanNode _, ValuesNode _, FunctionScanNode _, SortNode _ -> true;
      case ProjectNode _, FilterNode _, LimitNode _, AppendNode _ ->
          node.inputs().stream().allMatch(CursorCommands::scansBackward);
      default -> false;
    };
  }

  // FETCH and MOVE

  /** Where to go without looking, then how many rows to see, in which direction. */
  private record Path(Runnable approach, long count, boolean forward) {}

  /** One FETCH or MOVE of a procedural language. */
  public static final class Step {
    private final CursorRows rows;
    private final Path path;

    private Step(CursorRows rows, Path path) {
      this.rows = rows;
      this.path = path;
    }

    /** How many rows it moved over. */
    public long move() {
      path.approach.run();
      return path.forward ? rows.skip(path.count) : rows.skipBack(path.count);
    }

    /** The row it is on then; null when it is on none. */
    public Batch one() {
      path.approach.run();
      if (path.count <= 0) {
        return null;
      }
      return path.forward ? rows.forward(1) : rows.backward(1);
    }
  }

  public static Step step(CursorRows rows, FetchDirection direction, long count) {
    if (count == 0 && direction != FetchDirection.FETCH_ABSOLUTE) {
      return new Step(rows, rows.onRow() ? new Path(() -> rows.skipBack(1), 1, true) : forward(0));
    }
    return new Step(rows, path(rows, direction, count));
  }

  private static Outcome move(SessionPortal portal, FetchStmt statement) {
    CursorRows rows = portal.open();
    if (isCurrentRow(statement)) {
      return new Outcome.Done("MOVE " + (rows.onRow() ? 1 : 0));
    }
    Path path = path(rows, statement);
    path.approach.run();
    long moved = path.forward ? rows.skip(path.count) : rows.skipBack(path.count);
    return new Outcome.Done("MOVE " + moved);
  }

  private static Outcome fetch(SessionPortal portal, FetchStmt statement) {
    CursorRows rows = portal.open();
    Path path;
    if (!isCurrentRow(statement)) {
      path = path(rows, statement);
    } else if (rows.onRow()) {
      path = new Path(() -> rows.skipBack(1), 1, true);
    } else {
      path = new Path(() -> {}, 0, true);
    }
    path.approach.run();
    Supplier<CursorRows> opened = portal::open;
    return new Outcome.Rows(new Fetched(opened, path), count -> "FETCH " + count);
  }

  /** Rows are read as the client takes them. */
  private static final class Fetched implements Outcome.RowSource {
    private final Supplier<CursorRows> rows;
    private final boolean forward;
    private long left;

    Fetched(Supplier<CursorRows> rows, Path path) {
      this.rows = rows;
      forward = path.forward;
      left = path.count;
    }

    @Override
    public Batch next() {
      if (left <= 0) {
        return null;
      }
      Batch batch = forward ? rows.get().forward(left) : rows.get().backward(left);
      left = batch == null ? 0 : left == CursorRows.ALL ? left : left - batch.size();
      return batch;
    }
  }

  /** Zero rows on: the row it is on, once more. */
  private static boolean isCurrentRow(FetchStmt statement) {
    return statement.howMany() == 0 && statement.direction() != FetchDirection.FETCH_ABSOLUTE;
  }

  private static Path path(CursorRows rows, FetchStmt statement) {
    return path(rows, statement.direction(), statement.howMany());
  }

  private static Path path(CursorRows rows, FetchDirection direction, long count) {
    return switch (direction) {
      case FETCH_FORWARD -> count < 0 ? backward(-count) : forward(count);
      case FETCH_BACKWARD -> count < 0 ? forward(-count) : backward(count);
      case FETCH_RELATIVE ->
          count > 0
              ? new Path(() -> rows.skip(count - 1), 1, true)
              : new Path(() -> rows.skipBack(-count - 1), 1, false);
      case FETCH_ABSOLUTE -> absolute(rows, count);
    };
  }

  private static Path forward(long count) {
    return new Path(() -> {}, count, true);
  }

  private static Path backward(long count) {
    return new Path(() -> {}, count, false);
  }

  private static Path absolute(CursorRows rows, long row) {
    if (row == 0) {
      return new Path(rows::rewind, 0, true);
    }
    if (row < 0) {
      return new Path(
          () -> {
            rows.skip(CursorRows.ALL);
            rows.skipBack(-row - 1);
          },
          1,
          false);
    }
    return new Path(
        () -> {
          if (row <= rows.place()) {
            rows.rewind();
          }
          rows.skip(row - 1 - rows.place());
        },
        1,
        true);
  }
}
