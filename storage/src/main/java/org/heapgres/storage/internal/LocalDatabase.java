package org.heapgres.storage.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.heapgres.storage.Commit;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.Damage;
import org.heapgres.storage.Database;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.LockInfo;
import org.heapgres.storage.LockLimits;
import org.heapgres.storage.LockSession;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PreparedTransaction;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * A database: its store, its overlay, its locks. The overlay's state is replaced as a whole, under
 * the heap's commit lock.
 */
final class LocalDatabase implements Database {
  private static final int MAX_POOLED = 64;

  private static final long FIRST_TRANSACTION_ID = 1000;

  /** Of transactions that no session is behind. */
  private record InternalLimits(Duration deadlockTimeout) implements LockLimits {
    @Override
    public Duration lockTimeout() {
      return Duration.ZERO;
    }
  }

  private record Pooled(long epoch, KeyValueStore.Snapshot snapshot) {}

  private final LocalHeap heap;
  private final int id;
  private final KeyValueStore store;
  private final HeapMeter.OfDatabase meter;
  private final LockManager locks;
  private final LockLimits limits;
  private final AtomicLong transactionIds = new AtomicLong(FIRST_TRANSACTION_ID);
  private final AtomicInteger transactions = new AtomicInteger();
  private final AtomicInteger nextPid = new AtomicInteger(-1);

  private final Moves moves = new Moves();

  /** By gid. */
  private final Map<String, LocalPrepared> prepared = new ConcurrentHashMap<>();

  /** Snapshots nobody uses, of the current epoch: closed when it ends. */
  private final Deque<Pooled> pool = new ConcurrentLinkedDeque<>();

  private final AtomicInteger pooled = new AtomicInteger();
  private volatile DatabaseState state;

  LocalDatabase(LocalHeap heap, int id, KeyValueStore store, long deadlockNanos) {
    this.heap = heap;
    this.id = id;
    this.store = store;
    this.meter = heap.meter().database(id);
    this.locks = new LockManager(heap.meter(), id, heap.runs().lockLimit());
    this.limits = new InternalLimits(Duration.ofNanos(deadlockNanos));
    this.state =
        new DatabaseState(store.applied(), Layers.NONE, Layers.NONE, 0, 0, 0, Extents.NONE);
  }

  LocalHeap heap() {
    return heap;
  }

  KeyValueStore store() {
    return store;
  }

  Moves moves() {
    return moves;
  }

  LockManager lockManager() {
    return locks;
  }

  DatabaseState state() {
    return state;
  }

  /** Under the heap's commit lock. */
  void replace(DatabaseState newState) {
    state = newState;
  }

  /** The record of the store below, when it is known without a look at it. */
  RecordCache.Entry cached(int storeId, byte[] key, long epoch) {
    RecordCache.Entry entry = heap.records().find(id, storeId, key, epoch);
    (entry == null ? meter.storedReads : meter.cachedReads).increment();
    return entry;
  }

  /** Remembers a record that was found below in {@code epoch}. */
  void cache(int storeId, byte[] key, byte[] value, long sequence, long epoch) {
    if (state.epoch() != epoch) {
      return;
    }
    RecordCache.Entry entry = heap.records().offer(id, storeId, key, value, sequence, epoch);
    if (entry != null) {
      DatabaseState now = state;
      if (now.epoch() == epoch && now.frozen().find(storeId, key) == null) {
        entry.confirm();
      }
    }
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public Transaction begin(IsolationLevel isolation, boolean readOnly) {
    transactions.incrementAndGet();
    return new LocalTransaction(
        this, isolation, readOnly, new LockGroup(nextPid.getAndDecrement(), limits));
  }

  @Override
  public Transaction begin(IsolationLevel isolation, boolean readOnly, LockSession session) {
    transactions.incrementAndGet();
    return new LocalTransaction(this, isolation, readOnly, ((LocalLockSession) session).group());
  }

  long nextTransactionId() {
    return transactionIds.incrementAndGet();
  }

  void ended() {
    transactions.decrementAndGet();
  }

  /** See {@link Transaction#prepare}; {@code reads} null unless serializable. */
  Commit prepare(
      String gid, byte[] note, OwnWrites own, LockOwner owner, ReadSet reads, long since) {
    if (own.isSpilled() || owner.isSpilled()) {
      throw PgException.notSupported(
          "PREPARE TRANSACTION of a transaction that is larger than its share of memory");
    }
    LockOwner heir = new LockOwner(new LockGroup(0, limits));
    heir.transactionId = owner.transactionId;
    LocalPrepared transaction = new LocalPrepared(this, gid, note, reads != null, own, heir);
    locks.unfold(owner);
    locks.handOver(owner, heir);
    transactions.incrementAndGet();
    prepared.put(gid, transaction);
    try {
      if (reads != null) {
        heap.recent().prepare(transaction, reads, since);
      }
      return transaction.save();
    } catch (RuntimeException e) {
      finished(transaction);
      throw e;
    }
  }

  void finished(LocalPrepared transaction) {
    prepared.remove(transaction.gid());
    heap.recent().forget(transaction);
    locks.releaseAfter(transaction.owner(), 0);
    ended();
  }

  /** Takes the locks of those that were prepared before the heap was opened. */
  void restorePrepared() {
    Transaction reader = begin(IsolationLevel.READ_COMMITTED, true);
    try (Cursor cursor = reader.scan(SystemStores.PREPARED, null, null, false)) {
      while (cursor.next()) {
        LockOwner owner = new LockOwner(new LockGroup(0, limits));
        List<LocalPrepared.Held> held = new ArrayList<>();
        LocalPrepared transaction =
            LocalPrepared.decode(this, cursor.key(), cursor.value(), owner, held);
        held.forEach(lock -> locks.restore(owner, lock));
        transactionIds.accumulateAndGet(transaction.id(), Math::max);
        transactions.incrementAndGet();
        prepared.put(transaction.gid(), transaction);
        heap.recent().restore(transaction);
      }
    } finally {
      reader.rollback();
    }
  }

  @Override
  public List<PreparedTransaction> prepared() {
    return List.copyOf(prepared.values());
  }

  @Override
  public void unlockPrepared() {
    prepared.values().forEach(transaction -> locks.releaseAfter(transaction.owner(), 0));
  }

  boolean isUsed() {
    return transactions.get() > 0;
  }

  @Override
  public LockSession lockSession(int pid, LockLimits limits) {
    return new LocalLockSession(locks, pid, limits);
  }

  @Override
  public List<LockInfo> locks() {
    return locks.list();
  }

  @Override
  public long approximateCount(int storeId) {
    Base base = base();
    try {
      long count = 0;
      List<StoreWrites> layers = new ArrayList<>(2);
      boolean open = base.state.collect(storeId, layers);
      for (StoreWrites writes : layers) {
        count += writes.versions().size();
      }
      if (!open) {
        return count;
      }
      return count + base.below().count(storeId);
    } finally {
      base.release();
    }
  }

  @Override
  public void verify(Consumer<Damage> report) {
    store.verify(report);
  }

  @Override
  public void compact(Runnable between) {
    heap.compact(this, between);
  }

  @Override
  public long diskSize() {
    return store.diskSize();
  }

  /**
   * The current state with a snapshot that fits: one taken in the same epoch holds everything
   * applied before, and of what is being applied nothing that the state's overlay does not hide.
   */
  Base base() {
    while (true) {
      DatabaseState before = state;
      KeyValueStore.Snapshot snapshot = takePooled(before.epoch());
      if (snapshot == null) {
        snapshot = store.snapshot();
      }
      DatabaseState after = state;
      if (after.epoch() == before.epoch()) {
        return new Base(this, after, snapshot);
      }
      snapshot.close();
    }
  }

  private KeyValueStore.Snapshot takePooled(long epoch) {
    Pooled candidate = pool.pollFirst();
    while (candidate != null) {
      pooled.decrementAndGet();
      if (candidate.epoch == epoch) {
        return candidate.snapshot;
      }
      candidate.snapshot.close();
      candidate = pool.pollFirst();
    }
    return null;
  }

  void giveBack(KeyValueStore.Snapshot snapshot, long epoch) {
    if (epoch != state.epoch() || pooled.get() >= MAX_POOLED) {
      snapshot.close();
      return;
    }
    pooled.incrementAndGet();
    pool.addFirst(new Pooled(epoch, snapshot));
    if (epoch != state.epoch()) {
      closePooled();
    }
  }

  /** Lets go of all snapshots that nobody uses. */
  void closePooled() {
    takePooled(-1);
  }

  void close() {
    closePooled();
    store.close();
  }
}
