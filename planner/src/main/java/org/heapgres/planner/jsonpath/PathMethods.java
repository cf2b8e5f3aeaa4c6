package org.heapgres.planner.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.functions.Functions;
import org.heapgres.planner.functions.SessionInfo;
import org.heapgres.planner.jsonpath.PathEvaluator.Truth;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Numeric;

/** The item methods of jsonpath, its arithmetic and its comparisons. */
final class PathMethods {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final FormatSettings settings;
  private final boolean zones;

  PathMethods(FormatSettings settings, boolean zones) {
    this.settings = settings;
    this.zones = zones;
  }

  static Numeric calculate(PathNode.Operator operator, Numeric left, Numeric right) {
    String function =
        switch (operator) {
          case ADD -> "numeric_add";
          case SUBTRACT -> "numeric_sub";
          case MULTIPLY -> "numeric_mul";
          case DIVIDE -> "numeric_div";
          case MODULO -> "numeric_mod";
          default -> throw new IllegalStateException("no arithmetic: " + operator);
        };
    return (Numeric)
        Functions.bind(
                BuiltInFunctions.proc(function, "numeric", "numeric"),
                CallTypes.of(Types.NUMERIC, Types.NUMERIC, Types.NUMERIC))
            .call(CallContext.DETACHED, left, right);
  }

  private static PgException notApplicable(SqlState state, String method, String to) {
    return new PgException(
        state, "jsonpath item method ." + method + "() can only be applied to " + to);
  }

  void apply(PathNode.Method method, JsonNode item, boolean lax, Consumer<JsonNode> next) {
    String name = method.name();
    switch (name) {
      case "type" -> next.accept(JSON.textNode(type(item)));
      case "size" -> {
        if (!item.isArray() && !lax) {
          throw notApplicable(SqlState.SQL_JSON_ARRAY_NOT_FOUND, name, "an array");
        }
        next.accept(PathEvaluator.number(BigDecimal.valueOf(item.isArray() ? item.size() : 1)));
      }
      case "abs" -> next.accept(PathEvaluator.number(numeric(item, name).abs()));
      case "floor" ->
          next.accept(PathEvaluator.number(numeric(item, name).setScale(0, RoundingMode.FLOOR)));
      case "ceiling" ->
          next.accept(PathEvaluator.number(numeric(item, name).setScale(0, RoundingMode.CEILING)));
      case "keyvalue" -> keyValue(item, next);
      case "double" -> next.accept(PathEvaluator.number(converted(item, name, Types.FLOAT8, -1)));
      case "bigint" -> next.accept(PathEvaluator.number(converted(item, name, Types.INT8, -1)));
      case "integer" -> next.accept(PathEvaluator.number(converted(item, name, Types.INT4, -1)));
      case "number" -> next.accept(PathEvaluator.number(converted(item, name, Types.NUMERIC, -1)));
      case "decimal" -> {
        int typmod =
            method.arguments().isEmpty()
                ? -1
                : Types.NUMERIC
                    .codec()
                    .typmod(method.arguments().stream().mapToInt(JsonNode::intValue).toArray());
        next.accept(PathEvaluator.number(converted(item, name, Types.NUMERIC, typmod)));
      }
      case "boolean" -> next.accept(JSON.booleanNode(truth(item)));
      case "string" -> next.accept(JSON.textNode(string(item)));
      default -> next.accept(new POJONode(dateTime(method, item)));
    }
  }

  private static String type(JsonNode item) {
    if (item instanceof POJONode pojo) {
      return switch (((PathDateTime) pojo.getPojo()).type().name()) {
        case "date" -> "date";
        case "time" -> "time without time zone";
        case "timetz" -> "time with time zone";
        case "timestamp" -> "timestamp without time zone";
        default -> "timestamp with time zone";
      };
    }
    return item.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private static BigDecimal numeric(JsonNode item, String method) {
    if (!item.isNumber()) {
      throw notApplicable(SqlState.NON_NUMERIC_SQL_JSON_ITEM, method, "a numeric value");
    }
    return item.decimalValue();
  }

  private static void keyValue(JsonNode item, Consumer<JsonNode> next) {
    if (!item.isObject()) {
      throw notApplicable(SqlState.SQL_JSON_OBJECT_NOT_FOUND, "keyvalue", "an object");
    }
    for (Map.Entry<String, JsonNode> entry : item.properties()) {
      ObjectNode pair = JSON.objectNode();
      pair.put("key", entry.getKey());
      pair.set("value", entry.getValue());
      pair.put("id", 0);
      next.accept(pair);
    }
  }

  /** A number or a string as a number of a type. */
  private static BigDecimal converted(JsonNode item, String method, PgType type, int typmod) {
    if (!item.isNumber() && !item.isTextual()) {
      throw notApplicable(SqlState.NON_NUMERIC_SQL_JSON_ITEM, method, "a string or numeric value");
    }
    String text = item.isTextual() ? item.textValue() : item.decimalValue().toPlainString();
    boolean rounds = item.isNumber() && (type.equals(Types.INT4) || type.equals(Types.INT8));
    try {
      Object value =
          type.parseText(
              rounds ? item.decimalValue().setScale(0, RoundingMode.HALF_UP).toPlainString() : text,
              typmod,
              FormatSettings.DEFAULT);
      return switch (value) {
        case Numeric numeric when numeric.isFinite() -> numeric.toBigDecimal();
        case Double number when Double.isFinite(number) ->
            new BigDecimal(type.text(number, FormatSettings.DEFAULT));
        case Integer number -> BigDecimal.valueOf(number);
        case Long number -> BigDecimal.valueOf(number);
        default ->
            throw new PgException(
                SqlState.NON_NUMERIC_SQL_JSON_ITEM,
                "NaN or Infinity is not allowed for jsonpath item method ." + method + "()");
      };
    } catch (PgException e) {
      if (e.state() == SqlState.NON_NUMERIC_SQL_JSON_ITEM) {
        throw e;
      }
      throw invalidArgument(
          text, method, type.equals(Types.FLOAT8) ? "double precision" : type.formatted(-1));
    }
  }

  private static PgException invalidArgument(String text, String method, String type) {
    return new PgException(
        SqlState.NON_NUMERIC_SQL_JSON_ITEM,
        "argument \""
            + text
            + "\" of jsonpath item method ."
            + method
            + "() is invalid for type "
            + type);
  }

  private static boolean truth(JsonNode item) {
    if (item.isBoolean()) {
      return item.booleanValue();
    }
    if (item.isNumber()) {
      return converted(item, "boolean", Types.INT4, -1).signum() != 0;
    }
    if (!item.isTextual()) {
      throw notApplicable(
          SqlState.NON_NUMERIC_SQL_JSON_ITEM, "boolean", "a boolean, string, or numeric value");
    }
    try {
      return (Boolean) Types.BOOL.parseText(item.textValue(), -1, FormatSettings.DEFAULT);
    } catch (PgException e) {
      throw invalidArgument(item.textValue(), "boolean", "boolean");
    }
  }

  private static String string(JsonNode item) {
    if (item instanceof POJONode pojo) {
      return pojo.getPojo().toString();
    }
    if (item.isContainerNode() || item.isNull()) {
      throw notApplicable(
          SqlState.NON_NUMERIC_SQL_JSON_ITEM,
          "string",
          "a boolean, string, numeric, or datetime value");
    }
    return item.isNumber() ? item.decimalValue().toPlainString() : item.asText();
  }

  /** The types that {@code datetime()} tries, in order. */
  private static final List<Map.Entry<String, PgType>> FORMS =
      List.of(
          Map.entry("\\d{4}-\\d\\d-\\d\\d", Types.DATE),
          Map.entry("\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?[+-]\\d\\d(:?\\d\\d)?", Types.TIMETZ),
          Map.entry("\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?", Types.TIME),
          Map.entry(
              "\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)? ?(Z|[+-]\\d\\d(:?\\d\\d)?)",
              Types.TIMESTAMPTZ),
          Map.entry("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?", Types.TIMESTAMP));

  private PathDateTime dateTime(PathNode.Method method, JsonNode item) {
    String name = method.name();
    if (!item.isTextual() && !(item instanceof POJONode)) {
      throw notApplicable(
          SqlState.INVALID_ARGUMENT_FOR_SQL_JSON_DATETIME_FUNCTION, name, "a string");
    }
    PathDateTime read =
        item instanceof POJONode pojo ? (PathDateTime) pojo.getPojo() : read(method, item);
    PgType wanted =
        switch (name) {
          case "date" -> Types.DATE;
          case "time" -> Types.TIME;
          case "time_tz" -> Types.TIMETZ;
          case "timestamp" -> Types.TIMESTAMP;
          case "timestamp_tz" -> Types.TIMESTAMPTZ;
          default -> read.type();
        };
    Object value = cast(read, wanted, name);
    if (!method.arguments().isEmpty() && !name.equals("datetime")) {
      value = wanted.coerce(value, method.arguments().getFirst().intValue(), true);
    }
    return new PathDateTime(wanted, value, settings);
  }

  private PathDateTime read(PathNode.Method method, JsonNode item) {
    String text = item.textValue();
    if (method.name().equals("datetime") && !method.arguments().isEmpty()) {
      throw PgException.notSupported("jsonpath item method .datetime() with a template");
    }
    for (Map.Entry<String, PgType> form : FORMS) {
      if (text.matches(form.getKey())) {
        try {
          return new PathDateTime(
              form.getValue(), form.getValue().parseText(text, -1, settings), settings);
        } catch (PgException e) {
          break;
        }
      }
    }
    throw new PgException(
            SqlState.INVALID_ARGUMENT_FOR_SQL_JSON_DATETIME_FUNCTION,
            method.name().equals("datetime")
                ? "datetime format is not recognized: \"" + text + "\""
                : method.name() + " format is not recognized: \"" + text + "\"")
        .withHint(
            method.name().equals("datetime")
                ? "Use a datetime template argument to specify the input data format."
                : null);
  }

  private Object cast(PathDateTime item, PgType target, String method) {
    if (item.type().equals(target)) {
      return item.value();
    }
    boolean sourceZone = isZoned(item.type());
    boolean targetZone = isZoned(target);
    boolean sourceTime = item.type().equals(Types.TIME) || item.type().equals(Types.TIMETZ);
    boolean targetTime = target.equals(Types.TIME) || target.equals(Types.TIMETZ);
    if (BuiltInFunctions.cast(item.type().oid(), target.oid()) == null
        || (sourceTime && !targetTime)) {
      throw new PgException(
          SqlState.INVALID_ARGUMENT_FOR_SQL_JSON_DATETIME_FUNCTION,
          method + " format is not recognized: \"" + item + "\"");
    }
    if (sourceZone != targetZone && !zones) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "cannot convert value from "
                  + item.type().name()
                  + " to "
                  + target.name()
                  + " without time zone usage")
          .withHint("Use *_tz() function for time zone support.");
    }
    return convert(item, target);
  }

  private static boolean isZoned(PgType type) {
    return type.equals(Types.TIMESTAMPTZ) || type.equals(Types.TIMETZ);
  }

  private Object convert(PathDateTime item, PgType target) {
    CallContext context = new SettingsContext(settings);
    return Functions.bind(
            BuiltInFunctions.proc(
                BuiltInFunctions.cast(item.type().oid(), target.oid()).function()),
            CallTypes.of(target, item.type()))
        .call(context, item.value());
  }

  /** Casts between dates and times need the session's zone, and nothing else of it. */
  private record SettingsContext(FormatSettings formats) implements CallContext {
    @Override
    public SessionInfo session() {
      return SessionInfo.NONE;
    }
  }

  Truth compare(PathNode.Operator operator, JsonNode left, JsonNode right) {
    if (left instanceof POJONode || right instanceof POJONode) {
      return left instanceof POJONode a && right instanceof POJONode b
          ? compareTimes(operator, (PathDateTime) a.getPojo(), (PathDateTime) b.getPojo())
          : unlike(operator, left, right);
    }
    if (left.getNodeType() != right.getNodeType()) {
      return unlike(operator, left, right);
    }
    return switch (left.getNodeType()) {
      case NULL -> test(operator, 0);
      case BOOLEAN -> test(operator, Boolean.compare(left.booleanValue(), right.booleanValue()));
      case NUMBER -> test(operator, left.decimalValue().compareTo(right.decimalValue()));
      case STRING -> test(operator, PathEvaluator.compareText(left.textValue(), right.textValue()));
      default -> Truth.UNKNOWN;
    };
  }

  private static Truth unlike(PathNode.Operator operator, JsonNode left, JsonNode right) {
    return left.isNull() || right.isNull()
        ? Truth.of(operator == PathNode.Operator.NOT_EQUAL)
        : Truth.UNKNOWN;
  }

  private static Truth test(PathNode.Operator operator, int order) {
    return Truth.of(
        switch (operator) {
          case EQUAL -> order == 0;
          case NOT_EQUAL -> order != 0;
          case LESS -> order < 0;
          case GREATER -> order > 0;
          case LESS_OR_EQUAL -> order <= 0;
          case GREATER_OR_EQUAL -> order >= 0;
          default -> throw new IllegalStateException("no comparison: " + operator);
        });
  }

  private Truth compareTimes(PathNode.Operator operator, PathDateTime left, PathDateTime right) {
    boolean times = isTime(left.type());
    if (times != isTime(right.type())) {
      return Truth.UNKNOWN;
    }
    if (left.type().equals(right.type())) {
      return test(operator, left.type().compare(left.value(), right.value()));
    }
    boolean zoned = isZoned(left.type()) || isZoned(right.type());
    if (zoned && !zones) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "cannot convert value from "
                  + (isZoned(left.type()) ? right : left).type().name()
                  + " to "
                  + (isZoned(left.type()) ? left : right).type().name()
                  + " without time zone usage")
          .withHint("Use *_tz() function for time zone support.");
    }
    PgType common = times ? Types.TIMETZ : zoned ? Types.TIMESTAMPTZ : Types.TIMESTAMP;
    Object a = left.type().equals(common) ? left.value() : convert(left, common);
    Object b = right.type().equals(common) ? right.value() : convert(right, common);
    return test(operator, common.compare(a, b));
  }

  private static boolean isTime(PgType type) {
    return type.equals(Types.TIME) || type.equals(Types.TIMETZ);
  }
}
