package org.heapgres.wire;

import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heapgres restore}. */
@Command(
    name = "restore",
    description = "Make a heap's directory from a backup.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "BACKUP",
      description = "One of the directories that backup made.")
  private Path backup;

  @Parameters(index = "1", paramLabel = "DIR", description = "The new directory; absent or empty.")
  private Path data;

  @Option(
      names = "--archive",
      paramLabel = "DIR",
      description = "The server's log archive: goes on from the backup with what it has.")
  private Path archive;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Leaves out what was written later, as in 2026-01-31T23:59:00+01:00.")
  private OffsetDateTime until;

  @Override
  public Integer call() {
    Optional<Instant> time = Optional.ofNullable(until).map(OffsetDateTime::toInstant);
    Heap.restore(backup, data, Optional.ofNullable(archive), time);
    // Recovers, and so says at once when the parts do not fit together.
    try (Heap heap = Heap.open(data, HeapOptions.defaults())) {
      spec.commandLine()
          .getOut()
          .printf("Restored %d databases to %s%n", heap.databases().size(), data);
      spec.commandLine().getOut().flush();
    }
    return 0;
  }
}
