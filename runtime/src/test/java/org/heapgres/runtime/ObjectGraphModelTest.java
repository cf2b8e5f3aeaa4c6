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
 * between, against the same changes to plain objects that never leave one snippet. {@code
 * -Dmodel.rounds=n} and {@code -Dmodel.changes=n} (at most so many in a snippet) run more of it:
 * 400 and 250 are a million changes.
 */
class ObjectGraphModelTest {
  private static final int ROUNDS = Integer.getInteger("model.rounds", 2);
  private static final int CHANGES = Integer.getInteger("model.changes", 4);
  private static final int STEPS = 20;

  private static final String CHANGE =
      """

      for first, count in zip(args[::2], args[1::2]):
          for seed in range(first, first + count):
              change(world, seed)
      dump(world)
      """;
  private static final String CHANGE_STORED = "\nworld = heap.world" + CHANGE;
  private static final String CHANGE_PLAIN = "\nworld = {}" + CHANGE;

  @TempDir private Path directory;

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
    for (int round = 0; round < ROUNDS; round++) {
      long seed = Long.getLong("model.seed", 20_261_120L) + round;
      try (HeapSession session =
          new HeapSession(directory.resolve("round" + round + bigContainer + first.length()))) {
        session.set("heapgres.big_container", bigContainer);
        play(session, code, new SplittableRandom(seed), "seed " + seed);
      }
    }
  }

  private static void play(HeapSession session, String code, SplittableRandom random, String what) {
    session.run("heap.world = {}");
    List<Long> committed = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      List<Long> now =
          List.of((long) random.nextInt(1 << 20), (long) random.nextInt(1, CHANGES + 1));
      List<Long> changes = new ArrayList<>(committed);
      changes.addAll(now);
      boolean commit = random.nextInt(5) != 0;
      String context = what + ", step " + step + ", changes " + changes;
      assertEquals(
          plain(session, code, changes, context), stored(session, code, now, commit), context);
      if (commit) {
        committed = changes;
      }
      if (random.nextInt(6) == 0) {
        session.reopen();
      }
      assertEquals(
          plain(session, code, committed, context),
          stored(session, code, List.of(), false),
          context + (commit ? ", committed" : ", aborted"));
    }
  }

  private static String plain(
      HeapSession session, String code, List<Long> changes, String context) {
    return run(session, code + CHANGE_PLAIN, changes, false, context);
  }

  private static String stored(
      HeapSession session, String code, List<Long> changes, boolean commit) {
    return run(session, code + CHANGE_STORED, changes, commit, "stored");
  }

  private static String run(
      HeapSession session, String source, List<Long> seeds, boolean commit, String context) {
    try {
      return session.run(source, commit, seeds.toArray(Long[]::new)).replace("\", \"", "\n");
    } catch (PgException e) {
      throw new AssertionError(context + "\n" + e.fields().where(), e);
    }
  }
}
