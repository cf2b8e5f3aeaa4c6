package org.heapgres.planner.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.POJONode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.TextCodecs;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;
import org.heapgres.storage.value.Numeric;

/**
 * Evaluates a path over one item (manual, 9.16.2). Items are Jackson trees; dates and times, which
 * only methods make, are {@link PathDateTime} in a POJONode. One thread, one use.
 */
public final class PathEvaluator {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What a predicate is. */
  enum Truth {
    TRUE,
    FALSE,
    UNKNOWN;

    static Truth of(boolean value) {
      return value ? TRUE : FALSE;
    }

    JsonNode json() {
      return switch (this) {
        case TRUE -> JSON.booleanNode(true);
        case FALSE -> JSON.booleanNode(false);
        case UNKNOWN -> JSON.nullNode();
      };
    }
  }

  private final JsonPath path;
  private final JsonNode root;
  private final Map<String, JsonNode> variables;
  private final PathMethods methods;
  private JsonNode current;
  private int innermostSize = -1;

  /** PostgreSQL's regular expressions, as the caller has them. */
  @FunctionalInterface
  public interface RegexMatcher {
    /** {@code flags} are jsonpath's, of {@code ismxq}. */
    boolean matches(String text, String pattern, String flags);
  }

  private final RegexMatcher regex;

  /**
   * @param zones whether comparisons between types with and without time zone are allowed
   */
  public PathEvaluator(
      JsonPath path,
      JsonNode root,
      Map<String, JsonNode> variables,
      FormatSettings settings,
      boolean zones,
      RegexMatcher regex) {
    this.path = path;
    this.root = root;
    this.variables = variables;
    this.methods = new PathMethods(settings, zones);
    this.regex = regex;
    this.current = root;
  }

  /**
   * Hands on the items the path selects, in order.
   *
   * @throws PgException for what is an error in the path's mode; items before it are handed on
   */
  public void select(Consumer<JsonNode> found) {
    evaluate(path.expression(), path.lax(), found);
  }

  private static PgException error(SqlState state, String message) {
    return new PgException(state, message);
  }

  /** Evaluates a node; {@code unwrap} takes arrays in the result apart. */
  private void evaluate(PathNode node, boolean unwrapTarget, Consumer<JsonNode> found) {
    switch (node) {
      case PathNode.Root r -> found.accept(root);
      case PathNode.Current c -> found.accept(current);
      case PathNode.Last last -> found.accept(number(BigDecimal.valueOf(innermostSize - 1L)));
      case PathNode.Variable variable -> found.accept(variable(variable.name()));
      case PathNode.Literal literal -> found.accept(literal.value());
      case PathNode.Chain chain ->
          evaluate(
              chain.start(), unwrapTarget, item -> step(chain.steps(), 0, item, path.lax(), found));
      case PathNode.Sign sign -> sign(sign, found);
      case PathNode.Arithmetic arithmetic -> found.accept(arithmetic(arithmetic));
      case PathNode.Predicate predicate -> found.accept(test(predicate).json());
    }
  }

  private JsonNode variable(String name) {
    JsonNode value = variables.get(name);
    if (value == null) {
      throw error(SqlState.UNDEFINED_OBJECT, "could not find jsonpath variable \"" + name + "\"");
    }
    return value;
  }

  /** The results of an operand, arrays among them taken apart in lax mode. */
  private List<JsonNode> operand(PathNode node) {
    List<JsonNode> items = new ArrayList<>();
    evaluate(
        node,
        true,
        item -> {
          if (path.lax() && item.isArray()) {
            item.forEach(items::add);
          } else {
            items.add(item);
          }
        });
    return items;
  }

  private void step(
      List<PathNode.Accessor> steps,
      int index,
      JsonNode item,
      boolean unwrap,
      Consumer<JsonNode> found) {
    if (index == steps.size()) {
      found.accept(item);
      return;
    }
    Consumer<JsonNode> next = value -> step(steps, index + 1, value, path.lax(), found);
    switch (steps.get(index)) {
      case PathNode.Key key -> {
        if (item.isObject()) {
          JsonNode value = item.get(key.name());
          if (value != null) {
            next.accept(value);
          } else if (!path.lax()) {
            throw error(
                SqlState.SQL_JSON_MEMBER_NOT_FOUND,
                "JSON object does not contain key \"" + key.name() + "\"");
          }
        } else if (unwrap && item.isArray()) {
          item.forEach(element -> step(steps, index, element, false, found));
        } else if (!path.lax()) {
          throw error(
              SqlState.SQL_JSON_MEMBER_NOT_FOUND,
              "jsonpath member accessor can only be applied to an object");
        }
      }
      case PathNode.AnyKey any -> {
        if (item.isObject()) {
          item.forEach(next);
        } else if (unwrap && item.isArray()) {
          item.forEach(element -> step(steps, index, element, false, found));
        } else if (!path.lax()) {
          throw error(
              SqlState.SQL_JSON_OBJECT_NOT_FOUND,
              "jsonpath wildcard member accessor can only be applied to an object");
        }
      }
      case PathNode.AnyElement any -> {
        if (item.isArray()) {
          item.forEach(next);
        } else if (path.lax()) {
          next.accept(item);
        } else {
          throw error(
              SqlState.SQL_JSON_ARRAY_NOT_FOUND,
              "jsonpath wildcard array accessor can only be applied to an array");
        }
      }
      case PathNode.Elements elements -> elements(elements, item, next);
      case PathNode.AnyLevel level -> anyLevel(level, 0, item, next);
      case PathNode.Filter filter -> {
        if (unwrap && item.isArray()) {
          item.forEach(element -> step(steps, index, element, false, found));
        } else if (testNested(filter.predicate(), item) == Truth.TRUE) {
          next.accept(item);
        }
      }
      case PathNode.Method method -> {
        boolean ofArray = method.name().equals("type") || method.name().equals("size");
        if (unwrap && item.isArray() && !ofArray) {
          item.forEach(element -> step(steps, index, element, false, found));
        } else {
          methods.apply(method, item, path.lax(), next);
        }
      }
    }
  }

  private void elements(PathNode.Elements elements, JsonNode item, Consumer<JsonNode> next) {
    if (!item.isArray() && !path.lax()) {
      throw error(
          SqlState.SQL_JSON_ARRAY_NOT_FOUND,
          "jsonpath array accessor can only be applied to an array");
    }
    int size = item.isArray() ? item.size() : 1;
    int outer = innermostSize;
    innermostSize = size;
    for (PathNode.Subscript subscript : elements.subscripts()) {
      int from = subscript(subscript.from());
      int to = subscript.to() == null ? from : subscript(subscript.to());
      if (!path.lax() && (from < 0 || from > to || to >= size)) {
        throw error(
            SqlState.INVALID_SQL_JSON_SUBSCRIPT, "jsonpath array subscript is out of bounds");
      }
      for (int i = Math.max(from, 0); i <= Math.min(to, size - 1); i++) {
        JsonNode element = item.isArray() ? item.get(i) : item;
        next.accept(element);
        innermostSize = size;
      }
    }
    innermostSize = outer;
  }

  private int subscript(PathNode node) {
    List<JsonNode> values = new ArrayList<>();
    evaluate(node, path.lax(), values::add);
    if (values.size() != 1 || !values.getFirst().isNumber()) {
      throw error(
          SqlState.INVALID_SQL_JSON_SUBSCRIPT,
          "jsonpath array subscript is not a single numeric value");
    }
    BigDecimal index = values.getFirst().decimalValue().setScale(0, RoundingMode.DOWN);
    if (index.precision() > 10 || index.longValue() != index.intValue()) {
      throw error(
          SqlState.INVALID_SQL_JSON_SUBSCRIPT, "jsonpath array subscript is out of integer range");
    }
    return index.intValue();
  }

  private void anyLevel(
      PathNode.AnyLevel level, int depth, JsonNode item, Consumer<JsonNode> next) {
    boolean leaf = !item.isContainerNode() || item.isEmpty();
    boolean wanted =
        level.first() == PathNode.LAST_LEVEL
            ? leaf
            : depth >= level.first()
                && (level.last() == PathNode.LAST_LEVEL || depth <= level.last());
    if (wanted) {
      next.accept(item);
    }
    if (level.last() == PathNode.LAST_LEVEL || depth < level.last()) {
      item.forEach(child -> anyLevel(level, depth + 1, child, next));
    }
  }

  private void sign(PathNode.Sign sign, Consumer<JsonNode> found) {
    for (JsonNode item : operand(sign.operand())) {
      if (!item.isNumber()) {
        throw error(
            SqlState.SQL_JSON_NUMBER_NOT_FOUND,
            "operand of unary jsonpath operator "
                + (sign.negative() ? "-" : "+")
                + " is not a numeric value");
      }
      found.accept(sign.negative() ? number(item.decimalValue().negate()) : item);
    }
  }

  static JsonNode number(BigDecimal value) {
    return DecimalNode.valueOf(value.scale() < 0 ? value.setScale(0) : value);
  }

  private Numeric single(PathNode node, String side, PathNode.Operator operator) {
    List<JsonNode> items = operand(node);
    if (items.size() != 1 || !items.getFirst().isNumber()) {
      throw error(
          SqlState.SINGLETON_SQL_JSON_ITEM_REQUIRED,
          side
              + " operand of jsonpath operator "
              + operator.text()
              + " is not a single numeric value");
    }
    return Numeric.of(items.getFirst().decimalValue());
  }

  private JsonNode arithmetic(PathNode.Arithmetic node) {
    Numeric left = single(node.left(), "left", node.operator());
    Numeric right = single(node.right(), "right", node.operator());
    return number(PathMethods.calculate(node.operator(), left, right).toBigDecimal());
  }

  private Truth testNested(PathNode predicate, JsonNode item) {
    JsonNode outer = current;
    current = item;
    Truth truth = test(predicate);
    current = outer;
    return truth;
  }

  private Truth test(PathNode predicate) {
    return switch (predicate) {
      case PathNode.And and -> {
        Truth left = test(and.left());
        if (left == Truth.FALSE) {
          yield left;
        }
        Truth right = test(and.right());
        yield right == Truth.TRUE ? left : right;
      }
      case PathNode.Or or -> {
        Truth left = test(or.left());
        if (left == Truth.TRUE) {
          yield left;
        }
        Truth right = test(or.right());
        yield right == Truth.FALSE ? left : right;
      }
      case PathNode.Not not ->
          switch (test(not.operand())) {
            case TRUE -> Truth.FALSE;
            case FALSE -> Truth.TRUE;
            case UNKNOWN -> Truth.UNKNOWN;
          };
      case PathNode.IsUnknown unknown -> Truth.of(test(unknown.operand()) == Truth.UNKNOWN);
      case PathNode.Exists exists -> exists(exists.operand());
      case PathNode.Comparison comparison ->
          any(
              comparison.left(),
              comparison.right(),
              (left, right) -> methods.compare(comparison.operator(), left, right));
      case PathNode.StartsWith startsWith ->
          any(
              startsWith.operand(),
              startsWith.prefix(),
              (left, right) ->
                  left.isTextual() && right.isTextual()
                      ? Truth.of(left.textValue().startsWith(right.textValue()))
                      : Truth.UNKNOWN);
      case PathNode.LikeRegex like ->
          any(
              like.operand(),
              null,
              (left, right) ->
                  left.isTextual()
                      ? Truth.of(regex.matches(left.textValue(), like.pattern(), like.flags()))
                      : Truth.UNKNOWN);
      default -> throw new IllegalStateException("no predicate: " + predicate);
    };
  }

  private Truth exists(PathNode operand) {
    List<JsonNode> items = new ArrayList<>();
    try {
      evaluate(operand, false, items::add);
    } catch (PgException e) {
      return Truth.UNKNOWN;
    }
    return Truth.of(!items.isEmpty());
  }

  private interface Test {
    Truth apply(JsonNode left, JsonNode right);
  }

  /** Whether any pair of items passes; an error is unknown. {@code right} null for no operand. */
  private Truth any(PathNode leftNode, PathNode rightNode, Test test) {
    List<JsonNode> lefts;
    List<JsonNode> rights;
    try {
      lefts = operand(leftNode);
      rights = rightNode == null ? List.of(JSON.nullNode()) : operand(rightNode);
    } catch (PgException e) {
      if (e.state() == SqlState.UNDEFINED_OBJECT) {
        throw e;
      }
      return Truth.UNKNOWN;
    }
    boolean unknown = false;
    boolean found = false;
    for (JsonNode left : lefts) {
      for (JsonNode right : rights) {
        switch (test.apply(left, right)) {
          case TRUE -> {
            if (path.lax()) {
              return Truth.TRUE;
            }
            found = true;
          }
          case UNKNOWN -> {
            if (!path.lax()) {
              return Truth.UNKNOWN;
            }
            unknown = true;
          }
          case FALSE -> {}
        }
      }
    }
    return found ? Truth.TRUE : unknown ? Truth.UNKNOWN : Truth.FALSE;
  }

  /** An item as a value of jsonb: dates and times become strings. */
  public static Jsonb jsonb(JsonNode item) {
    return Jsonb.of(plain(item));
  }

  static JsonNode plain(JsonNode item) {
    return item instanceof POJONode pojo ? JSON.textNode(pojo.getPojo().toString()) : item;
  }

  static int compareText(String left, String right) {
    return TextCodecs.compare(left, right);
  }
}
