package org.heapgres.planner.session;

import java.util.HashMap;
import java.util.Map;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** nextval, currval and lastval as one session knows them. Used by its thread. */
final class SessionSequences {
  private final Session session;
  private final Map<Integer, Long> current = new HashMap<>();
  private Integer last;

  SessionSequences(Session session) {
    this.session = session;
  }

  long next(long oid) {
    Sequence sequence = sequence(oid);
    session.transaction().checkWritable("nextval()");
    long value = session.database().sequences().next(sequence);
    current.put(sequence.oid(), value);
    last = sequence.oid();
    return value;
  }

  long current(long oid) {
    Sequence sequence = sequence(oid);
    Long value = current.get(sequence.oid());
    if (value == null) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "currval of sequence \"" + sequence.name() + "\" is not yet defined in this session");
    }
    return value;
  }

  long last() {
    if (last == null || session.catalog().relation(last).isEmpty()) {
      throw new PgException(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "lastval is not yet defined in this session");
    }
    return current.get(last);
  }

  long set(long oid, long value, boolean called) {
    Sequence sequence = sequence(oid);
    session.transaction().checkWritable("setval()");
    session.database().sequences().set(sequence, value, called);
    if (called) {
      current.put(sequence.oid(), value);
    }
    return value;
  }

  void forget() {
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
