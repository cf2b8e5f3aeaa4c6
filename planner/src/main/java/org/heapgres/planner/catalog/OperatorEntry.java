package org.heapgres.planner.catalog;

import org.heapgres.planner.functions.PgOperator;

/**
 * CREATE OPERATOR.
 *
 * @param left oid of the left operand's type, 0 for a prefix operator
 * @param function oid
 * @param commutator the name it was given; empty for none; {@code negator} likewise
 */
public record OperatorEntry(
    int oid,
    int schema,
    String name,
    int owner,
    int left,
    int right,
    int result,
    int function,
    String commutator,
    String negator,
    boolean canMerge,
    boolean canHash,
    String comment)
    implements CatalogObject {

  /** As a row of pg_operator, as far as binding needs one. */
  public PgOperator operator() {
    return new PgOperator(
        oid,
        name,
        schema,
        left == 0 ? 'l' : 'b',
        canMerge,
        canHash,
        left,
        right,
        result,
        0,
        0,
        function);
  }

  public OperatorEntry withOwner(int owner) {
    return with(schema, owner, comment);
  }

  public OperatorEntry withSchema(int schema) {
    return with(schema, owner, comment);
  }

  public OperatorEntry withComment(String comment) {
    return with(schema, owner, comment);
  }

  private OperatorEntry with(int newSchema, int newOwner, String newComment) {
    return new OperatorEntry(
        oid,
        newSchema,
        name,
        newOwner,
        left,
        right,
        result,
        function,
        commutator,
        negator,
        canMerge,
        canHash,
        newComment);
  }
}
