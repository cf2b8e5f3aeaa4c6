package org.heapgres.planner.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Grants;
import org.heapgres.planner.catalog.SharedCatalog;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.ddl.Cluster;
import org.heapgres.planner.ddl.GrantUpkeep;
import org.heapgres.planner.ddl.SequenceRestart;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.storage.Commit;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.LockNotFree;
import org.heapgres.storage.LockSession;
import org.heapgres.storage.PgException;
import org.heapgres.storage.Savepoint;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/**
 * A session's transaction: none, implicit (one statement, or what a simple query or a Sync joins),
 * or a block between BEGIN and COMMIT; with its savepoints and its own changes of the catalog. Used
 * by the session's thread.
 */
public final class TransactionState {
  /** What the session is in. */
  public enum Mode {
    NONE,
    IMPLICIT,
    BLOCK
  }

  private record Mark(
      String name,
      Savepoint savepoint,
      int settings,
      int changes,
      int notices,
      boolean readOnly,
      DeferredChecks.Mark checks) {}

  private final OpenDatabase database;
  private final Cluster cluster;
  private final SessionSettings settings;
  private final LockSession locks;
  private final List<CatalogChange> changes = new ArrayList<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private Runnable beforeCommit = () -> {};
  private final List<Runnable> afterEnd = new ArrayList<>();
  private final DeferredChecks checks = new DeferredChecks();
  private final Deque<Mark> savepoints = new ArrayDeque<>();

  private Mode mode = Mode.NONE;
  private boolean failed;
  private Isolation isolation = Isolation.READ_COMMITTED;
  private boolean readOnly;
  private boolean deferrable;
  private boolean firstStatementSeen;
  private boolean mayWait = true;
  private boolean viewFixed;
  private Transaction storage;
  private Catalog base;
  private Catalog own;
  private long ownSequence;
  private boolean ownHides;
  private Commit last;
  private long startMicros;

  TransactionState(
      OpenDatabase database, Cluster cluster, SessionSettings settings, LockSession locks) {
    this.database = database;
    this.cluster = cluster;
    this.settings = settings;
    this.locks = locks;
  }

  public Mode mode() {
    return mode;
  }

  public boolean failed() {
    return failed;
  }

  char status() {
    return mode != Mode.BLOCK ? 'I' : failed ? 'E' : 'T';
  }

  /** Microseconds since 2000-01-01 UTC; what now() returns. */
  long startMicros() {
    return startMicros;
  }

  /** pg_current_xact_id(): given out on demand. */
  long id() {
    return storage().id();
  }

  /** The last commit, or what was read so far: answers wait for it. Null for nothing. */
  Commit last() {
    return last;
  }

  /** Makes sure there is a transaction; {@code statementMicros} is when the statement began. */
  public void ensure(long statementMicros) {
    if (mode == Mode.NONE) {
      begin(Mode.IMPLICIT, statementMicros);
    }
  }

  public void begin(Mode newMode, long statementMicros) {
    mode = newMode;
    failed = false;
    firstStatementSeen = false;
    startMicros = statementMicros;
    isolation = Isolation.of(settings.value("default_transaction_isolation"));
    readOnly = settings.bool("default_transaction_read_only");
    deferrable = settings.bool("default_transaction_deferrable");
  }

  /** BEGIN within an implicit transaction makes it a block. */
  public void becomeBlock() {
    mode = Mode.BLOCK;
  }

  /** Whether a statement has taken a snapshot, after which the isolation level is fixed. */
  boolean firstStatementSeen() {
    return firstStatementSeen;
  }

  public Transaction storage() {
    if (storage == null) {
      storage = database.storage().begin(isolation.level(), readOnly, locks);
    }
    return storage;
  }

  /** The storage transaction if one has begun, else null. */
  Transaction storageOrNull() {
    return storage;
  }

  public Isolation isolation() {
    return mode == Mode.NONE
        ? Isolation.of(settings.value("default_transaction_isolation"))
        : isolation;
  }

  /** 25001 after the first query. */
  public void isolation(Isolation value) {
    if (firstStatementSeen && value != isolation) {
      throw new PgException(
          SqlState.ACTIVE_SQL_TRANSACTION,
          "SET TRANSACTION ISOLATION LEVEL must be called before any query");
    }
    if (!savepoints.isEmpty() && value != isolation) {
      throw new PgException(
          SqlState.ACTIVE_SQL_TRANSACTION,
          "SET TRANSACTION ISOLATION LEVEL must not be called in a subtransaction");
    }
    isolation = value;
    restart();
  }

  public boolean readOnly() {
    return mode == Mode.NONE ? settings.bool("default_transaction_read_only") : readOnly;
  }

  public void readOnly(boolean value) {
    if (firstStatementSeen && readOnly && !value) {
      throw new PgException(
          SqlState.ACTIVE_SQL_TRANSACTION,
          "transaction read-write mode must be set before any query");
    }
    readOnly = value;
    restart();
  }

  public boolean deferrable() {
    return mode == Mode.NONE ? settings.bool("default_transaction_deferrable") : deferrable;
  }

  public void deferrable(boolean value) {
    deferrable = value;
  }

  /** A storage transaction that began before its properties were set has done nothing yet. */
  private void restart() {
    if (storage != null && !firstStatementSeen && savepoints.isEmpty()) {
      storage.rollback();
      storage = null;
    }
  }

  /**
   * Statements from now on see what the one that runs sees, and change nothing: the function that
   * runs is not volatile. What was the case before.
   */
  boolean fixView(boolean fix) {
    boolean before = viewFixed;
    viewFixed = fix;
    return before;
  }

  /** 0A000 in a function that is not volatile. */
  public void checkVolatile(String command) {
    if (viewFixed) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, command + " is not allowed in a non-volatile function");
    }
  }

  /** A new statement: a new view of the data. */
  Transaction beginStatement() {
    Transaction transaction = storage();
    if (viewFixed && firstStatementSeen) {
      return transaction;
    }
    firstStatementSeen = true;
    var _ = transaction.beginStatement();
    return transaction;
  }

  /**
   * The catalog as this transaction sees it: the published one with its own changes, and without
   * indexes that are newer than what it sees of the data.
   */
  Catalog catalog() {
    Catalog published = database.catalog();
    long sequence = seesUpTo();
    boolean hides = database.indexAges().anyAfter(sequence);
    if (changes.isEmpty() && !hides) {
      return published;
    }
    if (own == null || base != published || ownSequence != sequence || ownHides != hides) {
      Catalog rebuilt = published;
      for (CatalogChange change : changes) {
        rebuilt = change.applyTo(rebuilt, database.nextVersion());
      }
      base = published;
      ownSequence = sequence;
      ownHides = hides;
      own = hides ? database.indexAges().hide(rebuilt, sequence, database::nextVersion) : rebuilt;
    }
    return own;
  }

  /** The last commit that the statements to come may see. */
  private long seesUpTo() {
    boolean fixed = viewFixed || isolation.level() != IsolationLevel.READ_COMMITTED;
    return fixed && storage != null && storage.isActive() ? storage.viewSequence() : Long.MAX_VALUE;
  }

  public void put(CatalogObject object) {
    if (object instanceof Grants grants && grants.isEmpty()) {
      change(new CatalogChange.Remove(grants));
      return;
    }
    Optional<Grants> grants = GrantUpkeep.follow(catalog(), object);
    change(
        new CatalogChange.Put(
            object instanceof Table table
                ? database.indexAges().reveal(table, seesUpTo())
                : object));
    grants.ifPresent(this::put);
  }

  /** The privileges on it go with it. */
  public void remove(CatalogObject object) {
    change(new CatalogChange.Remove(object));
    if (!(object instanceof Grants)) {
      Optional<Grants> grants =
          object instanceof DatabaseEntry
              ? catalog().shared().grants(object.oid())
              : catalog().grants(object.oid());
      grants.ifPresent(this::remove);
    }
  }

  private void change(CatalogChange change) {
    var _ = storage();
    Catalog before = catalog();
    changes.add(change);
    if (changes.size() == 1) {
      base = before;
      ownSequence = seesUpTo();
      ownHides = database.indexAges().anyAfter(ownSequence);
    }
    own = ownHides ? null : change.applyTo(before, database.nextVersion());
  }

  /** 25006 in a read-only transaction; {@code command} as in "cannot execute INSERT in ...". */
  public void checkWritable(String command) {
    if (readOnly()) {
      throw new PgException(
          SqlState.READ_ONLY_SQL_TRANSACTION,
          "cannot execute " + command + " in a read-only transaction");
    }
  }

  /** Those that wait for the transaction's end. */
  public DeferredChecks constraintChecks() {
    return checks;
  }

  boolean hasCatalogChanges() {
    return !changes.isEmpty();
  }

  /** To be done before every commit of a transaction that may have changed something. */
  void setBeforeCommit(Runnable action) {
    beforeCommit = action;
  }

  /** To be done when, and only when, the transaction has committed. */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /** To be done when the transaction has ended either way. */
  public void afterEnd(Runnable action) {
    afterEnd.add(action);
  }

  /** Commits; on an exception everything is rolled back. */
  void commit() {
    try {
      checks.run();
      if (storage != null || !changes.isEmpty()) {
        if (!readOnly()) {
          beforeCommit.run();
        }
        boolean synchronous = !settings.value("synchronous_commit").equals("off");
        Transaction transaction = storage();
        Supplier<Commit> commit = () -> transaction.commit(synchronous);
        Commit committed = changes.isEmpty() ? commit.get() : commit(transaction, commit);
        // Off waits for none of its own, but still for what was read, as everybody does.
        last = synchronous ? committed : transaction.observed();
      }
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
    List<Runnable> actions = List.copyOf(afterCommit);
    if (mode != Mode.NONE) {
      database.activity().commit();
    }
    settings.endTransaction(true);
    forget();
    actions.forEach(Runnable::run);
  }

  /** Its own changes of the catalog so far, in order. */
  List<CatalogChange> changes() {
    return Collections.unmodifiableList(changes);
  }

  /** The first phase of two, after all checks; {@code owner} is a role's oid. */
  void prepare(String gid, int owner) {
    Transaction transaction = storage();
    if (changes.stream().anyMatch(change -> SharedCatalog.holds(change.object()))) {
      throw PgException.notSupported("PREPARE TRANSACTION of changes of roles and databases");
    }
    if (!changes.isEmpty()) {
      transaction.beginStatement();
      changes.forEach(change -> change.writeTo(transaction));
    }
    // Notifications were refused, and nothing else but these waits for the commit.
    List<SequenceRestart> restarts = afterCommit.stream().map(SequenceRestart.class::cast).toList();
    PreparedNote note = new PreparedNote(owner, Clock.micros(), changes, restarts);
    last = transaction.prepare(gid, note.encode());
    settings.endTransaction(true);
    forget();
  }

  /** Commits with changes of the catalog, those of shared objects after the database's own. */
  private Commit commit(Transaction transaction, Supplier<Commit> commit) {
    List<CatalogChange> own = new ArrayList<>();
    List<CatalogChange> shared = new ArrayList<>();
    for (CatalogChange change : changes) {
      (SharedCatalog.holds(change.object()) ? shared : own).add(change);
    }
    transaction.beginStatement();
    own.forEach(change -> change.writeTo(transaction));
    Supplier<Commit> published = own.isEmpty() ? commit : () -> database.publish(own, commit);
    return shared.isEmpty() ? published.get() : cluster.change(shared, published);
  }

  public void rollback() {
    if (mode != Mode.NONE) {
      database.activity().rollback();
    }
    try {
      if (storage != null && storage.isActive()) {
        storage.rollback();
      }
    } finally {
      settings.endTransaction(false);
      forget();
    }
  }

  private void forget() {
    storage = null;
    mode = Mode.NONE;
    failed = false;
    viewFixed = false;
    changes.clear();
    checks.clear();
    afterCommit.clear();
    savepoints.clear();
    List<Runnable> actions = List.copyOf(afterEnd);
    afterEnd.clear();
    actions.forEach(Runnable::run);
    base = null;
    own = null;
  }

  /** Something failed: an implicit transaction is over, a block waits for its end. */
  void fail() {
    if (mode == Mode.BLOCK) {
      failed = true;
      if (savepoints.isEmpty()) {
        if (storage != null && storage.isActive()) {
          storage.rollback();
        }
        changes.clear();
        own = null;
      } else {
        undoTo(savepoints.peek());
      }
    } else {
      rollback();
    }
  }

  /** How many savepoints there are. */
  public int savepoints() {
    return savepoints.size();
  }

  public void savepoint(String name) {
    savepoints.push(mark(name));
  }

  private Mark mark(String name) {
    return new Mark(
        name,
        storage().savepoint(),
        settings.mark(),
        changes.size(),
        afterCommit.size(),
        readOnly,
        checks.mark());
  }

  public void release(String name) {
    Mark mark = require(name);
    storage.release(mark.savepoint);
    while (!savepoints.peek().equals(mark)) {
      savepoints.pop();
    }
    savepoints.pop();
    // SET TRANSACTION READ ONLY lasts as long as its subtransaction.
    readOnly = mark.readOnly;
  }

  public void rollbackTo(String name) {
    Mark mark = require(name);
    while (!savepoints.peek().equals(mark)) {
      savepoints.pop();
    }
    undoTo(mark);
    failed = false;
  }

  /**
   * Runs a step of the transaction that must not wait.
   *
   * @throws LockNotFree when it would have had to; what it did is undone
   */
  public <T> T ifLocksAreFree(Supplier<T> step) {
    Mark before = mark("");
    try {
      T result = withoutWaiting(step);
      storage.release(before.savepoint);
      return result;
    } catch (LockNotFree e) {
      undoTo(before);
      storage.release(before.savepoint);
      throw e;
    }
  }

  /**
   * Runs a step that must not wait.
   *
   * @throws LockNotFree when it would have had to
   */
  <T> T withoutWaiting(Supplier<T> step) {
    boolean before = mayWait;
    allowWaiting(false);
    try {
      return step.get();
    } finally {
      allowWaiting(before);
    }
  }

  private void allowWaiting(boolean allowed) {
    mayWait = allowed;
    locks.waiting(allowed);
  }

  /** Whether what runs may wait, and take long. */
  public boolean mayWait() {
    return mayWait;
  }

  private void undoTo(Mark mark) {
    storage.rollbackTo(mark.savepoint);
    settings.rollbackTo(mark.settings);
    changes.subList(mark.changes, changes.size()).clear();
    afterCommit.subList(mark.notices, afterCommit.size()).clear();
    checks.rollbackTo(mark.checks);
    readOnly = mark.readOnly;
    own = null;
  }

  private Mark require(String name) {
    Iterator<Mark> marks = savepoints.iterator();
    while (marks.hasNext()) {
      Mark mark = marks.next();
      if (mark.name.equals(name)) {
        return mark;
      }
    }
    throw new PgException(
        SqlState.S_E_INVALID_SPECIFICATION, "savepoint \"" + name + "\" does not exist");
  }

  /** What an answer must wait for: the last commit, or what the transaction has read. */
  void observe() {
    if (storage != null && storage.isActive()) {
      last = storage.observed();
    }
  }

  /**
   * The answer must wait for that commit, which is not of the transaction, which has done nothing.
   */
  void observe(Commit other) {
    last = other;
  }
}
