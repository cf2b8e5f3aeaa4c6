package org.heapgres.planner.session.functions;

import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.session.SessionSequences;

/** nextval and its kin; methods are named as {@code Functions} wants them. */
final class SequenceFunctions {
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
}
