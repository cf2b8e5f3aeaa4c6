package org.heapgres.planner.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/** What jsonb_set, jsonb_insert and #- do at the end of a path. */
enum JsonPathChange {
  SET,
  SET_OR_CREATE,
  INSERT_BEFORE,
  INSERT_AFTER,
  DELETE;

  /** A copy of the tree with the change applied below step {@code level}. */
  static JsonNode apply(
      JsonNode node, PgArray path, int level, JsonPathChange change, JsonNode value) {
    Object step = path.elements()[level];
    if (step == null) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED, "path element at position " + (level + 1) + " is null");
    }
    if (node.isObject()) {
      return inObject(node, path, level, change, value, (String) step);
    }
    return node.isArray() ? inArray(node, path, level, change, value, (String) step) : node;
  }

  private static JsonNode inObject(
      JsonNode node, PgArray path, int level, JsonPathChange change, JsonNode value, String key) {
    boolean last = level == path.size() - 1;
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.setAll((ObjectNode) node);
    JsonNode old = node.get(key);
    if (!last) {
      if (old != null) {
        object.set(key, apply(old, path, level + 1, change, value));
      }
      return object;
    }
    switch (change) {
      case DELETE -> object.remove(key);
      case SET -> {
        if (old != null) {
          object.set(key, value);
        }
      }
      case SET_OR_CREATE -> object.set(key, value);
      case INSERT_BEFORE, INSERT_AFTER -> {
        if (old != null) {
          throw Errors.invalidParameter("cannot replace existing key")
              .withHint("Try using the function jsonb_set to replace key value.");
        }
        object.set(key, value);
      }
    }
    return object;
  }

  private static JsonNode inArray(
      JsonNode node, PgArray path, int level, JsonPathChange change, JsonNode value, String step) {
    Integer parsed = JsonbFunctions.index(step);
    if (parsed == null) {
      throw new PgException(
          SqlState.INVALID_TEXT_REPRESENTATION,
          "path element at position " + (level + 1) + " is not an integer: \"" + step + "\"");
    }
    boolean last = level == path.size() - 1;
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    node.forEach(array::add);
    int size = array.size();
    int index = parsed < 0 ? size + parsed : parsed;
    boolean inside = index >= 0 && index < size;
    if (!last) {
      if (inside) {
        array.set(index, apply(node.get(index), path, level + 1, change, value));
      }
      return array;
    }
    switch (change) {
      case DELETE -> {
        if (inside) {
          array.remove(index);
        }
      }
      case SET -> {
        if (inside) {
          array.set(index, value);
        }
      }
      case SET_OR_CREATE -> {
        if (inside) {
          array.set(index, value);
        } else {
          array.insert(index < 0 ? 0 : size, value);
        }
      }
      case INSERT_BEFORE -> array.insert(inside ? index : index < 0 ? 0 : size, value);
      case INSERT_AFTER -> array.insert(inside ? index + 1 : index < 0 ? 0 : size, value);
    }
    return array;
  }
}
