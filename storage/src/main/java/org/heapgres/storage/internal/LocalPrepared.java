package org.heapgres.storage.internal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.heapgres.storage.Commit;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PreparedTransaction;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.SystemStores;

/**
 * See {@link PreparedTransaction}. It is kept as a record of a store of its own, under its gid:
 * what it has written, as in the log, and its locks. Committing it removes the record in the same
 * commit. After a restart the records are read before anybody uses the database.
 */
final class LocalPrepared implements PreparedTransaction {
  private static final byte FORMAT = 1;

  /**
   * One lock that it holds.
   *
   * @param tag null for a row's
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Held(LockTag tag, int store, byte[] key, int mode) {}

  private final LocalDatabase database;
  private final String gid;
  private final byte[] note;
  private final boolean serializable;
  private final Writes writes;
  private final CommitMark mark;
  private final long memory;
  private final LockOwner owner;

  LocalPrepared(
      LocalDatabase database,
      String gid,
      byte[] note,
      boolean serializable,
      OwnWrites own,
      LockOwner owner) {
    this(
        database,
        gid,
        note,
        serializable,
        own.snapshot().inMemory(),
        own.mark(),
        own.memory(),
        owner);
  }

  private LocalPrepared(
      LocalDatabase database,
      String gid,
      byte[] note,
      boolean serializable,
      Writes writes,
      CommitMark mark,
      long memory,
      LockOwner owner) {
    this.database = database;
    this.gid = gid;
    this.note = note;
    this.serializable = serializable;
    this.writes = writes;
    this.mark = mark;
    this.memory = memory;
    this.owner = owner;
  }

  @Override
  public String gid() {
    return gid;
  }

  @Override
  public long id() {
    return owner.transactionId;
  }

  @Override
  public byte[] note() {
    return note;
  }

  boolean isSerializable() {
    return serializable;
  }

  LocalDatabase database() {
    return database;
  }

  Writes writes() {
    return writes;
  }

  LockOwner owner() {
    return owner;
  }

  private byte[] key() {
    return gid.getBytes(StandardCharsets.UTF_8);
  }

  private Writes record(byte[] value, CommitMark recordMark) {
    OrderedMap<Version> versions = new OrderedMap<>();
    versions.put(key(), new Version(value, recordMark));
    return Writes.NONE.with(SystemStores.PREPARED, new StoreWrites(false, versions));
  }

  /** Writes its record. */
  Commit save() {
    byte[] value = encode();
    CommitMark recordMark = new CommitMark();
    return end(record(value, recordMark), recordMark, Version.memory(key(), value));
  }

  @Override
  public Commit commit() {
    return finish(writes.merge(record(null, mark)), mark, memory);
  }

  @Override
  public Commit rollback() {
    CommitMark recordMark = new CommitMark();
    return finish(record(null, recordMark), recordMark, Version.memory(key(), null));
  }

  private Commit finish(Writes result, CommitMark resultMark, long size) {
    Commit commit = end(result, resultMark, size);
    database.finished(this);
    return commit;
  }

  private Commit end(Writes result, CommitMark resultMark, long size) {
    long sequence =
        database.heap().commit(database, Layers.of(result), resultMark, size, true, null, 0);
    return new LocalCommit(database.heap(), sequence);
  }

  private byte[] encode() {
    byte[] content = WriteRecord.encode(database.id(), writes);
    List<Held> locks = LockManager.held(owner);
    long size = 1 + 8 + 1 + 4L + note.length + 4 + 4 + content.length;
    for (Held lock : locks) {
      size += 1 + 1 + 20 + (lock.key() == null ? 0 : lock.key().length);
    }
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    out.put(FORMAT).putLong(owner.transactionId).put((byte) (serializable ? 1 : 0));
    out.putInt(note.length).put(note).putInt(locks.size());
    locks.forEach(lock -> encode(lock, out));
    out.putInt(content.length).put(content);
    byte[] result = new byte[out.position()];
    out.flip().get(result);
    return result;
  }

  private static void encode(Held lock, ByteBuffer out) {
    out.put((byte) lock.mode());
    switch (lock.tag()) {
      case null -> out.put((byte) 0).putInt(lock.store()).putInt(lock.key().length).put(lock.key());
      case LockTag.Relation(long oid) -> out.put((byte) 1).putLong(oid);
      case LockTag.Catalogued(long classOid, long oid) ->
          out.put((byte) 2).putLong(classOid).putLong(oid);
      case LockTag.OfTransaction(long id) -> out.put((byte) 3).putLong(id);
      case LockTag.Advisory(long key) -> out.put((byte) 4).putLong(key);
      case LockTag.AdvisoryPair(int key1, int key2) -> out.put((byte) 5).putInt(key1).putInt(key2);
    }
  }

  /** As {@link #save} left it; its locks are not taken yet. */
  static LocalPrepared decode(
      LocalDatabase database, byte[] key, byte[] value, LockOwner owner, List<Held> locks) {
    try {
      ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
      byte format = in.get();
      if (format != FORMAT) {
        throw PgException.notSupported("format " + format + " of a prepared transaction");
      }
      owner.transactionId = in.getLong();
      boolean serializable = in.get() != 0;
      byte[] note = new byte[in.getInt()];
      in.get(note);
      for (int count = in.getInt(); count > 0; count--) {
        locks.add(decodeLock(in));
      }
      byte[] content = new byte[in.getInt()];
      in.get(content);
      CommitMark mark = new CommitMark();
      return new LocalPrepared(
          database,
          new String(key, StandardCharsets.UTF_8),
          note,
          serializable,
          WriteRecord.decode(content, mark),
          mark,
          content.length,
          owner);
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      throw new PgException(SqlState.DATA_CORRUPTED, "a prepared transaction is damaged", e);
    }
  }

  private static Held decodeLock(ByteBuffer in) {
    int mode = in.get();
    byte kind = in.get();
    if (kind == 0) {
      int store = in.getInt();
      byte[] row = new byte[in.getInt()];
      in.get(row);
      return new Held(null, store, row, mode);
    }
    LockTag tag =
        switch (kind) {
          case 1 -> new LockTag.Relation(in.getLong());
          case 2 -> new LockTag.Catalogued(in.getLong(), in.getLong());
          case 3 -> new LockTag.OfTransaction(in.getLong());
          case 4 -> new LockTag.Advisory(in.getLong());
          case 5 -> new LockTag.AdvisoryPair(in.getInt(), in.getInt());
          default -> throw new PgException(SqlState.DATA_CORRUPTED, "a prepared lock is damaged");
        };
    return new Held(tag, -1, null, mode);
  }
}
