package org.heapgres.storage.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.heapgres.storage.ChecksumFailures;
import org.heapgres.storage.Damage;
import org.heapgres.storage.PgException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the files of all stores with their manifests, again and again and slowly, while the heap
 * is in use: so that damage is known while there still is a backup without it. It works with the
 * files alone, on a thread of its own; results may be asked for by any thread.
 */
final class Scrub implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Scrub.class);
  private static final long BYTES_PER_SECOND = 8 << 20;

  /** The longest time after a start in which nothing is looked at. */
  private static final Duration FIRST = Duration.ofMinutes(10);

  private final Path directory;
  private final Supplier<Set<Integer>> databases;
  private final Duration interval;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** When which file was found damaged, by database. */
  private final Map<Integer, Map<String, Instant>> found = new ConcurrentHashMap<>();

  /**
   * @param interval from the end of a pass to the beginning of the next
   */
  Scrub(Path directory, Supplier<Set<Integer>> databases, Duration interval) {
    this.directory = directory;
    this.databases = databases;
    this.interval = interval;
    thread = Thread.ofPlatform().name("heapgres-scrub").daemon().unstarted(this::run);
    thread.start();
  }

  Optional<ChecksumFailures> failures(int database) {
    Map<String, Instant> files = found.getOrDefault(database, Map.of());
    return files.values().stream()
        .max(Instant::compareTo)
        .map(last -> new ChecksumFailures(files.size(), last));
  }

  private void run() {
    try {
      boolean over = pause(interval.compareTo(FIRST) < 0 ? interval : FIRST);
      while (!over) {
        over = pass() || pause(interval);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the heap was closed meanwhile. */
  private boolean pause(Duration time) throws InterruptedException {
    return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean pass() throws InterruptedException {
    for (int database : databases.get()) {
      Path store = HeapDirectory.databasePath(directory, database);
      for (StoreManifest.Part part : parts(database, store)) {
        look(database, store, part);
        if (pause(Duration.ofMillis(part.length() * 1000 / BYTES_PER_SECOND))) {
          return true;
        }
      }
    }
    return false;
  }

  /** None when the database is gone, or was never synced. */
  private Iterable<StoreManifest.Part> parts(int database, Path store) {
    try {
      StoreManifest manifest = StoreManifest.read(store);
      return manifest == null ? Set.of() : manifest.parts();
    } catch (IOException | PgException e) {
      if (databases.get().contains(database)) {
        report(database, StoreManifest.FILE, new Damage(store.toString(), e.getMessage()));
      }
      return Set.of();
    }
  }

  /**
   * A file may be given up while it is read. So what seems to be damaged is looked at again if it
   * still is in the manifest, which goes before the file does.
   */
  private void look(int database, Path store, StoreManifest.Part part) {
    if (verify(store, part) != null) {
      for (StoreManifest.Part now : parts(database, store)) {
        Damage damage = now.name().equals(part.name()) ? verify(store, now) : null;
        if (damage != null) {
          report(database, part.name(), damage);
        }
      }
    }
  }

  private static Damage verify(Path store, StoreManifest.Part part) {
    try {
      return StoreManifest.verify(store, part);
    } catch (IOException e) {
      return new Damage(store.resolve(part.name()).toString(), "could not be read: " + e);
    }
  }

  private void report(int database, String file, Damage damage) {
    Map<String, Instant> files = new HashMap<>(found.getOrDefault(database, Map.of()));
    if (files.putIfAbsent(file, Instant.now()) == null) {
      found.put(database, Map.copyOf(files));
      logger.error("file \"{}\" {}: restore a backup", damage.where(), damage.what());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
