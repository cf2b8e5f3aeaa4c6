package org.heapgres.planner.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;

/** jsonb: operators, access by key and path, changes, building. Trees are never changed. */
final class JsonbFunctions {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonbFunctions() {}

  private static Jsonb of(JsonNode node) {
    return node == null || node.isMissingNode() ? null : Jsonb.of(node);
  }

  /** As ->> shows it: strings without quotes, SQL NULL for null. */
  private static String text(JsonNode node) {
    if (node == null || node.isNull() || node.isMissingNode()) {
      return null;
    }
    return node.isTextual() ? node.textValue() : Jsonb.of(node).toString();
  }

  /** The root may be a scalar, which counts as the only element. */
  private static JsonNode rootElement(JsonNode root, int index) {
    return root.isContainerNode() ? element(root, index) : index == 0 || index == -1 ? root : null;
  }

  private static JsonNode element(JsonNode node, int index) {
    if (!node.isArray()) {
      return null;
    }
    return node.get(index < 0 ? node.size() + index : index);
  }

  private static JsonNode field(JsonNode node, String name) {
    return node.isObject() ? node.get(name) : null;
  }

  static Jsonb jsonbObjectField(Jsonb json, String name) {
    return of(field(json.tree(), name));
  }

  static String jsonbObjectFieldText(Jsonb json, String name) {
    return text(field(json.tree(), name));
  }

  static Jsonb jsonbArrayElement(Jsonb json, int index) {
    return of(rootElement(json.tree(), index));
  }

  static String jsonbArrayElementText(Jsonb json, int index) {
    return text(rootElement(json.tree(), index));
  }

  static Jsonb jsonbExtractPath(Jsonb json, PgArray path) {
    return of(extract(json.tree(), path));
  }

  static String jsonbExtractPathText(Jsonb json, PgArray path) {
    return text(extract(json.tree(), path));
  }

  private static JsonNode extract(JsonNode root, PgArray path) {
    JsonNode node = root;
    for (Object step : path.elements()) {
      if (step == null || node == null) {
        return null;
      }
      Integer index = node.isArray() ? index((String) step) : null;
      node =
          node.isObject() ? node.get((String) step) : index == null ? null : element(node, index);
    }
    return node;
  }

  /** Null when the text is no integer. */
  static Integer index(String text) {
    try {
      return Integer.valueOf(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static boolean jsonbContains(Jsonb a, Jsonb b) {
    JsonNode left = a.tree();
    JsonNode right = b.tree();
    if (left.isArray() && !right.isContainerNode()) {
      return anyEqual(left, right);
    }
    return contains(left, right);
  }

  static boolean jsonbContained(Jsonb a, Jsonb b) {
    return jsonbContains(b, a);
  }

  private static boolean anyEqual(JsonNode array, JsonNode sought) {
    for (JsonNode element : array) {
      if (equal(element, sought)) {
        return true;
      }
    }
    return false;
  }

  private static boolean equal(JsonNode a, JsonNode b) {
    return Jsonb.of(a).equals(Jsonb.of(b));
  }

  private static boolean contains(JsonNode left, JsonNode right) {
    if (left.isObject() && right.isObject()) {
      for (Map.Entry<String, JsonNode> entry : right.properties()) {
        JsonNode value = left.get(entry.getKey());
        if (value == null || !contains(value, entry.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (left.isArray() && right.isArray()) {
      for (JsonNode sought : right) {
        if (!holds(left, sought)) {
          return false;
        }
      }
      return true;
    }
    return !left.isContainerNode() && !right.isContainerNode() && equal(left, right);
  }

  private static boolean holds(JsonNode array, JsonNode sought) {
    for (JsonNode element : array) {
      if (contains(element, sought)) {
        return true;
      }
    }
    return false;
  }

  static boolean jsonbExists(Jsonb json, String key) {
    JsonNode tree = json.tree();
    if (tree.isObject()) {
      return tree.has(key);
    }
    if (tree.isArray()) {
      for (JsonNode element : tree) {
        if (element.isTextual() && element.textValue().equals(key)) {
          return true;
        }
      }
      return false;
    }
    return tree.isTextual() && tree.textValue().equals(key);
  }

  static boolean jsonbExistsAny(Jsonb json, PgArray keys) {
    for (Object key : keys.elements()) {
      if (key != null && jsonbExists(json, (String) key)) {
        return true;
      }
    }
    return false;
  }

  static boolean jsonbExistsAll(Jsonb json, PgArray keys) {
    for (Object key : keys.elements()) {
      if (key != null && !jsonbExists(json, (String) key)) {
        return false;
      }
    }
    return true;
  }

  static Jsonb jsonbConcat(Jsonb a, Jsonb b) {
    JsonNode left = a.tree();
    JsonNode right = b.tree();
    if (left.isObject() && right.isObject()) {
      ObjectNode object = NODES.objectNode();
      object.setAll((ObjectNode) left);
      object.setAll((ObjectNode) right);
      return Jsonb.of(object);
    }
    ArrayNode array = NODES.arrayNode();
    addAll(array, left);
    addAll(array, right);
    return Jsonb.of(array);
  }

  private static void addAll(ArrayNode array, JsonNode node) {
    if (node.isArray()) {
      node.forEach(array::add);
    } else {
      array.add(node);
    }
  }

  private static void requireContainer(JsonNode tree) {
    if (!tree.isContainerNode()) {
      throw Errors.invalidParameter("cannot delete from scalar");
    }
  }

  static Jsonb jsonbDelete(Jsonb json, String key) {
    return delete(json, List.of(key));
  }

  static Jsonb jsonbDeleteArray(Jsonb json, PgArray keys) {
    List<String> names = new ArrayList<>();
    for (Object key : keys.elements()) {
      if (key != null) {
        names.add((String) key);
      }
    }
    return delete(json, names);
  }

  private static Jsonb delete(Jsonb json, List<String> keys) {
    JsonNode tree = json.tree();
    requireContainer(tree);
    if (tree.isObject()) {
      ObjectNode object = NODES.objectNode();
      object.setAll((ObjectNode) tree);
      object.remove(keys);
      return Jsonb.of(object);
    }
    ArrayNode array = NODES.arrayNode();
    for (JsonNode element : tree) {
      if (!element.isTextual() || !keys.contains(element.textValue())) {
        array.add(element);
      }
    }
    return Jsonb.of(array);
  }

  static Jsonb jsonbDeleteIdx(Jsonb json, int index) {
    JsonNode tree = json.tree();
    requireContainer(tree);
    if (tree.isObject()) {
      throw Errors.invalidParameter("cannot delete from object using integer index");
    }
    int at = index < 0 ? tree.size() + index : index;
    if (at < 0 || at >= tree.size()) {
      return json;
    }
    ArrayNode array = NODES.arrayNode();
    addAll(array, tree);
    array.remove(at);
    return Jsonb.of(array);
  }

  static Jsonb jsonbDeletePath(Jsonb json, PgArray path) {
    JsonNode tree = json.tree();
    if (!tree.isContainerNode()) {
      throw Errors.invalidParameter("cannot delete path in scalar");
    }
    return path.size() == 0 ? json : changed(json, path, JsonPathChange.DELETE, null);
  }

  static Jsonb changed(Jsonb json, PgArray path, JsonPathChange change, JsonNode replacement) {
    return Jsonb.of(JsonPathChange.apply(json.tree(), path, 0, change, replacement));
  }

  static Jsonb jsonbSet(Jsonb json, PgArray path, Jsonb replacement, boolean create) {
    if (!json.tree().isContainerNode()) {
      throw Errors.invalidParameter("cannot set path in scalar");
    }
    if (path.size() == 0 || (json.tree().isEmpty() && !create)) {
      return json;
    }
    return changed(
        json, path, create ? JsonPathChange.SET_OR_CREATE : JsonPathChange.SET, replacement.tree());
  }

  static Jsonb jsonbSetLax(
      Jsonb json, PgArray path, Jsonb replacement, Boolean create, String treatment) {
    if (json == null || path == null || create == null) {
      return null;
    }
    if (treatment == null) {
      throw Errors.invalidParameter(
          "null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\", or"
              + " \"raise_exception\"");
    }
    if (replacement != null) {
      return jsonbSet(json, path, replacement, create);
    }
    return switch (treatment) {
      case "raise_exception" ->
          throw new PgException(SqlState.NULL_VALUE_NOT_ALLOWED, "JSON value must not be null")
              .withDetail(
                  "Exception was raised because null_value_treatment is \"raise_exception\".")
              .withHint(
                  "To avoid, either change the null_value_treatment argument or ensure that an SQL"
                      + " NULL is not passed.");
      case "use_json_null" -> jsonbSet(json, path, Jsonb.NULL, create);
      case "delete_key" -> jsonbDeletePath(json, path);
      case "return_target" -> json;
      default ->
          throw Errors.invalidParameter(
              "null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\","
                  + " or \"raise_exception\"");
    };
  }

  static Jsonb jsonbInsert(Jsonb json, PgArray path, Jsonb value, boolean after) {
    if (!json.tree().isContainerNode()) {
      throw Errors.invalidParameter("cannot set path in scalar");
    }
    return path.size() == 0
        ? json
        : changed(
            json,
            path,
            after ? JsonPathChange.INSERT_AFTER : JsonPathChange.INSERT_BEFORE,
            value.tree());
  }

  static Jsonb jsonbStripNulls(Jsonb json, boolean inArrays) {
    return Jsonb.of(strip(json.tree(), inArrays));
  }

  private static JsonNode strip(JsonNode node, boolean inArrays) {
    if (node.isObject()) {
      ObjectNode object = NODES.objectNode();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        if (!entry.getValue().isNull()) {
          object.set(entry.getKey(), strip(entry.getValue(), inArrays));
        }
      }
      return object;
    }
    if (node.isArray()) {
      ArrayNode array = NODES.arrayNode();
      for (JsonNode element : node) {
        if (!inArrays || !element.isNull()) {
          array.add(strip(element, inArrays));
        }
      }
      return array;
    }
    return node;
  }

  static String jsonbTypeof(Jsonb json) {
    return switch (json.tree().getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      default -> "null";
    };
  }

  static int jsonbArrayLength(Jsonb json) {
    JsonNode tree = json.tree();
    if (!tree.isArray()) {
      throw Errors.invalidParameter(
          tree.isObject()
              ? "cannot get array length of a non-array"
              : "cannot get array length of a scalar");
    }
    return tree.size();
  }

  static String jsonbPretty(Jsonb json) {
    StringBuilder out = new StringBuilder();
    pretty(json.tree(), 0, out);
    return out.toString();
  }

  private static void pretty(JsonNode node, int level, StringBuilder out) {
    if (!node.isContainerNode()) {
      out.append(Jsonb.of(node));
      return;
    }
    out.append(node.isObject() ? '{' : '[');
    boolean first = true;
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        out.append(first ? "\n" : ",\n").repeat("    ", level + 1);
        first = false;
        Jsonb.quote(entry.getKey(), out);
        out.append(": ");
        pretty(entry.getValue(), level + 1, out);
      }
    } else {
      for (JsonNode element : node) {
        out.append(first ? "\n" : ",\n").repeat("    ", level + 1);
        first = false;
        pretty(element, level + 1, out);
      }
    }
    out.append('\n').repeat("    ", level).append(node.isObject() ? '}' : ']');
  }

  private static void requireArray(JsonNode tree) {
    if (!tree.isArray()) {
      throw Errors.invalidParameter(
          tree.isObject()
              ? "cannot extract elements from an object"
              : "cannot extract elements from a scalar");
    }
  }

  static Iterator<?> jsonbArrayElements(Jsonb json) {
    requireArray(json.tree());
    List<Jsonb> rows = new ArrayList<>();
    json.tree().forEach(element -> rows.add(Jsonb.of(element)));
    return rows.iterator();
  }

  static Iterator<?> jsonbArrayElementsText(Jsonb json) {
    requireArray(json.tree());
    List<String> rows = new ArrayList<>();
    json.tree().forEach(element -> rows.add(text(element)));
    return rows.iterator();
  }

  private static void requireObject(JsonNode tree, String function) {
    if (!tree.isObject()) {
      throw Errors.invalidParameter("cannot call " + function + " on a non-object");
    }
  }

  static Iterator<?> jsonbEach(Jsonb json) {
    requireObject(json.tree(), "jsonb_each");
    int[] types = {Types.TEXT.oid(), Types.JSONB.oid()};
    return json.tree().properties().stream()
        .map(e -> new PgRecord(types, new Object[] {e.getKey(), Jsonb.of(e.getValue())}))
        .iterator();
  }

  static Iterator<?> jsonbEachText(Jsonb json) {
    requireObject(json.tree(), "jsonb_each_text");
    int[] types = {Types.TEXT.oid(), Types.TEXT.oid()};
    return json.tree().properties().stream()
        .map(e -> new PgRecord(types, new Object[] {e.getKey(), text(e.getValue())}))
        .iterator();
  }

  static Iterator<?> jsonbObjectKeys(Jsonb json) {
    JsonNode tree = json.tree();
    if (!tree.isObject()) {
      throw Errors.invalidParameter(
          tree.isArray()
              ? "cannot call jsonb_object_keys on an array"
              : "cannot call jsonb_object_keys on a scalar");
    }
    return tree.properties().stream().map(Map.Entry::getKey).iterator();
  }

  static Jsonb toJsonb(CallTypes types, CallContext context, Object value) {
    return Jsonb.of(JsonWriter.tree(value, types.argument(0), context.formats()));
  }

  static Jsonb jsonbBuildArrayNoargs() {
    return Jsonb.of(NODES.arrayNode());
  }

  static Jsonb jsonbBuildObjectNoargs() {
    return Jsonb.of(NODES.objectNode());
  }

  static Jsonb jsonbBuildArray(CallTypes types, CallContext context, Object[] arguments) {
    Arguments actual = Arguments.of(types, context, arguments);
    if (actual == null) {
      return null;
    }
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i < actual.values.length; i++) {
      array.add(JsonWriter.tree(actual.values[i], actual.type(i), context.formats()));
    }
    return Jsonb.of(array);
  }

  static Jsonb jsonbBuildObject(CallTypes types, CallContext context, Object[] arguments) {
    Arguments actual = Arguments.of(types, context, arguments);
    if (actual == null) {
      return null;
    }
    actual.requirePairs("jsonb_build_object()");
    ObjectNode object = NODES.objectNode();
    for (int i = 0; i < actual.values.length; i += 2) {
      if (actual.values[i] == null) {
        throw Errors.invalidParameter("argument " + (i + 1) + ": key must not be null");
      }
      object.set(
          JsonWriter.key(actual.values[i], actual.type(i), context.formats()),
          JsonWriter.tree(actual.values[i + 1], actual.type(i + 1), context.formats()));
    }
    return Jsonb.of(object);
  }

  /** The arguments of a variadic "any" function with their types, an explicit array taken apart. */
  @SuppressWarnings("ArrayRecordComponent")
  record Arguments(Object[] values, List<PgType> types) {
    static Arguments of(CallTypes types, CallContext context, Object[] arguments) {
      if (!types.variadicArray()) {
        return new Arguments(arguments, types.arguments());
      }
      PgArray array = (PgArray) arguments[0];
      return array == null
          ? null
          : new Arguments(
              array.elements(), List.of(JsonWriter.typeOf(array.elementOid(), context.formats())));
    }

    PgType type(int index) {
      return types.get(Math.min(index, types.size() - 1));
    }

    void requirePairs(String function) {
      if (values.length % 2 != 0) {
        throw Errors.invalidParameter("argument list must have even number of elements")
            .withHint(
                "The arguments of " + function + " must consist of alternating keys and values.");
      }
    }
  }

  static Jsonb jsonbObject(PgArray pairs) {
    return org.heapgres.planner.types.JsonCodecs.parseJsonb(JsonFunctions.jsonObject(pairs));
  }

  static Jsonb jsonbObjectTwoArg(PgArray keys, PgArray values) {
    return org.heapgres.planner.types.JsonCodecs.parseJsonb(
        JsonFunctions.jsonObjectTwoArg(keys, values));
  }

  private static PgException cannotCast(JsonNode node, String type) {
    String kind =
        switch (node.getNodeType()) {
          case OBJECT -> "object";
          case ARRAY -> "array";
          case STRING -> "string";
          case NUMBER -> "numeric";
          case BOOLEAN -> "boolean";
          default -> "null";
        };
    return Errors.invalidParameter("cannot cast jsonb " + kind + " to type " + type);
  }

  private static Numeric number(Jsonb json, String type) {
    JsonNode node = json.tree();
    if (node.isNull()) {
      return null;
    }
    if (!node.isNumber()) {
      throw cannotCast(node, type);
    }
    return Numeric.of(node.decimalValue());
  }

  static Boolean jsonbBool(Jsonb json) {
    JsonNode node = json.tree();
    if (node.isNull()) {
      return null;
    }
    if (!node.isBoolean()) {
      throw cannotCast(node, "boolean");
    }
    return node.booleanValue();
  }

  static Numeric jsonbNumeric(Jsonb json) {
    return number(json, "numeric");
  }

  static Short jsonbInt2(Jsonb json) {
    Numeric number = number(json, "smallint");
    return number == null ? null : (Short) NumericFunctions.numericInt2(number);
  }

  static Integer jsonbInt4(Jsonb json) {
    Numeric number = number(json, "integer");
    return number == null ? null : (Integer) NumericFunctions.numericInt4(number);
  }

  static Long jsonbInt8(Jsonb json) {
    Numeric number = number(json, "bigint");
    return number == null ? null : (Long) NumericFunctions.numericInt8(number);
  }

  static Float jsonbFloat4(Jsonb json) {
    Numeric number = number(json, "real");
    return number == null ? null : (Float) NumericFunctions.numericFloat4(number);
  }

  static Double jsonbFloat8(Jsonb json) {
    Numeric number = number(json, "double precision");
    return number == null ? null : (Double) NumericFunctions.numericFloat8(number);
  }
}
