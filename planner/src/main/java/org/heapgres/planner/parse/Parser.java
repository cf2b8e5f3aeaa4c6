package org.heapgres.planner.parse;

import java.util.List;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.storage.PgException;

/** Turns SQL text into raw parse trees. Stateless. */
public final class Parser {
  private Parser() {}

  /** The statements of {@code sql}, which are separated by semicolons; empty ones are left out. */
  @SuppressWarnings("DoNotCallSuggester")
  public static List<RawStmt> parse(String sql) {
    throw PgException.notSupported("parsing");
  }

  /** A single expression, such as a stored column default. */
  @SuppressWarnings("DoNotCallSuggester")
  public static Expression parseExpression(String sql) {
    throw PgException.notSupported("parsing");
  }

  /** A type's name, such as {@code varchar(10)[]}. */
  @SuppressWarnings("DoNotCallSuggester")
  public static TypeName parseTypeName(String sql) {
    throw PgException.notSupported("parsing");
  }
}
