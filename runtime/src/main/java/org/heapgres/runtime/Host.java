package org.heapgres.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.heapgres.planner.LanguageContext;
import org.heapgres.planner.Notice;
import org.heapgres.planner.ResultRows;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.object.ObjectStore;
import org.heapgres.storage.value.Jsonb;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session that runs in a context as Python sees it: settings, notices, locks, the outcome of
 * the snippet; {@link ObjectHost}, {@link TableHandle} and {@link SqlHost} are the rest of what
 * Python may call. Only exported methods are visible, and only numbers, strings, booleans and
 * arrays of them cross. A {@link PgException} arrives there as the Python exception for its
 * SQLSTATE.
 */
public final class Host {
  private static final Logger log = LoggerFactory.getLogger(Host.class);

  /** Raises an SQL error in Python. */
  private Value raiser;

  private Value none;

  /** What belongs to one call; those that it calls by way of SQL have their own. */
  private static final class Frame {
    private final LanguageContext session;
    private final Dialect dialect;
    private ObjectStore objects;
    private RootUse roots;
    private long objectChanges;
    private ResultRows rows;
    private PgException failure;

    /** An error after which nothing of the transaction can be kept, whoever catches it. */
    private PgException fatal;

    private Frame(LanguageContext session, Dialect dialect, ObjectStore objects) {
      this.session = session;
      this.dialect = dialect;
      this.objects = objects;
      objectChanges = session.objectChanges();
    }
  }

  private static final int TABLES = 1000;

  /** By identity: another version of a table is another object. Kept between snippets. */
  private final IdentityHashMap<Table, TableHandle> tables = new IdentityHashMap<>();

  /** What the thread that runs Python is doing. */
  private enum Activity {
    /** Running Python code, or nothing. */
    ELSEWHERE,
    /** Running what Python has called. */
    HERE,
    /** It is given up: it does nothing here any more. */
    ABANDONED
  }

  private final AtomicReference<Activity> activity = new AtomicReference<>(Activity.ELSEWHERE);

  private final Deque<Frame> outer = new ArrayDeque<>();
  private Frame frame;
  private boolean unheard;

  private final Runnable spoil;
  private final Supplier<PgException> stop;

  /**
   * @param spoil ends the context's use after this run
   * @param stop what the run is to end with; null for nothing
   */
  Host(Runnable spoil, Supplier<PgException> stop) {
    this.spoil = spoil;
    this.stop = stop;
  }

  /**
   * What the context has for the host.
   *
   * @param raise raises an SQL error
   * @param nothing None itself, which a null is not quite
   */
  void use(Value raise, Value nothing) {
    raiser = raise;
    none = nothing;
  }

  Value none() {
    return none;
  }

  void open(LanguageContext context, Dialect dialect) {
    if (frame != null) {
      outer.push(frame);
      // SQL that Python called has called Python
      activity.compareAndSet(Activity.HERE, Activity.ELSEWHERE);
    }
    boolean shared = frame != null && frame.session.transaction() == context.transaction();
    ObjectStore objects = shared ? frame.objects : new ObjectStore(context.transaction());
    frame = new Frame(context, dialect, objects);
  }

  void close() {
    frame = outer.poll();
    if (frame != null) {
      activity.compareAndSet(Activity.ELSEWHERE, Activity.HERE);
    }
  }

  void throwFailure() {
    if (frame.fatal != null) {
      throw frame.fatal;
    }
    if (frame.failure != null) {
      throw frame.failure;
    }
  }

  Dialect dialect() {
    return frame.dialect;
  }

  LanguageContext session() {
    return frame.session;
  }

  ObjectStore objects() {
    return frame.objects;
  }

  RootUse roots() {
    if (frame.roots == null) {
      frame.roots = new RootUse(frame.session, this::objects);
    }
    return frame.roots;
  }

  /** The session has ended its transaction and begun another one. */
  void transactionChanged() {
    frame.objects = new ObjectStore(session().transaction());
  }

  /** Whether SQL has changed free objects since the last time. */
  boolean objectsChanged() {
    long changes = session().objectChanges();
    boolean changed = changes != frame.objectChanges;
    if (changed) {
      frame.objectChanges = changes;
      frame.objects = new ObjectStore(session().transaction());
    }
    return changed;
  }

  /** Always the same handle for one version of a table. */
  TableHandle table(Table table) {
    if (tables.size() >= TABLES) {
      tables.clear();
    }
    return tables.computeIfAbsent(
        table,
        t ->
            new TableHandle(
                this,
                session().catalog().schemaName(t.schema()),
                new TableShape(t, session().formatSettings())));
  }

  /**
   * Nothing that Python calls from now on has an effect.
   *
   * @return false while what it has called runs
   */
  boolean abandon() {
    return activity.compareAndSet(Activity.ELSEWHERE, Activity.ABANDONED);
  }

  /** Runs what Python called; an SQL error is raised there. */
  <T> T guarded(Supplier<T> action) {
    boolean outermost = activity.compareAndSet(Activity.ELSEWHERE, Activity.HERE);
    if (!outermost && activity.get() == Activity.ABANDONED) {
      throw abandoned();
    }
    try {
      return raising(action);
    } finally {
      if (outermost) {
        activity.compareAndSet(Activity.HERE, Activity.ELSEWHERE);
      }
    }
  }

  static PgException abandoned() {
    return new PgException(
        SqlState.ADMIN_SHUTDOWN, "terminating connection since its snippet could not be stopped");
  }

  private <T> T raising(Supplier<T> action) {
    PgException problem;
    try {
      return action.get();
    } catch (PgException e) {
      problem = e;
    } catch (ArithmeticException | ClassCastException | IllegalStateException e) {
      log.error("a call from Python failed", e);
      problem = new PgException(SqlState.INTERNAL_ERROR, e.toString(), e);
    }
    if (problem.code().startsWith("40")) {
      frame.fatal = problem;
    }
    raiser.executeVoid(new Raised(problem), problem.code(), problem.getMessage(), fields(problem));
    throw problem;
  }

  /** As PL/Python's spidata has them. */
  private static Object[] fields(PgException problem) {
    PgException.Fields f = problem.fields();
    return new Object[] {
      f.detail(),
      f.hint(),
      f.internalQuery(),
      f.internalPosition(),
      f.schema(),
      f.table(),
      f.column(),
      f.dataType(),
      f.constraint()
    };
  }

  /** A PgException while Python carries it; nothing of it is visible there. */
  public static final class Raised {
    private final PgException exception;

    private Raised(PgException exception) {
      this.exception = exception;
    }
  }

  /**
   * The snippet failed with a Python exception of the user's, or a syntax error at a position.
   *
   * @param names schema, table, column, data type and constraint; null for none of them
   */
  @HostAccess.Export
  public void fail(
      String code,
      String message,
      String detail,
      String hint,
      Object names,
      String where,
      int position) {
    PgException problem =
        new PgException(SqlState.EXTERNAL_ROUTINE_EXCEPTION, message)
            .withCode(code)
            .withDetail(detail)
            .withHint(hint)
            .withWhere(where);
    if (names != null) {
      List<?> given = PythonValues.list(names);
      problem =
          problem
              .withObject(text(given, 0), text(given, 1), text(given, 2), text(given, 4))
              .withDataType(text(given, 3));
    }
    frame.failure = position == 0 ? problem : problem.withPosition(position);
  }

  private static String text(List<?> values, int index) {
    return (String) values.get(index);
  }

  /** The snippet failed with an SQL error; {@code message} is null for the error's own. */
  @HostAccess.Export
  public void failWith(Raised raised, String message, String where) {
    PgException problem = raised.exception.withWhere(where);
    frame.failure = message == null ? problem : problem.withMessage(message);
  }

  @HostAccess.Export
  public String setting(String name) {
    return guarded(() -> session().setting(name));
  }

  /** One of several rows that the snippet answers with, as JSON. */
  @HostAccess.Export
  public void row(String json) {
    guarded(
        () -> {
          rows().add(Jsonb.parse(json));
          return null;
        });
  }

  /** There are rows, though it may be none. */
  @HostAccess.Export
  public void answersRows() {
    guarded(this::rows);
  }

  private ResultRows rows() {
    if (frame.rows == null) {
      frame.rows = session().resultRows();
    }
    return frame.rows;
  }

  /** Null where the snippet does not answer with several rows. */
  List<Jsonb> answeredRows() {
    return frame.rows;
  }

  /** Whether something was said since the last time while no session was there to hear it. */
  boolean takeUnheard() {
    boolean said = unheard;
    unheard = false;
    return said;
  }

  /** {@code fields}: detail, hint, SQLSTATE, schema, table, column, data type and constraint. */
  @HostAccess.Export
  public void notice(String level, String message, Object fields) {
    if (frame == null) {
      unheard = true;
      return;
    }
    guarded(
        () -> {
          List<?> given = PythonValues.list(fields);
          Notice.Level severity = Notice.Level.valueOf(level);
          String code = text(given, 2);
          session()
              .notice(
                  new Notice(
                      severity,
                      code == null ? severity.state().code() : code,
                      message,
                      text(given, 0),
                      text(given, 1),
                      null));
          return null;
        });
  }

  /** What runs may change what all snippets share: the context is not used again. */
  @HostAccess.Export
  public void spoil() {
    spoil.run();
  }

  /** Whether the code mentions what is named in {@link Mention}. */
  @HostAccess.Export
  public boolean mentions(String source, String what) {
    return Mention.valueOf(what).in(source);
  }

  @HostAccess.Export
  public void checkCancel() {
    guarded(
        () -> {
          PgException reason = stop.get();
          if (reason != null) {
            throw reason;
          }
          session().checkCancel();
          return null;
        });
  }

  /** The text of a moment as to_jsonb writes it, in the session's time zone. */
  @HostAccess.Export
  public String timestamptz(long micros) {
    return guarded(() -> Types.TIMESTAMPTZ.text(micros, session().formatSettings()));
  }

  @HostAccess.Export
  public long lockKey(String name) {
    return AdvisoryLocks.key(name);
  }

  /**
   * Takes an advisory lock to the end of the transaction, or to {@link #unlock}: "taken", "held"
   * when the transaction had it before, null when not free in time.
   */
  @HostAccess.Export
  public String lock(long key, boolean shared, double timeout) {
    return guarded(
        () -> {
          LockWait wait =
              timeout < 0
                  ? LockWait.BLOCK
                  : timeout == 0 ? LockWait.SKIP : new LockWait.Timed((long) (timeout * 1e9));
          AdvisoryLocks.Outcome outcome =
              AdvisoryLocks.take(session().transaction(), key, lockMode(shared), wait);
          return switch (outcome) {
            case TAKEN -> "taken";
            case HELD -> "held";
            case NOT_FREE -> null;
          };
        });
  }

  private static LockMode lockMode(boolean shared) {
    return shared ? LockMode.SHARE : LockMode.EXCLUSIVE;
  }

  /** Frees a lock that was taken, unless something was written that the next holder is to see. */
  @HostAccess.Export
  public void unlock(long key, boolean shared) {
    guarded(
        () -> {
          AdvisoryLocks.free(session().transaction(), key, lockMode(shared));
          return null;
        });
  }
}
