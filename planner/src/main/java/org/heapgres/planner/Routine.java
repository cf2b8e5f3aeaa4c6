package org.heapgres.planner;

import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * A function, procedure or trigger function as its language sees it, with the types of one call: no
 * type is polymorphic. Immutable. Two are equal when the same compiled form serves for both.
 *
 * @param oid pg_proc.oid; the same function keeps it through CREATE OR REPLACE
 * @param arguments in the order of their declaration, those of OUT and TABLE included
 * @param result of one value: of a row of the result when it returns a set; void, {@code trigger},
 *     or {@code record} where {@code columns} say what it is made of
 * @param columns the fields of a composite result; empty for any other, and for a record whose
 *     fields only the value tells
 */
public record Routine(
    int oid,
    String name,
    boolean procedure,
    List<Argument> arguments,
    PgType result,
    List<Column> columns,
    boolean returnsSet,
    boolean readOnly,
    String source) {

  /**
   * One argument.
   *
   * @param name "" for none
   * @param mode i in, o out, b inout, v variadic (an array then), t column of RETURNS TABLE
   */
  public record Argument(String name, char mode, PgType type) {
    public boolean input() {
      return mode == 'i' || mode == 'b' || mode == 'v';
    }

    public boolean output() {
      return mode == 'o' || mode == 'b' || mode == 't';
    }
  }

  /** A field of a composite result. */
  public record Column(String name, PgType type, int typmod) {}

  public Routine {
    arguments = List.copyOf(arguments);
    columns = List.copyOf(columns);
  }

  public List<Argument> inputs() {
    return arguments.stream().filter(Argument::input).toList();
  }

  public List<Argument> outputs() {
    return arguments.stream().filter(Argument::output).toList();
  }
}
