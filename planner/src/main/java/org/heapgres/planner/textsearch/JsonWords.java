package org.heapgres.planner.textsearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;
import org.heapgres.storage.value.TsVector;

/** Documents made of JSON: each string, number or key is a text of its own. */
public final class JsonWords {
  private enum Kind {
    KEY,
    STRING,
    NUMERIC,
    BOOLEAN
  }

  private final SearchConfiguration configuration;
  private final Set<Kind> kinds;
  private final TsVectors.Builder builder = new TsVectors.Builder();
  private int last = -1;

  private JsonWords(SearchConfiguration configuration, Set<Kind> kinds) {
    this.configuration = configuration;
    this.kinds = kinds;
  }

  /** Of the strings that are values. */
  public static TsVector strings(SearchConfiguration configuration, JsonNode json) {
    return new JsonWords(configuration, EnumSet.of(Kind.STRING)).of(json);
  }

  /** {@code kinds} is an array such as {@code ["string", "numeric"]}, or one of its elements. */
  public static TsVector of(SearchConfiguration configuration, JsonNode json, Jsonb kinds) {
    return new JsonWords(configuration, kinds(kinds.tree())).of(json);
  }

  private static Set<Kind> kinds(JsonNode flags) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    if (flags.isObject()) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE, "wrong flag type, only arrays and scalars are allowed");
    }
    Iterable<JsonNode> all = flags.isArray() ? flags : List.of(flags);
    for (JsonNode flag : all) {
      if (!flag.isTextual()) {
        throw new PgException(
                SqlState.INVALID_PARAMETER_VALUE, "flag array element is not a string")
            .withHint(
                "Possible values are: \"string\", \"numeric\", \"boolean\", \"key\", and \"all\".");
      }
      String name = flag.textValue().toLowerCase(Locale.ROOT);
      switch (name) {
        case "all" -> kinds.addAll(EnumSet.allOf(Kind.class));
        case "key", "string", "numeric", "boolean" ->
            kinds.add(Kind.valueOf(name.toUpperCase(Locale.ROOT)));
        default ->
            throw new PgException(
                    SqlState.INVALID_PARAMETER_VALUE,
                    "wrong flag in flag array: \"" + flag.textValue() + "\"")
                .withHint(
                    "Possible values are: \"string\", \"numeric\", \"boolean\", \"key\", and"
                        + " \"all\".");
      }
    }
    return kinds;
  }

  private TsVector of(JsonNode json) {
    visit(json);
    return builder.build();
  }

  private void visit(JsonNode node) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field -> {
                add(Kind.KEY, field.getKey());
                visit(field.getValue());
              });
    } else if (node.isArray()) {
      node.forEach(this::visit);
    } else if (node.isTextual()) {
      add(Kind.STRING, node.textValue());
    } else if (node.isNumber()) {
      add(Kind.NUMERIC, Jsonb.of(node).toString());
    } else if (node.isBoolean()) {
      add(Kind.BOOLEAN, node.asText());
    }
  }

  /** One place stays free between two texts, so that no phrase spans them. */
  private void add(Kind kind, String text) {
    if (kinds.contains(kind)) {
      int before = last + 1;
      int after = configuration.add(text, before, builder);
      last = after == before ? last : after;
    }
  }

  /** The same document with other strings. */
  public static Jsonb mapStrings(Jsonb json, UnaryOperator<String> change) {
    return Jsonb.of(mapped(json.tree(), change));
  }

  private static JsonNode mapped(JsonNode node, UnaryOperator<String> change) {
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(field -> object.set(field.getKey(), mapped(field.getValue(), change)));
      return object;
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> array.add(mapped(element, change)));
      return array;
    }
    return node.isTextual()
        ? JsonNodeFactory.instance.textNode(change.apply(node.textValue()))
        : node;
  }
}
