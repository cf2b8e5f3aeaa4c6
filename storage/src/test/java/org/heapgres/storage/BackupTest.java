package org.heapgres.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a heap in use, restored as of their end or of a later time. */
@Timeout(120)
class BackupTest {
  private static final int STORE = 1000;

  /** From the second hundred on, transactions are too large for that. */
  private static final HeapOptions OPTIONS = TransactionTest.options().withTransactionBytes(400);

  @TempDir Path temporary;
  private Path data;
  private Path copy;
  private Path restored;

  @BeforeEach
  void places() {
    data = temporary.resolve("data");
    copy = temporary.resolve("copy");
    restored = temporary.resolve("restored");
  }

  private static byte[] number(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  private static void write(Database database, int number) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
    transaction.put(STORE, number(number), new byte[number % 5000]);
    transaction.put(STORE, number(-1), number(number));
    transaction.commit().await();
  }

  /** The last number written, when everything up to it is there and nothing else. */
  private static int last(Database database) {
    Transaction reader = database.begin(IsolationLevel.READ_COMMITTED, true);
    byte[] stored = reader.get(STORE, number(-1));
    int last = stored == null ? 0 : ByteBuffer.wrap(stored).getInt();
    for (int i = 1; i <= last; i++) {
      assertEquals(i % 5000, reader.get(STORE, number(i)).length);
    }
    assertNull(reader.get(STORE, number(last + 1)));
    reader.rollback();
    return last;
  }

  private static int checkedLast(Path directory) {
    List<Damage> damages = new ArrayList<>();
    Heap.checkFiles(directory, damages::add);
    try (Heap heap = Heap.open(directory, OPTIONS)) {
      heap.open(1).verify(damages::add);
      assertEquals(List.of(), damages);
      return last(heap.open(1));
    }
  }

  /** As a client of a server does it. */
  private void copyFiles(Backup backup) throws IOException {
    for (String line : backup.label().lines().toList()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("file")) {
        copyFile(backup, words[1], Long.parseLong(words[2]));
      }
    }
  }

  private byte[] copyFile(Backup backup, String path, long length) throws IOException {
    byte[] bytes = backup.read(path, 0, (int) length);
    Path target = copy.resolve(path);
    Files.createDirectories(target.getParent());
    Files.write(target, bytes);
    return bytes;
  }

  private void copyLog(Backup backup) throws IOException {
    StringBuilder label = new StringBuilder(backup.label());
    for (Backup.LogFile file : backup.log()) {
      byte[] bytes = copyFile(backup, file.path(), file.length());
      label.append("file %s %d %x\n".formatted(file.path(), bytes.length, crc(bytes)));
    }
    byte[] lines = label.toString().getBytes(StandardCharsets.UTF_8);
    label.append("%x\n".formatted(crc(lines)));
    Files.writeString(copy.resolve(Backup.LABEL), label);
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  @Test
  void aBackupHoldsWhatWasAcknowledgedBeforeItsEnd() throws Exception {
    HeapOptions options = OPTIONS.withLog(1 << 20, 2 << 20);
    int before;
    int after;
    try (Heap heap = Heap.open(data, options)) {
      Database database = heap.create(1);
      AtomicInteger acknowledged = new AtomicInteger();
      AtomicInteger stop = new AtomicInteger();
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 1; stop.get() == 0; i++) {
                      write(database, i);
                      acknowledged.set(i);
                    }
                  });
      await(acknowledged, 500);
      try (Backup backup = heap.startBackup()) {
        await(acknowledged, acknowledged.get() + 500);
        heap.checkpoint();
        assertEquals(
            SqlState.OBJECT_IN_USE, assertThrows(PgException.class, () -> heap.create(2)).state());
        copyFiles(backup);
        heap.checkpoint();
        await(acknowledged, acknowledged.get() + 500);
        before = acknowledged.get();
        copyLog(backup);
        after = acknowledged.get() + 1;
        assertEquals(
            SqlState.INSUFFICIENT_PRIVILEGE,
            assertThrows(PgException.class, () -> backup.read("../x", 0, 1)).state());
        assertNull(backup.read("none", 0, 1));
      }
      stop.set(1);
      writer.join();
    }
    Heap.restore(copy, restored, Optional.empty(), Optional.empty());
    int last = checkedLast(restored);
    // The commit after the last acknowledged one may be in the log already.
    assertTrue(last >= before && last <= after, "%d <= %d <= %d".formatted(before, last, after));
    PgException refused =
        assertThrows(
            PgException.class,
            () -> Heap.restore(copy, restored, Optional.empty(), Optional.empty()));
    assertEquals(SqlState.DUPLICATE_FILE, refused.state());
  }

  private static void await(AtomicInteger counter, int value) throws InterruptedException {
    while (counter.get() < value) {
      Thread.sleep(1);
    }
  }

  @Test
  void aDamagedBackupIsRefused() throws IOException {
    try (Heap heap = Heap.open(data, OPTIONS)) {
      write(heap.create(1), 1);
      try (Backup backup = heap.startBackup()) {
        copyFiles(backup);
        copyLog(backup);
      }
    }
    Path file = copy.resolve("db/1/00000000000.xd");
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 4;
    Files.write(file, content);
    PgException refused =
        assertThrows(
            PgException.class,
            () -> Heap.restore(copy, restored, Optional.empty(), Optional.empty()));
    assertEquals(SqlState.DATA_CORRUPTED, refused.state());
  }

  @Test
  void archivedSegmentsBringABackupToAnyLaterTime() throws Exception {
    Path archive = temporary.resolve("archive");
    HeapOptions options = OPTIONS.withLog(64 << 10, 128 << 10).withArchive(archive);
    Instant middle;
    try (Heap heap = Heap.open(data, options)) {
      Database database = heap.create(1);
      for (int i = 1; i <= 100; i++) {
        write(database, i);
      }
      try (Backup backup = heap.startBackup()) {
        copyFiles(backup);
        copyLog(backup);
      }
      for (int i = 101; i <= 300; i++) {
        write(database, i);
      }
    }
    Thread.sleep(2);
    middle = Instant.now();
    Thread.sleep(2);
    try (Heap heap = Heap.open(data, options)) {
      for (int i = 301; i <= 600; i++) {
        write(heap.open(1), i);
      }
      heap.checkpoint();
      heap.checkpoint();
    }
    Heap.restore(copy, restored, Optional.of(archive), Optional.of(middle));
    assertEquals(300, checkedLast(restored));
    Path latest = temporary.resolve("latest");
    Heap.restore(copy, latest, Optional.of(archive), Optional.empty());
    assertEquals(600, checkedLast(latest));
    Path alone = temporary.resolve("alone");
    Heap.restore(copy, alone, Optional.empty(), Optional.empty());
    assertEquals(100, checkedLast(alone));
  }
}
