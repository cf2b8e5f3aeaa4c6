package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.heapgres.planner.types.PgType;
import org.pcollections.HashTreePSet;

/**
 * Everything one database is made of, as one transaction sees it. Immutable and thread-safe; a
 * change makes another snapshot with another {@link #version}, so whatever was derived from a
 * snapshot may be kept under its version.
 */
public final class Catalog {
  private final long version;
  private final DatabaseEntry database;
  private final SharedCatalog shared;
  private final CatalogObjects objects;
  private final CatalogTypes types;
  private final SystemRelations system;
  private final RootRelations roots;

  /** Made when first asked for: a walk through a list is much faster than one through a tree. */
  private volatile List<CatalogObject> objectList;

  private volatile List<Relation> relationList;

  private Catalog(
      long version,
      DatabaseEntry database,
      SharedCatalog shared,
      CatalogObjects objects,
      CatalogTypes types,
      SystemRelations system,
      RootRelations roots) {
    this.version = version;
    this.database = database;
    this.shared = shared;
    this.objects = objects;
    this.types = types;
    this.system = system;
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
    CatalogTypes types = CatalogTypes.of(objects);
    CatalogObjects byKeys =
        CatalogObjects.of(objects.stream().map(object -> TypeLinks.linked(object, types)).toList());
    return new Catalog(version, database, shared, byKeys, types, system, roots);
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
    return Optional.ofNullable(objects.schemas.get(name));
  }

  public Optional<Schema> schema(int oid) {
    return objects.byOid.get(oid) instanceof Schema schema ? Optional.of(schema) : Optional.empty();
  }

  public Collection<Schema> schemas() {
    return objects.schemas.values();
  }

  /** The schema's name; for messages and catalogs about objects that surely have one. */
  public String schemaName(int oid) {
    return schema(oid).map(Schema::name).orElse("");
  }

  public Optional<Relation> relation(int oid) {
    CatalogObject object = objects.byOid.get(oid);
    if (object instanceof Relation relation) {
      return Optional.of(relation);
    }
    if (object instanceof RootEntry root) {
      return roots.relation(root);
    }
    return object == null ? system.relation(oid).or(() -> roots.relation(oid)) : Optional.empty();
  }

  public Optional<Relation> relation(int schema, String name) {
    Relation relation = objects.relationsByName.get(new CatalogObjects.Name(schema, name));
    if (relation != null) {
      return Optional.of(relation);
    }
    if (schema == Schema.PG_CATALOG || schema == Schema.INFORMATION_SCHEMA) {
      return system.relation(schema, name);
    }
    return schema == Schema.HEAP ? roots.relation(name) : Optional.empty();
  }

  /** What a table of {@link Table#standingFor} stands for; any other table itself. */
  public Relation behind(Table table) {
    return table.store() != 0 || table.partitioned()
        ? table
        : relation(table.schema(), table.name()).orElse(table);
  }

  /** The relation that an unqualified name means: the first of that name on the path. */
  public Optional<Relation> relation(String name, List<String> searchPath) {
    for (String schemaName : searchPath) {
      Schema schema = objects.schemas.get(schemaName);
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
    return objects.byOid.get(oid) instanceof Table table ? Optional.of(table) : Optional.empty();
  }

  /** The database's own relations; indexes are among them. */
  public Collection<Relation> relations() {
    List<Relation> known = relationList;
    if (known == null) {
      known = inOrder(objects.relations.values());
      relationList = known;
    }
    return known;
  }

  public SystemRelations systemRelations() {
    return system;
  }

  public RootRelations roots() {
    return roots;
  }

  /** A partition with the partitioned tables that it is part of, itself first. */
  public List<Table> withPartitionedParents(Table table) {
    List<Table> result = new ArrayList<>(List.of(table));
    while (result.getLast().partition()) {
      result.add(table(result.getLast().inheritance().parents().getFirst()).orElseThrow());
    }
    return result;
  }

  /** Tables with a foreign key to the table of that oid. */
  public List<Table> referencing(int table) {
    return objects.referencing.getOrDefault(table, List.of());
  }

  /** Tables that inherit from the table of that oid, partitions among them, in order of oid. */
  public List<Table> children(int table) {
    return objects.children.getOrDefault(table, List.of());
  }

  /** The table and all that inherit from it, itself first. */
  public List<Table> withDescendants(Table table) {
    if (!objects.children.containsKey(table.oid())) {
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

  /** Those that belong to columns of a table. */
  public List<Sequence> sequencesOf(int table) {
    return objects.sequences.getOrDefault(table, List.of());
  }

  /** The sequence behind an identity column; a partition uses that of its partitioned table. */
  public Sequence identitySequence(Table table, Column column) {
    for (Sequence sequence : sequencesOf(table.oid())) {
      if (sequence.identity() && sequence.ownedByColumn() == column.attnum()) {
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
    return objects.triggers.getOrDefault(relation, List.of()).stream()
        .sorted(Comparator.comparing(Trigger::name))
        .toList();
  }

  /** The types as the catalog's objects know them. */
  public CatalogTypes types() {
    return types;
  }

  /** A type by its name, that of a relation's rows and that of an array too; null for none. */
  public PgType type(int schema, String name) {
    UserType type = objects.types.get(new CatalogObjects.Name(schema, name));
    if (type != null) {
      return types.type(type.oid());
    }
    Relation relation = objects.relationsByName.get(new CatalogObjects.Name(schema, name));
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
    for (UserType type : objects.types.values()) {
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
      if (objects.byOid.get(at.oid()) instanceof UserType domain
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
    return objects.types.values();
  }

  /** A table's row security policies, in the order of their names. */
  public List<Policy> policies(int table) {
    return objects.policies.getOrDefault(table, List.of()).stream()
        .sorted(Comparator.comparing(Policy::name))
        .toList();
  }

  /** The object of that kind and name in a schema. */
  public <T extends SchemaMember> Optional<T> member(Class<T> kind, int schema, String name) {
    return Optional.ofNullable(
        kind.cast(objects.members.get(new CatalogObjects.MemberName(kind, schema, name))));
  }

  /** A table's statistics objects, in order of oid. */
  public List<StatisticsObject> statistics(int table) {
    return objects.statistics.getOrDefault(table, List.of());
  }

  /** All tables' statistics objects. */
  public List<StatisticsObject> statistics() {
    return objects.statistics.values().stream().flatMap(List::stream).toList();
  }

  /** The privileges on the database's own object of that oid, if any were granted. */
  public Optional<Grants> grants(int oid) {
    return Optional.ofNullable(objects.grants.get(oid));
  }

  /** As above, or those on a shared object, whose oid may be that of an object of ours too. */
  public Optional<Grants> grants(Securable kind, int oid) {
    return switch (kind) {
      case DATABASE, TABLESPACE, PARAMETER -> shared.grants(oid);
      default -> grants(oid);
    };
  }

  /** The privileges on the database's own objects. */
  public Collection<Grants> grants() {
    return objects.grants.values();
  }

  public Collection<DefaultPrivileges> defaultPrivileges() {
    return objects.defaultPrivileges.values();
  }

  public List<FunctionEntry> functions(int schema, String name) {
    return objects.functions.getOrDefault(new CatalogObjects.Name(schema, name), List.of());
  }

  /** Operators that users made, of whichever schema. */
  public List<OperatorEntry> operators(String name) {
    return objects.operators.getOrDefault(name, List.of());
  }

  /** A cast that a user made, or null. */
  public CastEntry cast(int source, int target) {
    return objects.casts.get(new CatalogObjects.Pair(source, target));
  }

  public Optional<Extension> extension(String name) {
    return Optional.ofNullable(objects.extensions.get(name));
  }

  public Collection<Extension> extensions() {
    return objects.extensions.values();
  }

  public Optional<ModuleEntry> module(int schema, String name) {
    return Optional.ofNullable(objects.modules.get(new CatalogObjects.Name(schema, name)));
  }

  public Collection<ModuleEntry> modules() {
    return objects.modules.values();
  }

  /** What is recorded of a root of free objects. */
  public Optional<RootEntry> root(int schema, String name) {
    return Optional.ofNullable(objects.roots.get(new CatalogObjects.Name(schema, name)));
  }

  /** What COMMENT ON said of an object without a record of its own. */
  public Optional<Description> description(int object) {
    return Optional.ofNullable(objects.descriptions.get(object));
  }

  /** The database's own object of that oid. */
  public Optional<CatalogObject> object(int oid) {
    return Optional.ofNullable(objects.byOid.get(oid));
  }

  /** The database's own objects. */
  public Collection<CatalogObject> objects() {
    List<CatalogObject> known = objectList;
    if (known == null) {
      known = inOrder(objects.byOid.values());
      objectList = known;
    }
    return known;
  }

  private static <T extends CatalogObject> List<T> inOrder(Collection<T> objects) {
    return objects.stream().sorted(Comparator.comparingInt(CatalogObject::oid)).toList();
  }

  /** A snapshot with {@code object} in place of the one of its kind with its oid, if any. */
  public Catalog with(long newVersion, CatalogObject object) {
    if (SharedCatalog.holds(object)) {
      return with(newVersion, shared.with(object));
    }
    CatalogTypes.Change change = types.with(present(object), object);
    CatalogObjects changed = objects.copy();
    changed.put(TypeLinks.linked(object, change.types()));
    return with(newVersion, changed, change);
  }

  /** A snapshot without the object; a table goes with its indexes. */
  public Catalog without(long newVersion, CatalogObject object) {
    if (SharedCatalog.holds(object)) {
      return with(newVersion, shared.without(object));
    }
    CatalogTypes.Change change = types.with(present(object), null);
    CatalogObjects changed = objects.copy();
    changed.remove(object);
    return with(newVersion, changed, change);
  }

  /** The one of its kind with its oid, if any; privileges have the oid of what they are on. */
  private CatalogObject present(CatalogObject object) {
    return object instanceof Grants ? null : objects.byOid.get(object.oid());
  }

  /** Links those objects that hold changed types. */
  private Catalog with(long newVersion, CatalogObjects changed, CatalogTypes.Change change) {
    Set<Integer> objectsToLink = new TreeSet<>();
    for (int type : change.changed()) {
      objectsToLink.addAll(changed.mentioning.getOrDefault(type, HashTreePSet.empty()));
    }
    for (int oid : objectsToLink) {
      changed.put(TypeLinks.linked(changed.byOid.get(oid), change.types()));
    }
    return new Catalog(newVersion, database, shared, changed, change.types(), system, roots);
  }

  /** A snapshot with other roles and databases. */
  public Catalog with(long newVersion, SharedCatalog otherShared) {
    return new Catalog(newVersion, database, otherShared, objects, types, system, roots);
  }

  /** A snapshot that sees other roots; same version, since roots are read by name only. */
  public Catalog with(RootRelations otherRoots) {
    return new Catalog(version, database, shared, objects, types, system, otherRoots);
  }
}
