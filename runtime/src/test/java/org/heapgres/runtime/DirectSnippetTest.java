package org.heapgres.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.heapgres.runtime.direct.DirectSnippet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Snippets that do without Python answer as Python does, which is the oracle: it runs each of them
 * when a lambda, of which nothing is known there, comes first. {@code -Ddirect.snippets} and {@code
 * -Ddirect.seed} for longer runs.
 */
class DirectSnippetTest {
  private static final int SNIPPETS = Integer.getInteger("direct.snippets", 600);
  private static final long SEED = Long.getLong("direct.seed", System.nanoTime());
  private static final String FOR_PYTHON = "lambda: 0\n";

  @TempDir private Path directory;
  private StoryServer server;

  @BeforeEach
  void open() throws InterruptedException {
    HeapSession.PYTHON.awaitReady();
    server = new StoryServer(directory, Map.of());
    String made =
        server.run(
            """
        CREATE TABLE t (id int PRIMARY KEY, n int, big bigint, small smallint, x double precision,
          s text, b boolean, m numeric, d date, j jsonb);
        INSERT INTO t SELECT i, i % 7, i * 1000003::bigint * 1000003, i, i / 4.0, 'text ' || i, i % 2 = 0,
          i / 3.0, date '2026-01-01' + i, '[1]' FROM generate_series(1, 20) i;
        INSERT INTO t (id) VALUES (0);
        INSERT INTO t (id, n, x, s) VALUES (21, -3, '-0', 'quoted "é" \\ 😀'), (22, 2147483647, 'NaN', ''),
          (23, 0, 'Infinity', 'x'), (24, 0, 1e22, 'x'), (25, 0, 0.1, 'x'), (26, 0, 1e-5, 'x');
        CREATE TABLE texts (k text PRIMARY KEY, v int);
        INSERT INTO texts VALUES ('a', 1), ('b', 2);
        CREATE TABLE pairs (a int, b text, v int, PRIMARY KEY (a, b));
        INSERT INTO pairs VALUES (1, 'x', 10), (1, 'y', 11), (2, 'x', 20);
        CREATE TABLE plain (v int);
        INSERT INTO plain VALUES (5);
        CREATE TABLE checked (id int PRIMARY KEY, v int CHECK (v < 3), c varchar(3));
        INSERT INTO checked VALUES (1, 1, 'abc');
        """);
    assertEquals("", made);
    server.run(
        block(
            """
            heap.words = ['a', 2, None, 2.5]
            heap.prices = {'a': 1, 'b': 2.5, 3: 'three'}
            heap.number = 5
            heap.nested = [[1], {'k': 1}]
            heap.keys = {True: 1, (1, 2): 2}
            """));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static String block(String source) {
    return "DO $py$" + source + "$py$";
  }

  /** What comes of it, and what the tables are like afterwards. */
  private String outcome(String source) {
    server.run("BEGIN");
    String outcome = server.run(block(source));
    String changed =
        outcome.startsWith("ERROR")
            ? ""
            : server.run(
                    "SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM t; SELECT * FROM checked")
                + server.run(
                    block(FOR_PYTHON + "[words, list(prices.items()), number, nested, keys]"));
    server.run("ROLLBACK");
    return outcome + "\n" + changed;
  }

  /** As Python has it, and as it comes from whoever is to run it. */
  private void check(String source) {
    assertEquals(outcome(FOR_PYTHON + source), outcome(source), () -> seeded(source));
    Optional<String> atOnce = atOnce(source);
    if (atOnce.isPresent()) {
      server.run("BEGIN");
      assertEquals(server.run(block(FOR_PYTHON + source)), atOnce.get(), () -> seeded(source));
      server.run("ROLLBACK");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "t[3]",
        " t[3].s ",
        "t[3]['x']",
        "texts['a']",
        "pairs[1, 'y'].v",
        "t.get(99)",
        "t.get(99, 5)",
        "t.get(3)",
        "3 in t, 99 in t, 'no' in t, 'a' not in texts",
        "1 + 2 * 3 - 7 // 2 % 3",
        "-7 // 2, -7 % 3, 7 / 2, 1 / 3",
        "t[21].x, t[22].x, t[23].x, t[24].x, t[25].x, t[26].x",
        "1e15, 1e16, 1e-4, 1e-5, 123456789.125, 5e-324, 1.7976931348623157e308",
        "t[21].s + '!'",
        "'a' == 'b', 'a' != 1, None == 0, 1 == 1.0, 2 < 2.5 <= 3, 1 < 2 > 5",
        "t[0].n is None, t[3].n is not None, not t[0].s, not t[3]",
        "t[0].n or 'none'",
        "1 and '' or 'x'",
        "'yes' if t[3].b else 'no'",
        "{'a': 1, 'b': [1, None, {'c': 'é'}], 'a': 2}",
        "(), [], {}",
        "pass",
        "return",
        "x = 1\nreturn x\n",
        "None",
        "total = 0\nfor i in range(10):\n  total += i\nreturn total",
        "total = 0\nfor i in range(10, 0, -3):\n  if i == 4: continue\n  total += i\nreturn total, i",
        "i = 0\nwhile True:\n  i += 1\n  if i > 5: break\ni",
        "if t[3].n > 2:\n  return 'more'\nelif t[3].n == 2:\n  return 'two'\nelse:\n  return 'less'",
        "t[3].n += 1",
        "t[3].x = 2",
        "t[3].s = None",
        "t[3].n = 2.5",
        "r = t[3]\nif r.n > 1:\n  r.n -= 1",
        "checked[1].v += 1",
        "words.append('x')",
        "words.append(t[3].n)",
        "words.pop()",
        "words.pop(0)",
        "return words.pop(1)",
        "if not words: return None\nreturn words.pop(-2)",
        "words[0], words[-1], len(words)",
        "with lock('words'):\n  words.append(args[0] if False else 'x')",
        "with lock('words'):\n  if words:\n    return words.pop(0)\n  return 'none'",
        "with lock(17):\n  return words[2]",
        "x = 1\nwith lock('a'):\n  x = number\nx",
        "prices['a'], prices.get('b'), prices.get('c'), prices.get('c', 7), prices[3], 'a' in prices, 9 in prices",
        "len(prices), not prices, number + 1",
        "prices['a'] += 2",
        "prices['a'] = 'new'",
        "prices['new'] = None",
        "nested.append(3)",
        "r = texts.get('zz')\nif r is None: return 'none'\nr.v",
      })
  void doesWithoutPython(String source) {
    check(source);
    assertTrue(atOnce(source).isPresent(), source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n = 0\nfor k, r in t.items(to=10):\n  n += k * r.n if r.n is not None else 0\nreturn n",
        "n = 0\nfor r in t.values(3, 9, reverse=True, limit=4):\n  n = n * 3 + r.id\nreturn n",
        "n = ''\nfor k in texts:\n  n += k\nreturn n",
        "n = 0\nfor k in t.keys(from_=5):\n  n += k\nreturn n",
        "n = 0\nfor r in t.where(n=3):\n  n += r.id\nreturn n",
        "n = 0\nfor r in t.where(s=None):\n  n += 1\nreturn n",
        "for k in t:\n  if k == 3:\n    return k",
        "n = 0\nfor i in range(1000):\n  n += i\nreturn n",
      })
  void readsManyRows(String source) {
    assertTrue(DirectSnippet.of(source).isPresent(), source);
    check(source);
  }

  /** Errors and what is not known: the same as if there were no other way than Python. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "t[99]",
        "t['x']",
        "t[3].nothing",
        "t[3]['nothing']",
        "nothing[3]",
        "nothing",
        "t",
        "plain[1].v",
        "t[3].m",
        "words",
        "words[9]",
        "words['a']",
        "words.pop(9)",
        "words.append([1])",
        "words.append(t[3])",
        "words.pop(0)\nwords.append(1)",
        "x = words.pop(0)\nreturn x",
        "for w in words:\n  return w",
        "nested.pop()",
        "nested[0]",
        "prices['c']",
        "prices['c'] += 1",
        "prices['a'] += 'x'",
        "prices[1.0] = 1",
        "prices[t[3].x]",
        "keys[1]",
        "number += 1",
        "heap.number += 1",
        "with lock(t):\n  pass",
        "with lock('a', timeout=1):\n  words.append(1)",
        "n = len(words)\nwith lock('a'):\n  words.append(n)",
        "with lock('a'):\n  words.pop(9)",
        "t[3].d",
        "t[3].j",
        "1 / 0",
        "1 % 0",
        "'a' < 'b'",
        "'a' + 1",
        "9223372036854775807 + 1",
        "9223372036854775807 * 3",
        "-9223372036854775808 // -1",
        "2 ** 70",
        "True + 1",
        "x += 1",
        "if False:\n  x = 1\nx",
        "t = t[3]\nt.n",
        "args[0]",
        "len(t)",
        "len(args)",
        "checked[1].v += 5",
        "checked[1].c = 'abcd'",
        "checked[1].v = 'x'",
        "t[3].n = 3000000000",
        "t[99].n += 1",
        "t[3].b += 1",
        "for i in range(1, 10, 0):\n  pass",
        "for i in range('x'):\n  pass",
        "for i in range(100000):\n  pass\nreturn i",
        "t[3].n += 1\nt[4].n += 1\nt[4]",
        "x = (",
        "  x = 1\n y = 2",
        "'\\0'",
        "break",
        "def f():\n  return 1\nf()",
        "print(t[3].s)",
        "[r.id for r in t.values(limit=3)]",
        "t[3] == t[3]",
        "heap.roots()",
        "if t[3]:\n  t[3].n = 1\nreturn t[3].n",
      })
  void isLeftToPython(String source) {
    check(source);
  }

  @Test
  void textMayBeIndented() {
    Map<String, String> answers = new LinkedHashMap<>();
    answers.put(" t[3].n ", "3");
    answers.put("\n  x = 1\n  x + 1\n", "2");
    answers.put(" x = 1\n   return x", "1");
    answers.put("\tx = 1\n\treturn x", "1");
    answers.put(" if t[3].n:\n    return 1\n ", "1");
    answers.put("\r\nx = 1\r\nx\r\n", "1");
    answers.put("# a\n    x = 2\n\n    x\n", "2");
    answers.put("", "");
    answers.put("# nothing\n", "");
    answers.forEach(
        (source, answer) -> {
          assertEquals(answer, server.run(block(source)), source);
          assertTrue(atOnce(source).isPresent(), source);
        });
  }

  @Test
  void namesMeanWhatTheyMeanToPython() {
    assertEquals("3", server.run("DO $py$ t[args[0]].id $py$ USING 3"));
    assertEquals("\"b\"", server.run("DO $py$ texts[args[0]].k $py$ USING 'b'::text"));
    String range = "n = 0\nfor i in range(3):\n  n += 1\nreturn n";
    assertEquals("3", server.run(block(range)));
    server.run("DO $py$ heap.range = [1, 2, 3, 4, 5] $py$");
    assertEquals(server.run(block(FOR_PYTHON + range)), server.run(block(range)));
    server.run("CREATE TABLE len (id int PRIMARY KEY)");
    check("len(words)");
    server.run("DROP TABLE len");
    check("len(words)");
    server.run("CREATE SCHEMA other; CREATE TABLE other.t (id int PRIMARY KEY, v text)");
    server.run("INSERT INTO other.t VALUES (3, 'other'); SET search_path = other, public");
    assertEquals("{\"v\": \"other\", \"id\": 3}", server.run("DO $py$ t[3] $py$"));
    assertEquals("1", server.run("DO $py$ texts['a'].v $py$"));
    server.run("DO $py$ heap.texts = {'a': 'root'} $py$");
    assertEquals("\"root\"", server.run("DO $py$ texts['a'] $py$"));
    server.run("RESET search_path; ALTER TABLE t RENAME COLUMN n TO renamed");
    assertEquals(
        server.run("SELECT renamed FROM t WHERE id = 3"), server.run("DO $py$ t[3].renamed $py$"));
  }

  @Test
  void whatTriggersDoIsDoneOnce() {
    server.run(
        """
        CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE NOTICE 'told'; IF new.n > 5 THEN RAISE 'too many'; END IF; RETURN new; END $$;
        CREATE TRIGGER told BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION tell()
        """);
    check("t[3].n = 2");
    check("t[3].n = 7");
  }

  /** The result is found to be no JSON when it has been taken from the list. */
  @Test
  void whatIsTooLateForPythonIsUndone() {
    server.run(block("heap.odd = ['a\\0b', 'next']"));
    String outcome = server.run(block("odd.pop(0)"));
    assertTrue(outcome.startsWith("ERROR:  22P05"), outcome);
    assertEquals(outcome, server.run(block(FOR_PYTHON + "odd.pop(0)")));
    assertEquals("2", server.run(block("len(odd)")));
  }

  @Test
  void aBigListIsLeftToPython() {
    server.run("SET heapgres.big_container = 4");
    check("words.append(1)");
    check("prices['new'] = 1");
    server.run(block("words.append(1)"));
    check("words.append(2)");
    check("words.pop(0)");
  }

  @Test
  void warningsOfThePythonParserAreHeard() {
    String answer = server.run(block("'\\d'"));
    assertTrue(answer.contains("SyntaxWarning: invalid escape sequence"), answer);
    assertTrue(answer.endsWith("\"\\\\d\""), answer);
  }

  @Test
  void rightsAreChecked() {
    server.run("CREATE ROLE somebody; SET ROLE somebody");
    check("t[3].s");
    server.run("RESET ROLE; GRANT SELECT ON t TO somebody; SET ROLE somebody");
    check("t[3].s");
    check("t[3].n += 1");
  }

  @Test
  void whatIsForPythonIsNotTriedAgainAndAgain() {
    String source = "t[99].n";
    for (int i = 0; i < 40; i++) {
      assertTrue(server.run(block(source)).startsWith("ERROR:  38000: KeyError: 99"));
    }
    assertTrue(server.runAtOnce(block("t[3].n")).isPresent());
    assertFalse(server.runAtOnce(block(source)).isPresent());
  }

  @Test
  void anySnippetIsAsPythonHasIt() {
    RandomSnippets snippets = new RandomSnippets(new Random(SEED));
    int direct = 0;
    for (int i = 0; i < SNIPPETS; i++) {
      String source = snippets.next();
      check(source);
      direct += atOnce(source).isPresent() ? 1 : 0;
    }
    assertTrue(direct > SNIPPETS / 4, direct + " of " + SNIPPETS);
  }

  private static String seeded(String source) {
    return "seed " + SEED + ":\n" + source;
  }

  private Optional<String> atOnce(String source) {
    server.run("BEGIN");
    Optional<String> result = server.runAtOnce(block(source));
    server.run("ROLLBACK");
    return result;
  }
}
