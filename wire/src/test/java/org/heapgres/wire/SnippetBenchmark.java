package org.heapgres.wire;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.heapgres.planner.Portal;
import org.heapgres.planner.PreparedStatement;
import org.heapgres.planner.SessionListener;
import org.heapgres.planner.SimpleQuery;
import org.heapgres.planner.SqlEngine;
import org.heapgres.planner.SqlSession;
import org.heapgres.runtime.PythonRuntime;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;

/**
 * What snippets of the usual shapes cost a session's thread, without the wire, and what it costs to
 * get there. JMH's forks and wall-clock rounds would tell neither: Python's code takes tens of CPU
 * seconds to be compiled, on other threads.
 *
 * <p>Arguments: names of cases, all without any; {@code seconds=N} of the thread's CPU for each. A
 * line a round: microseconds of the thread's CPU for one run, and seconds of CPU that the process
 * has used since its start.
 */
public final class SnippetBenchmark {
  private static final int ROWS = 100_000;
  private static final int ROUNDS = 5;
  private static final String SCHEMA =
      """
      CREATE TABLE kv (k int PRIMARY KEY, name varchar(40) NOT NULL, qty int NOT NULL,
        price float8 NOT NULL);
      INSERT INTO kv SELECT i, 'item number ' || i, i %% 97, i * 0.01
        FROM generate_series(1, %1$d) AS i;
      CREATE TABLE chain (id int PRIMARY KEY, nxt int NOT NULL);
      INSERT INTO chain SELECT i, i::int8 * 48271 %% %1$d + 1 FROM generate_series(1, %1$d) AS i;
      DO $py$ heap.queue = [] $py$"""
          .formatted(ROWS);

  private static final Map<String, String> CASES = new LinkedHashMap<>();

  static {
    CASES.put("nothing", "DO $py$ None $py$ USING $1::int");
    CASES.put("constant", "DO $py$ 1 $py$ USING $1::int");
    CASES.put("read", "DO $py$ kv[args[0]] $py$ USING $1::int");
    CASES.put("write", "DO $py$ kv[args[0]].qty += 1 $py$ USING $1::int");
    CASES.put(
        "chain",
        """
        DO $py$
        k = args[0]
        for _ in range(100):
            k = chain[k].nxt
        return k
        $py$ USING $1::int""");
    CASES.put(
        "loop",
        """
        DO $py$
        total = 0.0
        for k, r in kv.items(to=10000):
            if r.qty % 2 == 0:
                total += r.qty * r.price
        return total
        $py$ USING $1::int""");
    CASES.put(
        "push", "DO $py$\nwith lock('queue'):\n    queue.append('a message')\n$py$ USING $1::int");
    CASES.put("pop", "DO $py$\nwith lock('queue'):\n    return queue.pop(0)\n$py$ USING $1::int");
  }

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final SqlSession session;
  private final SplittableRandom random = new SplittableRandom(1);

  private SnippetBenchmark(SqlSession session) {
    this.session = session;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> names = Stream.of(arguments).filter(CASES::containsKey).toList();
    double seconds =
        Stream.of(arguments)
            .filter(a -> a.startsWith("seconds="))
            .mapToDouble(a -> Double.parseDouble(a.substring("seconds=".length())))
            .findFirst()
            .orElse(10);
    Path directory = Files.createTempDirectory("snippets");
    try (Heap heap = Heap.open(directory, HeapOptions.defaults());
        PythonRuntime python = PythonRuntime.start();
        SqlEngine engine = SqlEngine.open(heap, python.languages(), Map.of())) {
      python.awaitReady();
      System.out.printf("%-10s %26.1f s%n", "ready", processSeconds());
      measure(engine, names.isEmpty() ? List.copyOf(CASES.keySet()) : names, seconds);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** On a thread as sessions have them, so that Python runs on it too. */
  private static void measure(SqlEngine engine, List<String> names, double seconds)
      throws InterruptedException, ExecutionException, IOException {
    try (ExecutorService worker =
        Executors.newSingleThreadExecutor(org.heapgres.runtime.PythonThreads.factory("session"))) {
      worker
          .submit(
              () -> {
                try (SqlSession session =
                    engine.connect("postgres", "postgres", Map.of(), SessionListener.NOBODY)) {
                  SnippetBenchmark benchmark = new SnippetBenchmark(session);
                  benchmark.simple(SCHEMA);
                  names.forEach(name -> benchmark.rounds(name, seconds));
                }
              })
          .get();
    }
  }

  private void simple(String sql) {
    SimpleQuery query = session.simpleQuery(sql);
    while (query.hasNext()) {
      query.next().execute(0, (batch, from, to) -> {});
    }
    session.sync();
  }

  private void rounds(String name, double seconds) {
    session.prepare(name, CASES.get(name), new int[0]);
    if (name.equals("pop")) {
      // so that there is something to pop
      session.prepare("push", CASES.get("push"), new int[0]);
    }
    for (int round = 0; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      long end = start + (long) (seconds * 1e9 / ROUNDS);
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      long runs = 0;
      for (; THREADS.getCurrentThreadCpuTime() < end; runs++) {
        if (name.equals("pop")) {
          run("push");
        }
        run(name);
      }
      System.out.printf(
          "%-10s %8d runs %10.2f us %8d bytes %8.1f s%n",
          name,
          runs,
          (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / runs,
          (THREADS.getCurrentThreadAllocatedBytes() - bytes) / runs,
          processSeconds());
    }
  }

  private void run(String name) {
    PreparedStatement statement = session.preparedStatement(name);
    Portal portal =
        session.bind("", statement, new Object[] {random.nextInt(1, ROWS + 1)}, new short[0]);
    portal.execute(0, (batch, from, to) -> {});
    session.sync();
  }

  private static double processSeconds() {
    return SYSTEM.getProcessCpuTime() / 1e9;
  }
}
