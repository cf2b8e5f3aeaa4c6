package org.heapgres.runtime.direct;

import org.heapgres.planner.LanguageContext;
import org.heapgres.planner.types.PgType;
import org.heapgres.runtime.AdvisoryLocks;
import org.heapgres.runtime.Dialect;
import org.heapgres.runtime.PythonValues;
import org.heapgres.runtime.RootUse;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.object.HeapValue;
import org.heapgres.storage.object.ObjectStore;

/** One run of a snippet: its variables, its arguments and its session. */
final class Run {
  /**
   * Steps of loops over anything but rows, of which there may be as many: who takes more is better
   * off with compiled Python, and has lost little here.
   */
  private static final int MOST_STEPS = 20_000;

  /** The same where others wait for the thread. */
  private static final int MOST_BRIEF_STEPS = 200;

  private static final int STEPS_UNCHECKED = 0xff;

  private final LanguageContext session;
  private final Object[] locals;
  private final Object[] arguments;
  private final PgType[] types;
  private Object result = None.NONE;
  private ObjectStore objects;
  private RootUse roots;
  private final int mostSteps;
  private int steps;
  private boolean changed;

  Run(LanguageContext session, int locals, Object[] arguments, PgType[] types) {
    this.session = session;
    this.locals = new Object[locals];
    this.arguments = arguments;
    this.types = types;
    mostSteps = session.mayWait() ? MOST_STEPS : MOST_BRIEF_STEPS;
  }

  LanguageContext session() {
    return session;
  }

  Object local(int slot) {
    Object value = locals[slot];
    if (value == null) {
      throw new NotDirect();
    }
    return value;
  }

  boolean isAssigned(int slot) {
    return locals[slot] != null;
  }

  void assign(int slot, Object value) {
    locals[slot] = value;
  }

  Object argument(int index) {
    if (index >= arguments.length
        || !PythonValues.tag(types[index], Dialect.PY, session.formatSettings()).isEmpty()) {
      throw new NotDirect();
    }
    return Values.ofDatum(arguments[index]);
  }

  ObjectStore objects() {
    if (objects == null) {
      objects = new ObjectStore(session.transaction());
    }
    return objects;
  }

  RootUse roots() {
    if (roots == null) {
      roots = new RootUse(session, this::objects);
    }
    return roots;
  }

  /** Containers of more entries have records for them. */
  int bigContainer() {
    return Integer.parseInt(session.setting("heapgres.big_container"));
  }

  /** Writes the record of an object. */
  void store(long oid, HeapValue value) {
    roots().change(oid, value);
    objects().putObject(oid, value);
    changed = true;
  }

  /** Another change was made than by {@link #store}. */
  void change() {
    changed = true;
  }

  /** Whether something was changed: then it is too late for Python. */
  boolean hasChanged() {
    return changed;
  }

  /**
   * Takes an advisory lock.
   *
   * @return whether the transaction had not had it
   */
  boolean lock(long key) {
    if (objects != null) {
      throw new NotDirect(); // what was read before stays as it was
    }
    return AdvisoryLocks.take(session.transaction(), key, LockMode.EXCLUSIVE, LockWait.BLOCK)
        == AdvisoryLocks.Outcome.TAKEN;
  }

  /** Frees it, unless something was written that the next holder is to see. */
  void unlock(long key) {
    AdvisoryLocks.free(session.transaction(), key, LockMode.EXCLUSIVE);
  }

  void result(Object value) {
    result = value;
  }

  Object result() {
    return result;
  }

  /** Before each step of a loop. */
  void step() {
    if (++steps > mostSteps) {
      throw new NotDirect();
    }
    if ((steps & STEPS_UNCHECKED) == 0) {
      session.checkCancel();
    }
  }
}
