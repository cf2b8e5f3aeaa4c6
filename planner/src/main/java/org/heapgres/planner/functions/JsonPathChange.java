package org.heapgres.planner.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/** What jsonb_set, jsonb_insert, #- and subscripted assignments do at the end of a path. */
enum JsonPathChange {
  SET,
  SET_OR_CREATE,
  INSERT_BEFORE,
  INSERT_AFTER,
  DELETE,
  /** As {@code j['a'][0] = x}: what the path lacks is made, gaps in arrays are filled with null. */
  ASSIGN;

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
    if (node.isArray()) {
      return inArray(node, path, level, change, value, (String) step);
    }
    if (change == ASSIGN) {
      throw Errors.invalidParameter("cannot replace existing key")
          .withDetail("The path assumes key is a composite object, but it is a scalar value.");
    }
    return node;
  }

  /** The value inside of the containers that the rest of a path asks for. */
  private static JsonNode wrapped(PgArray path, int level, JsonNode value) {
    JsonNode made = value;
    for (int i = path.size() - 1; i >= level; i--) {
      String step = (String) path.elements()[i];
      Integer index = JsonbFunctions.index(step);
      if (index == null) {
        made = JsonNodeFactory.instance.objectNode().set(step, made);
      } else {
        made = padded(JsonNodeFactory.instance.arrayNode(), index).add(made);
      }
    }
    return made;
  }

  private static ArrayNode padded(ArrayNode array, int size) {
    while (array.size() < size) {
      array.addNull();
    }
    return array;
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
      } else if (change == ASSIGN) {
        object.set(key, wrapped(path, level + 1, value));
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
      case SET_OR_CREATE, ASSIGN -> object.set(key, value);
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
    if (change == ASSIGN && index < 0) {
      throw Errors.invalidParameter(
          "path element at position " + (level + 1) + " is out of range: " + parsed);
    }
    if (!last) {
      if (inside) {
        array.set(index, apply(node.get(index), path, level + 1, change, value));
      } else if (change == ASSIGN) {
        padded(array, index).add(wrapped(path, level + 1, value));
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
      case ASSIGN -> {
        if (inside) {
          array.set(index, value);
        } else {
          padded(array, index).add(value);
        }
      }
      case INSERT_BEFORE -> array.insert(inside ? index : index < 0 ? 0 : size, value);
      case INSERT_AFTER -> array.insert(inside ? index + 1 : index < 0 ? 0 : size, value);
    }
    return array;
  }
}
