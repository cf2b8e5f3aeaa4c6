package org.heapgres.planner.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** An expression of the SQL/JSON path language. Immutable. */
sealed interface PathNode {
  /** {@code $}. */
  record Root() implements PathNode {}

  /** {@code @}, the item that a filter looks at. */
  record Current() implements PathNode {}

  /** {@code last}, within a subscript. */
  record Last() implements PathNode {}

  record Variable(String name) implements PathNode {}

  /** A string, number, boolean or null. */
  record Literal(JsonNode value) implements PathNode {}

  /** Accessors applied to an expression, one after the other; there is at least one. */
  record Chain(PathNode start, List<Accessor> steps) implements PathNode {
    public Chain {
      steps = List.copyOf(steps);
    }
  }

  /** {@code +} or {@code -} before an expression. */
  record Sign(boolean negative, PathNode operand) implements PathNode {}

  record Arithmetic(Operator operator, PathNode left, PathNode right) implements PathNode {}

  /** What is true, false or unknown. */
  sealed interface Predicate extends PathNode {}

  record And(PathNode left, PathNode right) implements Predicate {}

  record Or(PathNode left, PathNode right) implements Predicate {}

  record Not(PathNode operand) implements Predicate {}

  record IsUnknown(PathNode operand) implements Predicate {}

  record Comparison(Operator operator, PathNode left, PathNode right) implements Predicate {}

  record Exists(PathNode operand) implements Predicate {}

  record StartsWith(PathNode operand, PathNode prefix) implements Predicate {}

  /**
   * A match of a regular expression.
   *
   * @param flags of {@code ismxq}, in that order
   */
  record LikeRegex(PathNode operand, String pattern, String flags) implements Predicate {}

  /** Operators by their text, with PostgreSQL's priority: higher binds tighter. */
  enum Operator {
    EQUAL("==", 2),
    NOT_EQUAL("!=", 2),
    LESS("<", 2),
    GREATER(">", 2),
    LESS_OR_EQUAL("<=", 2),
    GREATER_OR_EQUAL(">=", 2),
    ADD("+", 3),
    SUBTRACT("-", 3),
    MULTIPLY("*", 4),
    DIVIDE("/", 4),
    MODULO("%", 4);

    private final String text;
    private final int priority;

    Operator(String text, int priority) {
      this.text = text;
      this.priority = priority;
    }

    String text() {
      return text;
    }

    int priority() {
      return priority;
    }
  }

  /** A step of a chain. */
  sealed interface Accessor {}

  record Key(String name) implements Accessor {}

  /** {@code .*}. */
  record AnyKey() implements Accessor {}

  /** {@code [*]}. */
  record AnyElement() implements Accessor {}

  /** {@code [1, 3 to last]}. */
  record Elements(List<Subscript> subscripts) implements Accessor {
    public Elements {
      subscripts = List.copyOf(subscripts);
    }
  }

  /** {@code to} is null for a single element. */
  record Subscript(PathNode from, PathNode to) {}

  /** {@code .**}, of levels from {@code first} to {@code last}; {@link #LAST_LEVEL} is the last. */
  record AnyLevel(int first, int last) implements Accessor {}

  int LAST_LEVEL = -1;

  /** {@code .name(arguments)}; arguments are literals. */
  record Method(String name, List<JsonNode> arguments) implements Accessor {
    public Method {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code ?(predicate)}. */
  record Filter(PathNode predicate) implements Accessor {}
}
