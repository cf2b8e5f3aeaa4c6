package org.heapgres.storage.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
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
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  private final Stripe[] stripes = new Stripe[STRIPES];
  private final int databaseId;

  /** Of owners with more locks of rows than memory is to hold. */
  private final List<SpilledLocks> spilled = new CopyOnWriteArrayList<>();

  LockManager(int databaseId) {
    this.databaseId = databaseId;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  /** One lock. Either {@code tag} is set (table-style) or {@code store} and {@code key} (a row). */
  static final class Entry {
    final int hash;
    final LockTag tag;
    final int store;
    final byte[] key;
    Entry next;

    /** The first holder; others are in {@link #more}. */
    LockOwner owner;

    int modes;
    List<Grant> more;
    ArrayDeque<Waiter> waiters;

    Entry(int hash, LockTag tag, int store, byte[] key) {
      this.hash = hash;
      this.tag = tag;
      this.store = store;
      this.key = key;
    }

    boolean matches(int otherHash, LockTag otherTag, int otherStore, byte[] otherKey) {
      return hash == otherHash
          && (otherTag != null
              ? otherTag.equals(tag)
              : tag == null && store == otherStore && Arrays.equals(key, otherKey));
    }

    int heldBy(LockOwner candidate) {
      if (owner == candidate) {
        return modes;
      }
      if (more != null) {
        for (Grant grant : more) {
          if (grant.owner == candidate) {
            return grant.modes;
          }
        }
      }
      return 0;
    }

    int heldByGroup(LockGroup group) {
      int held = owner != null && owner.group == group ? modes : 0;
      if (more != null) {
        for (Grant grant : more) {
          if (grant.owner.group == group) {
            held |= grant.modes;
          }
        }
      }
      return held;
    }

    /** Whether others of the holder's group hold it too. */
    boolean isSharedInGroup(LockOwner holder) {
      return (owner != null && owner != holder && owner.group == holder.group)
          || (more != null
              && more.stream()
                  .anyMatch(grant -> grant.owner != holder && grant.owner.group == holder.group));
    }

    int heldByOthers(LockGroup group) {
      int held = owner != null && owner.group != group ? modes : 0;
      if (more != null) {
        for (Grant grant : more) {
          if (grant.owner.group != group) {
            held |= grant.modes;
          }
        }
      }
      return held;
    }

    /** Who, apart from the group, holds the lock in modes that exclude {@code mode}. */
    Set<LockOwner> holders(LockGroup group, int mode) {
      int conflicts = LockKind.conflicts(mode);
      Set<LockOwner> holders = new LinkedHashSet<>();
      if (owner != null && owner.group != group && (modes & conflicts) != 0) {
        holders.add(owner);
      }
      if (more != null) {
        for (Grant grant : more) {
          if (grant.owner.group != group && (grant.modes & conflicts) != 0) {
            holders.add(grant.owner);
          }
        }
      }
      return holders;
    }

    void grant(LockOwner holder, int mode) {
      int bit = 1 << mode;
      if (owner == null || owner == holder) {
        owner = holder;
        modes |= bit;
        return;
      }
      if (more == null) {
        more = new ArrayList<>(2);
      }
      for (Grant grant : more) {
        if (grant.owner == holder) {
          grant.modes |= bit;
          return;
        }
      }
      more.add(new Grant(holder, bit));
    }

    void revoke(LockOwner holder, int mode) {
      int bit = 1 << mode;
      if (owner == holder) {
        modes &= ~bit;
        if (modes == 0) {
          owner = null;
          if (more != null && !more.isEmpty()) {
            Grant promoted = more.removeLast();
            owner = promoted.owner;
            modes = promoted.modes;
          }
        }
        return;
      }
      for (int i = 0; i < more.size(); i++) {
        Grant grant = more.get(i);
        if (grant.owner == holder) {
          grant.modes &= ~bit;
          if (grant.modes == 0) {
            more.remove(i);
          }
          return;
        }
      }
    }

    /** Whether one alone has to do with it. */
    boolean isPlain() {
      return (more == null || more.isEmpty()) && (waiters == null || waiters.isEmpty());
    }

    boolean isFree() {
      return owner == null && (waiters == null || waiters.isEmpty());
    }
  }

  private static final class Grant {
    final LockOwner owner;
    int modes;

    Grant(LockOwner owner, int modes) {
      this.owner = owner;
      this.modes = modes;
    }
  }

  static final class Waiter {
    final LockOwner owner;
    final int mode;
    final Entry entry;

    /** Those whose locks are awaited, for one that wants none itself; else null. */
    final Set<LockOwner> holders;

    final Thread thread = Thread.currentThread();

    /** Whether another one waits for what this one holds of the same lock: surely a deadlock. */
    boolean crossed;

    final Instant since = Instant.now();
    volatile boolean granted;

    Waiter(LockOwner owner, int mode, Entry entry, Set<LockOwner> holders) {
      this.owner = owner;
      this.mode = mode;
      this.entry = entry;
      this.holders = holders;
    }

    /** Whether others that want {@code otherMode} have to queue behind it. */
    boolean precedes(int otherMode) {
      return holders == null && (LockKind.conflicts(otherMode) & 1 << mode) != 0;
    }
  }

  private static final class Stripe {
    private Entry[] table = new Entry[16];
    private int size;

    Entry find(int hash, LockTag tag, int store, byte[] key) {
      Entry entry = table[hash & table.length - 1];
      while (entry != null && !entry.matches(hash, tag, store, key)) {
        entry = entry.next;
      }
      return entry;
    }

    Entry add(Entry entry) {
      if (size >= table.length) {
        grow();
      }
      int index = entry.hash & table.length - 1;
      entry.next = table[index];
      table[index] = entry;
      size++;
      return entry;
    }

    private void grow() {
      Entry[] old = table;
      table = new Entry[old.length * 2];
      for (Entry head : old) {
        Entry entry = head;
        while (entry != null) {
          Entry following = entry.next;
          int index = entry.hash & table.length - 1;
          entry.next = table[index];
          table[index] = entry;
          entry = following;
        }
      }
    }

    void remove(Entry entry) {
      int index = entry.hash & table.length - 1;
      Entry previous = null;
      Entry current = table[index];
      while (current != entry) {
        previous = current;
        current = current.next;
      }
      if (previous == null) {
        table[index] = entry.next;
      } else {
        previous.next = entry.next;
      }
      size--;
      if (size == 0 && table.length > 1024) {
        table = new Entry[16];
      }
    }
  }

  private static int spread(int hash) {
    int h = hash * 0x9e3779b9;
    return h ^ h >>> 15;
  }

  /** The low bits choose the place in a stripe's table, the high ones the stripe. */
  private Stripe stripe(int hash) {
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
    Stripe stripe = stripe(hash);
    Waiter waiter;
    synchronized (stripe) {
      Entry entry = stripe.find(hash, tag, store, key);
      if (tag == null && !spilled.isEmpty()) {
        if (owner.isSpilled() && owner.spilled.holds(store, key, mode)) {
          return true;
        }
        entry = revive(stripe, entry, owner, hash, store, key, mode);
      }
      if (entry == null) {
        entry = stripe.add(new Entry(hash, tag, store, key));
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
        throw new LockNotFree();
      }
      waiter = new Waiter(owner, mode, entry, null);
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

  /** The entry with the locks that others hold in runs and that are in the way. */
  private Entry revive(
      Stripe stripe, Entry present, LockOwner owner, int hash, int store, byte[] key, int mode) {
    Entry entry = present;
    for (SpilledLocks locks : spilled) {
      if (locks.owner().group != owner.group && locks.excludes(store, key, mode)) {
        if (entry == null) {
          entry = stripe.add(new Entry(hash, null, store, key));
        }
        locks.revive(entry);
      }
    }
    return entry;
  }

  /** Writes the locks of rows that an owner has to a run; those that others look at stay too. */
  void spill(LockOwner owner, Runs runs) {
    if (!owner.isLong(runs.lockLimit())) {
      return;
    }
    if (owner.spilled == null) {
      owner.spilled = new SpilledLocks(owner);
      spilled.add(owner.spilled);
    }
    owner.spilled.add(runs.files());
    IdentityHashMap<Entry, Boolean> inSeveralModes = new IdentityHashMap<>();
    owner.retain(
        i -> {
          Entry entry = owner.entry(i);
          Boolean known = inSeveralModes.get(entry);
          if (known != null || entry.tag != null) {
            return known == null || known;
          }
          Stripe stripe = stripe(entry.hash);
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

  private static boolean isGrantable(Entry entry, LockOwner owner, int mode) {
    return (entry.heldByOthers(owner.group) & LockKind.conflicts(mode)) == 0;
  }

  private static boolean isBehindWaiters(Entry entry, LockOwner owner, int mode) {
    if (entry.waiters != null) {
      for (Waiter waiter : entry.waiters) {
        if (waiter.owner.group != owner.group && waiter.precedes(mode)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether one waits for the group that itself holds what the group now wants. */
  private static boolean isAwaitedHere(Entry entry, LockGroup group, int mode) {
    int held = entry.heldByGroup(group);
    if (entry.waiters != null) {
      for (Waiter waiter : entry.waiters) {
        if (waiter.holders == null
            && (LockKind.conflicts(waiter.mode) & held) != 0
            && (LockKind.conflicts(mode) & entry.heldByGroup(waiter.owner.group)) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  private void await(Stripe stripe, Waiter waiter, long timeoutNanos) {
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
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Under the stripe's monitor. */
  private static void giveUp(Stripe stripe, Waiter waiter) {
    LockGroup group = waiter.owner.group;
    if (group.waiter == waiter) {
      group.waiter = null;
      waiter.entry.waiters.remove(waiter);
      wake(stripe, waiter.entry);
    }
  }

  /** Grants what has become possible, in order; drops the entry when nobody is left. */
  private static void wake(Stripe stripe, Entry entry) {
    if (entry.waiters != null && !entry.waiters.isEmpty()) {
      int ahead = 0;
      ArrayDeque<Waiter> stay = new ArrayDeque<>(entry.waiters.size());
      for (Waiter waiter : entry.waiters) {
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
    if (entry.isFree()) {
      stripe.remove(entry);
    }
  }

  private static void end(Waiter waiter) {
    waiter.owner.group.waiter = null;
    waiter.granted = true;
    LockSupport.unpark(waiter.thread);
  }

  /** See {@link org.heapgres.storage.Transaction#awaitHolders}. */
  void awaitHolders(LockOwner owner, LockTag tag, int mode) {
    int hash = spread(tag.hashCode());
    Stripe stripe = stripe(hash);
    Waiter waiter;
    synchronized (stripe) {
      Entry entry = stripe.find(hash, tag, -1, null);
      Set<LockOwner> holders = entry == null ? Set.of() : entry.holders(owner.group, mode);
      if (holders.isEmpty()) {
        return;
      }
      waiter = new Waiter(owner, mode, entry, holders);
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
    Stripe stripe = stripe(hash);
    synchronized (stripe) {
      Entry entry = stripe.find(hash, tag, -1, null);
      return entry == null
          ? List.of()
          : entry.holders(group, mode).stream().map(holder -> holder.group.pid).distinct().toList();
    }
  }

  /** Frees what the owner took after {@code mark}, an earlier {@link LockOwner#mark}. */
  void releaseAfter(LockOwner owner, int mark) {
    if (owner.isSpilled()) {
      for (SpilledLocks.Revived lock : owner.spilled.releaseFrom(mark)) {
        release(owner, lock.entry(), lock.mode());
      }
      if (mark == 0) {
        spilled.remove(owner.spilled);
        owner.spilled = null;
      }
    }
    int count = owner.count();
    while (count > 0 && owner.place(count - 1) >= mark) {
      count--;
      release(owner, owner.entry(count), owner.mode(count));
    }
    owner.truncate(count, mark);
  }

  private void release(LockOwner owner, Entry entry, int mode) {
    Stripe stripe = stripe(entry.hash);
    synchronized (stripe) {
      entry.revoke(owner, mode);
      wake(stripe, entry);
    }
  }

  /** What the owner holds, oldest first. */
  static List<LocalPrepared.Held> held(LockOwner owner) {
    List<LocalPrepared.Held> result = new ArrayList<>(owner.count());
    for (int i = 0; i < owner.count(); i++) {
      Entry entry = owner.entry(i);
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
      Entry entry = from.entry(i);
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
      Entry entry = from.entry(i);
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
    Stripe stripe = stripe(hash);
    synchronized (stripe) {
      Entry entry = stripe.find(hash, tag, -1, null);
      return entry != null && entry.heldBy(owner) != 0;
    }
  }

  boolean holds(LockOwner owner, LockTag tag, int mode) {
    int hash = spread(tag.hashCode());
    Stripe stripe = stripe(hash);
    synchronized (stripe) {
      Entry entry = stripe.find(hash, tag, -1, null);
      return entry != null && (entry.heldBy(owner) & 1 << mode) != 0;
    }
  }

  /** Frees one lock; false when the owner does not hold it. */
  boolean unlock(LockOwner owner, LockTag tag, int mode) {
    int hash = spread(tag.hashCode());
    Stripe stripe = stripe(hash);
    synchronized (stripe) {
      Entry entry = stripe.find(hash, tag, -1, null);
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
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        for (Entry head : stripe.table) {
          for (Entry entry = head; entry != null; entry = entry.next) {
            list(entry, result, transactions);
          }
        }
      }
    }
    spilled.forEach(locks -> transactions.add(locks.owner()));
    for (LockOwner owner : transactions) {
      LockTag tag = new LockTag.OfTransaction(owner.transactionId);
      result.add(new LockInfo(owner.group.pid, tag, LockMode.EXCLUSIVE.pgName(), true, 0));
    }
    return result;
  }

  private static void list(Entry entry, List<LockInfo> result, Set<LockOwner> transactions) {
    if (entry.owner != null) {
      list(entry, entry.owner, entry.modes, result, transactions);
    }
    if (entry.more != null) {
      for (Grant grant : entry.more) {
        list(entry, grant.owner, grant.modes, result, transactions);
      }
    }
    if (entry.waiters != null) {
      for (Waiter waiter : entry.waiters) {
        if (waiter.owner.transactionId != 0) {
          transactions.add(waiter.owner);
        }
        result.add(info(waiter));
      }
    }
  }

  private static void list(
      Entry entry, LockOwner owner, int modes, List<LockInfo> result, Set<LockOwner> transactions) {
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

  /** Under the stripe's monitor. */
  private static LockInfo info(Waiter waiter) {
    LockTag tag = waiter.entry.tag;
    String mode = LockKind.name(waiter.mode);
    if (tag == null || waiter.holders != null) {
      LockOwner blocker = firstBlocker(waiter);
      tag = new LockTag.OfTransaction(blocker == null ? 0 : blocker.transactionId);
      mode = LockMode.SHARE.pgName();
    }
    return new LockInfo(
        waiter.owner.group.pid, tag, mode, false, EPOCH.until(waiter.since, ChronoUnit.MICROS));
  }

  LockInfo waiting(LockGroup group) {
    Waiter waiter = group.waiter;
    if (waiter == null) {
      return null;
    }
    synchronized (stripe(waiter.entry.hash)) {
      return group.waiter == waiter ? info(waiter) : null;
    }
  }

  List<Integer> blockers(LockGroup group) {
    Waiter waiter = group.waiter;
    if (waiter == null) {
      return List.of();
    }
    synchronized (stripe(waiter.entry.hash)) {
      return group.waiter == waiter
          ? blockers(waiter).stream().map(blocker -> blocker.group.pid).distinct().toList()
          : List.of();
    }
  }

  /** The error for the waiter when its wait is part of a cycle, else null. */
  private PgException deadlock(Waiter waiter) {
    List<LockInfo> cycle = new ArrayList<>();
    boolean found =
        withAllStripes(
            0,
            () -> {
              List<Waiter> path = new ArrayList<>();
              boolean closed = search(waiter, waiter, path, new HashSet<>());
              if (closed) {
                path.forEach(waiting -> cycle.add(info(waiting)));
                // At once, so that the others of the cycle do not end too.
                giveUp(stripe(waiter.entry.hash), waiter);
              }
              return closed;
            });
    if (!found) {
      return null;
    }
    StringBuilder detail = new StringBuilder();
    for (int i = 0; i < cycle.size(); i++) {
      LockInfo waiting = cycle.get(i);
      detail
          .append(i == 0 ? "" : "\n")
          .append("Process ")
          .append(waiting.pid())
          .append(" waits for ")
          .append(waiting.mode())
          .append(" on ")
          .append(describe(waiting.tag()))
          .append("; blocked by process ")
          .append(cycle.get((i + 1) % cycle.size()).pid())
          .append('.');
    }
    return new PgException(SqlState.T_R_DEADLOCK_DETECTED, "deadlock detected")
        .withDetail(detail.toString())
        .withHint("See server log for query details.");
  }

  private boolean withAllStripes(int from, java.util.function.BooleanSupplier action) {
    if (from == STRIPES) {
      return action.getAsBoolean();
    }
    synchronized (stripes[from]) {
      return withAllStripes(from + 1, action);
    }
  }

  /** Depth first along "waits for"; {@code path} is the cycle when one leads back to the start. */
  private static boolean search(
      Waiter start, Waiter waiter, List<Waiter> path, Set<LockGroup> seen) {
    if (waiter.granted || waiter.entry.waiters == null) {
      return false;
    }
    path.add(waiter);
    for (LockOwner blocker : blockers(waiter)) {
      if (blocker.group == start.owner.group) {
        return true;
      }
      Waiter next = blocker.group.waiter;
      if (next != null && seen.add(blocker.group) && search(start, next, path, seen)) {
        return true;
      }
    }
    path.removeLast();
    return false;
  }

  private static LockOwner firstBlocker(Waiter waiter) {
    Iterator<LockOwner> blockers = blockers(waiter).iterator();
    return blockers.hasNext() ? blockers.next() : null;
  }

  /**
   * Those that hold what the waiter cannot have beside them, then those ahead of it that want it.
   */
  private static Set<LockOwner> blockers(Waiter waiter) {
    Entry entry = waiter.entry;
    Set<LockOwner> blockers = entry.holders(waiter.owner.group, waiter.mode);
    if (waiter.holders != null) {
      blockers.retainAll(waiter.holders);
      return blockers;
    }
    if (entry.waiters != null) {
      for (Waiter ahead : entry.waiters) {
        if (ahead == waiter) {
          break;
        }
        if (ahead.precedes(waiter.mode)) {
          blockers.add(ahead.owner);
        }
      }
    }
    blockers.removeIf(blocker -> blocker.group == waiter.owner.group);
    return blockers;
  }

  private String describe(LockTag tag) {
    return switch (tag) {
      case LockTag.OfTransaction(long id) -> "transaction " + id;
      case LockTag.Relation(long oid) -> "relation " + oid + " of database " + databaseId;
      case LockTag.Catalogued(long classOid, long oid) ->
          "object " + oid + " of class " + classOid + " of database " + databaseId;
      case LockTag.Advisory(long key) ->
          "advisory lock [" + databaseId + "," + (key >>> 32) + "," + (key & 0xffff_ffffL) + ",1]";
      case LockTag.AdvisoryPair(int key1, int key2) ->
          "advisory lock ["
              + databaseId
              + ","
              + Integer.toUnsignedString(key1)
              + ","
              + Integer.toUnsignedString(key2)
              + ",2]";
    };
  }
}
