package org.heapgres.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.graalvm.polyglot.Engine;
import org.heapgres.planner.ProceduralLanguage;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.PgException;
import org.heapgres.storage.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonLanguageTest {
  @TempDir private Path directory;
  private HeapSession session;

  @BeforeEach
  void open() throws InterruptedException {
    HeapSession.PYTHON.awaitReady();
    session = new HeapSession(directory);
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void codeIsCompiled() {
    try (Engine engine = Engine.newBuilder("python").build()) {
      assertFalse(
          engine.getImplementationName().contains("Interpreted"), engine.getImplementationName());
    }
  }

  @Test
  void describesFromTheText() {
    ProceduralLanguage python = HeapSession.PYTHON.languages().getFirst();
    assertTrue(python.returnsResult(" users['bob'] "));
    assertTrue(python.returnsResult("if x:\n  return 1"));
    assertTrue(python.returnsResult("x = 1\nx"));
    assertFalse(python.returnsResult("x = 1"));
    assertFalse(python.returnsResult("def f():\n  return 1"));
    assertFalse(python.returnsResult("x = ("));
    assertFalse(python.returnsResult(""));
  }

  @Test
  void timeEndsASnippetAndLeavesTheOthers() {
    session.timeout(Duration.ofMillis(300));
    for (String endless :
        List.of(
            "while True: pass",
            "def f():\n  while True:\n    try:\n      while True: pass\n    except BaseException: pass\nf()",
            "import time\ntime.sleep(100)",
            "any(False for _ in iter(int, 1))")) {
      PgException e = assertThrows(PgException.class, () -> session.run(endless), endless);
      assertEquals("57014", e.code(), endless);
      assertEquals("canceling statement due to statement timeout", e.getMessage());
    }
    session.timeout(Duration.ofMinutes(1));
    assertEquals("2", session.run("1 + 1"));
  }

  /** As deep as Python lets it be, which counts calls, by whatever way they come. */
  @Test
  void recursionIsDeep() {
    for (String deep :
        List.of(
            "def f(n): return 0 if n == 0 else 1 + f(n - 1)\nf(990)",
            "def f(n): return 0 if n == 0 else 2 + max([f(n - 2) for _ in 'x'])\nf(990)",
            "def f(n): return 0 if n == 0 else sorted([n], key=lambda x: f(x - 2))[0]\nf(990)",
            """
            class A:
              def __init__(self, n): self.n = n
              def __add__(self, o): return 0 if self.n == 0 else 1 + (A(self.n - 1) + o)
            A(990) + 1
            """,
            "def g(n):\n  if n: yield from g(n - 1)\n  yield n\nmax(g(990))",
            "import json\nx = []\nfor _ in range(989): x = [x]\nlen(json.dumps(x)) // 2",
            "import copy\nx = []\nfor _ in range(330): x = [x]\n3 * len(str(copy.deepcopy(x))) // 2 - 3")) {
      assertEquals("990", session.run(deep), deep);
    }
  }

  @Test
  void recursionHarmsNobody() {
    for (String deep :
        List.of(
            "def f(n): return f(n + 1)\nf(0)",
            "class A:\n  def __getattr__(self, n): return getattr(self, n + 'x')\nA().q",
            "class A:\n  def __eq__(self, o): return self == o\nA() == A()",
            "class A:\n  def __repr__(self): return f'{self!r:>10}'\nrepr(A())")) {
      PgException e = assertThrows(PgException.class, () -> session.run(deep), deep);
      assertEquals("RecursionError: maximum recursion depth exceeded", e.getMessage(), deep);
    }
    assertEquals("[1, 2]", session.run("sorted([2, 1], key=lambda x: x)"));
  }

  @Test
  void nothingLeaksFromOneSnippetToTheNext() {
    assertNull(session.run("leak = 1\nglobal other\nother = 2"));
    assertThrows(PgException.class, () -> session.run("leak"));
    assertThrows(PgException.class, () -> session.run("other"));
    session.run("class C:\n  shared = 1\nheap.c = C()");
    session.run("type(c).shared = 2; c.x = 1");
    assertEquals("1", session.run("type(c).shared"));
  }

  @Test
  void abortLeavesNothing() {
    session.run("heap.items = [1]");
    session.run("items.append(2)", false);
    assertEquals("[1]", session.run("items"));
    assertThrows(PgException.class, () -> session.run("items.append(3)\nraise ValueError('no')"));
    assertEquals("[1]", session.run("items"));
  }

  @Test
  void snippetsOfOneTransactionSeeEachOther() {
    Transaction transaction = session.database().begin(IsolationLevel.READ_COMMITTED, false);
    session.run("class P: pass\nheap.p = P(); heap.p.x = [1]", transaction);
    assertEquals("{\"x\": [1]}", session.run("p", transaction));
    session.run("p.x.append(2)", transaction);
    assertThrows(PgException.class, () -> session.run("p"));
    transaction.commit().await();
    assertEquals("{\"x\": [1, 2]}", session.run("p"));
  }

  @Test
  void concurrentChangesAreNotLost() throws Exception {
    session.run("class Counter:\n  def __init__(self): self.n = 0\nheap.counter = Counter()");
    int threads = 3;
    int each = 10;
    List<Future<Integer>> running = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int t = 0; t < threads; t++) {
        running.add(executor.submit((Callable<Integer>) () -> increment(each)));
      }
      for (Future<Integer> future : running) {
        future.get();
      }
    }
    assertEquals(Integer.toString(threads * each), session.run("counter.n"));
  }

  private int increment(int times) {
    int conflicts = 0;
    for (int done = 0; done < times; ) {
      try {
        session.run("counter.n += 1");
        done++;
      } catch (PgException e) {
        assertEquals("40001", e.code());
        conflicts++;
      }
    }
    return conflicts;
  }
}
