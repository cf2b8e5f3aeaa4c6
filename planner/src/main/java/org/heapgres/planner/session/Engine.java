package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.heapgres.planner.EngineActivity;
import org.heapgres.planner.ProceduralLanguage;
import org.heapgres.planner.ServerFiles;
import org.heapgres.planner.SessionListener;
import org.heapgres.planner.SqlEngine;
import org.heapgres.planner.SqlSession;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Memberships;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.SharedCatalog;
import org.heapgres.planner.catalog.system.SystemCatalog;
import org.heapgres.planner.ddl.Cluster;
import org.heapgres.planner.ddl.Verification;
import org.heapgres.planner.exec.VectorCache;
import org.heapgres.planner.optimize.CalciteStart;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.session.functions.BackupFunctions;
import org.heapgres.planner.session.functions.SessionFunctions;
import org.heapgres.planner.settings.ServerSettings;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.storage.Damage;
import org.heapgres.storage.Durations;
import org.heapgres.storage.Heap;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** SQL over one heap. Thread-safe. */
public final class Engine implements SqlEngine {
  private static final int FIRST_PID = 1000;

  /** How long a database that is to be dropped waits for its last sessions to go. */
  private static final long LEAVING_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long CANCEL_CHECK_MILLIS = 100;

  /** The oid of the role {@code pg_use_reserved_connections}. */
  private static final int USE_RESERVED_CONNECTIONS = 4550;

  private final Heap heap;
  private final Cluster cluster;
  private final Map<String, ProceduralLanguage> languages = new HashMap<>();
  private final ServerSettings serverSettings;

  /** Changes under its own monitor, so that no session comes into a database being dropped. */
  private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();

  private final AtomicInteger pids = new AtomicInteger(FIRST_PID);
  private final ScheduledThreadPoolExecutor timer;
  private final Channels channels = new Channels();
  private final VectorCache vectors = new VectorCache(Runtime.getRuntime().maxMemory() / 4);
  private final Map<Integer, TemporaryFiles> temporaryFiles = new ConcurrentHashMap<>();
  private final AtomicInteger clients = new AtomicInteger();
  private final StatementStatistics statements;
  private final Durations queries = new Durations();
  private final long started = Clock.micros();
  private volatile ServerFiles files = ServerFiles.NONE;

  private Engine(
      Heap heap, List<ProceduralLanguage> languages, Map<String, String> serverSettings) {
    this.heap = heap;
    this.serverSettings = ServerSettings.of(serverSettings);
    statements =
        new StatementStatistics(
            Integer.parseInt(this.serverSettings.value("pg_stat_statements.max")));
    for (ProceduralLanguage language : languages) {
      language.names().forEach(name -> this.languages.put(name, language));
    }
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "heapgres-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    SessionFunctions.register();
    cluster = Cluster.open(heap, SystemCatalog.INSTANCE);
    new AutoVacuum(this).start();
    new IdleDatabases(this).start();
  }

  public static SqlEngine open(
      Heap heap, List<ProceduralLanguage> languages, Map<String, String> settings) {
    CompletableFuture<Void> calcite = CalciteStart.begin();
    Engine engine = new Engine(heap, languages, settings);
    calcite.join();
    return engine;
  }

  public StatementStatistics statements() {
    return statements;
  }

  public Heap heap() {
    return heap;
  }

  public Cluster cluster() {
    return cluster;
  }

  ServerSettings serverSettings() {
    return serverSettings;
  }

  ScheduledThreadPoolExecutor timer() {
    return timer;
  }

  public VectorCache vectors() {
    return vectors;
  }

  public TemporaryFiles temporaryFiles(int database) {
    return temporaryFiles.computeIfAbsent(database, _ -> new TemporaryFiles());
  }

  Channels channels() {
    return channels;
  }

  /** Microseconds since 2000-01-01 UTC. */
  public long started() {
    return started;
  }

  Collection<Session> sessions() {
    return sessions.values();
  }

  public Optional<Session> session(int pid) {
    return Optional.ofNullable(sessions.get(pid));
  }

  /** The procedural language of that name or alias. */
  public Optional<ProceduralLanguage> language(String name) {
    return Optional.ofNullable(languages.get(name.toLowerCase(Locale.ROOT)));
  }

  List<RawStmt> parse(String sql) {
    return Parser.parse(sql);
  }

  @Override
  public SqlSession connect(
      String user, String database, Map<String, String> startupOptions, SessionListener listener) {
    Role role =
        cluster
            .shared()
            .role(user)
            .orElseThrow(
                () ->
                    fatal(
                        SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
                        "role \"" + user + "\" does not exist"));
    if (!role.login()) {
      throw fatal(
          SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
          "role \"" + user + "\" is not permitted to log in");
    }
    String name = database == null || database.isEmpty() ? user : database;
    DatabaseEntry entry =
        cluster
            .shared()
            .database(name)
            .orElseThrow(
                () ->
                    fatal(
                        SqlState.INVALID_CATALOG_NAME, "database \"" + name + "\" does not exist"));
    if (!entry.allowConnections()) {
      throw fatal(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "database \"" + name + "\" is not currently accepting connections");
    }
    Session session = session(role, entry, listener);
    start(session, role, startupOptions);
    if (!admit(session)) {
      session.close();
      throw fatal(SqlState.INVALID_CATALOG_NAME, "database \"" + name + "\" does not exist");
    }
    return session;
  }

  private Session session(Role role, DatabaseEntry entry, SessionListener listener) {
    DatabaseUse use = cluster.use(entry);
    try {
      checkMayConnect(role, entry, use.database().catalog());
      return new Session(this, use, entry, pids.incrementAndGet(), role, listener);
    } catch (RuntimeException | Error e) {
      use.close();
      throw e;
    }
  }

  /** A session of the server's own, with all rights. */
  Session internalSession(DatabaseEntry entry) {
    Role superuser = cluster.shared().role(Role.BOOTSTRAP).orElseThrow();
    Session session =
        new Session(
            this,
            cluster.use(entry),
            entry,
            pids.incrementAndGet(),
            superuser,
            SessionListener.NOBODY);
    if (!admit(session)) {
      session.close();
      throw new PgException(
          SqlState.INVALID_CATALOG_NAME, "database \"" + entry.name() + "\" does not exist");
    }
    return session;
  }

  /** The CONNECT privilege, and the limits of the database and the role. */
  private void checkMayConnect(Role role, DatabaseEntry entry, Catalog catalog) {
    Rights rights = new Rights(catalog, role);
    checkSlots(rights);
    if (!rights.has(entry, Privilege.CONNECT)) {
      throw fatal(
              SqlState.INSUFFICIENT_PRIVILEGE,
              "permission denied for database \"" + entry.name() + "\"")
          .withDetail("User does not have CONNECT privilege.");
    }
    if (role.superuser()) {
      return;
    }
    if (entry.connectionLimit() >= 0
        && count(s -> s.entry().oid() == entry.oid()) >= entry.connectionLimit()) {
      throw fatal(
          SqlState.TOO_MANY_CONNECTIONS,
          "too many connections for database \"" + entry.name() + "\"");
    }
    if (role.connectionLimit() >= 0
        && count(s -> s.sessionRole().oid() == role.oid()) >= role.connectionLimit()) {
      throw fatal(
          SqlState.TOO_MANY_CONNECTIONS, "too many connections for role \"" + role.name() + "\"");
    }
  }

  /** max_connections, of which the last are for those who mend things (manual, 19.3.1). */
  private void checkSlots(Rights rights) {
    int free = Integer.parseInt(setting("max_connections")) - clients.get();
    int forSuperusers = Integer.parseInt(setting("superuser_reserved_connections"));
    int reserved = Integer.parseInt(setting("reserved_connections"));
    if (free <= 0) {
      throw fatal(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients already");
    }
    if (rights.superuser()) {
      return;
    }
    if (free <= forSuperusers) {
      throw fatal(
          SqlState.TOO_MANY_CONNECTIONS,
          "remaining connection slots are reserved for roles with the SUPERUSER attribute");
    }
    if (free <= forSuperusers + reserved && !rights.hasPrivilegesOf(USE_RESERVED_CONNECTIONS)) {
      throw fatal(
          SqlState.TOO_MANY_CONNECTIONS,
          "remaining connection slots are reserved for roles with privileges of the"
              + " \"pg_use_reserved_connections\" role");
    }
  }

  private long count(Predicate<Session> which) {
    return sessions.values().stream().filter(Session::isClients).filter(which).count();
  }

  /** What ALTER ROLE and ALTER DATABASE have set, the more particular last. */
  private static void roleSettings(Session session, Role role) {
    SharedCatalog shared = session.catalog().shared();
    int database = session.entry().oid();
    for (int[] of : new int[][] {{0, 0}, {database, 0}, {0, role.oid()}, {database, role.oid()}}) {
      shared
          .settings(of[0], of[1])
          .ifPresent(found -> found.values().forEach(session.settings()::initialize));
    }
  }

  /** False when the session's database was dropped meanwhile. */
  private boolean admit(Session session) {
    synchronized (sessions) {
      boolean exists = cluster.shared().database(session.entry().oid()).isPresent();
      if (exists) {
        sessions.put(session.backendPid(), session);
        if (session.isClients()) {
          clients.incrementAndGet();
          session.database().activity().session();
        }
      }
      return exists;
    }
  }

  private static void start(Session session, Role role, Map<String, String> startupOptions) {
    SessionSettings settings = session.settings();
    settings.initialize("is_superuser", role.superuser() ? "on" : "off");
    settings.initialize("session_authorization", role.name());
    try {
      roleSettings(session, role);
      startupOptions.forEach((name, value) -> settings.startup(name, value, role.superuser()));
    } catch (PgException e) {
      session.close();
      throw e.withSeverity(PgException.Severity.FATAL);
    }
  }

  private static PgException fatal(SqlState state, String message) {
    return new PgException(state, message).withSeverity(PgException.Severity.FATAL);
  }

  void sessionClosed(Session session) {
    BackupFunctions.end(session);
    synchronized (sessions) {
      if (sessions.remove(session.backendPid()) != null && session.isClients()) {
        clients.decrementAndGet();
      }
      sessions.notifyAll();
    }
  }

  /** The other sessions that use a database. */
  public List<Session> others(DatabaseEntry database, Session asking) {
    return sessions.values().stream()
        .filter(other -> other != asking && other.entry().oid() == database.oid())
        .toList();
  }

  /** Waits until a session has ended; false when time was up first. */
  public boolean awaitEnd(Session target, Session asking, long timeoutMillis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    synchronized (sessions) {
      while (sessions.get(target.backendPid()) == target) {
        if (!pause(asking, deadline)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Waits a little for sessions to go; false when it is too late or the thread is interrupted. */
  @SuppressWarnings("WaitNotInLoop") // the callers loop
  private boolean pause(Session asking, long deadline) {
    asking.checkCancel();
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      return false;
    }
    try {
      sessions.wait(Math.min(left, CANCEL_CHECK_MILLIS));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Runs {@code work} when nobody else uses the database, and lets nobody in meanwhile. Sessions
   * that are just leaving are waited for, as PostgreSQL does, for 5 seconds.
   *
   * @return how many use it still; 0 when the work is done
   */
  public int alone(DatabaseEntry database, Session asking, Runnable work) {
    long deadline = System.nanoTime() + LEAVING_NANOS;
    synchronized (sessions) {
      while (true) {
        int users = others(database, asking).size();
        if (users == 0) {
          work.run();
          return 0;
        }
        if (!pause(asking, deadline)) {
          return users;
        }
      }
    }
  }

  @Override
  public Optional<String> roleVerifier(String name) {
    return cluster.shared().role(name).filter(Role::login).map(Role::verifier);
  }

  @Override
  public boolean isMember(String name, String group) {
    SharedCatalog shared = cluster.shared();
    Role role = shared.role(name).orElse(null);
    Role other = shared.role(group).orElse(null);
    return role != null
        && other != null
        && shared.memberships().is(role.oid(), other.oid(), Memberships.Way.MEMBER);
  }

  @Override
  public void warmUp(Runnable next) {
    new WarmUp(this, next).start();
  }

  @Override
  public void attach(ServerFiles serverFiles) {
    files = serverFiles;
  }

  public ServerFiles files() {
    return files;
  }

  @Override
  public EngineActivity activity() {
    List<EngineActivity.OfDatabase> databases = new ArrayList<>();
    for (DatabaseEntry entry : cluster.shared().databases()) {
      TemporaryFiles temporary = temporaryFiles(entry.oid());
      databases.add(
          new EngineActivity.OfDatabase(
              entry.name(),
              sessions.values().stream()
                  .filter(session -> session.isClients() && session.entry().oid() == entry.oid())
                  .collect(
                      Collectors.groupingBy(
                          session -> session.activity().state(), Collectors.counting())),
              cluster.activity(entry.oid()),
              heap.activity(entry.storageId()),
              temporary.files(),
              temporary.bytes()));
    }
    return new EngineActivity(databases, heap.activity(), queries.snapshot(), vectors.bytes());
  }

  /** How long clients waited for what their queries gave. */
  Durations queries() {
    return queries;
  }

  @Override
  public void setPassword(String name, String password) {
    Role role =
        cluster
            .shared()
            .role(name)
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist"));
    cluster.change(List.of(new CatalogChange.Put(role.withVerifier(ScramVerifier.of(password)))));
  }

  @Override
  public void verify(Consumer<Damage> report) {
    Verification.run(this, report);
  }

  @Override
  public String setting(String name) {
    return serverSettings.value(name);
  }

  @Override
  public void close() {
    List.copyOf(sessions.values()).forEach(Session::terminate);
    timer.shutdownNow();
    cluster.close();
  }
}
