package org.heapgres.planner.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RecordCodec;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;

/** Rows out of JSON objects: json[b]_to_record[set] and json[b]_populate_record[set]. */
public final class JsonRecordFunctions {
  private JsonRecordFunctions() {}

  static PgRecord jsonToRecord(CallTypes types, CallContext context, String json) {
    return record(types, context, null, Jsonb.parse(json).tree(), "json_to_record");
  }

  static PgRecord jsonbToRecord(CallTypes types, CallContext context, Jsonb json) {
    return record(types, context, null, json.tree(), "jsonb_to_record");
  }

  static Iterator<?> jsonToRecordset(CallTypes types, CallContext context, String json) {
    return records(types, context, null, Jsonb.parse(json).tree(), "json_to_recordset");
  }

  static Iterator<?> jsonbToRecordset(CallTypes types, CallContext context, Jsonb json) {
    return records(types, context, null, json.tree(), "jsonb_to_recordset");
  }

  static PgRecord jsonPopulateRecord(
      CallTypes types, CallContext context, Object base, String json, Boolean useJsonAsText) {
    return json == null
        ? (PgRecord) base
        : record(types, context, base, Jsonb.parse(json).tree(), "json_populate_record");
  }

  static PgRecord jsonbPopulateRecord(
      CallTypes types, CallContext context, Object base, Jsonb json) {
    return json == null
        ? (PgRecord) base
        : record(types, context, base, json.tree(), "jsonb_populate_record");
  }

  static Iterator<?> jsonPopulateRecordset(
      CallTypes types, CallContext context, Object base, String json, Boolean useJsonAsText) {
    return json == null
        ? Collections.emptyIterator()
        : records(types, context, base, Jsonb.parse(json).tree(), "json_populate_recordset");
  }

  static Iterator<?> jsonbPopulateRecordset(
      CallTypes types, CallContext context, Object base, Jsonb json) {
    return json == null
        ? Collections.emptyIterator()
        : records(types, context, base, json.tree(), "jsonb_populate_recordset");
  }

  private static PgRecord record(
      CallTypes types, CallContext context, Object base, JsonNode json, String function) {
    List<PgType.Field> fields = fields(types, function);
    if (!json.isObject()) {
      throw Errors.invalidParameter("cannot call populate_composite on " + kind(json));
    }
    return record(fields, context.formats(), (PgRecord) base, json);
  }

  private static Iterator<?> records(
      CallTypes types, CallContext context, Object base, JsonNode json, String function) {
    if (!json.isArray()) {
      throw Errors.invalidParameter(
          "cannot call "
              + function
              + " on "
              + (function.startsWith("jsonb")
                  ? "a non-array"
                  : json.isObject() ? "an object" : "a scalar"));
    }
    List<PgType.Field> fields = fields(types, function);
    List<PgRecord> records = new ArrayList<>();
    for (JsonNode element : json) {
      if (!element.isObject()) {
        throw Errors.invalidParameter("argument of " + function + " must be an array of objects");
      }
      records.add(record(fields, context.formats(), (PgRecord) base, element));
    }
    return records.iterator();
  }

  /** Rows of values: objects by the columns' names, arrays by their places, others alone. */
  public static Iterator<?> rows(
      CallTypes types, CallContext context, List<JsonNode> values, String function) {
    List<PgType.Field> fields = fields(types, function);
    return values.stream().map(value -> row(fields, context.formats(), value)).iterator();
  }

  private static PgRecord row(List<PgType.Field> fields, FormatSettings settings, JsonNode value) {
    if (value.isObject() && (fields.size() > 1 || value.has(fields.getFirst().name()))) {
      return record(fields, settings, null, value);
    }
    ObjectNode named = JsonNodeFactory.instance.objectNode();
    boolean several = value.isArray() && fields.size() > 1;
    for (int i = 0; i < (several ? Math.min(fields.size(), value.size()) : 1); i++) {
      named.set(fields.get(i).name(), several ? value.get(i) : value);
    }
    return record(fields, settings, null, named);
  }

  private static String kind(JsonNode json) {
    return json.isArray() ? "an array" : "a scalar";
  }

  private static List<PgType.Field> fields(CallTypes types, String function) {
    if (types.result().codec() instanceof RecordCodec codec && codec.fields() != null) {
      return codec.fields();
    }
    throw new PgException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "could not determine row type for result of " + function)
        .withHint(
            "Provide a non-null record argument, or call the function in the FROM clause using a"
                + " column definition list.");
  }

  /** A field that the object does not have keeps the base's value. */
  private static PgRecord record(
      List<PgType.Field> fields, FormatSettings settings, PgRecord base, JsonNode object) {
    int[] oids = new int[fields.size()];
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      PgType.Field field = fields.get(i);
      oids[i] = field.typeOid();
      JsonNode value = object.get(field.name());
      if (value == null) {
        values[i] = base == null ? null : base.fields()[i];
      } else {
        PgType type = settings.environment().types().require(field.typeOid());
        values[i] = datum(value, type, field.typmod(), settings);
      }
    }
    return new PgRecord(oids, values);
  }

  static Object datum(JsonNode value, PgType type, int typmod, FormatSettings settings) {
    if (value.isNull()) {
      return null;
    }
    if (type.equals(Types.JSONB)) {
      return Jsonb.of(value);
    }
    if (type.equals(Types.JSON)) {
      return Jsonb.of(value).toString();
    }
    if (value.isArray() && type.isArray()) {
      return array(value, type, typmod, settings);
    }
    if (value.isObject() && type.codec() instanceof RecordCodec codec && codec.fields() != null) {
      return record(codec.fields(), settings, null, value);
    }
    String text = value.isTextual() ? value.textValue() : Jsonb.of(value).toString();
    return type.parseText(text, typmod, settings);
  }

  /** Nested JSON arrays become dimensions; PostgreSQL's text form tells whether they agree. */
  private static PgArray array(JsonNode value, PgType type, int typmod, FormatSettings settings) {
    PgType element = settings.environment().types().require(type.element());
    List<Integer> sizes = new ArrayList<>();
    for (JsonNode inner = value; inner != null && inner.isArray(); inner = inner.get(0)) {
      if (inner.isEmpty()) {
        break;
      }
      sizes.add(inner.size());
    }
    if (sizes.isEmpty()) {
      return PgArray.of(element.oid());
    }
    List<Object> elements = new ArrayList<>();
    collect(value, 0, sizes, element, typmod, settings, elements);
    int[] dimensions = sizes.stream().mapToInt(Integer::intValue).toArray();
    int[] bounds = new int[dimensions.length];
    java.util.Arrays.fill(bounds, 1);
    return new PgArray(element.oid(), elements.toArray(), dimensions, bounds);
  }

  private static void collect(
      JsonNode value,
      int depth,
      List<Integer> sizes,
      PgType element,
      int typmod,
      FormatSettings settings,
      List<Object> out) {
    if (depth == sizes.size()) {
      out.add(datum(value, element, typmod, settings));
      return;
    }
    if (!value.isArray() || value.size() != sizes.get(depth)) {
      throw new PgException(SqlState.INVALID_TEXT_REPRESENTATION, "malformed JSON array")
          .withDetail("Multidimensional arrays must have sub-arrays with matching dimensions.");
    }
    for (JsonNode inner : value) {
      collect(inner, depth + 1, sizes, element, typmod, settings, out);
    }
  }
}
