package org.heapgres.storage.internal;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.ExtensibleEnvironment;
import jetbrains.exodus.env.TransactionBase;
import jetbrains.exodus.io.RemoveBlockType;
import jetbrains.exodus.log.Log;

/**
 * A Xodus environment that keeps exactly those cleaned files that a reader needs. Xodus itself
 * keeps every file that is cleaned while a reader is there that began before: with one old reader
 * the files grow with all that is written. But such a reader sees nothing above the address where
 * the log ended when it began, so a file that came later is none of its business.
 *
 * <p>Files are given up on the thread of Xodus' cleaner alone; readers come and go on any.
 */
final class XodusEnvironment extends ExtensibleEnvironment {
  private static final Object READER = new Object();

  /**
   * A read transaction. Until it has its snapshot its bound is unknown, and it counts as reading
   * everything: it is here before it has it, so a file that was cleaned before it came is none that
   * it reads.
   */
  private static final class Reader {
    /** The log ended here or later when the snapshot was taken. */
    final long since;

    /** Nothing at or above this address is read. */
    volatile long bound = Long.MAX_VALUE;

    Reader(long since) {
      this.since = since;
    }

    boolean needs(Cleaned file) {
      return since <= file.until && file.address < bound;
    }
  }

  /**
   * A file with nothing in it that a snapshot taken from {@code until} on would see.
   *
   * @param address where it begins
   */
  private record Cleaned(long address, long until) {}

  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
  private final List<Cleaned> waiting = new ArrayList<>();

  private XodusEnvironment(Log log, EnvironmentConfig config) {
    super(log, config);
  }

  static XodusEnvironment open(File directory, EnvironmentConfig config) {
    return Environments.newInstance(
        () -> new XodusEnvironment(Environments.newLogInstance(directory, config), config));
  }

  @Override
  public TransactionBase beginReadonlyTransaction(Runnable beginHook) {
    Reader reader = new Reader(getLog().getHighAddress());
    readers.add(reader);
    try {
      TransactionBase transaction = super.beginReadonlyTransaction(beginHook);
      reader.bound = transaction.getHighAddress();
      transaction.setUserObject(READER, reader);
      return transaction;
    } catch (RuntimeException | Error e) {
      readers.remove(reader);
      throw e;
    }
  }

  @Override
  protected void finishTransaction(TransactionBase transaction) {
    Object reader = transaction.isReadonly() ? transaction.getUserObject(READER) : null;
    super.finishTransaction(transaction);
    if (reader != null) {
      readers.remove(reader);
    }
  }

  /** What Xodus defers until no reader is left is {@link #removeFiles}, which looks by itself. */
  @Override
  public void executeTransactionSafeTask(Runnable task) {
    task.run();
  }

  @Override
  public void removeFiles(long[] files, RemoveBlockType how) {
    long until = getLog().getHighAddress();
    for (long file : files) {
      waiting.add(new Cleaned(file, until));
    }
    giveUpFiles(how);
  }

  /** Gives up what has been cleaned and is read no longer. */
  void giveUpFiles(RemoveBlockType how) {
    List<Cleaned> free =
        waiting.stream().filter(file -> readers.stream().noneMatch(r -> r.needs(file))).toList();
    if (!free.isEmpty()) {
      super.removeFiles(free.stream().mapToLong(Cleaned::address).toArray(), how);
      waiting.removeAll(free);
    }
  }
}
