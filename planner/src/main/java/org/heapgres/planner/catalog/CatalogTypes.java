package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.EnumCodec;
import org.heapgres.planner.types.ExtensionCodecs;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TypeRegistry;
import org.heapgres.planner.types.Types;
import org.pcollections.IntTreePMap;
import org.pcollections.PMap;

/**
 * The types of one catalog snapshot: the built-in ones, those that users made, the row types of
 * relations, and the arrays of all of them. A type that a change of the catalog does not touch is
 * the same object before and after. Thread-safe.
 */
public final class CatalogTypes implements TypeRegistry {
  /** User types, arrays of them, multiranges: what a user type's oids stand for. */
  private final SharedMap<Integer, UserType> userTypes;

  /** Relations by the oids of their row type and the array of it. */
  private final SharedMap<Integer, Relation> relations;

  /** Those that users made, by oid: they never change but for their names. */
  private final SharedMap<Integer, Collation> collations;

  private final AtomicReference<PMap<Integer, PgType>> made;

  /** The types of another snapshot, and which of them its objects have to be linked to anew. */
  record Change(CatalogTypes types, Set<Integer> changed) {}

  private CatalogTypes(
      SharedMap<Integer, UserType> userTypes,
      SharedMap<Integer, Relation> relations,
      SharedMap<Integer, Collation> collations,
      PMap<Integer, PgType> made) {
    this.userTypes = userTypes;
    this.relations = relations;
    this.collations = collations;
    this.made = new AtomicReference<>(made);
  }

  static CatalogTypes of(Iterable<CatalogObject> objects) {
    SharedMap<Integer, UserType> userTypes = SharedMap.toBeFilled();
    SharedMap<Integer, Relation> relations = SharedMap.toBeFilled();
    SharedMap<Integer, Collation> collations = SharedMap.toBeFilled();
    for (CatalogObject object : objects) {
      switch (object) {
        case UserType type -> oids(type).forEach(oid -> userTypes.plus(oid, type));
        case Relation relation -> oids(relation).forEach(oid -> relations.plus(oid, relation));
        case CollationEntry entry -> collations.plus(entry.oid(), entry.collation());
        default -> {}
      }
    }
    return new CatalogTypes(
        userTypes.filled(), relations.filled(), collations.filled(), IntTreePMap.empty());
  }

  /** The types without those of one object and with those of another; either may be null. */
  Change with(CatalogObject removed, CatalogObject added) {
    if (removed instanceof CollationEntry || added instanceof CollationEntry) {
      return new Change(withCollation(removed, added), Set.of());
    }
    List<Integer> removedOids = oids(removed);
    List<Integer> addedOids = oids(added);
    if (removedOids.isEmpty() && addedOids.isEmpty()) {
      return new Change(this, Set.of());
    }
    SharedMap<Integer, UserType> newTypes = userTypes.minusAll(removedOids);
    SharedMap<Integer, Relation> newRelations = relations.minusAll(removedOids);
    switch (added) {
      case UserType type -> {
        for (int oid : addedOids) {
          newTypes = newTypes.plus(oid, type);
        }
      }
      case Relation relation -> {
        for (int oid : addedOids) {
          newRelations = newRelations.plus(oid, relation);
        }
      }
      case null, default -> {}
    }
    Set<Integer> changed = new HashSet<>();
    if (!isSame(removed, added)) {
      changed.addAll(removedOids);
      // The rows of a relation that did not exist are in no column yet.
      if (!(added instanceof Table || added instanceof View)) {
        changed.addAll(addedOids);
      }
      addDependents(changed, newTypes);
    }
    return new Change(
        new CatalogTypes(newTypes, newRelations, collations, made.get().minusAll(changed)),
        changed);
  }

  private CatalogTypes withCollation(CatalogObject removed, CatalogObject added) {
    SharedMap<Integer, Collation> changed =
        added instanceof CollationEntry entry
            ? collations.plus(entry.oid(), entry.collation())
            : collations.minus(removed.oid());
    return new CatalogTypes(userTypes, relations, changed, made.get());
  }

  /** Of the server's or a user's; null when there is none of that oid. */
  public Collation collation(int oid) {
    Collation builtIn = Collation.builtIn(oid);
    return builtIn != null ? builtIn : collations.get(oid);
  }

  /** The type with the values compared by the collation of that oid, if there is such a one. */
  public PgType collated(PgType type, int collation) {
    Collation found = collation == type.collation() ? null : collation(collation);
    return found == null ? type : type.collated(found);
  }

  /** The oids of the types that come with an object. */
  private static List<Integer> oids(CatalogObject object) {
    return switch (object) {
      case UserType type when type.definition() instanceof UserType.Range range ->
          List.of(type.oid(), type.arrayType(), range.multirange(), range.multirangeArray());
      case UserType type -> List.of(type.oid(), type.arrayType());
      case Relation relation when relation.rowType() == 0 -> List.of();
      case Relation relation when relation.arrayType() == 0 -> List.of(relation.rowType());
      case Relation relation -> List.of(relation.rowType(), relation.arrayType());
      case null, default -> List.of();
    };
  }

  private static boolean isSame(CatalogObject before, CatalogObject after) {
    return (before instanceof Relation relationBefore && after instanceof Relation relationAfter)
        ? sameRow(relationAfter, relationBefore)
        : after != null && after.equals(before);
  }

  /** Domains over those types, ranges of them, and so on. */
  private static void addDependents(Set<Integer> changed, SharedMap<Integer, UserType> userTypes) {
    if (changed.isEmpty()) {
      return;
    }
    boolean grown = true;
    while (grown) {
      grown = false;
      for (UserType type : userTypes.values()) {
        int below =
            switch (type.definition()) {
              case UserType.Domain domain -> domain.baseType();
              case UserType.Range range -> range.subtype();
              case UserType.Enumeration _, UserType.Base _ -> 0;
            };
        grown |= changed.contains(below) && changed.addAll(oids(type));
      }
    }
  }

  private static boolean sameRow(Relation relation, Relation before) {
    return relation == before
        || (relation.name().equals(before.name())
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
    PgType known = made.get().get(oid);
    if (known != null) {
      return known;
    }
    PgType type = make(oid);
    return type == null
        ? null
        : made.updateAndGet(m -> m.containsKey(oid) ? m : m.plus(oid, type)).get(oid);
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
              collated(require(domain.baseType()), domain.collation()),
              domain.typmod(),
              domain.collation());
      case UserType.Base base ->
          PgType.baseType(
              oid,
              type.name(),
              type.schema(),
              type.arrayType(),
              base.category(),
              base.preferred(),
              base.collatable(),
              ExtensionCodecs.named(base.implementation()));
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

  /** The relation whose row type, or the array of it, has that oid. */
  public Optional<Relation> relation(int oid) {
    return Optional.ofNullable(relations.get(oid));
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
    return userTypes.isEmpty() && relations.isEmpty() && collations.isEmpty();
  }
}
