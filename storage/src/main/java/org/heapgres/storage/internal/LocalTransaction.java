package org.heapgres.storage.internal;

import java.util.List;
import java.util.function.Supplier;
import org.heapgres.storage.Commit;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.Database;
import org.heapgres.storage.ExtentScan;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.Savepoint;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.StatementView;
import org.heapgres.storage.Transaction;

/** See {@link Transaction}; its writes are private to it until {@link #commit}. */
final class LocalTransaction implements Transaction {
  private final LocalDatabase database;
  private final IsolationLevel isolation;
  private final boolean readOnly;
  private final LockOwner owner;
  private final OwnWrites own;
  private final Moves.Own moves = new Moves.Own();

  /** Of all statements above READ COMMITTED; null until the first. */
  private Base fixed;

  private View view;
  private ReadSet reads;

  /** Where commits matter to a serializable transaction; -1 when not registered. */
  private long serializableSince = -1;

  /** Commits up to this one have left what had been read by then as it was. */
  private long readsChecked;

  private long observed;
  private int savepoints;
  private boolean active = true;

  LocalTransaction(
      LocalDatabase database, IsolationLevel isolation, boolean readOnly, LockGroup group) {
    this.database = database;
    this.isolation = isolation;
    this.readOnly = readOnly;
    this.owner = new LockOwner(group);
    this.own = new OwnWrites(database.heap().runs());
  }

  @Override
  public Database database() {
    return database;
  }

  @Override
  public IsolationLevel isolation() {
    return isolation;
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public long id() {
    if (owner.transactionId == 0) {
      owner.transactionId = database.nextTransactionId();
    }
    return owner.transactionId;
  }

  @Override
  public boolean isActive() {
    return active;
  }

  private void checkActive() {
    if (!active) {
      throw new IllegalStateException("the transaction is over");
    }
  }

  /** A version was read: whoever learns of it must wait until it is durable. */
  void observe(CommitMark commit) {
    if (commit.synchronous && commit.sequence > observed) {
      observed = commit.sequence;
    }
  }

  @Override
  public StatementView beginStatement() {
    checkActive();
    owner.group.forgetCancel();
    leaveView();
    view = new View(statementBase(), own.snapshot());
    return view;
  }

  private Base statementBase() {
    if (isolation == IsolationLevel.READ_COMMITTED) {
      return database.base();
    }
    if (fixed == null) {
      if (isolation == IsolationLevel.SERIALIZABLE && !readOnly) {
        serializableSince = database.heap().recent().enter();
        reads = new ReadSet();
      }
      fixed = database.base();
      readsChecked = readsSince();
    }
    return fixed.retain();
  }

  @Override
  public void renewSnapshot() {
    checkActive();
    if (isolation == IsolationLevel.READ_COMMITTED) {
      var _ = beginStatement();
    } else if (fixed != null && reads != null) {
      renewFixed();
    }
  }

  /** What was read by the old snapshot is the same by the new one, or the old one stays. */
  private void renewFixed() {
    Base renewed = database.base();
    try {
      readsChecked = database.heap().recent().check(database, reads, readsSince());
    } catch (PgException _) {
      renewed.release();
      return;
    }
    Layers shown = view == null || view.isClosed() ? own.snapshot() : view.own;
    leaveView();
    fixed.release();
    fixed = renewed;
    view = new View(fixed.retain(), shown);
  }

  private void leaveView() {
    if (view != null && !view.kept) {
      view.close();
    }
    view = null;
  }

  private View view() {
    if (view == null || view.isClosed()) {
      checkActive();
      view = new View(statementBase(), own.snapshot());
    }
    return view;
  }

  @Override
  public StatementView keep() {
    View current = view();
    current.kept = true;
    return current;
  }

  @Override
  public void resume(StatementView statement) {
    checkActive();
    View resumed = (View) statement;
    if (resumed != view) {
      leaveView();
      view = resumed;
    }
  }

  @Override
  public <T> T seeing(StatementView earlier, Supplier<T> step) {
    View current = view();
    view = (View) earlier;
    try {
      return step.get();
    } finally {
      leaveView();
      view = current;
    }
  }

  @Override
  public byte[] get(int store, byte[] key) {
    View current = view();
    if (reads != null) {
      reads.add(store, key);
    }
    return current.get(store, key, this);
  }

  @Override
  public Cursor scan(int store, byte[] from, byte[] to, boolean reverse) {
    Cursor cursor = view().scan(store, from, to, reverse, this);
    return reads == null ? cursor : reads.track(store, cursor, from, to, reverse);
  }

  @Override
  public ExtentScan extents(int store) {
    return reads == null
        ? new LayeredExtents(view(), store, this)
        : new WholeStore(scan(store, null, null, false));
  }

  void splitExtent(int store, long stamp, List<byte[]> starts) {
    database.heap().splitExtent(database, store, stamp, starts);
  }

  @Override
  public byte[] latest(int store, byte[] key) {
    View current = view();
    Version written = own.find(store, key);
    return written == null ? committed(current.base, store, key) : written.value();
  }

  /** The latest committed value; {@link #foundSequence} tells whose. */
  private byte[] committed(Base base, int store, byte[] key) {
    DatabaseState now = database.state();
    if (now.epoch() == base.state.epoch()) {
      byte[] value = base.find(now, store, key, this);
      foundSequence = base.foundSequence();
      return value;
    }
    Base fresh = database.base();
    try {
      byte[] value = fresh.find(store, key, this);
      foundSequence = fresh.foundSequence();
      return value;
    } finally {
      fresh.release();
    }
  }

  private long foundSequence;

  /** Whether what {@link #lockLatest} returned is the transaction's own. */
  private boolean foundOwn;

  @Override
  public Cursor scanLatest(int store, byte[] from, byte[] to, boolean reverse) {
    checkActive();
    View latest = new View(database.base(), own.snapshot());
    try {
      return latest.scan(store, from, to, reverse, this);
    } finally {
      latest.close();
    }
  }

  @Override
  public byte[] lockRow(int store, byte[] key, RowLockMode mode, LockWait wait) {
    Base base = view().base;
    byte[] latest = lockLatest(store, key, mode, wait);
    if (latest == SKIPPED || foundOwn) {
      return latest;
    }
    if (isolation != IsolationLevel.READ_COMMITTED) {
      refuseChange(base, store, key, latest);
    }
    if (reads != null && database.state().sequence() > readsChecked) {
      readsChecked = database.heap().recent().check(database, reads, readsChecked);
    }
    return latest;
  }

  @Override
  public byte[] lockLatest(int store, byte[] key, RowLockMode mode, LockWait wait) {
    Base base = view().base;
    var _ = id();
    if (!database.lockManager().lockRow(owner, store, key, LockKind.of(mode), wait)) {
      return SKIPPED;
    }
    database.lockManager().spill(owner, database.heap().runs().files());
    Version written = own.find(store, key);
    foundOwn = written != null;
    return foundOwn ? written.value() : committed(base, store, key);
  }

  /** Above READ COMMITTED a row that changed since the snapshot cannot be locked. */
  private void refuseChange(Base base, int store, byte[] key, byte[] latest) {
    if (reads != null) {
      reads.add(store, key);
    }
    boolean changed;
    if (latest == null) {
      changed = base.find(store, key, this) != null;
    } else {
      changed =
          foundSequence > base.state.sequence()
              && (isolation == IsolationLevel.SERIALIZABLE || base.find(store, key, this) != null);
    }
    if (changed) {
      boolean gone = latest == null && successor(store, key) == null;
      throw new PgException(
          SqlState.T_R_SERIALIZATION_FAILURE, gone ? CONCURRENT_DELETE : CONCURRENT_UPDATE);
    }
  }

  private void checkWritable() {
    checkActive();
    if (readOnly) {
      throw new PgException(
          SqlState.READ_ONLY_SQL_TRANSACTION, "cannot write in a read-only transaction");
    }
  }

  @Override
  public void put(int store, byte[] key, byte[] value) {
    checkWritable();
    own.put(store, key, value);
  }

  @Override
  public void delete(int store, byte[] key) {
    checkWritable();
    own.put(store, key, null);
  }

  @Override
  public void move(int store, byte[] from, byte[] to, byte[] value) {
    delete(store, from);
    put(store, to, value);
    moves.add(new Moves.Moved(store, from, to));
  }

  @Override
  public void moveAway(int store, byte[] key) {
    delete(store, key);
    moves.add(new Moves.Moved(store, key, ELSEWHERE));
  }

  @Override
  public byte[] successor(int store, byte[] key) {
    return database.moves().follow(store, key, viewSequence());
  }

  @Override
  public void clearStore(int store) {
    checkWritable();
    own.clear(store);
  }

  @Override
  public void dropStore(int store) {
    clearStore(store);
  }

  @Override
  public Savepoint savepoint() {
    checkActive();
    return new LocalSavepoint(this, own.save(), owner.mark(), moves.count(), savepoints++);
  }

  private LocalSavepoint check(Savepoint savepoint) {
    checkActive();
    LocalSavepoint mark = (LocalSavepoint) savepoint;
    if (mark.transaction() != this || mark.depth() >= savepoints) {
      throw new IllegalStateException("the savepoint is gone");
    }
    return mark;
  }

  @Override
  public void rollbackTo(Savepoint savepoint) {
    LocalSavepoint mark = check(savepoint);
    savepoints = mark.depth() + 1;
    own.restore(mark.writes());
    moves.truncate(mark.moves());
    database.lockManager().releaseAfter(owner, mark.lockCount());
    if (view != null && !view.kept) {
      View undone = view;
      view = new View(undone.base.retain(), own.snapshot());
      undone.close();
    }
  }

  @Override
  public void release(Savepoint savepoint) {
    savepoints = check(savepoint).depth();
  }

  @Override
  public boolean lock(LockTag tag, LockMode mode, LockWait wait) {
    checkActive();
    return database.lockManager().lock(owner, tag, LockKind.of(mode), wait);
  }

  @Override
  public boolean holds(LockTag tag, LockMode mode) {
    return database.lockManager().holds(owner, tag, LockKind.of(mode));
  }

  @Override
  public void unlock(LockTag tag, LockMode mode) {
    checkActive();
    if (own.isEmpty()) {
      database.lockManager().unlock(owner, tag, LockKind.of(mode));
    }
  }

  @Override
  public void awaitHolders(LockTag tag, LockMode mode) {
    checkActive();
    database.lockManager().awaitHolders(owner, tag, LockKind.of(mode));
  }

  @Override
  public long viewSequence() {
    Base base = fixed != null || view == null || view.isClosed() ? fixed : view.base;
    return base == null ? Long.MAX_VALUE : base.state.sequence();
  }

  @Override
  public Commit commit(boolean synchronous) {
    checkActive();
    try {
      if (own.isEmpty()) {
        return observed();
      }
      long sequence =
          database
              .heap()
              .commit(
                  database,
                  own.snapshot(),
                  own.mark(),
                  own.memory(),
                  synchronous,
                  reads,
                  readsSince());
      own.committed();
      database.moves().add(moves.list(), sequence);
      return new LocalCommit(database.heap(), sequence);
    } finally {
      end();
    }
  }

  /**
   * The snapshot that all reads were made with. What {@link #readsChecked} says is no help at the
   * end: something may have been read afterwards that had changed before.
   */
  private long readsSince() {
    return reads == null ? 0 : Math.max(fixed.state.sequence(), serializableSince);
  }

  @Override
  public Commit prepare(String gid, byte[] note) {
    checkActive();
    try {
      var _ = id();
      return database.prepare(gid, note, own, owner, reads, readsSince());
    } finally {
      end();
    }
  }

  @Override
  public boolean holds(LockTag tag) {
    return database.lockManager().isHeld(owner, tag);
  }

  @Override
  public Commit observed() {
    return new LocalCommit(database.heap(), observed);
  }

  @Override
  public void rollback() {
    if (active) {
      end();
    }
  }

  private void end() {
    active = false;
    if (view != null) {
      view.close();
      view = null;
    }
    if (fixed != null) {
      fixed.release();
      fixed = null;
    }
    if (serializableSince >= 0) {
      database.heap().recent().leave(serializableSince);
      serializableSince = -1;
    }
    database.lockManager().releaseAfter(owner, 0);
    own.end();
    database.ended();
  }

  @Override
  public void cancel(PgException reason) {
    owner.group.cancel(reason);
  }
}
