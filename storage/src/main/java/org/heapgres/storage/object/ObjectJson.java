package org.heapgres.storage.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.heapgres.storage.value.Jsonb;

/**
 * Free objects as JSON, for SQL and for clients: an instance is an object of its attributes, other
 * values as PostgreSQL's {@code to_jsonb} shows their SQL counterparts. For one thread.
 *
 * <p>An object that is deeper than a limit, or inside itself, is <code>{"$ref": oid}</code>.
 */
public final class ObjectJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final Pattern QUOTED_IN_RANGES = Pattern.compile("[()\\[\\],\"\\\\\\s]");

  private final ObjectStore store;
  private final int depth;
  private final Set<Long> open = new HashSet<>();

  /**
   * @param depth nesting from which objects that have an oid are not followed
   */
  public ObjectJson(ObjectStore store, int depth) {
    this.store = store;
    this.depth = depth;
  }

  public Jsonb jsonb(HeapValue value) {
    return Jsonb.of(node(value, 0));
  }

  private JsonNode node(HeapValue value, int level) {
    return switch (value) {
      case HeapValue.None() -> JSON.nullNode();
      case HeapValue.Truth(boolean truth) -> JSON.booleanNode(truth);
      case HeapValue.Int(long number) -> JSON.numberNode(number);
      case HeapValue.BigInt(var number) -> JSON.numberNode(number);
      case HeapValue.Real(double number) ->
          Double.isFinite(number)
              ? JSON.numberNode(new BigDecimal(Double.toString(number)))
              : JSON.textNode(Double.toString(number));
      case HeapValue.Decimal(String digits) -> decimal(digits);
      case HeapValue.Ref(long oid, _) -> reference(oid, level);
      case HeapValue.Elements(_, var items) -> array(items, level);
      case HeapValue.Entries(var entries) -> object(entries, level);
      case HeapValue.Library spread when Parts.isSpread(spread) -> spread(spread, level);
      case HeapValue.Library(String type, _, HeapValue.Elements(_, List<HeapValue> parts))
          when type.equals("heapgres.Range") ->
          JSON.textNode(range(parts));
      case HeapValue.Library(_, var arguments, var content) ->
          content instanceof HeapValue.None ? array(arguments, level) : node(content, level);
      case HeapValue.Instance instance -> instance(instance, level);
      default -> JSON.textNode(text(value));
    };
  }

  private JsonNode reference(long oid, int level) {
    if (level >= depth || !open.add(oid)) {
      return JSON.objectNode().put("$ref", oid);
    }
    HeapValue value = store.object(oid);
    JsonNode node = value == null ? JSON.nullNode() : node(value, level);
    open.remove(oid);
    return node;
  }

  private JsonNode array(Iterable<HeapValue> items, int level) {
    ArrayNode array = JSON.arrayNode();
    for (HeapValue item : items) {
      array.add(node(item, level + 1));
    }
    return array;
  }

  private JsonNode object(Iterable<HeapValue.Entry> entries, int level) {
    ObjectNode object = JSON.objectNode();
    for (HeapValue.Entry entry : entries) {
      object.set(name(entry.key()), node(entry.value(), level + 1));
    }
    return object;
  }

  private JsonNode spread(HeapValue.Library value, int level) {
    Iterator<HeapValue> content = store.parts().content(value);
    if (Parts.isNumber(value)) {
      return node(content.next(), level);
    }
    if (!Parts.isMapping(value)) {
      return array(() -> content, level);
    }
    ObjectNode object = JSON.objectNode();
    while (content.hasNext()) {
      List<HeapValue> pair = ((HeapValue.Elements) content.next()).items();
      object.set(name(pair.getFirst()), node(pair.getLast(), level + 1));
    }
    return object;
  }

  private JsonNode instance(HeapValue.Instance instance, int level) {
    if (instance.attributes().isEmpty() && !(instance.content() instanceof HeapValue.None)) {
      return node(instance.content(), level);
    }
    ObjectNode object = JSON.objectNode();
    for (HeapValue.Attribute attribute : instance.attributes()) {
      object.set(
          store.attributeName(instance.classId(), attribute.id()),
          node(attribute.value(), level + 1));
    }
    return object;
  }

  /**
   * As SQL writes a range: its parts are lower and upper bound, brackets, and whether it is empty.
   */
  private static String range(List<HeapValue> parts) {
    if (parts.get(3) instanceof HeapValue.Truth(boolean empty) && empty) {
      return "empty";
    }
    String brackets = text(parts.get(2));
    return brackets.charAt(0)
        + bound(parts.get(0))
        + ","
        + bound(parts.get(1))
        + brackets.charAt(1);
  }

  private static String bound(HeapValue value) {
    if (value instanceof HeapValue.None) {
      return "";
    }
    String text =
        value instanceof HeapValue.Temporal(_, String iso) ? iso.replace('T', ' ') : text(value);
    return text.isEmpty() || QUOTED_IN_RANGES.matcher(text).find()
        ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\""
        : text;
  }

  /** A dict's key as the name of a JSON object's member. */
  private String name(HeapValue key) {
    return switch (key) {
      case HeapValue.Elements _, HeapValue.Entries _, HeapValue.Ref _ ->
          Jsonb.of(node(key, depth)).toString();
      default -> text(key);
    };
  }

  private static JsonNode decimal(String digits) {
    try {
      return JSON.numberNode(new BigDecimal(digits));
    } catch (NumberFormatException _) {
      return JSON.textNode(digits);
    }
  }

  private static String text(HeapValue value) {
    return switch (value) {
      case HeapValue.None() -> "null";
      case HeapValue.Truth(boolean truth) -> Boolean.toString(truth);
      case HeapValue.Int(long number) -> Long.toString(number);
      case HeapValue.BigInt(var number) -> number.toString();
      case HeapValue.Real(double number) -> Double.toString(number);
      case HeapValue.Complex(double real, double imaginary) -> "(" + real + "," + imaginary + ")";
      case HeapValue.Decimal(String digits) -> digits;
      case HeapValue.Text(String text) -> text;
      case HeapValue.Bytes(byte[] bytes, _) -> "\\x" + HexFormat.of().formatHex(bytes);
      case HeapValue.Uuid(var uuid) -> uuid.toString();
      case HeapValue.Temporal(_, String iso) -> iso;
      case HeapValue.Delta(long days, long microseconds) -> interval(days, microseconds);
      case HeapValue.Member(_, String name) -> name;
      case HeapValue.Ref _,
          HeapValue.Elements _,
          HeapValue.Entries _,
          HeapValue.Library _,
          HeapValue.Instance _ ->
          value.toString();
    };
  }

  /** As PostgreSQL shows an interval of days and time. */
  private static String interval(long days, long microseconds) {
    String date = days == 0 ? "" : days + (days == 1 ? " day" : " days");
    if (microseconds == 0 && days != 0) {
      return date;
    }
    long seconds = microseconds / 1_000_000;
    String time = String.format("%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    long fraction = microseconds % 1_000_000;
    if (fraction != 0) {
      time += String.format(".%06d", fraction).replaceAll("0+$", "");
    }
    if (days == 0) {
      return time;
    }
    return date + (days < 0 ? " +" : " ") + time;
  }
}
