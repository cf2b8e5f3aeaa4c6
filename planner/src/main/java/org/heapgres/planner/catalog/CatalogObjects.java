package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.IntTreePMap;
import org.pcollections.PMap;

/**
 * A database's objects under everything that they are looked up by. The maps are persistent: a copy
 * shares all that it does not change, so a change costs the same however many objects there are.
 * Changed by the thread that makes a snapshot, before anybody else sees it; read by many then.
 */
final class CatalogObjects {
  /** What shares a schema's namespace with others of its kind. */
  record Name(int schema, String name) {}

  /** From one type to another. */
  record Pair(int source, int target) {}

  PMap<Integer, CatalogObject> byOid = IntTreePMap.empty();
  PMap<Integer, Grants> grants = IntTreePMap.empty();
  PMap<Integer, Relation> relations = IntTreePMap.empty();
  PMap<Name, Relation> relationsByName = HashTreePMap.empty();
  PMap<String, Schema> schemas = HashTreePMap.empty();
  PMap<Name, List<FunctionEntry>> functions = HashTreePMap.empty();
  PMap<Name, UserType> types = HashTreePMap.empty();
  PMap<String, List<OperatorEntry>> operators = HashTreePMap.empty();
  PMap<Pair, CastEntry> casts = HashTreePMap.empty();
  PMap<String, Extension> extensions = HashTreePMap.empty();
  PMap<Integer, DefaultPrivileges> defaultPrivileges = IntTreePMap.empty();

  /** By the object described. */
  PMap<Integer, Description> descriptions = IntTreePMap.empty();

  /** By the table that a foreign key leads to. */
  PMap<Integer, List<Table>> referencing = IntTreePMap.empty();

  /** By the table that is inherited from. */
  PMap<Integer, List<Table>> children = IntTreePMap.empty();

  PMap<Integer, List<Trigger>> triggers = IntTreePMap.empty();
  PMap<Integer, List<Policy>> policies = IntTreePMap.empty();

  /** By the table that owns them. */
  PMap<Integer, List<Sequence>> sequences = IntTreePMap.empty();

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
    copy.defaultPrivileges = defaultPrivileges;
    copy.descriptions = descriptions;
    copy.referencing = referencing;
    copy.children = children;
    copy.triggers = triggers;
    copy.policies = policies;
    copy.sequences = sequences;
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
      case Description description ->
          descriptions = descriptions.plus(description.object(), description);
      case Policy policy -> policies = plus(policies, policy.table(), policy);
      case DefaultPrivileges defaults ->
          defaultPrivileges = defaultPrivileges.plus(defaults.oid(), defaults);
      case Role _, DatabaseEntry _, Membership _, RoleSettings _, Grants _ ->
          throw new IllegalArgumentException("kept elsewhere: " + object);
    }
  }

  /** What {@link #add} did with the very same object, undone. */
  private void drop(CatalogObject object) {
    byOid = byOid.minus(object.oid());
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
      case Description description ->
          descriptions = minus(descriptions, description.object(), description);
      case Policy policy -> policies = minusOne(policies, policy.table(), policy);
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
  private static <K, V extends CatalogObject> PMap<K, V> minus(PMap<K, V> map, K key, V value) {
    V present = map.get(key);
    return present != null && present.oid() == value.oid() ? map.minus(key) : map;
  }

  /** In order of oid. */
  private static <K, V extends CatalogObject> PMap<K, List<V>> plus(
      PMap<K, List<V>> map, K key, V value) {
    List<V> changed = new ArrayList<>(map.getOrDefault(key, List.of()));
    changed.add(value);
    changed.sort(Comparator.comparingInt(CatalogObject::oid));
    return map.plus(key, List.copyOf(changed));
  }

  private static <K, V extends CatalogObject> PMap<K, List<V>> minusOne(
      PMap<K, List<V>> map, K key, V value) {
    List<V> left =
        map.getOrDefault(key, List.of()).stream().filter(v -> v.oid() != value.oid()).toList();
    return left.isEmpty() ? map.minus(key) : map.plus(key, left);
  }
}
