package org.heapgres.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files are reported, torn ends of the log are cut off. */
@Timeout(60)
class DamageTest {
  private static final int STORE = 1000;
  private static final int COMMITS = 50;
  private static final int BLOCK = 512;

  @TempDir Path temporary;
  private Path copy;

  /** A directory as a kill would leave it: copied while open, with everything still in the log. */
  @BeforeEach
  void fill() throws IOException {
    Path source = temporary.resolve("source");
    copy = temporary.resolve("copy");
    try (Heap heap = Heap.open(source, TransactionTest.options())) {
      Database database = heap.create(1);
      for (int i = 0; i < COMMITS; i++) {
        Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
        transaction.put(STORE, key(i), key(i * i));
        transaction.commit().await();
      }
      copy(source, copy);
    }
    // Only the log: the store is as it was when the database was made.
    try (Stream<Path> files = Files.list(copy.resolve("db/1"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!file.getFileName().toString().equals("xd.lck")) {
          Files.copy(file, target);
        }
      }
    }
  }

  @Test
  void damageIsFoundWhileTheHeapIsOpen() throws Exception {
    Path directory = temporary.resolve("open");
    HeapOptions options = TransactionTest.options().withScrubInterval(Duration.ofMillis(10));
    try (Heap heap = Heap.open(directory, options)) {
      overwrite(heap.create(1), 0);
      heap.checkpoint();
      assertEquals(Optional.empty(), heap.checksumFailures(1));
      try (Stream<Path> files = Files.list(directory.resolve("db/1"))) {
        Path store =
            files
                .filter(file -> file.toString().endsWith(".xd"))
                .sorted()
                .findFirst()
                .orElseThrow();
        try (FileChannel file =
            FileChannel.open(store, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          ByteBuffer bit = ByteBuffer.allocate(1);
          file.read(bit, 100);
          bit.put(0, (byte) (bit.get(0) ^ 4));
          file.write(bit.rewind(), 100);
        }
      }
      while (heap.checksumFailures(1).isEmpty()) {
        Thread.sleep(1);
      }
      assertEquals(1, heap.checksumFailures(1).orElseThrow().files());
    }
  }

  /** What a checkpoint's manifest lists may be given up by Xodus before the next checkpoint. */
  @Test
  void filesGivenUpSinceTheLastCheckpointComeBack() throws Exception {
    Path source = temporary.resolve("overwritten");
    Path killed = temporary.resolve("killed");
    HeapOptions options = TransactionTest.options().withLog(16 << 20, 1L << 40);
    int round = 0;
    try (Heap heap = Heap.open(source, options)) {
      Database database = heap.create(1);
      overwrite(database, round++);
      heap.checkpoint();
      while (givenUp(source).isEmpty()) {
        overwrite(database, round++);
      }
      copyWhileFilesAreRenamed(source, killed);
    }
    List<Damage> damages = new ArrayList<>();
    Heap.checkFiles(killed, damages::add);
    assertEquals(List.of(), damages);
    try (Heap heap = Heap.open(killed, options)) {
      Transaction reader = heap.open(1).begin(IsolationLevel.READ_COMMITTED, true);
      for (int i = 0; i < 40; i++) {
        assertEquals((byte) (round - 1), reader.get(STORE, key(i))[0]);
      }
      reader.rollback();
      heap.open(1).verify(damages::add);
      assertEquals(List.of(), damages);
      // Others may be given up at any time.
      Set<Path> before = givenUp(killed);
      heap.checkpoint();
      assertTrue(Collections.disjoint(before, givenUp(killed)));
    }
  }

  private static void copyWhileFilesAreRenamed(Path from, Path to) throws IOException {
    boolean complete = false;
    for (int attempt = 0; !complete; attempt++) {
      Path target = to.resolveSibling("attempt" + attempt);
      try {
        copy(from, target);
        Files.move(target, to);
        complete = true;
      } catch (NoSuchFileException | UncheckedIOException e) {
        assertTrue(attempt < 20, e.toString());
      }
    }
  }

  private static void overwrite(Database database, int round) {
    Transaction writer = database.begin(IsolationLevel.READ_COMMITTED, false);
    for (int i = 0; i < 40; i++) {
      byte[] value = new byte[1 << 20];
      value[0] = (byte) round;
      writer.put(STORE, key(i), value);
    }
    writer.commit().await();
  }

  private static Set<Path> givenUp(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("db/1"))) {
      return files.filter(file -> file.toString().endsWith(".del")).collect(Collectors.toSet());
    }
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  private Path segment() throws IOException {
    try (Stream<Path> files = Files.list(copy.resolve("log"))) {
      List<Path> segments = files.filter(f -> f.toString().endsWith(".log")).toList();
      assertEquals(1, segments.size());
      return segments.getFirst();
    }
  }

  private int count() {
    try (Heap heap = Heap.open(copy, TransactionTest.options())) {
      Transaction reader = heap.open(1).begin(IsolationLevel.READ_COMMITTED, true);
      int count = 0;
      try (Cursor cursor = reader.scan(STORE, null, null, false)) {
        while (cursor.next()) {
          int number = ByteBuffer.wrap(cursor.key()).getInt();
          assertEquals(number * number, ByteBuffer.wrap(cursor.value()).getInt());
          count++;
        }
      }
      reader.rollback();
      return count;
    }
  }

  private void change(long position, int xor) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segment().toFile(), "rw")) {
      file.seek(position);
      int old = file.read();
      file.seek(position);
      file.write(old ^ xor);
    }
  }

  @Test
  void theLogAloneBringsEverythingBack() {
    assertEquals(COMMITS, count());
    assertEquals(COMMITS, count());
  }

  @Test
  void aTornLastBatchIsCutOff() throws IOException {
    change((long) COMMITS * BLOCK + 40, 1);
    assertEquals(COMMITS - 1, count());
    try (Heap heap = Heap.open(copy, TransactionTest.options())) {
      Transaction writer = heap.open(1).begin(IsolationLevel.READ_COMMITTED, false);
      writer.put(STORE, key(COMMITS - 1), key((COMMITS - 1) * (COMMITS - 1)));
      writer.commit().await();
    }
    assertEquals(COMMITS, count());
  }

  @Test
  void aFlippedBitInTheMiddleIsRefused() throws IOException {
    for (int offset : new int[] {0, 5, 20, 30, 45, 60}) {
      change(10L * BLOCK + offset, 4);
      PgException refused = assertThrows(PgException.class, this::count);
      assertEquals(SqlState.DATA_CORRUPTED, refused.state());
      assertTrue(refused.getMessage().startsWith("the log is damaged in"), refused.getMessage());
      change(10L * BLOCK + offset, 4);
    }
    assertEquals(COMMITS, count());
  }

  @Test
  void aMissingLogIsRefused() throws IOException {
    assertEquals(COMMITS, count());
    try (Stream<Path> files = Files.list(copy.resolve("log"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    assertEquals(SqlState.DATA_CORRUPTED, assertThrows(PgException.class, this::count).state());
  }

  @Test
  void aStoreOlderThanTheLogIsRefused() throws IOException {
    assertEquals(COMMITS, count());
    try (Stream<Path> files = Files.list(copy.resolve("db/1"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    PgException refused = assertThrows(PgException.class, this::count);
    assertEquals("database 1 is older than the log", refused.getMessage());
  }

  @Test
  void aFlippedBitInAValueIsReported() throws IOException {
    byte[] needle = "a value that is easy to find in the file".getBytes(StandardCharsets.US_ASCII);
    Path plain = temporary.resolve("plain");
    try (Heap heap = Heap.open(plain, TransactionTest.options())) {
      Transaction writer = heap.create(1).begin(IsolationLevel.READ_COMMITTED, false);
      writer.put(STORE, key(1), needle);
      // More than a file: the last one is looked at as a whole when the heap is opened.
      for (int i = 2; i < 42; i++) {
        writer.put(STORE, key(i), new byte[1 << 20]);
      }
      writer.commit();
    }
    Path file = plain.resolve("db/1/00000000000.xd");
    byte[] content = Files.readAllBytes(file);
    int at =
        new String(content, StandardCharsets.ISO_8859_1)
            .indexOf(new String(needle, StandardCharsets.ISO_8859_1));
    assertTrue(at > 0);
    content[at + 3] ^= 1;
    file.toFile().setWritable(true);
    Files.write(file, content);
    try (Heap heap = Heap.open(plain, TransactionTest.options())) {
      Transaction reader = heap.open(1).begin(IsolationLevel.READ_COMMITTED, true);
      PgException reported = assertThrows(PgException.class, () -> reader.get(STORE, key(1)));
      assertEquals(SqlState.DATA_CORRUPTED, reported.state());
      reader.rollback();
    }
    List<Damage> damages = new ArrayList<>();
    Heap.checkFiles(plain, damages::add);
    assertEquals(List.of(new Damage(file.toString(), "has an invalid checksum")), damages);
  }

  @Test
  void aFlippedBitInTheLastFileOfAStoreIsRefused() throws IOException {
    assertEquals(COMMITS, count());
    Path file = copy.resolve("db/1/00000000000.xd");
    flip(file, Files.size(file) / 2);
    PgException refused = assertThrows(PgException.class, this::count);
    assertEquals("file \"" + file + "\" has an invalid checksum", refused.getMessage());
    flip(file, Files.size(file) / 2);
    assertEquals(COMMITS, count());
  }

  @Test
  void whatAStoreHasBeyondItsManifestIsCutOff() throws IOException {
    assertEquals(COMMITS, count());
    Path file = copy.resolve("db/1/00000000000.xd");
    file.toFile().setWritable(true);
    Files.write(file, new byte[100_000], StandardOpenOption.APPEND);
    Files.write(copy.resolve("db/1/00000000100.xd"), new byte[1000]);
    assertEquals(COMMITS, count());
    assertFalse(Files.exists(copy.resolve("db/1/00000000100.xd")));
  }

  @Test
  void aFlippedBitInAnySmallFileIsReported() throws IOException {
    assertEquals(COMMITS, count());
    for (String name : List.of("format", "databases", "checkpoint", "db/1/manifest")) {
      Path file = copy.resolve(name);
      for (long at = 0; at < Files.size(file); at++) {
        flip(file, at);
        List<Damage> damages = new ArrayList<>();
        Heap.checkFiles(copy, damages::add);
        assertFalse(damages.isEmpty(), "a flipped bit at " + at + " of " + name + " is not seen");
        assertThrows(PgException.class, this::count);
        flip(file, at);
      }
    }
    assertEquals(COMMITS, count());
  }

  @Test
  void aDamagedHeaderOfALogSegmentIsRefused() throws IOException {
    for (long at = 0; at < 28; at++) {
      flip(segment(), at);
      PgException refused = assertThrows(PgException.class, this::count);
      assertTrue(refused.getMessage().startsWith("the log is damaged in"), refused.getMessage());
      flip(segment(), at);
    }
    assertEquals(COMMITS, count());
  }

  @Test
  void aLogThatEndsBeforeTheLastCheckpointIsRefused() throws IOException {
    Path source = temporary.resolve("source");
    try (Stream<Path> files = Files.list(source.resolve("log"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(BLOCK);
        }
      }
    }
    PgException refused =
        assertThrows(PgException.class, () -> Heap.open(source, TransactionTest.options()));
    assertEquals(SqlState.DATA_CORRUPTED, refused.state());
  }

  private static void flip(Path file, long position) throws IOException {
    file.toFile().setWritable(true);
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.seek(position);
      int old = content.read();
      content.seek(position);
      content.write(old ^ 1);
    }
  }

  @Test
  void aDirectoryInUseIsRefused() {
    Path plain = temporary.resolve("plain");
    try (Heap heap = Heap.open(plain, TransactionTest.options())) {
      PgException refused =
          assertThrows(PgException.class, () -> Heap.open(plain, TransactionTest.options()));
      assertEquals(SqlState.LOCK_FILE_EXISTS, refused.state());
      assertTrue(refused.hint().orElseThrow().contains("" + ProcessHandle.current().pid()));
      assertEquals(java.util.Set.of(), heap.databases());
    }
  }

  @Test
  void anotherFormatIsRefused() throws IOException {
    Files.writeString(copy.resolve("format"), "heapgres 99\n");
    assertEquals(
        SqlState.FEATURE_NOT_SUPPORTED, assertThrows(PgException.class, this::count).state());
  }
}
