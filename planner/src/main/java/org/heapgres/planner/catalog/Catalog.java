package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heapgres.planner.types.PgType;

/**
 * Everything one database is made of, as one transaction sees it. Immutable and thread-safe; a
 * change makes another snapshot with another {@link #version}, so whatever was derived from a
 * snapshot may be kept under its version.
 */
public final class Catalog {
  /** A relation's name: schemas hold them apart. */
  private record Name(int schema, String name) {}

  private final long version;
  private final DatabaseEntry database;
  private final SharedCatalog shared;
  private final Map<Integer, CatalogObject> objects;
  private final Map<String, Schema> schemas;
  private final Map<Name, Relation> relations;
  private final Map<Name, List<FunctionEntry>> functions;
  private final Map<Integer, List<Table>> referencing;
  private final Map<Integer, List<Trigger>> triggers;
  private final Map<Integer, List<Policy>> policies;
  private final Map<Integer, Grants> grants;
  private final Map<Integer, List<Table>> children;
  private final Map<Name, UserType> typesByName;
  private final Map<String, List<OperatorEntry>> operators;
  private final Map<Long, CastEntry> casts;
  private final Map<String, Extension> extensions;
  private final CatalogTypes types;
  private final SystemRelations system;
  private final RootRelations roots;

  private Catalog(
      long version,
      DatabaseEntry database,
      SharedCatalog shared,
      Map<Integer, CatalogObject> objects,
      Map<Integer, Grants> grants,
      CatalogTypes before,
      SystemRelations system,
      RootRelations roots) {
    this.version = version;
    this.database = database;
    this.shared = shared;
    this.objects = objects;
    this.grants = grants;
    this.system = system;
    this.roots = roots;
    schemas = new HashMap<>();
    relations = new HashMap<>();
    functions = new HashMap<>();
    referencing = new HashMap<>();
    triggers = new HashMap<>();
    policies = new HashMap<>();
    children = new HashMap<>();
    typesByName = new HashMap<>();
    operators = new HashMap<>();
    casts = new HashMap<>();
    extensions = new HashMap<>();
    types = CatalogTypes.of(objects.values(), before);
    objects.replaceAll((oid, object) -> TypeLinks.linked(object, types));
    for (CatalogObject object : objects.values()) {
      switch (object) {
        case Schema schema -> schemas.put(schema.name(), schema);
        case Relation relation -> {
          relations.put(new Name(relation.schema(), relation.name()), relation);
          if (relation instanceof Table table) {
            table.foreignKeys().stream()
                .map(Constraint.ForeignKey::target)
                .distinct()
                .forEach(
                    target ->
                        referencing.computeIfAbsent(target, oid -> new ArrayList<>()).add(table));
            for (int parent : table.inheritance().parents()) {
              children.computeIfAbsent(parent, oid -> new ArrayList<>()).add(table);
            }
          }
        }
        case FunctionEntry function ->
            functions
                .computeIfAbsent(
                    new Name(function.schema(), function.name()), name -> new ArrayList<>())
                .add(function);
        case Trigger trigger ->
            triggers.computeIfAbsent(trigger.table(), oid -> new ArrayList<>()).add(trigger);
        case UserType type -> typesByName.put(new Name(type.schema(), type.name()), type);
        case OperatorEntry operator ->
            operators.computeIfAbsent(operator.name(), name -> new ArrayList<>()).add(operator);
        case CastEntry cast -> casts.put(castKey(cast.source(), cast.target()), cast);
        case Extension extension -> extensions.put(extension.name(), extension);
        case Description _ -> {}
        case Policy policy ->
            policies.computeIfAbsent(policy.table(), oid -> new ArrayList<>()).add(policy);
        case DefaultPrivileges _ -> {}
        case Role _, DatabaseEntry _, Membership _, RoleSettings _, Grants _ ->
            throw new IllegalArgumentException("kept elsewhere: " + object);
      }
    }
  }

  /** Shares everything with another snapshot but the roots. */
  private Catalog(Catalog other, RootRelations roots) {
    version = other.version;
    database = other.database;
    shared = other.shared;
    objects = other.objects;
    schemas = other.schemas;
    relations = other.relations;
    functions = other.functions;
    referencing = other.referencing;
    triggers = other.triggers;
    policies = other.policies;
    grants = other.grants;
    children = other.children;
    typesByName = other.typesByName;
    operators = other.operators;
    casts = other.casts;
    extensions = other.extensions;
    types = other.types;
    system = other.system;
    this.roots = roots;
  }

  /** A database's catalog; {@code objects} are its own, without the system relations. */
  public static Catalog of(
      long version,
      DatabaseEntry database,
      SharedCatalog shared,
      Collection<CatalogObject> objects,
      SystemRelations system,
      RootRelations roots) {
    Map<Integer, CatalogObject> byOid = new HashMap<>();
    Map<Integer, Grants> grants = new HashMap<>();
    for (CatalogObject object : objects) {
      if (object instanceof Grants grant) {
        grants.put(grant.oid(), grant);
      } else {
        byOid.put(object.oid(), withIndexes(object, byOid));
      }
    }
    return new Catalog(version, database, shared, byOid, grants, null, system, roots);
  }

  private static CatalogObject withIndexes(CatalogObject object, Map<Integer, CatalogObject> into) {
    if (object instanceof Table table) {
      table.indexes().forEach(index -> into.put(index.oid(), index));
    }
    return object;
  }

  /** Unique among all snapshots of this database in this process, rolled back ones included. */
  public long version() {
    return version;
  }

  public DatabaseEntry database() {
    return database;
  }

  public SharedCatalog shared() {
    return shared;
  }

  public Optional<Schema> schema(String name) {
    return Optional.ofNullable(schemas.get(name));
  }

  public Optional<Schema> schema(int oid) {
    return objects.get(oid) instanceof Schema schema ? Optional.of(schema) : Optional.empty();
  }

  public Collection<Schema> schemas() {
    return Collections.unmodifiableCollection(schemas.values());
  }

  /** The schema's name; for messages and catalogs about objects that surely have one. */
  public String schemaName(int oid) {
    return schema(oid).map(Schema::name).orElse("");
  }

  public Optional<Relation> relation(int oid) {
    CatalogObject object = objects.get(oid);
    if (object instanceof Relation relation) {
      return Optional.of(relation);
    }
    return object == null ? system.relation(oid).or(() -> roots.relation(oid)) : Optional.empty();
  }

  public Optional<Relation> relation(int schema, String name) {
    Relation relation = relations.get(new Name(schema, name));
    if (relation != null) {
      return Optional.of(relation);
    }
    if (schema == Schema.PG_CATALOG || schema == Schema.INFORMATION_SCHEMA) {
      return system.relation(schema, name);
    }
    return schema == Schema.HEAP ? roots.relation(name) : Optional.empty();
  }

  /** The relation that an unqualified name means: the first of that name on the path. */
  public Optional<Relation> relation(String name, List<String> searchPath) {
    for (String schemaName : searchPath) {
      Schema schema = schemas.get(schemaName);
      if (schema != null) {
        Optional<Relation> relation = relation(schema.oid(), name);
        if (relation.isPresent()) {
          return relation;
        }
      }
    }
    return Optional.empty();
  }

  public Optional<Table> table(int oid) {
    return objects.get(oid) instanceof Table table ? Optional.of(table) : Optional.empty();
  }

  /** The database's own relations; indexes are among them. */
  public Collection<Relation> relations() {
    return Collections.unmodifiableCollection(relations.values());
  }

  public SystemRelations systemRelations() {
    return system;
  }

  public RootRelations roots() {
    return roots;
  }

  /** Tables with a foreign key to the table of that oid. */
  public List<Table> referencing(int table) {
    return Collections.unmodifiableList(referencing.getOrDefault(table, List.of()));
  }

  /** Tables that inherit from the table of that oid, partitions among them, in order of oid. */
  public List<Table> children(int table) {
    return children.getOrDefault(table, List.of()).stream()
        .sorted(Comparator.comparingInt(Table::oid))
        .toList();
  }

  /** The table and all that inherit from it, itself first. */
  public List<Table> withDescendants(Table table) {
    if (!children.containsKey(table.oid())) {
      return List.of(table);
    }
    Map<Integer, Table> result = new LinkedHashMap<>();
    addDescendants(table, result);
    return List.copyOf(result.values());
  }

  private void addDescendants(Table table, Map<Integer, Table> into) {
    if (into.putIfAbsent(table.oid(), table) == null) {
      children(table.oid()).forEach(child -> addDescendants(child, into));
    }
  }

  /** Whether the table inherits from the other, over any number of steps. */
  public boolean descends(Table table, int ancestor) {
    return table.inheritance().parents().stream()
        .anyMatch(
            parent ->
                parent == ancestor
                    || table(parent).filter(above -> descends(above, ancestor)).isPresent());
  }

  /** The sequence behind an identity column; a partition uses that of its partitioned table. */
  public Sequence identitySequence(Table table, Column column) {
    for (Relation relation : relations.values()) {
      if (relation instanceof Sequence sequence
          && sequence.identity()
          && sequence.ownedByTable() == table.oid()
          && sequence.ownedByColumn() == column.attnum()) {
        return sequence;
      }
    }
    if (table.partition()) {
      Table parent = table(table.inheritance().parents().getFirst()).orElseThrow();
      return identitySequence(parent, parent.column(column.name()).orElseThrow());
    }
    throw new IllegalStateException(
        "no sequence for identity column " + table.name() + "." + column.name());
  }

  /** A relation's triggers, in the order in which they fire: that of their names. */
  public List<Trigger> triggers(int relation) {
    return triggers.getOrDefault(relation, List.of()).stream()
        .sorted(Comparator.comparing(Trigger::name))
        .toList();
  }

  /** The types as the catalog's objects know them. */
  public CatalogTypes types() {
    return types;
  }

  /** A type by its name, that of a relation's rows and that of an array too; null for none. */
  public PgType type(int schema, String name) {
    UserType type = typesByName.get(new Name(schema, name));
    if (type != null) {
      return types.type(type.oid());
    }
    Relation relation = relations.get(new Name(schema, name));
    if (relation != null && relation.rowType() != 0) {
      return types.type(relation.rowType());
    }
    UserType range = multirange(schema, name);
    if (range != null) {
      return types.type(((UserType.Range) range.definition()).multirange());
    }
    PgType element = name.startsWith("_") ? type(schema, name.substring(1)) : null;
    return element == null || element.array() == 0 ? null : types.type(element.array());
  }

  private UserType multirange(int schema, String name) {
    for (UserType type : typesByName.values()) {
      if (type.schema() == schema
          && type.definition() instanceof UserType.Range range
          && range.multirangeName().equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** The default of a domain, or of one below it, as SQL text; null for none. */
  public String domainDefault(PgType type) {
    PgType at = type;
    while (at.kind() == 'd') {
      if (objects.get(at.oid()) instanceof UserType domain
          && domain.definition() instanceof UserType.Domain definition
          && definition.defaultExpression() != null) {
        return definition.defaultExpression();
      }
      at = types.require(at.baseType());
    }
    return null;
  }

  /** The database's own types, but for relations' row types. */
  public Collection<UserType> userTypes() {
    return Collections.unmodifiableCollection(typesByName.values());
  }

  /** A table's row security policies, in the order of their names. */
  public List<Policy> policies(int table) {
    return policies.getOrDefault(table, List.of()).stream()
        .sorted(Comparator.comparing(Policy::name))
        .toList();
  }

  /**
   * The privileges on the object of that oid, shared or the database's own, if any were granted.
   */
  public Optional<Grants> grants(int oid) {
    Grants own = grants.get(oid);
    return own != null ? Optional.of(own) : shared.grants(oid);
  }

  /** The privileges on the database's own objects. */
  public Collection<Grants> grants() {
    return Collections.unmodifiableCollection(grants.values());
  }

  public List<FunctionEntry> functions(int schema, String name) {
    return Collections.unmodifiableList(functions.getOrDefault(new Name(schema, name), List.of()));
  }

  private static long castKey(int source, int target) {
    return (long) source << 32 | Integer.toUnsignedLong(target);
  }

  /** Operators that users made, of whichever schema. */
  public List<OperatorEntry> operators(String name) {
    return Collections.unmodifiableList(operators.getOrDefault(name, List.of()));
  }

  /** A cast that a user made, or null. */
  public CastEntry cast(int source, int target) {
    return casts.get(castKey(source, target));
  }

  public Optional<Extension> extension(String name) {
    return Optional.ofNullable(extensions.get(name));
  }

  public Collection<Extension> extensions() {
    return Collections.unmodifiableCollection(extensions.values());
  }

  /** What COMMENT ON said of an object without a record of its own. */
  public Optional<Description> description(int object) {
    return objects.values().stream()
        .filter(Description.class::isInstance)
        .map(Description.class::cast)
        .filter(description -> description.object() == object)
        .findFirst();
  }

  /** The database's own object of that oid. */
  public Optional<CatalogObject> object(int oid) {
    return Optional.ofNullable(objects.get(oid));
  }

  /** The database's own objects. */
  public Collection<CatalogObject> objects() {
    return Collections.unmodifiableCollection(objects.values());
  }

  /** A snapshot with {@code object} in place of the one of its kind with its oid, if any. */
  public Catalog with(long newVersion, CatalogObject object) {
    if (SharedCatalog.holds(object)) {
      return with(newVersion, shared.with(object));
    }
    if (object instanceof Grants grant) {
      Map<Integer, Grants> changed = new HashMap<>(grants);
      changed.put(grant.oid(), grant);
      return new Catalog(
          newVersion, database, shared, new HashMap<>(objects), changed, types, system, roots);
    }
    Map<Integer, CatalogObject> changed = new HashMap<>(objects);
    remove(changed, object.oid());
    changed.put(object.oid(), withIndexes(object, changed));
    return new Catalog(newVersion, database, shared, changed, grants, types, system, roots);
  }

  /** A snapshot without the object; a table goes with its indexes. */
  public Catalog without(long newVersion, CatalogObject object) {
    if (SharedCatalog.holds(object)) {
      return with(newVersion, shared.without(object));
    }
    if (object instanceof Grants grant) {
      Map<Integer, Grants> changed = new HashMap<>(grants);
      changed.remove(grant.oid());
      return new Catalog(
          newVersion, database, shared, new HashMap<>(objects), changed, types, system, roots);
    }
    Map<Integer, CatalogObject> changed = new HashMap<>(objects);
    remove(changed, object.oid());
    return new Catalog(newVersion, database, shared, changed, grants, types, system, roots);
  }

  /** A snapshot with other roles and databases. */
  public Catalog with(long newVersion, SharedCatalog otherShared) {
    return new Catalog(
        newVersion, database, otherShared, new HashMap<>(objects), grants, types, system, roots);
  }

  /** A snapshot that sees other roots; same version, since roots are read by name only. */
  public Catalog with(RootRelations otherRoots) {
    return new Catalog(this, otherRoots);
  }

  private static void remove(Map<Integer, CatalogObject> objects, int oid) {
    if (objects.remove(oid) instanceof Table table) {
      table.indexes().forEach(index -> objects.remove(index.oid()));
    }
  }
}
