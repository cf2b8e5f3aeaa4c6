package org.heapgres.storage.internal;

import java.util.function.Consumer;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * What the JDK's flight recorder is told of a heap's work; short waits are left out unless its
 * settings say otherwise. Each method begins an event; what it returns ends it.
 */
final class HeapEvents {
  private HeapEvents() {}

  static Runnable commitWait(long sequence) {
    CommitWait event = new CommitWait();
    event.begin();
    return () -> {
      if (event.shouldCommit()) {
        event.sequence = sequence;
        event.commit();
      }
    };
  }

  static Runnable apply(int database, long bytes) {
    Apply event = new Apply();
    event.begin();
    return () -> {
      if (event.shouldCommit()) {
        event.database = database;
        event.bytes = bytes;
        event.commit();
      }
    };
  }

  static Runnable checkpoint(long logBytes) {
    Checkpoint event = new Checkpoint();
    event.begin();
    return () -> {
      if (event.shouldCommit()) {
        event.logBytes = logBytes;
        event.commit();
      }
    };
  }

  static Consumer<Boolean> lockWait(LockOwner owner, int mode, LockEntry entry) {
    LockWait event = new LockWait();
    event.begin();
    return granted -> {
      if (event.shouldCommit()) {
        event.session = owner.group.pid;
        event.lock = entry.tag == null ? "Row[store=" + entry.store + "]" : entry.tag.toString();
        event.mode = LockKind.name(mode);
        event.granted = granted;
        event.commit();
      }
    };
  }

  @Name("org.heapgres.Commit")
  @Label("Commit Wait")
  @Category({"Heapgres", "Storage"})
  @Description("A wait for a commit to be on the disk, of the one who made it or saw it")
  @Threshold("10 ms")
  @StackTrace(false)
  static final class CommitWait extends Event {
    @Label("Sequence")
    @Description("Place in the order of all commits")
    long sequence;
  }

  @Name("org.heapgres.Apply")
  @Label("Apply Commits")
  @Category({"Heapgres", "Storage"})
  @Description("Durable commits go from memory to a database's store")
  @Threshold("10 ms")
  @StackTrace(false)
  static final class Apply extends Event {
    @Label("Database")
    int database;

    @Label("Size")
    @DataAmount
    long bytes;
  }

  @Name("org.heapgres.Checkpoint")
  @Label("Checkpoint")
  @Category({"Heapgres", "Storage"})
  @Description("The stores are synced, and the log before is needed no longer")
  @StackTrace(false)
  static final class Checkpoint extends Event {
    @Label("Log Size")
    @Description("Written since the checkpoint before")
    @DataAmount
    long logBytes;
  }

  @Name("org.heapgres.LockWait")
  @Label("Lock Wait")
  @Category({"Heapgres", "Storage"})
  @Description("A wait for a lock that others hold, or wanted before")
  @Threshold("10 ms")
  static final class LockWait extends Event {
    @Label("Session")
    @Description("Its process id as pg_stat_activity shows it")
    int session;

    @Label("Lock")
    String lock;

    @Label("Mode")
    String mode;

    @Label("Granted")
    @Description("Not so after a deadlock, a timeout or a cancel")
    boolean granted;
  }
}
