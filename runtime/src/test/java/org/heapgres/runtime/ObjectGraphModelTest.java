package org.heapgres.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.heapgres.storage.PgException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random changes to a random graph of objects in the heap, with commits, aborts and restarts
 * between, against the same changes to plain objects of an interpreter that knows of no heap.
 * {@code -Dmodel.rounds=n} and {@code -Dmodel.changes=n} (at most so many in a snippet) run more of
 * it: 34 and 1000 are a million changes in the three tests. {@code -Dmodel.seed=n} begins
 * elsewhere.
 */
class ObjectGraphModelTest {
  private static final int ROUNDS = Integer.getInteger("model.rounds", 2);
  private static final int CHANGES = Integer.getInteger("model.changes", 4);
  private static final int STEPS = 20;

  private static final String CHANGE_STORED =
      """

      world = heap.world
      first, count = args
      for seed in range(first, first + count):
          change(world, seed)
      dump(world)
      """;

  @TempDir private Path directory;

  /** What was done in the heap so far. */
  private long changes;

  private long commits;
  private long restarts;

  @Test
  void storedGraphsBehaveAsPlainOnes() throws IOException {
    play("10000", "");
  }

  /** Nearly every container's entries are records of their own, and loaded one by one. */
  @Test
  void theyDoWhenContainersAreBig() throws IOException {
    play("2", "");
  }

  /** As before; but all containers are loaded, since the code imports what might look into them. */
  @Test
  void theyDoWhenBigContainersAreLoaded() throws IOException {
    play("2", "import heapq\n");
  }

  private void play(String bigContainer, String first) throws IOException {
    String code;
    try (InputStream in = getClass().getResourceAsStream("/model/graph.py")) {
      code = first + new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    try (PlainWorlds plain = new PlainWorlds(code)) {
      for (int round = 0; round < ROUNDS; round++) {
        long seed = Long.getLong("model.seed", 20_261_120L) + round;
        try (HeapSession session =
            new HeapSession(directory.resolve("round" + round + bigContainer + first.length()))) {
          session.set("heapgres.big_container", bigContainer);
          plain.begin();
          play(session, plain, code + CHANGE_STORED, new SplittableRandom(seed), "seed " + seed);
        }
      }
    }
    System.out.printf(
        "%d changes, %d commits, %d restarts, no difference%n", changes, commits, restarts);
  }

  private void play(
      HeapSession session, PlainWorlds plain, String source, SplittableRandom random, String what) {
    session.run("heap.world = {}");
    List<Long> committed = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      long first = random.nextInt(1 << 20);
      long count = random.nextInt(1, CHANGES + 1);
      boolean commit = random.nextInt(5) != 0;
      String context =
          "%s, step %d, after changes %s: %d from %d"
              .formatted(what, step, committed, count, first);
      assertEquals(
          plain.change(first, count), run(session, source, first, count, commit, context), context);
      changes += count;
      if (commit) {
        commits++;
        plain.commit();
        committed.add(first);
        committed.add(count);
      }
      if (random.nextInt(6) == 0) {
        restarts++;
        session.reopen();
      }
      assertEquals(
          plain.dump(),
          run(session, source, 0, 0, false, context),
          context + (commit ? ", committed" : ", aborted"));
    }
    assertEquals(plain.replay(committed), plain.dump(), what + ", copies of the plain objects");
  }

  private static String run(
      HeapSession session, String source, long first, long count, boolean commit, String context) {
    try {
      return session.run(source, commit, first, count).replace("\", \"", "\n");
    } catch (PgException e) {
      throw new AssertionError(context + "\n" + e.fields().where(), e);
    }
  }
}
