package org.heapgres.planner.session.functions;

import java.util.List;
import org.heapgres.planner.bind.Collations;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RegisteredKind;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** What is asked about collations (manual, 9.27.3 and 9.28.8); named as Functions wants it. */
final class CollationFunctions {
  private CollationFunctions() {}

  static Boolean pgCollationIsVisible(CallContext context, long oid) {
    Session session = SessionFunctions.session(context);
    Collation collation = session.catalog().types().collation((int) oid);
    return collation == null
        ? null
        : (Boolean)
            Collations.find(session.bindContext(), List.of(collation.name()))
                .filter(collation::equals)
                .isPresent();
  }

  /** Null for a text that belongs to no column, and where two collations have met. */
  static String pgCollationFor(CallTypes types, CallContext context, Object value) {
    PgType type = types.arguments().getFirst();
    if (type.collation() == 0 && type.oid() != Types.UNKNOWN.oid()) {
      throw new PgException(
          SqlState.DATATYPE_MISMATCH, "collations are not supported by type " + type.formatted(-1));
    }
    return ObjectNames.member(
        SessionFunctions.session(context), RegisteredKind.REGCOLLATION, type.collation());
  }

  /** The version of the library that is there. */
  static String pgCollationActualVersion(CallContext context, long oid) {
    Collation collation = SessionFunctions.session(context).catalog().types().collation((int) oid);
    if (collation == null) {
      throw new PgException(
          SqlState.UNDEFINED_OBJECT, "collation with OID " + oid + " does not exist");
    }
    return collation.version();
  }
}
