package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.heapgres.planner.types.EnumCodec;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TypeRegistry;
import org.heapgres.planner.types.Types;

/**
 * The types of one catalog snapshot: the built-in ones, those that users made, the row types of
 * relations, and the arrays of all of them. A type that a change of the catalog does not touch is
 * the same object before and after. Thread-safe.
 */
public final class CatalogTypes implements TypeRegistry {
  /** User types, arrays of them, multiranges: what a user type's oids stand for. */
  private final Map<Integer, UserType> userTypes = new HashMap<>();

  /** Relations by the oids of their row type and the array of it. */
  private final Map<Integer, Relation> relations = new HashMap<>();

  private final Map<Integer, PgType> made = new ConcurrentHashMap<>();

  private CatalogTypes() {}

  /** {@code before} may be null. */
  static CatalogTypes of(Iterable<CatalogObject> objects, CatalogTypes before) {
    CatalogTypes types = new CatalogTypes();
    for (CatalogObject object : objects) {
      if (object instanceof UserType type) {
        types.userTypes.put(type.oid(), type);
        types.userTypes.put(type.arrayType(), type);
        if (type.definition() instanceof UserType.Range range) {
          types.userTypes.put(range.multirange(), type);
          types.userTypes.put(range.multirangeArray(), type);
        }
      } else if (object instanceof Relation relation && relation.rowType() != 0) {
        types.relations.put(relation.rowType(), relation);
        if (relation.arrayType() != 0) {
          types.relations.put(relation.arrayType(), relation);
        }
      }
    }
    if (before != null) {
      before.made.forEach(
          (oid, type) -> {
            if (types.unchanged(oid, before)) {
              types.made.put(oid, type);
            }
          });
    }
    return types;
  }

  private boolean unchanged(int oid, CatalogTypes before) {
    UserType type = userTypes.get(oid);
    if (type != null) {
      return type.equals(before.userTypes.get(oid)) && sameBelow(type, before);
    }
    Relation relation = relations.get(oid);
    return relation != null && sameRow(relation, before.relations.get(oid));
  }

  private boolean sameBelow(UserType type, CatalogTypes before) {
    int below =
        switch (type.definition()) {
          case UserType.Domain domain -> domain.baseType();
          case UserType.Range range -> range.subtype();
          case UserType.Enumeration _ -> 0;
        };
    return below == 0 || Types.byOid(below) != null || unchanged(below, before);
  }

  private static boolean sameRow(Relation relation, Relation before) {
    return relation == before
        || (before != null
            && relation.name().equals(before.name())
            && relation.schema() == before.schema()
            && relation.arrayType() == before.arrayType()
            && fields(relation).equals(fields(before)));
  }

  @Override
  public PgType type(int oid) {
    PgType builtIn = Types.byOid(oid);
    if (builtIn != null) {
      return builtIn;
    }
    PgType known = made.get(oid);
    if (known != null) {
      return known;
    }
    PgType type = make(oid);
    if (type == null) {
      return null;
    }
    PgType other = made.putIfAbsent(oid, type);
    return other == null ? type : other;
  }

  private PgType make(int oid) {
    UserType type = userTypes.get(oid);
    if (type != null) {
      return make(oid, type);
    }
    Relation relation = relations.get(oid);
    if (relation == null) {
      return null;
    }
    return oid == relation.arrayType()
        ? PgType.arrayType(oid, arrayName(relation.name()), require(relation.rowType()))
        : PgType.compositeType(
            oid,
            relation.name(),
            relation.schema(),
            relation.oid(),
            relation.arrayType(),
            fields(relation));
  }

  private PgType make(int oid, UserType type) {
    if (oid == type.arrayType()) {
      return PgType.arrayType(oid, arrayName(type.name()), require(type.oid()));
    }
    return switch (type.definition()) {
      case UserType.Enumeration(List<UserType.Label> labels) ->
          PgType.enumType(
              oid,
              type.name(),
              type.schema(),
              type.arrayType(),
              labels.stream().map(l -> new EnumCodec.Label(l.position(), l.name())).toList());
      case UserType.Domain domain ->
          PgType.domainType(
              oid,
              type.name(),
              type.schema(),
              type.arrayType(),
              require(domain.baseType()),
              domain.typmod());
      case UserType.Range range -> range(oid, type, range);
    };
  }

  private PgType range(int oid, UserType type, UserType.Range range) {
    if (oid == range.multirange()) {
      return PgType.multirangeType(
          oid, range.multirangeName(), type.schema(), range.multirangeArray(), require(type.oid()));
    }
    return oid == range.multirangeArray()
        ? PgType.arrayType(oid, arrayName(range.multirangeName()), require(range.multirange()))
        : PgType.rangeType(
            oid,
            type.name(),
            type.schema(),
            type.arrayType(),
            require(range.subtype()),
            range.multirange());
  }

  /** The attributes of a relation's row type. */
  public Stream<PgType.Field> fields(PgType rowType) {
    Relation relation = relations.get(rowType.oid());
    return relation == null ? Stream.empty() : fields(relation).stream();
  }

  private static List<PgType.Field> fields(Relation relation) {
    List<PgType.Field> fields = new ArrayList<>();
    for (Column column : relation.columns()) {
      fields.add(new PgType.Field(column.name(), column.type().oid(), column.typmod()));
    }
    return fields;
  }

  /** As PostgreSQL names the array of a type. */
  public static String arrayName(String element) {
    return org.heapgres.planner.types.TextCodecs.truncateName("_" + element);
  }

  /** Whether there are types that columns have to be linked to. */
  boolean isEmpty() {
    return userTypes.isEmpty() && relations.isEmpty();
  }
}
