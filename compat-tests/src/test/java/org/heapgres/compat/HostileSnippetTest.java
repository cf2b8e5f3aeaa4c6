package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Snippets that mean harm: endless, greedy, deep, deaf to interrupts, poisonous, and plain noise.
 * The server serves on, no other session notices, and the memory is given back.
 */
@EnabledIfSystemProperty(named = "hostile.snippets", matches = "\\d+")
final class HostileSnippetTest {
  private static final int SNIPPETS = Integer.getInteger("hostile.snippets", 60);
  private static final int ATTACKERS = 3;
  private static final long SEED = 20_261_128;
  private static final long SLACK_BYTES = 256 << 20;

  /** A snippet that cannot be stopped has lost its session, and goes on until its step is done. */
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final List<String> ENDLESS =
      List.of(
          "while True: pass",
          "def f():\n  while True:\n    try:\n      while True: pass\n    except BaseException: pass\nf()",
          "import time\ntime.sleep(1000)",
          "any(False for _ in iter(int, 1))",
          "sum(iter(int, 1))",
          "import itertools\nlist(zip(itertools.repeat(1), itertools.islice(itertools.count(), 10**12), strict=False)) and 0 if False else max(itertools.repeat(1))",
          "import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')",
          "x = {}\nfor i in iter(int, 1): x[i] = i",
          "sorted(range(10**7), key=lambda v: -v) and [None for _ in iter(int, 1)] and 1");

  private static final List<String> GREEDY =
      List.of(
          "x = []\nwhile True: x.append('x' * 1000)",
          "x = 'x'\nwhile True: x += x",
          "x = {}\ni = 0\nwhile True:\n  x[i] = [i] * 100\n  i += 1",
          "x = [0] * 10**9",
          "x = bytearray(2 * 10**9)",
          "x = list(range(10**9))",
          "x = [[]]\nwhile True: x = [x, list(x)] * 50",
          "heap.bomb = ['x' * 100] * 3\nwhile True: heap.bomb.append('y' * 10000)",
          "x = set()\ni = 0\nwhile True:\n  x.add((i, str(i)))\n  i += 1",
          "'x' * 10**10",
          "return [['x' * 1000] * 1000] * 100000");

  private static final List<String> DEEP =
      List.of(
          "def f(n): return f(n + 1)\nf(0)",
          "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
          "class A:\n  def __getattr__(self, n): return getattr(self, n + 'x')\nA().a",
          "class A:\n  def __repr__(self): return repr(self)\nrepr(A())",
          "x = []\nfor _ in range(100000): x = [x]\nreturn x",
          "import copy\nx = []\nfor _ in range(100000): x = [x]\ncopy.deepcopy(x)",
          "import json\nx = []\nx.append(x)\njson.dumps(x)",
          "f = lambda g: g(g)\nf(f)",
          "x = []\nfor _ in range(100000): x = [x]\nheap.deep = x",
          "return eval('(' * 3000 + ')' * 3000)");

  private static final List<String> POISON =
      List.of(
          "import builtins\nbuiltins.len = None",
          "import builtins\nbuiltins.print = builtins.isinstance = lambda *a: 1/0",
          "import json\njson.loads = json.dumps = None",
          "import sys\nsys.modules.clear()",
          "import sys\nsys.stdout = None\nsys.stderr = None",
          "import plpy\nplpy.execute = None\nplpy.Error = int",
          "plpy.notice = 5",
          "import __main__\nfor n in list(vars(__main__)): vars(__main__)[n] = None",
          "print.__globals__.clear()",
          "import datetime\ndatetime.datetime = None",
          "import collections\ncollections.deque = collections.OrderedDict = None",
          "import sys\nsys.exit(3)",
          "import os\nos._exit(3)",
          "import os\nos.system('kill -9 1')",
          "import os\nos.kill(os.getpid(), 9)",
          "raise SystemExit(1)",
          "raise KeyboardInterrupt",
          "raise GeneratorExit",
          "import threading\nthreading.Thread(target=lambda: None).start()",
          "open('/etc/passwd').read()",
          "open('/tmp/hostile', 'w').write('x')",
          "import socket\nsocket.create_connection(('127.0.0.1', 22))",
          "import subprocess\nsubprocess.run(['ls'])",
          "import java\njava.type('java.lang.System').exit(3)",
          "import polyglot\npolyglot.eval(language='python', string='1')",
          "import ctypes\nctypes.string_at(0)",
          "class A:\n  def __del__(self):\n    while True: pass\nA()\n5",
          "import gc\ngc.disable()",
          "import signal\nsignal.alarm(1)");

  @TempDir Path data;

  private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean over;
  private long slowestPython;
  private long slowestSql;
  private int answers;

  @Test
  void theServerServesOn() throws Exception {
    try (HeapgresProcess server = HeapgresProcess.start(data)) {
      prepare(server.jdbcUrl());
      long before = server.liveBytes();
      Thread neighbour = Thread.ofPlatform().start(() -> live(server.jdbcUrl()));
      Queue<String> snippets = new ConcurrentLinkedQueue<>(snippets());
      List<Thread> attackers = new ArrayList<>();
      for (int i = 0; i < ATTACKERS; i++) {
        attackers.add(Thread.ofPlatform().start(() -> attack(server.jdbcUrl(), snippets)));
      }
      for (Thread attacker : attackers) {
        attacker.join();
      }
      over = true;
      neighbour.join();
      long joined = System.nanoTime();
      long after = server.liveBytes();
      while (after - before >= SLACK_BYTES && System.nanoTime() - joined < PATIENCE_NANOS) {
        TimeUnit.SECONDS.sleep(1);
        after = server.liveBytes();
      }
      System.out.printf(
          "%d hostile snippets: %s%nneighbour: %d answers, slowest %d ms (Python), %d ms (SQL); heap %d MB before, %d MB %d s after%n",
          SNIPPETS,
          new TreeMap<>(outcomes),
          answers,
          slowestPython / 1_000_000,
          slowestSql / 1_000_000,
          before >> 20,
          after >> 20,
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - joined));
      assertEquals(List.of(), List.copyOf(failures));
      assertTrue(after - before < SLACK_BYTES, "memory stays in use");
      prepare(server.jdbcUrl());
      assertEquals(0, server.stop());
    }
  }

  /** Some built-in functions never look whether they are to stop: their session goes without. */
  @Test
  void aSnippetThatCannotBeStoppedLosesItsSession() throws Exception {
    try (HeapgresProcess server = HeapgresProcess.start(data)) {
      prepare(server.jdbcUrl());
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE t (a int PRIMARY KEY, b int)");
        statement.execute("INSERT INTO t VALUES (1, 1)");
        statement.execute("SET statement_timeout = '1s'");
        SQLException stopped =
            assertThrows(
                SQLException.class,
                () ->
                    statement.execute(
                        "DO $py$ t[1].b = 2; import collections;"
                            + " collections.deque(range(10**11), maxlen=0) $py$"));
        assertEquals("57014", stopped.getSQLState());
        assertThrows(SQLException.class, () -> statement.execute("SELECT 1"));
      }
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
          Statement statement = connection.createStatement()) {
        statement.execute("UPDATE t SET b = b + 10");
        try (ResultSet row = statement.executeQuery("SELECT b FROM t")) {
          assertTrue(row.next());
          assertEquals(11, row.getInt(1));
        }
      }
      prepare(server.jdbcUrl());
    }
  }

  private static void prepare(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("DO $py$ heap.visits = {'n': 0} $py$");
    }
  }

  private static List<String> snippets() {
    Random random = new Random(SEED);
    List<List<String>> kinds = List.of(ENDLESS, GREEDY, DEEP, POISON, POISON, DEEP);
    List<String> snippets = new ArrayList<>();
    for (int i = 0; i < SNIPPETS; i++) {
      if (i % 3 == 0) {
        snippets.add(noise(random));
      } else {
        List<String> kind = kinds.get(random.nextInt(kinds.size()));
        snippets.add(kind.get(random.nextInt(kind.size())));
      }
    }
    return snippets;
  }

  /** A snippet with some of its characters exchanged, doubled or dropped. */
  private static String noise(Random random) {
    List<String> all = new ArrayList<>(DEEP);
    all.addAll(POISON);
    StringBuilder text = new StringBuilder(all.get(random.nextInt(all.size())));
    for (int n = 1 + random.nextInt(6); n > 0 && text.length() > 1; n--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
        case 1 -> text.deleteCharAt(at);
        default -> text.insert(at, text.charAt(random.nextInt(text.length())));
      }
    }
    return text.toString().replace("$", "");
  }

  private void attack(String url, Queue<String> snippets) {
    for (String snippet = snippets.poll(); snippet != null; snippet = snippets.poll()) {
      String outcome = "no error";
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        statement.execute("SET statement_timeout = '1s'");
        statement.execute("DO $py$" + snippet + "$py$");
      } catch (SQLException e) {
        outcome = String.valueOf(e.getSQLState());
        if (outcome.startsWith("08") || outcome.startsWith("XX")) {
          failures.add(e + " after:\n" + snippet);
        }
      }
      outcomes.merge(outcome, 1, Integer::sum);
    }
  }

  private static long time(Statement statement, String sql) throws SQLException {
    long start = System.nanoTime();
    statement.execute(sql);
    return System.nanoTime() - start;
  }

  /** A session that does its work meanwhile. */
  private void live(String url) {
    int visits = 0;
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      while (!over) {
        slowestPython =
            Math.max(
                slowestPython,
                time(
                    statement,
                    "DO $py$ visits['n'] += len([1]); import json; json.dumps({'a': isinstance(1, int)}) $py$"));
        slowestSql = Math.max(slowestSql, time(statement, "SELECT count(*) FROM pg_class"));
        visits += 2;
        Thread.sleep(10);
      }
    } catch (SQLException | InterruptedException e) {
      failures.add("the neighbour after " + visits + " answers: " + e);
    }
    answers = visits;
  }
}
