package org.heapgres.planner.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import org.heapgres.storage.value.Jsonb;

/** Writes a path as PostgreSQL's jsonpath_out does. */
final class PathWriter {
  private final StringBuilder out = new StringBuilder();

  private PathWriter() {}

  static String write(PathNode node) {
    PathWriter writer = new PathWriter();
    writer.append(node, true, false);
    return writer.out.toString();
  }

  /** As jsonpath's operationPriority; what is no operator binds tightest. */
  private static int priority(PathNode node) {
    return switch (node) {
      case PathNode.Or or -> 0;
      case PathNode.And and -> 1;
      case PathNode.Comparison comparison -> comparison.operator().priority();
      case PathNode.StartsWith startsWith -> 2;
      case PathNode.Arithmetic arithmetic -> arithmetic.operator().priority();
      case PathNode.Sign sign -> 5;
      default -> 6;
    };
  }

  private void operand(PathNode node, int outer) {
    append(node, priority(node) <= outer, false);
  }

  private void binary(PathNode node, PathNode left, String operator, PathNode right) {
    operand(left, priority(node));
    out.append(' ').append(operator).append(' ');
    operand(right, priority(node));
  }

  private void append(PathNode node, boolean brackets, boolean chained) {
    boolean wrap = (brackets || chained) && isOperator(node);
    if (wrap) {
      out.append('(');
    }
    switch (node) {
      case PathNode.Root root -> out.append('$');
      case PathNode.Current current -> out.append('@');
      case PathNode.Last last -> out.append("last");
      case PathNode.Variable variable -> {
        out.append('$');
        Jsonb.quote(variable.name(), out);
      }
      case PathNode.Literal literal -> literal(literal.value(), chained);
      case PathNode.Chain chain -> {
        append(chain.start(), true, true);
        chain.steps().forEach(this::accessor);
      }
      case PathNode.Sign sign -> {
        out.append(sign.negative() ? '-' : '+');
        operand(sign.operand(), priority(sign));
      }
      case PathNode.Arithmetic a -> binary(a, a.left(), a.operator().text(), a.right());
      case PathNode.Comparison c -> binary(c, c.left(), c.operator().text(), c.right());
      case PathNode.And and -> binary(and, and.left(), "&&", and.right());
      case PathNode.Or or -> binary(or, or.left(), "||", or.right());
      case PathNode.StartsWith s -> binary(s, s.operand(), "starts with", s.prefix());
      case PathNode.Not not -> {
        out.append("!(");
        append(not.operand(), false, false);
        out.append(')');
      }
      case PathNode.IsUnknown unknown -> {
        out.append('(');
        append(unknown.operand(), false, false);
        out.append(") is unknown");
      }
      case PathNode.Exists exists -> {
        out.append("exists (");
        append(exists.operand(), false, false);
        out.append(')');
      }
      case PathNode.LikeRegex like -> {
        operand(like.operand(), priority(like));
        out.append(" like_regex ");
        Jsonb.quote(like.pattern(), out);
        if (!like.flags().isEmpty()) {
          out.append(" flag \"").append(like.flags()).append('"');
        }
      }
    }
    if (wrap) {
      out.append(')');
    }
  }

  private static boolean isOperator(PathNode node) {
    return switch (node) {
      case PathNode.Arithmetic a -> true;
      case PathNode.Comparison c -> true;
      case PathNode.And a -> true;
      case PathNode.Or o -> true;
      case PathNode.StartsWith s -> true;
      case PathNode.LikeRegex l -> true;
      case PathNode.Sign s -> true;
      default -> false;
    };
  }

  private void literal(JsonNode value, boolean chained) {
    if (value.isTextual()) {
      Jsonb.quote(value.textValue(), out);
    } else if (value.isNumber()) {
      String number = value.decimalValue().toPlainString();
      out.append(chained ? "(" + number + ")" : number);
    } else {
      out.append(value.asText());
    }
  }

  private void accessor(PathNode.Accessor accessor) {
    switch (accessor) {
      case PathNode.Key key -> {
        out.append('.');
        Jsonb.quote(key.name(), out);
      }
      case PathNode.AnyKey any -> out.append(".*");
      case PathNode.AnyElement any -> out.append("[*]");
      case PathNode.Elements elements -> {
        out.append('[');
        String separator = "";
        for (PathNode.Subscript subscript : elements.subscripts()) {
          out.append(separator);
          append(subscript.from(), false, false);
          if (subscript.to() != null) {
            out.append(" to ");
            append(subscript.to(), false, false);
          }
          separator = ",";
        }
        out.append(']');
      }
      case PathNode.AnyLevel level -> out.append(".**").append(levels(level));
      case PathNode.Method method -> {
        out.append('.').append(method.name()).append('(');
        String separator = "";
        for (JsonNode argument : method.arguments()) {
          out.append(separator);
          literal(argument, false);
          separator = ",";
        }
        out.append(')');
      }
      case PathNode.Filter filter -> {
        out.append("?(");
        append(filter.predicate(), false, false);
        out.append(')');
      }
    }
  }

  private static String levels(PathNode.AnyLevel level) {
    if (level.first() == 0 && level.last() == PathNode.LAST_LEVEL) {
      return "";
    }
    String first = level(level.first());
    return level.first() == level.last()
        ? "{" + first + "}"
        : "{" + first + " to " + level(level.last()) + "}";
  }

  private static String level(int level) {
    return level == PathNode.LAST_LEVEL ? "last" : Integer.toString(level);
  }
}
