package org.heapgres.planner.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.heapgres.planner.types.Hstore;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RecordCodec;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;

/** hstore (manual, F.17): its functions over datums, which are {@link Hstore}'s texts. */
final class HstoreFunctions {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final int TEXT = Types.TEXT.oid();

  private HstoreFunctions() {}

  private static SequencedMap<String, String> pairs(String hstore) {
    return Hstore.parse(hstore).pairs();
  }

  private static String datum(SequencedMap<String, String> pairs) {
    return new Hstore(pairs).toString();
  }

  private static String requireKey(Object key) {
    if (key == null) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED, "null value not allowed for hstore key");
    }
    return (String) key;
  }

  // Made of something else

  static String hstoreFromText(String key, String value) {
    if (key == null) {
      return null;
    }
    SequencedMap<String, String> pairs = Hstore.newPairs();
    pairs.put(key, value);
    return datum(pairs);
  }

  static String hstoreFromArrays(PgArray keys, PgArray values) {
    if (keys == null) {
      return null;
    }
    if (keys.dimensions().length > 1 || (values != null && values.dimensions().length > 1)) {
      throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "wrong number of array subscripts");
    }
    if (values != null && values.elements().length != keys.elements().length) {
      throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "arrays must have same bounds");
    }
    SequencedMap<String, String> pairs = Hstore.newPairs();
    for (int i = 0; i < keys.elements().length; i++) {
      String value = values == null ? null : (String) values.elements()[i];
      String key = requireKey(keys.elements()[i]);
      if (!pairs.containsKey(key)) {
        pairs.put(key, value);
      }
    }
    return datum(pairs);
  }

  /** Keys and values in turn, or rows of two. */
  static String hstoreFromArray(PgArray array) {
    int dimensions = array.dimensions().length;
    if (dimensions > 2) {
      throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "wrong number of array subscripts");
    }
    if (dimensions == 1 && array.elements().length % 2 != 0) {
      throw new PgException(
          SqlState.ARRAY_ELEMENT_ERROR, "array must have even number of elements");
    }
    if (dimensions == 2 && array.dimensions()[1] != 2) {
      throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "array must have two columns");
    }
    SequencedMap<String, String> pairs = Hstore.newPairs();
    for (int i = 0; i < array.elements().length; i += 2) {
      String key = requireKey(array.elements()[i]);
      if (!pairs.containsKey(key)) {
        pairs.put(key, (String) array.elements()[i + 1]);
      }
    }
    return datum(pairs);
  }

  /** For a NULL of a known row type: its columns, all NULL. */
  static String hstoreFromRecord(CallTypes types, CallContext context, PgRecord row) {
    if (!(types.argument(0).codec() instanceof RecordCodec codec)) {
      return null;
    }
    SequencedMap<String, String> pairs = Hstore.newPairs();
    int count = row == null ? codec.fields().size() : row.fields().length;
    for (int i = 0; i < count; i++) {
      String name = codec.fields() == null ? "f" + (i + 1) : codec.fields().get(i).name();
      Object value = row == null ? null : row.fields()[i];
      PgType type =
          row == null ? null : context.formats().environment().types().require(row.fieldOids()[i]);
      pairs.put(name, value == null ? null : type.text(value, context.formats()));
    }
    return datum(pairs);
  }

  // Reading

  static String hstoreFetchval(String hstore, String key) {
    return pairs(hstore).get(key);
  }

  static PgArray hstoreSliceToArray(String hstore, PgArray keys) {
    SequencedMap<String, String> pairs = pairs(hstore);
    Object[] values =
        Arrays.stream(keys.elements()).map(key -> key == null ? null : pairs.get(key)).toArray();
    return new PgArray(TEXT, values, keys.dimensions(), keys.lowerBounds());
  }

  static String hstoreSliceToHstore(String hstore, PgArray keys) {
    SequencedMap<String, String> pairs = pairs(hstore);
    pairs.keySet().retainAll(Arrays.asList(keys.elements()));
    return datum(pairs);
  }

  static boolean hstoreExists(String hstore, String key) {
    return pairs(hstore).containsKey(key);
  }

  static boolean hstoreExistsAny(String hstore, PgArray keys) {
    SequencedMap<String, String> pairs = pairs(hstore);
    return Arrays.stream(keys.elements()).anyMatch(key -> key != null && pairs.containsKey(key));
  }

  static boolean hstoreExistsAll(String hstore, PgArray keys) {
    SequencedMap<String, String> pairs = pairs(hstore);
    return Arrays.stream(keys.elements()).allMatch(key -> key == null || pairs.containsKey(key));
  }

  static boolean hstoreDefined(String hstore, String key) {
    return pairs(hstore).get(key) != null;
  }

  static boolean hstoreContains(String hstore, String part) {
    return pairs(hstore).entrySet().containsAll(pairs(part).entrySet());
  }

  static boolean hstoreContained(String part, String hstore) {
    return hstoreContains(hstore, part);
  }

  static PgArray hstoreAkeys(String hstore) {
    return PgArray.of(TEXT, List.copyOf(pairs(hstore).keySet()));
  }

  static PgArray hstoreAvals(String hstore) {
    return PgArray.of(TEXT, new ArrayList<>(pairs(hstore).values()));
  }

  static Iterator<?> hstoreSkeys(String hstore) {
    return pairs(hstore).keySet().iterator();
  }

  static Iterator<?> hstoreSvals(String hstore) {
    return pairs(hstore).values().iterator();
  }

  static Iterator<?> hstoreEach(String hstore) {
    int[] types = {TEXT, TEXT};
    return pairs(hstore).entrySet().stream()
        .map(pair -> new PgRecord(types, new Object[] {pair.getKey(), pair.getValue()}))
        .iterator();
  }

  private static Object[] inTurn(String hstore) {
    List<Object> elements = new ArrayList<>();
    pairs(hstore)
        .forEach(
            (key, value) -> {
              elements.add(key);
              elements.add(value);
            });
    return elements.toArray();
  }

  static PgArray hstoreToArray(String hstore) {
    return PgArray.of(TEXT, inTurn(hstore));
  }

  static PgArray hstoreToMatrix(String hstore) {
    Object[] elements = inTurn(hstore);
    return elements.length == 0
        ? PgArray.of(TEXT)
        : new PgArray(TEXT, elements, new int[] {elements.length / 2, 2}, new int[] {1, 1});
  }

  // Changing

  static String hstoreConcat(String left, String right) {
    SequencedMap<String, String> pairs = pairs(left);
    pairs.putAll(pairs(right));
    return datum(pairs);
  }

  static String hstoreDelete(String hstore, String key) {
    SequencedMap<String, String> pairs = pairs(hstore);
    pairs.remove(key);
    return datum(pairs);
  }

  static String hstoreDeleteArray(String hstore, PgArray keys) {
    SequencedMap<String, String> pairs = pairs(hstore);
    Arrays.stream(keys.elements()).filter(key -> key != null).forEach(pairs::remove);
    return datum(pairs);
  }

  static String hstoreDeleteHstore(String hstore, String part) {
    SequencedMap<String, String> pairs = pairs(hstore);
    pairs.entrySet().removeAll(pairs(part).entrySet());
    return datum(pairs);
  }

  static PgRecord hstorePopulateRecord(
      CallTypes types, CallContext context, PgRecord base, String hstore) {
    if (!(types.result().codec() instanceof RecordCodec codec) || codec.fields() == null) {
      throw new PgException(SqlState.DATATYPE_MISMATCH, "first argument must be a rowtype");
    }
    if (hstore == null) {
      return base;
    }
    Map<String, String> pairs = pairs(hstore);
    int[] oids = new int[codec.fields().size()];
    Object[] values = new Object[oids.length];
    for (int i = 0; i < oids.length; i++) {
      PgType.Field field = codec.fields().get(i);
      oids[i] = field.typeOid();
      if (!pairs.containsKey(field.name())) {
        values[i] = base == null ? null : base.fields()[i];
      } else if (pairs.get(field.name()) != null) {
        values[i] =
            context
                .formats()
                .environment()
                .types()
                .require(field.typeOid())
                .parseText(pairs.get(field.name()), field.typmod(), context.formats());
      }
    }
    return new PgRecord(oids, values);
  }

  // JSON

  private static ObjectNode json(String hstore, Function<String, JsonNode> value) {
    ObjectNode object = NODES.objectNode();
    pairs(hstore)
        .forEach(
            (key, text) -> object.set(key, text == null ? NODES.nullNode() : value.apply(text)));
    return object;
  }

  private static JsonNode loose(String text) {
    return switch (text) {
      case "t" -> NODES.booleanNode(true);
      case "f" -> NODES.booleanNode(false);
      default -> NUMBER.matcher(text).matches() ? Jsonb.parse(text).tree() : NODES.textNode(text);
    };
  }

  /** The text of PostgreSQL's hstore_to_json: a blank behind each comma and colon. */
  private static String spaced(String hstore, Function<String, JsonNode> value) {
    StringBuilder out = new StringBuilder("{");
    pairs(hstore)
        .forEach(
            (key, text) -> {
              out.append(out.length() > 1 ? ", " : "").append(NODES.textNode(key)).append(": ");
              JsonNode node = text == null ? NODES.nullNode() : value.apply(text);
              out.append(node.isNumber() ? text : node.toString());
            });
    return out.append('}').toString();
  }

  static String hstoreToJson(String hstore) {
    return spaced(hstore, NODES::textNode);
  }

  static String hstoreToJsonLoose(String hstore) {
    return spaced(hstore, HstoreFunctions::loose);
  }

  static Jsonb hstoreToJsonb(String hstore) {
    return Jsonb.of(json(hstore, NODES::textNode));
  }

  static Jsonb hstoreToJsonbLoose(String hstore) {
    return Jsonb.of(json(hstore, HstoreFunctions::loose));
  }

  // Comparing

  static int hstoreCmp(String left, String right) {
    return left.compareTo(right);
  }

  static int hstoreHash(String hstore) {
    return hstore.hashCode();
  }

  /** 2: only the newest form is stored. */
  static int hstoreVersionDiag(String hstore) {
    return 2;
  }
}
