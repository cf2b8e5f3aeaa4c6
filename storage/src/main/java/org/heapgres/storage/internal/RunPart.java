package org.heapgres.storage.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The records of one store in a {@link Run}. In memory is the first key of every block; a block is
 * read when it is needed, and the last one is kept.
 */
final class RunPart implements Ordered<Version> {
  private final RunFiles.RunFile file;
  private final KeyFilter filter;
  private final CommitMark mark;
  private final int store;
  private final boolean cleared;
  private byte[][] firstKeys = new byte[4][];
  private long[] positions = new long[4];
  private int blocks;
  private long size;
  private volatile Block last;

  /** {@code values} null for deletions. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Block(int index, byte[][] keys, byte[][] values) {
    int search(byte[] key) {
      return Arrays.binarySearch(keys, key, Arrays::compareUnsigned);
    }
  }

  RunPart(RunFiles.RunFile file, KeyFilter filter, CommitMark mark, int store, boolean cleared) {
    this.file = file;
    this.filter = filter;
    this.mark = mark;
    this.store = store;
    this.cleared = cleared;
  }

  int store() {
    return store;
  }

  StoreWrites writes() {
    return new StoreWrites(cleared, this);
  }

  /** While it is being made. */
  void add(byte[] firstKey, long position, int records) {
    if (blocks == positions.length) {
      firstKeys = Arrays.copyOf(firstKeys, blocks * 2);
      positions = Arrays.copyOf(positions, blocks * 2);
    }
    firstKeys[blocks] = firstKey;
    positions[blocks++] = position;
    size += records;
  }

  @Override
  public long size() {
    return size;
  }

  /** The block that the key belongs to; -1 when it comes before all. */
  private int indexOf(byte[] key) {
    int at = Arrays.binarySearch(firstKeys, 0, blocks, key, Arrays::compareUnsigned);
    return at < 0 ? -at - 2 : at;
  }

  @Override
  public Version get(byte[] key) {
    if (!filter.mayContain(Binary.hash(key, store))) {
      return null;
    }
    int index = indexOf(key);
    if (index < 0) {
      return null;
    }
    Block block = block(index);
    int at = block.search(key);
    return at < 0 ? null : new Version(block.values[at], mark);
  }

  private Block block(int index) {
    Block known = last;
    if (known != null && known.index == index) {
      return known;
    }
    ByteBuffer content = Run.block(file, positions[index]);
    int count = content.getInt(Run.COUNT) >>> 1;
    byte[][] keys = new byte[count][];
    byte[][] values = new byte[count][];
    for (int i = 0; i < count; i++) {
      keys[i] = bytes(content, content.getInt());
      values[i] = bytes(content, content.getInt());
    }
    Block block = new Block(index, keys, values);
    last = content.capacity() > Run.LARGE ? null : block;
    return block;
  }

  private static byte[] bytes(ByteBuffer content, int length) {
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    content.get(bytes);
    return bytes;
  }

  @Override
  public Walk<Version> walk(byte[] from, byte[] to, boolean reverse) {
    return new BlockWalk(from, to, reverse);
  }

  private final class BlockWalk implements Walk<Version> {
    private final byte[] limit;
    private final int step;
    private Block block;
    private int place;
    private byte[] key;
    private Version value;

    BlockWalk(byte[] from, byte[] to, boolean reverse) {
      limit = reverse ? from : to;
      step = reverse ? -1 : 1;
      byte[] start = reverse ? to : from;
      if (blocks == 0) {
        return;
      }
      if (start == null) {
        block = block(reverse ? blocks - 1 : 0);
        place = reverse ? block.keys.length : -1;
        return;
      }
      block = block(Math.max(0, indexOf(start)));
      int at = block.search(start);
      int insertion = at < 0 ? -at - 1 : at;
      place = reverse ? insertion : insertion - 1;
    }

    @Override
    public boolean next() {
      place += block == null ? 0 : step;
      while (block != null && (place < 0 || place >= block.keys.length)) {
        int index = block.index + step;
        if (index < 0 || index >= blocks) {
          block = null;
        } else {
          block = block(index);
          place = step > 0 ? 0 : block.keys.length - 1;
        }
      }
      if (block == null || isPast(block.keys[place])) {
        block = null;
        key = null;
        value = null;
        return false;
      }
      key = block.keys[place];
      value = new Version(block.values[place], mark);
      return true;
    }

    private boolean isPast(byte[] candidate) {
      if (limit == null) {
        return false;
      }
      int order = Arrays.compareUnsigned(candidate, limit);
      return step < 0 ? order < 0 : order >= 0;
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public Version value() {
      return value;
    }
  }
}
