package org.heapgres.planner.session;

import java.util.HashMap;
import java.util.Map;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** nextval, currval and lastval as one session knows them. Used by its thread. */
public final class SessionSequences {
  private final Session session;
  private final Map<Integer, Long> current = new HashMap<>();
  private Integer last;

  SessionSequences(Session session) {
    this.session = session;
  }

  public long next(long oid) {
    Sequence sequence = sequence(oid);
    if (!mayAdvance(sequence)) {
      throw Permissions.denied(sequence);
    }
    session.transaction().checkWritable("nextval()");
    long value = session.database().sequences().next(sequence);
    current.put(sequence.oid(), value);
    last = sequence.oid();
    return value;
  }

  public long current(long oid) {
    Sequence sequence = sequence(oid);
    require(sequence, Privilege.USAGE.bit() | Privilege.SELECT.bit());
    Long value = current.get(sequence.oid());
    if (value == null) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "currval of sequence \"" + sequence.name() + "\" is not yet defined in this session");
    }
    return value;
  }

  public long last() {
    if (last == null || session.catalog().relation(last).isEmpty()) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "lastval is not yet defined in this session");
    }
    require(sequence(last), Privilege.USAGE.bit() | Privilege.SELECT.bit());
    return current.get(last);
  }

  public long set(long oid, long value, boolean called) {
    Sequence sequence = sequence(oid);
    require(sequence, Privilege.UPDATE.bit());
    session.transaction().checkWritable("setval()");
    session.database().sequences().set(sequence, value, called);
    if (called) {
      current.put(sequence.oid(), value);
    }
    return value;
  }

  /** An identity column's sequence goes with INSERT on its table. */
  private boolean mayAdvance(Sequence sequence) {
    Rights rights = Permissions.of(session);
    int enough = Privilege.USAGE.bit() | Privilege.UPDATE.bit();
    return (rights.privileges(sequence) & enough) != 0
        || (sequence.identity()
            && session
                .catalog()
                .table(sequence.ownedByTable())
                .filter(
                    table ->
                        rights.has(table, Privilege.INSERT)
                            || rights.onAnyColumn(table, Privilege.INSERT))
                .isPresent());
  }

  /** 42501 with none of the privileges. */
  private void require(Sequence sequence, int anyOf) {
    if ((Permissions.of(session).privileges(sequence) & anyOf) == 0) {
      throw Permissions.denied(sequence);
    }
  }

  public void forget() {
    current.clear();
    last = null;
  }

  private Sequence sequence(long oid) {
    Relation relation =
        session
            .catalog()
            .relation((int) oid)
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_TABLE, "could not open relation with OID " + oid));
    if (relation instanceof Sequence sequence) {
      return sequence;
    }
    throw new PgException(
        SqlState.WRONG_OBJECT_TYPE, "\"" + relation.name() + "\" is not a sequence");
  }
}
