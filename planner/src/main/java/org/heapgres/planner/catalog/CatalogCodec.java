package org.heapgres.planner.catalog;

import java.nio.ByteBuffer;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Catalog objects as records of the catalog store. Key: a byte for the kind, four for the oid;
 * value: the record's components, see {@link RecordForm}. Thread-safe.
 */
public final class CatalogCodec {
  private enum Kind {
    DATABASE('d', DatabaseEntry.class, AccessShapes::database),
    ROLE('r', Role.class, AccessShapes::role),
    SCHEMA('n', Schema.class, ObjectShapes::schema),
    TABLE('t', Table.class, RelationShapes::table),
    SEQUENCE('s', Sequence.class, RelationShapes::sequence),
    VIEW('v', View.class, RelationShapes::view),
    COMPOSITE('c', CompositeType.class, RelationShapes::compositeType),
    TYPE('y', UserType.class, ObjectShapes::userType),
    DESCRIPTION('k', Description.class, ObjectShapes::description),
    OPERATOR('o', OperatorEntry.class, ObjectShapes::operator),
    CAST('a', CastEntry.class, ObjectShapes::cast),
    EXTENSION('x', Extension.class, ObjectShapes::extension),
    MODULE('m', ModuleEntry.class, ObjectShapes::module),
    ROOT('R', RootEntry.class, ObjectShapes::root),
    FUNCTION('f', FunctionEntry.class, ObjectShapes::function),
    TRIGGER('g', Trigger.class, ObjectShapes::trigger),
    STATISTICS('S', StatisticsObject.class, ObjectShapes::statistics),
    COLLATION('C', CollationEntry.class, ObjectShapes::collation),
    SEARCH_DICTIONARY('D', SearchDictionary.class, ObjectShapes::searchDictionary),
    SEARCH_MAPPING('F', SearchMapping.class, ObjectShapes::searchMapping),
    POLICY('Y', Policy.class, AccessShapes::policy),
    GRANTS('A', Grants.class, AccessShapes::grants),
    DEFAULT_PRIVILEGES('P', DefaultPrivileges.class, AccessShapes::defaultPrivileges),
    MEMBERSHIP('M', Membership.class, AccessShapes::membership),
    ROLE_SETTINGS('O', RoleSettings.class, AccessShapes::roleSettings);

    private final char code;
    private final Class<? extends CatalogObject> type;

    @SuppressWarnings("ImmutableEnumChecker") // a class and a function
    private final Form<?> form;

    <T extends CatalogObject> Kind(char code, Class<T> type, RecordForm.Shape<T> shape) {
      this.code = code;
      this.type = type;
      this.form = new Form<>(type, shape);
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

  private record Form<T extends CatalogObject>(Class<T> type, RecordForm.Shape<T> shape) {
    byte[] write(CatalogObject object) {
      return RecordForm.write(shape, type.cast(object));
    }
  }

  private CatalogCodec() {}

  public static byte[] key(CatalogObject object) {
    return ByteBuffer.allocate(5).put((byte) Kind.of(object).code).putInt(object.oid()).array();
  }

  public static byte[] encode(CatalogObject object) {
    return Kind.of(object).form.write(object);
  }

  public static CatalogObject decode(byte[] key, byte[] value) {
    try {
      return RecordForm.read(Kind.ofCode(key[0]).form.shape, value);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new PgException(SqlState.DATA_CORRUPTED, "unreadable catalog record", e);
    }
  }
}
