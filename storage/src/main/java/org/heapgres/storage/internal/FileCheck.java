package org.heapgres.storage.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.heapgres.storage.Damage;
import org.heapgres.storage.PgException;

/**
 * Looks at every file of a data directory without changing any: what has a checksum is compared
 * with it. That the parts fit together, and what is in them, is seen when the heap is opened.
 */
final class FileCheck {
  private final Path directory;
  private final Consumer<Damage> report;

  private FileCheck(Path directory, Consumer<Damage> report) {
    this.directory = directory;
    this.report = report;
  }

  /** The caller holds the directory's lock. */
  static void run(Path directory, Consumer<Damage> report) {
    new FileCheck(directory, report).run();
  }

  private interface Look {
    void run() throws IOException;
  }

  private void look(Path where, Look look) {
    try {
      look.run();
    } catch (PgException e) {
      report.accept(new Damage(where.toString(), e.getMessage()));
    } catch (IOException e) {
      report.accept(new Damage(where.toString(), "could not be read: " + e));
    }
  }

  private void run() {
    look(directory.resolve(HeapDirectory.FORMAT_FILE), () -> HeapDirectory.checkFormat(directory));
    Path checkpoint = directory.resolve(HeapDirectory.CHECKPOINT_FILE);
    Path log = directory.resolve(HeapDirectory.LOG_DIRECTORY);
    long[] first = {1};
    look(checkpoint, () -> first[0] = Checkpoints.read(checkpoint).older().sequence() + 1);
    look(
        log,
        () ->
            SegmentedLog.verify(
                log,
                first[0],
                (sequence, content) -> {
                  if (sequence >= first[0]) {
                    runs(log, content);
                  }
                }));
    Path databases = directory.resolve(HeapDirectory.DATABASES_FILE);
    look(
        databases,
        () -> {
          if (Files.exists(databases)) {
            for (int id : HeapDirectory.parseDatabases(CheckedText.read(databases))) {
              store(HeapDirectory.databasePath(directory, id));
            }
          }
        });
  }

  private void runs(Path log, byte[] content) {
    for (RunReference reference : WriteRecord.runs(content)) {
      look(log.resolve(reference.name()), () -> LocalRunFiles.verify(log, reference));
    }
  }

  private void store(Path store) {
    look(
        store,
        () -> {
          if (!Files.isDirectory(store)) {
            report.accept(new Damage(store.toString(), "is missing"));
            return;
          }
          StoreManifest manifest = StoreManifest.read(store);
          Set<String> files = StoreManifest.files(store);
          if (manifest != null) {
            manifest.verify(store, report);
          } else if (!files.isEmpty()) {
            report.accept(new Damage(store.resolve(StoreManifest.FILE).toString(), "is missing"));
          }
        });
  }
}
