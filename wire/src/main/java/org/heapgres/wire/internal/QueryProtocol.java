package org.heapgres.wire.internal;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.heapgres.planner.Blocking;
import org.heapgres.planner.Completion;
import org.heapgres.planner.Completion.CopyInHandler;
import org.heapgres.planner.Portal;
import org.heapgres.planner.PreparedStatement;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.SimpleQuery;
import org.heapgres.planner.SqlSession;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PgException.Severity;
import org.heapgres.storage.SqlState;
import org.heapgres.wire.internal.RowEncoder.Header;
import org.heapgres.wire.internal.message.CopyProtocol;
import org.heapgres.wire.internal.message.CopyProtocol.CopyData;
import org.heapgres.wire.internal.message.CopyProtocol.CopyDone;
import org.heapgres.wire.internal.message.CopyProtocol.CopyFail;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Bind;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Close;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Describe;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Execute;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Flush;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Parse;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Sync;
import org.heapgres.wire.internal.message.FrontendMessage;
import org.heapgres.wire.internal.message.FrontendMessage.Malformed;
import org.heapgres.wire.internal.message.FrontendMessage.Terminate;
import org.heapgres.wire.internal.message.FrontendType;
import org.heapgres.wire.internal.message.Reports.ErrorResponse;
import org.heapgres.wire.internal.message.Reports.NotificationResponse;
import org.heapgres.wire.internal.message.SimpleQueryProtocol;
import org.heapgres.wire.internal.message.SimpleQueryProtocol.CommandComplete;
import org.heapgres.wire.internal.message.SimpleQueryProtocol.EmptyQueryResponse;
import org.heapgres.wire.internal.message.SimpleQueryProtocol.FunctionCall;
import org.heapgres.wire.internal.message.SimpleQueryProtocol.Query;
import org.heapgres.wire.internal.message.SimpleQueryProtocol.ReadyForQuery;
import org.heapgres.wire.internal.message.Startup.ParameterStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each message of an open session does (manual, 54.2.2 to 54.2.6). Used by one thread at a
 * time: the event loop, or a worker for what may wait.
 *
 * <p>Invariant: every Query and every Sync is answered by exactly one ReadyForQuery.
 */
final class QueryProtocol {
  private static final char IDLE = 'I';
  private static final Logger LOG = LoggerFactory.getLogger(QueryProtocol.class);

  private final SqlSession session;
  private final Outbound out;
  private final Supplier<Optional<PgException>> termination;
  private final Map<String, String> changedParameters = new LinkedHashMap<>();
  private final Queue<NotificationResponse> notifications = new ConcurrentLinkedQueue<>();
  private ConversationState state = ConversationState.READY;
  private boolean flushDue;

  /** The simple query that is being answered, and its statement that comes next; else null. */
  private SimpleQuery query;

  private Portal portal;

  /**
   * A portal whose description the client awaits: written as it runs, when it has its locks and no
   * one can change its tables, or else before anything else is.
   */
  private Portal undescribed;

  /** The message whose work waits for a thread that may wait; else null. */
  private FrontendMessage deferred;

  /** Whether that work could be done here, were a lock free. */
  private boolean lacksLock;

  /** Where CopyData goes in {@link ConversationState#COPYING_IN}; else null. */
  private CopyInHandler copyIn;

  /**
   * @param termination why the server wants the session to end, once it does
   */
  QueryProtocol(SqlSession session, Outbound out, Supplier<Optional<PgException>> termination) {
    this.session = session;
    this.out = out;
    this.termination = termination;
  }

  ConversationState state() {
    return state;
  }

  /** Whether the client is owed what was written; asking clears it. */
  boolean takeFlushDue() {
    boolean due = flushDue;
    flushDue = false;
    return due;
  }

  /** Reported to the client before the next ReadyForQuery. */
  void parameterChanged(String name, String value) {
    changedParameters.put(name, value);
  }

  /** Kept until the session is idle; from any thread. */
  void notify(NotificationResponse notification) {
    notifications.add(notification);
  }

  /** Whether {@link #writeNotifications} would write something. */
  boolean notificationsDue() {
    return !notifications.isEmpty()
        && state == ConversationState.READY
        && session.transactionStatus() == IDLE;
  }

  void writeNotifications() {
    for (NotificationResponse n = notifications.poll(); n != null; n = notifications.poll()) {
      out.write(n);
      flushDue = true;
    }
  }

  /**
   * Does what a message asks for.
   *
   * @param mayWait whether this thread may wait and work long
   * @return false when the work waits for a thread that may: call {@link #resume} there, or here if
   *     it {@linkplain #awaitsLock waits for a lock}
   */
  boolean handle(FrontendMessage message, boolean mayWait) {
    return switch (state) {
      case READY -> ready(message, mayWait);
      case DISCARDING -> discarding(message);
      case COPYING_IN -> mayWait ? copyingIn(message) : defer(message);
      case CONNECTING, CLOSED -> true;
    };
  }

  private boolean defer(FrontendMessage message) {
    deferred = message;
    return false;
  }

  /** Goes on with what {@link #handle} left; answers as it does. */
  boolean resume(boolean mayWait) {
    lacksLock = false;
    if (deferred != null) {
      FrontendMessage message = deferred;
      deferred = null;
      return handle(message, mayWait);
    }
    return runQuery(mayWait);
  }

  /**
   * Whether what {@link #handle} or {@link #resume} left needs a lock only, of which the session's
   * listener will be told.
   */
  boolean awaitsLock() {
    return lacksLock && session.awaitsLock();
  }

  /** Ends the session at the server's wish, between two messages. */
  void terminate(PgException reason) {
    if (state != ConversationState.CLOSED) {
      abandonCopy();
      fail(reason);
    }
  }

  private boolean ready(FrontendMessage message, boolean mayWait) {
    if (!(message instanceof Execute)) {
      writeAwaitedDescription();
    }
    return switch (message) {
      case Query(String sql) -> {
        simple(() -> query = session.simpleQuery(sql));
        yield query == null || runQuery(mayWait);
      }
      case Parse parse ->
          (mayWait || !session.prepareMayWait(parse.sql()))
              ? extended(() -> parse(parse))
              : defer(message);
      case Bind bind -> extended(() -> bind(bind));
      case Describe describe -> extended(() -> describe(describe));
      case Execute wanted -> extended(() -> execute(wanted, mayWait)) && deferred == null;
      case Close close -> extended(() -> close(close));
      case Flush _ -> flush();
      case Sync _ -> (mayWait || !session.commitMayWait()) ? sync() : defer(message);
      case FunctionCall call -> mayWait ? functionCall(call) : defer(message);
      case CopyData _, CopyDone _, CopyFail _ -> true;
      case Terminate _ -> closed();
      case Malformed malformed -> malformed(malformed);
      default -> unexpected();
    };
  }

  private boolean discarding(FrontendMessage message) {
    return switch (message) {
      case Sync _ -> sync();
      case Terminate _ -> closed();
      case Malformed malformed
          when malformed.type() == null || malformed.type() == FrontendType.SYNC ->
          malformed(malformed);
      default -> true;
    };
  }

  // Simple query

  /** Runs the statements that are left of {@link #query}; false when the next one may wait. */
  private boolean runQuery(boolean mayWait) {
    simple(
        () -> {
          while (portal != null || query.hasNext()) {
            if (portal == null) {
              if (!mayWait && query.nextMayWait()) {
                return;
              }
              portal = query.next();
            }
            if (!mayWait && isForWorkers(portal)) {
              return;
            }
            if (mayWait && flushDue) {
              flushNow();
            }
            Portal current = portal;
            Header header = current.resultOptional() ? Header.WITH_ROWS : Header.AT_ONCE;
            if (!complete(current, 0, header, mayWait)) {
              return;
            }
            if (state == ConversationState.COPYING_IN) {
              return;
            }
            portal = null;
          }
          query = null;
          readyForQuery();
        });
    return query == null || state == ConversationState.COPYING_IN;
  }

  private boolean functionCall(FunctionCall call) {
    simple(
        () -> {
          PreparedStatement statement = session.functionCall(call.function());
          Object[] datums = ParameterReader.read(call, statement, session.formatSettings());
          Portal called = session.bind("", statement, datums, new short[] {call.resultFormat()});
          called.execute(0, new FunctionResult(out.writer(), called, session.formatSettings()));
          session.sync();
          readyForQuery();
        });
    return true;
  }

  private void simple(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      if (fail(e)) {
        query = null;
        portal = null;
        readyForQuery();
      }
    }
  }

  private void readyForQuery() {
    changedParameters.forEach((name, value) -> out.write(new ParameterStatus(name, value)));
    changedParameters.clear();
    if (notificationsDue()) {
      writeNotifications();
    }
    out.write(new ReadyForQuery(session.transactionStatus()));
    session.idle();
    flushDue = true;
  }

  // Extended query

  /** True: the message is dealt with, one way or the other. */
  private boolean extended(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      writeAwaitedDescription();
      if (fail(e)) {
        state = ConversationState.DISCARDING;
      }
    }
    return true;
  }

  private void parse(Parse parse) {
    session.prepare(parse.name(), parse.sql(), parse.parameterTypes());
    out.write(new ExtendedQueryProtocol.ParseComplete());
  }

  private void bind(Bind bind) {
    PreparedStatement statement = session.preparedStatement(bind.statement());
    Object[] datums = ParameterReader.read(bind, statement, session.formatSettings());
    session.bind(bind.portal(), statement, datums, bind.resultFormats());
    out.write(new ExtendedQueryProtocol.BindComplete());
  }

  private void describe(Describe describe) {
    switch (describe.target()) {
      case STATEMENT -> {
        PreparedStatement statement = session.preparedStatement(describe.name());
        out.write(new ExtendedQueryProtocol.ParameterDescription(statement.parameterTypes()));
        writeDescription(statement.description(), SimpleQueryProtocol.Formats.TEXT);
      }
      case PORTAL -> {
        undescribed = session.portal(describe.name());
        if (!undescribed.isDescribedByRunning()) {
          writeAwaitedDescription();
        }
      }
    }
  }

  private void writeAwaitedDescription() {
    if (undescribed != null) {
      Portal described = undescribed;
      undescribed = null;
      writeDescription(described.description(), described::format);
    }
  }

  private void writeDescription(
      Optional<RowDescription> description, SimpleQueryProtocol.Formats formats) {
    out.write(
        description.isPresent()
            ? new SimpleQueryProtocol.RowDescription(description.get().fields(), formats)
            : new ExtendedQueryProtocol.NoData());
  }

  /** Defers itself when the portal may wait and this thread may not. */
  private void execute(Execute wanted, boolean mayWait) {
    Portal wantedPortal = session.portal(wanted.portal());
    if (wantedPortal != undescribed) {
      writeAwaitedDescription();
    }
    if (!mayWait && isForWorkers(wantedPortal)) {
      defer(wanted);
      return;
    }
    if (mayWait && flushDue) {
      flushNow();
    }
    Header header = undescribed == null ? Header.NONE : Header.AT_ONCE;
    if (!complete(wantedPortal, Math.max(wanted.maxRows(), 0), header, mayWait)) {
      defer(wanted);
    }
  }

  private void close(Close close) {
    switch (close.target()) {
      case STATEMENT -> session.closeStatement(close.name());
      case PORTAL -> session.closePortal(close.name());
    }
    out.write(new ExtendedQueryProtocol.CloseComplete());
  }

  private boolean flush() {
    flushDue = true;
    return true;
  }

  private boolean sync() {
    state = ConversationState.READY;
    try {
      session.sync();
    } catch (RuntimeException | Error e) {
      if (!fail(e)) {
        return true;
      }
    }
    readyForQuery();
    return true;
  }

  // Execution, common to both

  private static boolean isForWorkers(Portal portal) {
    return portal.blocking() == Blocking.LONG;
  }

  /** False when the portal needs a thread that may wait. */
  private boolean complete(Portal running, long maxRows, Header header, boolean mayWait) {
    RowEncoder rows = new RowEncoder(out, running, session.formatSettings(), header, mayWait);
    Optional<Completion> completion;
    try {
      completion =
          mayWait
              ? Optional.of(running.execute(maxRows, rows))
              : running.executeIfLocksAreFree(maxRows, rows);
    } finally {
      if (rows.isDescribed()) {
        undescribed = null;
      }
    }
    completion.ifPresent(present -> complete(present, rows));
    lacksLock = completion.isEmpty();
    return completion.isPresent();
  }

  private void complete(Completion completion, RowEncoder rows) {
    switch (completion) {
      case Completion.Complete(String tag) -> out.write(new CommandComplete(tag));
      case Completion.Suspended _ -> out.write(new ExtendedQueryProtocol.PortalSuspended());
      case Completion.Empty _ -> out.write(new EmptyQueryResponse());
      case Completion.CopyOut(boolean binary, int columns, Completion.CopyOutSource source) -> {
        out.write(new CopyProtocol.CopyOutResponse(binary, columns));
        Completion.Complete complete = source.writeTo(rows);
        out.write(new CopyDone());
        out.write(new CommandComplete(complete.tag()));
      }
      case Completion.CopyIn(boolean binary, int columns, CopyInHandler handler) -> {
        out.write(new CopyProtocol.CopyInResponse(binary, columns));
        copyIn = handler;
        state = ConversationState.COPYING_IN;
        flushDue = true;
      }
    }
  }

  // COPY FROM STDIN

  private boolean copyingIn(FrontendMessage message) {
    switch (message) {
      case CopyData(byte[] data) -> copy(() -> copyIn.data(ByteBuffer.wrap(data)));
      case CopyDone _ -> {
        copy(
            () -> {
              Completion.Complete complete = copyIn.finish();
              copyIn = null;
              portal = null;
              state = ConversationState.READY;
              out.write(new CommandComplete(complete.tag()));
            });
        return query == null || runQuery(true);
      }
      case CopyFail(String reason) ->
          copy(
              () -> {
                throw copyIn.fail("COPY from stdin failed: " + reason);
              });
      case Flush _, Sync _ -> {}
      case Terminate _ -> {
        abandonCopy();
        return closed();
      }
      default -> {
        abandonCopy();
        fail(
            new PgException(
                    SqlState.PROTOCOL_VIOLATION,
                    "terminating connection because protocol synchronization was lost")
                .withSeverity(Severity.FATAL));
      }
    }
    return true;
  }

  private void abandonCopy() {
    if (copyIn != null) {
      copyIn.fail("the client or the server gave up");
      copyIn = null;
    }
  }

  private void copy(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      copyIn = null;
      if (!fail(e)) {
        return;
      }
      if (query != null) {
        query = null;
        portal = null;
        state = ConversationState.READY;
        readyForQuery();
      } else {
        state = ConversationState.DISCARDING;
      }
      flushDue = true;
    }
  }

  // Ends

  private boolean malformed(Malformed malformed) {
    if (malformed.type() == null) {
      fail(malformed.error());
      return true;
    }
    state = ConversationState.READY;
    Runnable report =
        () -> {
          throw malformed.error();
        };
    switch (malformed.type()) {
      case QUERY, FUNCTION_CALL, SYNC -> simple(report);
      default -> extended(report);
    }
    return true;
  }

  private boolean unexpected() {
    fail(
        new PgException(SqlState.PROTOCOL_VIOLATION, "invalid frontend message type " + (int) 'p')
            .withSeverity(Severity.FATAL));
    return true;
  }

  private boolean closed() {
    state = ConversationState.CLOSED;
    query = null;
    portal = null;
    return true;
  }

  /**
   * Reports an error; false when it ends the session. The client learns of it without a Sync: one
   * that awaits results after a Flush would otherwise await them for ever.
   */
  private boolean fail(Throwable thrown) {
    PgException error = termination.get().orElseGet(() -> Failures.report(thrown, LOG));
    session.failed(error);
    report(error);
    flushDue = true;
    if (error.severity() == Severity.ERROR) {
      return true;
    }
    closed();
    return false;
  }

  /** What the client's encoding has no characters for is told by the error that says so. */
  private void report(PgException error) {
    try {
      out.write(new ErrorResponse(error));
    } catch (PgException untranslatable) {
      out.write(new ErrorResponse(untranslatable.withSeverity(error.severity())));
    }
  }

  private void flushNow() {
    flushDue = false;
    out.flush();
  }
}
