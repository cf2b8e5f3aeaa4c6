package org.heapgres.storage.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.heapgres.storage.LockInfo;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockNotFree;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * All locks of one database: rows, relations, advisory keys. A hash table cut into stripes, each
 * guarded by its own monitor; an entry exists while it is held or awaited. Waiters are served in
 * order of arrival, except that one who holds the lock in another mode goes first. A deadlock is
 * looked for once a wait has lasted the deadlock timeout.
 */
final class LockManager {
  private static final int STRIPES = 64;

  private final LockTable[] stripes = new LockTable[STRIPES];
  private final HeapMeter meter;
  private final int databaseId;

  /** An owner with so many locks probably loads a table. */
  private static final int MANY = 256;

  /** Of owners with many locks of rows. */
  private final List<BulkLocks> bulk = new CopyOnWriteArrayList<>();

  /** How many locks of rows an owner may have in memory. */
  private final int limit;

  LockManager(HeapMeter meter, int databaseId, int limit) {
    this.meter = meter;
    this.databaseId = databaseId;
    this.limit = limit;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new LockTable();
    }
  }

  private static int spread(int hash) {
    int h = hash * 0x9e3779b9;
    return h ^ h >>> 15;
  }

  /** The low bits choose the place in a stripe's table, the high ones the stripe. */
  private LockTable stripe(int hash) {
    return stripes[hash >>> 26];
  }

  /** Takes a row's lock; false only under {@link LockWait#SKIP}. */
  boolean lockRow(LockOwner owner, int store, byte[] key, int mode, LockWait wait) {
    return acquire(owner, Binary.hash(key, store), null, store, key, mode, wait);
  }

  /** Takes a table-style lock; false only under {@link LockWait#SKIP}. */
  boolean lock(LockOwner owner, LockTag tag, int mode, LockWait wait) {
    return acquire(owner, spread(tag.hashCode()), tag, -1, null, mode, wait);
  }

  private boolean acquire(
      LockOwner owner, int hash, LockTag tag, int store, byte[] key, int mode, LockWait wait) {
    unwatch(owner.group);
    LockTable stripe = stripe(hash);
    LockWaiter waiter;
    synchronized (stripe) {
      LockEntry entry = stripe.find(hash, tag, store, key);
      if (tag == null && !bulk.isEmpty()) {
        if (owner.holdsInBulk(store, key, mode)) {
          return true;
        }
        entry = revive(stripe, entry, owner, hash, store, key, mode);
      }
      if (entry == null) {
        if (tag == null && addAscending(owner, store, key, mode)) {
          return true;
        }
        entry = stripe.add(new LockEntry(hash, tag, store, key));
        entry.owner = owner;
        entry.modes = 1 << mode;
        owner.push(entry, mode);
        return true;
      }
      int held = entry.heldBy(owner);
      if ((held & 1 << mode) != 0) {
        return true;
      }
      boolean holds = held != 0 || entry.heldByGroup(owner.group) != 0;
      if (isGrantable(entry, owner, mode) && (holds || !isBehindWaiters(entry, owner, mode))) {
        entry.grant(owner, mode);
        owner.push(entry, mode);
        return true;
      }
      if (wait instanceof LockWait.Skip) {
        return false;
      }
      if (wait instanceof LockWait.NoWait(String what)) {
        throw new PgException(SqlState.LOCK_NOT_AVAILABLE, "could not obtain lock on " + what);
      }
      if (owner.group.mustNotWait) {
        if (!holds && limit(owner.group, wait) == Long.MAX_VALUE) {
          watch(owner, mode, entry);
        }
        throw new LockNotFree();
      }
      waiter = new LockWaiter(owner, mode, entry, null);
      waiter.crossed = holds && isAwaitedHere(entry, owner.group, mode);
      if (entry.waiters == null) {
        entry.waiters = new ArrayDeque<>(4);
      }
      if (holds) {
        entry.waiters.addFirst(waiter);
      } else {
        entry.waiters.addLast(waiter);
      }
      owner.group.waiter = waiter;
    }
    await(stripe, waiter, limit(owner.group, wait));
    return true;
  }

  /** Under the stripe's monitor. */
  private void watch(LockOwner owner, int mode, LockEntry entry) {
    if (owner.group.whenFree != null) {
      LockWatch watch = new LockWatch(owner, mode, entry, meter.waitForLock(owner, mode, entry));
      if (entry.watches == null) {
        entry.watches = new ArrayDeque<>(4);
      }
      entry.watches.addLast(watch);
      owner.group.watch = watch;
    }
  }

  /** The group asks for a lock again, or never will. */
  void unwatch(LockGroup group) {
    LockWatch watch = group.watch;
    if (watch != null) {
      LockTable stripe = stripe(watch.entry.hash);
      synchronized (stripe) {
        if (group.watch == watch) {
          group.watch = null;
          watch.entry.watches.remove(watch);
          watch.ended.accept(false);
          wake(stripe, watch.entry);
        }
      }
    }
  }

  /** Adds a lock that is neither held nor awaited to those of the owner that are no entries. */
  private boolean addAscending(LockOwner owner, int store, byte[] key, int mode) {
    if (owner.count() < MANY) {
      return false;
    }
    if (owner.ascending == null) {
      owner.ascending = new AscendingLocks(owner, store, mode);
      bulk.add(owner.ascending);
    }
    return owner.ascending.add(store, key, mode, limit);
  }

  /** The entry with the locks that others hold in bulk and that are in the way. */
  private LockEntry revive(
      LockTable stripe,
      LockEntry present,
      LockOwner owner,
      int hash,
      int store,
      byte[] key,
      int mode) {
    LockEntry entry = present;
    for (BulkLocks locks : bulk) {
      if (locks.owner().group != owner.group && locks.excludes(store, key, mode)) {
        if (entry == null) {
          entry = stripe.add(new LockEntry(hash, null, store, key));
        }
        locks.revive(entry);
      }
    }
    return entry;
  }

  /** Writes the locks of rows that an owner has to a run; those that others look at stay too. */
  void spill(LockOwner owner, RunFiles files) {
    if (!owner.isLong(limit)) {
      return;
    }
    if (owner.spilled == null) {
      owner.spilled = new SpilledLocks(owner);
      bulk.add(owner.spilled);
    }
    owner.spilled.add(files);
    IdentityHashMap<LockEntry, Boolean> inSeveralModes = new IdentityHashMap<>();
    owner.retain(
        i -> {
          LockEntry entry = owner.entry(i);
          Boolean known = inSeveralModes.get(entry);
          if (known != null || entry.tag != null) {
            return known == null || known;
          }
          LockTable stripe = stripe(entry.hash);
          synchronized (stripe) {
            boolean kept = entry.owner != owner || !entry.isPlain();
            if (!kept) {
              stripe.remove(entry);
            }
            if (Integer.bitCount(entry.heldBy(owner)) > 1) {
              inSeveralModes.put(entry, kept);
            }
            return kept;
          }
        });
  }

  private static long limit(LockGroup group, LockWait wait) {
    if (wait instanceof LockWait.Timed(long nanos)) {
      return nanos;
    }
    Duration timeout = group.limits.lockTimeout();
    return timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos();
  }

  private static boolean isGrantable(LockEntry entry, LockOwner owner, int mode) {
    return (entry.heldByOthers(owner.group) & LockKind.conflicts(mode)) == 0;
  }

  private static boolean isBehindWaiters(LockEntry entry, LockOwner owner, int mode) {
    if (entry.waiters != null) {
      for (LockWaiter waiter : entry.waiters) {
        if (waiter.owner.group != owner.group && waiter.precedes(mode)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether one waits for the group that itself holds what the group now wants. */
  private static boolean isAwaitedHere(LockEntry entry, LockGroup group, int mode) {
    int held = entry.heldByGroup(group);
    if (entry.waiters != null) {
      for (LockWaiter waiter : entry.waiters) {
        if (waiter.holders == null
            && (LockKind.conflicts(waiter.mode) & held) != 0
            && (LockKind.conflicts(mode) & entry.heldByGroup(waiter.owner.group)) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  private void await(LockTable stripe, LockWaiter waiter, long timeoutNanos) {
    Consumer<Boolean> ended = meter.waitForLock(waiter.owner, waiter.mode, waiter.entry);
    long start = System.nanoTime();
    long deadlockNanos = waiter.owner.group.limits.deadlockTimeout().toNanos();
    boolean interrupted = false;
    boolean searched = false;
    PgException failure = null;
    while (!waiter.granted && failure == null) {
      long waited = System.nanoTime() - start;
      failure = waiter.owner.group.takeCancel();
      if (failure == null && waited >= timeoutNanos) {
        failure =
            new PgException(SqlState.LOCK_NOT_AVAILABLE, "canceling statement due to lock timeout");
      }
      if (failure == null && !searched && (waiter.crossed || waited >= deadlockNanos)) {
        searched = true;
        failure = deadlock(waiter);
      }
      if (failure == null) {
        long left = timeoutNanos - waited;
        LockSupport.parkNanos(this, searched ? left : Math.min(left, deadlockNanos - waited));
        interrupted |= Thread.interrupted();
      }
    }
    if (failure != null) {
      synchronized (stripe) {
        giveUp(stripe, waiter);
      }
    }
    ended.accept(waiter.granted);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Under the stripe's monitor. */
  private static void giveUp(LockTable stripe, LockWaiter waiter) {
    LockGroup group = waiter.owner.group;
    if (group.waiter == waiter) {
      group.waiter = null;
      waiter.entry.waiters.remove(waiter);
      wake(stripe, waiter.entry);
    }
  }

  /** Grants what has become possible, in order; drops the entry when nobody is left. */
  private static void wake(LockTable stripe, LockEntry entry) {
    if (entry.waiters != null && !entry.waiters.isEmpty()) {
      int ahead = 0;
      ArrayDeque<LockWaiter> stay = new ArrayDeque<>(entry.waiters.size());
      for (LockWaiter waiter : entry.waiters) {
        if (waiter.holders != null) {
          if (entry.holders(waiter.owner.group, waiter.mode).stream()
              .noneMatch(waiter.holders::contains)) {
            end(waiter);
          } else {
            stay.add(waiter);
          }
        } else if ((ahead & LockKind.conflicts(waiter.mode)) == 0
            && isGrantable(entry, waiter.owner, waiter.mode)) {
          entry.grant(waiter.owner, waiter.mode);
          waiter.owner.push(entry, waiter.mode);
          end(waiter);
        } else {
          ahead |= 1 << waiter.mode;
          stay.add(waiter);
        }
      }
      entry.waiters = stay.isEmpty() ? null : stay;
    }
    if (entry.watches != null && entry.waiters == null) {
      tellFirst(entry);
    }
    if (entry.isFree()) {
      stripe.remove(entry);
    }
  }

  /**
   * Tells one of those who watch the lock: the next is told when that one has freed it again. If it
   * does not take it at all, the others find that out when they are tired of waiting.
   */
  private static void tellFirst(LockEntry entry) {
    LockWatch first = entry.watches.peek();
    if (first != null && isGrantable(entry, first.owner, first.mode)) {
      entry.watches.remove();
      LockGroup group = first.owner.group;
      group.watch = null;
      first.ended.accept(true);
      group.whenFree.run();
    }
  }

  private static void end(LockWaiter waiter) {
    waiter.owner.group.waiter = null;
    waiter.granted = true;
    LockSupport.unpark(waiter.thread);
  }

  /** See {@link org.heapgres.storage.Transaction#awaitHolders}. */
  void awaitHolders(LockOwner owner, LockTag tag, int mode) {
    int hash = spread(tag.hashCode());
    LockTable stripe = stripe(hash);
    LockWaiter waiter;
    synchronized (stripe) {
      LockEntry entry = stripe.find(hash, tag, -1, null);
      Set<LockOwner> holders = entry == null ? Set.of() : entry.holders(owner.group, mode);
      if (holders.isEmpty()) {
        return;
      }
      waiter = new LockWaiter(owner, mode, entry, holders);
      if (entry.waiters == null) {
        entry.waiters = new ArrayDeque<>(4);
      }
      entry.waiters.addLast(waiter);
      owner.group.waiter = waiter;
    }
    await(stripe, waiter, limit(owner.group, LockWait.BLOCK));
  }

  /** The pids of the groups that {@link #awaitHolders} would wait for. */
  List<Integer> holders(LockGroup group, LockTag tag, int mode) {
    int hash = spread(tag.hashCode());
    LockTable stripe = stripe(hash);
    synchronized (stripe) {
      LockEntry entry = stripe.find(hash, tag, -1, null);
      return entry == null
          ? List.of()
          : entry.holders(group, mode).stream().map(holder -> holder.group.pid).distinct().toList();
    }
  }

  /** Frees what the owner took after {@code mark}, an earlier {@link LockOwner#mark}. */
  void releaseAfter(LockOwner owner, int mark) {
    releaseAfter(owner, owner.ascending, mark);
    releaseAfter(owner, owner.spilled, mark);
    if (mark == 0) {
      owner.ascending = null;
      owner.spilled = null;
    }
    int count = owner.count();
    while (count > 0 && owner.place(count - 1) >= mark) {
      count--;
      release(owner, owner.entry(count), owner.mode(count));
    }
    owner.truncate(count, mark);
  }

  private void releaseAfter(LockOwner owner, BulkLocks locks, int mark) {
    if (locks != null) {
      locks.releaseFrom(mark).forEach(lock -> release(owner, lock.entry(), lock.mode()));
      if (mark == 0) {
        bulk.remove(locks);
      }
    }
  }

  private void release(LockOwner owner, LockEntry entry, int mode) {
    LockTable stripe = stripe(entry.hash);
    synchronized (stripe) {
      entry.revoke(owner, mode);
      wake(stripe, entry);
    }
  }

  /** Makes entries of all the locks that an owner has in memory. */
  void unfold(LockOwner owner) {
    AscendingLocks locks = owner.ascending;
    if (locks == null) {
      return;
    }
    for (byte[] key : locks.keys()) {
      int hash = Binary.hash(key, locks.store());
      LockTable stripe = stripe(hash);
      synchronized (stripe) {
        LockEntry entry = stripe.find(hash, null, locks.store(), key);
        if (entry == null) {
          entry = stripe.add(new LockEntry(hash, null, locks.store(), key));
        }
        if ((entry.heldBy(owner) & 1 << locks.mode()) == 0) {
          entry.grant(owner, locks.mode());
        }
        owner.push(entry, locks.mode());
      }
    }
    bulk.remove(locks);
    owner.ascending = null;
  }

  /** What the owner holds, oldest first. */
  static List<LocalPrepared.Held> held(LockOwner owner) {
    List<LocalPrepared.Held> result = new ArrayList<>(owner.count());
    for (int i = 0; i < owner.count(); i++) {
      LockEntry entry = owner.entry(i);
      result.add(new LocalPrepared.Held(entry.tag, entry.store, entry.key, owner.mode(i)));
    }
    return result;
  }

  /**
   * Gives all locks of one owner to another.
   *
   * @throws PgException 0A000 when others of the first one's group hold some of them too
   */
  void handOver(LockOwner from, LockOwner to) {
    for (int i = 0; i < from.count(); i++) {
      LockEntry entry = from.entry(i);
      synchronized (stripe(entry.hash)) {
        if (entry.isSharedInGroup(from)) {
          throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "cannot PREPARE while holding both session-level and transaction-level locks on the"
                  + " same object");
        }
      }
    }
    for (int i = 0; i < from.count(); i++) {
      LockEntry entry = from.entry(i);
      synchronized (stripe(entry.hash)) {
        entry.revoke(from, from.mode(i));
        entry.grant(to, from.mode(i));
      }
      to.push(entry, from.mode(i));
    }
    from.truncate(0, 0);
  }

  /** Takes a lock that nobody can be in the way of. */
  void restore(LockOwner owner, LocalPrepared.Held lock) {
    if (lock.tag() == null) {
      var _ = lockRow(owner, lock.store(), lock.key(), lock.mode(), LockWait.BLOCK);
    } else {
      var _ = lock(owner, lock.tag(), lock.mode(), LockWait.BLOCK);
    }
  }

  boolean isHeld(LockOwner owner, LockTag tag) {
    int hash = spread(tag.hashCode());
    LockTable stripe = stripe(hash);
    synchronized (stripe) {
      LockEntry entry = stripe.find(hash, tag, -1, null);
      return entry != null && entry.heldBy(owner) != 0;
    }
  }

  boolean holds(LockOwner owner, LockTag tag, int mode) {
    int hash = spread(tag.hashCode());
    LockTable stripe = stripe(hash);
    synchronized (stripe) {
      LockEntry entry = stripe.find(hash, tag, -1, null);
      return entry != null && (entry.heldBy(owner) & 1 << mode) != 0;
    }
  }

  /** Frees one lock; false when the owner does not hold it. */
  boolean unlock(LockOwner owner, LockTag tag, int mode) {
    int hash = spread(tag.hashCode());
    LockTable stripe = stripe(hash);
    synchronized (stripe) {
      LockEntry entry = stripe.find(hash, tag, -1, null);
      if (entry == null || !owner.remove(entry, mode)) {
        return false;
      }
      entry.revoke(owner, mode);
      wake(stripe, entry);
      return true;
    }
  }

  List<LockInfo> list() {
    List<LockInfo> result = new ArrayList<>();
    Set<LockOwner> transactions = new LinkedHashSet<>();
    for (LockTable stripe : stripes) {
      synchronized (stripe) {
        stripe.forEach(entry -> list(entry, result, transactions));
      }
    }
    bulk.forEach(locks -> transactions.add(locks.owner()));
    for (LockOwner owner : transactions) {
      LockTag tag = new LockTag.OfTransaction(owner.transactionId);
      result.add(new LockInfo(owner.group.pid, tag, LockMode.EXCLUSIVE.pgName(), true, 0));
    }
    return result;
  }

  private static void list(LockEntry entry, List<LockInfo> result, Set<LockOwner> transactions) {
    if (entry.owner != null) {
      list(entry, entry.owner, entry.modes, result, transactions);
    }
    if (entry.more != null) {
      for (LockEntry.Grant grant : entry.more) {
        list(entry, grant.owner, grant.modes, result, transactions);
      }
    }
    if (entry.waiters != null) {
      for (LockWaiter waiter : entry.waiters) {
        if (waiter.owner.transactionId != 0) {
          transactions.add(waiter.owner);
        }
        result.add(waiter.info());
      }
    }
  }

  private static void list(
      LockEntry entry,
      LockOwner owner,
      int modes,
      List<LockInfo> result,
      Set<LockOwner> transactions) {
    if (owner.transactionId != 0) {
      transactions.add(owner);
    }
    if (entry.tag != null) {
      for (int bits = modes; bits != 0; bits &= bits - 1) {
        String mode = LockKind.name(Integer.numberOfTrailingZeros(bits));
        result.add(new LockInfo(owner.group.pid, entry.tag, mode, true, 0));
      }
    }
  }

  LockInfo waiting(LockGroup group) {
    LockWaiter waiter = group.waiter;
    if (waiter == null) {
      return null;
    }
    synchronized (stripe(waiter.entry.hash)) {
      return group.waiter == waiter ? waiter.info() : null;
    }
  }

  List<Integer> blockers(LockGroup group) {
    LockWaiter waiter = group.waiter;
    if (waiter == null) {
      return List.of();
    }
    synchronized (stripe(waiter.entry.hash)) {
      return group.waiter == waiter
          ? waiter.blockers().stream().map(blocker -> blocker.group.pid).distinct().toList()
          : List.of();
    }
  }

  /** The error for the waiter when its wait is part of a cycle, else null. */
  private PgException deadlock(LockWaiter waiter) {
    List<LockInfo> cycle = new ArrayList<>();
    boolean found =
        withAllStripes(
            0,
            () -> {
              List<LockWaiter> path = new ArrayList<>();
              boolean closed = Deadlocks.search(waiter, waiter, path, new HashSet<>());
              if (closed) {
                path.forEach(waiting -> cycle.add(waiting.info()));
                // At once, so that the others of the cycle do not end too.
                giveUp(stripe(waiter.entry.hash), waiter);
              }
              return closed;
            });
    if (!found) {
      return null;
    }
    meter.database(databaseId).deadlocks.increment();
    return Deadlocks.error(cycle, databaseId);
  }

  private boolean withAllStripes(int from, java.util.function.BooleanSupplier action) {
    if (from == STRIPES) {
      return action.getAsBoolean();
    }
    synchronized (stripes[from]) {
      return withAllStripes(from + 1, action);
    }
  }
}
