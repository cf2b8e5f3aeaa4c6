package org.heapgres.storage.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.Database;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.LockLimits;
import org.heapgres.storage.LockSession;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PreparedTransaction;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Objects here are lists of references to others. */
@Timeout(60)
final class ObjectPackTest {
  private static final long SCHEMA = 1;

  @TempDir Path directory;
  private Heap heap;
  private Database database;
  private LockSession locks;

  @BeforeEach
  void open() {
    heap = Heap.open(directory, HeapOptions.defaults().withDeadlockTimeout(Duration.ofMillis(50)));
    database = heap.create(5);
    locks = database.lockSession(1, new Limits());
  }

  private record Limits() implements LockLimits {
    @Override
    public Duration lockTimeout() {
      return Duration.ZERO;
    }

    @Override
    public Duration deadlockTimeout() {
      return Duration.ofMillis(50);
    }
  }

  @AfterEach
  void close() {
    locks.close();
    heap.close();
  }

  /** A transaction and its objects. */
  private record Work(Transaction transaction, ObjectStore objects) {
    long make(long... others) {
      long oid = objects.newOid();
      link(oid, others);
      return oid;
    }

    void link(long oid, long... others) {
      objects.putObject(oid, list(others));
    }

    void root(String name, long... others) {
      objects.putRoot(SCHEMA, name, list(others));
    }

    List<Long> links(long oid) {
      return oids(objects.object(oid));
    }

    List<Long> links(String root) {
      return oids(objects.root(SCHEMA, root));
    }

    void commit() {
      transaction.commit().await();
    }
  }

  private static HeapValue list(long... oids) {
    List<HeapValue> items = new ArrayList<>();
    for (long oid : oids) {
      items.add(new HeapValue.Ref(oid, 0));
    }
    return new HeapValue.Elements(HeapValue.ElementsKind.LIST, items);
  }

  private static List<Long> oids(HeapValue value) {
    List<Long> oids = new ArrayList<>();
    if (value != null) {
      References.of(value, oids::add);
    }
    return oids;
  }

  private Work begin(IsolationLevel isolation) {
    Transaction transaction = database.begin(isolation, false);
    var _ = transaction.beginStatement();
    return new Work(transaction, new ObjectStore(transaction));
  }

  private Work begin() {
    return begin(IsolationLevel.READ_COMMITTED);
  }

  private <T> T committed(Function<Work, T> work) {
    Work begun = begin();
    T result = work.apply(begun);
    begun.commit();
    return result;
  }

  /** In a transaction of its own. */
  private <T> T step(Function<Transaction, T> step) {
    Transaction transaction = begin().transaction;
    try {
      T result = step.apply(transaction);
      transaction.commit().await();
      return result;
    } finally {
      transaction.rollback();
    }
  }

  private ObjectPack marked() {
    ObjectPack pack = ObjectPack.start(database, locks).orElseThrow();
    while (!pack.awaitWriters()) {
      Thread.onSpinWait();
    }
    var _ =
        step(
            transaction -> {
              pack.mark(transaction, () -> {});
              return null;
            });
    return pack;
  }

  /** How many were removed. */
  private long finish(ObjectPack pack) {
    try (pack) {
      while (!step(transaction -> pack.condemn(transaction, () -> {}))) {
        Thread.onSpinWait();
      }
      while (step(pack::sweep)) {
        Thread.onSpinWait();
      }
      return pack.removed();
    }
  }

  private Set<Long> stored() {
    return step(
        transaction -> {
          Set<Long> oids = new TreeSet<>();
          for (int store : new int[] {SystemStores.OBJECTS, SystemStores.PARTS}) {
            try (Cursor cursor = transaction.scan(store, null, null, false)) {
              while (cursor.next()) {
                oids.add(ByteBuffer.wrap(cursor.key()).getLong());
              }
            }
          }
          return oids;
        });
  }

  /** What the roots lead to; nothing of it may be missing. */
  private Set<Long> reachable() {
    Work reader = begin(IsolationLevel.REPEATABLE_READ);
    try {
      Set<Long> reached = new TreeSet<>();
      Deque<Long> pending = new ArrayDeque<>();
      reader.objects.roots(SCHEMA).forEach(root -> pending.addAll(oids(root.value())));
      while (!pending.isEmpty()) {
        long oid = pending.pop();
        if (reached.add(oid)) {
          HeapValue value = reader.objects.object(oid);
          assertNotNull(value, () -> "object " + oid + " is gone");
          pending.addAll(oids(value));
        }
      }
      return reached;
    } finally {
      reader.transaction.rollback();
    }
  }

  @Test
  void whatNoRootLeadsToIsRemoved() {
    long kept =
        committed(
            work -> {
              long leaf = work.make();
              long middle = work.make(leaf);
              work.link(leaf, middle);
              work.root("root", middle);
              return leaf;
            });
    committed(
        work -> {
          long one = work.make(kept);
          long other = work.make(one);
          work.link(one, other);
          return null;
        });
    assertEquals(4, stored().size());
    assertEquals(2, finish(marked()));
    assertEquals(reachable(), stored());
    assertEquals(0, finish(marked()));
  }

  @Test
  void partsGoWithTheirObject() {
    long[] queues =
        committed(
            work -> {
              long[] oids = {work.objects.newOid(), work.objects.newOid()};
              for (long oid : oids) {
                work.objects.parts().push(oid, list(work.make()));
              }
              work.objects.putRoot(SCHEMA, "queue", queue(oids[0]));
              work.objects.putRoot(SCHEMA, "other", queue(oids[1]));
              return oids;
            });
    assertEquals(0, finish(marked()));
    committed(work -> work.objects.removeRoot(SCHEMA, "other"));
    assertEquals(2, finish(marked()));
    assertEquals(2, stored().size());
    assertTrue(stored().contains(queues[0]));
  }

  private static HeapValue queue(long oid) {
    return new HeapValue.Library("heapgres.Queue", List.of(new HeapValue.Int(oid)), HeapValue.NONE);
  }

  @Test
  void whatIsLinkedWhileThePackMarksStays() {
    long child = committed(Work::make);
    long orphan = committed(work -> work.make(child));
    ObjectPack pack = marked();
    committed(
        work -> {
          work.root("root", orphan);
          return null;
        });
    assertEquals(0, finish(pack));
    assertEquals(Set.of(child, orphan), reachable());
  }

  @Test
  void aLinkThatWasWrittenBeforeIsAwaited() throws Exception {
    long orphan = committed(Work::make);
    Work writer = begin();
    writer.root("root", orphan);
    CompletableFuture<ObjectPack> pack = CompletableFuture.supplyAsync(this::marked);
    writer.commit();
    assertEquals(0, finish(pack.get()));
    assertEquals(Set.of(orphan), reachable());
  }

  @Test
  void nothingIsCondemnedWhileSomebodyWrites() {
    long orphan = committed(Work::make);
    ObjectPack pack = marked();
    Work writer = begin();
    writer.root("root", orphan);
    assertEquals(false, step(transaction -> pack.condemn(transaction, () -> {})));
    writer.commit();
    assertEquals(0, finish(pack));
  }

  @Test
  void whoeverHoldsARemovedObjectCannotLinkIt() {
    long leaf = committed(Work::make);
    committed(
        work -> {
          work.root("root", leaf);
          return null;
        });
    Work holder = begin(IsolationLevel.REPEATABLE_READ);
    assertEquals(List.of(leaf), holder.links("root"));
    committed(work -> work.objects.removeRoot(SCHEMA, "root"));
    assertEquals(1, finish(marked()));
    assertEquals(List.of(), holder.links(leaf), "its snapshot still has it");
    PgException refused = assertThrows(PgException.class, () -> holder.root("another", leaf));
    assertEquals(SqlState.T_R_SERIALIZATION_FAILURE, refused.state());
    holder.transaction.rollback();
    assertNull(begin().objects.object(leaf));
  }

  @Test
  void aPreparedTransactionIsAWriter() {
    long orphan = committed(Work::make);
    Work writer = begin();
    writer.root("root", orphan);
    writer.transaction.prepare("gid", new byte[0]).await();
    PreparedTransaction prepared = database.prepared().getFirst();
    CompletableFuture<ObjectPack> pack = CompletableFuture.supplyAsync(this::marked);
    prepared.commit().await();
    assertEquals(0, finish(pack.join()));
    assertEquals(Set.of(orphan), reachable());
  }

  @Test
  void onlyOnePackAtATime() {
    try (ObjectPack _ = ObjectPack.start(database, locks).orElseThrow()) {
      assertTrue(ObjectPack.start(database, locks).isEmpty());
    }
    assertEquals(0, finish(marked()));
  }

  /** Four writers move objects about by what they once saw, while packs go on all the time. */
  @Test
  void nothingReachableIsEverRemoved() throws Exception {
    SplittableRandom random = new SplittableRandom();
    committed(
        work -> {
          for (int i = 0; i < 10; i++) {
            work.root("r" + i, work.make(), work.make(work.make()));
          }
          return null;
        });
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger commits = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers =
          Stream.generate(random::split)
              .limit(4)
              .<Future<?>>map(own -> threads.submit(() -> move(own, stop, commits)))
              .toList();
      long removed = 0;
      int packs = 0;
      while ((packs < 40 || commits.get() < 2000) && writers.stream().noneMatch(Future::isDone)) {
        removed += finish(marked());
        reachable();
        packs++;
      }
      stop.set(true);
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertTrue(removed > 0);
    }
    finish(marked());
    assertEquals(reachable(), stored());
  }

  private void move(SplittableRandom random, AtomicBoolean stop, AtomicInteger commits) {
    IsolationLevel[] levels = IsolationLevel.values();
    while (!stop.get()) {
      Work work = begin(levels[random.nextInt(levels.length)]);
      try {
        Set<Long> hand = new HashSet<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
          step(work, hand, random);
        }
        work.commit();
        commits.incrementAndGet();
      } catch (PgException e) {
        if (e.state() != SqlState.T_R_SERIALIZATION_FAILURE
            && e.state() != SqlState.T_R_DEADLOCK_DETECTED) {
          throw e;
        }
      } finally {
        work.transaction.rollback();
      }
    }
  }

  /** Walks from a root, taking in hand what it meets; then changes what it came to. */
  private static void step(Work work, Set<Long> hand, SplittableRandom random) {
    String root = "r" + random.nextInt(10);
    List<Long> links = work.links(root);
    long at = 0;
    while (!links.isEmpty() && random.nextInt(4) > 0) {
      hand.addAll(links);
      at = links.get(random.nextInt(links.size()));
      links = work.links(at);
    }
    List<Long> changed = new ArrayList<>(links);
    if (!changed.isEmpty() && random.nextBoolean()) {
      changed.remove(random.nextInt(changed.size()));
    }
    if (random.nextInt(3) == 0) {
      changed.add(work.make());
    }
    if (!hand.isEmpty() && changed.size() < 5) {
      List<Long> held = List.copyOf(hand);
      changed.add(held.get(random.nextInt(held.size())));
    }
    long[] others = changed.stream().mapToLong(Long::longValue).toArray();
    if (at == 0) {
      work.root(root, others);
    } else {
      work.link(at, others);
    }
  }
}
