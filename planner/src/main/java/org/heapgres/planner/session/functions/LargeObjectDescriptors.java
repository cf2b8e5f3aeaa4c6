package org.heapgres.planner.session.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.heapgres.planner.catalog.Description;
import org.heapgres.planner.catalog.LargeObjects;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Securable;
import org.heapgres.planner.ddl.CommentCommand;
import org.heapgres.planner.ddl.GrantUpkeep;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.StatementView;
import org.heapgres.storage.Transaction;

/**
 * The large objects that a session's transaction has open (manual, 33.3.4): one opened for reading
 * alone shows what the transaction saw when it was opened, one for writing the latest state. They
 * close with the transaction. Used by the session's thread.
 */
public final class LargeObjectDescriptors {
  static final int INV_WRITE = 0x20000;
  static final int INV_READ = 0x40000;

  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;

  private static final class Open {
    private final int oid;
    private final boolean writable;

    /** What a reader sees; null for a writer. */
    private final StatementView view;

    private int savepoints;
    private long position;

    Open(int oid, boolean writable, StatementView view, int savepoints) {
      this.oid = oid;
      this.writable = writable;
      this.view = view;
      this.savepoints = savepoints;
    }
  }

  private final Session session;

  /** By number; null where one has been closed. */
  private final List<Open> open = new ArrayList<>();

  public LargeObjectDescriptors(Session session) {
    this.session = session;
  }

  private Transaction transaction() {
    return session.transaction().storage();
  }

  // Objects

  /** What a function sees that names an object itself. */
  LargeObjects seen() {
    return new LargeObjects(transaction(), false);
  }

  /** What a function changes. */
  public LargeObjects latest() {
    return new LargeObjects(transaction(), true);
  }

  /** 42501 without the privilege, 42704 without the object. */
  LargeObjects.Header require(LargeObjects objects, int oid, Privilege privilege) {
    LargeObjects.Header header = objects.require(oid);
    Rights rights = Permissions.of(session);
    boolean compatible = session.settings().bool("lo_compat_privileges");
    if (!compatible
        && (rights.privileges(Securable.LARGE_OBJECT, oid, header.owner()) & privilege.bit())
            == 0) {
      throw Permissions.denied(shown(oid));
    }
    return header;
  }

  /** 42501 for who does not own it, 42704 without the object. */
  public void requireOwner(int oid) {
    LargeObjects.Header header = latest().require(oid);
    if (!session.superuser()
        && !session.settings().bool("lo_compat_privileges")
        && !Permissions.of(session).hasPrivilegesOf(header.owner())) {
      throw Permissions.notOwner(shown(oid));
    }
  }

  public static String shown(int oid) {
    return "large object " + Integer.toUnsignedString(oid);
  }

  /** Makes an object of the current role's; 0 for an oid that is free. */
  int create(int wanted) {
    int oid = wanted != 0 ? wanted : session.database().oids().next();
    int owner = session.environment().currentRole().oid();
    latest().create(oid, owner);
    GrantUpkeep.ofNew(session.catalog(), oid, owner, 0, Securable.LARGE_OBJECT)
        .ifPresent(session.transaction()::put);
    return oid;
  }

  public void unlink(int oid) {
    requireOwner(oid);
    latest().unlink(oid);
    session.catalog().grants(Securable.LARGE_OBJECT, oid).ifPresent(session.transaction()::remove);
    CommentCommand.describe(session, Description.PG_LARGEOBJECT, oid, null);
    closeAll(descriptor -> descriptor.oid == oid);
  }

  // Descriptors

  int open(int oid, int mode) {
    if ((mode & (INV_WRITE | INV_READ)) == 0) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "invalid flags for opening a large object: " + mode);
    }
    boolean writable = (mode & INV_WRITE) != 0;
    if (writable) {
      session.transaction().checkWritable("lo_open(INV_WRITE)");
    }
    LargeObjects objects = writable ? latest() : seen();
    if ((mode & INV_READ) != 0) {
      require(objects, oid, Privilege.SELECT);
    }
    if (writable) {
      require(objects, oid, Privilege.UPDATE);
    }
    Open opened =
        new Open(
            oid,
            writable,
            writable ? null : transaction().keep(),
            session.transaction().savepoints());
    if (open.isEmpty()) {
      session.transaction().afterEnd(open::clear);
    }
    int free = open.indexOf(null);
    if (free >= 0) {
      open.set(free, opened);
      return free;
    }
    open.add(opened);
    return open.size() - 1;
  }

  private Open require(int number) {
    Open found = number >= 0 && number < open.size() ? open.get(number) : null;
    if (found == null) {
      throw new PgException(
          SqlState.UNDEFINED_OBJECT, "invalid large-object descriptor: " + number);
    }
    return found;
  }

  private Open requireWritable(int number) {
    Open found = require(number);
    if (!found.writable) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "large object descriptor " + number + " was not opened for writing");
    }
    return found;
  }

  void close(int number) {
    Open closed = require(number);
    if (closed.view != null) {
      closed.view.close();
    }
    open.set(number, null);
  }

  /** Reads through a descriptor, as it sees the object. */
  private <T> T through(Open descriptor, Function<LargeObjects, T> read) {
    return descriptor.view == null
        ? read.apply(latest())
        : transaction().seeing(descriptor.view, () -> read.apply(seen()));
  }

  byte[] read(int number, int wanted) {
    Open descriptor = require(number);
    byte[] bytes =
        through(
            descriptor,
            objects -> objects.read(descriptor.oid, descriptor.position, Math.max(wanted, 0)));
    descriptor.position += bytes.length;
    return bytes;
  }

  int write(int number, byte[] bytes) {
    Open descriptor = requireWritable(number);
    latest().write(descriptor.oid, descriptor.position, bytes);
    descriptor.position += bytes.length;
    return bytes.length;
  }

  void truncate(int number, long length) {
    Open descriptor = requireWritable(number);
    checkLength(length);
    latest().truncate(descriptor.oid, length);
  }

  private static void checkLength(long length) {
    if (length < 0 || length > LargeObjects.MAX_LENGTH) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "invalid large object truncation target: " + length);
    }
  }

  long position(int number) {
    return require(number).position;
  }

  /** Where it is then. */
  long seek(int number, long offset, int whence) {
    Open descriptor = require(number);
    long target =
        switch (whence) {
          case SEEK_SET -> offset;
          case SEEK_CUR -> descriptor.position + offset;
          case SEEK_END -> through(descriptor, objects -> objects.length(descriptor.oid)) + offset;
          default ->
              throw new PgException(
                  SqlState.INVALID_PARAMETER_VALUE, "invalid whence setting: " + whence);
        };
    checkPosition(target);
    descriptor.position = target;
    return target;
  }

  static void checkPosition(long target) {
    if (target < 0 || target > LargeObjects.MAX_LENGTH) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "invalid large object seek target: " + target);
    }
  }

  // Savepoints

  /** A savepoint is undone: what was opened since then is closed. */
  public void closeSince(int savepointsThen) {
    closeAll(descriptor -> descriptor.savepoints > savepointsThen);
  }

  /** A savepoint is released: what was opened since then belongs to the one around it. */
  public void belongTo(int savepointsLeft) {
    for (Open descriptor : open) {
      if (descriptor != null) {
        descriptor.savepoints = Math.min(descriptor.savepoints, savepointsLeft);
      }
    }
  }

  private void closeAll(Predicate<Open> which) {
    for (int number = 0; number < open.size(); number++) {
      if (open.get(number) != null && which.test(open.get(number))) {
        close(number);
      }
    }
  }
}
