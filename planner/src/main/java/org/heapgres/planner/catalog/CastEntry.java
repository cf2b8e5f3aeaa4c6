package org.heapgres.planner.catalog;

import org.heapgres.planner.functions.PgCast;

/**
 * CREATE CAST.
 *
 * @param source oid of the type; {@code target} likewise
 * @param function oid of the function, 0 when {@code method} is not f
 * @param context e explicit only, a in assignments too, i implicitly too
 * @param method f function, b binary coercible, i through text
 */
public record CastEntry(
    int oid,
    int source,
    int target,
    int function,
    char context,
    char method,
    int owner,
    String comment)
    implements CatalogObject {
  @Override
  public String name() {
    return "cast";
  }

  public PgCast cast() {
    return new PgCast(oid, source, target, function, context, method);
  }

  public CastEntry withComment(String comment) {
    return new CastEntry(oid, source, target, function, context, method, owner, comment);
  }
}
