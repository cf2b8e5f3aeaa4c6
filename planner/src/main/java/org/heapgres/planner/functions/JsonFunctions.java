package org.heapgres.planner.functions;

import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;

/** json: access by key and path, row sources, building. */
final class JsonFunctions {
  private JsonFunctions() {}

  private static String slice(JsonText value) {
    return value == null ? null : value.toString();
  }

  private static String text(JsonText value) {
    return value == null ? null : value.text();
  }

  static String jsonObjectField(String json, String name) {
    return slice(JsonText.of(json).field(name));
  }

  static String jsonObjectFieldText(String json, String name) {
    return text(JsonText.of(json).field(name));
  }

  static String jsonArrayElement(String json, int index) {
    return slice(JsonText.of(json).element(index));
  }

  static String jsonArrayElementText(String json, int index) {
    return text(JsonText.of(json).element(index));
  }

  static String jsonExtractPath(String json, PgArray path) {
    return slice(extract(json, path));
  }

  static String jsonExtractPathText(String json, PgArray path) {
    return text(extract(json, path));
  }

  private static JsonText extract(String json, PgArray path) {
    JsonText value = JsonText.of(json);
    for (Object step : path.elements()) {
      if (step == null || value == null) {
        return null;
      }
      Integer index = value.isArray() ? JsonbFunctions.index((String) step) : null;
      value =
          value.isObject()
              ? value.field((String) step)
              : index == null ? null : value.element(index);
    }
    return value;
  }

  static String jsonTypeof(String json) {
    return switch (JsonText.of(json).kind()) {
      case '{' -> "object";
      case '[' -> "array";
      case '"' -> "string";
      case 't', 'f' -> "boolean";
      case 'n' -> "null";
      default -> "number";
    };
  }

  static int jsonArrayLength(String json) {
    JsonText value = JsonText.of(json);
    if (!value.isArray()) {
      throw Errors.invalidParameter(
          value.isObject()
              ? "cannot get array length of a non-array"
              : "cannot get array length of a scalar");
    }
    return value.elements().size();
  }

  private static List<JsonText> elements(String json, String function) {
    JsonText value = JsonText.of(json);
    if (!value.isArray()) {
      throw Errors.invalidParameter(
          value.isObject()
              ? "cannot call " + function + " on a non-array"
              : "cannot call " + function + " on a scalar");
    }
    return value.elements();
  }

  static Iterator<?> jsonArrayElements(String json) {
    return elements(json, "json_array_elements").stream().map(JsonText::toString).iterator();
  }

  static Iterator<?> jsonArrayElementsText(String json) {
    return elements(json, "json_array_elements_text").stream()
        .map(element -> text(element))
        .iterator();
  }

  private static List<JsonText.Member> members(String json) {
    JsonText value = JsonText.of(json);
    if (!value.isObject()) {
      throw Errors.invalidParameter(
          value.isArray()
              ? "cannot deconstruct an array as an object"
              : "cannot deconstruct a scalar");
    }
    return value.members();
  }

  static Iterator<?> jsonEach(String json) {
    int[] types = {Types.TEXT.oid(), Types.JSON.oid()};
    return members(json).stream()
        .map(m -> new PgRecord(types, new Object[] {m.key(), m.value().toString()}))
        .iterator();
  }

  static Iterator<?> jsonEachText(String json) {
    int[] types = {Types.TEXT.oid(), Types.TEXT.oid()};
    return members(json).stream()
        .map(m -> new PgRecord(types, new Object[] {m.key(), m.value().text()}))
        .iterator();
  }

  static Iterator<?> jsonObjectKeys(String json) {
    JsonText value = JsonText.of(json);
    if (!value.isObject()) {
      throw Errors.invalidParameter(
          value.isArray()
              ? "cannot call json_object_keys on an array"
              : "cannot call json_object_keys on a scalar");
    }
    return value.members().stream().map(JsonText.Member::key).iterator();
  }

  static String toJson(CallTypes types, CallContext context, Object value) {
    return json(types, context, value, false);
  }

  static String arrayToJson(CallTypes types, CallContext context, Object value) {
    return json(types, context, value, false);
  }

  static String arrayToJsonPretty(
      CallTypes types, CallContext context, Object value, boolean pretty) {
    return json(types, context, value, pretty);
  }

  static String rowToJson(CallTypes types, CallContext context, Object value) {
    return json(types, context, value, false);
  }

  static String rowToJsonPretty(
      CallTypes types, CallContext context, Object value, boolean pretty) {
    return json(types, context, value, pretty);
  }

  private static String json(CallTypes types, CallContext context, Object value, boolean pretty) {
    StringBuilder out = new StringBuilder();
    JsonWriter.write(value, types.argument(0), context.formats(), pretty, out);
    return out.toString();
  }

  static String jsonBuildArrayNoargs() {
    return "[]";
  }

  static String jsonBuildObjectNoargs() {
    return "{}";
  }

  static String jsonBuildArray(CallTypes types, CallContext context, Object[] arguments) {
    JsonbFunctions.Arguments actual = JsonbFunctions.Arguments.of(types, context, arguments);
    if (actual == null) {
      return null;
    }
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < actual.values().length; i++) {
      out.append(i > 0 ? ", " : "");
      JsonWriter.write(actual.values()[i], actual.type(i), context.formats(), out);
    }
    return out.append(']').toString();
  }

  static String jsonBuildObject(CallTypes types, CallContext context, Object[] arguments) {
    JsonbFunctions.Arguments actual = JsonbFunctions.Arguments.of(types, context, arguments);
    if (actual == null) {
      return null;
    }
    actual.requirePairs("json_build_object()");
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < actual.values().length; i += 2) {
      out.append(i > 0 ? ", " : "");
      if (actual.values()[i] == null) {
        throw new PgException(
            SqlState.NULL_VALUE_NOT_ALLOWED, "null value not allowed for object key");
      }
      Jsonb.quote(JsonWriter.key(actual.values()[i], actual.type(i), context.formats()), out);
      out.append(" : ");
      JsonWriter.write(actual.values()[i + 1], actual.type(i + 1), context.formats(), out);
    }
    return out.append('}').toString();
  }

  private static PgException nullKey() {
    return new PgException(
        SqlState.NULL_VALUE_NOT_ALLOWED, "null value not allowed for object key");
  }

  static String jsonObject(PgArray pairs) {
    int dimensions = pairs.dimensions().length;
    if (dimensions == 1 && pairs.size() % 2 != 0) {
      throw new PgException(
          SqlState.ARRAY_ELEMENT_ERROR, "array must have even number of elements");
    }
    if (dimensions == 2 && pairs.dimensions()[1] != 2) {
      throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "array must have two columns");
    }
    if (dimensions > 2) {
      throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "wrong number of array subscripts");
    }
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < pairs.size(); i += 2) {
      pair(pairs.elements()[i], pairs.elements()[i + 1], out);
    }
    return out.append('}').toString();
  }

  static String jsonObjectTwoArg(PgArray keys, PgArray values) {
    if (keys.dimensions().length > 1 || keys.dimensions().length != values.dimensions().length) {
      throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "wrong number of array subscripts");
    }
    if (keys.size() != values.size()) {
      throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "mismatched array dimensions");
    }
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < keys.size(); i++) {
      pair(keys.elements()[i], values.elements()[i], out);
    }
    return out.append('}').toString();
  }

  private static void pair(Object key, Object value, StringBuilder out) {
    if (key == null) {
      throw nullKey();
    }
    if (out.length() > 1) {
      out.append(", ");
    }
    Jsonb.quote((String) key, out);
    out.append(" : ");
    if (value == null) {
      out.append("null");
    } else {
      Jsonb.quote((String) value, out);
    }
  }

  static String jsonStripNulls(String json, boolean inArrays) {
    StringBuilder out = new StringBuilder();
    strip(JsonText.of(json), inArrays, out);
    return out.toString();
  }

  private static void strip(JsonText value, boolean inArrays, StringBuilder out) {
    if (value.isObject()) {
      out.append('{');
      String separator = "";
      for (JsonText.Member member : value.members()) {
        if (!member.value().isNull()) {
          out.append(separator);
          Jsonb.quote(member.key(), out);
          out.append(':');
          strip(member.value(), inArrays, out);
          separator = ",";
        }
      }
      out.append('}');
    } else if (value.isArray()) {
      out.append('[');
      String separator = "";
      for (JsonText element : value.elements()) {
        if (!inArrays || !element.isNull()) {
          out.append(separator);
          strip(element, inArrays, out);
          separator = ",";
        }
      }
      out.append(']');
    } else {
      out.append(value);
    }
  }
}
