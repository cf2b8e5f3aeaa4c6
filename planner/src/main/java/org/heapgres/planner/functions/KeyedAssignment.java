package org.heapgres.planner.functions;

import java.util.Arrays;
import java.util.SequencedMap;
import org.heapgres.planner.types.Hstore;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;
import org.heapgres.storage.value.PgArray;

/**
 * Assignments to subscripts that are keys: {@code j['a'][0] = x} of a jsonb (manual, 8.14.5) and
 * {@code h['a'] = x} of an hstore (manual, F.17).
 */
public final class KeyedAssignment {
  private KeyedAssignment() {}

  /**
   * The container with a value put in.
   *
   * @param type jsonb or hstore
   * @param container null for none, which counts as an empty one
   * @param subscripts texts, and in a jsonb integers too
   */
  public static Object assigned(PgType type, Object container, Object[] subscripts, Object value) {
    if (Arrays.asList(subscripts).contains(null)) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED,
          type.name() + " subscript in assignment must not be null");
    }
    return type.oid() == Types.JSONB.oid()
        ? assigned((Jsonb) container, subscripts, (Jsonb) value)
        : assigned((String) container, (String) subscripts[0], (String) value);
  }

  /** An integer in front makes a new container an array. */
  private static Jsonb assigned(Jsonb container, Object[] subscripts, Jsonb value) {
    Jsonb before = container;
    if (before == null) {
      before =
          subscripts[0] instanceof Integer
              ? JsonbFunctions.jsonbBuildArrayNoargs()
              : JsonbFunctions.jsonbBuildObjectNoargs();
    }
    Object[] steps = Arrays.stream(subscripts).map(Object::toString).toArray();
    return JsonbFunctions.changed(
        before,
        PgArray.of(Types.TEXT.oid(), steps),
        JsonPathChange.ASSIGN,
        (value == null ? Jsonb.NULL : value).tree());
  }

  private static String assigned(String container, String key, String value) {
    SequencedMap<String, String> pairs = Hstore.newPairs();
    if (container != null) {
      pairs.putAll(Hstore.parse(container).pairs());
    }
    pairs.put(key, value);
    return new Hstore(pairs).toString();
  }
}
