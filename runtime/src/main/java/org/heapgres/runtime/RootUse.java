package org.heapgres.runtime;

import java.util.function.Supplier;
import org.heapgres.planner.LanguageContext;
import org.heapgres.planner.RootAccess;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.object.HeapValue;
import org.heapgres.storage.object.ObjectStore;
import org.heapgres.storage.object.Reach;

/**
 * What Python code may do with objects, by the roots that it has come by them from. While it may
 * change all of those, nothing needs to be looked at. Else an object may be changed that is new, or
 * that a root leads to which may be changed; and nothing else may be put into one of those, since
 * it could be changed from then on. For one thread at a time.
 */
public final class RootUse {
  private final RootAccess access;
  private final Supplier<ObjectStore> objects;

  /** What may be changed. */
  private final Reach changeable;

  /** What is at hand and may only be read; null for nothing. */
  private String readOnly;

  public RootUse(LanguageContext session, Supplier<ObjectStore> objects) {
    this.access = session.roots();
    this.objects = objects;
    changeable = new Reach(session::transaction);
  }

  /** A root is read; 42501 unless it may be. */
  public void read(Schema schema, String name, HeapValue value) {
    if (access.unrestricted()) {
      return;
    }
    access.require(schema, name, Privilege.SELECT);
    use(access.has(schema, name, Privilege.UPDATE), value, "table " + name);
  }

  private void use(boolean mayChange, HeapValue value, String what) {
    if (mayChange) {
      changeable.add(value);
    } else {
      readOnly = what;
    }
  }

  /** An object is asked for by its oid, without a root: whether it may be read. */
  boolean mayFind(long oid) {
    if (access.unrestricted() || changeable.contains(oid)) {
      return true;
    }
    if (!access.mayRead(oid)) {
      return false;
    }
    use(access.mayChange(oid), new HeapValue.Ref(oid, 0), "object " + oid);
    return true;
  }

  /** Nobody else knows of an object yet. */
  void made(long oid) {
    if (!access.unrestricted()) {
      changeable.add(oid);
    }
  }

  /** A root gets a value; 42501 unless it may. */
  void write(Schema schema, String name, HeapValue value) {
    if (objects.get().root(schema.oid(), name) == null) {
      access.made(schema, name);
    } else if (!access.unrestricted()) {
      access.require(schema, name, Privilege.UPDATE);
    }
    if (!access.unrestricted()) {
      requireOwn(value);
      changeable.add(value);
    }
  }

  void remove(Schema schema, String name) {
    access.remove(schema, name);
  }

  /** An object's record is to be written; 42501 if that changes what may only be read. */
  public void change(long oid, HeapValue value) {
    if (readOnly == null) {
      return;
    }
    HeapValue before = objects.get().object(oid);
    if (!value.equals(before)) {
      change(oid);
      if (before != null) {
        changeable.add(before);
      }
      requireOwn(value);
    }
  }

  /** Something that belongs to an object is to be written. */
  void changePart(long oid, HeapValue value) {
    if (readOnly != null) {
      change(oid);
      if (value != null) {
        requireOwn(value);
      }
    }
  }

  private void change(long oid) {
    if (!changeable.contains(oid)) {
      throw denied(readOnly);
    }
  }

  /** What the value refers to could be changed from now on. */
  private void requireOwn(HeapValue value) {
    if (readOnly != null && !changeable.containsAll(value)) {
      throw denied(readOnly)
          .withDetail("What may only be read cannot be part of what may be changed.")
          .withHint("Put a copy there: copy.deepcopy().");
    }
  }

  private static PgException denied(String what) {
    return new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied for " + what);
  }
}
