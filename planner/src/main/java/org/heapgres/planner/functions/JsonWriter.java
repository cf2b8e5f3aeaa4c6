package org.heapgres.planner.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.JsonCodecs;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RecordCodec;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.value.Jsonb;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;

/** Any datum as JSON, as to_json and to_jsonb show it. */
final class JsonWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonWriter() {}

  /** How a type appears in JSON. */
  private enum Form {
    BOOLEAN,
    NUMBER,
    DATE,
    JSON,
    JSONB,
    ARRAY,
    RECORD,
    TEXT
  }

  private static Form form(PgType type) {
    if (type.isArray()) {
      return Form.ARRAY;
    }
    if (type.codec() instanceof RecordCodec) {
      return Form.RECORD;
    }
    PgType base = type.root();
    if (base == null) {
      return Form.TEXT;
    }
    return switch (base.name()) {
      case "bool" -> Form.BOOLEAN;
      case "int2", "int4", "int8", "float4", "float8", "numeric" -> Form.NUMBER;
      case "date", "timestamp", "timestamptz" -> Form.DATE;
      case "json" -> Form.JSON;
      case "jsonb" -> Form.JSONB;
      default -> Form.TEXT;
    };
  }

  private static PgType dated(PgType type) {
    return type.root();
  }

  /** Whether what is written for it is in jsonb's normal form, but for exponents of numbers. */
  static boolean isNormal(PgType type) {
    Form form = form(type);
    return form != Form.JSON && form != Form.ARRAY && form != Form.RECORD;
  }

  /** Whether json_agg puts the value on a line of its own. */
  static boolean isStructured(PgType type) {
    Form form = form(type);
    return form == Form.ARRAY || form == Form.RECORD;
  }

  static void write(Object datum, PgType type, FormatSettings settings, StringBuilder out) {
    write(datum, type, settings, false, out);
  }

  static void write(
      Object datum, PgType type, FormatSettings settings, boolean pretty, StringBuilder out) {
    if (datum == null) {
      out.append("null");
      return;
    }
    switch (form(type)) {
      case BOOLEAN -> out.append(datum);
      case NUMBER -> {
        String text = type.text(datum, settings);
        char last = text.charAt(text.length() - 1);
        if (last == 'y' || last == 'N') {
          out.append('"').append(text).append('"');
        } else {
          out.append(text);
        }
      }
      case DATE -> {
        out.append('"').append(DateTimes.isoText(datum, dated(type), settings)).append('"');
      }
      case JSON, JSONB -> out.append(datum);
      case ARRAY -> writeArray((PgArray) datum, settings, 0, 0, pretty, out);
      case RECORD -> writeRecord((PgRecord) datum, type, settings, pretty, out);
      case TEXT -> Jsonb.quote(type.text(datum, settings), out);
    }
  }

  static PgType typeOf(int oid, FormatSettings settings) {
    PgType type = settings.environment().types().type(oid);
    return type != null ? type : Types.REGISTRY.require(oid);
  }

  private static int writeArray(
      PgArray array,
      FormatSettings settings,
      int level,
      int from,
      boolean pretty,
      StringBuilder out) {
    int index = from;
    out.append('[');
    PgType element = typeOf(array.elementOid(), settings);
    int size = array.dimensions().length == 0 ? 0 : array.dimensions()[level];
    for (int i = 0; i < size; i++) {
      if (i > 0) {
        out.append(pretty && level == 0 ? ",\n " : ",");
      }
      if (level + 1 < array.dimensions().length) {
        index = writeArray(array, settings, level + 1, index, false, out);
      } else {
        write(array.elements()[index++], element, settings, false, out);
      }
    }
    out.append(']');
    return index;
  }

  /** f1, f2 ... for a record without names. */
  static String fieldName(PgType type, int index) {
    List<PgType.Field> fields = type.codec() instanceof RecordCodec codec ? codec.fields() : null;
    return fields == null ? "f" + (index + 1) : fields.get(index).name();
  }

  private static void writeRecord(
      PgRecord row, PgType type, FormatSettings settings, boolean pretty, StringBuilder out) {
    out.append('{');
    for (int i = 0; i < row.size(); i++) {
      if (i > 0) {
        out.append(pretty ? ",\n " : ",");
      }
      Jsonb.quote(fieldName(type, i), out);
      out.append(':');
      write(row.fields()[i], typeOf(row.fieldOids()[i], settings), settings, false, out);
    }
    out.append('}');
  }

  /** The text that stands for a value used as an object's key. */
  static String key(Object datum, PgType type, FormatSettings settings) {
    return switch (form(type)) {
      case BOOLEAN -> datum.toString();
      case DATE -> DateTimes.isoText(datum, dated(type), settings);
      case ARRAY, RECORD, JSON, JSONB ->
          throw Errors.invalidParameter("key value must be scalar, not array, composite, or json");
      case NUMBER, TEXT -> type.text(datum, settings);
    };
  }

  static JsonNode tree(Object datum, PgType type, FormatSettings settings) {
    if (datum == null) {
      return NullNode.instance;
    }
    return switch (form(type)) {
      case BOOLEAN -> NODES.booleanNode((Boolean) datum);
      case NUMBER -> number(datum, type, settings);
      case DATE -> NODES.textNode(DateTimes.isoText(datum, dated(type), settings));
      case JSON -> JsonCodecs.parseJsonb((String) datum).tree();
      case JSONB -> ((Jsonb) datum).tree();
      case ARRAY -> {
        PgArray array = (PgArray) datum;
        ArrayNode root = NODES.arrayNode();
        arrayTree(array, typeOf(array.elementOid(), settings), settings, 0, 0, root);
        yield root;
      }
      case RECORD -> {
        PgRecord row = (PgRecord) datum;
        ObjectNode object = NODES.objectNode();
        for (int i = 0; i < row.size(); i++) {
          object.set(
              fieldName(type, i),
              tree(row.fields()[i], typeOf(row.fieldOids()[i], settings), settings));
        }
        yield object;
      }
      case TEXT -> NODES.textNode(type.text(datum, settings));
    };
  }

  private static JsonNode number(Object datum, PgType type, FormatSettings settings) {
    if (datum instanceof Numeric numeric && numeric.isFinite()) {
      return DecimalNode.valueOf(numeric.toBigDecimal());
    }
    String text = type.text(datum, settings);
    char last = text.charAt(text.length() - 1);
    return last == 'y' || last == 'N'
        ? NODES.textNode(text)
        : DecimalNode.valueOf(new BigDecimal(text));
  }

  private static int arrayTree(
      PgArray array, PgType element, FormatSettings settings, int level, int from, ArrayNode out) {
    int index = from;
    int size = array.dimensions().length == 0 ? 0 : array.dimensions()[level];
    for (int i = 0; i < size; i++) {
      if (level + 1 < array.dimensions().length) {
        index = arrayTree(array, element, settings, level + 1, index, out.addArray());
      } else {
        out.add(tree(array.elements()[index++], element, settings));
      }
    }
    return index;
  }
}
