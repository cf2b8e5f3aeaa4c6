package org.heapgres.planner.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.row.RowCodec;
import org.heapgres.storage.row.RowLayout;
import org.heapgres.storage.row.ValueType;

/**
 * Catalog objects as records of the catalog store. Key: a byte for the kind, four for the oid;
 * value: a JSON object with the record's components by name, so that a later version may add some.
 * Thread-safe.
 */
public final class CatalogCodec {
  private enum Kind {
    DATABASE('d', DatabaseEntry.class),
    ROLE('r', Role.class),
    SCHEMA('n', Schema.class),
    TABLE('t', Table.class),
    SEQUENCE('s', Sequence.class),
    VIEW('v', View.class),
    COMPOSITE('c', CompositeType.class),
    TYPE('y', UserType.class),
    DESCRIPTION('k', Description.class),
    OPERATOR('o', OperatorEntry.class),
    CAST('a', CastEntry.class),
    EXTENSION('x', Extension.class),
    FUNCTION('f', FunctionEntry.class),
    TRIGGER('g', Trigger.class),
    POLICY('Y', Policy.class),
    GRANTS('A', Grants.class),
    DEFAULT_PRIVILEGES('P', DefaultPrivileges.class),
    MEMBERSHIP('M', Membership.class),
    ROLE_SETTINGS('O', RoleSettings.class);

    private final char code;
    private final Class<? extends CatalogObject> type;

    Kind(char code, Class<? extends CatalogObject> type) {
      this.code = code;
      this.type = type;
    }

    static Kind of(CatalogObject object) {
      for (Kind kind : values()) {
        if (kind.type.isInstance(object)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("not a record of its own: " + object.name());
    }

    static Kind ofCode(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new PgException(SqlState.DATA_CORRUPTED, "unknown kind of catalog record: " + code);
    }
  }

  private static final ObjectMapper MAPPER = mapper();

  private CatalogCodec() {}

  public static byte[] key(CatalogObject object) {
    return ByteBuffer.allocate(5).put((byte) Kind.of(object).code).putInt(object.oid()).array();
  }

  public static byte[] encode(CatalogObject object) {
    try {
      return MAPPER.writeValueAsBytes(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static CatalogObject decode(byte[] key, byte[] value) {
    try {
      return MAPPER.readValue(value, Kind.ofCode(key[0]).type);
    } catch (IOException e) {
      throw new PgException(SqlState.DATA_CORRUPTED, "unreadable catalog record", e);
    }
  }

  private static ObjectMapper mapper() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(PgType.class, new TypeWriter());
    module.addDeserializer(PgType.class, new TypeReader());
    return JsonMapper.builder()
        .addModule(module)
        .addMixIn(Constraint.class, ConstraintKinds.class)
        .addMixIn(PartitionBound.class, BoundKinds.class)
        .addMixIn(UserType.Definition.class, TypeKinds.class)
        .addMixIn(Column.class, ColumnShape.class)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Constraint.Key.class, name = "key"),
    @JsonSubTypes.Type(value = Constraint.Check.class, name = "check"),
    @JsonSubTypes.Type(value = Constraint.ForeignKey.class, name = "foreign key")
  })
  private interface ConstraintKinds {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = PartitionBound.Default.class, name = "default"),
    @JsonSubTypes.Type(value = PartitionBound.Values.class, name = "values"),
    @JsonSubTypes.Type(value = PartitionBound.Range.class, name = "range"),
    @JsonSubTypes.Type(value = PartitionBound.Hash.class, name = "hash")
  })
  private interface BoundKinds {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = UserType.Enumeration.class, name = "enum"),
    @JsonSubTypes.Type(value = UserType.Domain.class, name = "domain"),
    @JsonSubTypes.Type(value = UserType.Range.class, name = "range")
  })
  private interface TypeKinds {}

  private interface ColumnShape {
    @JsonProperty
    @JsonSerialize(using = DatumWriter.class)
    @JsonDeserialize(using = DatumReader.class)
    Object missing();
  }

  private static final class TypeWriter extends JsonSerializer<PgType> {
    @Override
    public void serialize(PgType type, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeNumber(type.oid());
    }
  }

  private static final class TypeReader extends JsonDeserializer<PgType> {
    @Override
    public PgType deserialize(JsonParser in, DeserializationContext context) throws IOException {
      PgType builtIn = Types.byOid(in.getIntValue());
      return builtIn == null ? PgType.unresolved(in.getIntValue()) : builtIn;
    }
  }

  /** A datum as its kind and a row of one column. */
  private static final class DatumWriter extends JsonSerializer<Object> {
    @Override
    public void serialize(Object datum, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      ValueType type = ValueType.of(datum);
      byte[] row = new RowCodec(RowLayout.of(1, type)).encode(new Object[] {datum});
      out.writeString(type.code() + ":" + Base64.getEncoder().encodeToString(row));
    }
  }

  private static final class DatumReader extends JsonDeserializer<Object> {
    @Override
    public Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = in.getText();
      int colon = text.indexOf(':');
      ValueType type = ValueType.ofCode(Integer.parseInt(text.substring(0, colon)));
      byte[] row = Base64.getDecoder().decode(text.substring(colon + 1));
      return new RowCodec(RowLayout.of(1, type)).read(row, 0);
    }
  }
}
