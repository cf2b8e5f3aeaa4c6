package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/**
 * A database's objects under everything that they are looked up by. The maps are persistent: a copy
 * shares all that it does not change, so a change costs the same however many objects there are.
 * Changed by the thread that makes a snapshot, before anybody else sees it; read by many then.
 */
final class CatalogObjects {
  /** What shares a schema's namespace with others of its kind. */
  record Name(int schema, String name) {}

  /** As above, of kinds that need no map of their own. */
  record MemberName(Class<? extends SchemaMember> kind, int schema, String name) {
    static MemberName of(SchemaMember member) {
      return new MemberName(member.getClass(), member.schema(), member.name());
    }
  }

  /** From one type to another. */
  record Pair(int source, int target) {}

  SharedMap<Integer, CatalogObject> byOid;
  SharedMap<Integer, Grants> grants;
  SharedMap<Integer, Relation> relations;
  SharedMap<Name, Relation> relationsByName;
  SharedMap<String, Schema> schemas;
  SharedMap<Name, List<FunctionEntry>> functions;
  SharedMap<Name, UserType> types;
  SharedMap<String, List<OperatorEntry>> operators;
  SharedMap<Pair, CastEntry> casts;
  SharedMap<String, Extension> extensions;
  SharedMap<Name, ModuleEntry> modules;
  SharedMap<Name, RootEntry> roots;
  SharedMap<Integer, DefaultPrivileges> defaultPrivileges;

  /** By the object described. */
  SharedMap<Integer, Description> descriptions;

  /** By the table that a foreign key leads to. */
  SharedMap<Integer, List<Table>> referencing;

  /** By the table that is inherited from. */
  SharedMap<Integer, List<Table>> children;

  SharedMap<Integer, List<Trigger>> triggers;
  SharedMap<Integer, List<Policy>> policies;
  SharedMap<Integer, List<StatisticsObject>> statistics;
  SharedMap<MemberName, SchemaMember> members;

  /** By the table that owns them. */
  SharedMap<Integer, List<Sequence>> sequences;

  /** By the type of the database's own: the oids of the objects that it occurs in. */
  SharedMap<Integer, PSet<Integer>> mentioning;

  private CatalogObjects() {}

  /** The objects of a database that is being opened. */
  static CatalogObjects of(Iterable<CatalogObject> objects) {
    CatalogObjects result = new CatalogObjects();
    result.byOid = SharedMap.toBeFilled();
    result.grants = SharedMap.toBeFilled();
    result.relations = SharedMap.toBeFilled();
    result.relationsByName = SharedMap.toBeFilled();
    result.schemas = SharedMap.toBeFilled();
    result.functions = SharedMap.toBeFilled();
    result.types = SharedMap.toBeFilled();
    result.operators = SharedMap.toBeFilled();
    result.casts = SharedMap.toBeFilled();
    result.extensions = SharedMap.toBeFilled();
    result.modules = SharedMap.toBeFilled();
    result.roots = SharedMap.toBeFilled();
    result.defaultPrivileges = SharedMap.toBeFilled();
    result.descriptions = SharedMap.toBeFilled();
    result.referencing = SharedMap.toBeFilled();
    result.children = SharedMap.toBeFilled();
    result.triggers = SharedMap.toBeFilled();
    result.policies = SharedMap.toBeFilled();
    result.statistics = SharedMap.toBeFilled();
    result.members = SharedMap.toBeFilled();
    result.sequences = SharedMap.toBeFilled();
    result.mentioning = SharedMap.toBeFilled();
    objects.forEach(result::put);
    result.byOid.filled();
    result.grants.filled();
    result.relations.filled();
    result.relationsByName.filled();
    result.schemas.filled();
    result.functions.filled();
    result.types.filled();
    result.operators.filled();
    result.casts.filled();
    result.extensions.filled();
    result.modules.filled();
    result.roots.filled();
    result.defaultPrivileges.filled();
    result.descriptions.filled();
    result.referencing.filled();
    result.children.filled();
    result.triggers.filled();
    result.policies.filled();
    result.statistics.filled();
    result.members.filled();
    result.sequences.filled();
    result.mentioning.filled();
    return result;
  }

  CatalogObjects copy() {
    CatalogObjects copy = new CatalogObjects();
    copy.byOid = byOid;
    copy.grants = grants;
    copy.relations = relations;
    copy.relationsByName = relationsByName;
    copy.schemas = schemas;
    copy.functions = functions;
    copy.types = types;
    copy.operators = operators;
    copy.casts = casts;
    copy.extensions = extensions;
    copy.modules = modules;
    copy.roots = roots;
    copy.defaultPrivileges = defaultPrivileges;
    copy.descriptions = descriptions;
    copy.referencing = referencing;
    copy.children = children;
    copy.triggers = triggers;
    copy.policies = policies;
    copy.statistics = statistics;
    copy.members = members;
    copy.sequences = sequences;
    copy.mentioning = mentioning;
    return copy;
  }

  /**
   * Puts an object in the place of the one with its oid, if any; a table comes with its indexes.
   */
  void put(CatalogObject object) {
    if (object instanceof Grants grant) {
      grants = grants.plus(grant.oid(), grant);
      return;
    }
    remove(object);
    add(object);
    if (object instanceof Table table) {
      table.indexes().forEach(this::add);
    }
  }

  /** Removes the object with that one's oid; a table goes with its indexes. */
  void remove(CatalogObject object) {
    if (object instanceof Grants grant) {
      grants = grants.minus(grant.oid());
      return;
    }
    CatalogObject present = byOid.get(object.oid());
    if (present != null) {
      drop(present);
      if (present instanceof Table table) {
        table.indexes().stream()
            .filter(index -> byOid.containsKey(index.oid()))
            .forEach(this::drop);
      }
    }
  }

  private void add(CatalogObject object) {
    byOid = byOid.plus(object.oid(), object);
    for (int type : TypeLinks.mentioned(object)) {
      mentioning =
          mentioning.plus(
              type, mentioning.getOrDefault(type, HashTreePSet.empty()).plus(object.oid()));
    }
    switch (object) {
      case Relation relation -> {
        relations = relations.plus(relation.oid(), relation);
        relationsByName = relationsByName.plus(name(relation), relation);
        switch (relation) {
          case Table table -> {
            for (int target : targets(table)) {
              referencing = plus(referencing, target, table);
            }
            for (int parent : table.inheritance().parents()) {
              children = plus(children, parent, table);
            }
          }
          case Sequence sequence -> {
            if (sequence.ownedByTable() != 0) {
              sequences = plus(sequences, sequence.ownedByTable(), sequence);
            }
          }
          case Index _, View _, CompositeType _, ComputedRelation _ -> {}
        }
      }
      case Schema schema -> schemas = schemas.plus(schema.name(), schema);
      case FunctionEntry function ->
          functions = plus(functions, new Name(function.schema(), function.name()), function);
      case Trigger trigger -> triggers = plus(triggers, trigger.table(), trigger);
      case UserType type -> types = types.plus(new Name(type.schema(), type.name()), type);
      case OperatorEntry operator -> operators = plus(operators, operator.name(), operator);
      case CastEntry cast -> casts = casts.plus(new Pair(cast.source(), cast.target()), cast);
      case Extension extension -> extensions = extensions.plus(extension.name(), extension);
      case ModuleEntry module ->
          modules = modules.plus(new Name(module.schema(), module.name()), module);
      case RootEntry root -> roots = roots.plus(new Name(root.schema(), root.name()), root);
      case Description description ->
          descriptions = descriptions.plus(description.object(), description);
      case Policy policy -> policies = plus(policies, policy.table(), policy);
      case SchemaMember member -> {
        members = members.plus(MemberName.of(member), member);
        if (member instanceof StatisticsObject extended) {
          statistics = plus(statistics, extended.table(), extended);
        }
      }
      case DefaultPrivileges defaults ->
          defaultPrivileges = defaultPrivileges.plus(defaults.oid(), defaults);
      case Role _, DatabaseEntry _, Membership _, RoleSettings _, Grants _ ->
          throw new IllegalArgumentException("kept elsewhere: " + object);
    }
  }

  /** What {@link #add} did with the very same object, undone. */
  private void drop(CatalogObject object) {
    byOid = byOid.minus(object.oid());
    for (int type : TypeLinks.mentioned(object)) {
      PSet<Integer> left = mentioning.getOrDefault(type, HashTreePSet.empty()).minus(object.oid());
      mentioning = left.isEmpty() ? mentioning.minus(type) : mentioning.plus(type, left);
    }
    switch (object) {
      case Relation relation -> {
        relations = relations.minus(relation.oid());
        relationsByName = minus(relationsByName, name(relation), relation);
        switch (relation) {
          case Table table -> {
            for (int target : targets(table)) {
              referencing = minusOne(referencing, target, table);
            }
            for (int parent : table.inheritance().parents()) {
              children = minusOne(children, parent, table);
            }
          }
          case Sequence sequence ->
              sequences = minusOne(sequences, sequence.ownedByTable(), sequence);
          case Index _, View _, CompositeType _, ComputedRelation _ -> {}
        }
      }
      case Schema schema -> schemas = minus(schemas, schema.name(), schema);
      case FunctionEntry function ->
          functions = minusOne(functions, new Name(function.schema(), function.name()), function);
      case Trigger trigger -> triggers = minusOne(triggers, trigger.table(), trigger);
      case UserType type -> types = minus(types, new Name(type.schema(), type.name()), type);
      case OperatorEntry operator -> operators = minusOne(operators, operator.name(), operator);
      case CastEntry cast -> casts = minus(casts, new Pair(cast.source(), cast.target()), cast);
      case Extension extension -> extensions = minus(extensions, extension.name(), extension);
      case ModuleEntry module ->
          modules = minus(modules, new Name(module.schema(), module.name()), module);
      case RootEntry root -> roots = minus(roots, new Name(root.schema(), root.name()), root);
      case Description description ->
          descriptions = minus(descriptions, description.object(), description);
      case Policy policy -> policies = minusOne(policies, policy.table(), policy);
      case SchemaMember member -> {
        members = minus(members, MemberName.of(member), member);
        if (member instanceof StatisticsObject extended) {
          statistics = minusOne(statistics, extended.table(), extended);
        }
      }
      case DefaultPrivileges defaults ->
          defaultPrivileges = defaultPrivileges.minus(defaults.oid());
      case Role _, DatabaseEntry _, Membership _, RoleSettings _, Grants _ ->
          throw new IllegalArgumentException("kept elsewhere: " + object);
    }
  }

  private static Name name(Relation relation) {
    return new Name(relation.schema(), relation.name());
  }

  private static int[] targets(Table table) {
    return table.foreignKeys().stream()
        .mapToInt(Constraint.ForeignKey::target)
        .distinct()
        .toArray();
  }

  /** Another object may have taken the name by now. */
  private static <K, V extends CatalogObject> SharedMap<K, V> minus(
      SharedMap<K, V> map, K key, V value) {
    V present = map.get(key);
    return present != null && present.oid() == value.oid() ? map.minus(key) : map;
  }

  /** In order of oid. */
  private static <K, V extends CatalogObject> SharedMap<K, List<V>> plus(
      SharedMap<K, List<V>> map, K key, V value) {
    List<V> changed = new ArrayList<>(map.getOrDefault(key, List.of()));
    changed.add(value);
    changed.sort(Comparator.comparingInt(CatalogObject::oid));
    return map.plus(key, List.copyOf(changed));
  }

  private static <K, V extends CatalogObject> SharedMap<K, List<V>> minusOne(
      SharedMap<K, List<V>> map, K key, V value) {
    List<V> left =
        map.getOrDefault(key, List.of()).stream().filter(v -> v.oid() != value.oid()).toList();
    return left.isEmpty() ? map.minus(key) : map.plus(key, left);
  }
}
