package org.heapgres.runtime;

import java.util.List;
import java.util.Random;

/**
 * Snippets of the kind that does without Python, and some that nearly are. Their numbers stay such
 * that Python is done with them soon: nothing is squared again and again.
 */
final class RandomSnippets {
  private static final List<String> NUMBERS = List.of("a", "b", "c");
  private static final List<String> PLAIN_COLUMNS = List.of("id", "n", "x", "small");
  private static final List<String> OTHER_COLUMNS = List.of("s", "b", "big", "m", "d", "nothing");
  private static final List<String> PLAIN =
      List.of("0", "1", "2", "3", "7", "10", "0.5", "2.0", "-1");
  private static final List<String> OTHERS =
      List.of(
          "-0.0",
          "1e300",
          "'a'",
          "''",
          "'text 3'",
          "None",
          "True",
          "4611686018427387904",
          "9007199254740993");
  private static final List<String> OPERATORS = List.of("+", "+", "-", "*");
  private static final List<String> OTHER_OPERATORS = List.of("/", "//", "%", "&", "|", "^", "**");
  private static final List<String> EXPONENTS = List.of("0", "1", "2", "0.5", "-1");
  private static final List<String> COMPARISONS = List.of("==", "!=", "<", "<=", ">", ">=");

  private final Random random;
  private StringBuilder out;

  /** How many of a hundred choices are of the other kind, in this snippet. */
  private int others;

  /** How many loops are around what is being written. */
  private int loops;

  RandomSnippets(Random random) {
    this.random = random;
  }

  String next() {
    out = new StringBuilder();
    others = any(List.of(0, 0, 2, 10));
    for (String variable : NUMBERS) {
      if (!other()) {
        line(0, variable + " = " + constant());
      }
    }
    line(0, "r = " + row());
    block(0, 2);
    switch (random.nextInt(4)) {
      case 0 -> line(0, change());
      case 1 -> line(0, "return [" + value(2) + ", {'k': " + value(1) + "}]");
      case 2 -> line(0, "r");
      default -> line(0, value(2));
    }
    return out.toString();
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private boolean other() {
    return random.nextInt(100) < others;
  }

  private <T> T any(List<T> usual, List<T> rest) {
    return any(other() ? rest : usual);
  }

  private void line(int indent, String text) {
    out.append("  ".repeat(indent)).append(text).append('\n');
  }

  private void block(int indent, int depth) {
    int statements = 1 + random.nextInt(2);
    for (int i = 0; i < statements; i++) {
      statement(indent, depth);
    }
  }

  private void statement(int indent, int depth) {
    switch (depth == 0 ? random.nextInt(3) : random.nextInt(7)) {
      case 0 -> line(indent, any(NUMBERS) + " = " + value(2));
      case 1 -> line(indent, augmented(any(NUMBERS)));
      case 2 -> line(indent, "r = " + row());
      case 3 -> {
        line(indent, "if " + condition(2) + ":");
        block(indent + 1, depth - 1);
        if (random.nextBoolean()) {
          line(indent, "else:");
          block(indent + 1, depth - 1);
        }
      }
      case 4 -> loop(indent, depth, any(NUMBERS) + " in range(" + random.nextInt(4) + ")");
      case 5 -> loop(indent, depth, "r in t.values(from_=1, limit=" + random.nextInt(4) + ")");
      default ->
          loop(
              indent,
              depth,
              "a, r in t.items(" + (1 + random.nextInt(20)) + ", " + random.nextInt(20) + ")");
    }
  }

  private void loop(int indent, int depth, String head) {
    line(indent, "for " + head + ":");
    loops++;
    block(indent + 1, depth - 1);
    if (random.nextInt(4) == 0) {
      line(indent + 1, "if " + condition(1) + ": " + any(List.of("break", "continue", "return c")));
    }
    loops--;
  }

  private String change() {
    String column = any(List.of("n", "x"), List.of("s", "small", "b", "m", "nothing"));
    String target = random.nextBoolean() ? "r." + column : row() + "['" + column + "']";
    return random.nextBoolean() ? target + " = " + value(1) : augmented(target);
  }

  private String augmented(String target) {
    String operator = any(OPERATORS, OTHER_OPERATORS);
    if (operator.equals("**")) {
      return loops > 0 ? target + " -= " + value(1) : target + " **= " + any(EXPONENTS);
    }
    return target + " " + (loops > 0 && operator.equals("*") ? "+" : operator) + "= " + value(1);
  }

  private String operation(int depth) {
    String operator = any(OPERATORS, OTHER_OPERATORS);
    String left = value(depth);
    if (operator.equals("**")) {
      return "(" + left + (loops > 0 ? " - " + value(depth) : " ** " + any(EXPONENTS)) + ")";
    }
    String small = loops > 0 && operator.equals("*") ? " % 1000003" : "";
    return "(" + left + " " + operator + " " + value(depth) + small + ")";
  }

  private String row() {
    return "t[" + (other() ? value(1) : String.valueOf(1 + random.nextInt(20))) + "]";
  }

  private String constant() {
    return any(PLAIN, OTHERS);
  }

  private String value(int depth) {
    if (depth == 0) {
      return random.nextInt(3) > 0 ? any(NUMBERS) : constant();
    }
    return switch (random.nextInt(8)) {
      case 0 -> constant();
      case 1 -> any(NUMBERS);
      case 2 -> row() + "." + any(PLAIN_COLUMNS, OTHER_COLUMNS);
      case 3 -> "r." + any(PLAIN_COLUMNS, OTHER_COLUMNS);
      case 4 ->
          "("
              + value(depth - 1)
              + " if "
              + condition(depth - 1)
              + " else "
              + value(depth - 1)
              + ")";
      case 5 -> other() ? condition(depth - 1) : "-" + value(depth - 1);
      default -> operation(depth - 1);
    };
  }

  private String condition(int depth) {
    if (depth == 0) {
      return value(0);
    }
    return switch (random.nextInt(6)) {
      case 0 ->
          "(" + condition(depth - 1) + any(List.of(" and ", " or ")) + condition(depth - 1) + ")";
      case 1 -> "not " + condition(depth - 1);
      case 2 -> "(" + any(NUMBERS) + any(List.of(" is None)", " is not None)"));
      case 3 -> "(" + value(depth - 1) + any(List.of(" in t)", " not in t)"));
      default -> "(" + value(depth - 1) + " " + any(COMPARISONS) + " " + value(depth - 1) + ")";
    };
  }
}
