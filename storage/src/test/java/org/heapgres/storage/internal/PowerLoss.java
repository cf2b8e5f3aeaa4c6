package org.heapgres.storage.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

/** What a loss of power may leave of a data directory that is in use. */
public final class PowerLoss {
  private PowerLoss() {}

  /**
   * Copies what is on disk for sure, and random bytes in place of what a store has written since it
   * was last synced. A backup of the heap is under way meanwhile, so that nothing goes away.
   */
  public static void copy(Path from, Path to, Random random) throws IOException {
    Files.createDirectories(to.resolve(HeapDirectory.LOG_DIRECTORY));
    // Later parts may be newer than earlier ones, never older.
    for (String name :
        new String[] {
          HeapDirectory.FORMAT_FILE, HeapDirectory.DATABASES_FILE, HeapDirectory.CHECKPOINT_FILE
        }) {
      Files.copy(from.resolve(name), to.resolve(name));
    }
    try (Stream<Path> stores = Files.list(from.resolve("db"))) {
      for (Path store : stores.toList()) {
        copyStore(store, to.resolve(from.relativize(store)), random);
      }
    }
    Path log = from.resolve(HeapDirectory.LOG_DIRECTORY);
    for (Path file : SegmentedLog.files(log)) {
      Files.copy(file, to.resolve(from.relativize(file)));
    }
    // Those of transactions that have not committed are whole or in part.
    for (Path file : LocalRunFiles.files(log)) {
      Files.copy(file, to.resolve(from.relativize(file)));
    }
  }

  private static void copyStore(Path from, Path to, Random random) throws IOException {
    Files.createDirectories(to);
    StoreManifest manifest = StoreManifest.read(from);
    manifest.write(to);
    for (StoreManifest.Part part : manifest.parts()) {
      byte[] content;
      try (InputStream in = Files.newInputStream(StoreManifest.locate(from, part.name()))) {
        content = in.readNBytes(Math.toIntExact(part.length()));
      }
      byte[] tail = new byte[random.nextBoolean() ? 0 : random.nextInt(5_000)];
      random.nextBytes(tail);
      byte[] whole = new byte[content.length + tail.length];
      System.arraycopy(content, 0, whole, 0, content.length);
      System.arraycopy(tail, 0, whole, content.length, tail.length);
      Files.write(to.resolve(part.name()), whole);
    }
  }
}
