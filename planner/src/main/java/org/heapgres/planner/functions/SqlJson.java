package org.heapgres.planner.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heapgres.planner.jsonpath.JsonPath;
import org.heapgres.planner.jsonpath.PathEvaluator;
import org.heapgres.planner.rel.PgJsonOperator.Behavior;
import org.heapgres.planner.rel.PgJsonOperator.Form;
import org.heapgres.planner.rel.PgJsonOperator.Wrapper;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.JsonSyntax;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;

/** What the SQL/JSON constructors, predicates and query functions compute. */
public final class SqlJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private SqlJson() {}

  /**
   * One call.
   *
   * @param types those of the operands
   * @param typmod of the result
   */
  public static Object apply(
      Form form,
      Object[] operands,
      List<PgType> types,
      PgType result,
      int typmod,
      CallContext context) {
    return switch (form.op()) {
      case PARSE -> operands[0] == null ? null : parsed((String) operands[0], form.unique());
      case SCALAR -> {
        if (operands[0] == null) {
          yield null;
        }
        yield written(operands[0], types.getFirst(), context.formats());
      }
      case OBJECT -> object(form, operands, types, context.formats());
      case ARRAY -> array(form, operands, types, context.formats());
      case IS -> operands[0] == null ? null : is(form, operands[0]);
      case EXISTS, VALUE, QUERY ->
          operands[0] == null || operands[1] == null
              ? null
              : new Query(form, operands, types, result, typmod, context).answer();
    };
  }

  private static String written(Object datum, PgType type, FormatSettings settings) {
    StringBuilder out = new StringBuilder();
    JsonWriter.write(datum, type, settings, out);
    return out.toString();
  }

  private static String parsed(String text, boolean unique) {
    JsonSyntax.check(text);
    if (unique) {
      requireUnique(text);
    }
    return text;
  }

  private static void requireUnique(String text) {
    if (!hasUniqueKeys(text)) {
      throw new PgException(
          SqlState.DUPLICATE_JSON_OBJECT_KEY_VALUE, "duplicate JSON object key value");
    }
  }

  private static String object(
      Form form, Object[] operands, List<PgType> types, FormatSettings settings) {
    StringBuilder out = new StringBuilder("{");
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < operands.length; i += 2) {
      if (operands[i] == null) {
        throw new PgException(
            SqlState.NULL_VALUE_NOT_ALLOWED, "null value not allowed for object key");
      }
      String key = JsonWriter.key(operands[i], types.get(i), settings);
      if (form.unique() && !keys.add(key)) {
        throw new PgException(
            SqlState.DUPLICATE_JSON_OBJECT_KEY_VALUE,
            "duplicate JSON object key value: \"" + key + "\"");
      }
      if (operands[i + 1] == null && form.absentOnNull()) {
        continue;
      }
      out.append(out.length() > 1 ? ", " : "");
      Jsonb.quote(key, out);
      out.append(" : ");
      JsonWriter.write(operands[i + 1], types.get(i + 1), settings, out);
    }
    return out.append('}').toString();
  }

  private static String array(
      Form form, Object[] operands, List<PgType> types, FormatSettings settings) {
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < operands.length; i++) {
      if (operands[i] == null && form.absentOnNull()) {
        continue;
      }
      out.append(out.length() > 1 ? ", " : "");
      JsonWriter.write(operands[i], types.get(i), settings, out);
    }
    return out.append(']').toString();
  }

  private static boolean is(Form form, Object value) {
    String text =
        value instanceof byte[] bytes
            ? new String(bytes, StandardCharsets.UTF_8)
            : value.toString();
    JsonNode tree;
    try {
      JsonSyntax.check(text);
      tree = Jsonb.parse(text).tree();
    } catch (PgException e) {
      return false;
    }
    boolean fits =
        switch (form.item()) {
          case ANY -> true;
          case OBJECT -> tree.isObject();
          case ARRAY -> tree.isArray();
          case SCALAR -> !tree.isObject() && !tree.isArray();
        };
    return fits && (!form.unique() || value instanceof Jsonb || hasUniqueKeys(text));
  }

  /** Jackson finds keys that come twice, at any depth. */
  private static boolean hasUniqueKeys(String text) {
    try (var parser =
        new com.fasterxml.jackson.core.JsonFactory()
            .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .createParser(text)) {
      while (parser.nextToken() != null) {
        // looks at every key
      }
      return true;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  /** One evaluation of a query function. */
  private static final class Query {
    private final Form form;
    private final Object[] operands;
    private final List<PgType> types;
    private final PgType result;
    private final int typmod;
    private final CallContext context;

    /** ERROR ON EMPTY is nothing that ON ERROR could mend. */
    private boolean failedEmpty;

    Query(
        Form form,
        Object[] operands,
        List<PgType> types,
        PgType result,
        int typmod,
        CallContext context) {
      this.form = form;
      this.operands = operands;
      this.types = types;
      this.result = result;
      this.typmod = typmod;
      this.context = context;
    }

    Object answer() {
      try {
        List<JsonNode> items = items();
        return switch (form.op()) {
          case EXISTS -> !items.isEmpty();
          case VALUE -> value(items);
          default -> query(items);
        };
      } catch (PgException e) {
        if (failedEmpty || form.onError() == Behavior.ERROR || !e.state().code().startsWith("22")) {
          throw e;
        }
        return instead(form.onError(), true);
      }
    }

    private List<JsonNode> items() {
      Map<String, JsonNode> variables = new HashMap<>();
      for (int i = 0; i < form.variables().size(); i++) {
        variables.put(
            form.variables().get(i),
            JsonWriter.tree(operands[2 + i], types.get(2 + i), context.formats()));
      }
      List<JsonNode> items = new ArrayList<>();
      new PathEvaluator(
              JsonPath.parse((String) operands[1]),
              ((Jsonb) operands[0]).tree(),
              variables,
              context.formats(),
              true,
              JsonPathFunctions::matches)
          .select(items::add);
      return items;
    }

    private Object empty() {
      if (form.onEmpty() == Behavior.ERROR) {
        failedEmpty = true;
        throw new PgException(
            SqlState.NO_SQL_JSON_ITEM, "no SQL/JSON item found for specified path");
      }
      return instead(form.onEmpty(), false);
    }

    private Object value(List<JsonNode> items) {
      if (items.isEmpty()) {
        return empty();
      }
      JsonNode item = items.getFirst();
      if (items.size() > 1) {
        throw new PgException(
            SqlState.MORE_THAN_ONE_SQL_JSON_ITEM,
            "JSON path expression in JSON_VALUE must return single scalar item");
      }
      if (item.isObject() || item.isArray()) {
        throw new PgException(
            SqlState.SQL_JSON_SCALAR_REQUIRED,
            "JSON path expression in JSON_VALUE must return single scalar item");
      }
      if (item.isNull()) {
        return null;
      }
      Jsonb scalar = PathEvaluator.jsonb(item);
      if (result.equals(Types.JSONB)) {
        return scalar;
      }
      if (result.equals(Types.JSON)) {
        return scalar.toString();
      }
      JsonNode tree = scalar.tree();
      if (tree.isBoolean()) {
        return input(tree.booleanValue() ? "t" : "f");
      }
      return input(tree.isTextual() ? tree.textValue() : scalar.toString());
    }

    private Object query(List<JsonNode> items) {
      if (items.isEmpty()) {
        return empty();
      }
      boolean wrap =
          form.wrapper() == Wrapper.UNCONDITIONAL
              || (form.wrapper() == Wrapper.CONDITIONAL && items.size() > 1);
      if (wrap) {
        ArrayNode array = NODES.arrayNode();
        items.forEach(item -> array.add(PathEvaluator.jsonb(item).tree()));
        return converted(Jsonb.of(array));
      }
      if (items.size() > 1) {
        throw new PgException(
                SqlState.MORE_THAN_ONE_SQL_JSON_ITEM,
                "JSON path expression in JSON_QUERY must return single item when no wrapper is"
                    + " requested")
            .withHint("Use the WITH WRAPPER clause to wrap SQL/JSON items into an array.");
      }
      return converted(PathEvaluator.jsonb(items.getFirst()));
    }

    private Object converted(Jsonb value) {
      JsonNode tree = value.tree();
      if (form.omitQuotes() && tree.isTextual()) {
        return input(tree.textValue());
      }
      return switch (result.root().name()) {
        case "jsonb" -> value;
        case "json", "text", "varchar", "bpchar", "bytea" -> input(value.toString());
        default ->
            tree.isNull()
                ? null
                : JsonRecordFunctions.datum(tree, result, typmod, context.formats());
      };
    }

    private Object input(String text) {
      Object datum = result.parseText(text, typmod, context.formats());
      return typmod < 0 ? datum : result.coerce(datum, typmod, false);
    }

    private Object instead(Behavior behavior, boolean error) {
      return switch (behavior) {
        case NULL, UNKNOWN -> null;
        case TRUE -> truth(true);
        case FALSE -> truth(false);
        case EMPTY_ARRAY -> converted(Jsonb.of(NODES.arrayNode()));
        case EMPTY_OBJECT -> converted(Jsonb.of(NODES.objectNode()));
        case DEFAULT -> {
          boolean both = form.onEmpty() == Behavior.DEFAULT && form.onError() == Behavior.DEFAULT;
          yield operands[2 + form.variables().size() + (both && error ? 1 : 0)];
        }
        case ERROR -> throw new IllegalStateException("errors are thrown");
      };
    }

    private Object truth(boolean value) {
      return result.equals(Types.BOOL) ? (Object) value : input(Boolean.toString(value));
    }
  }
}
