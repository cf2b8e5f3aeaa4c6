package org.heapgres.planner.session.functions;

import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.session.SessionSequences;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgRecord;

/** nextval and its kin; methods are named as {@code Functions} wants them. */
final class SequenceFunctions {
  private static final int[] PARAMETERS = {
    Types.INT8.oid(),
    Types.INT8.oid(),
    Types.INT8.oid(),
    Types.INT8.oid(),
    Types.BOOL.oid(),
    Types.INT8.oid(),
    Types.OID.oid()
  };

  private SequenceFunctions() {}

  private static SessionSequences sequences(CallContext context) {
    return SessionFunctions.session(context).sequences();
  }

  static long nextvalOid(CallContext context, long sequence) {
    return sequences(context).next(sequence);
  }

  static long currvalOid(CallContext context, long sequence) {
    return sequences(context).current(sequence);
  }

  static long lastval(CallContext context) {
    return sequences(context).last();
  }

  static long setvalOid(CallContext context, long sequence, long value) {
    return sequences(context).set(sequence, value, true);
  }

  static long setval3Oid(CallContext context, long sequence, long value, boolean called) {
    return sequences(context).set(sequence, value, called);
  }

  static PgRecord pgSequenceParameters(CallContext context, long oid) {
    return SessionFunctions.session(context)
        .catalog()
        .relation((int) oid)
        .filter(Sequence.class::isInstance)
        .map(Sequence.class::cast)
        .map(
            sequence ->
                new PgRecord(
                    PARAMETERS,
                    new Object[] {
                      sequence.start(),
                      sequence.minimum(),
                      sequence.maximum(),
                      sequence.increment(),
                      sequence.cycle(),
                      sequence.cache(),
                      Integer.toUnsignedLong(sequence.type().oid())
                    }))
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.INTERNAL_ERROR,
                    "cache lookup failed for sequence " + Long.toUnsignedString(oid)));
  }
}
