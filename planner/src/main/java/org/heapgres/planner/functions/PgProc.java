package org.heapgres.planner.functions;

import java.util.List;

/**
 * One function, aggregate, window function or procedure: a row of pg_proc. Immutable; equal by oid.
 *
 * @param language oid of the language; 12 internal, 13 c, 14 sql
 * @param kind f function, a aggregate, w window function, p procedure
 * @param variadic oid of the element type of a variadic last argument, 2276 for "any", or 0
 * @param volatility i immutable, s stable, v volatile
 * @param argumentTypes of the input arguments
 * @param defaults expressions of the last input arguments, as SQL text
 * @param allArgumentTypes with those of OUT and TABLE arguments; empty when all are IN
 * @param argumentModes i in, o out, b inout, v variadic, t table; parallel to {@code
 *     allArgumentTypes}, empty when all are IN
 * @param argumentNames parallel to all arguments, "" for none; may be empty
 * @param source the body, or for internal functions the name of the implementation
 */
public record PgProc(
    int oid,
    String name,
    int namespace,
    int language,
    char kind,
    int variadic,
    boolean strict,
    boolean returnsSet,
    char volatility,
    float cost,
    float rows,
    int resultType,
    List<Integer> argumentTypes,
    List<String> defaults,
    List<Integer> allArgumentTypes,
    String argumentModes,
    List<String> argumentNames,
    String source) {

  public static final int INTERNAL = 12;
  public static final int C = 13;
  public static final int SQL = 14;

  private static final int FIRST_USER_OID = 16_384;

  /** Whether a user wrote it: then the session runs it, through {@link SessionInfo}. */
  public boolean isUserDefined() {
    return Integer.compareUnsigned(oid, FIRST_USER_OID) >= 0
        && language != INTERNAL
        && language != C;
  }

  /** As CALL looks at a procedure: an argument has to be written for every parameter. */
  public PgProc withOutputsAsArguments() {
    return new PgProc(
        oid,
        name,
        namespace,
        language,
        kind,
        variadic,
        strict,
        returnsSet,
        volatility,
        cost,
        rows,
        resultType,
        allArgumentTypes.isEmpty() ? argumentTypes : allArgumentTypes,
        defaults,
        allArgumentTypes,
        argumentModes,
        argumentNames,
        source);
  }

  public int argumentCount() {
    return argumentTypes.size();
  }

  public boolean isAggregate() {
    return kind == 'a';
  }

  public boolean isWindow() {
    return kind == 'w';
  }

  public boolean isVolatile() {
    return volatility == 'v';
  }

  public boolean isImmutable() {
    return volatility == 'i';
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgProc proc && proc.oid == oid;
  }

  @Override
  public int hashCode() {
    return oid;
  }

  @Override
  public String toString() {
    return name;
  }
}
