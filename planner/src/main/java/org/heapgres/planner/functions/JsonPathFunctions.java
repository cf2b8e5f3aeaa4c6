package org.heapgres.planner.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.jsonpath.JsonPath;
import org.heapgres.planner.jsonpath.PathEvaluator;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;

/** The jsonb_path_... functions; those ending in _tz may compare across time zones. */
final class JsonPathFunctions {
  private JsonPathFunctions() {}

  /** The items found; an error that {@code silent} suppresses is told by {@code failed}. */
  private record Selection(List<JsonNode> items, boolean failed) {}

  private static Map<String, JsonNode> variables(Jsonb variables) {
    JsonNode tree = variables.tree();
    if (!tree.isObject()) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "\"vars\" argument is not an object")
          .withDetail(
              "Jsonpath parameters should be encoded as key-value pairs of \"vars\" object.");
    }
    Map<String, JsonNode> byName = new HashMap<>();
    tree.properties().forEach(entry -> byName.put(entry.getKey(), entry.getValue()));
    return byName;
  }

  private static Selection select(
      CallContext context,
      Jsonb target,
      String path,
      Map<String, JsonNode> variables,
      boolean silent,
      boolean zones) {
    List<JsonNode> items = new ArrayList<>();
    PathEvaluator evaluator =
        new PathEvaluator(
            JsonPath.parse(path),
            target.tree(),
            variables,
            context.formats(),
            zones,
            JsonPathFunctions::matches);
    try {
      evaluator.select(items::add);
    } catch (PgException e) {
      if (!silent || !isSuppressed(e.state())) {
        throw e;
      }
      return new Selection(items, true);
    }
    return new Selection(items, false);
  }

  /** Errors of the data, not of the path. */
  private static boolean isSuppressed(SqlState state) {
    return state.code().startsWith("22");
  }

  static boolean matches(String text, String pattern, String flags) {
    StringBuilder options = new StringBuilder();
    for (int i = 0; i < flags.length(); i++) {
      char flag = flags.charAt(i);
      options.append(
          switch (flag) {
            case 's' -> "s";
            case 'm' -> "n";
            default -> String.valueOf(flag);
          });
    }
    if (flags.indexOf('s') < 0 && flags.indexOf('m') < 0 && flags.indexOf('q') < 0) {
      options.append('p');
    } else if (flags.indexOf('s') >= 0 && flags.indexOf('m') >= 0) {
      options.setLength(0);
      options.append(flags.indexOf('i') >= 0 ? "iw" : "w");
    }
    return RegexFunctions.regexpLike(text, pattern, options.toString());
  }

  private static Boolean exists(Selection selection) {
    return (selection.failed() && selection.items().isEmpty())
        ? null
        : (Boolean) !selection.items().isEmpty();
  }

  private static Boolean match(Selection selection, boolean silent) {
    List<JsonNode> items = selection.items();
    if (!selection.failed() && items.size() == 1) {
      JsonNode item = items.getFirst();
      if (item.isBoolean()) {
        return item.booleanValue();
      }
      if (item.isNull()) {
        return null;
      }
    }
    if (!silent) {
      throw new PgException(
          SqlState.SINGLETON_SQL_JSON_ITEM_REQUIRED, "single boolean result is expected");
    }
    return null;
  }

  private static Iterator<?> rows(Selection selection) {
    return selection.items().stream().map(PathEvaluator::jsonb).iterator();
  }

  private static Jsonb array(Selection selection) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    selection.items().forEach(item -> array.add(PathEvaluator.jsonb(item).tree()));
    return Jsonb.of(array);
  }

  private static Jsonb first(Selection selection) {
    return selection.items().isEmpty() ? null : PathEvaluator.jsonb(selection.items().getFirst());
  }

  static Boolean jsonbPathExists(
      CallContext context, Jsonb target, String path, Jsonb vars, boolean silent) {
    return exists(select(context, target, path, variables(vars), silent, false));
  }

  static Boolean jsonbPathExistsTz(
      CallContext context, Jsonb target, String path, Jsonb vars, boolean silent) {
    return exists(select(context, target, path, variables(vars), silent, true));
  }

  static Boolean jsonbPathExistsOpr(CallContext context, Jsonb target, String path) {
    return exists(select(context, target, path, Map.of(), true, false));
  }

  static Boolean jsonbPathMatch(
      CallContext context, Jsonb target, String path, Jsonb vars, boolean silent) {
    return match(select(context, target, path, variables(vars), silent, false), silent);
  }

  static Boolean jsonbPathMatchTz(
      CallContext context, Jsonb target, String path, Jsonb vars, boolean silent) {
    return match(select(context, target, path, variables(vars), silent, true), silent);
  }

  static Boolean jsonbPathMatchOpr(CallContext context, Jsonb target, String path) {
    return match(select(context, target, path, Map.of(), true, false), true);
  }

  static Iterator<?> jsonbPathQuery(
      CallContext context, Jsonb target, String path, Jsonb vars, boolean silent) {
    return rows(select(context, target, path, variables(vars), silent, false));
  }

  static Iterator<?> jsonbPathQueryTz(
      CallContext context, Jsonb target, String path, Jsonb vars, boolean silent) {
    return rows(select(context, target, path, variables(vars), silent, true));
  }

  static Jsonb jsonbPathQueryArray(
      CallContext context, Jsonb target, String path, Jsonb vars, boolean silent) {
    return array(select(context, target, path, variables(vars), silent, false));
  }

  static Jsonb jsonbPathQueryArrayTz(
      CallContext context, Jsonb target, String path, Jsonb vars, boolean silent) {
    return array(select(context, target, path, variables(vars), silent, true));
  }

  static Jsonb jsonbPathQueryFirst(
      CallContext context, Jsonb target, String path, Jsonb vars, boolean silent) {
    return first(select(context, target, path, variables(vars), silent, false));
  }

  static Jsonb jsonbPathQueryFirstTz(
      CallContext context, Jsonb target, String path, Jsonb vars, boolean silent) {
    return first(select(context, target, path, variables(vars), silent, true));
  }
}
