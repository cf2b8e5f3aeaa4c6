package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Roles and databases, which all databases share. Immutable and thread-safe. */
public final class SharedCatalog {
  private final Map<Integer, Role> roles = new HashMap<>();
  private final Map<String, Role> rolesByName = new HashMap<>();
  private final Map<Integer, DatabaseEntry> databases = new HashMap<>();
  private final Map<String, DatabaseEntry> databasesByName = new HashMap<>();
  private final Map<Integer, Grants> grants = new HashMap<>();
  private final Map<Integer, RoleSettings> settings = new HashMap<>();
  private final Memberships memberships;

  public SharedCatalog(Collection<CatalogObject> objects) {
    List<Membership> members = new ArrayList<>();
    for (CatalogObject object : objects) {
      switch (object) {
        case Role role -> {
          roles.put(role.oid(), role);
          rolesByName.put(role.name(), role);
        }
        case DatabaseEntry database -> {
          databases.put(database.oid(), database);
          databasesByName.put(database.name(), database);
        }
        case Membership membership -> members.add(membership);
        case RoleSettings setting -> settings.put(setting.oid(), setting);
        case Grants grant -> grants.put(grant.oid(), grant);
        default -> throw new IllegalArgumentException("not shared: " + object);
      }
    }
    memberships = new Memberships(members);
  }

  /** Whether all databases share the object. */
  public static boolean holds(CatalogObject object) {
    return switch (object) {
      case Role _, DatabaseEntry _, Membership _, RoleSettings _ -> true;
      case Grants grants ->
          switch (grants.kind()) {
            case DATABASE, TABLESPACE, PARAMETER -> true;
            default -> false;
          };
      default -> false;
    };
  }

  private List<CatalogObject> objects() {
    List<CatalogObject> objects = new ArrayList<>();
    objects.addAll(roles.values());
    objects.addAll(databases.values());
    objects.addAll(memberships.all());
    objects.addAll(settings.values());
    objects.addAll(grants.values());
    return objects;
  }

  /** With {@code object} in place of the one of its kind with its oid, if any. */
  public SharedCatalog with(CatalogObject object) {
    List<CatalogObject> objects = objectsWithout(object);
    objects.add(object);
    return new SharedCatalog(objects);
  }

  public SharedCatalog without(CatalogObject object) {
    return new SharedCatalog(objectsWithout(object));
  }

  private List<CatalogObject> objectsWithout(CatalogObject object) {
    List<CatalogObject> objects = objects();
    objects.removeIf(o -> o.oid() == object.oid() && o.getClass() == object.getClass());
    return objects;
  }

  public Optional<Role> role(String name) {
    return Optional.ofNullable(rolesByName.get(name));
  }

  public Optional<Role> role(int oid) {
    return Optional.ofNullable(roles.get(oid));
  }

  public Collection<Role> roles() {
    return Collections.unmodifiableCollection(roles.values());
  }

  /** The name that pg_get_userbyid gives. */
  public String roleName(int oid) {
    return role(oid).map(Role::name).orElseGet(() -> "unknown (OID=" + oid + ")");
  }

  public Memberships memberships() {
    return memberships;
  }

  public Collection<RoleSettings> settings() {
    return Collections.unmodifiableCollection(settings.values());
  }

  /** Of a database and a role, 0 standing for all. */
  public Optional<RoleSettings> settings(int database, int role) {
    return settings.values().stream()
        .filter(s -> s.database() == database && s.role() == role)
        .findFirst();
  }

  /** Privileges on the shared object of that oid. */
  public Optional<Grants> grants(int oid) {
    return Optional.ofNullable(grants.get(oid));
  }

  public Collection<Grants> grants() {
    return Collections.unmodifiableCollection(grants.values());
  }

  public Optional<DatabaseEntry> database(String name) {
    return Optional.ofNullable(databasesByName.get(name));
  }

  /** As {@link #database(String)}; 3D000 when there is none. */
  public DatabaseEntry requiredDatabase(String name) {
    return database(name)
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.INVALID_CATALOG_NAME, "database \"" + name + "\" does not exist"));
  }

  public Optional<DatabaseEntry> database(int oid) {
    return Optional.ofNullable(databases.get(oid));
  }

  public Collection<DatabaseEntry> databases() {
    return Collections.unmodifiableCollection(databases.values());
  }
}
