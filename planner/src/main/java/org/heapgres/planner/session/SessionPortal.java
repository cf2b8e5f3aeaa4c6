package org.heapgres.planner.session;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.heapgres.planner.Blocking;
import org.heapgres.planner.Completion;
import org.heapgres.planner.Portal;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.RowSink;
import org.heapgres.planner.bind.Variables;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.Commands;
import org.heapgres.planner.command.CursorKeys;
import org.heapgres.planner.command.CursorRows;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.copy.CopyFrom;
import org.heapgres.planner.copy.CopyTo;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.RowStore;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.FetchStmt;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.FlightEvents;
import org.heapgres.storage.LockNotFree;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.StatementView;

/**
 * A bound statement on its way through execution: what the client has bound, or a cursor that was
 * declared.
 */
public final class SessionPortal implements Portal {
  private static final short[] ALL_TEXT = {};
  private static final short BINARY = 1;

  /** How DECLARE wants a cursor to be. */
  public record CursorOptions(CursorRows.Scroll scroll, boolean hold, boolean binary) {
    private static final CursorOptions PORTAL =
        new CursorOptions(CursorRows.Scroll.NONE, false, false);
  }

  private enum Stage {
    NEW,
    OPEN,
    DONE
  }

  private final Session session;
  private final String name;
  private final Prepared statement;
  private final Object[] parameters;
  private final short[] formats;
  private final boolean last;
  private final boolean cursor;
  private final CursorOptions options;
  private final CursorKeys keys;
  private final long createdAt = Clock.micros();

  private Stage stage = Stage.NEW;
  private boolean copying;
  private boolean held;
  private int savepoints;
  private Optional<RowDescription> description;
  private LongFunction<String> tag;
  private CursorRows rows;
  private StatementView view;
  private Run run;
  private long explainedSince;
  private long spentNanos;

  /** Whether the server's log has the statement already. */
  private boolean inLog;

  /**
   * @param statement null for an empty query
   * @param last whether completing it ends the simple query's implicit transaction
   */
  SessionPortal(
      Session session,
      String name,
      Prepared statement,
      Object[] parameters,
      short[] formats,
      boolean last) {
    this(session, name, statement, parameters, formats, last, false, CursorOptions.PORTAL, null);
  }

  private SessionPortal(
      Session session,
      String name,
      Prepared statement,
      Object[] parameters,
      short[] formats,
      boolean last,
      boolean cursor,
      CursorOptions options,
      CursorKeys keys) {
    this.keys = keys;
    this.session = session;
    this.name = name;
    this.statement = statement;
    this.parameters = parameters;
    this.formats = formats == null ? ALL_TEXT : formats;
    this.last = last;
    this.cursor = cursor;
    this.options = options;
    savepoints = session.transaction().savepoints();
  }

  /** A cursor over a query. */
  public static SessionPortal cursor(
      Session session,
      String name,
      CursorKeys.Keyed query,
      Object[] parameters,
      CursorOptions options) {
    short[] formats = {options.binary() ? BINARY : 0};
    return new SessionPortal(
        session, name, query.query(), parameters, formats, false, true, options, query.keys());
  }

  /** What a cursor knows of its rows besides what it shows. */
  public CursorKeys keys() {
    return keys;
  }

  /** Null before it has been opened. */
  public CursorRows rowsOrNull() {
    return rows;
  }

  String name() {
    return name;
  }

  public Prepared statement() {
    return statement;
  }

  Object[] parameters() {
    return parameters;
  }

  String sql() {
    return statement == null ? "" : statement.sql().strip();
  }

  CursorOptions options() {
    return options;
  }

  boolean scrollable() {
    return rows != null && rows.scrollable();
  }

  /** Microseconds since 2000-01-01 UTC. */
  long createdAt() {
    return createdAt;
  }

  /**
   * A command's rows may depend on what else is open in the session, so they are not asked twice;
   * those of a query are known for good when it has its locks.
   */
  @Override
  public Optional<RowDescription> description() {
    if (statement == null) {
      return Optional.empty();
    }
    if (!(statement.analysed().body() instanceof Analysed.Command command)) {
      return statement.description().map(this::visible);
    }
    if (description == null) {
      description = Commands.description(session, command.tree(), Variables.NONE);
    }
    return description;
  }

  private RowDescription visible(RowDescription all) {
    int width = all.fields().size() - (keys == null ? 0 : keys.width());
    return width == all.fields().size() ? all : new RowDescription(all.fields().subList(0, width));
  }

  @Override
  public boolean isDescribedByRunning() {
    return stage == Stage.NEW
        && statement != null
        && statement.analysed().body() instanceof Analysed.Planned
        && statement.analysed().description().isPresent();
  }

  @Override
  public boolean resultOptional() {
    return statement != null
        && statement.analysed().body() instanceof Analysed.Command command
        && Commands.resultOptional(command.tree());
  }

  @Override
  public short format(int column) {
    if (formats.length == 0) {
      return fetched().map(portal -> portal.format(column)).orElse((short) 0);
    }
    return formats.length == 1 ? formats[0] : formats[column];
  }

  /** A simple query's FETCH gives rows in the cursor's own format. */
  private Optional<SessionPortal> fetched() {
    return last && statement != null && statement.raw().stmt() instanceof FetchStmt fetch
        ? Optional.ofNullable(session.portals().find(fetch.portalname()))
        : Optional.empty();
  }

  /** While constraints wait for a commit, any statement may be it. */
  @Override
  public Blocking blocking() {
    Blocking blocking = statement == null ? Blocking.NEVER : statement.analysed().blocking();
    return blocking == Blocking.NEVER && session.commitMayWait() ? Blocking.LONG : blocking;
  }

  @Override
  public Completion execute(long maxRows, RowSink sink) {
    return session.guarded(() -> execute(this::start, maxRows, sink));
  }

  @Override
  public Optional<Completion> executeIfLocksAreFree(long maxRows, RowSink sink) {
    return session.guarded(
        () -> {
          try {
            return Optional.of(execute(this::startWithoutWaiting, maxRows, sink));
          } catch (LockNotFree _) {
            return Optional.empty();
          }
        });
  }

  private Completion execute(Supplier<Outcome> starter, long maxRows, RowSink sink) {
    if (statement == null) {
      session.endOfSimpleQuery(last);
      return new Completion.Empty();
    }
    if (stage == Stage.DONE) {
      return completeAgain();
    }
    session.startStatement(statement.raw().stmt());
    StatementLog log = session.log();
    long since = log.begin();
    boolean again = stage != Stage.NEW;
    if (since != 0 && !inLog) {
      inLog = log.executing(statement, name, parameters, again);
    }
    boolean counted = isCounted();
    long begun = counted ? System.nanoTime() : 0;
    Runnable told =
        FlightEvents.wanted() ? StatementEvent.begin(session, statement.sql()) : () -> {};
    Completion completion;
    try {
      completion = step(starter, maxRows, sink);
    } finally {
      told.run();
    }
    if (counted) {
      spentNanos += System.nanoTime() - begun;
      if (completion instanceof Completion.Complete(String done)) {
        count(done);
      }
    }
    if (since != 0) {
      log.executed(statement, name, parameters, again, inLog, since);
      inLog = false;
    }
    return completion;
  }

  /** Whether pg_stat_statements wants to know of it. */
  private boolean isCounted() {
    return session.countsStatements()
        && (!(statement.analysed().body() instanceof Analysed.Command)
            || session.settings().bool("pg_stat_statements.track_utility"));
  }

  /** Tells pg_stat_statements of a statement that is complete. */
  private void count(String done) {
    session
        .engine()
        .statements()
        .add(
            session.environment().currentRole().oid(),
            session.entry().oid(),
            statementText(),
            spentNanos,
            CommandTags.rows(done));
    spentNanos = 0;
  }

  /** Of a simple query, as the client sent it: its plan's text may have parameters for literals. */
  private String statementText() {
    RawStmt raw = statement.raw();
    if (statement.standsForLiterals()) {
      return session.activity().query();
    }
    int end = raw.stmtLen() == 0 ? statement.sql().length() : raw.stmtLocation() + raw.stmtLen();
    return statement.sql().substring(raw.stmtLocation(), end);
  }

  private Completion step(Supplier<Outcome> starter, long maxRows, RowSink sink) {
    try {
      if (stage == Stage.NEW) {
        switch (starter.get()) {
          case Outcome.Done(String done) -> {
            return complete(done);
          }
          case Outcome.Copy(Completion completion) -> {
            stage = Stage.DONE;
            copying = true;
            return attached(completion);
          }
          case Outcome.Rows started -> {
            opened(started);
            sink.begin();
          }
        }
      } else {
        resume();
      }
      return deliver(maxRows, sink);
    } finally {
      if (!copying) {
        session.stopStatement();
      }
    }
  }

  /** What only reads has done nothing yet when it finds that a lock is not free. */
  private Outcome startWithoutWaiting() {
    TransactionState transaction = session.transaction();
    return statement.analysed().blocking() == Blocking.NEVER
        ? transaction.withoutWaiting(this::start)
        : transaction.ifLocksAreFree(this::start);
  }

  private Outcome start() {
    explainedSince = session.log().begin();
    run = session.log().explained(new Run(session, statement, parameters, alone()), false);
    return session.runner().start(run);
  }

  private void opened(Outcome.Rows started) {
    tag = started.tag();
    rows = new CursorRows(started.source(), this::again, this::store, options.scroll());
    stage = Stage.OPEN;
  }

  /** Outlives the statement's run, and perhaps its transaction. */
  private RowStore store() {
    List<PgType> types =
        statement.description().orElseThrow().fields().stream()
            .map(RowDescription.Field::type)
            .toList();
    return new RowStore(new Execution(new Run(session, statement, parameters)), null, types);
  }

  /** The query's rows from the first one, once more. */
  private Outcome.RowSource again() {
    Object opened = ((QueryPlan) planned().plan()).open(new Run(session, statement, parameters));
    return ((Outcome.Rows) opened).source();
  }

  private Analysed.Planned planned() {
    return (Analysed.Planned) statement.analysed().body();
  }

  /** Whether it has run, and gave no rows to look at. */
  public boolean isFinishedCommand() {
    return stage == Stage.DONE && rows == null;
  }

  /** The rows, for FETCH: started if need be, and reading from what the cursor sees. */
  public CursorRows open() {
    if (stage == Stage.NEW) {
      if (!(start() instanceof Outcome.Rows started)) {
        throw cannotRun();
      }
      opened(started);
      suspend();
    } else if (stage == Stage.OPEN && !rows.failed()) {
      resume();
    } else {
      throw cannotRun();
    }
    return rows;
  }

  /** COPY goes on after Execute has returned; its end completes this portal. */
  private Completion attached(Completion completion) {
    switch (completion) {
      case Completion.CopyIn copy -> ((CopyFrom) copy.handler()).attach(this);
      case Completion.CopyOut copy -> ((CopyTo) copy.source()).attach(this);
      case Completion.Complete _, Completion.Suspended _, Completion.Empty _ -> {}
    }
    return completion;
  }

  /** An extended query's statement is taken to be, if nothing came before it. */
  private boolean alone() {
    TransactionState transaction = session.transaction();
    return transaction.mode() == TransactionState.Mode.IMPLICIT
        && !transaction.firstStatementSeen()
        && (last || session.portals().find(name) == this);
  }

  private Completion deliver(long maxRows, RowSink sink) {
    long delivered = 0;
    while (true) {
      Batch batch = rows.forward(maxRows > 0 ? maxRows - delivered : CursorRows.ALL);
      if (batch == null) {
        String done = tag.apply(delivered);
        if (cursor) {
          session.statementCompleted(last);
          return new Completion.Complete(done);
        }
        rows.close();
        return complete(done);
      }
      sink.rows(batch, 0, batch.size());
      delivered += batch.size();
      if (maxRows > 0 && delivered == maxRows) {
        suspend();
        return new Completion.Suspended();
      }
      session.checkCancel();
    }
  }

  /** Keeps the statement's view for what reads on later. */
  private void suspend() {
    var storage = session.transaction().storageOrNull();
    if (storage != null && storage.isActive()) {
      view = storage.keep();
    }
  }

  private void resume() {
    if (view != null) {
      session.transaction().storage().resume(view);
    }
  }

  private Completion complete(String done) {
    stage = Stage.DONE;
    if (explainedSince != 0) {
      session.log().explain(run, false, explainedSince);
    }
    session.statementCompleted(last);
    return new Completion.Complete(done);
  }

  private Completion completeAgain() {
    if (rows == null) {
      throw cannotRun();
    }
    return new Completion.Complete(tag.apply(0));
  }

  private PgException cannotRun() {
    return new PgException(
        SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "portal \"" + name + "\" cannot be run");
  }

  /** COPY has ended. */
  public Completion.Complete copied(String done) {
    session.statementCompleted(last);
    if (isCounted()) {
      count(done);
    }
    return new Completion.Complete(done);
  }

  // The ends of transactions

  /** Whether it outlives its transaction. */
  public boolean isHeld() {
    return held;
  }

  /** A cursor WITH HOLD takes its rows along before the transaction that made it commits. */
  void hold() {
    if (options.hold() && stage == Stage.OPEN && !held) {
      resume();
      rows.detach();
      closeView();
      held = true;
    }
  }

  /** Whether it was made since the transaction had no more than that many savepoints. */
  boolean isSince(int savepointsThen) {
    return !held && savepoints > savepointsThen;
  }

  /** A savepoint is released: what was made since then belongs to the one around it. */
  void belongTo(int savepointsLeft) {
    savepoints = Math.min(savepoints, savepointsLeft);
  }

  private void closeView() {
    if (view != null) {
      view.close();
      view = null;
    }
  }

  @Override
  public void close() {
    if (stage == Stage.OPEN) {
      stage = Stage.DONE;
      rows.close();
      closeView();
    }
  }
}
