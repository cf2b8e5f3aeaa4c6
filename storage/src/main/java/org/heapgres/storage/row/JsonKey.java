package org.heapgres.storage.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.heapgres.storage.value.Numeric;

/** jsonb in keys, in jsonb's b-tree order: a rank byte, for containers their size, then content. */
final class JsonKey {
  private static final int EMPTY_TOP_ARRAY = 1;
  private static final int NULL = 2;
  private static final int STRING = 3;
  private static final int NUMBER = 4;
  private static final int FALSE = 5;
  private static final int TRUE = 6;
  private static final int ARRAY = 7;
  private static final int OBJECT = 8;

  private JsonKey() {}

  static void write(KeyWriter out, JsonNode root) {
    if (root.isArray() && root.isEmpty()) {
      out.tag(EMPTY_TOP_ARRAY);
    } else {
      writeNode(out, root);
    }
  }

  private static void writeNode(KeyWriter out, JsonNode node) {
    switch (node.getNodeType()) {
      case NULL -> out.tag(NULL);
      case STRING -> {
        out.tag(STRING);
        out.putText(node.textValue());
      }
      case NUMBER -> {
        out.tag(NUMBER);
        out.putNumeric(Numeric.of(node.decimalValue()));
      }
      case BOOLEAN -> out.tag(node.booleanValue() ? TRUE : FALSE);
      case ARRAY -> {
        out.tag(ARRAY);
        out.putCount(node.size());
        for (JsonNode element : node) {
          writeNode(out, element);
        }
      }
      default -> {
        out.tag(OBJECT);
        out.putCount(node.size());
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          out.putText(entry.getKey());
          writeNode(out, entry.getValue());
        }
      }
    }
  }

  static JsonNode read(KeyReader in) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (in.next()) {
      case EMPTY_TOP_ARRAY -> nodes.arrayNode();
      case NULL -> nodes.nullNode();
      case STRING -> nodes.textNode(in.text());
      case NUMBER -> {
        Numeric number = in.numeric();
        if (!number.isFinite()) {
          throw KeyReader.corrupt();
        }
        yield DecimalNode.valueOf(number.toBigDecimal());
      }
      case FALSE -> nodes.booleanNode(false);
      case TRUE -> nodes.booleanNode(true);
      case ARRAY -> {
        in.enter();
        ArrayNode array = nodes.arrayNode();
        for (int count = in.nextInt(); count > 0; count--) {
          array.add(read(in));
        }
        in.leave();
        yield array;
      }
      case OBJECT -> {
        in.enter();
        ObjectNode object = nodes.objectNode();
        for (int count = in.nextInt(); count > 0; count--) {
          String name = in.text();
          object.set(name, read(in));
        }
        in.leave();
        yield object;
      }
      default -> throw KeyReader.corrupt();
    };
  }
}
