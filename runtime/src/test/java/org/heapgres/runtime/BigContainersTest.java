package org.heapgres.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers whose entries are records of their own: what is loaded and written of them. */
class BigContainersTest {
  @TempDir private Path directory;
  private HeapSession session;

  @BeforeEach
  void open() {
    session = new HeapSession(directory);
    session.set("heapgres.big_container", "100");
  }

  @AfterEach
  void close() {
    session.close();
  }

  private Transaction begin() {
    return session.database().begin(IsolationLevel.SERIALIZABLE, false);
  }

  private int parts() {
    Transaction transaction = begin();
    int count = 0;
    try (var cursor = transaction.scan(SystemStores.PARTS, new byte[0], null, false)) {
      while (cursor.next()) {
        count++;
      }
    }
    transaction.rollback();
    return count;
  }

  @Test
  void entriesAreRecordsWhileThereAreMany() {
    session.run("heap.d = {i: [i] for i in range(100)}");
    assertEquals(0, parts());
    session.run("d['more'] = None");
    assertEquals(2 * 101, parts());
    session.run("d[5].append(6)\ndel d[7]");
    assertEquals(2 * 100, parts());
    assertEquals("[5, 6]", session.run("d[5]"));
    session.run("for key in list(d)[24:]: del d[key]\nd == {}");
    assertEquals(0, parts());
    assertEquals("[24, [5, 6]]", session.run("len(d), d[5]"));
  }

  @Test
  void aKeyThatIsAnInstanceBringsAllBackIntoOneRecord() {
    session.run("heap.d = dict.fromkeys(range(200))");
    assertEquals(400, parts());
    session.run("d[(1, 'two')] = 1");
    assertEquals(402, parts());
    session.run("class Key:\n  pass\nd[Key()] = 1");
    assertEquals(0, parts());
    assertEquals("202", session.run("len(d)"));
  }

  @Test
  void differentEntriesAreChangedAtATime() {
    session.run("heap.d = {str(i): i for i in range(1000)}\nheap.l = list(range(1000))");
    Transaction one = begin();
    Transaction other = begin();
    session.run("d['1'] = 'one'\nl[1] = 'one'", one);
    session.run("d['2'] = 'other'\nl[999] = 'other'", other);
    one.commit().await();
    other.commit().await();
    assertEquals(
        "[\"one\", \"other\", \"one\", \"other\"]", session.run("d['1'], d['2'], l[1], l[999]"));
  }

  @Test
  void theSameEntryIsNot() {
    session.run("heap.d = {str(i): i for i in range(1000)}");
    Transaction one = begin();
    Transaction other = begin();
    session.run("d['1'] = 'one'", one);
    session.run("d['2']", other);
    one.commit().await();
    PgException conflict =
        assertThrows(PgException.class, () -> session.run("d['1'] = 'other'", other));
    assertEquals("40001", conflict.code());
    other.rollback();
  }

  @Test
  void bothEndsOfAListMove() {
    session.run("heap.l = list(range(1000))\nimport collections\nheap.q = collections.deque(l)");
    for (int i = 0; i < 3; i++) {
      session.run("for _ in range(150): l.append(l.pop(0)); q.appendleft(q.pop())");
    }
    assertEquals("[1000, 450, 449]", session.run("len(l), l[0], l[-1]"));
    assertEquals("[1000, 550, 549]", session.run("len(q), q[0], q[-1]"));
    assertEquals(
        "[true, true]",
        session.run(
            "list(l) == [*range(450, 1000), *range(450)],"
                + " list(q) == [*range(550, 1000), *range(550)]"));
  }

  @Test
  void whatLooksPastMethodsFindsAll() {
    session.run("heap.d = {str(i): i for i in range(300)}\nheap.s = set(range(300))");
    assertEquals("300", session.run("import json\nlen(json.loads(json.dumps(d)))"));
    assertEquals("300", session.run("def f(*a): return len(a)\nf(*d)"));
    assertEquals("301", session.run("len({-1} | s)"));
    assertEquals("301", session.run("x = {-1}\nx |= s\nlen(x)"));
    assertEquals("300", session.run("x = {}\nx.update(d)\nlen(x)"));
    assertEquals("[true, true]", session.run("set(range(300)) == s, {0} <= s"));
    assertEquals("600", session.run("d['x'] = 1\ndel d['x']\nlen([*d] + list(d.values()))"));
  }
}
