package org.heapgres.planner.catalog;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * Large objects as a transaction has them (manual, chapter 33): a header with the owner, and pages
 * of {@link #PAGE_SIZE} bytes, of which those never written to are absent and read as zeros. The
 * length is where the last page ends.
 *
 * <p>Who writes holds the header's lock shared, so that nobody unlinks the object meanwhile.
 *
 * @param latest whether what is read is the latest state rather than what the statement sees
 */
public record LargeObjects(Transaction transaction, boolean latest) {
  /** LOBLKSIZE, which pg_largeobject shows. */
  public static final int PAGE_SIZE = 2048;

  public static final long MAX_LENGTH = (long) Integer.MAX_VALUE * PAGE_SIZE;

  private static final int STORE = SystemStores.LARGE_OBJECTS;
  private static final String KEY_CONSTRAINT = "pg_largeobject_metadata_oid_index";
  private static final int READ_AHEAD = 256;
  private static final byte HEADER = 0;
  private static final byte PAGE = 1;

  /** An object, by its oid, and the oid of the role that owns it. */
  public record Header(int oid, int owner) {}

  private static byte[] header(int oid) {
    return ByteBuffer.allocate(1 + Integer.BYTES).put(HEADER).putInt(oid).array();
  }

  private static byte[] page(int oid, long number) {
    return ByteBuffer.allocate(1 + 2 * Integer.BYTES)
        .put(PAGE)
        .putInt(oid)
        .putInt((int) number)
        .array();
  }

  private byte[] get(byte[] key) {
    return latest ? transaction.latest(STORE, key) : transaction.get(STORE, key);
  }

  private Cursor scan(byte[] from, byte[] to, boolean reverse) {
    return latest
        ? transaction.scanLatest(STORE, from, to, reverse)
        : transaction.scan(STORE, from, to, reverse);
  }

  // Headers

  private static PgException missing(int oid) {
    return new PgException(
        SqlState.UNDEFINED_OBJECT,
        "large object " + Integer.toUnsignedString(oid) + " does not exist");
  }

  public Optional<Header> find(int oid) {
    return Optional.ofNullable(get(header(oid)))
        .map(found -> new Header(oid, ByteBuffer.wrap(found).getInt()));
  }

  /** 42704 when there is no such object. */
  public Header require(int oid) {
    return find(oid).orElseThrow(() -> missing(oid));
  }

  private byte[] lock(int oid, RowLockMode mode) {
    return transaction.lockLatest(STORE, header(oid), mode, LockWait.BLOCK);
  }

  /** Keeps it from being unlinked while it is written to; 42704 when it is gone. */
  private void lockForWriting(int oid) {
    if (lock(oid, RowLockMode.KEY_SHARE) == null) {
      throw missing(oid);
    }
  }

  /** 23505 when it exists. */
  public void create(int oid, int owner) {
    if (lock(oid, RowLockMode.UPDATE) != null) {
      throw new PgException(
              SqlState.UNIQUE_VIOLATION,
              "duplicate key value violates unique constraint \"" + KEY_CONSTRAINT + "\"")
          .withObject("pg_catalog", "pg_largeobject_metadata", null, KEY_CONSTRAINT)
          .withDetail("Key (oid)=(%s) already exists.".formatted(Integer.toUnsignedString(oid)));
    }
    putHeader(oid, owner);
  }

  /** 42704 when it is gone. */
  public void changeOwner(int oid, int owner) {
    if (lock(oid, RowLockMode.UPDATE) == null) {
      throw missing(oid);
    }
    putHeader(oid, owner);
  }

  private void putHeader(int oid, int owner) {
    transaction.put(STORE, header(oid), ByteBuffer.allocate(Integer.BYTES).putInt(owner).array());
  }

  /** 42704 when it is gone. */
  public void unlink(int oid) {
    if (lock(oid, RowLockMode.UPDATE) == null) {
      throw missing(oid);
    }
    deleteFrom(oid, 0);
    transaction.delete(STORE, header(oid));
  }

  public List<Header> headers() {
    List<Header> result = new ArrayList<>();
    try (Cursor cursor = scan(new byte[] {HEADER}, new byte[] {PAGE}, false)) {
      while (cursor.next()) {
        result.add(
            new Header(
                ByteBuffer.wrap(cursor.key(), 1, Integer.BYTES).getInt(),
                ByteBuffer.wrap(cursor.value()).getInt()));
      }
    }
    return result;
  }

  // Pages

  /** One page of an object. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Page(int oid, int number, byte[] bytes) {
    private static Page of(Cursor cursor) {
      ByteBuffer key = ByteBuffer.wrap(cursor.key(), 1, 2 * Integer.BYTES);
      return new Page(key.getInt(), key.getInt(), cursor.value());
    }
  }

  /** Those of all objects, read ahead a few at a time; to be used up within the statement. */
  public Iterator<Page> pages() {
    return new Iterator<>() {
      private final ArrayDeque<Page> ahead = new ArrayDeque<>();
      private byte[] from = {PAGE};

      @Override
      public boolean hasNext() {
        if (ahead.isEmpty() && from != null) {
          readAhead();
        }
        return !ahead.isEmpty();
      }

      private void readAhead() {
        try (Cursor cursor = scan(from, null, false)) {
          while (ahead.size() < READ_AHEAD && cursor.next()) {
            ahead.add(Page.of(cursor));
          }
        }
        Page last = ahead.peekLast();
        from = last == null ? null : page(last.oid, last.number + 1L);
      }

      @Override
      public Page next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ahead.remove();
      }
    };
  }

  public long length(int oid) {
    try (Cursor cursor = scan(page(oid, 0), page(oid, 0xFFFF_FFFFL), true)) {
      return cursor.next() ? number(cursor) * PAGE_SIZE + cursor.value().length : 0;
    }
  }

  private static long number(Cursor cursor) {
    return ByteBuffer.wrap(cursor.key()).getInt(1 + Integer.BYTES);
  }

  /** At most {@code wanted} bytes; fewer at the end, none beyond it. */
  public byte[] read(int oid, long offset, int wanted) {
    byte[] out = new byte[Math.clamp(length(oid) - offset, 0, wanted)];
    if (out.length == 0) {
      return out;
    }
    long end = offset + out.length;
    byte[] from = page(oid, offset / PAGE_SIZE);
    byte[] to = page(oid, (end + PAGE_SIZE - 1) / PAGE_SIZE);
    try (Cursor cursor = scan(from, to, false)) {
      while (cursor.next()) {
        long start = number(cursor) * PAGE_SIZE;
        byte[] bytes = cursor.value();
        int skipped = (int) Math.max(0, offset - start);
        int count = (int) Math.min(bytes.length, end - start) - skipped;
        if (count > 0) {
          System.arraycopy(bytes, skipped, out, (int) (start + skipped - offset), count);
        }
      }
    }
    return out;
  }

  /** Overwrites, and extends the object as need be; 22023 beyond what an object can hold. */
  public void write(int oid, long offset, byte[] bytes) {
    if (offset + bytes.length > MAX_LENGTH) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          "invalid large object write request size: " + bytes.length);
    }
    lockForWriting(oid);
    int done = 0;
    while (done < bytes.length) {
      long at = offset + done;
      int within = (int) (at % PAGE_SIZE);
      int count = Math.min(PAGE_SIZE - within, bytes.length - done);
      byte[] key = page(oid, at / PAGE_SIZE);
      byte[] before = transaction.lockLatest(STORE, key, RowLockMode.UPDATE, LockWait.BLOCK);
      int kept = before == null ? 0 : before.length;
      byte[] after = new byte[Math.max(kept, within + count)];
      if (kept > 0) {
        System.arraycopy(before, 0, after, 0, kept);
      }
      System.arraycopy(bytes, done, after, within, count);
      transaction.put(STORE, key, after);
      done += count;
    }
  }

  /**
   * Cuts the object, or extends it with zeros; its last page may be left empty, as PostgreSQL's.
   */
  public void truncate(int oid, long length) {
    lockForWriting(oid);
    long last = length / PAGE_SIZE;
    deleteFrom(oid, last + 1);
    byte[] key = page(oid, last);
    byte[] before = transaction.lockLatest(STORE, key, RowLockMode.UPDATE, LockWait.BLOCK);
    int within = (int) (length % PAGE_SIZE);
    transaction.put(STORE, key, before == null ? new byte[within] : Arrays.copyOf(before, within));
  }

  private void deleteFrom(int oid, long number) {
    byte[] from = page(oid, number);
    byte[] to = page(oid, 0xFFFF_FFFFL);
    try (Cursor cursor = transaction.scanLatest(STORE, from, to, false)) {
      while (cursor.next()) {
        byte[] key = cursor.key();
        transaction.lockLatest(STORE, key, RowLockMode.UPDATE, LockWait.BLOCK);
        transaction.delete(STORE, key);
      }
    }
  }
}
