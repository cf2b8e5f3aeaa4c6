package org.heapgres.planner.types;

import java.time.Instant;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * No session: types are the built-in ones, no other object has a name, and the clock stands for the
 * transaction's time.
 */
final class BuiltInEnvironment implements TypeEnvironment {
  private static final long EPOCH_SECONDS = 946_684_800L;

  @Override
  public TypeRegistry types() {
    return Types.REGISTRY;
  }

  /** The domains of information_schema are made from values that fit. */
  @Override
  public void checkDomain(int domain, Object datum) {}

  @Override
  public long transactionTimestamp() {
    Instant now = Instant.now();
    return (now.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + now.getNano() / 1000;
  }

  @Override
  public String objectName(RegisteredKind kind, long oid) {
    if (kind == RegisteredKind.REGTYPE) {
      PgType type = Types.REGISTRY.type((int) oid);
      return type == null ? null : type.formatted(-1);
    }
    return null;
  }

  @Override
  public long objectOid(RegisteredKind kind, String name) {
    PgType type = kind == RegisteredKind.REGTYPE ? TypeNames.parse(name) : null;
    if (type == null) {
      throw new PgException(
          SqlState.UNDEFINED_OBJECT,
          (kind == RegisteredKind.REGTYPE ? "type" : kind.typeName())
              + " \""
              + name
              + "\" does not exist");
    }
    return Integer.toUnsignedLong(type.oid());
  }
}
