package org.heapgres.planner.bind;

/** How willingly types are changed; each accepts what those before it accept (manual, 10). */
enum CoercionContext {
  IMPLICIT,
  ASSIGNMENT,
  EXPLICIT;

  /** {@code code} is pg_cast.castcontext. */
  boolean allows(char code) {
    return switch (code) {
      case 'i' -> true;
      case 'a' -> this != IMPLICIT;
      default -> this == EXPLICIT;
    };
  }
}
