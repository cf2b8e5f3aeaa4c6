package org.heapgres.planner.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.heapgres.planner.LanguageState;
import org.heapgres.planner.Notice;
import org.heapgres.planner.Portal;
import org.heapgres.planner.PreparedStatement;
import org.heapgres.planner.SessionListener;
import org.heapgres.planner.SimpleQuery;
import org.heapgres.planner.SqlSession;
import org.heapgres.planner.bind.BindContext;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.HeapRoots;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.RootRelations;
import org.heapgres.planner.catalog.system.SystemView;
import org.heapgres.planner.ddl.Domains;
import org.heapgres.planner.ddl.StoredExpressions;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.optimize.StatementPlanner;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.UtilityStatement.TransactionStmt;
import org.heapgres.planner.parse.tree.UtilityStatement.TransactionStmtKind;
import org.heapgres.planner.session.functions.LargeObjectDescriptors;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.Commit;
import org.heapgres.storage.LockLimits;
import org.heapgres.storage.LockSession;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/**
 * One client's session. Its parts are apart: settings, transaction, environment, cancelling; here
 * is how a statement goes through them.
 */
public final class Session implements SqlSession {
  /** What may be a DO, as far as a look at its first word tells; comments may hide it. */
  private static final Pattern MAYBE_BLOCK =
      Pattern.compile(
          "\\s*(?:do\\b|(?:--|/\\*).*\\bdo\\b)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** The oid of the role {@code pg_read_all_stats}. */
  private static final int READ_ALL_STATS = 3375;

  private final Engine engine;
  private final DatabaseUse use;
  private final OpenDatabase database;
  private final DatabaseEntry entry;
  private final int pid;
  private final Role sessionRole;
  private final SessionListener listener;
  private final LockSession locks;
  private final SessionSettings settings;
  private final TransactionState transaction;
  private final SessionEnvironment environment;
  private final StatementRunner runner;
  private final Notifications notifications;
  private final CancelFlag cancel;
  private final StatementLog log = new StatementLog(this);
  private final SessionSequences sequences;
  private final LargeObjectDescriptors largeObjects = new LargeObjectDescriptors(this);
  private final Routines routines;
  private final Map<Class<?>, LanguageState> kept = new HashMap<>();
  private final OnCommit onCommit = new OnCommit(this);
  private final Domains domains = new Domains(this);
  private final TableWriters tableWriters = new TableWriters(this);
  private boolean createsExtension;
  private final Activity activity;
  private final SessionTimeouts timeouts;
  private final PreparedStatements statements = new PreparedStatements();
  private final SessionStatistics statistics;
  private final Portals portals = new Portals();
  private final RootRelations roots =
      new HeapRoots(this::lookupTransaction, this::catalog, () -> environment().searchPath());
  private Catalog catalogBase;
  private Catalog catalog;
  private long objectChanges;
  private boolean counts;
  private long countsCatalog = -1;
  private long countsSettings = -1;
  private boolean closed;

  public Session(
      Engine engine,
      DatabaseUse use,
      DatabaseEntry entry,
      int pid,
      Role role,
      SessionListener listener) {
    this.engine = engine;
    this.use = use;
    this.database = use.database();
    this.entry = entry;
    this.pid = pid;
    this.sessionRole = role;
    this.listener = listener;
    locks = database.storage().lockSession(pid, new Limits());
    locks.whenFree(listener::lockFree);
    LiveSettings live = new LiveSettings(this);
    settings =
        new SessionSettings(engine.serverSettings(), live.settings(), listener::parameterChanged);
    transaction = new TransactionState(database, engine.cluster(), settings, locks);
    transaction.setBeforeCommit(onCommit::apply);
    statistics = new SessionStatistics(database, transaction);
    environment = new SessionEnvironment(this);
    runner = new StatementRunner(this);
    notifications = new Notifications(this, engine.channels(), listener);
    cancel = new CancelFlag(engine.timer(), locks);
    sequences = new SessionSequences(this);
    routines = new Routines(this);
    activity = new Activity(pid, entry, role.name(), engine.queries());
    timeouts = new SessionTimeouts(this);
  }

  /** As the settings of now have them. */
  private final class Limits implements LockLimits {
    @Override
    public Duration lockTimeout() {
      return Duration.ofMillis(settings.number("lock_timeout"));
    }

    @Override
    public Duration deadlockTimeout() {
      return Duration.ofMillis(settings.number("deadlock_timeout"));
    }
  }

  // What the session is made of

  public Engine engine() {
    return engine;
  }

  public OpenDatabase database() {
    return database;
  }

  public DatabaseEntry entry() {
    return entry;
  }

  public Role sessionRole() {
    return sessionRole;
  }

  public SessionSettings settings() {
    return settings;
  }

  public TransactionState transaction() {
    return transaction;
  }

  public SessionEnvironment environment() {
    return environment;
  }

  public StatementRunner runner() {
    return runner;
  }

  public Notifications notifications() {
    return notifications;
  }

  public OnCommit onCommit() {
    return onCommit;
  }

  public SessionSequences sequences() {
    return sequences;
  }

  public LargeObjectDescriptors largeObjects() {
    return largeObjects;
  }

  /** Whether the script of an extension runs, which may declare functions of the server's own. */
  public boolean createsExtension() {
    return createsExtension;
  }

  public void createExtension(boolean value) {
    createsExtension = value;
  }

  TableWriters tableWriters() {
    return tableWriters;
  }

  public Domains domains() {
    return domains;
  }

  public SessionStatistics statistics() {
    return statistics;
  }

  public Routines routines() {
    return routines;
  }

  /** Whether the role may see what others do (manual, 21.5: pg_read_all_stats). */
  public boolean mayReadAllStatistics() {
    return superuser()
        || new Rights(catalog(), environment.currentRole()).hasPrivilegesOf(READ_ALL_STATS);
  }

  /** Whether pg_stat_statements wants to know of this session's statements. */
  boolean countsStatements() {
    Catalog current = transaction.catalog();
    if (current.version() != countsCatalog || settings.version() != countsSettings) {
      countsCatalog = current.version();
      countsSettings = settings.version();
      counts =
          current.extension("pg_stat_statements").isPresent()
              && settings.value("pg_stat_statements.track").equals("top");
    }
    return counts;
  }

  StatementLog log() {
    return log;
  }

  public LockSession locks() {
    return locks;
  }

  Activity activity() {
    return activity;
  }

  public CallContext calls() {
    return environment;
  }

  /** The catalog as the transaction sees it, the roots of free objects among its relations. */
  public Catalog catalog() {
    Catalog current = transaction.catalog();
    if (current != catalogBase) {
      catalogBase = current;
      catalog = current.with(roots);
    }
    return catalog;
  }

  /** The transaction with a view of the data, for what is looked up before a statement begins. */
  private Transaction lookupTransaction() {
    transaction.ensure(Clock.micros());
    return transaction.firstStatementSeen() ? transaction.storage() : beginStatement();
  }

  /** The session's thread is lost in code that cannot be stopped. From another thread. */
  void abandon(PgException reason) {
    Transaction storage = transaction.storage();
    if (storage != null && storage.isActive()) {
      storage.rollback();
    }
    locks.unlockAll();
    listener.abandoned(reason);
  }

  /** SQL has changed free objects. */
  public void objectsChanged() {
    objectChanges++;
  }

  /** How often SQL has changed free objects. */
  long objectChanges() {
    return objectChanges;
  }

  public PreparedStatements statements() {
    return statements;
  }

  public Portals portals() {
    return portals;
  }

  /** Tells the client if client_min_messages lets it; INFO is always told. */
  public void notice(Notice notice) {
    if (notice.level() == Notice.Level.INFO
        || notice.level().compareTo(least(settings.value("client_min_messages"))) >= 0) {
      listener.notice(notice);
    }
  }

  private static Notice.Level least(String setting) {
    return switch (setting) {
      case "log" -> Notice.Level.LOG;
      case "notice" -> Notice.Level.NOTICE;
      case "warning" -> Notice.Level.WARNING;
      case "error" -> Notice.Level.INFO;
      default -> Notice.Level.DEBUG;
    };
  }

  // Statements

  @Override
  public SimpleQuery simpleQuery(String sql) {
    return guarded(
        () -> {
          cancel.listen();
          activity.running(sql, Clock.micros());
          log.simple(sql);
          portals.close("");
          return database
              .literalPlans()
              .find(this, sql)
              .orElseGet(() -> new SimpleQueryRun(this, sql, engine.parse(sql)));
        });
  }

  @Override
  public PreparedStatement prepare(String name, String sql, int[] parameterTypes) {
    return guarded(
        () -> {
          long since = log.begin();
          activity.running(sql, Clock.micros());
          List<RawStmt> parsed = engine.parse(sql);
          if (parsed.size() > 1) {
            throw new PgException(
                SqlState.SYNTAX_ERROR, "cannot insert multiple commands into a prepared statement");
          }
          List<PgType> declared = new ArrayList<>();
          for (int oid : parameterTypes) {
            declared.add(oid == 0 ? null : environment.types().require(oid));
          }
          statements.checkFree(name);
          Prepared prepared =
              parsed.isEmpty()
                  ? Prepared.empty(this, name, sql)
                  : Prepared.open(this, name, sql, parsed.getFirst(), declared);
          prepared.analyse();
          statements.add(prepared);
          log.parsed(name, sql, since);
          return prepared;
        });
  }

  @Override
  public boolean prepareMayWait(String sql) {
    return MAYBE_BLOCK.matcher(sql).lookingAt();
  }

  @Override
  public PreparedStatement functionCall(int function) {
    return guarded(
        () -> {
          transaction.ensure(Clock.micros());
          return FastPath.prepare(this, function);
        });
  }

  @Override
  public PreparedStatement preparedStatement(String name) {
    return guarded(
        () -> {
          transaction.ensure(Clock.micros());
          return statements.require(name);
        });
  }

  @Override
  public void closeStatement(String name) {
    statements.remove(name);
  }

  @Override
  public Portal bind(
      String name, PreparedStatement statement, Object[] datums, short[] resultFormats) {
    return guarded(
        () -> {
          long since = log.begin();
          portals.checkFree(name);
          Prepared prepared = (Prepared) statement;
          checkUsable(prepared.raw() == null ? null : prepared.raw().stmt());
          transaction.ensure(Clock.micros());
          SessionPortal portal =
              new SessionPortal(
                  this,
                  name,
                  prepared.raw() == null ? null : prepared,
                  datums,
                  resultFormats,
                  false);
          portals.add(portal);
          log.bound(prepared, name, datums, since);
          return portal;
        });
  }

  @Override
  public Portal portal(String name) {
    return guarded(
        () -> {
          SessionPortal portal = portals.find(name);
          if (portal == null) {
            throw new PgException(
                SqlState.INVALID_CURSOR_NAME, "portal \"" + name + "\" does not exist");
          }
          cancel.listen();
          activity.running(portal.sql(), Clock.micros());
          return portal;
        });
  }

  @Override
  public void closePortal(String name) {
    portals.close(name);
  }

  /** Runs a step of the protocol; whatever it throws fails the transaction first. */
  public <T> T guarded(Supplier<T> step) {
    timeouts.busy();
    try {
      return step.get();
    } catch (RuntimeException | Error e) {
      fail();
      throw e;
    }
  }

  @Override
  public void failed(PgException error) {
    log.told(error);
    if (transaction.mode() != TransactionState.Mode.NONE && !transaction.failed()) {
      fail();
    }
  }

  /** Notes that the client was or will be told of an error. */
  public void fail() {
    log.failed();
    stopStatement();
    failPortals();
    transaction.fail();
  }

  /** 25P02 when the transaction has failed and the statement does not end it. */
  void checkUsable(Statement statement) {
    if (transaction.failed() && !endsTransaction(statement)) {
      throw new PgException(
          SqlState.IN_FAILED_SQL_TRANSACTION,
          "current transaction is aborted, commands ignored until end of transaction block");
    }
  }

  private static boolean endsTransaction(Statement statement) {
    return statement == null
        || (statement instanceof TransactionStmt end
            && (end.kind() == TransactionStmtKind.TRANS_STMT_COMMIT
                || end.kind() == TransactionStmtKind.TRANS_STMT_ROLLBACK
                || end.kind() == TransactionStmtKind.TRANS_STMT_ROLLBACK_TO
                || end.kind() == TransactionStmtKind.TRANS_STMT_PREPARE));
  }

  /** Begins a statement, or goes on with a suspended one: clock, transaction, time limit. */
  void startStatement(Statement statement) {
    checkUsable(statement);
    long now = Clock.micros();
    environment.statementStarted(now);
    notifications.transactionStarted();
    transaction.ensure(now);
    activity.transaction(transaction.startMicros());
    timeouts.inTransaction();
    cancel.start(timeouts.ofStatement());
    cancel.transaction(transaction.storageOrNull());
    cancel.check();
  }

  /** The storage transaction for the statement that runs, with a new view. */
  public Transaction beginStatement() {
    Transaction storage = transaction.beginStatement();
    cancel.transaction(storage);
    return storage;
  }

  public void stopStatement() {
    cancel.stop();
  }

  long deadline() {
    return cancel.deadline();
  }

  public void checkCancel() {
    cancel.check();
  }

  /** A portal has completed; {@code last} of a simple query, which ends the transaction with it. */
  void statementCompleted(boolean last) {
    if (last && transaction.mode() == TransactionState.Mode.IMPLICIT) {
      commit();
    } else {
      transaction.observe();
    }
  }

  void endOfSimpleQuery(boolean last) {
    statementCompleted(last);
  }

  public void commit() {
    portals.hold();
    portals.endTransaction();
    commitTransaction();
  }

  /** Commits in the middle of a portal's execution, which goes on. */
  public void commitTransaction() {
    transaction.commit();
    notifications.deliver();
  }

  /** Commits and goes on in a new transaction, for a command that is a series of them. */
  public void nextTransaction() {
    commitTransaction();
    transaction.ensure(Clock.micros());
    transaction.isolation(Isolation.READ_COMMITTED);
    beginStatement();
    checkCancel();
  }

  /** The transaction is prepared and the session's no more. */
  void prepared() {
    portals.endTransaction();
    notifications.deliver();
  }

  public void rollback() {
    portals.endTransaction();
    transaction.rollback();
    notifications.deliver();
  }

  /** Those of the failed (sub)transaction give no more rows. */
  private void failPortals() {
    if (transaction.mode() == TransactionState.Mode.BLOCK) {
      int before = transaction.savepoints() - 1;
      largeObjects.closeSince(before);
      portals.failSince(before);
    } else {
      portals.endTransaction();
    }
  }

  public void release(String savepoint) {
    transaction.release(savepoint);
    portals.belongTo(transaction.savepoints());
    largeObjects.belongTo(transaction.savepoints());
  }

  public void rollbackTo(String savepoint) {
    transaction.rollbackTo(savepoint);
    int before = transaction.savepoints() - 1;
    largeObjects.closeSince(before);
    portals.removeSince(before);
  }

  @Override
  public void sync() {
    if (transaction.mode() == TransactionState.Mode.IMPLICIT) {
      guarded(
          () -> {
            commit();
            return null;
          });
    } else {
      portals.close("");
    }
    notifications.deliver();
  }

  @Override
  public boolean commitMayWait() {
    return !transaction.constraintChecks().isEmpty();
  }

  @Override
  public boolean awaitsLock() {
    return locks.isWatching();
  }

  @Override
  public void idle() {
    log.answered();
    boolean inTransaction = transaction.mode() != TransactionState.Mode.NONE;
    cancel.idle();
    activity.idle(transaction.status(), inTransaction ? transaction.startMicros() : 0);
    timeouts.idle(inTransaction);
  }

  @Override
  public char transactionStatus() {
    return transaction.status();
  }

  @Override
  public boolean isDurable() {
    Commit last = transaction.last();
    return last == null || last.isDurable();
  }

  @Override
  public void whenDurable(Runnable callback) {
    Commit last = transaction.last();
    if (last == null) {
      callback.run();
    } else {
      last.whenDurable(callback);
    }
  }

  @Override
  public void awaitDurable() {
    Commit last = transaction.last();
    if (last != null) {
      last.await();
    }
  }

  /** The name of this session's schema for temporary tables, whether it exists or not. */
  public String temporarySchema() {
    return "pg_temp_" + pid;
  }

  SystemView systemView() {
    return new SessionView(this);
  }

  public BindContext bindContext() {
    BindContext context =
        new BindContext(catalog(), environment.searchPath(), environment.formats(), statistics)
            .withUser(Permissions.of(this))
            .withRowSecurity(
                environment.environment().rowSecurity()
                    ? BindContext.RowSecurityUse.APPLY
                    : BindContext.RowSecurityUse.REFUSE);
    TransitionTables transitions = routines.transitions();
    return transitions.isEmpty()
        ? context
        : context.withTransitionTables(name -> transitions.relation(this, name));
  }

  /** Makes plans for the catalog of now. */
  public StatementPlanner planner() {
    BindContext context = bindContext();
    return new StatementPlanner(
        context.catalog(), environment.types(), new StoredExpressions(context));
  }

  public boolean superuser() {
    return environment.currentRole().superuser();
  }

  // Around it

  @Override
  public void cancel() {
    cancel.cancel("canceling statement due to user request");
  }

  @Override
  public void end() {
    cancel.end();
  }

  /** Whether a client is on the other side; not so for what the server does by itself. */
  boolean isClients() {
    return listener != SessionListener.NOBODY;
  }

  /** Ends the session, its client being told why. From any thread. */
  public void terminate(PgException reason) {
    listener.terminate(reason);
  }

  /** {@link #terminate} at an administrator's wish. */
  public void terminate() {
    terminate(
        new PgException(
            SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command"));
  }

  @Override
  public Map<String, String> reportedParameters() {
    return settings.reported();
  }

  @Override
  public FormatSettings formatSettings() {
    return environment.formats();
  }

  @Override
  public int backendPid() {
    return pid;
  }

  private void dropTemporary() {
    try {
      if (catalog().schema(temporarySchema()).isPresent()) {
        transaction.ensure(Clock.micros());
        beginStatement();
        Schemas.dropTemporary(this);
        transaction.commit();
      }
    } catch (PgException e) {
      transaction.rollback();
    }
  }

  /** See {@link org.heapgres.planner.LanguageContext#kept}. */
  <T extends LanguageState> T kept(Class<T> kind, Supplier<T> maker) {
    return kind.cast(kept.computeIfAbsent(kind, _ -> maker.get()));
  }

  private void closeKept() {
    kept.values().forEach(LanguageState::close);
    kept.clear();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    timeouts.close();
    portals.closeAll();
    transaction.rollback();
    dropTemporary();
    closeKept();
    notifications.close();
    locks.close();
    engine.sessionClosed(this);
    use.close();
  }
}
