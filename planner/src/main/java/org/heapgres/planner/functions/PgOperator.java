package org.heapgres.planner.functions;

/**
 * A row of pg_operator. Immutable.
 *
 * @param kind b infix, l prefix
 * @param left oid of the left operand's type, 0 for a prefix operator
 * @param commutator oid of the operator with swapped operands, or 0; {@code negator} likewise
 * @param function oid of the function that computes it; 0 for a shell
 */
public record PgOperator(
    int oid,
    String name,
    int namespace,
    char kind,
    boolean canMerge,
    boolean canHash,
    int left,
    int right,
    int result,
    int commutator,
    int negator,
    int function) {

  @Override
  public String toString() {
    return name;
  }
}
