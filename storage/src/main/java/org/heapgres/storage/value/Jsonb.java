package org.heapgres.storage.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A value of type jsonb: a Jackson tree in PostgreSQL's normal form (keys by byte length, then
 * bytes; the last of equal keys; every number an exact decimal). Immutable: callers must not change
 * the tree.
 *
 * <p>Tree and text are each made from the other when first asked for, so that a value that only
 * passes through from a row to a client is never parsed.
 */
public final class Jsonb implements Comparable<Jsonb> {
  public static final Jsonb NULL = new Jsonb(JsonNodeFactory.instance.nullNode(), "null");

  /** Shorter keys first, then by UTF-8 bytes: the order of keys in a jsonb object. */
  public static final Comparator<String> KEY_ORDER =
      (left, right) -> {
        byte[] l = left.getBytes(StandardCharsets.UTF_8);
        byte[] r = right.getBytes(StandardCharsets.UTF_8);
        return l.length != r.length
            ? Integer.compare(l.length, r.length)
            : Arrays.compareUnsigned(l, r);
      };

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .recyclerPool(JsonRecyclerPools.threadLocalPool())
                  .disable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(6000)
                          .maxNumberLength(200_000)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private volatile JsonNode tree;
  private volatile String text;

  private Jsonb(JsonNode tree, String text) {
    this.tree = tree;
    this.text = text;
  }

  /** Normalises any tree. */
  public static Jsonb of(JsonNode tree) {
    return new Jsonb(normalise(tree), null);
  }

  /** {@code text} must be what {@link #toString} once returned; it is not checked. */
  public static Jsonb ofNormalText(String text) {
    return new Jsonb(null, text);
  }

  /** Throws 22P02 for text that is not JSON. */
  public static Jsonb parse(String text) {
    return of(treeOf(text));
  }

  /** As type json has it: keys in the order of the text. Throws 22P02 for text that is not JSON. */
  public static JsonNode treeOf(String text) {
    JsonNode tree;
    try {
      tree = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw invalid(e.getOriginalMessage(), e);
    }
    if (tree.isMissingNode()) {
      throw invalid("The input string ended unexpectedly.", null);
    }
    return tree;
  }

  private static PgException invalid(String detail, Throwable cause) {
    return new PgException(
            SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type json", cause)
        .withDetail(detail);
  }

  /** In normal form; must not be changed. */
  public JsonNode tree() {
    JsonNode result = tree;
    if (result == null) {
      try {
        result = normalise(MAPPER.readTree(text));
      } catch (JsonProcessingException e) {
        throw new PgException(SqlState.DATA_CORRUPTED, "stored jsonb value is not JSON", e);
      }
      tree = result;
    }
    return result;
  }

  /** jsonb's text form, such as <code>{"a": 1, "b": [1, 2]}</code>. */
  @Override
  public String toString() {
    String result = text;
    if (result == null) {
      StringBuilder out = new StringBuilder();
      write(tree, out);
      result = out.toString();
      text = result;
    }
    return result;
  }

  private static JsonNode normalise(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, JsonNode> sorted = new TreeMap<>(KEY_ORDER);
        node.properties().forEach(e -> sorted.put(e.getKey(), normalise(e.getValue())));
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.setAll(sorted);
        yield object;
      }
      case ARRAY -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(node.size());
        node.forEach(element -> array.add(normalise(element)));
        yield array;
      }
      case NUMBER -> number(node);
      case STRING -> {
        if (node.textValue().indexOf('\0') >= 0) {
          throw new PgException(
                  SqlState.UNTRANSLATABLE_CHARACTER, "unsupported Unicode escape sequence")
              .withDetail("\\u0000 cannot be converted to text.");
        }
        yield node;
      }
      case BOOLEAN, NULL -> node;
      default -> throw new IllegalArgumentException("no JSON value: " + node.getNodeType());
    };
  }

  private static JsonNode number(JsonNode node) {
    if (node.isFloatingPointNumber()
        && !node.isBigDecimal()
        && !Double.isFinite(node.doubleValue())) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "cannot convert NaN or infinity to jsonb");
    }
    BigDecimal decimal = Numeric.of(node.decimalValue()).toBigDecimal();
    return DecimalNode.valueOf(decimal);
  }

  private static void write(JsonNode node, StringBuilder out) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          out.append(separator);
          quote(entry.getKey(), out);
          out.append(": ");
          write(entry.getValue(), out);
          separator = ", ";
        }
        out.append('}');
      }
      case ARRAY -> {
        out.append('[');
        String separator = "";
        for (JsonNode element : node) {
          out.append(separator);
          write(element, out);
          separator = ", ";
        }
        out.append(']');
      }
      case NUMBER -> out.append(node.decimalValue().toPlainString());
      case STRING -> quote(node.textValue(), out);
      default -> out.append(node.asText());
    }
  }

  /** Writes a JSON string literal escaped as PostgreSQL's escape_json does. */
  public static void quote(String string, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /**
   * jsonb's b-tree order: Object &gt; Array &gt; Boolean &gt; Number &gt; String &gt; Null;
   * containers by number of elements first; an empty top-level array is below everything.
   */
  @Override
  public int compareTo(Jsonb other) {
    JsonNode left = tree();
    JsonNode right = other.tree();
    boolean leftEmpty = left.isArray() && left.isEmpty();
    boolean rightEmpty = right.isArray() && right.isEmpty();
    if (leftEmpty || rightEmpty) {
      return Boolean.compare(rightEmpty, leftEmpty);
    }
    return compare(left, right);
  }

  private static int rank(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL -> 0;
      case STRING -> 1;
      case NUMBER -> 2;
      case BOOLEAN -> 3;
      case ARRAY -> 4;
      default -> 5;
    };
  }

  private static int compare(JsonNode left, JsonNode right) {
    int rank = rank(left);
    int order = Integer.compare(rank, rank(right));
    if (order != 0) {
      return order;
    }
    return switch (rank) {
      case 0 -> 0;
      case 1 -> Datums.compareText(left.textValue(), right.textValue());
      case 2 -> left.decimalValue().compareTo(right.decimalValue());
      case 3 -> Boolean.compare(left.booleanValue(), right.booleanValue());
      case 4 -> compareArrays(left, right);
      default -> compareObjects(left, right);
    };
  }

  private static int compareArrays(JsonNode left, JsonNode right) {
    int order = Integer.compare(left.size(), right.size());
    for (int i = 0; order == 0 && i < left.size(); i++) {
      order = compare(left.get(i), right.get(i));
    }
    return order;
  }

  private static int compareObjects(JsonNode left, JsonNode right) {
    int order = Integer.compare(left.size(), right.size());
    Iterator<Map.Entry<String, JsonNode>> rights = right.properties().iterator();
    for (Map.Entry<String, JsonNode> entry : left.properties()) {
      if (order != 0) {
        break;
      }
      Map.Entry<String, JsonNode> other = rights.next();
      order = Datums.compareText(entry.getKey(), other.getKey());
      if (order == 0) {
        order = compare(entry.getValue(), other.getValue());
      }
    }
    return order;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Jsonb json && compareTo(json) == 0;
  }

  @Override
  public int hashCode() {
    return hash(tree());
  }

  private static int hash(JsonNode node) {
    int hash = rank(node);
    switch (node.getNodeType()) {
      case OBJECT -> {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          hash = 31 * (31 * hash + entry.getKey().hashCode()) + hash(entry.getValue());
        }
      }
      case ARRAY -> {
        for (JsonNode element : node) {
          hash = 31 * hash + hash(element);
        }
      }
      case NUMBER -> hash += node.decimalValue().stripTrailingZeros().hashCode();
      default -> hash += node.asText().hashCode();
    }
    return hash;
  }
}
