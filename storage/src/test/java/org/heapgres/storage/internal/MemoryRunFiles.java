package org.heapgres.storage.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Runs in memory. What was not synced is gone with the power. */
final class MemoryRunFiles implements RunFiles {
  private final Object power;
  private final Map<String, MemoryRunFile> files = new TreeMap<>();
  private long next;

  MemoryRunFiles(Object power) {
    this.power = power;
  }

  /** What is left without power. */
  MemoryRunFiles synced(Object otherPower) {
    MemoryRunFiles copy = new MemoryRunFiles(otherPower);
    copy.next = next;
    files.forEach(
        (name, file) -> {
          if (file.synced) {
            MemoryRunFile same = copy.new MemoryRunFile(name);
            same.bytes = file.bytes;
            same.size = file.size;
            same.synced = true;
            copy.files.put(name, same);
          }
        });
    return copy;
  }

  @Override
  public RunFile create() {
    synchronized (power) {
      MemoryRunFile file = new MemoryRunFile("run" + next++);
      files.put(file.name, file);
      return file;
    }
  }

  @Override
  public RunFile open(String name) {
    synchronized (power) {
      if (!exists(name)) {
        throw new PgException(SqlState.DATA_CORRUPTED, name + " is missing");
      }
      return files.get(name);
    }
  }

  @Override
  public boolean exists(String name) {
    synchronized (power) {
      return files.containsKey(name);
    }
  }

  @Override
  public void retain(Set<String> names) {
    synchronized (power) {
      files.keySet().retainAll(names);
    }
  }

  private final class MemoryRunFile implements RunFile {
    private final String name;
    private volatile byte[] bytes = new byte[1024];
    private volatile int size;
    private volatile boolean synced;

    MemoryRunFile(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public void append(ByteBuffer from) {
      int end = size + from.remaining();
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
      }
      from.get(bytes, size, from.remaining());
      size = end;
    }

    @Override
    public void read(long at, ByteBuffer into) {
      if (at + into.remaining() > size) {
        throw new PgException(SqlState.DATA_CORRUPTED, name + " is too short");
      }
      into.put(bytes, (int) at, into.remaining());
    }

    @Override
    public void sync() {
      synchronized (power) {
        synced = true;
      }
    }

    @Override
    public boolean remove() {
      discard();
      return true;
    }

    @Override
    public void discard() {
      synchronized (power) {
        files.remove(name);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
