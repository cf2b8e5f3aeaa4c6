package org.heapgres.planner.parse;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.heapgres.planner.parse.tree.Clause.DistinctClause;
import org.heapgres.planner.parse.tree.Definition.Exclusion;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.ObjectStatement.AggregateArguments;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.TableReference.RangeFunctionItem;
import org.heapgres.planner.parse.tree.UtilityStatement.FetchStmt;

/**
 * Compares a tree of ours with libpg_query's JSON, by reflection over the records.
 *
 * <p>libpg_query leaves out what is zero, false, empty or null, counts bytes where we count
 * characters, and wraps a node in an object named after its type where the C field may hold any
 * node. Fields that our records lack have to have the value that the grammar always gives them.
 */
final class TreeComparison {
  /** Fields that are the same in every raw parse tree, by normalised name. */
  private static final Map<String, Set<String>> CONSTANT_FIELDS =
      Map.of(
          "typemod", Set.of("-1"),
          "islocal", Set.of("true"),
          "msftype", Set.of("25"),
          "typmod", Set.of("-1"));

  /** What our trees have beyond PostgreSQL's. */
  private static final Set<String> OWN_FIELDS = Set.of("tag");

  private static final Map<String, String> TYPE_NAMES =
      Map.of(
          "IntegerValue", "Integer",
          "FloatValue", "Float",
          "BooleanValue", "Boolean",
          "StringValue", "String",
          "BitStringValue", "BitString",
          "ListValue", "List");

  private final int[] byteOffsets;

  private TreeComparison(String sql) {
    byteOffsets = new int[sql.length() + 1];
    int bytes = 0;
    for (int i = 0; i < sql.length(); i++) {
      byteOffsets[i] = bytes;
      char c = sql.charAt(i);
      bytes +=
          Character.isSurrogate(c) ? 2 : String.valueOf(c).getBytes(StandardCharsets.UTF_8).length;
    }
    byteOffsets[sql.length()] = bytes;
  }

  /** The first difference, as a path and the two values; null if the trees are equal. */
  static String difference(String sql, List<RawStmt> ours, JsonNode tree) {
    JsonNode theirs = tree.path("stmts");
    if (ours.size() != theirs.size()) {
      return ours.size() + " statements, expected " + theirs.size();
    }
    TreeComparison comparison = new TreeComparison(sql);
    for (int i = 0; i < ours.size(); i++) {
      RawStmt statement = ours.get(i);
      JsonNode other = theirs.get(i);
      String path = "[" + i + "]";
      String difference =
          comparison.any(statement.stmt(), statement.stmt().getClass(), other.get("stmt"), path);
      if (difference == null
          && comparison.byteOffsets[statement.stmtLocation()]
              != other.path("stmt_location").asInt()) {
        difference = path + ".stmtLocation: " + statement.stmtLocation();
      }
      int end = statement.stmtLocation() + statement.stmtLen();
      int length = comparison.byteOffsets[end] - comparison.byteOffsets[statement.stmtLocation()];
      if (difference == null && length != other.path("stmt_len").asInt()) {
        difference = path + ".stmtLen: " + statement.stmtLen();
      }
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private String any(Object value, Type type, JsonNode json, String path) {
    return switch (value) {
      case A_Const constant -> constant(constant, json, path);
      case DistinctClause distinct -> distinct(distinct, json, path);
      case RangeFunctionItem item -> pair(item.function(), item.coldeflist(), json, path);
      case Exclusion exclusion -> exclusion(exclusion, json, path);
      case AggregateArguments arguments -> aggregate(arguments, json, path);
      case Record node -> node(node, json, path);
      case List<?> list -> list(list, elementType(type), json, path);
      case String text ->
          same(text, json.isObject() ? json.path("sval").asText() : json.asText(), path);
      case Enum<?> constant -> same(constant.name(), json.asText(), path);
      case Character c -> same(String.valueOf(c), json.asText(), path);
      case Boolean b -> same(String.valueOf(b), json.asText(), path);
      case Number n -> same(n.toString(), json.asText(), path);
      default -> throw new IllegalStateException(path + ": " + value.getClass());
    };
  }

  private static Type elementType(Type type) {
    return type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : Object.class;
  }

  private static String same(String ours, String theirs, String path) {
    return ours.equals(theirs) ? null : path + ": " + ours + ", expected " + theirs;
  }

  /** The content of {@code {"Type": {...}}}, or the object itself where it has no wrapper. */
  private static JsonNode unwrapped(JsonNode json, String type) {
    if (json.size() == 1) {
      String name = json.fieldNames().next();
      if (Character.isUpperCase(name.charAt(0)) && json.get(name).isContainerNode()) {
        return name.equals(type) ? json.get(name) : null;
      }
    }
    return json;
  }

  private String node(Record node, JsonNode json, String path) {
    String simpleName = node.getClass().getSimpleName();
    String type = TYPE_NAMES.getOrDefault(simpleName, simpleName);
    JsonNode content = unwrapped(json, type);
    String here = path + "/" + type;
    if (content == null) {
      return here + ", expected " + json.fieldNames().next();
    }
    Map<String, JsonNode> fields = new HashMap<>();
    content.properties().forEach(field -> fields.put(normal(field.getKey()), field.getValue()));
    for (RecordComponent component : node.getClass().getRecordComponents()) {
      String name = component.getName();
      if (OWN_FIELDS.contains(name)) {
        continue;
      }
      String difference =
          field(
              value(node, component),
              component.getGenericType(),
              name,
              fields.remove(normal(name.equals("directory") ? "location" : name)),
              here + "." + name);
      if (difference != null) {
        return difference;
      }
    }
    for (Map.Entry<String, JsonNode> rest : fields.entrySet()) {
      Set<String> constants = CONSTANT_FIELDS.getOrDefault(rest.getKey(), Set.of());
      if (!constants.contains(rest.getValue().asText())) {
        return here + " lacks " + rest.getKey() + " = " + rest.getValue();
      }
    }
    return null;
  }

  private String field(Object value, Type type, String name, JsonNode json, String path) {
    if (value instanceof Enum<?> && json != null) {
      return any(value, type, json, path);
    }
    Object expected = value;
    if (value instanceof Integer offset && isOffset(name)) {
      expected = offset >= 0 ? byteOffsets[offset] : name.startsWith("rexprList") ? 0 : -1;
    } else if (value instanceof Long count && count == FetchStmt.FETCH_ALL) {
      expected = Integer.MAX_VALUE; // C's long, of 32 bits in WebAssembly
    }
    if (value == null && type instanceof Class<?> c && c.isEnum()) {
      return json == null ? null : same(first(c), json.asText(), path);
    }
    if (json == null) {
      return isAbsent(expected) ? null : path + ": " + expected + ", expected nothing";
    }
    if (expected == null
        || (expected instanceof List<?> list && list.isEmpty())
        || expected.equals('\0')) {
      return path + ": nothing, expected " + json;
    }
    return any(expected, type, json, path);
  }

  /** C's zero, which an enum field that no rule sets has. */
  private static String first(Class<?> type) {
    return ((Enum<?>) type.getEnumConstants()[0]).name();
  }

  private static boolean isOffset(String name) {
    return name.equals("location")
        || name.endsWith("Location")
        || name.endsWith("istStart")
        || name.endsWith("istEnd");
  }

  private static boolean isAbsent(Object value) {
    return switch (value) {
      case null -> true;
      case Boolean b -> !b;
      case Character c -> c == '\0';
      case Number n -> n.longValue() == 0;
      case List<?> list -> list.isEmpty();
      case String text -> text.isEmpty();
      default -> false;
    };
  }

  private static String normal(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static Object value(Record node, RecordComponent component) {
    try {
      return component.getAccessor().invoke(node);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private String list(List<?> list, Type elementType, JsonNode json, String path) {
    JsonNode items = json;
    if (!json.isArray()) {
      JsonNode content = unwrapped(json, "List");
      if (content == null) {
        return path + ": a list, expected " + json.fieldNames().next();
      }
      items = content.path("items");
    }
    if (items.size() != list.size()) {
      return path + ": " + list.size() + " elements, expected " + items.size() + ": " + items;
    }
    for (int i = 0; i < list.size(); i++) {
      String difference = element(list.get(i), elementType, items.get(i), path + "[" + i + "]");
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private String element(Object value, Type type, JsonNode json, String path) {
    return switch (value) {
      case null -> json.isEmpty() ? null : path + ": null, expected " + json;
      case String text -> same(text, json.path("String").path("sval").asText(), path);
      case Integer number ->
          same(number.toString(), json.path("Integer").path("ival").asText("0"), path);
      default -> any(value, type, json, path);
    };
  }

  // Nodes whose shape differs.

  private String constant(A_Const constant, JsonNode json, String path) {
    JsonNode content = unwrapped(json, "A_Const");
    String here = path + "/A_Const";
    if (content == null) {
      return here + ", expected " + json.fieldNames().next();
    }
    String difference =
        field(constant.location(), int.class, "location", content.get("location"), here);
    if (difference != null) {
      return difference;
    }
    if (constant.isnull()) {
      return content.path("isnull").asBoolean() ? null : here + ": null, expected " + content;
    }
    RecordComponent component = constant.val().getClass().getRecordComponents()[0];
    JsonNode value = content.get(component.getName());
    return value == null
        ? here + ": " + constant.val() + ", expected " + content
        : field(
            value((Record) constant.val(), component),
            component.getGenericType(),
            component.getName(),
            value.get(component.getName()),
            here);
  }

  /** Plain DISTINCT is a list of one absent element. */
  private String distinct(DistinctClause distinct, JsonNode json, String path) {
    if (distinct.on().isEmpty()) {
      return json.size() == 1 && json.get(0).isEmpty() ? null : path + ": expected " + json;
    }
    return list(distinct.on(), Object.class, json, path);
  }

  private String pair(Object first, List<?> second, JsonNode json, String path) {
    JsonNode items = json.path("List").path("items");
    String difference = any(first, Object.class, items.get(0), path);
    if (difference != null) {
      return difference;
    }
    if (second.isEmpty()) {
      return items.get(1).isEmpty() ? null : path + ": expected " + items.get(1);
    }
    return list(second, Object.class, items.get(1), path);
  }

  private String exclusion(Exclusion exclusion, JsonNode json, String path) {
    return pair(exclusion.elem(), exclusion.operator(), json, path);
  }

  private String aggregate(AggregateArguments arguments, JsonNode json, String path) {
    if (arguments.parameters().isEmpty()) {
      if (!json.get(0).isEmpty()) {
        return path + ": expected " + json.get(0);
      }
    } else {
      String difference = list(arguments.parameters(), Object.class, json.get(0), path);
      if (difference != null) {
        return difference;
      }
    }
    return same(
        String.valueOf(arguments.numDirectArgs()),
        json.get(1).path("Integer").path("ival").asText("0"),
        path);
  }
}
