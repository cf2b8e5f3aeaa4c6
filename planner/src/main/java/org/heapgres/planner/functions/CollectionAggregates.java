package org.heapgres.planner.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;
import org.heapgres.storage.value.PgArray;

/** string_agg, array_agg and the JSON aggregates. */
final class CollectionAggregates {
  private CollectionAggregates() {}

  static final class StringJoin implements Accumulator {
    private StringBuilder out;

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (arguments[0] == null) {
        return;
      }
      if (out == null) {
        out = new StringBuilder();
      } else if (arguments[1] != null) {
        out.append((String) arguments[1]);
      }
      out.append((String) arguments[0]);
    }

    @Override
    public Object result(CallContext context) {
      return out == null ? null : out.toString();
    }
  }

  static final class BytesJoin implements Accumulator {
    private ByteArrayOutputStream out;

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (arguments[0] == null) {
        return;
      }
      if (out == null) {
        out = new ByteArrayOutputStream();
      } else if (arguments[1] != null) {
        out.writeBytes((byte[]) arguments[1]);
      }
      out.writeBytes((byte[]) arguments[0]);
    }

    @Override
    public Object result(CallContext context) {
      return out == null ? null : out.toByteArray();
    }
  }

  /** NULLs are elements too; NULL without rows. */
  static final class ArrayOfValues implements Accumulator {
    private final int elementOid;
    private final List<Object> values = new ArrayList<>();

    ArrayOfValues(CallTypes types) {
      this.elementOid = types.argument(0).oid();
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      values.add(arguments[0]);
    }

    @Override
    public Object result(CallContext context) {
      return values.isEmpty() ? null : PgArray.of(elementOid, values);
    }
  }

  /** Arrays of equal dimensions become one with a dimension more. */
  static final class ArrayOfArrays implements Accumulator {
    private final PgType elementType;
    private final List<Object> values = new ArrayList<>();
    private int[] dimensions;
    private int[] lowerBounds;
    private int count;

    ArrayOfArrays(CallTypes types) {
      this.elementType = types.argument(0);
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      PgArray array = (PgArray) arguments[0];
      if (array == null) {
        throw new PgException(SqlState.NULL_VALUE_NOT_ALLOWED, "cannot accumulate null arrays");
      }
      if (array.size() == 0) {
        throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "cannot accumulate empty arrays");
      }
      if (dimensions == null) {
        dimensions = array.dimensions();
        lowerBounds = array.lowerBounds();
      } else if (!Arrays.equals(dimensions, array.dimensions())) {
        throw new PgException(
            SqlState.ARRAY_ELEMENT_ERROR, "cannot accumulate arrays of different dimensionality");
      }
      values.addAll(Arrays.asList(array.elements()));
      count++;
    }

    @Override
    public Object result(CallContext context) {
      if (count == 0) {
        return null;
      }
      int[] sizes = new int[dimensions.length + 1];
      int[] bounds = new int[sizes.length];
      sizes[0] = count;
      bounds[0] = 1;
      System.arraycopy(dimensions, 0, sizes, 1, dimensions.length);
      System.arraycopy(lowerBounds, 0, bounds, 1, dimensions.length);
      return new PgArray(elementType.element(), values.toArray(), sizes, bounds);
    }
  }

  static final class JsonArray implements Accumulator {
    private final CallTypes types;
    private final boolean skipNull;
    private StringBuilder out;

    JsonArray(CallTypes types, boolean skipNull) {
      this.types = types;
      this.skipNull = skipNull;
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (out == null) {
        out = new StringBuilder("[");
      }
      if (arguments[0] == null && skipNull) {
        return;
      }
      if (out.length() > 1) {
        out.append(JsonWriter.isStructured(types.argument(0)) ? ", \n " : ", ");
      }
      JsonWriter.write(arguments[0], types.argument(0), context.formats(), out);
    }

    @Override
    public Object result(CallContext context) {
      return out == null ? null : out + "]";
    }
  }

  static final class JsonbArray implements Accumulator {
    private final CallTypes types;
    private final boolean skipNull;
    private ArrayNode out;

    JsonbArray(CallTypes types, boolean skipNull) {
      this.types = types;
      this.skipNull = skipNull;
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (out == null) {
        out = JsonNodeFactory.instance.arrayNode();
      }
      if (arguments[0] != null || !skipNull) {
        out.add(JsonWriter.tree(arguments[0], types.argument(0), context.formats()));
      }
    }

    @Override
    public Object result(CallContext context) {
      return out == null ? null : Jsonb.of(out);
    }
  }

  private static PgException nullKey() {
    return new PgException(
        SqlState.NULL_VALUE_NOT_ALLOWED, "null value not allowed for object key");
  }

  static PgException duplicateKey(String key) {
    StringBuilder quoted = new StringBuilder();
    Jsonb.quote(key, quoted);
    return new PgException(
        SqlState.DUPLICATE_JSON_OBJECT_KEY_VALUE, "duplicate JSON object key value: " + quoted);
  }

  static final class JsonObject implements Accumulator {
    private final CallTypes types;
    private final boolean skipNull;
    private final Set<String> seen;
    private StringBuilder out;

    JsonObject(CallTypes types, boolean unique, boolean skipNull) {
      this.types = types;
      this.skipNull = skipNull;
      this.seen = unique ? new HashSet<>() : null;
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (out == null) {
        out = new StringBuilder("{ ");
      }
      if (arguments[0] == null) {
        throw nullKey();
      }
      if (arguments[1] == null && skipNull) {
        return;
      }
      String key = JsonWriter.key(arguments[0], types.argument(0), context.formats());
      if (seen != null && !seen.add(key)) {
        throw duplicateKey(key);
      }
      if (out.length() > 2) {
        out.append(", ");
      }
      Jsonb.quote(key, out);
      out.append(" : ");
      JsonWriter.write(arguments[1], types.argument(1), context.formats(), out);
    }

    @Override
    public Object result(CallContext context) {
      return out == null ? null : out + " }";
    }
  }

  static final class JsonbObject implements Accumulator {
    private final CallTypes types;
    private final boolean skipNull;
    private final boolean unique;
    private ObjectNode out;

    JsonbObject(CallTypes types, boolean unique, boolean skipNull) {
      this.types = types;
      this.unique = unique;
      this.skipNull = skipNull;
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (out == null) {
        out = JsonNodeFactory.instance.objectNode();
      }
      if (arguments[0] == null) {
        throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "field name must not be null");
      }
      if (arguments[1] == null && skipNull) {
        return;
      }
      String key = JsonWriter.key(arguments[0], types.argument(0), context.formats());
      JsonNode value = JsonWriter.tree(arguments[1], types.argument(1), context.formats());
      if (unique && out.has(key)) {
        throw duplicateKey(key);
      }
      out.set(key, value);
    }

    @Override
    public Object result(CallContext context) {
      return out == null ? null : Jsonb.of(out);
    }
  }
}
